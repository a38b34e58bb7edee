"""What a store keeps, what it refuses, and what it leaves as it is."""

import json
import random
import sqlite3
import struct
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest

import surfaces
from optim_viz.bench.executors import benchmark
from optim_viz.bench.packing import packed, unpacked
from optim_viz.bench.store import SCHEMA_VERSION, Store, StoreError
from optim_viz.bench.units import tuning_units, work
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.starts import starts as halton
from surfaces import InputError


def test_kept_units_are_not_run_again(recipe, tmp_path, assert_same, monkeypatch):
    with Store(tmp_path / "a.sqlite") as store:
        first = benchmark(recipe, store=store)
        monkeypatch.setattr("optim_viz.bench.executors.work", None)
        assert_same(benchmark(recipe, store=store), first)
        assert store.recipes() == [recipe]


def test_what_numpy_packs_is_read_as_well():
    """So were units packed before."""
    arrays = {"gap": np.array([[0.0, -0.0, np.nan]]), "taken": np.arange(3, dtype=np.int32)}
    by_numpy = BytesIO()
    np.savez_compressed(by_numpy, **arrays)
    for content in (packed(arrays), by_numpy.getvalue()):
        found = unpacked(content)
        assert list(found) == list(arrays)
        for name, array in arrays.items():
            assert (found[name].dtype, found[name].tobytes()) == (array.dtype, array.tobytes())


def test_another_recipe_is_another_experiment(recipe, tmp_path, assert_same):
    other = replace(recipe, steps=61)
    with Store(tmp_path / "a.sqlite") as store:
        for one in (recipe, other, recipe):
            assert_same(benchmark(one, store=store), benchmark(one))
        assert store.recipes() == [recipe, other]


@pytest.fixture
def ran(monkeypatch):
    """Return the units that are really run, in a list that grows."""
    units = []

    def noted(unit, engine):
        units.append(unit)
        return work(unit, engine)

    monkeypatch.setattr("optim_viz.bench.executors.work", noted)
    return units


def rerun(path, ran, *recipes):
    """Run benchmarks one after the other in a store; return the last, and what it ran."""
    for one in recipes:
        ran.clear()
        with Store(path) as store:
            found = benchmark(one, store=store)
    return found, list(ran)


def test_one_optimizer_more_runs_only_its_own_units(recipe, tmp_path, ran, assert_same):
    more = replace(recipe, optimizers=("adam", *recipe.optimizers))
    found, units = rerun(tmp_path / "a.sqlite", ran, recipe, more)
    assert {unit.optimizer for unit in units} == {"adam"}
    assert len(units) == 3 * 2  # surfaces, phases
    assert_same(found, benchmark(more))


def test_another_order_or_surfaces_of_before_run_nothing(recipe, tmp_path, ran, assert_same):
    turned = recipe.optimizers[::-1]
    fewer = replace(recipe, surfaces=("double_well", "ravine"), optimizers=turned)
    found, units = rerun(tmp_path / "a.sqlite", ran, recipe, fewer)
    assert not units
    assert_same(found, benchmark(fewer))
    with Store.reading(tmp_path / "a.sqlite") as store:
        assert store.recipes() == [recipe, fewer], "the latest is drawn, though it ran nothing"


def test_a_target_of_the_ladder_runs_no_tuning_again(recipe, tmp_path, ran, assert_same):
    easier = replace(recipe, target=1e-3)
    found, units = rerun(tmp_path / "a.sqlite", ran, recipe, easier)
    with Store.reading(tmp_path / "a.sqlite") as store:
        tuned_before = {
            (cell.problem, cell.spec): cell.rate for cell in benchmark(recipe, store=store).cells
        }
    assert_same(found, benchmark(easier))
    tuned_now = {(cell.problem, cell.spec): cell.rate for cell in found.cells}
    other_rate = {pair for pair, rate in tuned_now.items() if rate != tuned_before[pair]}
    assert {(unit.phase, unit.pair) for unit in units} == {("score", pair) for pair in other_rate}
    assert len(other_rate) < 6, "newton has no rate"
    again, units = rerun(tmp_path / "a.sqlite", ran, recipe, easier)
    assert not units
    assert_same(again, found)


