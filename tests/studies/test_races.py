"""Races that were once won by luck, each looked at beyond its last step and beside its rate."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.gallery import BOOK
from optim_viz.recipes.base import FIVE
from optim_viz.studies.tuning import SAME_RATE, tune

ALL = [name for name in optimizers.names() if name != "polyak"]
"""Polyak's rate asks for the lowest value."""


def race(spec, *names, **options):
    surface = surfaces.get(spec)
    comparison = optim_viz.compare(surface, map(optimizers.get, names), **options)
    return dict(zip(names, comparison.runs, strict=True))


def gaps(run, steps, factor=1.0):
    """Return the gap at each step of a longer run at a multiple of its rate."""
    optimizer = run.optimizer.replace(lr=run.optimizer.knobs["lr"] * factor)
    return optim_viz.run(optimizer, run.surface, steps=steps).gap


def test_on_rosenbrock_lion_does_not_win_by_a_step_that_fits():
    runs = race("rosenbrock", "lion", "adam")
    assert runs["lion"].gap[-1] > runs["adam"].gap[-1]
    lattice = optim_viz.run(optimizers.get("lion:lr=1.1"), surfaces.get("rosenbrock"), steps=100)
    assert lattice.gap.min() < 1e-20  # its points meet the minimum
    assert lattice.gap[90:].max() > 1


def test_on_the_bowl_momentum_does_not_converge_in_two_steps():
    run = race("bowl", "momentum")["momentum"]
    assert run.status == "budget spent"
    free = optim_viz.run(optimizers.get("momentum:lr=0.2"), surfaces.get("bowl"), steps=100)
    assert (free.status, free.taken) == ("budget spent", 100)


def test_on_the_double_well_momentum_has_no_lucky_last_steps():
    lucky = race("double_well", "momentum", tune_by="final")["momentum"]
    longer = gaps(lucky, 130)
    assert longer[130] > 1e3 * longer[100]
    longer = gaps(race("double_well", "momentum")["momentum"], 130)
    assert longer[100:].max() < 10 * longer[90:101].max()


def test_on_beale_adam_does_not_beat_adagrad_by_two_steps():
    runs = race("beale", "adam", "adagrad")
    adam, adagrad = (gaps(runs[name], 110) for name in ("adam", "adagrad"))
    assert runs["adam"].gap[-1] > runs["adagrad"].gap[-1]
    for tail in (slice(90, 101), slice(100, 111)):
        assert adam[tail].max() > adagrad[tail].max()
        assert np.median(adam[tail]) > np.median(adagrad[tail])


def test_on_the_plateau_adagrad_s_rate_is_not_the_distance_to_the_minimum():
    surface = surfaces.get("plateau")
    distance = float(np.abs(np.array(surface.start) - surface.minima[0].at).max())
    lucky = race("plateau", "adagrad", tune_by="final")["adagrad"].optimizer.knobs["lr"]
    run = race("plateau", "adagrad")["adagrad"]
    assert abs(lucky / distance - 1) < 0.05
    assert abs(run.optimizer.knobs["lr"] / distance - 1) > 0.05
    for factor in (1 / 1.1, 1.1):
        assert gaps(run, 100, factor)[-1] < 1e-6


@pytest.mark.parametrize("spec", ["rastrigin", "ackley", "sine_bowl"])
def test_sgd_does_not_win_by_a_scribble(spec):
    """What it reaches at its rate, it reaches at both neighbouring rates, and keeps."""
    run = race(spec, "sgd")["sgd"]
    around = [gaps(run, 110, factor)[90:111].max() for factor in (1 / 1.1, 1.0, 1.1)]
    assert max(around) <= 2 * min(around) + 1e-9


@pytest.mark.parametrize("spec", ["saddle", "monkey_saddle"])
def test_without_a_lowest_value_the_rate_is_the_same_and_nothing_diverges(spec):
    comparison = optim_viz.compare(surfaces.get(spec), map(optimizers.get, ALL))
    for run in comparison.runs:
        assert run.optimizer.knobs.get("lr", SAME_RATE) == SAME_RATE
        assert run.status != "diverged", run.optimizer
    assert comparison.conditions[0] == "lr 0.01 for all: no lowest f is known"
    assert comparison.tuning == {"same_rate_for_all": SAME_RATE}


def test_a_climb_on_a_saddle_is_a_divergence():
    run = optim_viz.run(optimizers.get("sgd:lr=3"), surfaces.get("saddle"), (1.0, 0.0), steps=2000)
    assert run.status == "diverged"


def test_the_rule_that_is_asked_for_is_used_and_told():
    surface = surfaces.get("ravine")
    for by in ("tail", "steps:1e-3", "final"):
        comparison = optim_viz.compare(surface, map(optimizers.get, FIVE), tune_by=by)
        assert comparison.tuning["by"] == by
        for name, run in zip(FIVE, comparison.runs, strict=True):
            if name != "newton":
                expected = tune(optimizers.get(name), surface, steps=100, by=by).optimizer
                assert run.optimizer == expected
    assert optim_viz.compare(surface, [optimizers.get("sgd:lr=1")]).tuning == {}


AROUND = [
    *[(steps, 1.0, (-7.0, 2.0)) for steps in range(28, 33)],
    *[(30, factor, (-7.0, 2.0)) for factor in (1 / 1.1, 1.1)],
    *[(30, 1.0, start) for start in ((-6.5, 2.2), (-7.5, 1.8), (-6.5, 1.8), (-7.5, 2.2))],
]
"""Steps, multiples of the rates, and starts about those of Saito's figure."""


def test_what_is_said_of_saito_s_figure_holds_around_it():
    names = [spec.partition(":")[0] for spec in BOOK]
    tuned = race("ravine", *names, steps=30)
    for rates in (
        {name: optimizers.get(spec) for name, spec in zip(names, BOOK, strict=True)},
        {name: run.optimizer for name, run in tuned.items()},
    ):
        leads = set()
        for steps, factor, start in AROUND:
            end = {
                name: optim_viz.run(
                    one.replace(lr=one.knobs["lr"] * factor), surfaces.get("ravine"), start, steps
                ).gap[-1]
                for name, one in rates.items()
            }
            assert min(end, key=end.get) == "adagrad"
            leads.add(bool(end["momentum"] < end["adam"]))
        assert leads == {True, False}
    faster = optim_viz.run(optimizers.get("sgd:lr=1.045"), surfaces.get("ravine"), steps=300)
    assert faster.gap[-1] > faster.gap[30] > faster.gap[0]
