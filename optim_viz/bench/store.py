"""Store of benchmark outcomes in one SQLite file: finished units are neither lost nor run twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zlib import crc32

from optim_viz.bench import keys
from optim_viz.bench.card import Card, here
from optim_viz.bench.packing import packed, unpacked
from optim_viz.bench.units import Outcomes, Unit
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.version import __version__
from surfaces import Array, InputError

APPLICATION_ID = 0x6F707476
"""Application id in the header of the file: "optv"."""

SCHEMA_VERSION = 7
"""Version of the schema; raised when the tables or their contents change meaning."""

_TABLES = """
CREATE TABLE experiments (id INTEGER PRIMARY KEY, recipe TEXT NOT NULL UNIQUE);
CREATE TABLE cards (id INTEGER PRIMARY KEY, card TEXT NOT NULL UNIQUE);
CREATE TABLE units (
    conditions TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    starts TEXT NOT NULL,
    described TEXT NOT NULL,
    card INTEGER NOT NULL REFERENCES cards (id),
    checksum INTEGER NOT NULL,
    outcomes BLOB NOT NULL,
    PRIMARY KEY (conditions, first, last, starts)
) WITHOUT ROWID;
"""
"""Experiments are recipes; units belong to none of them. ``conditions`` is the hash of
``described``, which is JSON; ``starts`` that of the start points ``first`` to ``last``; the card
says where the outcomes come from."""

_ARRAYS = """
CREATE TABLE IF NOT EXISTS arrays (
    described TEXT PRIMARY KEY, checksum INTEGER NOT NULL, content BLOB NOT NULL
) WITHOUT ROWID
"""
"""Arrays of other studies than benchmarks; ``described`` is the hash of what decides them."""

_LOCK_TIMEOUT = 60.0
"""Seconds to wait for the lock of another writer."""


class StoreError(RuntimeError):
    """Outcomes could not be stored; the message is one line for the user."""


class Store:
    """File of outcomes, for any number of recipes; several processes may write at once.

    Each unit is committed to SQLite's write-ahead log as it finishes, so that the file stays intact
    however the process ends.

    Raises
    ------
    InputError
        The file is not one of ours, damaged, or of another schema; it is left as it was.
    """

    def __init__(self, path: Path | str) -> None:
        path = Path(path)
        _check(path)
        self._path = path
        try:
            # Commits are made by the statements themselves; one thread at a time uses it.
            self._file = sqlite3.connect(
                path, timeout=_LOCK_TIMEOUT, isolation_level=None, check_same_thread=False
            )
            self._file.text_factory = _text
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = FULL")  # a commit outlives the power
            with self._transaction():
                if self._number("application_id") == 0:
                    for statement in _TABLES.split(";"):
                        self._file.execute(statement)
                    self._file.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                    self._file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        except sqlite3.Error as error:
            raise InputError(f"cannot write {path}: {error}") from None

    @classmethod
    def reading(cls, path: Path | str) -> Self:
        """Open a store read-only; no file beside it is written either.

        Raises
        ------
        InputError
            There is no such file, it is no store, or it has no benchmark yet.
        """
        path = Path(path)
        if not path.exists():
            raise InputError(f"there is no file {path}")
        _check(path)
        store = cls.__new__(cls)
        store._path, store._file = path, _open_to_read(path)
        if not _tables(store._file):
            store.close()
            raise InputError(f"{path} holds no benchmark yet")
        return store

    def texts(self) -> list[str]:
        """Return the texts of all recipes, of other versions as well, the latest last."""
        rows = self._file.execute("SELECT recipe FROM experiments ORDER BY id")
        return [text for (text,) in rows]

    def recipes(self) -> list[BenchmarkRecipe]:
        """Return the recipes with stored units, the latest last.

        Raises
        ------
        InputError
            Another version made the latest: its numbers may differ.
        """
        texts = self.texts()
        versions = [json.loads(text)["optim-viz"] for text in texts]
        if texts and versions[-1] != __version__:
            raise InputError(
                f"{self._path} was made by optim-viz {versions[-1]}, and this is {__version__}"
            )
        ours = zip(texts, versions, strict=True)
        return [BenchmarkRecipe.read(text) for text, version in ours if version == __version__]

    def begin(self, recipe: BenchmarkRecipe) -> None:
        """Note that a benchmark is run: `recipes` has it from now on."""
        known = self._file.execute("SELECT 1 FROM experiments WHERE recipe = ?", (recipe.key(),))
        if not known.fetchone():
            with self._writing():
                self._note(recipe)

    def parts(self, unit: Unit) -> list[Unit]:
        """Return a unit in parts, each of which is stored as a whole or not at all.

        A unit of more starts than before is the unit of before and a rest.
        """
        if self._has(unit):
            return [unit]
        found, at = [], unit.first
        for part, starts in self._within(unit):
            if part.first < at or keys.starts(part) != starts:
                continue
            if part.first > at:
                found.append(unit.part(at, part.first))
            found.append(part)
            at = part.last
        return found if at == unit.last else [*found, unit.part(at, unit.last)]

    def _within(self, unit: Unit) -> list[tuple[Unit, str]]:
        """Return the stored units that may be parts of a unit, with the hash of their starts."""
        rows = self._file.execute(
            "SELECT CAST(first AS INTEGER) AS one, CAST(last AS INTEGER) AS other, starts"
            " FROM units WHERE conditions = ? AND one >= ? AND one < other AND other <= ?"
            " ORDER BY one, other DESC",
            (keys.hashed(keys.conditions(unit)), unit.first, unit.last),
        )
        return [(unit.part(first, last), starts) for first, last, starts in rows]

    def _has(self, unit: Unit) -> bool:
        """Whether there is a row for a unit, wherever its starts stand among others."""
        return self._select("1", unit) is not None

    def _select(self, columns: str, unit: Unit) -> tuple[Any, ...] | None:
        return self._file.execute(
            f"SELECT {columns} FROM units WHERE conditions = ? AND starts = ?",
            (keys.hashed(keys.conditions(unit)), keys.starts(unit)),
        ).fetchone()

    def get(self, unit: Unit) -> Outcomes | None:
        """Return the stored outcomes of a unit; None if there are none."""
        row = self._select("outcomes, checksum", unit)
        return Outcomes(**unpacked(row[0])) if row and crc32(row[0]) == row[1] else None

    def card(self, unit: Unit) -> Card | None:
        """Return where the stored outcomes of a unit come from; None if that is not known."""
        row = self._select("(SELECT cards.card FROM cards WHERE id = units.card)", unit)
        return Card.read(row[0]) if row and row[0] else None

    def put(self, unit: Unit, outcomes: Outcomes, card: Card | None = None) -> None:
        """Keep the outcomes of a unit, for good once this returns; by default they are ours."""
        content, conditions = packed(vars(outcomes)), keys.conditions(unit)
        with self._writing():
            self._note(unit.recipe)
            self._insert(
                keys.hashed(conditions),
                unit.first,
                unit.last,
                keys.starts(unit),
                conditions,
                self._card((card or here()).text()),
                crc32(content),
                content,
            )

    def arrays(self, described: str) -> Mapping[str, Array] | None:
        """Return the arrays that another study has kept by this text; None if there are none."""
        self._file.execute(_ARRAYS)
        row = self._file.execute(
            "SELECT content, checksum FROM arrays WHERE described = ?", (keys.hashed(described),)
        ).fetchone()
        return unpacked(row[0]) if row and crc32(row[0]) == row[1] else None

    def keep(self, described: str, arrays: Mapping[str, Array]) -> None:
        """Keep arrays by the text that says all that decides them."""
        content = packed(arrays)
        with self._writing():
            self._file.execute(_ARRAYS)
            self._file.execute(
                "INSERT OR REPLACE INTO arrays VALUES (?, ?, ?)",
                (keys.hashed(described), crc32(content), content),
            )

    def merge(self, other: Store) -> int:
        """Copy the units of another store that are missing here; return their number.

        Its benchmarks are added to `recipes`, after those that are here. Units that are damaged
        there are left out.

        Raises
        ------
        InputError
            It is the same file.
        StoreError
            It failed, and nothing was copied.
        """
        if other._path.resolve() == self._path.resolve():
            raise InputError(f"{self._path} cannot be merged into itself")
        copied = 0
        with self._writing():
            for text in other.texts():
                self._note_text(text)
            for *key, described, card, checksum, content in other._units():
                intact = crc32(content) == checksum and keys.hashed(described) == key[0]
                if intact and not self._holds(key[0], key[3]):
                    self._insert(*key, described, self._card(card), checksum, content)
                    copied += 1
        return copied

    def _units(self) -> sqlite3.Cursor:
        """Return all units, with the text of their card."""
        return self._file.execute(
            "SELECT conditions, first, last, starts, described, cards.card, checksum, outcomes"
            " FROM units LEFT JOIN cards ON cards.id = units.card"
        )

    def _holds(self, conditions: str, starts: str) -> bool:
        """Whether there is an intact unit with these hashes."""
        row = self._file.execute(
            "SELECT outcomes, checksum FROM units WHERE conditions = ? AND starts = ?",
            (conditions, starts),
        ).fetchone()
        return row is not None and crc32(row[0]) == row[1]

    def _insert(self, *row: Any) -> None:
        self._file.execute(
            f"INSERT OR REPLACE INTO units VALUES ({', '.join('?' * len(row))})", row
        )

    def _card(self, text: str | None) -> int:
        """Return the number of a card, which is added if it is new; 0 for none."""
        if not text:
            return 0
        self._file.execute("INSERT OR IGNORE INTO cards (card) VALUES (?)", (text,))
        found = self._file.execute("SELECT id FROM cards WHERE card = ?", (text,))
        return int(found.fetchone()[0])

    def _note(self, recipe: BenchmarkRecipe) -> None:
        self._note_text(recipe.key())

    def _note_text(self, recipe: str) -> None:
        self._file.execute("INSERT OR IGNORE INTO experiments (recipe) VALUES (?)", (recipe,))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write in one transaction.

        Raises
        ------
        StoreError
            It failed; what was there before is there still.
        """
        try:
            with self._transaction():
                yield
        except sqlite3.Error as error:
            raise StoreError(
                f"cannot write {self._path}: {error}; what was done before is kept, and the same"
                " command goes on from there"
            ) from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._file.execute("COMMIT")
        except BaseException:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")
            raise

    def _number(self, pragma: str) -> int:
        return int(self._file.execute(f"PRAGMA {pragma}").fetchone()[0])


