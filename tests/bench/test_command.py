"""``optim-viz bench`` from the outside."""

import csv
import json
import os
import shlex
import signal
import subprocess
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import surfaces
from optim_viz.bench.executors import that_pay
from optim_viz.bench.store import Store
from optim_viz.bench.units import tuning_units, work
from optim_viz.cli import stored
from optim_viz.plots.bench import FIGURES
from optim_viz.recipes.bench import FIGURES as NAMES
from optim_viz.recipes.bench import BenchmarkRecipe
from surfaces import InputError

SMALL = ["--starts", "4", "--steps", "50", "--rates", "1e-3:1:7"]


APART = {"text": True, "stderr": subprocess.PIPE, "start_new_session": True}


def test_one_figure_one_table_one_sentence(bench, here):
    code, out, err = bench("ravine", "booth", *SMALL, "--table", "a.md", "--data", "d.csv")
    assert (code, err.splitlines()[-3:]) == (0, ["bench.png", "d.csv", "a.md"])
    assert sorted(os.listdir(here)) == ["a.md", "bench.png", "d.csv"]
    for word in (
        "best lr",
        "Momentum",
        "scored on other starts",
        "4 starts",
        "ERT: exp",
    ):
        assert word in out + err
    with (here / "d.csv").open(newline="") as file:
        rows = [(row["surface"], row["optimizer"], row["lr"]) for row in csv.DictReader(file)]
    assert len(set(rows)) == len(rows)
    counts = Counter(row[:2] for row in rows)
    assert sorted(counts.values())[:2] == [1, 1], "Newton has no rate"
    assert all(count == 1 or count >= 7 for count in counts.values()), "a grid may grow"
    assert len(counts) == 10
    assert (here / "a.md").read_text().startswith("| surface | optimizer | best lr |")


def test_the_same_command_gives_the_same_bytes(bench, here):
    for name in ("a.png", "b.png"):
        bench("ravine", *SMALL, "-o", name, "--seeds", "2", "--noise", "0.1")
    assert (here / "a.png").read_bytes() == (here / "b.png").read_bytes()


def test_json_is_all_that_stdout_carries(bench, here):
    code, out, _ = bench("bowl", *SMALL, "--json", "-a", "sgd")
    data = json.loads(out)
    assert code == 0
    (row,) = data["results"]
    assert row["tuned"]["success"] == 1
    assert row["evaluations_per_run"]["gradient"] > 0
    assert data["conclusion"][0].startswith("SGD reaches 10⁻⁶ in 100% of runs")


def test_the_expected_runtime_of_newton_is_near_ten_steps(bench, here):
    """A failure costs what it spent; a step costs three evaluations, of which both are told."""
    code, out, err = bench("himmelblau", "-a", "newton")
    (row,) = [line.split() for line in out.splitlines() if line.startswith("himmelblau")][:1]
    assert (code, row[-2:]) == (0, ["23.6", "7.88"])
    assert "ERT in" in out
    assert "ERT in steps: the steps of the same runs" in err
    _, out, _ = bench("himmelblau", "-a", "newton", "--json", "-o", "a.png")
    tuned = json.loads(out)["results"][0]["tuned"]
    assert tuned["expected_evaluations"] == pytest.approx(3 * tuned["expected_steps"])
    assert 7 < tuned["expected_steps"] < 10
    _, out, err = bench("himmelblau", "-a", "newton", "--cost", "steps", "-o", "a.png")
    assert "7.88" in out
    assert "ERT in" not in out + err, "once is enough"


@pytest.mark.parametrize(
    ("suffix", "words"),
    [(".tex", "\\bottomrule"), (".md", "| ravine | SGD |"), (".csv", "ravine,SGD,")],
)
def test_tables(bench, here, suffix, words):
    bench("ravine", *SMALL, "--table", f"a{suffix}", "-q")
    written = (here / f"a{suffix}").read_text()
    assert words in written
    assert ("51--100\\%" if suffix == ".tex" else "51–100%") in written, "Wilson, 4 of 4 starts"
    assert "success interval" in written
    assert ("ERT: expected evaluations to 10⁻⁶" in written) == (suffix != ".csv")


