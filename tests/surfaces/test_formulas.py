"""Every family against a second transcription of its formula, differentiated by SymPy."""

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp

import surfaces

HALF = sp.Rational(1, 2)


def decimal(text):
    return sp.Rational(text)


FORMULAS = {
    "beale": lambda p: sum(
        (c - p[0] * (1 - p[1] ** i)) ** 2
        for i, c in enumerate([decimal("1.5"), decimal("2.25"), decimal("2.625")], start=1)
    ),
    "booth": lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2,
    "bowl": lambda p: sum(x**2 for x in p),
    "double_well": lambda p, tilt: p[0] ** 4 - 2 * p[0] ** 2 + 1 + tilt * p[0],
    "goldstein_price": lambda p: (
        (
            1
            + (p[0] + p[1] + 1) ** 2
            * (19 - 14 * p[0] + 3 * p[0] ** 2 - 14 * p[1] + 6 * p[0] * p[1] + 3 * p[1] ** 2)
        )
        * (
            30
            + (2 * p[0] - 3 * p[1]) ** 2
            * (18 - 32 * p[0] + 12 * p[0] ** 2 + 48 * p[1] - 36 * p[0] * p[1] + 27 * p[1] ** 2)
        )
    ),
    "himmelblau": lambda p: (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2,
    "matyas": lambda p: decimal("0.26") * (p[0] ** 2 + p[1] ** 2) - decimal("0.48") * p[0] * p[1],
    "rastrigin": lambda p, amplitude: (
        amplitude * len(p) + sum(x**2 - amplitude * sp.cos(2 * sp.pi * x) for x in p)
    ),
    "ravine": lambda p, condition: p[0] ** 2 / condition + p[1] ** 2,
    "rosenbrock": lambda p, steepness: sum(
        steepness * (y - x**2) ** 2 + (1 - x) ** 2 for x, y in pairwise(p)
    ),
    "saddle": lambda p: p[0] ** 2 - p[1] ** 2,
    "six_hump_camel": lambda p: (
        4 * p[0] ** 2
        - decimal("2.1") * p[0] ** 4
        + p[0] ** 6 / 3
        + p[0] * p[1]
        - 4 * p[1] ** 2
        + 4 * p[1] ** 4
    ),
    "styblinski_tang": lambda p: HALF * sum(x**4 - 16 * x**2 + 5 * x for x in p),
    "three_hump_camel": lambda p: (
        2 * p[0] ** 2 - decimal("1.05") * p[0] ** 4 + p[0] ** 6 / 6 + p[0] * p[1] + p[1] ** 2
    ),
}
"""By name: the function of the coordinates ``p`` and of the parameters, as printed."""

OTHERS = {
    "double_well": ["tilt=-1.3", "tilt=0"],
    "rastrigin": ["amplitude=3.5", "dim=3,amplitude=0"],
    "ravine": ["condition=0.3", "condition=1000"],
    "rosenbrock": ["steepness=2.5", "dim=4,steepness=7"],
}
"""By name: parameters other than the default, each at least once."""


def specs():
    return list(_specs())


def _specs():
    for name, family in surfaces.families().items():
        yield name
        yield from (f"{name}:{other}" for other in OTHERS.get(name, ()))
        if "dim" in family.__dataclass_fields__:
            least = 1 if accepts_dim(name, 1) else 2
            yield from (f"{name}:dim={dim}" for dim in (1, 2, 3, 5) if dim >= least)


def accepts_dim(name, dim):
    try:
        return bool(surfaces.get(name, dim=dim))
    except ValueError:
        return False


@cache
def transcribed(spec):
    """Return the symbols and the value, gradient and Hessian (row by row) as expressions."""
    surface = surfaces.get(spec)
    symbols = sp.symbols(f"x:{surface.dim}", real=True)
    parameters = {
        key: sp.nsimplify(getattr(surface, key), rational=True)
        for key in surface.__dataclass_fields__
        if key != "dim"
    }
    value = sp.sympify(FORMULAS[surface.name](symbols, **parameters))
    gradient = [value.diff(x) for x in symbols]
    return symbols, value, gradient, [slope.diff(x) for slope in gradient for x in symbols]


def evaluate(expression, symbols, points):
    """Return the values of an expression and the scale of its terms, both ``(n,)``.

    The scale bounds, in units of the last place, what rounding can do to a sum of products: terms
    add up without their signs, and a function passes on the scale of its argument.
    """
    environment = dict(zip(symbols, points, strict=True))

    def walk(node):
        if node in environment:
            return environment[node], np.abs(environment[node])
        if node.is_number:
            number = float(node)
            return number, abs(number)
        parts = [walk(part) for part in node.args]
        values, scales = zip(*parts, strict=True)
        if node.is_Add:
            return sum(values), sum(scales)
        if node.is_Mul:
            return math.prod(values), math.prod(scales)
        if node.is_Pow and node.exp.is_Integer and node.exp > 0:
            return values[0] ** int(node.exp), scales[0] ** int(node.exp)
        dummies = sp.symbols(f"a:{len(values)}", real=True)
        function = node.func(*dummies)
        value = sp.lambdify(dummies, function)(*values)
        scale = np.abs(value)
        for dummy, part in zip(dummies, scales, strict=True):
            scale = scale + np.abs(sp.lambdify(dummies, function.diff(dummy))(*values)) * part
        return value, scale

    ones = np.ones(points.shape[1])
    value, scale = walk(expression)
    return value * ones, scale * ones


def scattered(surface, count=200):
    """Random points of the whole domain, ``(d, count)``."""
    box = surface.domain
    random = np.random.default_rng(20)
    return random.uniform(box.low[:, None], box.high[:, None], (box.dim, count))


def assert_close(ours, expression, symbols, points):
    theirs, scale = evaluate(expression, symbols, points)
    assert ours.shape == theirs.shape
    np.testing.assert_array_less(np.abs(ours - theirs), 1e-12 * scale + 1e-300)


def test_every_family_has_a_second_transcription():
    assert sorted(FORMULAS) == surfaces.names()


@pytest.mark.parametrize("name", surfaces.names())
def test_every_parameter_is_varied(name):
    keys = set(surfaces.families()[name].__dataclass_fields__) - {"dim"}
    varied = {item.split("=")[0] for other in OTHERS.get(name, ()) for item in other.split(",")}
    assert keys <= varied


@pytest.mark.parametrize("spec", specs())
def test_value_equals_the_transcription(spec):
    surface, (symbols, value, _, _) = surfaces.get(spec), transcribed(spec)
    points = scattered(surface)
    assert_close(surface(points), value, symbols, points)


@pytest.mark.parametrize("spec", specs())
def test_gradient_equals_the_transcription(spec):
    surface, (symbols, _, gradient, _) = surfaces.get(spec), transcribed(spec)
    points = scattered(surface)
    for ours, theirs in zip(surface.gradient(points), gradient, strict=True):
        assert_close(ours, theirs, symbols, points)


@pytest.mark.parametrize("spec", specs())
def test_hessian_equals_the_transcription(spec):
    surface, (symbols, _, _, hessian) = surfaces.get(spec), transcribed(spec)
    points = scattered(surface)
    ours = surface.hessian(points).reshape(-1, points.shape[1])
    for entry, theirs in zip(ours, hessian, strict=True):
        assert_close(entry, theirs, symbols, points)
