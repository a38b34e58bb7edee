"""`optim-viz compare`: what is said where, what is written, and what the exit code means."""

import csv
import io
import json
from itertools import groupby

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.cli.job import Job
from optim_viz.optimizers import sgd
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import FIVE

pytestmark = pytest.mark.usefixtures("sketch")


def strictly(text):
    """Read JSON that has nothing but what the standard knows."""

    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_without_arguments_the_ravine_is_drawn_here(cli, files):
    ran = cli("compare")
    assert ran.code == 0
    assert ran.err.splitlines()[-1] == "compare-ravine.png"
    assert list(files()) == ["compare-ravine.png"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["rosenbrock"], "compare-rosenbrock.png"),
        (["bowl:dim=3"], "compare-bowl.png"),
        (["ravine", "--rotate", "45"], "compare-ravine.png"),
        (["himmelblau", "--layout", "grid", "--theme", "dark"], "compare-himmelblau.png"),
    ],
)
def test_the_file_is_named_after_the_surface(arguments, name, cli, files):
    ran = cli("compare", *arguments, "-a", "newton")
    assert [ran.err.splitlines()[-1]] == list(files()) == [name]


def test_stderr_ends_with_the_paths_that_were_written(cli, files, folder):
    (folder / "sub dir").mkdir()
    ran = cli("compare", "-a", "newton", "-o", "sub dir/bíld 1.svg", "--data", "t.csv")
    assert ran.err.splitlines()[-2:] == ["sub dir/bíld 1.svg", "t.csv"]
    assert sorted(files()) == ["sub dir/bíld 1.svg", "t.csv"]


def test_an_absolute_path_is_written_as_given(cli, folder):
    path = folder / "figure.png"
    assert cli("compare", "-a", "newton", "-o", str(path)).err.splitlines()[-1] == str(path)
    assert path.exists()


def test_an_older_file_is_replaced(cli, folder):
    (folder / "a.png").write_text("old")
    cli("compare", "-a", "newton", "-q", "-o", "a.png")
    assert (folder / "a.png").read_text() != "old"


def test_the_table_goes_to_stdout(cli):
    ran = cli("compare", "-a", "sgd:lr=0.95", "-a", "newton", "--steps", "90")
    header, first, second = ran.lines
    conditions, pasted, path = ran.err.splitlines()
    assert pasted.startswith("![Paths on Ravine")
    assert path == "compare-ravine.png"
    assert header.split() == [
        "optimizer", "lr", "gap", "steps", "to", "1e-06", "status", "evaluations"
    ]  # fmt: skip
    run = optim_viz.run(sgd(lr=0.95), surfaces.get("ravine"), steps=90)
    reached = int(np.argmax(run.gap <= 1e-6))
    assert first.split() == [
        "SGD", "0.95", f"{run.gap[-1]:.3g}", str(reached), "budget", "spent", "90", "g"
    ]  # fmt: skip
    assert second.split() == ["Newton", "-", "3.94e-32", "1", "converged", "1", "g", "+", "1", "H"]
    assert conditions == "start (-7, 2) · 90 steps"


def test_the_table_has_a_row_for_each_of_the_five(cli):
    ran = cli("compare")
    assert [row.split()[0].lower() for row in ran.lines[1:]] == list(FIVE)
    assert "lr: best of" in ran.err


def test_on_a_surface_without_lowest_value_the_table_has_values(cli):
    for first in ("sgd:lr=1e308", "newton"):  # also where the first has no value
        header, *_ = cli("compare", "saddle", "-a", first, "-a", "momentum").lines
        assert "loss" in header
        assert "gap" not in header