def test_every_target_has_its_row_with_success_beside_it(bench, here):
    _, out, _ = bench("ravine", *SMALL, "--targets", "t.csv", "-a", "sgd", "--json")
    with (here / "t.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 51
    told = json.loads(out)["results"][0]["targets"]
    for row, same in zip(rows, told, strict=True):
        assert float(row["success"]) == same["success"]
        assert bool(row["expected_evaluations"]) == (same["expected_evaluations"] is not None)


def test_comparisons_are_reachable_as_csv_as_they_are_in_the_json(bench, here):
    task = ["ravine", *SMALL, "-a", "sgd", "-a", "adam", "-a", "newton", "--comparisons", "c.csv"]
    _, out, _ = bench(*task, "--json")
    with (here / "c.csv").open() as file:
        rows = list(csv.DictReader(file))
    told = json.loads(out)["evidence"]["comparisons"]
    assert len(rows) == len(told) == 2
    for row, same in zip(rows, told, strict=True):
        low, high = same.pop("interval")
        same |= {"probability_low": low, "probability_high": high}
        assert row == {name: "" if one is None else str(one) for name, one in same.items()}
    bench("ravine", *SMALL, "-a", "sgd", "--comparisons", "alone.csv")
    assert (here / "alone.csv").read_text().splitlines() == [",".join(row)]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_name(bench, here, name):
    few = ["ravine", "booth", "-a", "sgd", "-a", "newton", *SMALL]
    code, _, err = bench(*few, "--figure", name, "-o", "a.svg")
    assert (code, err.splitlines()[-1]) == (0, "a.svg")


def test_names_of_figures_are_those_that_are_drawn():
    assert tuple(FIGURES) == NAMES


def test_a_store_is_drawn_without_running(bench, here, monkeypatch):
    bench("ravine", *SMALL, "--store", "a.sqlite", "-o", "a.png", "-q")
    monkeypatch.setattr("optim_viz.bench.executors.work", None)
    assert bench("--from", "a.sqlite", "-o", "b.png", "-q")[0] == 0
    assert (here / "a.png").read_bytes() == (here / "b.png").read_bytes()
    assert bench("--from", "a.sqlite", "-o", "c.png", "-q", "--dpi", "50")[0] == 0
    assert (here / "c.png").read_bytes() != (here / "b.png").read_bytes()


MINE = "def mine(f, x, m=0.0, *, lr=0.1, decay=0.5):\n    return x {} lr * f.gradient(x), m\n"


@pytest.mark.parametrize("then", ["gone", "edited"])
def test_a_store_is_drawn_where_the_file_of_an_optimizer_is_no_more(bench, here, then):
    file = here / "mine.py"
    file.write_text(MINE.format("-"))
    task = ["ravine", "-a", "sgd", "-a", "mine.py:mine", "-a", "mine.py:mine:decay=0.1", *SMALL]
    told = bench(*task, "--store", "a.sqlite", "-o", "a.png", "--json", "-q")[1]
    file.unlink() if then == "gone" else file.write_text(MINE.format("+").replace("0.5", "0.7"))
    code, again, err = bench("--from", "a.sqlite", "-o", "b.png", "--json", "-q")
    assert (code, err) == (0, "")
    assert (here / "a.png").read_bytes() == (here / "b.png").read_bytes()
    assert json.loads(again) == json.loads(told) | {"written": ["b.png"]}
    if then == "gone":
        wanted = (2, "", "optim-viz: there is no file mine.py\n")
        assert bench(*task, "--store", "a.sqlite") == wanted


def test_one_budget_is_typed_not_two(bench, here):
    code, out, err = bench("ravine", "--steps", "50", "--budget", "20", *SMALL[:2])
    assert (code, out) == (2, "")
    assert "given by --steps or by --budget, not by both" in err
    assert not list(here.iterdir())


def test_an_edit_while_it_runs_is_refused_not_stored(here):
    (here / "mine.py").write_text(MINE.format("-"))
    recipe = BenchmarkRecipe(("ravine",), optimizers=("mine.py:mine",), starts=2, steps=9)
    (here / "mine.py").write_text(MINE.format("+"))
    message = "mine.py is gone, or was edited since: mine can be drawn, but not run"
    with pytest.raises(InputError, match=message):
        work(next(tuning_units(recipe)))


def test_what_is_not_finished_is_not_drawn(bench, here):
    unit = next(tuning_units(BenchmarkRecipe(starts=4, steps=50)))
    with Store(here / "a.sqlite") as store:
        store.put(unit, work(unit))
    before = (here / "a.sqlite").read_bytes()
    command = "optim-viz bench --starts=4 --steps=50 --store a.sqlite"
    assert bench("--from", "a.sqlite") == (
        2, "", f"optim-viz: a.sqlite is unfinished; this goes on: {command}\n"
    )  # fmt: skip
    assert os.listdir(here) == ["a.sqlite"]
    assert (here / "a.sqlite").read_bytes() == before


TYPED = (
    "",
    "ravine",
    "-f 'x**2  + y**2'",
    "ravine:condition=7 -f 'x**2 + y**2' -f 'x**2 + 3*y**2'",
    "bowl --rotate 30 --shift=-0.1,2 -a 'adam:lr=cosine(0.5)' -a newton",
    "booth --rates 1e-7:0.3:17 --start random --noise heavy:0.5:2 --seeds 3 --seed 12 --target 1",
    "bowl --noise 0.1 --start grid",
)


@pytest.mark.parametrize("typed", TYPED)
def test_the_command_that_goes_on_is_the_one_that_was_typed(bench, here, typed, monkeypatch):
    monkeypatch.setattr("optim_viz.cli.bench._study", lambda recipe, *_: _keep(recipe))

    def _keep(recipe):
        kept.append(recipe)
        raise KeyboardInterrupt

    kept = []
    bench(*shlex.split(typed), "--store", "a b.sqlite")
    program, name, *words = shlex.split(stored.command(kept[0], Path("a b.sqlite")))
    assert (program, name, words[-1]) == ("optim-viz", "bench", "a b.sqlite")
    bench(*words)
    assert kept[0] == kept[1]


def test_from_takes_no_other_file(bench, here):
    (here / "notes.txt").write_text("not a store")
    code, out, err = bench("--from", "notes.txt")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "notes.txt is not a file of benchmark results" in err
    assert bench("--from", ".")[0] == 2
    assert os.listdir(here) == ["notes.txt"]


def test_processes_give_the_same_figure(bench, here):
    bench("ravine", *SMALL, "-o", "a.png", "-q")
    bench("ravine", *SMALL, "-o", "b.png", "-q", "--processes", "2")
    assert (here / "a.png").read_bytes() == (here / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ravin"], "did you mean ravine"),
        (["saddle"], "no lowest value"),
        (["--rates", "1:2"], "LOW:HIGH:COUNT"),
        (["--rates", "a:b:c"], "LOW:HIGH:COUNT"),
        (["--rates", "1:2:3.5"], "whole number"),
        (["--starts", "0"], "starts is a whole number, at least 1"),
        (["--start", "grdi"], "did you mean grid"),
        (["--from", "a.sqlite", "--starts", "3"], "--starts cannot change it"),
        (["ravine", "--from", "a.sqlite"], "SURFACE cannot change it"),
        (["--from", "a.sqlite", "--store", "b.sqlite"], "--store cannot change it"),
        (["--processes", "0"], "processes is between 1"),
        (["--figure", "rate"], "did you mean rates"),
        (["--table", "a.doc"], "file type"),
        (["-o", "a.gif"], "file type"),
        (["--from", "none.sqlite"], "there is no file"),
        (["--dask", "nowhere"], "no Dask scheduler answers at 'nowhere'"),
    ],
)
def test_wrong_input_is_one_line_and_writes_nothing(bench, here, arguments, message):
    pytest.importorskip("distributed") if "--dask" in arguments else None
    code, out, err = bench(*arguments)
    assert (code, out) == (2, "")
    assert message.lower() in err.lower()
    assert err.count("\n") == 1
    assert not list(here.iterdir())


