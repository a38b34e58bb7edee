"""Maps over rate and batch size: the losses of trainings, the best rates, the rules of scaling."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.recipes.map import MapRecipe
from optim_viz.studies.batch_map import SEEDS, BatchMap, study
from optim_viz.studies.train import Unit, train
from surfaces import InputError

RECIPE = MapRecipe("moons", optimizer="sgd", x=("lr", 0.01, 10.0, 4), y=("batch_size", 8, 60, 3),
                   epochs=4)  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return study(RECIPE)


def test_each_pair_is_the_training_of_this_rate_on_batches_of_this_size(found):
    model = surfaces.get("network:data=moons")
    assert found.sizes == (8, 22, 60)
    for size, updates, row in zip(found.sizes, (60, 24, 8), found.loss, strict=True):
        for lr, loss in zip(found.rates, row, strict=True):
            last = tuple(sorted({round(updates * share) for share in (0.9, 0.95, 1.0)}))
            ends = [
                train(
                    model, get(f"sgd:lr={lr}"),
                    Unit("", "", str(size), updates, (), (seed,), last),
                )["loss"]
                for seed in range(SEEDS)
            ]  # fmt: skip
            expected = np.median([np.median(one) for one in ends])
            assert loss == pytest.approx(expected, rel=1e-9)


def test_rules_start_at_the_best_rate_of_the_smallest_batches():
    rates = np.array([0.1, 0.2, 0.4, 0.8])
    loss = np.array([[0.0, 1, 1, 1], [1, 0.0, 1, 1], [1, 1, 0.0, 1]]) + 1.0
    made = BatchMap(None, None, (1, 2, 4), rates, 1, loss, 3.0)
    assert made.best.tolist() == [0.1, 0.2, 0.4]
    np.testing.assert_allclose(made.rule("linear"), [0.1, 0.2, 0.4])
    np.testing.assert_allclose(made.rule("root"), [0.1, 0.1 * 2**0.5, 0.2])
    assert made.power == pytest.approx(1.0)


def test_sizes_are_doublings_and_rates_are_few_unless_others_are_asked_for():
    recipe = MapRecipe("digits", y=("batch_size", 2, 256, 240))
    assert recipe.sizes == (2, 4, 8, 16, 32, 64, 128, 256)
    assert recipe.x == ("lr", 1e-3, 10.0, 13)
    assert str(recipe.posed) == "network:data=digits"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"surface": "ravine"}, "ravine has no data"),
        ({"y": ("batch_size", 1, 1000, 3)}, "from 1 or more to 120, the rows of"),
        ({"x": ("momentum", 0.1, 0.9, 3)}, "beside batch_size are rates"),
        ({"steps": 50}, "epochs are the budget of an axis of batch_size"),
        ({"optimizer": "sgd:lr=0.1"}, "the rate is on an axis"),
        ({"epochs": 7, "surface": "ravine", "y": None}, "here it is steps"),
    ],
)
def test_what_cannot_be_mapped_is_one_clear_line(given, message):
    usual = {"surface": "moons", "y": ("batch_size", 1, 32, 4)}
    with pytest.raises(InputError, match=message):
        MapRecipe(**usual | given)


def test_names_of_data_stand_for_networks():
    assert surfaces.get("moons:activation=tanh") == surfaces.get(
        "network:data=moons,activation=tanh"
    )
    with pytest.raises(InputError, match="did you mean digits"):
        surfaces.get("digit")
