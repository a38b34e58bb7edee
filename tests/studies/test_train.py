"""Trainings: what is measured, how rates are chosen, what is kept of them."""

from __future__ import annotations

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.bench.store import Store
from optim_viz.optimizers import get
from optim_viz.recipes.train import TrainRecipe, model_of
from optim_viz.runs.checkpoints import Checkpoints
from optim_viz.runs.workers import Workers
from optim_viz.studies import train as trainings
from optim_viz.studies.train import RATES, TUNING_SEEDS, Unit, checkpoints, study, train
from surfaces import InputError

SMALL = TrainRecipe("moons", ("sgd", "adam"), batch_size="16", epochs=2, seeds=2, seed=3)


def unit(**given):
    usual = {
        "model": "moons", "optimizer": "adam:lr=0.02", "batch_size": "16", "updates": 14,
        "rates": (), "seeds": (3, 4), "checkpoints": (0, 5, 14),
    }  # fmt: skip
    return Unit(**usual | given)


def test_checkpoints_have_the_values_that_a_run_has():
    model = model_of("moons")
    found = train(model, get("adam:lr=0.02"), unit())
    for i, seed in enumerate((3, 4)):
        start = model.initial(seed)
        run = optim_viz.run(
            "adam:lr=0.02", model, start, 14, batch_size=16, seed=seed, tolerance=None
        )
        np.testing.assert_allclose(found["loss"][:, i], run.values[[0, 5, 14]], rtol=1e-12)
        held = model.dataset.held_out or model.dataset
        accuracy = model.accuracy(run.points[:, [0, 5, 14]], held)
        np.testing.assert_allclose(found["accuracy"][:, i], accuracy, rtol=1e-12)


def test_several_rates_are_the_trainings_of_each():
    model = model_of("moons")
    many = train(model, get("sgd"), unit(optimizer="sgd", rates=(0.01, 0.1), seeds=(5,)))
    for i, lr in enumerate((0.01, 0.1)):
        one = train(model, get(f"sgd:lr={lr}"), unit(optimizer=f"sgd:lr={lr}", seeds=(5,)))
        np.testing.assert_allclose(many["loss"][:, i], one["loss"][:, 0], rtol=1e-12)


def test_the_whole_loss_is_computed_at_checkpoints_only(monkeypatch):
    model = model_of("moons")
    asked = []
    value = type(model)._value
    monkeypatch.setattr(type(model), "_value", lambda m, x: asked.append(1) or value(m, x))
    train(model, get("adam:lr=0.02"), unit())
    assert len(asked) == 3 + 2  # of 15 iterates, and for how the runs have ended


def test_a_training_that_diverges_has_no_measures_from_there_on():
    model = surfaces.get("network:data=moons,activation=identity,loss=mse")
    found = train(model, get("sgd:lr=1000"), unit(updates=200, checkpoints=(0, 2, 200)))
    assert np.isfinite(found["loss"][0]).all()
    assert np.isnan(found["loss"][-1]).all()


def test_the_rate_with_the_lowest_loss_in_trials_on_other_seeds_is_chosen():
    done = study(SMALL)
    assert done.updates[-1] == SMALL.epochs * SMALL.updates_in_epoch
    assert done.updates.tolist() == list(checkpoints(int(done.updates[-1])))
    for course in done.courses:
        assert course.tried.tolist() == RATES.tolist()
        assert course.tried_loss.shape == (len(RATES), TUNING_SEEDS)
        best = RATES[np.argmin(np.median(course.tried_loss, axis=1))]
        assert course.optimizer.knobs["lr"] == best
        assert course.loss.shape == (len(done.updates), SMALL.seeds)
        assert (course.loss[-1] < course.loss[0]).all()
    seeds = [seed for one in trainings._trials(SMALL, get("sgd")) for seed in one.seeds]
    assert seeds == [5, 6, 7]


@pytest.mark.parametrize(("lr", "rates"), [(0.05, [0.05, 0.3]), ("default", [0.001, 0.3])])
def test_a_rate_for_all_leaves_those_alone_that_are_set(lr, rates):
    done = study(TrainRecipe("moons", ("adam", "sgd:lr=0.3"), lr=lr, epochs=1, seeds=1))
    assert [course.optimizer.knobs["lr"] for course in done.courses] == rates
    assert not any(len(course.tried) for course in done.courses)


class Interrupting:
    """Keeps what is done in a store, and is interrupted after some units."""

    def __init__(self, store: Store, after: int) -> None:
        self._store, self._left = store, after

    def arrays(self, described):
        return self._store.arrays(described)

    def keep(self, described, arrays):
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        self._store.keep(described, arrays)


def test_an_interrupted_study_goes_on_where_it_was(tmp_path, monkeypatch):
    whole = study(SMALL)
    with Store(tmp_path / "kept") as store, pytest.raises(KeyboardInterrupt):
        study(SMALL, Interrupting(store, 5))
    done = []
    monkeypatch.setattr(trainings, "train", lambda *given: done.append(1) or train(*given))
    told = []
    with Store(tmp_path / "kept") as store:
        again = study(SMALL, store, lambda some, of: told.append((some, of)))
    assert len(done) == 2 * (TUNING_SEEDS + 1) - 5
    assert told[-1][0] == told[-1][1]
    for one, other in zip(whole.courses, again.courses, strict=True):
        assert one.optimizer == other.optimizer
        assert one.loss.tobytes() == other.loss.tobytes()
    with Store(tmp_path / "kept") as store:
        study(SMALL, store)
    assert len(done) == 2 * (TUNING_SEEDS + 1) - 5


def test_other_data_are_not_taken_for_what_is_kept(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("x,y\n0,0\n1,1\n2,3\n", encoding="utf-8")
    recipe = TrainRecipe(str(file), ("sgd:lr=0.01",), batch_size="all", epochs=1, seeds=1)
    with Store(tmp_path / "kept") as store:
        first = study(recipe, store)
        file.write_text("x,y\n0,5\n1,1\n2,3\n", encoding="utf-8")
        second = study(recipe, store)
    assert first.courses[0].loss[0] != second.courses[0].loss[0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"model": "ravine"}, "ravine has no data"),
        ({"model": "digit"}, "did you mean digits"),
        ({"batch_size": "0"}, "a batch size is a whole number of rows"),
        ({"batch_size": "2000"}, "a batch has 1 to 1438 rows"),
        ({"epochs": 0}, "epochs is between 1"),
        ({"model": "no/such/folder"}, "there is no file or folder no/such/folder"),
        ({"optimizers": ("adm",)}, "did you mean adam"),
    ],
)
def test_what_cannot_be_trained_is_one_clear_line(given, message):
    with pytest.raises(InputError, match=message):
        TrainRecipe(**given)


def test_few_rows_are_one_batch_unless_a_size_is_asked_for():
    assert TrainRecipe("forbes").batch_size == "all"
    with pytest.raises(InputError, match="a batch has 1 to 17 rows"):
        TrainRecipe("forbes", batch_size="20")


def test_checkpoints_between_others_cost_nothing():
    seen = Checkpoints(lambda x: x[:1], 1, (2,), 3)
    seen.open(Workers())
    block = seen.of(np.arange(3), None)
    block.see(1, np.zeros((2, 3)), None, True)
    assert np.isnan(seen.found).all()
    block.keep(np.array([0, 2]))
    block.see(2, np.array([[5.0, 6.0], [0.0, 0.0]]), None, True)
    np.testing.assert_array_equal(seen.found[0, 0], [5.0, np.nan, 6.0])
