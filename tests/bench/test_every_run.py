"""Every run of a benchmark in one file: each row is what a single run says."""

import csv
import math
import sys

import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench.executors import benchmark, from_store
from optim_viz.bench.store import Store
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.measures import first_below
from optim_viz.runs.starts import starts

TASK = ["beale", "-a", "sgd", "-a", "newton", "--starts", "3", "--steps", "40"]
NOISY = ["--rates", "1e-3:1:4", "--noise", "0.1", "--seeds", "2", "-q"]


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_is_what_the_run_is_alone(bench, here):
    assert bench(*TASK, *NOISY, "--start", "halton", "--runs", "runs.csv")[0] == 0
    found = rows(here / "runs.csv")
    # Three starts, two seeds: SGD at four rates, then at two; Newton once, then once.
    assert len(found) == 3 * 2 * (4 + 2 + 1 + 1)
    surface = surfaces.get("beale")
    points = starts("halton", surface, 6)
    reached = 0
    for row in found:
        start = int(row["start"]) + 3 * (row["phase"] == "score")
        optimizer = optimizers.get(row["optimizer"])
        if row["lr"]:
            optimizer = optimizer.replace(lr=float(row["lr"]))
        run = optim_viz.run(
            optimizer, surface, points[:, start], 40, noise=0.1, seed=2 * start + int(row["seed"])
        )
        assert row["surface"] == "beale"
        assert row["status"] == run.status
        assert int(row["steps"]) == run.taken
        asked = [row[f"{name}_evaluations"] for name in ("value", "gradient", "hessian")]
        assert list(map(int, asked)) == list(run.evaluations)
        assert [float(x) for x in row["end"].split()] == run.end.tolist()
        home = surface.inside(run.end) and math.isfinite(run.gap[-1])
        assert row["gap"] == (str(float(run.gap[-1])) if home else "")
        per_step = 3 if row["optimizer"] == "newton" else 1  # a gradient and a Hessian, worth d
        for gap in TARGET_GAPS:
            hit = int(first_below(run, surface.lowest + gap))
            told = row[f"evaluations_to_{gap:g}"]
            assert not told or float(told) == per_step * hit  # empty too where it did not stay
            assert not told or hit >= 0
            reached += bool(told)
    assert reached > 50


def test_rows_stand_in_the_order_of_the_recipe(bench, here):
    bench(*TASK, *NOISY, "--runs", "runs.csv")
    found = rows(here / "runs.csv")
    told = [(row["optimizer"], row["phase"], row["start"], row["seed"]) for row in found]
    wanted = [
        (optimizer, phase, str(start), str(seed))
        for optimizer in ("sgd", "newton")
        for phase in ("tune", "score")
        for start in range(3)
        for seed in range(2)
    ]
    assert list(dict.fromkeys(told)) == wanted
    rates = [row["lr"] for row in found[:4]]
    assert rates == ["0.001", "0.01", "0.1", "1.0"]


def test_the_same_bytes_however_it_was_run(bench, here):
    bench(*TASK, *NOISY, "--runs", "a.csv", "-o", "a.png")
    bench(*TASK, *NOISY, "--runs", "b.csv", "--store", "b", "--processes", "2")
    fewer = [word.replace("3", "2") if word == "3" else word for word in TASK]
    bench(*fewer, *NOISY, "--store", "c")
    bench(*TASK, *NOISY, "--store", "c")
    bench("--from", "c", "--runs", "c.csv", "-q")
    first = (here / "a.csv").read_bytes()
    assert first == (here / "b.csv").read_bytes() == (here / "c.csv").read_bytes()
    assert not list(here.glob("runs.sqlite*"))


def test_a_target_off_the_ladder_has_a_column_of_its_own(bench, here):
    bench(*TASK, "--rates", "1e-3:1:4", "-q", "--target", "3e-4", "--runs", "runs.csv")
    for row in rows(here / "runs.csv"):
        below, above = (row[f"evaluations_to_{gap:g}"] for gap in (2.51189e-4, 3.98107e-4))
        own = row["evaluations_to_0.0003"]
        assert not own or float(above) <= float(own)
        assert not below or float(own) <= float(below)


def test_a_surface_that_was_turned_says_so(bench, here):
    bench(*TASK, "--rotate", "30", "--shift=1,2", "-q", "--runs", "runs.csv")
    first = rows(here / "runs.csv")[0]
    assert (first["rotate"], first["shift"]) == ("30.0", "1.0 2.0")
    assert first["surface"] == "beale, rotated 30°, shifted by (1, 2)"


def test_parquet_holds_what_the_csv_holds(bench, here):
    parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("a.csv", "a.parquet", "b.parquet"):
        bench(*TASK, *NOISY, "--store", "s", "--runs", name)
    table = parquet.read_table(here / "a.parquet").to_pylist()
    for row, same in zip(rows(here / "a.csv"), table, strict=True):
        assert row.keys() == same.keys()
        for name, cell in row.items():
            value = same[name]
            text = " ".join(map(repr, value)) if name == "end" else value
            assert cell == ("" if text is None else str(text)), name
    assert (here / "a.parquet").read_bytes() == (here / "b.parquet").read_bytes()


def test_without_what_writes_parquet_nothing_is_run(bench, here, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, out, err = bench(*TASK, "--runs", "a.parquet", "--store", "s")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "a.parquet needs the extra: pip install 'optim-viz[parquet]'" in err
    assert not list(here.iterdir())


def test_another_suffix_is_refused(bench, here):
    code, _, err = bench(*TASK, "--runs", "a.xlsx")
    assert (code, err.count("\n")) == (2, 1)
    assert ".csv" in err
    assert not list(here.iterdir())


def test_a_store_that_lacks_a_unit_says_so(tmp_path):
    recipe = BenchmarkRecipe(("bowl",), optimizers=("newton",), starts=2, steps=9)
    with Store(tmp_path / "s") as store:
        benchmark(recipe, store=store)
        assert sum(len(outcomes.gap) for _, outcomes in from_store(recipe, store)) == 4
        store._file.execute("UPDATE units SET outcomes = x'00'")
        with pytest.raises(LookupError, match="lacks a unit of newton"):
            list(from_store(recipe, store))
