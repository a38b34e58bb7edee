"""A recipe is plain data that is checked when it is made, and that makes the same comparison."""

import json
from dataclasses import asdict

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.recipes import MOST_OPTIMIZERS, MOST_STEPS, Recipe
from surfaces import InputError
from surfaces.transforms import Rotated

RECIPES = [
    Recipe(),
    Recipe("rosenbrock:dim=3", optimizers=("adam:lr=0.1,beta1=0.8", "newton"), steps=7),
    Recipe("ravine", 30.5, start=(-3.25, 1e-7), lr=0.1, noise=0.5, seed=2**62, theme="dark"),
    Recipe("double_well", start=(1 / 3,), lr="default", layout="grid"),
]


def read(text):
    """Make a recipe of what `Recipe.text` wrote, as a reader of the file would."""
    fields = json.loads(text)["compare"]
    return Recipe(**{key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()})


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.surface)
def test_text_gives_the_recipe_back(recipe):
    assert read(recipe.text()) == recipe
    assert read(recipe.text()).text() == recipe.text()
    assert "\n" not in recipe.text()
    assert recipe.text().isascii()
    assert json.loads(recipe.text())["optim-viz"] == optim_viz.__version__


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.surface)
def test_a_recipe_makes_the_comparison_that_it_says(recipe):
    surface = surfaces.get(recipe.surface)
    expected = optim_viz.compare(
        Rotated(surface, recipe.rotate) if recipe.rotate else surface,
        map(optimizers.get, recipe.optimizers),
        recipe.start,
        recipe.steps,
        lr=recipe.lr,
        noise=recipe.noise,
        seed=recipe.seed,
    )
    made = recipe.comparison()
    assert made.conditions == expected.conditions
    for mine, theirs in zip(made.runs, expected.runs, strict=True):
        assert mine.optimizer == theirs.optimizer
        np.testing.assert_array_equal(mine.points, theirs.points)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.surface)
def test_no_field_is_left_out(recipe):
    assert json.loads(recipe.text())["compare"].keys() == asdict(recipe).keys()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"surface": "ravin"}, "did you mean ravine"),
        ({"surface": "double_well", "rotate": 10.0}, "nothing to rotate"),
        ({"rotate": float("nan")}, "rotate is a finite number"),
        ({"optimizers": ()}, f"1 to {MOST_OPTIMIZERS} optimizers, not 0"),
        ({"optimizers": ("sgd",) * (MOST_OPTIMIZERS + 1)}, f"not {MOST_OPTIMIZERS + 1}"),
        ({"optimizers": ("adma",)}, "did you mean adam"),
        ({"start": (1.0,)}, "2 coordinates, not 1"),
        ({"start": (1.0, float("inf"))}, "finite"),
        ({"steps": 0}, f"between 1 and {MOST_STEPS}, not 0"),
        ({"steps": MOST_STEPS + 1}, f"between 1 and {MOST_STEPS}"),
        ({"lr": "best"}, "unknown lr"),
        ({"lr": 0.0}, "greater than 0"),
        ({"lr": float("nan")}, "greater than 0|finite"),
        ({"noise": float("inf")}, "noise is a finite"),
        ({"noise": -0.1}, "noise is a finite"),
        ({"seed": -1}, "seed is a whole number"),
    ],
    ids=lambda item: next(iter(item)) if isinstance(item, dict) else None,
)
def test_a_recipe_that_cannot_be_made_is_refused_before_anything_runs(fields, message):
    with pytest.raises(InputError, match=message) as error:
        Recipe(**fields)
    assert "\n" not in str(error.value)
