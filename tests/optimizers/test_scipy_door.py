"""The loop asks a function of SciPy's `minimize` for nothing that the method did not ask for."""

import pytest

import surfaces
from optim_viz.optimizers import adam, polyak


def test_minimize_calls_the_function_only_for_its_result():
    minimize = pytest.importorskip("scipy.optimize").minimize
    surface, calls = surfaces.get("rosenbrock"), []

    def value(x):
        calls.append(x)
        return float(surface(x))

    start = [-1.2, 1.0]
    result = minimize(
        value, start, jac=surface.gradient, method=adam(lr=0.1), options={"maxiter": 50}
    )
    assert result.nit == 50
    assert result.nfev == len(calls) == 1
    assert result.njev == 51


@pytest.mark.parametrize(
    ("method", "message"),
    [
        (adam, r"adam is no optimizer; write adam\(\)"),
        (polyak(), "needs the lowest value, and fun tells none"),
    ],
)
def test_what_minimize_cannot_run_is_answered_in_one_line(method, message):
    minimize = pytest.importorskip("scipy.optimize").minimize
    surface = surfaces.get("rosenbrock")
    with pytest.raises(surfaces.InputError, match=message):
        minimize(surface, [-1.2, 1.0], jac=surface.gradient, method=method)
