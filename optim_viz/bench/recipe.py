"""Which rates work, how wide is the range, how sure are we: surfaces x optimizers x rates x starts.

A benchmark is a plain-data recipe, cut into units that know nothing of each other. First every
rate is tried from one set of starts; then the best one, and the method's default, are scored
from another set that tuning has not seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

import optim_viz
from optim_viz import optimizers
from optim_viz.problem import Problem
from optim_viz.runs.measures import reached_minimum
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.run import sweep
from optim_viz.runs.starts import KINDS, grid, starts, within
from optim_viz.runs.status import Status
from optim_viz.studies.compare import FIVE
from optim_viz.text import words
from optim_viz.user_code import told
from surfaces import Array, InputError, Surface
from surfaces.numerals import superscript
from surfaces.specs import choose

SUITE = (
    "ravine",
    "rosenbrock",
    "beale",
    "matyas",
    "himmelblau",
    "three_hump_camel",
    "styblinski_tang",
    "rastrigin",
)
"""What is run unless something else is asked for: bowls, valleys, basins and ripples."""

MOST_STEPS = 10**6
"""A unit of one run takes half a minute then, and is not kept before it is done; how many runs have
reached which target by which step takes 0.5 GB."""

_HELD = 10**8
"""Numbers that are held together, at most: coordinates of all starts; and of the runs from one
start, which are tried together, the points and 8 more. Measured: 10 GB and 2 GB."""

LADDER = tuple(float(f"{10 ** (k / 5):.6g}") for k in range(10, -41, -1))
"""Gaps whose runtimes are scored: 100 to 1e-8, five in each decade (Hansen et al. 2021, COCO)."""

Pair = tuple[Problem, str]
"""A place and an optimizer: a cell of the benchmark."""

STATUSES = tuple(Status)
UNIT = 2**24
"""Steps of all runs of a unit, at most, where there is more than one start: half a second."""

RUNS = 2**16
"""Runs of a unit, at most, likewise: its outcomes are tens of megabytes."""


@dataclass(frozen=True)
class BenchmarkRecipe:
    """Everything that decides a benchmark, in text and numbers only; checked when it is made."""

    surfaces: tuple[str, ...] = SUITE
    formulas: tuple[str, ...] = ()
    rotate: float = 0.0
    """Degrees by which each of them is turned about the origin."""
    shift: tuple[float, ...] | None = None
    """By which each of them is then moved."""
    optimizers: tuple[str, ...] = FIVE
    rates: tuple[float, float, int] = (1e-4, 10.0, 61)
    """Lowest, highest, how many; spaced evenly in the logarithm."""
    kind: str = "halton"
    starts: int = 25
    """To tune on, and as many again to score on."""
    seeds: int = 1
    """Runs from each start, each with noise of its own; without noise they are one."""
    steps: int = 1000
    target: float = 1e-6
    """The gap that counts as success."""
    noise: float | str = 0.0
    """Standard deviation of normal noise, or another kind: ``heavy:0.5:2``."""
    seed: int = 0
    code: tuple[str, ...] = ()
    """Of each file with optimizers, what tells its text from others: filled in by itself."""

    def __post_init__(self) -> None:
        for name in ("surfaces", "formulas", "optimizers"):
            given = getattr(self, name)
            if isinstance(given, str) or not all(isinstance(one, str) for one in given):
                raise InputError(
                    f"{name} is a tuple of texts as one types them, ('adam:lr=0.1',), not {given!r}"
                )
            object.__setattr__(self, name, tuple(given))
        if len(self.rates) != 3:
            raise InputError(f"rates is (LOW, HIGH, COUNT), not {self.rates}")
        low, high, count = self.rates
        if not (0 < low < high < math.inf and count >= 2):
            given = f"{low:g}:{high:g}:{count}"
            raise InputError(
                f"rates is LOW:HIGH:COUNT with 0 < LOW < HIGH and COUNT at least 2, not {given}"
            )
        if high / low == math.inf:
            raise InputError(f"rates from {low:g} to {high:g} are too far apart")
        for name in ("starts", "seeds", "steps"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                given = getattr(self, name)
                raise InputError(f"{name} is a whole number, at least 1, not {given}")
        if self.steps > MOST_STEPS:
            raise InputError(f"steps is at most {MOST_STEPS}, not {self.steps}")
        if not 0 < self.target < math.inf:
            raise InputError(f"target is a gap greater than 0, not {self.target:g}")
        if not read_noise(self.noise).size:
            object.__setattr__(self, "seeds", 1)  # the same run again is no further evidence
        if not 0 <= self.seed < 2**62:
            raise InputError(f"seed is a whole number of 0 or more, not {self.seed}")
        choose(self.kind, KINDS, "kind of starts")
        for what in ((*self.surfaces, *self.formulas), self.optimizers):
            if len(set(what)) < len(what) or not what:
                raise InputError(f"each once, and at least one; not {', '.join(what) or 'none'}")
        grounds = [problem.posed for problem in self.problems]
        for i, problem in enumerate(self.problems):
            if grounds[i] in grounds[:i]:
                raise InputError(f"{problem.posed} is given twice")
            if problem.posed.lowest is None:
                raise InputError(
                    f"{problem.posed} has no lowest value, so nothing can be said to reach it"
                )
            self._check_memory(problem.posed)
        chosen = [optimizers.get(spec) for spec in self.optimizers]
        for i, spec in enumerate(self.optimizers):
            if chosen[i] in chosen[:i]:
                raise InputError(f"{spec} is given twice")
        object.__setattr__(self, "code", self.code or optimizers.fingerprints(self.optimizers))

    def _check_memory(self, surface: Surface) -> None:
        """Raise if what is held together would not fit."""
        starts = 1 if self.kind == "fixed" else self.starts
        seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
        for count, what, most in (
            (starts, f"{starts} starts", _HELD // surface.dim),
            (
                self.rates[2] * self.seeds,
                f"{self.rates[2]} rates{seeds}",
                _HELD // (surface.dim + 8),
            ),
        ):
            if count > most:
                raise InputError(
                    f"{what} are too many to hold together: on {surface.name} at most {most}"
                )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The surfaces and the formulas, turned and moved."""
        named = (Problem(name, None, self.rotate, self.shift) for name in self.surfaces)
        return *named, *(Problem(None, text, self.rotate, self.shift) for text in self.formulas)

    @property
    def grid(self) -> Array:
        """The rates, rounded to six digits so that they are the same on every machine."""
        low, high, count = self.rates
        shares = np.arange(count) / (count - 1)
        return np.array([float(f"{low * (high / low) ** share:.6g}") for share in shares])

    @property
    def rule(self) -> str:
        """How rates were tuned, in words."""
        low, high, count = self.rates
        return words.rate_tuned_by_expected_steps(
            count, _short(low), _short(high), self.goal, same_start=self.kind == "fixed"
        )

    def conditions(self) -> list[str]:
        """Return what a reader has to know to judge the result."""
        said = read_noise(self.noise)
        noise = [words.noise(str(said))] if said.size else []
        count = 1 if self.kind == "fixed" else self.starts
        return [
            self.rule,
            words.starts_and_seeds(count, self.kind, self.seeds),
            words.steps(self.steps),
            *noise,
        ]

    @property
    def goal(self) -> str:
        """The target in words: ``10⁻⁶``."""
        return _short(self.target)

    def text(self) -> str:
        """Return the recipe as one line of JSON, the same for the same recipe."""
        plain = asdict(self)
        if not self.code:
            del plain["code"]
        return json.dumps({"optim-viz": optim_viz.__version__, "bench": plain})

    @classmethod
    def read(cls, text: str) -> BenchmarkRecipe:
        """Return the recipe that `text` wrote."""
        fields: dict[str, Any] = json.loads(text)["bench"]
        plain: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()
        }
        return cls(**plain)

    def pairs(self) -> Iterator[Pair]:
        """Return every place with every optimizer."""
        return product(self.problems, self.optimizers)

    def units(self) -> Iterator[Unit]:
        """Return the units in which every rate is tried."""
        for problem, optimizer in self.pairs():
            rates = tuple(self.grid.tolist()) if has_open_rate(optimizer) else (math.nan,)
            yield from self._cut("tune", problem, optimizer, rates)

    def scoring(self, problem: Problem, optimizer: str, rate: float) -> Iterator[Unit]:
        """Return the units in which a tuned rate is scored, and the default beside it."""
        rates: tuple[float, ...] = (math.nan,)
        if has_open_rate(optimizer):
            rates = rate, float(optimizers.get(optimizer).knobs["lr"])  # type: ignore[arg-type]
        yield from self._cut("score", problem, optimizer, rates)

    def _cut(
        self, phase: str, problem: Problem, optimizer: str, rates: tuple[float, ...]
    ) -> Iterator[Unit]:
        count = _starts_for(self.kind, problem, self.starts, self.seed, phase).shape[1]
        runs = len(rates) * self.seeds
        most = max(1, min(UNIT // (self.steps * runs), RUNS // runs))
        for first in range(0, count, most):
            yield Unit(self, phase, problem, optimizer, rates, first, min(first + most, count))


@dataclass(frozen=True)
class Unit:
    """A piece of a benchmark that one worker does at a time: plain data."""

    recipe: BenchmarkRecipe
    phase: str
    """``tune`` or ``score``."""
    problem: Problem
    optimizer: str
    rates: tuple[float, ...]
    """NaN where the optimizer has no rate, or its rate was set by hand."""
    first: int
    last: int
    """Of the starts of the phase, the last not included."""

    @property
    def pair(self) -> Pair:
        """The cell that it belongs to."""
        return self.problem, self.optimizer

    @property
    def key(self) -> str:
        """What tells the unit from the others of its recipe."""
        problem, rates = tuple(self.problem), self.rates
        return f"{self.phase} {problem} {self.optimizer} {rates} {self.first}"

    @property
    def steps(self) -> int:
        """Steps of all its runs, at most."""
        runs = (self.last - self.first) * self.recipe.seeds * len(self.rates)
        return runs * self.recipe.steps


@dataclass(frozen=True, eq=False)
class Outcomes:
    """How the runs of a unit, or of many, ended; arrays ``(runs, rates)`` unless said otherwise."""

    end: Array
    """The last iterates, ``(d, runs, rates)``."""
    start: Array
    """Gap at the start."""
    gap: Array
    """Final gap; inf where the run ended outside the domain or is not finite."""
    best: Array
    """Lowest gap met inside the domain."""
    hits: npt.NDArray[np.int32]
    """First step at each target, ``(targets, runs, rates)``; -1 if never. The last is the goal."""
    taken: npt.NDArray[np.int32]
    status: npt.NDArray[np.int8]
    """Index into `STATUSES`."""
    minimum: npt.NDArray[np.int16]
    """Which minimum it ended at; -1 for none."""
    evaluations: npt.NDArray[np.int32]
    """Values, gradients and Hessians that were asked for, ``(3, runs, rates)``."""


@told()
def work(unit: Unit) -> Outcomes:
    """Run a unit: the same numbers wherever, whenever, and beside whatever it runs."""
    recipe, surface = unit.recipe, unit.problem.posed
    optimizer, lowest = optimizers.get(unit.optimizer), surface.lowest or 0.0
    if not math.isnan(unit.rates[0]):
        optimizer = optimizer.replace(lr=np.array(unit.rates))
    where = _starts_for(recipe.kind, unit.problem, recipe.starts, recipe.seed, unit.phase)
    where = where[:, unit.first : unit.last, np.newaxis, np.newaxis]
    ladder = LADDER if unit.phase == "score" else ()
    index = recipe.starts * _at(unit.phase) + np.arange(unit.first, unit.last)
    seeds = recipe.seed + recipe.seeds * index[:, np.newaxis] + np.arange(recipe.seeds)
    done = sweep(
        optimizer,
        surface,
        where,
        recipe.steps,
        targets=lowest + np.array([*ladder, recipe.target]),
        noise=recipe.noise,
        seed=seeds[:, :, np.newaxis],
        workers=1,
    )
    block = where.shape[1], recipe.seeds, len(unit.rates)
    shape = block[0] * block[1], block[2]
    done = done.reshape(shape)
    at_home = np.isfinite(done.gap) & surface.inside(done.end)
    return Outcomes(
        end=done.end,
        start=np.broadcast_to(surface(where) - lowest, block).reshape(shape),
        gap=np.where(at_home, done.gap, np.inf),
        best=done.best - lowest,
        hits=done.hits.astype(np.int32),
        taken=done.taken.astype(np.int32),
        status=done.status_code,
        minimum=reached_minimum(surface, done.end).astype(np.int16),
        evaluations=np.array(done.evaluations).astype(np.int32),
    )


def _short(number: float) -> str:
    """Return ``10⁻⁶`` for powers of ten."""
    exponent = round(math.log10(number))
    if float(f"1e{exponent}") == number and abs(exponent) > 1:
        return "10" + superscript(exponent)
    return f"{number:g}"


def has_open_rate(optimizer: str) -> bool:
    """Whether the optimizer has a rate and it was not set by hand."""
    one = optimizers.get(optimizer)
    return "lr" in one.knobs and "lr" not in one.given


@cache
def _starts_for(kind: str, problem: Problem, count: int, seed: int, phase: str) -> Array:
    """Return the starts of a phase, each of them spread over the whole domain.

    Of a sequence the first to tune on, the next to score on. Of a grid the places at a third of
    each cell, and those at two thirds.
    """
    if kind == "fixed":
        return starts(kind, problem.posed, 1)
    if kind == "grid":
        return within(problem.posed.domain, grid(problem.posed.dim, count, at=(1 + _at(phase)) / 3))
    half = slice(count * _at(phase), count * (_at(phase) + 1))
    return starts(kind, problem.posed, 2 * count, seed)[:, half]


def _at(phase: str) -> int:
    return int(phase == "score")
