"""Least squares in four ways, against NumPy's own and exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import surfaces
from optim_viz.recipes.regression import RegressionRecipe
from optim_viz.studies.regression import solve_in_all_ways
from surfaces import InputError


@pytest.mark.parametrize(
    "given", ["", "degree=3", "data=forbes", "outliers=2", "ridge=0.3", "degree=2,ridge=0.01"]
)
def test_the_normal_equation_and_newton_agree_with_another_solver(given):
    model = surfaces.get(f"linear_regression:{given}" if given else "linear_regression")
    found = solve_in_all_ways(model, 20)
    x, y = model.inputs, model.targets[:, 0]
    design = np.column_stack([x, np.ones(len(x))])
    penalty = len(x) * model.ridge * np.diag([1.0] * x.shape[1] + [0.0])
    exact = np.linalg.lstsq(design.T @ design + penalty, design.T @ y, rcond=None)[0]
    np.testing.assert_allclose(found.solution, exact, rtol=2e-7)
    np.testing.assert_allclose(found.newton.points[:, -1], exact, rtol=2e-7)
    assert int(found.newton.taken) == 1


def test_the_line_is_that_of_exact_fractions():
    model = surfaces.get("linear_regression")
    x = [Fraction(one) for one in model.inputs[:, 0].tolist()]
    y = [Fraction(one) for one in model.targets[:, 0].tolist()]
    n, sx, sy = len(x), sum(x), sum(y)
    slope = (n * sum(a * b for a, b in zip(x, y, strict=True)) - sx * sy) / (
        n * sum(a * a for a in x) - sx**2
    )
    found = solve_in_all_ways(model, 5)
    exact = [float(slope), float((sy - slope * sx) / n)]
    np.testing.assert_allclose(found.solution, exact, rtol=1e-13)
    assert found.solved.points[:, -1].tolist() == found.solution.tolist()


def test_descent_shrinks_the_error_by_one_minus_one_over_the_condition():
    found = solve_in_all_ways(surfaces.get("linear_regression"), 300)
    errors = np.linalg.norm(found.descent.points - found.solution[:, np.newaxis], axis=0)
    assert errors[200] / errors[199] == pytest.approx(1 - 1 / found.condition, rel=1e-6)


def test_a_step_on_the_longest_row_fits_it():
    model = surfaces.get("linear_regression")
    found = solve_in_all_ways(model, 50)
    rate = float(found.by_rows.optimizer.knobs["lr"])
    x = model.inputs[:, 0]
    longest = int(np.argmax(x**2))
    point = np.array(model.start)
    _, slope = model.value_and_gradient_on(point, np.array([longest]))
    w, b = point - rate * slope
    assert w * x[longest] + b == pytest.approx(model.targets[longest, 0])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("linear_regression:loss=mae", "normal equation is that of mse"),
        ("linear_regression:degree=20,data=forbes", "singular"),
        ("perceptron", "linear_regression"),
        ("linear_regression:data=digits", "classes"),
    ],
)
def test_what_has_no_single_solution_is_refused_in_one_line(given, said):
    with pytest.raises(InputError, match=said) as caught:
        RegressionRecipe(surface=given)
    assert "\n" not in str(caught.value)