def test_a_target_off_the_ladder_runs_again(recipe, tmp_path, ran, assert_same):
    odd = replace(recipe, target=3e-4)
    found, units = rerun(tmp_path / "a.sqlite", ran, recipe, odd)
    assert len(units) == 12
    assert_same(found, benchmark(odd))


@pytest.mark.parametrize("kind", ["halton", "random"])
def test_more_starts_tune_on_the_new_ones_only(recipe, tmp_path, ran, assert_same, kind):
    """The first points of a sequence are those of a shorter one; scoring follows after tuning."""
    few = replace(recipe, kind=kind, optimizers=("sgd", "momentum"))
    many = replace(few, starts=10)
    found, units = rerun(tmp_path / "a.sqlite", ran, few, many)
    grid = tuple(many.grid.tolist())  # which may grow from more starts where it did not from few
    spans = {(u.phase, u.first, u.last) for u in units if u.phase == "score" or u.rates == grid}
    assert spans == {("tune", 6, 10), ("score", 0, 10)}
    assert_same(found, benchmark(many))
    found, units = rerun(tmp_path / "a.sqlite", ran, few, many)
    assert not units
    assert_same(found, benchmark(many))


def test_starts_that_depend_on_their_number_are_new_with_it(recipe, tmp_path, ran, assert_same):
    few = replace(recipe, kind="grid", starts=4)
    many = replace(few, starts=9)
    found, units = rerun(tmp_path / "a.sqlite", ran, few, many)
    assert {(unit.first, unit.last) for unit in units} == {(0, 9)}
    assert_same(found, benchmark(many))
    assert rerun(tmp_path / "a.sqlite", ran, few)[1] == []


def test_a_seed_counts_only_where_something_is_random(recipe, tmp_path, ran, assert_same):
    other = replace(recipe, seed=5)
    assert rerun(tmp_path / "a.sqlite", ran, recipe, other)[1] == []
    noisy = replace(recipe, noise=0.1, seeds=2)
    found, units = rerun(tmp_path / "a.sqlite", ran, noisy, replace(noisy, seed=5))
    assert len(units) == 12
    assert_same(found, benchmark(replace(noisy, seed=5)))
    random = replace(recipe, kind="random")
    assert len(rerun(tmp_path / "a.sqlite", ran, random, replace(random, seed=5))[1]) == 12


@pytest.mark.parametrize(
    "change",
    [{"steps": 61}, {"rates": (1e-3, 1.0, 8)}, {"kind": "random"}, {"noise": 0.1}],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_the_runs_runs_them(recipe, tmp_path, ran, assert_same, change):
    other = replace(recipe, **change)
    found, units = rerun(tmp_path / "a.sqlite", ran, recipe, other)
    tuned = {unit.pair for unit in units if unit.phase == "tune"}
    assert len(tuned) == (3 if "rates" in change else 6), "newton has no rates to change"
    assert_same(found, benchmark(other))


def test_more_starts_in_noise_see_the_noise_of_the_whole(recipe, tmp_path, ran, assert_same):
    few = replace(recipe, noise=0.1, seeds=3, surfaces=("ravine",))
    many = replace(few, starts=9)
    found, units = rerun(tmp_path / "a.sqlite", ran, few, many)
    assert {(u.first, u.last) for u in units if u.phase == "tune"} == {(6, 9)}
    assert_same(found, benchmark(many))


def test_a_unit_is_described_in_the_store(recipe, tmp_path):
    unit = next(tuning_units(recipe))
    with Store(tmp_path / "a.sqlite") as store:
        store.put(unit, work(unit))
        ((conditions, starts, text),) = store._file.execute(
            "SELECT conditions, starts, described FROM units"
        )
    assert conditions == sha256(text.encode()).hexdigest()
    told = json.loads(text)
    assert told["problem"][0] == "ravine"
    assert (told["optimizer"], told["steps"], told["seeds"], told["target"]) == ("sgd", 60, 1, None)
    assert told["rates"] == recipe.grid.tolist()
    points = halton("halton", surfaces.get("ravine"), 12)[:, :6]
    rows = b"".join(struct.pack("<2d", *point) for point in points.T)
    assert starts == sha256(rows).hexdigest()


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
    recipe = replace(recipe, surfaces=recipe.surfaces[:1])
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
        for module in ("recipe_text", "bench.keys"):
            older.setattr(f"optim_viz.{module}.__version__", "0.0.1")
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
