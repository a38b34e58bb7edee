"""Minima in slanted kinks, against the conditions of optimality solved in fractions."""

import random
from fractions import Fraction

import pytest

import surfaces

COUNT = 48


def minimum_with_a_kink(p, q, a, b, line, kink):
    """Return the point and the value of the minimum of a(x−p)² + b(y−q)² + k(ux + vy + w).

    The kink k(t) is |t| or max(0, t). Exactly one case of three holds, as the sum is convex: the
    minimum lies where t > 0, where t < 0, or on t = 0, where a multiplier takes the slope.
    """
    u, v, w = line
    above, below = (1, -1) if kink == "abs" else (1, 0)

    def lowest(slope):  # of the parabola and slope·t
        return p - slope * u / (2 * a), q - slope * v / (2 * b)

    def t(x, y):
        return u * x + v * y + w

    def f(x, y):
        bend = abs(t(x, y)) if kink == "abs" else max(0, t(x, y))
        return a * (x - p) ** 2 + b * (y - q) ** 2 + bend

    if t(*lowest(above)) > 0:
        at = lowest(above)
    elif t(*lowest(below)) < 0:
        at = lowest(below)
    else:
        at = lowest(t(p, q) / (u**2 / (2 * a) + v**2 / (2 * b)))
        assert t(*at) == 0
    return at, f(*at)


def signed(number):
    return f"- {-number}" if number < 0 else f"+ {number}"


def case(seed):
    """Return a formula, and its minimum in fractions."""
    r = random.Random(seed)
    p, q, w = (Fraction(r.randint(-12, 12), 4) for _ in range(3))
    a, b = Fraction(r.randint(1, 12), 4), Fraction(r.randint(1, 12), 4)
    u, v = Fraction(r.choice([-3, -2, -1, 1, 2, 3])), Fraction(r.randint(-3, 3))
    kink = r.choice(["abs", "max"])
    line = f"{float(u)}*x {signed(float(v))}*y {signed(float(w))}"
    text = f"abs({line})" if kink == "abs" else f"max(0, {line})"
    text += f" + {float(a)}*(x {signed(float(-p))})**2 + {float(b)}*(y {signed(float(-q))})**2"
    return text, minimum_with_a_kink(p, q, a, b, (u, v, w), kink)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_parabola_and_one_kink_have_one_minimum(seed):
    text, (at, value) = case(seed)
    typed = surfaces.formula(text)
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx([float(x) for x in at], abs=1e-12)
    assert minimum.value == pytest.approx(float(value), rel=1e-14, abs=1e-14)
    assert minimum.is_global
    gap = typed([float(x) for x in at]) - typed.lowest
    assert gap >= -1e-14 * max(1, value)


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("abs(x-2*y+1) + x**2 + 2*(y-1)**2", (1 / 3, 2 / 3), 1 / 3),
        ("abs(2*x-3*y+1) + x**2 + 2*(y-1)**2", (8 / 17, 11 / 17), 8 / 17),
        ("max(x+y, -x+2*y, -y-1)", (-0.2, -0.4), -0.6),
        ("abs(x+y) + abs(x-3*y+1)", (-0.25, 0.25), 0),
        ("max(abs(x-1)+y**2, 3-x)", (2, 0), 1),
        ("abs(abs(x)-1) + y**2", (-1, 0), 0),
        ("abs(x*y-1) + (x-1)**2 + (y-1)**2", (1, 1), 0),
        ("exp(abs(x-2*y)) + (x-1)**2 + (y-1)**2", (1.2, 0.6), 1.2),
        ("abs(x-1/3) + 0.1*x**2", (1 / 3,), 1 / 90),
        ("abs(x0) + abs(x1-1) + abs(x2+2)", (0, 1, -2), 0),
        ("2*abs(x0+x1-1) + x0**2 + x1**2 + (x2-1)**2", (0.5, 0.5, 1), 0.5),
        ("max(x0, x1, x2, -x0-x1-x2)", (0, 0, 0), 0),
        ("max(x, y, -x-y) + 0.5*(x-1)**2", (0, 0), 0.5),  # flat, beside a kink, to one side
        ("max(x, -y, y) + (x-0.5)**2", (0, 0), 0.25),
        ("max(x, y, -x-y) + 0.5*(x-1)**2 + abs(x-2*y)", (0, 0), 0.5),
        ("max(0, x-1) + max(0, y-x) + 0.5*(y-2)**2", (1, 1), 0.5),
        ("max(1-2*x-2*y, y, x+y-1) + 0.5*(x-1)**2 + 0.5*y**2", (1, -1 / 3), -5 / 18),
    ],
)
def test_the_meeting_kinks_are_solved_for(text, at, value):
    typed = surfaces.formula(text)
    assert typed.minima[0].at == pytest.approx(at, abs=1e-12)
    assert typed.lowest == pytest.approx(value, abs=1e-14)
    assert typed.minima[0].kink
    assert all(minimum.is_global for minimum in typed.minima)


@pytest.mark.parametrize("text", ["abs(x - 2*y) - x", "-abs(x - 2*y + 1) - y**2", "abs(x)*y"])
def test_no_minimum_is_made_of_a_crease_that_falls_along_itself(text):
    assert surfaces.formula(text).minima == ()


def test_the_value_is_that_of_the_formula():
    for seed in range(COUNT, COUNT + 5):
        typed = surfaces.formula(case(seed)[0])
        (minimum,) = typed.minima
        assert minimum.value == typed(minimum.at)


@pytest.mark.parametrize(
    ("text", "minimizers", "value"),
    [
        ("max(x,y) + min(x,y) + x**2 + y**2", [(-0.5, -0.5)], -0.5),
        ("max(x,y,1) + min(x,y) + x**2 + y**2", [(-0.5, 0), (0, -0.5)], 0.75),
        ("abs(x-y) + max(x,y) + x**2 + y**2 + 2*y", [(-0.75, -0.75)], -1.125),
        ("abs(y-x) + abs(x-y) + max(y,x) + (x-1)**2 + (y-3)**2", [(1.75, 1.75)], 3.875),
        ("max(x,y) - min(x,y) + x**2 + (y-1)**2", [(0.5, 0.5)], 0.5),
        ("where(x < 0, -x, x**2) + max(x,y,1) + min(x,y) + y**2", [(0, -0.5)], 0.75),
    ],
)
def test_kinks_in_one_place_are_one_kink(text, minimizers, value):
    typed = surfaces.formula(text)
    assert typed.lowest == pytest.approx(value, abs=1e-14)
    assert [minimum.at for minimum in typed.minima] == [
        pytest.approx(at, abs=1e-7) for at in minimizers
    ]
