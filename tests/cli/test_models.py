"""Models of data where names of surfaces go: lists, pages, checks, comparisons."""

import json
import subprocess
import sys

import numpy as np
import pytest

import surfaces
from optim_viz.cli.completion import complete_surface
from optim_viz.runs.run import run
from surfaces.custom.bounded import bounded
from surfaces.transforms import Scaled, Shifted

MODELS = list(surfaces.model_families())
EACH = pytest.mark.parametrize("name", MODELS)


@EACH
def test_each_command_takes_models(name, cli):
    for command in ("compare", "animate", "bench"):
        goal = ["--target", "value:0.3"] if (name, command) == ("network", "bench") else []
        assert cli(command, name, *goal, "--dry-run", "-q").code == 0
    assert cli("check", name, "--points", "3").code == 0
    assert cli("show", name).out.startswith(surfaces.get(name).title)


def test_the_page_of_a_network_has_the_layers_with_shapes_and_numbers_of_parameters(cli):
    ran = cli("show", "network:layers=64-100-10")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("  ") for line in ran.lines if line.startswith(("affine", "all"))]
    assert [[cell.strip() for cell in row if cell.strip()] for row in rows] == [
        ["affine 1", "64 × 100", "100", "6 500"],
        ["affine 2", "100 × 10", "10", "1 010"],
        ["all", "7 510"],
    ]
    told = json.loads(cli("show", "network:layers=64-100-10", "--json").out)
    assert [one["parameters"] for one in told["layers"]] == [64 * 100 + 100, 100 * 10 + 10]
    assert told["parameters"] == 7510


def test_separable_data_are_said_to_have_no_minimum(cli, tmp_path):
    file = tmp_path / "apart.csv"
    file.write_text("x,class\n-2,a\n-1,a\n1,b\n2,b\n", encoding="utf-8")
    said = " ".join(cli("show", f"logistic_regression:data={file}").out.split())
    assert "No minimum: a line, or a plane, tells all rows apart" in said


def test_it_is_said_where_newton_overshoots_and_what_draws_more_than_two_parameters(cli):
    said = " ".join(cli("show", "logistic_regression").out.split())
    assert "its whole steps overshoot ever more: damped_newton does not" in said
    assert "overshoot" not in cli("show", "linear_regression").out
    ran = cli("surface", "network")
    assert ran.code == 2
    assert ran.err.rstrip().endswith("network has 33: `optim-viz compare` draws runs on it")
    assert ran.err.count("\n") == 1


def test_unknown_names_are_answered_with_models(cli):
    assert "did you mean network" in cli("show", "netwrk").err
    assert "did you mean perceptron" in cli("compare", "perceptrn").err


def test_tab_completes_models_and_their_parameters():
    assert complete_surface("percep") == ["perceptron"]
    assert "network:layers=" in complete_surface("network:l")


def test_a_network_too_large_for_its_hessians_is_refused_in_one_line(cli):
    ran = cli("check", "network:layers=784-100-10")
    assert ran.code == 2
    assert "has 79510 coordinates: Hessians are checked up to 2828" in ran.err


def test_no_loss_falls_without_bound():
    network = surfaces.get("network")
    assert run("newton", network, steps=20).status == "diverged"
    assert run("sgd:lr=0.05", network, steps=20).status == "budget spent"
    assert surfaces.get("saddle").floor is None


@pytest.mark.parametrize("name", ["perceptron", "linear_regression"])
def test_the_floor_of_a_loss_goes_with_it(name):
    model = surfaces.get(name)
    moved = Scaled(Shifted(model, (1.0, 2.0)), (2.0, 1.0), 3.0)
    assert moved.floor == bounded(model, model.domain).floor == 0.0
    assert moved.lowest > moved.floor


def test_the_single_neuron_has_a_local_minimum_that_is_proven():
    neuron = surfaces.get("perceptron")
    best, local = neuron.minima
    assert neuron.minima_complete
    assert (best.is_global, local.is_global) == (True, False)
    assert local.value > best.value + 0.03
    for one in (best, local):
        assert np.abs(neuron.gradient(one.at)).max() < 1e-12
        assert np.linalg.eigvalsh(neuron.hessian(one.at))[0] > 1e-3


def test_help_of_all_commands_loads_no_models():
    code = (
        "import sys, pkgutil, importlib, optim_viz.cli as cli\n"
        "for one in pkgutil.iter_modules(cli.__path__):\n"
        "    importlib.import_module(f'optim_viz.cli.{one.name}')\n"
        "print([name for name in sys.modules if name.startswith('surfaces.models.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
