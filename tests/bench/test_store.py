"""What a store keeps, what it refuses, and what it leaves as it is."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from optim_viz.bench.executors import benchmark
from optim_viz.bench.store import SCHEMA_VERSION, Store, StoreError
from optim_viz.bench.units import tuning_units, work
from optim_viz.recipes.bench import BenchmarkRecipe
from surfaces import InputError


def test_kept_units_are_not_run_again(recipe, tmp_path, assert_same, monkeypatch):
    with Store(tmp_path / "a.sqlite") as store:
        first = benchmark(recipe, store=store)
        monkeypatch.setattr("optim_viz.bench.executors.work", None)
        assert_same(benchmark(recipe, store=store), first)
        assert store.recipes() == [recipe]


def test_another_recipe_is_another_experiment(recipe, tmp_path, assert_same):
    other = replace(recipe, steps=61)
    with Store(tmp_path / "a.sqlite") as store:
        for one in (recipe, other, recipe):
            assert_same(benchmark(one, store=store), benchmark(one))
        assert store.recipes() == [recipe, other]


def foreign(path, *pragmas):
    with closing(sqlite3.connect(path)) as file:
        for pragma in pragmas:
            file.execute(f"PRAGMA {pragma}")
        file.execute("CREATE TABLE recipes (id)")
        file.commit()


def newer(path):
    Store(path).close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")


def overwritten(path):
    Store(path).close()
    data = bytearray(path.read_bytes())
    data[100:2000] = b"\xff" * 1900
    path.write_bytes(data)


def without_units(path):
    Store(path).close()
    with closing(sqlite3.connect(path)) as file:
        file.execute("DROP TABLE units")


def cut(at):
    def spoil(path):
        Store(path).close()
        path.write_bytes(path.read_bytes()[:at])

    return spoil


SPOILT = {
    "a table": (lambda path: path.write_text("optimizer,lr\n"), "not a file of benchmark results"),
    "noise": (
        lambda path: path.write_bytes(random.Random(0).randbytes(9000)),
        "not a file of benchmark results",
    ),
    "of another program": (foreign, "belongs to another program"),
    "of another program, with a log": (
        lambda path: foreign(path, "journal_mode = WAL"), "belongs to another program",
    ),
    "of a program with a mark": (
        lambda path: foreign(path, "application_id = 7"), "not a file of benchmark results",
    ),
    "newer": (newer, f"has schema 99, and this version reads {SCHEMA_VERSION}"),
    "overwritten": (overwritten, "damaged"),
    "without a table": (without_units, "damaged.*no units"),
    "cut in its header": (cut(60), "not a file of benchmark results"),
    "cut after its header": (cut(100), "damaged"),
    "cut in its tables": (cut(5000), "damaged"),
    "cut between pages": (cut(8192), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("way", [Store, Store.reading], ids=["write", "read"])
@pytest.mark.parametrize("name", SPOILT)
def test_a_foreign_or_damaged_file_is_refused_and_left_as_it_is(tmp_path, name, way):
    spoil, message = SPOILT[name]
    path = tmp_path / "a.sqlite"
    spoil(path)
    before, files = path.read_bytes(), sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=message) as error:
        way(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == files


def test_wherever_a_full_store_is_cut_it_is_refused(recipe, tmp_path):
    path = tmp_path / "a.sqlite"
    with Store(path) as store:
        benchmark(recipe, store=store)
    whole, chance = path.read_bytes(), random.Random(0)
    for _ in range(20):
        path.write_bytes(whole[: chance.randrange(1, len(whole))])
        with pytest.raises(InputError, match=r"damaged|not a file of benchmark results"):
            Store(path)


def test_wherever_a_byte_is_changed_it_is_refused_or_the_numbers_are_the_same(
    recipe, tmp_path, assert_same
):
    path, chance = tmp_path / "a.sqlite", random.Random(0)
    with Store(path) as store:
        right = benchmark(recipe, store=store)
    whole, refused = path.read_bytes(), 0
    for _ in range(60):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        try:
            with Store(path) as store:
                assert_same(benchmark(recipe, store=store), right)
        except InputError:
            refused += 1
            assert path.read_bytes() == spoilt
    assert refused < 60


def test_an_empty_file_may_become_a_store_but_is_none(tmp_path, recipe):
    path = tmp_path / "a.sqlite"
    path.touch()
    with pytest.raises(InputError, match="holds no benchmark yet"):
        Store.reading(path)
    assert path.read_bytes() == b""
    with Store(path) as store:
        unit = next(tuning_units(recipe))
        store.put(unit, work(unit))
        assert store.recipes() == [recipe]


def test_reading_leaves_the_file_and_its_folder_as_they_are(recipe, tmp_path, assert_same):
    path = tmp_path / "a.sqlite"
    with Store(path) as store:
        right = benchmark(recipe, store=store)
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    with Store.reading(path) as store:
        assert store.recipes() == [recipe]
        assert_same(benchmark(recipe, store=store), right)
        with pytest.raises(StoreError, match="readonly"):
            store.put(next(tuning_units(recipe)), work(next(tuning_units(recipe))))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert list(tmp_path.iterdir()) == [path]


def test_reading_while_another_writes(recipe, tmp_path):
    path, units = tmp_path / "a.sqlite", list(tuning_units(recipe))
    with Store(path) as writer:
        for count, unit in enumerate(units[:3]):
            writer.put(unit, work(unit))
            with Store.reading(path) as reader:
                there = [reader.get(one) is not None for one in units]
            assert there == [i <= count for i in range(len(units))]


def test_what_another_version_made_is_not_drawn_as_ours(recipe, tmp_path, monkeypatch):
    path, unit = tmp_path / "a.sqlite", next(tuning_units(recipe))
    with monkeypatch.context() as older:
        older.setattr("optim_viz.recipes.base.__version__", "0.0.1")
        with Store(path) as store:
            store.put(unit, work(unit))
    with Store(path) as store:
        with pytest.raises(InputError, match=r"made by optim-viz 0\.0\.1, and this is"):
            store.recipes()
        assert store.get(unit) is None
        store.put(unit, work(unit))
        assert store.recipes() == [recipe]


def test_a_commit_is_on_the_disk_before_the_next_unit(tmp_path):
    """FULL: the log is synced at each commit, so that it outlives the power, not only us."""
    with Store(tmp_path / "a.sqlite") as store:
        assert store._number("synchronous") == 2
        assert store._file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_unit_that_was_damaged_is_run_again(recipe, tmp_path):
    unit = next(tuning_units(recipe))
    with Store(tmp_path / "a.sqlite") as store:
        store.put(unit, work(unit))
        store._file.execute("UPDATE units SET outcomes = x'00ff'")
        assert store.get(unit) is None


def test_a_place_that_cannot_be(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        Store(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        Store(tmp_path / "nowhere" / "a.sqlite")


def test_an_optimizer_that_was_edited_is_another_experiment(tmp_path):
    """What was kept of the file as it was is not taken for what the file does now."""
    file, path = tmp_path / "mine.py", tmp_path / "a.sqlite"
    success = []
    for sign in "-+":
        file.write_text(f"def mine(f, x, *, lr=0.1):\n    return x {sign} lr * f.gradient(x)\n")
        mine = BenchmarkRecipe(("bowl",), optimizers=(f"{file}:mine",), starts=3, steps=60)
        with Store(path) as store:
            (cell,) = benchmark(mine, store=store).cells
            assert store.recipes()[-1] == mine
        success.append(cell.tuned.score.success)
    assert success == [1.0, 0.0]
