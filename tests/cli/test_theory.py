"""Theory of quadratics, against what the methods do: exact where it is exact."""

import json

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.quadratics import measured_factor, prove, quadratic
from optim_viz.theory import theory
from surfaces import InputError
from surfaces.transforms import Rotated

SPECS = (
    "ravine",
    "ravine:condition=200",
    "ellipsoid:condition=100",
    "booth",
    "matyas",
    "bowl:dim=7",
)


def test_the_ravine_by_hand():
    known = quadratic(surfaces.get("ravine"))
    assert (known.mu, known.L, known.condition) == pytest.approx((0.1, 2.0, 20.0))
    assert known.limit == pytest.approx(1.0)
    assert known.best_rate == pytest.approx(2 / 2.1)
    assert known.factor == pytest.approx(19 / 21)
    assert known.ball_rate == pytest.approx(4 / (np.sqrt(2) + np.sqrt(0.1)) ** 2)
    assert known.ball_factor == pytest.approx((np.sqrt(20) - 1) / (np.sqrt(20) + 1))


@pytest.mark.parametrize("spec", SPECS)
def test_the_gap_at_each_rate_is_the_predicted_one(spec):
    surface = surfaces.get(spec)
    proof = prove(surface, 40)
    expected = proof.quadratic.gap(proof.rates, 40)
    first = proof.descent.gap[0]
    np.testing.assert_allclose(proof.gaps.gap, expected, rtol=1e-6, atol=1e-12 * first)


@pytest.mark.parametrize("spec", SPECS)
def test_factors_are_the_predicted_ones(spec):
    proof = prove(surfaces.get(spec), 300)
    known = proof.quadratic
    assert measured_factor(proof.descent) == pytest.approx(known.factor, abs=1e-6)
    assert known.ball_factor - 1e-6 <= measured_factor(proof.ball) <= known.ball_factor + 0.03


def test_turning_changes_nothing():
    one, other = (
        quadratic(s) for s in (surfaces.get("ravine"), Rotated(surfaces.get("ravine"), 30))
    )
    assert other.factor == pytest.approx(one.factor)


@pytest.mark.parametrize("name", ["beale", "saddle", "rosenbrock", "double_well"])
def test_other_surfaces_are_refused(name):
    with pytest.raises(InputError, match="quadratics with a minimum"):
        quadratic(surfaces.get(name))


def test_it_draws_and_tells(cli, folder):
    ran = cli("theory")
    assert (ran.code, ran.out) == (0, "theory-ravine.png\n")
    assert "0.952381" in ran.err
    told = json.loads(cli("theory", "-f", "x**2 + 9*y**2", "-o", "a.svg", "--json", "-q").out)
    assert told["condition"] == pytest.approx(9.0)
    assert told["descent"]["factor"] == pytest.approx(0.8)
    assert (folder / "a.svg").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("theory beale", "quadratics with a minimum"),
        ("theory --steps 1", "between 2 and"),
        ("theory -o a.gif", ".png, .svg, .pdf"),
        ("theory --theme pink", "light, dark"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(typed, said, cli, folder):
    ran = cli(*typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not list(folder.iterdir())


@pytest.mark.parametrize("spec", SPECS)
def test_the_formulas_are_what_the_eigenvalues_of_a_step_say(spec):
    surface = surfaces.get(spec)
    known, found = quadratic(surface), theory(get("sgd"), surface)
    assert found.limit == pytest.approx(known.limit)
    assert found.best == pytest.approx(known.best_rate, rel=1e-4)
    assert float(found.factor(known.best_rate)) == pytest.approx(known.factor, abs=1e-9)
    ball = theory(get("momentum", momentum=known.ball_momentum), surface)
    assert float(ball.factor(known.ball_rate)) == pytest.approx(known.ball_factor, abs=1e-6)
