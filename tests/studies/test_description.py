"""What is said of a picture is true: each fact is found again by a plain loop over the run."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest

import surfaces
from optim_viz import compare
from optim_viz.bench.description import of_benchmark
from optim_viz.bench.executors import benchmark
from optim_viz.problem import Problem
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.recipes.explain import ExplainRecipe
from optim_viz.recipes.map import Axis
from optim_viz.runs.status import Status
from optim_viz.studies import basins, description, explain, orders, theory
from optim_viz.studies.map import map_knobs
from optim_viz.studies.motion import Manner, motion
from optim_viz.text import en, words

BOWL = "0.1*x**2 + 2*y**2"
"""Its gradient is (0.2 x, 4 y): at the rate 0.4, y changes sign and shrinks by 0.6 a step."""


def race(rate: float, steps: int = 30):
    posed = Problem(None, BOWL, start=(-7.0, 2.0)).posed
    return compare(posed, [f"sgd:lr={rate}"], start=(-7, 2), steps=steps)


@pytest.mark.parametrize("steps", [28, 29, 30, 31])
def test_descent_at_its_book_rate_zigzags_and_the_gap_is_that_of_a_loop(steps):
    x, y, sides = -7.0, 2.0, []
    for _ in range(steps):
        x, y = x - 0.4 * 0.2 * x, y - 0.4 * 4 * y
        sides.append(math.copysign(1, y))
    assert all(a != b for a, b in pairwise(sides))
    gap = 0.1 * x**2 + 2 * y**2
    told = description.of_comparison(race(0.4, steps))
    assert f"SGD zigzags across the valley and ends at gap {gap:.2g} after {steps} steps." in told


@pytest.mark.parametrize("steps", [20, 30, 31])
def test_descent_above_its_limit_zigzags_ever_wider_and_diverges(steps):
    assert 0.6 > 2 / 4  # the limit of the rate, 2 / L
    told = description.of_comparison(race(0.6, steps))
    assert told.endswith("SGD zigzags ever wider across the valley and diverges.")


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.24])
def test_descent_that_stays_on_its_side_of_the_floor_does_not_zigzag(rate):
    """Below 1 / L no coordinate changes its sign."""
    (run,) = race(rate).runs
    assert (np.sign(run.points) == np.sign(run.points[:, :1]))[:, :10].all()
    assert motion(run).manner not in (Manner.ZIGZAG, Manner.BACK_AND_FORTH)


def test_newton_is_at_the_lowest_point_of_a_bowl_in_one_step():
    comparison = compare("bowl", ["newton"], steps=5)
    assert description.of_comparison(comparison).endswith(
        "Newton arrives at the minimum in 1 step."
    )
    assert motion(comparison.runs[0]).arrived == 1


@pytest.mark.parametrize("name", ["ravine", "rosenbrock", "himmelblau", "booth"])
def test_the_step_of_arrival_is_that_of_a_loop(name):
    for run in compare(name, ["sgd", "adagrad", "rmsprop", "newton", "bfgs"], steps=80).runs:
        step = None
        for k in range(len(run.values)):  # the last step that is not there is followed by arrival
            there = run.values[k] - run.surface.lowest <= 1e-6
            step = (k if step is None else step) if there else None
        assert motion(run).arrived == step


@pytest.mark.parametrize("rate", [1.05, 1.2, 1.5])
def test_the_step_of_leaving_is_that_of_a_loop(rate):
    """On the ravine the limit is 1; y grows by 2 rate - 1 until it is outside of [-5, 5]."""
    y, last = 2.0, 0
    for k in range(1, 61):
        y *= 1 - 2 * rate
        last = k if abs(y) <= 5 else last
    (run,) = compare("ravine", [f"sgd:lr={rate}"], steps=60).runs
    found = motion(run)
    assert found.gone == last + 1
    assert found.outcome in (Status.DIVERGED, Status.LEFT)
    assert found.grows == (last >= 4), "fewer moves are no zigzag"
    end = "leaves the domain" if found.outcome is Status.LEFT else "diverges"
    told = description.of_comparison(compare("ravine", [f"sgd:lr={rate}"], steps=60))
    assert re.search(rf"{end} after {last + 1} steps?\.", told)


def test_momentum_overshoots_where_a_loop_sees_it_pass():
    (run,) = compare("ravine", ["momentum:lr=0.1"], steps=60).runs
    x = run.points[0]
    assert x[0] < 0 < x.max()  # it begins left of the minimum, passes it,
    assert x[int(x.argmax()) :].min() < x.max() / 2  # and comes back
    assert motion(run).manner is Manner.OVERSHOOT
    (calm,) = compare("ravine", ["sgd:lr=0.2"], steps=60).runs
    assert calm.points[0].max() < 0
    assert motion(calm).manner is not Manner.OVERSHOOT


def test_what_creeps_along_the_valley_makes_short_straight_steps_along_its_floor():
    (run,) = compare("rosenbrock", ["sgd:lr=0.001"], steps=200).runs
    assert motion(run).manner is Manner.CREEP_ALONG
    late = run.points[:, 100:]
    moves = np.diff(late)
    assert np.abs(moves).max() < 0.01 * 4
    whole = np.linalg.norm(late[:, -1] - late[:, 0])
    assert whole > 0.9 * sum(float(np.linalg.norm(move)) for move in moves.T)
    slope = (late[1, -1] - late[1, 0]) / (late[0, -1] - late[0, 0])
    assert slope == pytest.approx(2 * late[0].mean(), rel=0.05)  # the floor is y = x²


def test_a_gap_that_goes_up_and_down_is_said_to_swing():
    (run,) = compare("ravine:condition=2", ["momentum"], steps=60).runs
    tail = run.gap[-6:]
    swings = tail.max() >= 10 * tail.min() and (np.diff(tail) > 0).any() != (tail[0] < tail).all()
    assert motion(run).swings == bool(swings)
    assert ("still swinging" in description.of_comparison(compare(
        "ravine:condition=2", ["momentum"], steps=60))) == bool(swings)  # fmt: skip


def test_noise_is_no_manner_and_of_many_seeds_the_median_is_told():
    noisy = compare("ravine", ["sgd:lr=0.9", "newton"], steps=40, noise=1.0)
    assert all(motion(run, noisy=True).manner is None for run in noisy.runs)
    several = compare("ravine", ["sgd:lr=0.9"], steps=40, noise=1.0, seeds=5)
    ends = sorted(float(gap) for gap in several.bundles[0].gap[-1])
    told = description.of_comparison(several)
    assert told == (
        "Paths on Ravine from (−7, 2), with noisy gradients; medians of 5 seeds after 40 steps:"
        f" SGD ends at gap {ends[2]:.2g}."
    )


def test_a_page_tells_the_step_that_it_shows():
    comparison = race(0.4)
    told = description.of_step(comparison, 3)
    gap = 0.1 * (-7 * 0.92**3) ** 2 + 2 * (2 * 0.6**3) ** 2
    assert told.endswith(f"from (−7, 2), step 3 of 30: SGD at gap {gap:.2g}.")
    assert description.of_step(comparison, 30) == description.of_comparison(comparison)


MANY = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "newton", "bfgs")


@pytest.mark.parametrize("name", ["ravine", "rastrigin", "saddle", "himmelblau", "bowl:dim=5"])
@pytest.mark.parametrize("methods", [MANY[:1], MANY])
def test_descriptions_are_short_and_count_those_that_are_not_named(name, methods):
    comparison = compare(name, methods, steps=30, lr="default")
    told = description.of_comparison(comparison)
    assert len(told) <= description.MOST_CHARACTERS
    assert told.endswith(".")
    assert told.isprintable()
    if len(methods) > 5:
        (others,) = re.findall(r"(\d+) others", told)
        assert len(methods) - int(others) <= 5


def test_names_that_are_long_are_cut():
    formula = " + ".join(f"({k}*x - y)**2" for k in range(12))
    comparison = compare(surfaces.formula(formula), ["newton", "sgd:lr=1e-5"], steps=3)
    told = description.of_comparison(comparison)
    assert len(told) < 200
    assert "…" in told


def test_two_of_one_method_are_told_apart_by_their_knobs():
    told = description.of_comparison(compare("ravine", ["sgd:lr=0.4", "sgd:lr=0.1"], steps=5))
    assert "SGD lr 0.4 " in told
    assert "SGD lr 0.1 " in told


def test_a_surface_is_described_by_its_points():
    told = description.of_surface(surfaces.get("himmelblau"))
    assert "4 global minima, 4 saddles and 1 maximum" in told
    assert "Its lowest value is 0, at (−3.779, −3.283), (−2.805, 3.131), (3, 2)" in told
    curve = description.of_surface(surfaces.formula("x**2*y**2"))
    assert "all along a curve of minima" in curve


def test_basins_are_described_by_shares_that_are_counted():
    (newton,) = basins.basins("himmelblau", ["newton"], side=20, steps=60)
    told = description.of_basins([newton])
    best = sum(int((newton.end == i).sum()) for i in newton.lowest)
    assert f"Newton leads {best / 400:.0%} to a global minimum" in told


def test_a_map_is_described_by_its_fastest_pair():
    axes = Axis("lr", 0.1, 1.0, 5), Axis("momentum", 0.0, 0.8, 5)
    found = map_knobs("ravine", "momentum", *axes, steps=40)
    told = description.of_map(found)
    rate, beta = found.best
    assert f"Fastest at lr {rate:.3g}, momentum {beta:.3g}:" in told
    assert "stable below lr = (2 + 2β)/L" in told


def test_theory_is_described_with_the_limit_of_the_rate():
    checked = theory.check_theory("ravine", 40)
    told = description.of_theory(checked, (0.9, 0.6))
    assert "in theory it diverges above 1, measured " in told
    assert "fastest at 0.9524" in told  # 2 / (2 + 0.1)


def test_orders_are_described_by_steps_and_by_nothing_that_a_clock_says():
    told = description.of_orders(orders.orders(Problem("ellipsoid"), [2, 3], 50))
    assert "dimension 2, 3" in told
    assert "Newton takes 1 step" in told


def test_a_step_is_described_by_where_it_goes():
    told = description.of_explanation(explain.study(ExplainRecipe(optimizer="sgd:lr=0.1")))
    # the gradient of x²/20 + y² at (-7, 2) is (-0.7, 4)
    assert "from (−7, 2) to (−6.93, 1.6)" in told
    assert told.endswith("It goes straight down the slope.")
    newton = description.of_explanation(explain.study(ExplainRecipe(optimizer="newton")))
    angle = math.degrees(math.acos((0.7 * 7 + 4 * 2) / (math.hypot(7, 2) * math.hypot(0.7, 4))))
    assert f"It points {angle:.0f} degrees away" in newton


def test_a_benchmark_is_described_by_its_conclusion():
    recipe = BenchmarkRecipe(
        surfaces=("booth",), optimizers=("newton", "sgd"), starts=3, steps=20, rates=(0.01, 1.0, 3)
    )
    done = benchmark(recipe)
    told = of_benchmark(done, None)
    assert told.startswith("Benchmark of Newton and SGD on Booth: ")
    assert done.conclusion() in told


def test_every_manner_and_every_end_has_words():
    assert set(en.MANNER) == set(Manner)
    assert set(en.GROWING) < set(en.MANNER)
    lost = {Status.DIVERGED, Status.LEFT, Status.FELL}
    assert set(en.ENDS) == {*Status, "local minimum"} - lost
    assert set(en.LEADS_TO) >= set(en.KIND)
    assert set(en.LEADS_TO) >= {*basins.Lost}
    assert words.others_described(4, 0, 0) == "4 others do not arrive"
    assert (
        words.others_described(3, 1, 2)
        == "of 3 others, 1 arrives at a lowest minimum and 2 are lost"
    )


def test_of_maxima_it_is_said_that_they_are_the_highest():
    from optim_viz.text import said_of_maxima

    posed = Problem(None, "-x**2 - y**2 + x", maximize=True).posed
    with said_of_maxima():
        told = description.of_comparison(compare(posed, ["newton"], steps=3))
        shape = description.of_surface(posed)
    assert "arrives at the maximum in 1 step" in told
    assert "1 global maximum. Its highest value is 0.25, at (0.5, 0)." in shape
