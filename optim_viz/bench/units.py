"""Which rates work, how wide is the range, how sure are we: surfaces x optimizers x rates x starts.

A benchmark is a plain-data recipe, cut into units that know nothing of each other. First every
rate is tried from one set of starts; then the best one, and the method's default, are scored
from another set that tuning has not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from optim_viz import optimizers
from optim_viz.bench.instances import instance
from optim_viz.problem import Problem
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.runs.measures import reached_minimum
from optim_viz.runs.run import sweep
from optim_viz.runs.starts import grid, starts, within
from optim_viz.runs.status import CODE, Status
from optim_viz.user_code import told
from surfaces import Array

TARGET_GAPS = tuple(float(f"{10 ** (k / 5):.6g}") for k in range(10, -41, -1))
"""Target gaps of the scoring: 100 to 1e-8, five in each decade (Hansen et al. 2021, COCO)."""

TAIL = 0.1
"""Share of what follows the first step at a target, the last, in which a run with noise stays."""

Pair = tuple[Problem, str]
"""Problem and optimizer: the key of a cell."""

STATUSES = tuple(Status)
MAX_STEPS_PER_UNIT = 2**24
"""Largest number of steps of a unit with more than one start: half a second."""

MAX_RUNS_PER_UNIT = 2**16
"""Largest number of runs of a unit with more than one start: tens of megabytes of outcomes."""


@dataclass(frozen=True)
class Unit:
    """Unit of work of a benchmark, run by one worker: plain data."""

    recipe: BenchmarkRecipe
    phase: str
    """``tune`` or ``score``."""
    problem: Problem
    optimizer: str
    rates: tuple[float, ...]
    """NaN where the optimizer has no rate, or its rate was set by hand."""
    first: int
    last: int
    """First start of the unit and the one after its last, within the phase."""
    instance: int = 0
    """The instance of the surface, from 1 on; 0 is the surface as it is."""

    @property
    def pair(self) -> Pair:
        """The key of its cell."""
        return self.problem, self.optimizer

    @property
    def own_target(self) -> float | None:
        """The goal, if it is not on the ladder `TARGET_GAPS`."""
        return None if self.recipe.target in TARGET_GAPS else self.recipe.target

    @property
    def targets(self) -> tuple[float, ...]:
        """The gaps whose hits are kept: the ladder, and the goal if it is not on it."""
        return TARGET_GAPS if self.own_target is None else (*TARGET_GAPS, self.own_target)

    def part(self, first: int, last: int) -> Unit:
        """Return the part of the unit with these starts."""
        return replace(self, first=first, last=last)

    @property
    def steps(self) -> int:
        """The largest number of steps of all its runs."""
        runs = (self.last - self.first) * self.recipe.seeds * len(self.rates)
        return runs * self.recipe.steps


def pairs(recipe: BenchmarkRecipe) -> Iterator[Pair]:
    """Return every problem with every optimizer."""
    return product(recipe.problems, recipe.optimizers)


def tuning_units(recipe: BenchmarkRecipe) -> Iterator[Unit]:
    """Return the tuning units, which try every rate."""
    for problem, optimizer in pairs(recipe):
        is_open = recipe.contestant(optimizer).scale_is_open
        rates = tuple(recipe.grid.tolist()) if is_open else (math.nan,)
        yield from _cut(recipe, "tune", problem, optimizer, rates)


def further_units(recipe: BenchmarkRecipe, pair: Pair, rates: Array) -> Iterator[Unit]:
    """Return the tuning units of more rates of a cell."""
    yield from _cut(recipe, "tune", *pair, tuple(rates.tolist()))


def scoring_units(
    recipe: BenchmarkRecipe, problem: Problem, optimizer: str, rate: float
) -> Iterator[Unit]:
    """Return the scoring units of a tuned rate and of the default rate."""
    default = recipe.default_rate(optimizer)
    rates = (math.nan,) if default is None else (rate, default)
    yield from _cut(recipe, "score", problem, optimizer, rates)


def _cut(
    recipe: BenchmarkRecipe, phase: str, problem: Problem, optimizer: str, rates: tuple[float, ...]
) -> Iterator[Unit]:
    """Cut the starts of a phase into units of at most `MAX_STEPS_PER_UNIT` steps.

    Instances share the starts, as evenly as they can.
    """
    starts = _starts_for(recipe.kind, problem, recipe.starts, recipe.seed, phase)
    count, runs = starts.shape[1], len(rates) * recipe.seeds
    most = max(1, min(MAX_STEPS_PER_UNIT // (recipe.steps * runs), MAX_RUNS_PER_UNIT // runs))
    parts, own = max(1, recipe.instances or 0), bool(recipe.instances)
    edges = [count * k // parts for k in range(parts + 1)]
    for number, (low, high) in enumerate(pairwise(edges), start=own):
        for first in range(low, high, most):
            last = min(first + most, high)
            yield Unit(recipe, phase, problem, optimizer, rates, first, last, number)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Outcomes of the runs of a unit; arrays ``(runs, rates)`` unless stated otherwise."""

    end: Array
    """The last iterates, ``(d, runs, rates)``."""
    start: Array
    """Gap at the start."""
    gap: Array
    """Final gap; inf where the run ended outside the domain or is not finite."""
    best: Array
    """Lowest gap met inside the domain."""
    hits: Array
    """Cost of the run until each of `Unit.targets`, ``(targets, runs, rates)``; -1 if never."""
    hit_steps: npt.NDArray[np.int32]
    """Steps until then."""
    spent: Array
    """Cost of the whole run."""
    taken: npt.NDArray[np.int32]
    status: npt.NDArray[np.int8]
    """Index into `STATUSES`."""
    minimum: npt.NDArray[np.int16]
    """Index of the minimum that the run ended at; -1 for none."""
    evaluations: npt.NDArray[np.int32]
    """Evaluations of values, gradients and Hessians, ``(3, runs, rates)``."""


