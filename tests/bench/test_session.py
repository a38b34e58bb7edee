"""Surfaces and optimizers that were made in this session, in a notebook say, in a benchmark."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.bench import BenchmarkRecipe, Store, benchmark
from optim_viz.bench.executors import on_processes
from optim_viz.optimizers import adam, optimizer, sgd
from optim_viz.recipes import Recipe
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import study
from surfaces import InputError

SMALL = {"starts": 3, "steps": 30, "rates": (1e-2, 1.0, 3), "instances": 0}


def bowl(p):
    return p[0] ** 2 + 3 * p[1] ** 2


def plain(f, x, *, lr=0.1):
    return x - lr * f.gradient(x)


@optimizer
def signed(f, x, *, lr=0.01):
    """Step by the sign of the gradient."""
    return x - lr * np.sign(f.gradient(x))


def rows(found):
    """Return the numbers of a benchmark, without the names."""
    told = [{**row, "surface": "", "optimizer": "", "spec": ""} for row in found.rate_rows()]
    return told, [cell.tuned.score.success for cell in found.cells]


def test_objects_are_read_as_their_names_are():
    objects = BenchmarkRecipe(
        surfaces=(surfaces.get("ravine"), surfaces.Rosenbrock(steepness=10.0)),
        optimizers=(sgd(), adam(beta1=0.5), "newton"),
        **SMALL,
    )
    assert objects.surfaces == ("ravine", "rosenbrock:steepness=10")
    assert objects.optimizers == ("sgd", "adam:beta1=0.5", "newton")
    assert not objects.of_session
    typed = BenchmarkRecipe(surfaces=(surfaces.formula("x**2 + y**2"), "ravine"), **SMALL)
    assert (typed.surfaces, typed.formulas) == (("ravine",), ("x**2 + y**2",))


def test_what_was_made_here_is_benchmarked_as_its_twin_of_the_catalogue_is():
    recipe = BenchmarkRecipe(surfaces=(bowl,), optimizers=(plain, signed()), **SMALL)
    assert recipe.surfaces == ("session:bowl",)
    assert recipe.optimizers == ("session:plain", "session:signed")
    assert Recipe.read(recipe.text()) == recipe
    twin = BenchmarkRecipe(surfaces=(bowl,), optimizers=("sgd", signed()), **SMALL)
    found = benchmark(recipe)
    assert rows(found) == rows(benchmark(twin))
    assert [cell.optimizer.title for cell in found.cells] == ["Plain", "Signed"]
    assert found.cells[0].surface.title == "Bowl"


def test_what_was_made_again_under_the_same_name_is_told_apart():
    first = BenchmarkRecipe(surfaces=("ravine",), optimizers=(make(0.5)(),), **SMALL)
    second = BenchmarkRecipe(surfaces=("ravine",), optimizers=(make(2.0)(),), **SMALL)
    assert first.optimizers != second.optimizers
    assert rows(benchmark(first)) != rows(benchmark(second))
    assert rows(benchmark(first)) == rows(benchmark(first))


def make(factor):
    @optimizer
    def local(f, x, *, lr=0.01):
        return x - factor * lr * f.gradient(x)

    return local


def test_a_lambda_and_a_schedule_of_ones_own_are_remembered():
    halved = sgd(lr=lambda step: 0.5**step)
    recipe = BenchmarkRecipe(
        surfaces=(surfaces.from_functions(lambda p: p[0] ** 2 + p[1] ** 2, name="round"),),
        optimizers=(halved, "sgd"),
        **SMALL,
    )
    assert recipe.contestants[0] == halved
    assert len(benchmark(recipe).cells) == 2


def test_workers_get_what_can_be_pickled(tmp_path):
    recipe = BenchmarkRecipe(surfaces=("ravine",), optimizers=("sgd",), **SMALL)
    with on_processes(1) as pool:
        assert rows(benchmark(recipe, executor=pool)) == rows(benchmark(recipe))
    with pytest.raises(pickle.PicklingError, match=r"session:local.* cannot go to another process"):
        pickle.dumps(BenchmarkRecipe(surfaces=("ravine",), optimizers=(make(1.0)(),), **SMALL))


def test_where_it_cannot_go_is_said_at_once(tmp_path):
    recipe = BenchmarkRecipe(surfaces=("ravine",), optimizers=(make(1.0)(),), **SMALL)
    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(InputError, match=r"leave the executor away, or write it into a file"),
    ):
        benchmark(recipe, executor=pool)
    with (
        Store(tmp_path / "a.sqlite") as store,
        pytest.raises(InputError, match=r"a store could not know session:local\S* again"),
    ):
        benchmark(recipe, store=store)


def test_pickling_says_what_it_needs():
    made = {
        "surface": surfaces.from_functions(lambda p: p[0] ** 2, name="mine"),
        "method": make(1.0),
        "run": optim_viz.run(make(1.0)(), "ravine", steps=2),
    }
    for thing in made.values():
        with pytest.raises(pickle.PicklingError, match="write it into a file, or at the top of a"):
            pickle.dumps(thing)
    for thing in (signed(), surfaces.get("ravine"), optim_viz.run(signed(), "ravine", steps=2)):
        assert str(pickle.loads(pickle.dumps(thing))) == str(thing)


@pytest.mark.parametrize("surface", ["ravine:condition=5", surfaces.Ravine(5.0)], ids=str)
@pytest.mark.parametrize("method", ["adam:lr=0.3", adam(lr=0.3)], ids=str)
def test_names_and_objects_are_the_same_everywhere(surface, method):
    assert str(optim_viz.run(method, surface, steps=3)) == str(
        optim_viz.run(adam(lr=0.3), surfaces.Ravine(5.0), steps=3)
    )
    assert optim_viz.sweep(method, surface, steps=3).optimizer == adam(lr=0.3)
    assert optim_viz.tune("sgd", surface, steps=9).optimizer.knobs["lr"] > 0
    (run,) = optim_viz.compare(surface, [method], steps=3).runs
    assert run.surface == surfaces.Ravine(5.0)
    assert optim_viz.ingredients(method, surface).optimizer == adam(lr=0.3)
    recipe = CompareRecipe(surface=surface, optimizers=(method, "sgd"), steps=3)
    assert (recipe.surface, recipe.optimizers) == ("ravine:condition=5", ("adam:lr=0.3", "sgd"))


def test_functions_are_taken_as_they_are():
    run = optim_viz.run(plain, bowl, start=(1.0, 1.0), steps=1)
    np.testing.assert_allclose(run.end, (0.8, 0.4), rtol=1e-6)
    recipe = CompareRecipe(surface=bowl, optimizers=(plain,), start=(1.0, 1.0), steps=1, lr=0.1)
    np.testing.assert_allclose(study(recipe).runs[0].end, (0.8, 0.4), rtol=1e-6)
    assert optimizers.get(recipe.optimizers[0]).method.rule == "return x - lr * f.gradient(x)"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"optimizers": (3,)}, "optimizers is a tuple of text, not"),
        ({"optimizers": (signed,)}, r"signed is no optimizer; write signed\(\)"),
        ({"surfaces": (3,)}, "surfaces is a tuple of text, not"),
        ({"surfaces": (int,)}, "is no surface, but type; a function becomes one"),
        ({"surfaces": ("session:never",)}, "session:never was made in another session"),
    ],
)
def test_what_is_neither_name_nor_object_is_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        BenchmarkRecipe(**wrong)