def test_dry_run_writes_nothing(bench, here):
    code, out, err = bench("--dry-run")
    assert (code, out) == (0, "")
    assert "would write bench.png" in err
    assert not list(here.iterdir())


@pytest.mark.parametrize("processes", ["1", "2"])
def test_an_interrupted_command_keeps_what_is_done(here, processes, start):
    asked = ("bench", "--starts", "60", "--steps", "2000", "--store", "a.sqlite")
    process = start("optim_viz", *asked, "--processes", processes, **APART)
    while not (here / "a.sqlite-wal").exists() or (here / "a.sqlite-wal").stat().st_size < 60_000:
        time.sleep(0.02)
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everybody hears it
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == (
        "optim-viz: interrupted; what is done is in a.sqlite: the same command goes on"
    )
    assert os.listdir(here) == ["a.sqlite"]
    with Store(here / "a.sqlite") as store:
        assert store._file.execute("SELECT count(*) FROM units").fetchone()[0] > 0


def test_a_formula_turned_and_moved_is_benchmarked_as_the_surface_it_spells(bench, here):
    moved = ["--rotate", "30", "--shift=1,2"]
    told = json.loads(bench("matyas", "-f", "x**2 + y**4", *moved, *SMALL, "--json")[1])
    assert [row["surface"] for row in told["results"][::5]] == [
        f"{name}, rotated 30°, shifted by (1, 2)" for name in ("matyas", "x**2 + y**4")
    ]


