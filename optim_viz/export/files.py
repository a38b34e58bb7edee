"""Files appear whole or not at all, and a place that cannot be written to is known beforehand."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from surfaces import InputError
from surfaces.specs import choose

Writer = Callable[[Path], None]


def check_writable(path: Path, suffixes: Iterable[str]) -> None:
    """Raise unless a file with one of these suffixes (``.png``) can be written at the path."""
    choose(path.suffix.lower(), suffixes, f"file type of {path.name!r}:")
    if path.is_dir():
        raise InputError(f"cannot write {path}: it is a folder")
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"cannot write {path}: there is no folder {folder}")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError(f"cannot write {path}: permission denied")


def write_all(writers: Iterable[tuple[Path, Writer]]) -> None:
    """Write several files beside their places, then move all of them in; on failure none."""
    with _temporary_names() as temporary:
        pairs = []
        for path, write in writers:
            pairs.append((temporary(path), path))
            write(pairs[-1][0])
        for made, path in pairs:
            os.replace(made, path)


@contextmanager
def _temporary_names() -> Iterator[Callable[[Path], Path]]:
    made: list[Path] = []

    def name(path: Path) -> Path:
        handle, text = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        made.append(Path(text))
        return made[-1]

    try:
        yield name
    finally:
        for path in made:
            path.unlink(missing_ok=True)
