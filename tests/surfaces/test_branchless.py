"""Formulas without searches in their tips: the same numbers elsewhere, and recorded."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.tracing.record import Recorder, record_surface
from surfaces.custom.branchless import branchless
from surfaces.transforms import Rotated

FORMULAS = (
    "sqrt(x**2 + y**2)", "log(x) + y**2", "x**-2 + x**2", "exp(-1/x**2) + y**2",
    "x/(1 + y**2) + x**2", "(x**2 + y**2)**0.75", "cbrt(x)**2 + y**2", "sqrt(abs(x)) + abs(y)",
    "1/(1 + x**2 + y**2 + z**2)",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("highest", [False, True])
def test_derivatives_are_those_of_the_formula_and_are_recorded(text, highest):
    formula = surfaces.formula(text)
    formula = surfaces.maximized(formula) if highest else formula
    free = branchless(formula)
    points = np.random.default_rng(0).uniform(-3, 3, (formula.dim, 300))
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(free.gradient(points), formula.gradient(points))
        np.testing.assert_array_equal(free.hessian(points), formula.hessian(points))
    assert record_surface(free).outputs
    assert Recorder(free, "add").record(get("adam")).step.outputs


def test_a_minimum_in_a_tip_is_kept_also_where_it_is_turned():
    tip = surfaces.formula("sqrt(x**2 + y**2) + x**2")
    for one in (tip, Rotated(tip, 30.0)):
        free = branchless(one)
        assert free.gradient((0.0, 0.0)).tolist() == one.gradient((0.0, 0.0)).tolist() == [0, 0]
        assert free.minima == one.minima


def test_what_has_no_tips_stays_as_it_is():
    smooth, known = surfaces.formula("x**2 + y**2"), surfaces.get("ravine")
    assert branchless(smooth) is smooth
    assert branchless(known) is known