def test_without_noise_seeds_are_one_and_that_is_said(bench, here):
    _, _, err = bench("ravine", *SMALL, "-a", "sgd", "--seeds", "5")
    assert "without noise all seeds give the same runs: 1 seed" in err
    _, _, err = bench("ravine", *SMALL, "-a", "sgd", "--seeds", "5", "--noise", "heavy:0.1:2")
    assert "× 5 seeds" in err
    assert "noise heavy(0.1,2)" in err


def test_processes_are_begun_only_where_there_is_much_to_do(monkeypatch):
    small, every = BenchmarkRecipe(), os.cpu_count() or 1
    monkeypatch.setenv("OPTIM_VIZ_ENGINE", "numpy")
    assert that_pay(replace(small, surfaces=("ravine",))) == 1
    assert that_pay(small) == every
    monkeypatch.setattr("optim_viz.runs.engine._is_installed", lambda: True)
    monkeypatch.setenv("OPTIM_VIZ_ENGINE", "compiled")
    assert that_pay(small) == 1
    assert that_pay(replace(small, starts=400)) == every


def long_bench(start, here, processes):
    """Start a benchmark of two units, each of which would take half a minute."""
    units = ("ravine", "-a", "sgd:lr=1e-6", "-a", "adam:lr=1e-6", "--starts", "1")
    asked = ("bench", *units, "--steps", "1000000", "--store", "a.sqlite", "--processes", processes)
    process = start("optim_viz", *asked, env={**os.environ, "OPTIM_VIZ_ENGINE": "numpy"}, **APART)
    while not (here / "a.sqlite-wal").exists():
        time.sleep(0.02)
        assert process.poll() is None
    time.sleep(0.6 * int(processes))
    return process


@pytest.mark.parametrize("processes", ["1", "2"])
def test_an_interrupt_is_obeyed_in_the_middle_of_a_unit(here, processes, start):
    process = long_bench(start, here, processes)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=15)
    assert (process.returncode, err.count("\n")) == (130, 1)
    nobody_is_left(process)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_command_however_that_ends(here, end, start):
    process = long_bench(start, here, "2")
    process.send_signal(end)
    _, err = process.communicate(timeout=15)
    assert process.returncode == (143 if end == signal.SIGTERM else -signal.SIGKILL)
    assert err == ""
    nobody_is_left(process)


def nobody_is_left(process):
    """Wait until no process of its group is there any more."""
    for _ in range(300):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("a process was left behind")


def test_pages_of_a_figure_are_asked_for_one_by_one(bench, here):
    many = ["ravine", "booth", "beale", "matyas", "bowl", "trid", "himmelblau", "ackley", "sphere"]
    many = [name for name in many if name in surfaces.names()]
    many += [f"ravine:condition={k}" for k in range(2, 11 - len(many))]
    asked = [*many, "-a", "sgd", "--starts", "2", "--steps", "20", "--rates", "1e-2:1:3", "-q"]
    for page in ("1", "2"):
        assert bench(*asked, "--page", page, "-o", f"{page}.png")[0] == 0
    assert (here / "1.png").read_bytes() != (here / "2.png").read_bytes()
    assert bench(*asked, "--store", "a.sqlite", "-o", "c.png")[0] == 0
    assert bench("--from", "a.sqlite", "--page", "2", "-o", "d.png", "-q")[0] == 0
    assert (here / "d.png").read_bytes() == (here / "2.png").read_bytes()
    code, _, err = bench(*asked, "--page", "3", "-o", "3.png")
    assert (code, err) == (2, "optim-viz: page is at most 2 for this figure, not 3\n")
    assert not (here / "3.png").exists()
    code, _, err = bench("bowl", "--page", "0")
    assert (code, err) == (2, "optim-viz: page is a whole number, at least 1, not 0\n")
