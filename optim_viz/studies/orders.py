"""Costs of first, 1.5th and second order: steps, evaluations, time and memory by dimension."""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem, box_of
from optim_viz.recipes.orders import DIMENSIONS, OrdersRecipe
from optim_viz.runs.batch import Batch
from optim_viz.runs.goals import KINDS as GOALS
from optim_viz.runs.goals import Goal
from optim_viz.runs.loop import before
from optim_viz.runs.oracle import Evaluations
from optim_viz.runs.results import Sweep
from optim_viz.runs.run import sweep
from optim_viz.studies.tuning import RATES, rule, tune
from optim_viz.text import words
from surfaces import InputError, Surface
from surfaces.brief import Brief
from surfaces.numerals import superscript
from surfaces.specs import parse
from surfaces.transforms import Rotated, Shifted

_USUAL = Problem(OrdersRecipe.usual)

DROP = 1e-6
"""The gap to reach, as a share of the gap at the start."""

_TUNING_STEPS = 200
_PATIENCE = 10.0
"""Seconds that a run may take; a target that it has not reached by then counts as not reached."""

_FEW_CALLS, _MOST_CALLS = 5, 100
"""Calls of a step that are timed, at least and at most; the least tell for how many steps there is
time."""

_FIRST_STEPS = 20
"""Steps of the first try to reach the target; each further one has ten times as many."""


@dataclass(frozen=True)
class Growth:
    """The growth of the cost of a step in theory: powers of the dimension."""

    time: int
    memory: int


GROWTH = {
    "sgd": Growth(1, 1),
    "lbfgs": Growth(1, 1),
    "bfgs": Growth(2, 2),
    "newton": Growth(3, 2),
}
"""The methods that stand for their order, and the linear algebra of a step of each."""

_SETTLED = {"sgd": 1, "lbfgs": 12, "bfgs": 2, "newton": 1}
"""The step from which on every step costs the same."""


@dataclass(frozen=True)
class Effort:
    """The cost of one method in one dimension."""

    optimizer: Optimizer
    dim: int
    steps: int | None
    """Steps until the gap has dropped; None if it never did."""
    value: int
    gradient: int
    hessian: int
    """Evaluations up to that step, or in all."""
    seconds: float
    """Time of one step."""
    bytes: int
    """Memory for what a step of one run carries and works with."""

    @property
    def evaluations(self) -> int:
        """Evaluations of all three kinds, counted alike."""
        return self.value + self.gradient + self.hessian


@dataclass(frozen=True, eq=False, repr=False)
class Orders(Brief):
    """Efforts of all methods in all dimensions, and the conditions."""

    surface: Surface
    """The surface in the lowest of the dimensions."""
    efforts: tuple[Effort, ...]
    steps: int
    """The budget."""
    conditions: tuple[str, ...]
    summary: tuple[str, ...] = ()
    """The conditions in few words: what is reached, how long runs are, how the rate was chosen."""

    def of(self, name: str) -> list[Effort]:
        """Return the efforts of one method, by dimension."""
        return [effort for effort in self.efforts if effort.optimizer.name == name]


def orders(
    problem: Problem = _USUAL,
    dimensions: Iterable[int] | None = None,
    steps: int = OrdersRecipe.steps,
    *,
    reach: str | None = None,
    report: Callable[[Effort], object] = lambda effort: None,
) -> Orders:
    """Measure gradient descent, L-BFGS, BFGS and Newton on one surface in many dimensions.

    Parameters
    ----------
    problem : Problem
        A surface of any dimension, whose text has no ``dim``: turned in its first two
        coordinates, and moved in its first. Or one of a fixed dimension, or a formula.
    dimensions : iterable of int, optional
        By default `DIMENSIONS`, or the only one that the surface has.
    steps : int
        The budget of each run.
    reach : text, optional
        A value that is to be reached where no lowest one is known: ``value:-5``,
        ``decrease:0.99``.
    report : callable
        Called with each measurement as soon as it is made.

    Raises
    ------
    InputError
        A budget without a step, or dimensions that the surface does not have.
    """
    grounds, targets = _goals(problem, dimensions, reach)
    if steps < 1:
        raise InputError(f"steps is a whole number, at least 1, not {steps}")
    efforts = []
    for ground, target in zip(grounds, targets, strict=True):
        for name in GROWTH:
            efforts.append(_effort(name, ground, steps, target))
            report(efforts[-1])
    goal = (
        words.share_of_first_gap(f"10{superscript(round(math.log10(DROP)))}")
        if reach is None
        else words.to_goal(str(Goal.read(reach)))
    )
    descent, dotted = optimizers.get("sgd").title, [words.DOTTED_IS_THEORY] * (len(grounds) > 1)
    conditions = (
        goal,
        words.most_steps_or_seconds(steps, f"{_PATIENCE:g}"),
        words.rate_of_method_tuned(descent, len(RATES))
        if grounds[0].lowest is not None
        else rule(grounds[0]),
        *dotted,
    )
    known = grounds[0].lowest is not None
    chosen = words.best_rate_of_method(descent) if known else rule(grounds[0])
    summary = goal, words.steps(steps), chosen, *dotted
    return Orders(grounds[0], tuple(efforts), steps, conditions, summary)


def study(recipe: OrdersRecipe, report: Callable[[Effort], object] = lambda effort: None) -> Orders:
    """Measure what a recipe asks for."""
    reach = recipe.reach
    return orders(recipe.problem, recipe.dims, recipe.steps, reach=reach, report=report)


def check(recipe: OrdersRecipe) -> None:
    """Raise unless what a recipe asks for can be measured.

    Raises
    ------
    InputError
        As of `orders`.
    """
    _goals(recipe.problem, recipe.dims, recipe.reach)


