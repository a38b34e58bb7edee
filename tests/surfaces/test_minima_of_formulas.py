"""The minima of formulas and own functions: each once, none that is none, flat ones too."""

import numpy as np
import pytest

import surfaces

FLAT = {
    "x**4 + y**4 - y**2": [(0, -(0.5**0.5)), (0, 0.5**0.5)],
    "x**6 + y**2": [(0, 0)],
    "(x - 1)**4 + (y + 2)**6": [(1, -2)],
    "x**4 - 2*x**2*y**2 + y**4 + x**6 + y**6": [(0, 0)],
    "(x - y)**4 + (x + y - 2)**2": [(1, 1)],
    "x**4*(x - 3)**2 + y**2": [(0, 0), (3, 0)],
    "((x + 1.2) - (y + 2.8))**4 + 0.5*((x + 1.2) - 5*(y + 2.8))**4": [(-1.2, -2.8)],
}


@pytest.mark.parametrize("text", FLAT)
def test_a_flat_minimum_is_listed_once_and_where_it_is(text):
    typed = surfaces.formula(text)
    assert sorted(m.at for m in typed.minima) == [pytest.approx(at, abs=1e-7) for at in FLAT[text]]
    assert all(minimum.is_global for minimum in typed.minima)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x**6-6*x**5+15*x**4-20*x**3+15*x**2-6*x+1", (1,)),
        ("x**6-6*x**5+15*x**4-20*x**3+15*x**2-6*x+1+y**2", (1, 0)),
        ("x**6-12*x**5+60*x**4-160*x**3+240*x**2-192*x+64 + (y-1)**2", (2, 1)),
        ("x**8-8*x**7+28*x**6-56*x**5+70*x**4-56*x**3+28*x**2-8*x+1", (1,)),
        ("x**6+18*x**5+135*x**4+540*x**3+1215*x**2+1458*x+729+y**2", (-3, 0)),
        ("x**6-3*x**5+3.75*x**4-2.5*x**3+0.9375*x**2-0.1875*x+0.015625+y**2", (0.5, 0)),
        ("x**4+4*x**3*y+6*x**2*y**2+4*x*y**3+y**4+(x-1)**2", (1, -1)),
        ("x**2-2*x+1+y**4-8*y**3+24*y**2-32*y+16", (1, 2)),
    ],
)
def test_a_power_that_is_multiplied_out_has_its_minimum_where_it_is(text, at):
    typed = surfaces.formula(text)
    (minimum,) = typed.minima
    assert minimum.at == pytest.approx(at, abs=1e-9)
    assert minimum.value == pytest.approx(0, abs=1e-11)
    assert len(typed.survey.points) == 1


def test_a_flat_minimum_is_no_second_stationary_point():
    points = surfaces.formula("x**4 + y**4 - y**2").stationary_points
    assert [(point.at, point.kind) for point in points] == [
        ((0.0, -(0.5**0.5)), "minimum"),
        ((0.0, 0.5**0.5), "minimum"),
        ((0.0, 0.0), "degenerate"),
    ]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("(x-1)**2 + 10000*(y-x**2)**2", (1, 1)),
        ("(x-1)**2 + 1000000*(y-x**2)**2", (1, 1)),
        ("100*(y - x**3)**2 + (1 - x)**2", (1, 1)),
        ("x**2 + 1e6*(y - sin(x))**2", (0, 0)),
        ("1e4*(x*y - 1)**2 + (x - 1)**2", (1, 1)),
    ],
)
def test_a_minimum_in_a_narrow_valley_is_listed_once(text, at):
    (minimum,) = surfaces.formula(text).minima
    assert minimum.at == pytest.approx(at, abs=1e-9)


@pytest.mark.parametrize("name", ["rosenbrock", "beale", "goldstein_price", "himmelblau", "booth"])
def test_the_minima_of_a_plain_function_are_those_of_the_family(name):
    family = surfaces.get(name)
    own = surfaces.from_functions(lambda point: family(point), domain=family.domain)
    found = sorted(minimum.at for minimum in own.minima)
    known = sorted(minimum.at for minimum in family.minima)
    assert found == [pytest.approx(at, abs=1e-5) for at in known]


@pytest.mark.parametrize(
    "text",
    [
        "x0**2 + 2*x1**2 + 3*x2**2 + sin(x0*x1*x2)",
        "x0**2 + x1**2 + x2**2 + cos(3*x0*x1)*x2",
        "(x0 - x1)**2 + x2**4 - x2**2 + (x1 - 1.2345)**2",
        "x0**2 + x1**2 + sin(2*x0)*cos(x1 + x2) + 0.1*x2**2",
        "(x0*x1*x2 - 1)**2 + x0**2 + x1**2 + x2**2",
    ],
)
def test_above_two_dimensions_every_listed_minimum_is_one(text):
    typed = surfaces.formula(text)
    assert typed.minima
    assert len({minimum.at for minimum in typed.minima}) == len(typed.minima)
    for minimum in typed.minima:
        assert np.linalg.norm(typed.gradient(minimum.at)) < 1e-9
        assert np.linalg.eigvalsh(typed.hessian(minimum.at))[0] > 0
