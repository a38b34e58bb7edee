"""A new family is one small class: what follows from the rest of it need not be written."""

from dataclasses import dataclass

import numpy as np
import pytest

import surfaces
from surfaces import Box, Surface
from surfaces.families.separable import Separable

CLOUD = np.random.default_rng(1).uniform(-2, 2, (2, 40))


class Facts(Surface):
    """What does not matter here."""

    domain, start = Box((-2, 2), (-2, 2)), (1.0, 1.5)
    formula, source = "x⁴ − x² + y²", "of our own"


def hessian(surface, point):
    bends = np.zeros((2, *point.shape))
    bends[0, 0], bends[1, 1] = 12 * point[0] ** 2 - 2, 2
    return bends


@dataclass(frozen=True)
class Apart(Facts):
    """Value and gradient by themselves."""

    _hessian = hessian

    def _value(self, point):
        x, y = point
        return x**4 - x**2 + y**2

    def _gradient(self, point):
        x, y = point
        return np.array([4 * x**3 - 2 * x, 2 * y])


@dataclass(frozen=True)
class AtOnce(Facts):
    """Both together."""

    _hessian = hessian

    def _value_and_gradient(self, point):
        return Apart()._value(point), Apart()._gradient(point)


def test_apart_or_at_once_is_the_same():
    apart, at_once = Apart(), AtOnce()
    for points in (CLOUD, CLOUD[:, 0], CLOUD.reshape(2, 5, 8)):
        for one in (apart, at_once):
            value, gradient = one.value_and_gradient(points)
            np.testing.assert_array_equal(value, apart(points))
            np.testing.assert_array_equal(gradient, apart.gradient(points))
        np.testing.assert_array_equal(at_once(points), apart(points))
        np.testing.assert_array_equal(at_once.gradient(points), apart.gradient(points))


def test_minima_that_are_not_written_down_are_those_of_a_survey():
    for one in (Apart(), AtOnce()):
        places = np.array([minimum.at for minimum in one.minima])
        np.testing.assert_allclose(places, [[-(0.5**0.5), 0], [0.5**0.5, 0]], atol=1e-15)
        assert all(m.is_global for m in one.minima)
        assert one.lowest == pytest.approx(-0.25)
        assert one.survey.certified


@pytest.mark.parametrize("written", [(), ("_value",), ("_gradient",)])
def test_a_family_without_value_or_gradient_is_refused_when_it_is_written(written):
    methods = {"_hessian": hessian, **{name: getattr(Apart, name) for name in written}}
    with pytest.raises(TypeError, match="Half needs _value and _gradient, or _value_and_gradient"):
        type("Half", (Facts,), methods)
    curvature = {"_curvature": lambda self, x, i: x}
    curves = {name.replace("value", "curve").replace("gradient", "slope"): 0 for name in written}
    with pytest.raises(TypeError, match="Half needs _curve and _slope, or _curve_and_slope"):
        type("Half", (Separable,), {"formula": "", "source": "", **curvature, **curves})


def written_in(family, part):
    """Return a method that a family defines; None where it inherits that of `Surface`."""
    owners = [owner for owner in family.__mro__ if part in vars(owner)]
    return vars(owners[0])[part] if owners and owners[0] not in (Surface, Separable) else None


@pytest.mark.parametrize("family", surfaces.catalogue().values())
def test_no_family_writes_down_what_follows_by_itself(family):
    """One that works both out together, and nothing else, needs no words for each alone."""
    superfluous = [
        part
        for both, part in (
            ("_value_and_gradient", "_value"),
            ("_value_and_gradient", "_gradient"),
            ("_curve_and_slope", "_curve"),
            ("_curve_and_slope", "_slope"),
        )
        if (written := written_in(family, part)) and both in written.__code__.co_names
    ]
    assert superfluous == []


def test_what_a_family_writes_down_is_found():
    assert written_in(Apart, "_value") is vars(Apart)["_value"]
    assert written_in(AtOnce, "_value") is None