def _check(path: Path) -> None:
    """Raise unless the file is new, empty or a store; it is not written to."""
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file of results")
    if not path.parent.is_dir():
        raise InputError(f"cannot write {path}: there is no folder {path.parent}")
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        header = file.read(100)
    ours = header[:16] == b"SQLite format 3\0" and len(header) == 100
    marks = [int.from_bytes(header[at : at + 4], "big") for at in (68, 60)]
    if not ours or marks[0] not in (APPLICATION_ID, 0):
        raise InputError(f"{path} is not a file of benchmark results; it was left as it is")
    if marks[0] == 0 and not _is_unborn(path):
        raise InputError(f"{path} belongs to another program; it was left as it is")
    if marks[0] and marks[1] != SCHEMA_VERSION:
        raise InputError(
            f"{path} has schema {marks[1]}, and this version reads {SCHEMA_VERSION};"
            " it was left as it is"
        )
    if marks[0] and (trouble := _damage(path)):
        raise InputError(f"{path} is damaged ({trouble}); it was left as it is")


def _text(stored: bytes) -> str:
    """Return a text as it is stored; a damaged one is another text, not an error."""
    return stored.decode("utf-8", "replace")


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Open the file read-only, without a lock file unless there may be writers."""
    mode = "mode=ro" if _has_log(path) else "immutable=1"
    file = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        timeout=_LOCK_TIMEOUT,
        check_same_thread=False,
    )
    file.text_factory = _text
    return file


def _has_log(path: Path) -> bool:
    """Whether the write-ahead log may hold units that are not in the file yet."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _tables(file: sqlite3.Connection) -> set[str]:
    return {name for (name,) in file.execute("SELECT name FROM sqlite_master")}


def _is_unborn(path: Path) -> bool:
    """Whether the file exists without its tables: its creation was cut short or is under way."""
    try:
        with closing(_open_to_read(path)) as file:
            mark = file.execute("PRAGMA application_id").fetchone()[0]
            return mark == APPLICATION_ID or not _tables(file)
    except sqlite3.Error:
        return False


def _damage(path: Path) -> str:
    """Return SQLite's description of the damage; nothing if the file is intact."""
    try:
        with closing(_open_to_read(path)) as file:
            (size,), (count,) = map(file.execute, ("PRAGMA page_size", "PRAGMA page_count"))
            if not _has_log(path) and path.stat().st_size != size[0] * count[0]:
                return "cut short"  # SQLite takes what is missing of the last page for zeros
            said = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
            missing = {"experiments", "cards", "units"} - _tables(file)
    except sqlite3.Error as error:
        return str(error)
    if missing:
        return f"no {' and no '.join(sorted(missing))}"
    return "" if said == "ok" else said