def test_quiet_says_nothing_on_stderr(cli):
    ran = cli("compare", "-a", "newton", "-q")
    assert ran.err == ""
    assert ran.lines[0].startswith("optimizer ")
    assert cli("compare", "-a", "newton", "--quiet", "--json").err == ""
    assert cli("compare", "-q", "--dry-run") == (type(ran))(0, "", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["-a", "sgd:lr=1", "-a", "newton", "rosenbrock"],
        ["saddle"],
        ["bowl:dim=3", "--start=1,2,3", "--noise", "0.1"],
        ["double_well", "--lr", "default"],
    ],
    ids=" ".join,
)
def test_json_is_json_alone_on_stdout(arguments, cli, files):
    ran = cli("compare", "--json", *arguments, "-o", "a.png", "--data", "a.csv")
    told = strictly(ran.out)
    assert told["written"] == ["a.png", "a.csv"]
    assert sorted(files()) == ["a.csv", "a.png"]
    recipe = told["recipe"]["compare"]
    assert told["recipe"]["optim-viz"] == optim_viz.__version__
    assert len(told["results"]) == len(recipe["optimizers"])
    assert told["conditions"]


def test_json_has_what_python_gives(cli):
    told = strictly(cli("compare", "beale", "--json", "--steps", "30", "--seed", "3").out)
    comparison = optim_viz.compare(surfaces.get("beale"), steps=30, seed=3)
    assert told["results"] == comparison.rows()
    assert told["conditions"] == list(comparison.conditions)


def test_the_eye_of_a_relief_reaches_the_recipe(cli, files):
    view = ("--layout", "relief", "--elevation", "30", "--azimuth=-120", "--z", "log")
    cli("compare", *view, "-o", "a.png")
    expected = CompareRecipe(layout="relief", elevation=30.0, azimuth=-120.0, z="log")
    assert files()["a.png"].decode() == expected.text()
    assert expected.relief == {"elevation": 30.0, "azimuth": -120.0, "z": "log"}


def test_every_option_reaches_the_recipe(cli, files):
    ran = cli(
        *("compare", "rosenbrock:dim=3", "-a", "adam:lr=0.1", "-a", "sgd", "--start=1,2.5,-3"),
        *("--steps", "7", "--lr", "0.01", "--rotate", "30", "--shift", "0.5,0,0"),
        *("--noise", "0.25", "--seed", "9", "--layout", "grid", "--theme", "dark"),
        *("--tune-by", "steps:1e-3"),
        *("--json", "-o", "a.png"),
    )
    expected = CompareRecipe(
        "rosenbrock:dim=3", None, 30.0, (0.5, 0.0, 0.0), ("adam:lr=0.1", "sgd"), (1.0, 2.5, -3.0),
        7, 0.01, 0.25, 9, layout="grid", theme="dark", tune_by="steps:1e-3",
    )  # fmt: skip
    assert files()["a.png"].decode() == expected.text()
    assert json.loads(ran.out)["recipe"] == json.loads(expected.text())


def test_layout_and_theme_decide_who_draws(cli, monkeypatch):
    from optim_viz.plots import compare as layouts
    from optim_viz.plots.style.themes import is_dark

    seen = []
    monkeypatch.delattr(Job, "draw")  # it is what this is about
    monkeypatch.setattr(layouts, "figure", lambda _, name, *__: seen.append((name, is_dark())))
    for layout in ("race", "grid"):
        for theme in ("light", "dark"):
            cli("compare", "--layout", layout, "--theme", theme, "-a", "newton")
    assert seen == [("race", False), ("race", True), ("grid", False), ("grid", True)]


@pytest.mark.parametrize("order", ["before", "after"])
def test_options_stand_before_or_after_the_surface(order, cli):
    options = ["-a", "newton", "--json"]
    arguments = [*options, "booth"] if order == "before" else ["booth", *options]
    assert strictly(cli("compare", *arguments).out)["recipe"]["compare"]["surface"] == "booth"


def test_dry_run_checks_and_writes_nothing_and_runs_nothing(cli, files, monkeypatch):
    def never(*_, **__):
        raise AssertionError("this was run")

    monkeypatch.setattr("optim_viz.cli.compare.study", never)
    ran = cli("compare", "--dry-run", "-o", "a.png", "--data", "a.csv")
    assert (ran.code, ran.out) == (0, "")
    assert "a.png" in ran.err
    assert "a.csv" in ran.err
    assert not files()
    told = strictly(cli("compare", "--dry-run", "--json").out)
    assert told["written"] == []
    assert told["recipe"] == json.loads(CompareRecipe().text())
    assert not files()


