"""Pages whose values explode at an absurd rate: what stays can be seen, what is lost is named."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from optim_viz.plots import curvature as curvature_page
from optim_viz.plots import losses as losses_page
from optim_viz.plots import orders as orders_page
from optim_viz.plots import train as train_page
from optim_viz.plots.style import text
from optim_viz.plots.style.themes import theme
from optim_viz.presets import preset
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.recipes.losses import LossesRecipe
from optim_viz.recipes.train import TrainRecipe
from optim_viz.studies.curvature import SHARES, Between
from optim_viz.studies.curvature import study as curvature
from optim_viz.studies.losses import study as losses
from optim_viz.studies.train import study as train
from optim_viz.text import words

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

_SPEC = importlib.util.spec_from_file_location(
    "test_covering", Path(__file__).with_name("test_covering.py")
)
checks = sys.modules.setdefault("test_covering", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(checks)

ABSURD = {
    "one of two explodes": ("rosenbrock", ("sgd:lr=10", "adam:lr=0.1"), 50),
    "both explode": ("double_well", ("sgd:lr=1000", "sgd:lr=10000"), 5),
    "a quadratic": ("ravine", ("sgd:lr=5", "adam:lr=0.1"), 100),
    "a network": ("moons", ("sgd:lr=1e6", "sgd:lr=0.5"), 30),
}


def told(found):
    return [one.get_text() for one, _ in found.texts]


@pytest.mark.parametrize("size", ["slide", "half"])
@pytest.mark.parametrize("name", ABSURD)
def test_curvatures_that_explode_leave_the_view_and_are_named(name, size):
    surface, methods, steps = ABSURD[name]
    found = curvature(CurvatureRecipe(surface, optimizers=methods, steps=steps))
    with theme("light", preset("beamer-43", size)):
        figure = curvature_page.figure(found)
        seen = checks.looked_at(figure)
    assert not [*checks.overlapping(seen), *checks.cut(seen)]
    first = max(abs(one[0]) for one in found.largest)
    limits = [one for one in found.limits if one is not None]
    ax = next(ax for ax in figure.axes if words.LARGEST_EIGENVALUE in ax.get_title(loc="left"))
    assert ax.get_ylim()[1] <= 40 * max([first, *limits])
    if size == "slide":
        assert any("diverged" in one for one in told(seen))
    for ax in figure.axes:
        for line in ax.lines:
            assert np.nanmax(np.abs(np.asarray(line.get_ydata(), dtype=float))) < 1e12


def test_losses_that_explode_rise_out_of_view_instead_of_vanishing():
    surface, methods, steps = ABSURD["one of two explodes"]
    found = curvature(CurvatureRecipe(surface, optimizers=methods, steps=steps))
    with theme("light"):
        ax = curvature_page.draw_losses(found, curvature_page._styles(found))
    for line, run in zip(ax.lines, found.runs, strict=True):
        assert line.get_ydata()[0] == run.values[0]
        assert np.isfinite(line.get_ydata()[:2]).all()
    assert ax.lines[0].get_ydata()[1] > ax.get_ylim()[1]


def test_the_end_of_a_lost_run_is_no_solution():
    for surface, methods, steps in (ABSURD["a quadratic"], ABSURD["a network"]):
        found = curvature(CurvatureRecipe(surface, optimizers=methods, steps=steps))
        assert all(one.kind == "start_to_end" for one in found.between)
        assert max(np.abs(one.values).max() for one in found.between) < 1e6


def test_a_barrier_of_rounding_is_none():
    huge = 1e11 * SHARES
    huge[30] += 1e-5
    assert Between("same_start", ("", ""), huge).barrier == 0.0
    huge[30] += 1e9
    assert Between("same_start", ("", ""), huge).barrier == pytest.approx(1e9)


@pytest.mark.parametrize("rate", [1e3, 1e9])
def test_names_beside_powers_of_ten_can_be_read(rate):
    found = losses(LossesRecipe(page="sigmoid", lr=rate, steps=30))
    with theme("light", preset("pptx")):
        seen = checks.looked_at(losses_page.sigmoid(found))
    assert not [*checks.overlapping(seen), *checks.cut(seen)]


def test_trainings_out_of_view_say_where_they_end():
    recipe = TrainRecipe("moons", optimizers=("sgd:lr=1e6", "adam:lr=0.01"), epochs=1, seeds=1)
    found = train(recipe)
    with theme("light", preset("pptx")):
        seen = checks.looked_at(train_page.figure(found))
    lost, kept = (float(course.loss[-1, 0]) for course in found.courses)
    assert lost > 1e3 > kept
    (said,) = (one for one in told(seen) if "ends at" in one)
    assert said.endswith(text.number(float(f"{lost:.2g}")))


@pytest.mark.parametrize("ends", [(2.0, 9.0), (3.0, 30.0), (0.5, 5.0), (15.0, 80.0), (1.0, 1e3)])
def test_an_axis_names_two_powers_of_ten(ends):
    low, high = orders_page._with_two_decades(*ends)
    assert low <= ends[0]
    assert high >= ends[1]
    assert np.floor(np.log10(high)) > np.ceil(np.log10(low))
