"""A recipe is plain data that is checked when it is made, and that makes the same comparison."""

import json
from dataclasses import asdict, fields

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.recipes import Recipe
from optim_viz.recipes.base import MOST_STEPS
from optim_viz.recipes.compare import MOST_OPTIMIZERS, CompareRecipe
from optim_viz.studies.compare import study
from surfaces import InputError
from surfaces.transforms import Rotated, Shifted


@pytest.fixture(
    params=[
        {"surface": "ravine"},
        {"surface": "rosenbrock:dim=3", "optimizers": ("adam:lr=0.1,beta1=0.8", "newton")},
        {"rotate": 30.5, "start": (-3.25, 1e-7), "lr": 0.1, "noise": 0.5, "seed": 2**62},
        {"surface": "himmelblau", "rotate": 90.0, "shift": (0.5, -0.25), "layout": "grid"},
        {"surface": "double_well", "start": (1 / 3,), "lr": "default", "theme": "dark"},
        {"surface": "linear_regression", "batch_size": ("16",), "lr": 0.05, "steps": 9},
        {"formula": "x**2/20 + y**2", "optimizers": ("adam:lr=0.1", "newton"), "steps": 7},
    ],
    ids=lambda fields: fields.get("surface") or fields.get("formula") or "by default",
)
def recipe(request):
    return CompareRecipe(**request.param)


def test_text_gives_the_recipe_back(recipe):
    assert Recipe.read(recipe.text()) == recipe
    assert Recipe.read(recipe.text()).text() == recipe.text()
    assert "\n" not in recipe.text()
    assert recipe.text().isascii()
    assert json.loads(recipe.text())["optim-viz"] == optim_viz.__version__


def test_a_recipe_makes_the_comparison_that_it_says(recipe):
    named = recipe.surface or "ravine"
    surface = surfaces.formula(recipe.formula) if recipe.formula else surfaces.get(named)
    surface = Rotated(surface, recipe.rotate) if recipe.rotate else surface
    expected = optim_viz.compare(
        Shifted(surface, recipe.shift) if recipe.shift else surface,
        map(optimizers.get, recipe.optimizers),
        recipe.start,
        recipe.steps,
        lr=recipe.lr,
        noise=recipe.noise,
        batch_size=recipe.batch_size,
        seed=recipe.seed,
    )
    made = study(recipe)
    assert made.conditions == expected.conditions
    for mine, theirs in zip(made.runs, expected.runs, strict=True):
        assert mine.optimizer == theirs.optimizer
        np.testing.assert_array_equal(mine.points, theirs.points)


def test_no_field_is_left_out(recipe):
    whole = asdict(recipe)
    terse = {one.name: one.default for one in fields(recipe) if "terse" in one.metadata}
    unsaid = {name for name, usual in terse.items() if whole[name] == usual}
    assert json.loads(recipe.text())["compare"].keys() == whole.keys() - unsaid
    assert all("shown" in one.metadata for one in fields(recipe) if one.name in unsaid)


def test_without_a_surface_the_ravine_is_meant():
    assert CompareRecipe().posed == surfaces.get("ravine")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"surface": "ravin"}, "did you mean ravine"),
        ({"surface": "ravine", "formula": "x**2"}, "not both"),
        ({"formula": "x**2 +"}, "x"),
        ({"formula": "__import__('os')"}, "__import__"),
        ({"shift": (1.0,)}, "shift|coordinates|move"),
        ({"shift": (float("nan"), 0.0)}, "finite"),
        ({"surface": "double_well", "rotate": 10.0}, "nothing to rotate"),
        ({"rotate": float("nan")}, "finite number of degrees"),
        ({"optimizers": ()}, f"1 to {MOST_OPTIMIZERS} optimizers, not 0"),
        ({"optimizers": ("sgd",) * (MOST_OPTIMIZERS + 1)}, f"not {MOST_OPTIMIZERS + 1}"),
        ({"optimizers": ("adma",)}, "did you mean adam"),
        ({"start": (1.0,)}, "2 coordinates, not 1"),
        ({"start": (1.0, float("inf"))}, "finite"),
        ({"start": (1e30, 0.0)}, "further than"),
        ({"steps": 0}, f"between 1 and {MOST_STEPS}, not 0"),
        ({"steps": MOST_STEPS + 1}, f"between 1 and {MOST_STEPS}"),
        ({"lr": "best"}, "unknown lr"),
        ({"lr": 0.0}, "greater than 0"),
        ({"lr": float("nan")}, "greater than 0|finite"),
        ({"noise": float("inf")}, "noise is a finite"),
        ({"noise": -0.1}, "noise is a finite"),
        ({"seed": -1}, "seed is a whole number"),
        ({"elevation": 30.0}, "--elevation: only --layout relief"),
        ({"layout": "grid", "azimuth": 9.0, "z": "log"}, "--azimuth, --z: only --layout relief"),
        ({"layout": "relief", "surface": "double_well"}, "two dimensions; double_well has 1"),
        ({"layout": "relief", "surface": "bowl:dim=3"}, "two dimensions; bowl has 3"),
        ({"layout": "relief", "surface": "saddle", "z": "log"}, "no known lowest value"),
        ({"layout": "relief", "elevation": 91.0}, "between 5.0 and 90.0, not 91.0"),
        ({"layout": "relief", "z": "lin"}, "did you mean linear"),
    ],
    ids=lambda item: next(iter(item)) if isinstance(item, dict) else None,
)
def test_a_recipe_that_cannot_be_made_is_refused_before_anything_runs(fields, message):
    with pytest.raises(InputError, match=message) as error:
        CompareRecipe(**fields)
    assert "\n" not in str(error.value)
