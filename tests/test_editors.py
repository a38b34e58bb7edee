"""What editors, type checkers and notebooks see: signatures, types, tables, short texts."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import numpy as np
import pytest

import optim_viz
import surfaces
import surfaces.families
from optim_viz import optimizers
from optim_viz.bench import BenchmarkRecipe, benchmark
from optim_viz.optimizers import adam, newton
from optim_viz.optimizers.stubs import stubs
from optim_viz.recipes.map import Axis
from optim_viz.studies.basins import basins
from optim_viz.studies.explain import explain
from optim_viz.studies.map import map_knobs
from optim_viz.studies.multistart import multistart
from optim_viz.studies.orders import orders
from optim_viz.studies.taylor import expand
from optim_viz.studies.theory import check_theory
from surfaces.custom.bounded import bounded

ROOT = Path(optim_viz.__file__).parents[1]


def test_an_editor_shows_the_knobs_of_a_method() -> None:
    knobs = inspect.signature(adam).parameters
    assert {name: one.default for name, one in knobs.items()} == adam.knobs
    assert {one.kind for one in knobs.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert str(inspect.signature(newton)).startswith("() -> ")
    doc = inspect.getdoc(adam)
    assert doc is not None
    assert doc.startswith("Moments of the gradient scale each coordinate")
    assert "\nlr : 0.001\n    " in doc


@pytest.mark.parametrize("name", optimizers.names())
def test_every_method_has_its_knobs_in_signature_and_docstring(name: str) -> None:
    method = optimizers.methods()[name]
    assert list(inspect.signature(method).parameters) == list(method.knobs)
    doc = inspect.getdoc(method) or ""
    assert all(f"\n{knob} : " in doc for knob in method.knobs)
    assert method.summary == doc.partition("\n")[0]


def test_type_checkers_see_every_family() -> None:
    source = Path(surfaces.__file__).read_text(encoding="utf-8")
    for module in iter_modules(surfaces.families.__path__):
        assert f"    from surfaces.families.{module.name} import *" in source


def test_stubs_are_up_to_date() -> None:
    paths = Path(optimizers.__file__).parent.glob("*.pyi")
    found = {path: path.read_text(encoding="utf-8") for path in paths}
    assert found == stubs(), "run python -m optim_viz.optimizers.stubs"


def test_type_checkers_see_every_method() -> None:
    source = Path(optimizers.__file__).read_text(encoding="utf-8")
    ours = {one.step.__module__ for one in optimizers.methods().values() if not one.library}
    assert len(ours) > 3
    for module in ours:
        assert f"    from {module} import *" in source


@pytest.mark.parametrize("door", [surfaces, optimizers])
def test_no_list_makes_families_and_methods_private(door: ModuleType) -> None:
    """Of a typed package, pyright takes what is missing in ``__all__`` for private."""
    body = ast.parse(Path(str(door.__file__)).read_text(encoding="utf-8")).body
    lists = [one for one in body if isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign)]
    assert not any("__all__" in ast.unparse(one) for one in lists)
    assert len(door.__all__) > 10


OWN = surfaces.from_functions(lambda p: p[0] ** 2 + 3 * p[1] ** 2, name="own")
TWO = {
    "of the catalogue": surfaces.get("bowl"),
    "a formula": surfaces.formula("x**2 + 3*y**2"),
    "a function": OWN,
    "its gradient as lists": surfaces.from_functions(
        lambda p: p[0] ** 2 + p[1] ** 2, lambda p: [2 * p[0], 2 * p[1]], name="lists"
    ),
    "whole numbers": surfaces.from_functions(lambda p: 3, name="three"),
    "turned": surfaces.Rotated(OWN, 30),
    "in a domain": bounded(surfaces.get("bowl"), surfaces.Box((-1, 1), (-1, 1))),
}


@pytest.mark.parametrize("name", TWO)
def test_values_are_of_the_same_types_on_all_surfaces(name: str) -> None:
    surface = TWO[name]
    for point, batch in (((1, 2), ()), (np.ones((2, 3)), (3,)), (np.ones((2, 0)), (0,))):
        value, gradient, hessian = surface(point), surface.gradient(point), surface.hessian(point)
        assert type(value) is (np.ndarray if batch else np.float64)
        assert [one.dtype for one in (value, gradient, hessian)] == [np.float64] * 3
        assert (value.shape, gradient.shape, hessian.shape) == (batch, (2, *batch), (2, 2, *batch))
        both = surface.value_and_gradient(point)
        assert [type(one) for one in both] == [type(value), np.ndarray]
        np.testing.assert_array_equal(both[0], value)
    assert {type(x) for minimum in surface.minima for x in (*minimum.at, minimum.value)} <= {float}
    assert {type(x) for x in surface.start} == {float}


def test_a_comparison_becomes_a_table_of_every_step() -> None:
    comparison = optim_viz.compare("ravine", ["adam:lr=cosine(0.3)", "newton"], steps=5)
    table = comparison.to_frame()
    assert len(table) == sum(int(run.taken) + 1 for run in comparison.runs)
    assert list(table.columns[:5]) == ["optimizer", "step", "x", "y", "value"]
    for run, (name, own) in zip(
        comparison.runs, table.groupby("optimizer", sort=False), strict=True
    ):
        assert name == str(run.optimizer)
        np.testing.assert_array_equal(own["value"], run.values[: run.taken + 1])
    noisy = optim_viz.compare("ravine", ["adam"], steps=5, noise=1.0, seeds=3)
    assert noisy.to_frame()["run"].nunique() == 3


LARGE = {
    "run": lambda: optim_viz.run("sgd", "bowl:dim=1000", steps=2),
    "sweep": lambda: optim_viz.sweep("sgd", "bowl:dim=1000", steps=2),
    "comparison": lambda: optim_viz.compare("bowl:dim=1000", ["sgd", "adam"], steps=2, lr=0.1),
    "many": lambda: optim_viz.compare("ravine", [f"sgd:lr=0.{i}" for i in range(1, 15)], steps=2),
    "tuning": lambda: optim_viz.tune("sgd", "ravine", steps=9),
    "ingredients": lambda: optim_viz.ingredients("adam", "bowl:dim=1000"),
    "explanation": lambda: explain("adam", "bowl:dim=100"),
    "basins": lambda: basins("himmelblau", ["newton"], side=16),
    "map": lambda: map_knobs(
        "ravine", "momentum", Axis("lr", 0.01, 1, 8), Axis("momentum", 0, 1, 8)
    ),
    "multistart": lambda: multistart("lbfgs", "bowl:dim=1000", 3),
    "taylor": lambda: expand("bowl:dim=1000"),
    "theory": lambda: check_theory("ravine"),
    "orders": lambda: orders(steps=1, dimensions=(2, 4, 8)),
    "benchmark": lambda: benchmark(
        BenchmarkRecipe(("ravine",), optimizers=("sgd",), starts=2, steps=9, rates=(0.01, 1, 4))
    ),
    "surface": lambda: surfaces.get("rosenbrock:dim=1000"),
    "shifted": lambda: surfaces.Shifted(surfaces.get("bowl:dim=1000"), (0.5,) * 1000),
    "plane": lambda: surfaces.Plane(
        surfaces.get("bowl:dim=1000"), (0.5,) * 1000, (1.0, *[0.0] * 999), (0.0, 1.0, *[0.0] * 998)
    ),
    "formula": lambda: surfaces.formula(" + ".join(f"x{i}**2" for i in range(12))),
    "own": lambda: OWN,
    "minima": lambda: surfaces.get("bowl:dim=1000").minima,
    "survey": lambda: surfaces.get("shubert").survey,
    "box": lambda: surfaces.get("bowl:dim=1000").domain,
    "method": lambda: adam,
    "optimizer": lambda: adam(lr=np.linspace(0.1, 1, 1000)),
}


@pytest.mark.parametrize("name", LARGE)
def test_no_repr_fills_more_than_a_screen(name: str) -> None:
    text = repr(LARGE[name]())
    assert text.strip()
    assert len(text) <= 80 * 23
    assert text.count("\n") <= 20