def test_a_run_that_diverges_is_no_failure(cli, files):
    ran = cli("compare", "rosenbrock", "-a", "sgd:lr=1", "-a", "newton")
    assert ran.code == 0
    assert "diverged" in ran.out
    assert list(files()) == ["compare-rosenbrock.png"]


def test_strict_leaves_with_three_if_a_run_diverged(cli, files):
    ran = cli("compare", "rosenbrock", "-a", "sgd:lr=1", "-a", "newton", "--strict")
    assert ran.code == 3
    assert ran.err.splitlines()[-1] == "compare-rosenbrock.png"
    assert list(files()) == ["compare-rosenbrock.png"]


def test_strict_is_content_where_none_diverged(cli):
    assert cli("compare", "--strict").code == 0
    left = cli("compare", "saddle", "-a", "sgd:lr=0.1", "--strict")
    assert "left the domain" in left.out
    assert left.code == 0


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("arguments", "coordinates"),
    [
        (["ravine"], ["x", "y"]),
        (["double_well"], ["x"]),
        (["bowl:dim=3", "-a", "adam:lr=0.1", "-a", "adam:lr=1"], ["x0", "x1", "x2"]),
        (["rosenbrock", "-a", "sgd:lr=1", "-a", "newton", "-a", "adam"], ["x", "y"]),
        (["saddle", "-a", "newton", "-a", "sgd:lr=0.1"], ["x", "y"]),
    ],
    ids=lambda item: " ".join(item),
)
def test_data_is_tidy_and_complete_to_the_last_digit(arguments, coordinates, cli, folder):
    recipe = strictly(cli("compare", *arguments, "--data", "a.csv", "--json").out)["recipe"]
    text = (folder / "a.csv").read_text(encoding="utf-8")
    rows = table(text)
    assert list(rows[0]) == ["optimizer", "step", *coordinates, "value", "gap", "lr"]
    assert "\r" not in text
    comparison = optim_viz.compare(
        surfaces.get(recipe["compare"]["surface"]),
        map(optimizers.get, recipe["compare"]["optimizers"]),
    )
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["optimizer"])]
    for run, group in zip(comparison.runs, groups, strict=True):
        taken = slice(int(run.taken) + 1)
        assert {row["optimizer"] for row in group} == {str(run.optimizer)}
        assert [int(row["step"]) for row in group] == list(range(int(run.taken) + 1))
        for name, axis in zip(coordinates, run.points, strict=True):
            np.testing.assert_array_equal([float(row[name]) for row in group], axis[taken])
        np.testing.assert_array_equal([float(row["value"]) for row in group], run.values[taken])
        np.testing.assert_array_equal([float(row["gap"]) for row in group], run.gap[taken])
        rate = run.optimizer.knobs.get("lr", np.nan)
        np.testing.assert_array_equal([float(row["lr"]) for row in group], rate)


def test_data_is_not_written_unless_asked_for(cli, files):
    cli("compare", "-a", "newton")
    assert not any(name.endswith(".csv") for name in files())


def test_noise_needs_a_seed_to_be_repeated(cli):
    def ends(*arguments):
        told = strictly(
            cli("compare", "--noise", "1", "--json", "-a", "sgd:lr=0.1", *arguments).out
        )
        return told["results"][0]["end"]

    assert ends() == ends("--seed", "0") != ends("--seed", "1")


def test_names_are_completed():
    from optim_viz.cli.catalogue import complete_name
    from optim_viz.cli.completion import complete_optimizer, complete_surface

    assert complete_optimizer("ada") == [n for n in optimizers.names() if n.startswith("ada")]
    assert "rosenbrock" in complete_surface("ros")
    assert {"ravine", "rmsprop"} <= set(complete_name("r"))
