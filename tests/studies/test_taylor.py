"""What the gradient promises, against exact polynomials along the line of the step."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import surfaces
from optim_viz.studies.taylor import expand, largest_eigenvalue
from surfaces import InputError

X, Y, T = sp.symbols("x y t", real=True)
TYPED = {
    "rosenbrock": ((1 - X) ** 2 + 100 * (Y - X**2) ** 2, (-1, 2)),
    "booth": ((X + 2 * Y - 7) ** 2 + (2 * X + Y - 5) ** 2, (-3, 4)),
    "himmelblau": ((X**2 + Y - 11) ** 2 + (X + Y**2 - 7) ** 2, (0, 0)),
}


def decrease(name):
    """Return the decrease along the negative gradient as an exact polynomial in the rate."""
    f, at = TYPED[name]
    here = dict(zip((X, Y), at, strict=True))
    slopes = [f.diff(one).subs(here) for one in (X, Y)]
    moved = {one: here[one] - T * slope for one, slope in zip((X, Y), slopes, strict=True)}
    return sp.expand(f.subs(here) - f.subs(moved, simultaneous=True)), slopes


@pytest.mark.parametrize("name", TYPED)
def test_the_promise_breaks_at_the_root_of_a_polynomial(name):
    exact, slopes = decrease(name)
    found = expand(name, TYPED[name][1])
    squared = sum(slope**2 for slope in slopes)
    for told, share in ((found.breaks, 0), (found.half, sp.Rational(1, 2))):
        left = sp.Poly(sp.cancel((exact - share * squared * T) / T), T)
        roots = [one.as_real_imag() for one in left.nroots(n=20, maxsteps=200)]
        first = min(real for real, imaginary in roots if abs(imaginary) < 1e-12 and real > 0)
        assert told == pytest.approx(float(first), rel=1e-9)


@pytest.mark.parametrize("name", TYPED)
def test_both_models_are_the_first_terms_of_the_series(name):
    exact, _ = decrease(name)
    found = expand(name, TYPED[name][1])
    rates = np.array([1e-3, 0.02, 0.5])
    terms = [float(exact.coeff(T, power)) for power in (1, 2)]
    np.testing.assert_allclose(found.first(rates), terms[0] * rates, rtol=1e-12)
    both = terms[0] * rates + terms[1] * rates**2
    np.testing.assert_allclose(found.second(rates), both, rtol=1e-9)
    numbers = [float(exact.subs(T, rate)) for rate in rates]
    np.testing.assert_allclose(found.actual(rates), numbers, rtol=1e-9)


def test_on_a_quadratic_the_promise_breaks_at_two_over_the_curvature_along_the_gradient():
    found = expand("ravine")
    gradient = surfaces.get("ravine").gradient(found.at)
    along = (gradient**2 * (0.1, 2.0)).sum() / (gradient**2).sum()
    assert found.limit == pytest.approx(1.0)
    assert found.breaks == pytest.approx(2 / along)
    assert found.half == pytest.approx(1 / along)


def test_what_falls_for_ever_keeps_its_promise():
    found = expand(surfaces.formula("x - 2*y"))
    assert found.breaks is None
    assert found.half is None
    assert found.limit is None


def test_above_two_dimensions_and_on_models():
    found = expand("network:layers=2-16-1,activation=tanh")
    assert len(found.at) == 65
    assert found.actual(np.array([0.9 * found.breaks]))[0] > 0
    assert found.actual(np.array([1.01 * found.breaks]))[0] < 0


def test_the_largest_curvature_of_many_parameters_is_that_of_the_written_hessian():
    model = surfaces.get("network:layers=2-70-1,activation=tanh")
    at = np.array(model.start)
    exact = np.linalg.eigvalsh(model.hessian(at))[-1]
    told = largest_eigenvalue(lambda v: model.hessian_along(at, v), model.gradient(at))
    assert told == pytest.approx(exact, rel=1e-9)


def test_where_the_gradient_is_zero_there_is_no_direction():
    with pytest.raises(InputError, match="no direction"):
        expand("bowl", (0.0, 0.0))


def test_the_decrease_of_rounding_breaks_no_promise():
    found = expand(surfaces.formula("1e12 + x**2"), (1e-3,))
    assert found.breaks is None or found.breaks > 0.5
