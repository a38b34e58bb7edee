"""Graphs of computations against SymPy, and of networks against their gradients."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import surfaces
from optim_viz.recipes.graph import AT_THE_SHOP, SHOP, GraphRecipe
from optim_viz.studies.graph import of_formula, of_network
from surfaces import InputError
from surfaces.models.networks import Network

FORMULAS = [
    ("(1 - x)**2 + 100*(y - x**2)**2", (-1.0, 2.0)),
    ("x*y + sin(x)/y - exp(-x*y)", (0.7, 1.9)),
    ("f(x, w, b) = 1/(1 + exp(-(w*x + b)))", (2.0, -1.0, 3.0)),
    ("x**y + y**x - 2**(x - y)", (1.3, 2.1)),
    ("sqrt(x**2 + y**2) - log(x)*cos(y)", (0.4, -1.1)),
]


def test_the_bill_for_fruit_is_that_of_the_book():
    found = of_formula(SHOP, AT_THE_SHOP)
    assert found.nodes[-1].value == (pytest.approx(715.0),)
    told = {node.name: node.gradient[0] for node in found.variables}
    exact = {"apple": 2.2, "apples": 110, "orange": 3.3, "oranges": 165, "tax": 650}
    assert told == pytest.approx(exact)


@pytest.mark.parametrize(("text", "point"), FORMULAS)
def test_values_and_gradients_are_those_of_sympy(text, point):
    found = of_formula(text, point)
    names = {"f(x, w, b)": "x w b"}.get(text.partition(" =")[0], "x y").split()
    symbols = sp.symbols(names)
    exact = sp.sympify(text.partition("= ")[2] or text)
    here = dict(zip(symbols, map(sp.Rational, point), strict=True))
    assert found.nodes[-1].value[0] == pytest.approx(float(exact.subs(here)), rel=1e-12)
    for node in found.variables:
        slope = exact.diff(sp.Symbol(node.name)).subs(here)
        assert node.gradient[0] == pytest.approx(float(sp.N(slope, 25)), rel=1e-10)


@pytest.mark.parametrize(("text", "point"), FORMULAS)
def test_gradients_that_come_back_to_a_node_add_up(text, point):
    found = of_formula(text, point)
    for i, node in enumerate(found.nodes[:-1]):
        back = [edge.gradient for edge in found.edges if edge.start == i]
        if node.gradient:
            assert node.gradient[0] == pytest.approx(sum(one[0] for one in back))
        assert all(edge.value == node.value for edge in found.edges if edge.start == i)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_a_network_has_the_numbers_of_its_layers(activation):
    net = Network("moons", "2-3-1", activation, seed=2)
    found = of_network(net, 5)
    point = np.array(net.start)
    loss, slope = net.value_and_gradient_on(point, np.array([5]))
    assert found.nodes[-1].value == (pytest.approx(float(loss)),)
    sums, last = found.nodes[1], found.nodes[3]
    np.testing.assert_allclose(sums.gradient, slope[6:9], rtol=1e-12)  # those of the biases
    np.testing.assert_allclose(last.gradient, slope[12:], rtol=1e-12)
    np.testing.assert_allclose(found.nodes[2].value, slope[9:12] / slope[12], rtol=1e-9)
    weights = point[:6].reshape(2, 3)
    np.testing.assert_allclose(found.nodes[0].gradient, weights @ sums.gradient, rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"formula": "x*y", "at": (1.0,)}, "a finite number for each of x, y"),
        ({"surface": "booth"}, "network"),
        ({"surface": "network", "row": 500}, "row is between 0 and 119"),
        ({"surface": "network", "formula": "x"}, "a network, or of a formula"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_line(given, said):
    with pytest.raises(InputError, match=said):
        GraphRecipe(**given)


@pytest.mark.parametrize(
    ("text", "point", "said"),
    [
        ("where(x < 0, x, 2*x)", (1.0,), "no conditions"),
        ("1/x", (0.0,), "no finite value"),
        ("+".join(f"sin({i + 2}*x)" for i in range(9)), (1.0,), "room for 20 nodes"),
    ],
)
def test_formulas_without_a_graph_are_refused(text, point, said):
    with pytest.raises(InputError, match=said):
        of_formula(text, point)


def test_functions_have_the_derivatives_of_formulas():
    for name in ("tanh", "relu", "softplus", "abs", "atan"):
        found = of_formula(f"{name}(3*x)", (0.3,))
        slope = surfaces.formula(f"{name}(3*x)").gradient((0.3,))[0]
        assert found.variables[0].gradient[0] == pytest.approx(slope)
