"""Layers against SymPy, finite differences and products of matrices."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy as sp

import surfaces
from optim_viz.studies.layers import (
    activations,
    collapse,
    gradients_in_depth,
    learn_xor,
    passed_back,
)
from surfaces.models.networks import Network

X = sp.Symbol("x", real=True)
EXACT = {"sigmoid": 1 / (1 + sp.exp(-X)), "tanh": sp.tanh(X), "relu": sp.Max(0, X)}


@pytest.mark.parametrize("curve", activations().curves, ids=lambda one: one.name)
def test_activations_are_those_of_the_formulas(curve):
    exact = EXACT[curve.name]
    for i in (3, 120, 230, 399):
        here = {X: sp.Rational(float(curve.x[i]))}
        assert curve.value[i] == pytest.approx(float(exact.subs(here)), rel=1e-13)
        slope = float(sp.N(sp.diff(exact, X).subs(here).doit(), 30))
        assert curve.slope[i] == pytest.approx(slope, rel=1e-11)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_what_is_passed_back_is_the_change_of_the_loss(activation):
    """A bias added to what a layer passes on moves the loss by the derivative."""
    net = Network("moons", "2-5-4-1", activation)
    theta = net.initial(3)[np.newaxis]
    slopes = passed_back(net, theta, net.inputs, net.targets)
    assert [one.shape for one in slopes] == [(1, 120, 5), (1, 120, 4)]

    def loss_after(nth, unit, by):
        out = net.inputs
        parts = zip(net.stack.layers, net.stack.parts, net.stack.activations, strict=True)
        for place, (layer, part, bend) in enumerate(parts):
            out = bend.forward(layer.forward(theta[:, part], out))
            if place == nth:
                out[..., unit] += by
        return float(net.loss_function(out, net.targets)[0])

    for nth, unit in ((0, 2), (1, 3)):
        h = 1e-6
        moved = (loss_after(nth, unit, h) - loss_after(nth, unit, -h)) / (2 * h)
        assert slopes[nth][0, :, unit].sum() == pytest.approx(moved, rel=1e-6, abs=1e-10)


def test_plain_weights_shrink_gradients_by_their_deviation_times_the_root_of_the_width():
    found = gradients_in_depth(8, 64)
    assert found.factor("plain", "tanh") == pytest.approx(0.01 * np.sqrt(64), rel=0.05)
    assert found.factor("plain", "sigmoid") == pytest.approx(0.01 * np.sqrt(64) / 4, rel=0.05)
    assert found.factor("he", "relu") == pytest.approx(1.0, abs=0.15)
    assert found.factor("xavier", "relu") == pytest.approx(np.sqrt(0.5), abs=0.1)
    assert found.factor("xavier", "sigmoid") == pytest.approx(0.25, abs=0.05)


def test_layers_without_activation_are_the_line_of_their_product():
    found = collapse(4)
    for depth, (weight, bias) in found.lines.items():
        assert found.error(depth) < 1e-12
        slope, height = np.polyfit(found.x, found.outputs["identity", depth], 1)
        assert (weight, bias) == (pytest.approx(slope), pytest.approx(height))
    bent = found.outputs["tanh", 4] - np.polyval(
        np.polyfit(found.x, found.outputs["tanh", 4], 1), found.x
    )
    assert np.abs(bent).max() > 0.1


def test_no_line_tells_more_than_three_rows_of_exclusive_or_apart():
    rows, classes = surfaces.get("network:data=xor").dataset.inputs, np.array([0, 1, 1, 0])
    ticks = np.linspace(-2.03, 2.04, 41)
    lines = np.array(list(itertools.product(ticks, ticks, ticks)))
    chosen = lines[:, :2] @ rows.T + lines[:, 2:] > 0
    assert (chosen == classes).sum(axis=1).max() == 3


def test_one_layer_ends_at_even_odds_and_two_have_all_right():
    found = learn_xor(300)
    assert found.is_even(found.one)
    assert float(found.one.values[-1]) == pytest.approx(np.log(2), rel=1e-9)
    assert not found.is_even(found.two)
    assert found.accuracy(found.two) == 1
