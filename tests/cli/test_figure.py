"""The skeleton of all commands: streams, files, options that every figure has."""

from __future__ import annotations

import io
import json
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image

from optim_viz.cli.typed import recipe_of
from optim_viz.export.embedded import recipe_in
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import commands, kind_of

FOLDERS = ("gallery", "frames", "deck", "play")
"""Commands that write several files, or what is no picture."""

SMALL = {
    "animate": "animate booth -a newton --steps 5 --seconds 0.5",
    "compare": "compare booth -a newton --steps 5",
    "basins": "basins -a newton --side 8 --steps 5",
    "map": "map --x lr=0.1:1:4 --y momentum=0:0.9:3 --steps 8",
    "surface": "surface booth",
    "graph": "graph",
    "layers": "layers --page linear",
    "losses": "losses",
    "multistart": "multistart booth --starts 3",
    "regression": "regression --steps 9",
    "taylor": "taylor booth",
    "theory": "theory --steps 20",
    "explain": "explain sgd:lr=0.1",
    "curvature": "curvature booth -a sgd:lr=0.05 --steps 9",
    "gradients": "gradients rosenbrock",
    "train": "train moons -a sgd:lr=0.1 --epochs 1 --seeds 2",
    "orders": "orders ravine --steps 3",
    "bench": "bench booth -a sgd --starts 2 --rates 0.01:1:3 --steps 9",
}


def test_every_command_is_tried():
    assert set(SMALL) == set(commands()) - set(FOLDERS)


def test_a_dash_puts_the_picture_on_stdout_and_the_table_on_stderr(tmp_path, start):
    def said(*more):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        asked = (*SMALL["compare"].split(), "--dpi", "40", "-o", "-")
        return start("optim_viz", *asked, *more, cwd=tmp_path, **pipes).communicate()

    out, err = said()
    with Image.open(io.BytesIO(out)) as picture:
        assert Recipe.read(picture.info["Description"]).command == "compare"
    assert b"Newton" in err
    assert list(tmp_path.iterdir()) == []
    assert said("-q") == (out, b"")


@pytest.mark.parametrize("command", SMALL)
def test_tables_go_to_stdout_paths_to_stderr_and_numbers_to_a_file(command, cli, folder):
    ran = cli(*SMALL[command].split(), "-o", "a.png", "--data", "a.csv", "--dpi", "40")
    assert ran.code == 0, ran.err
    assert ran.out
    assert ran.err.splitlines()[-2:] == ["a.png", "a.csv"]
    assert "a.png" not in ran.out
    header, *rows = (folder / "a.csv").read_text(encoding="utf-8").splitlines()
    assert "," in header
    assert rows
    with Image.open(folder / "a.png") as picture:
        assert picture.size[0] < 1000
    assert Recipe.read(recipe_in(folder / "a.png")) == recipe_of(f"{SMALL[command]} --dpi 40")


@pytest.mark.parametrize("command", SMALL)
def test_json_replaces_the_table_and_excludes_the_picture_on_stdout(command, cli, files):
    name = "a.gif" if command == "animate" else "a.svg"
    ran = cli(*SMALL[command].split(), "-o", name, "--json", "-q")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["written"] == [name]
    recipe = Recipe.read(json.dumps(told["recipe"]))
    assert recipe == Recipe.read(recipe_in(Path(name))) == recipe_of(SMALL[command])
    both = cli(*SMALL[command].split(), "-o", "-", "--json")
    assert (both.code, both.out) == (2, "")
    assert both.err.count("\n") == 1


@pytest.mark.parametrize("command", SMALL)
def test_dry_run_tells_the_recipe_and_writes_nothing(command, cli, files):
    ran = cli(*SMALL[command].split(), "--dry-run", "-o", "a.png", "--data", "a.csv")
    assert (ran.code, ran.out) == (0, "")
    plan, _, text = ran.err.partition(": ")
    assert plan == "would write a.png, a.csv"
    assert Recipe.read(text).command == command
    assert not files()


@pytest.mark.parametrize("command", [*SMALL, *FOLDERS])
def test_help_shows_the_options_of_every_recipe_and_their_defaults(command, cli):
    words = cli(command, "--help").out
    without = kind_of(command).without
    for field in fields(Recipe):
        option = f"{field.metadata.get('option', f'--{field.name}')} "
        assert (option in words) == (field.name not in without)
    assert "data" not in without or "--data " not in words
    assert "[default: light]" in words
