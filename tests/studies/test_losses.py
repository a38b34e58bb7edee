"""Curves of losses against SymPy, likelihoods against integrals, trainings against by hand."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import surfaces
from optim_viz.studies.losses import (
    class_likelihoods,
    duel,
    logit_losses,
    number_likelihoods,
    residual_losses,
)

R = sp.Symbol("r", real=True)
P = 1 / (1 + sp.exp(-R))
EXACT = {
    "mse": R**2,
    "mae": sp.Abs(R),
    "huber": sp.Piecewise((R**2 / 2, sp.Abs(R) <= 1), (sp.Abs(R) - sp.Rational(1, 2), True)),
    "bce": sp.log(1 + sp.exp(-R)),
    "smoothed": -sp.Rational(95, 100) * sp.log(P) - sp.Rational(5, 100) * sp.log(1 - P),
    "focal": -((1 - P) ** 2) * sp.log(P),
    "dice": 1 - (2 * P + 1) / (P + 2),
    "mse_of_sigmoid": (1 - P) ** 2,
}


@pytest.mark.parametrize("curve", [*residual_losses(), *logit_losses()], ids=lambda one: one.name)
def test_curves_are_those_of_the_formulas(curve):
    exact = EXACT[curve.name]
    for i in (7, 140, 333, 470, 590):
        here = {R: sp.Rational(float(curve.x[i]))}
        assert curve.value[i] == pytest.approx(float(exact.subs(here)), rel=1e-12)
        slope = sp.diff(exact, R).subs(here)
        assert curve.slope[i] == pytest.approx(float(sp.N(slope.doit(), 30)), rel=1e-12)


@pytest.mark.parametrize("one", number_likelihoods(), ids=lambda one: one.name)
def test_densities_have_the_integral_one_and_their_logarithm_is_the_loss(one):
    r = np.linspace(-40, 40, 2_000_001)
    huber = np.where(np.abs(r) <= 1, r**2 / 2, np.abs(r) - 0.5)
    loss = {"normal": r**2, "laplace": np.abs(r), "huber_tails": huber}[one.name]
    density = np.exp(-loss - one.constant)
    assert np.trapezoid(density, r) == pytest.approx(1.0, abs=1e-9)
    np.testing.assert_allclose(one.surprise, one.loss + one.constant, rtol=1e-12)
    np.testing.assert_allclose(one.density, np.interp(one.x, r, density), rtol=1e-6)


@pytest.mark.parametrize("one", class_likelihoods(), ids=lambda one: one.name)
def test_cross_entropy_is_the_negative_logarithm_of_the_probability(one):
    others = {"bernoulli": 1, "categorical": 2}[one.name]
    np.testing.assert_allclose(one.density, 1 / (1 + others * np.exp(-one.x)), rtol=1e-13)
    np.testing.assert_allclose(one.surprise, one.loss, rtol=1e-9, atol=1e-12)
    assert one.constant == pytest.approx(0.0, abs=1e-15)


def test_behind_a_sigmoid_the_gradient_of_squares_vanishes_at_the_same_start():
    found = duel((-4.0, -4.0), 1.0, 100)
    data = surfaces.get("perceptron:data=interval").dataset
    x, t = data.inputs[:, 0], data.targets
    p = 1 / (1 + np.exp(4 * x + 4))
    by_hand = []
    for slope in (2 * (p - t) * p * (1 - p), p - t):
        by_hand.append(np.hypot((slope * x).mean(), slope.mean()))
    assert found.slopes == pytest.approx(by_hand, rel=1e-12)
    assert by_hand[1] > 30 * by_hand[0]
    ends = [found.accuracy(one, -1) for one in found.runs]
    assert ends[0] < 0.5 < 0.9 < ends[1]
    assert found.error(found.entropy)[-1] == pytest.approx(0.32957, abs=1e-4)