def _goals(
    problem: Problem, dimensions: Iterable[int] | None, reach: str | None
) -> tuple[list[Surface], list[float]]:
    """Return the surface in each dimension, and the value that is to be reached on it."""
    grounds = _grounds(problem, dimensions)
    return grounds, [_target(ground, reach) for ground in grounds]


def _grounds(problem: Problem, dimensions: Iterable[int] | None) -> list[Surface]:
    dims = sorted(set(DIMENSIONS if dimensions is None else dimensions))
    if not dims:
        raise InputError("there is no dimension to measure in")
    if problem.formula is None and _is_of_any_dimension(str(problem.surface)):
        grounds = [_in_dimension(problem, dim) for dim in dims]
    elif dimensions is None:
        grounds = [problem.posed]
    else:
        raise InputError(
            f"dimensions are for surfaces of any dimension; {problem.posed} has {problem.posed.dim}"
        )
    return grounds


def _target(surface: Surface, reach: str | None) -> float:
    """Return the value that is to be reached: a share `DROP` of the first gap, or another."""
    if reach is not None:
        return Goal.read(reach).value_on(surface)
    if surface.lowest is None:
        raise InputError(
            f"{surface} has no lowest value, so there is no gap to close:"
            f" give --target {' or --target '.join(GOALS.values())}"
        )
    return surface.lowest + DROP * (float(surface(np.array(surface.start))) - surface.lowest)


def _is_of_any_dimension(spec: str) -> bool:
    name, knobs = parse(spec)
    if "dim" in knobs:
        rest = ",".join(f"{key}={value}" for key, value in knobs.items() if key != "dim")
        instead = f"{name}:{rest}" if rest else name
        raise InputError(
            f"leave dim out of {spec!r}: the dimensions are given apart,"
            f" as in `{instead} --dims {knobs['dim']}`"
        )
    surface = surfaces.get(name)
    try:
        return surfaces.get(name, dim=surface.dim).dim == surface.dim
    except InputError:  # it has no such parameter
        return False


def _in_dimension(problem: Problem, dim: int) -> Surface:
    surface = surfaces.get(str(problem.surface), dim=dim)
    if problem.domain is not None:
        from surfaces.custom.bounded import bounded

        surface = bounded(surface, box_of(problem.domain, surface))
    if problem.rotate:
        surface = Rotated(surface, problem.rotate)
    if problem.shift is None:
        return surface
    return Shifted(surface, (*problem.shift, *[0.0] * (dim - len(problem.shift))))


def _effort(name: str, surface: Surface, steps: int, target: float) -> Effort:
    optimizer = optimizers.get(name)
    if optimizer.scale_is_open:
        optimizer = tune(optimizer, surface, steps=min(steps, _TUNING_STEPS)).optimizer
    first = step_cost(optimizer, surface, 1, calls=_FEW_CALLS)
    budget = max(1, min(steps, int(_PATIENCE / first.seconds)))
    taken, reached = _first_hit(optimizer, surface, budget, target)
    settled = step_cost(optimizer, surface, min(_SETTLED[name], int(taken.taken)))
    value, gradient, hessian = map(int, taken.evaluations)
    return Effort(
        optimizer,
        surface.dim,
        reached if reached > 0 else None,
        value,
        gradient,
        hessian,
        settled.seconds,
        settled.peak + settled.carried,
    )


def _first_hit(
    optimizer: Optimizer, surface: Surface, budget: int, target: float
) -> tuple[Sweep, int]:
    """Return a run up to the target, and its steps; where it is not reached, all of it, and 0.

    Short runs come first: those that arrive early would go on for the whole budget, in searches
    that find nothing any more.
    """
    steps = min(_FIRST_STEPS, budget)
    while True:
        taken = sweep(optimizer, surface, steps=steps, targets=[target])
        reached = int(taken.hits[0])
        if reached > 0:
            return sweep(optimizer, surface, steps=reached), reached
        if steps == budget or int(taken.taken) < steps:
            return taken, 0
        steps = min(10 * steps, budget)


@dataclass(frozen=True)
class StepCost:
    """One step of one run."""

    seconds: float
    """The shortest of some calls, evaluations included."""
    peak: int
    """Bytes that it needs at most beyond what it was given, what it returns included."""
    carried: int
    """Bytes that are carried from step to step, the iterate included."""
    evaluations: Evaluations
    """Values, gradients and Hessians that it asked for."""


def step_cost(
    optimizer: Optimizer, surface: Surface, step: int, calls: int = _MOST_CALLS
) -> StepCost:
    """Measure a step of a run, counted from 1, by calling it again and again.

    Many short calls are timed, up to this number, and few long ones.
    """
    oracle, state, knobs = before(
        Batch.of(optimizer, surface, None, 0.0, 0, OrdersRecipe.steps), step
    )

    def once() -> Any:
        fresh = state[0].copy()  # the oracle remembers the gradient where it was asked before
        with np.errstate(all="ignore"):
            return optimizer.method.step(oracle, fresh, *state[1:], **knobs)

    asked = oracle.evaluations[:, 0].copy()
    once()
    evaluations = Evaluations(*(oracle.evaluations[:, 0] - asked))
    times: list[float] = []
    while len(times) < _FEW_CALLS or (sum(times) < 0.05 and len(times) < calls):
        began = time.perf_counter()
        once()
        times.append(time.perf_counter() - began)
    tracemalloc.start()
    once()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    runs = state[0].shape[1]  # a run alone takes a twin along
    return StepCost(min(times), peak // runs, sum(map(_size, state)) // runs, evaluations)


def _size(item: Any) -> int:
    if isinstance(item, tuple):
        return sum(map(_size, item))
    return int(getattr(item, "nbytes", 8))