def for_goal(unit: Unit, outcomes: Outcomes) -> Outcomes:
    """Return the outcomes with the hits that its phase asks for, those at the goal last.

    Scoring asks for the ladder and the goal, tuning for the goal only; of steps both ask for those
    to the goal.
    """
    goal = unit.targets.index(unit.recipe.target)
    lines = [*range(len(TARGET_GAPS)), goal] if unit.phase == "score" else [goal]
    return replace(outcomes, hits=outcomes.hits[lines], hit_steps=outcomes.hit_steps[lines[-1:]])


@told()
def work(unit: Unit, engine: str | None = None) -> Outcomes:
    """Run a unit; the outcomes do not depend on the machine, the order or other units.

    The hits are those of `Unit.targets`, whatever the phase. ``engine`` is that of `sweep`.
    """
    recipe = unit.recipe
    posed = instance(unit.problem, unit.instance, recipe.seed)
    surface = posed or unit.problem.posed
    optimizer = optimizers.as_recorded(unit.optimizer, recipe.code)
    lowest = recipe.reference(unit.problem.posed)
    if not math.isnan(unit.rates[0]):
        optimizer = optimizer.at_scale(np.array(unit.rates))
    where = starts_of(unit)
    where = (posed.place(where) if posed else where)[:, :, np.newaxis, np.newaxis]
    done = sweep(
        optimizer,
        surface,
        where,
        recipe.steps,
        targets=lowest + np.array(unit.targets),
        noise=recipe.noise,
        seed=seeds_of(unit)[:, :, np.newaxis],
        workers=1,
        cost=recipe.currency.on(surface, recipe.noise_model),
        budget=recipe.budget,
        tail=TAIL if np.any(recipe.noise_model.size) else 0.0,
        engine=engine,
    )
    block = where.shape[1], recipe.seeds, len(unit.rates)
    shape = block[0] * block[1], block[2]
    done = done.reshape(shape)
    gap, below = done.value - lowest, -np.inf if recipe.reach is None else 0.0
    at_home = np.isfinite(gap) & surface.inside(done.end)
    at_home |= done.unrefined == CODE[Status.FELL]
    return Outcomes(
        end=done.end,
        start=np.broadcast_to(surface(where) - lowest, block).reshape(shape),
        gap=np.where(at_home, np.fmax(gap, below), np.inf),
        best=np.fmax(done.best - lowest, below),
        hits=np.asarray(done.hits, dtype=float),
        hit_steps=done.hit_steps.astype(np.int32),
        spent=np.asarray(done.spent, dtype=float),
        taken=done.taken.astype(np.int32),
        status=done.status_code,
        minimum=reached_minimum(surface, done.end).astype(np.int16),
        evaluations=np.array(done.evaluations).astype(np.int32),
    )


def starts_of(unit: Unit) -> Array:
    """Return the starts of a unit, ``(d, starts)``."""
    recipe = unit.recipe
    points = _starts_for(recipe.kind, unit.problem, recipe.starts, recipe.seed, unit.phase)
    return points[:, unit.first : unit.last]


def seeds_of(unit: Unit) -> npt.NDArray[np.int64]:
    """Return the seeds of the noise of each run of a unit, ``(starts, seeds)``."""
    recipe = unit.recipe
    index = recipe.starts * _at(unit.phase) + np.arange(unit.first, unit.last)
    return recipe.seed + recipe.seeds * index[:, np.newaxis] + np.arange(recipe.seeds)


@cache
def _starts_for(kind: str, problem: Problem, count: int, seed: int, phase: str) -> Array:
    """Return the starts of a phase, spread over the whole domain.

    Of Latin hypercubes tuning and scoring have one each. From a sequence the first half is for
    tuning, the second for scoring. On a grid tuning uses the points at one third of each cell,
    scoring those at two thirds.
    """
    if kind == "latin":
        return starts(kind, problem.posed, count, 2 * seed + _at(phase))
    if kind == "fixed":
        return starts(kind, problem.posed, 1)
    if kind == "grid":
        return within(problem.posed.domain, grid(problem.posed.dim, count, at=(1 + _at(phase)) / 3))
    half = slice(count * _at(phase), count * (_at(phase) + 1))
    return starts(kind, problem.posed, 2 * count, seed)[:, half]


def _at(phase: str) -> int:
    return int(phase == "score")
