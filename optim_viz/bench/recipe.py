"""Recipe of a benchmark: surfaces x optimizers x rates x starts, cut into independent units.

First every rate is tried from one set of starts; then the best rate and the method's default are
scored from another set, which tuning has not seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from functools import cache, cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

import optim_viz
from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem
from optim_viz.runs.measures import reached_minimum
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.run import sweep
from optim_viz.runs.starts import KINDS, grid, starts, within
from optim_viz.runs.status import Status
from optim_viz.studies.compare import FIVE
from optim_viz.user_code import told
from surfaces import Array, InputError, Surface
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
"""Default surfaces: bowls, valleys, basins and ripples."""

MAX_STEPS = 10**6
"""Largest budget of a run. At this size a unit of one run takes half a minute, and the counts of
runs by target and step take 0.5 GB."""

MAX_NUMBERS_IN_MEMORY = 10**8
"""Largest number of floats in one array: the coordinates of all starts, and for the runs from one
start, which run together, their points and 8 more each. Measured: 10 GB and 2 GB."""

TARGET_GAPS = tuple(float(f"{10 ** (k / 5):.6g}") for k in range(10, -41, -1))
"""Target gaps of the scoring: 100 to 1e-8, five in each decade (Hansen et al. 2021, COCO)."""

Pair = tuple[Problem, str]
"""Problem and optimizer: the key of a cell."""

STATUSES = tuple(Status)
MAX_STEPS_PER_UNIT = 2**24
"""Largest number of steps of a unit with more than one start: half a second."""

MAX_RUNS_PER_UNIT = 2**16
"""Largest number of runs of a unit with more than one start: tens of megabytes of outcomes."""


@dataclass(frozen=True)
class BenchmarkRecipe:
    """Recipe of a benchmark, in text and numbers only; validated when it is created."""

    surfaces: tuple[str, ...] = SUITE
    formulas: tuple[str, ...] = ()
    rotate: float = 0.0
    """Rotation of each surface about the origin, in degrees."""
    shift: tuple[float, ...] | None = None
    """Translation of each surface after the rotation."""
    optimizers: tuple[str, ...] = FIVE
    rates: tuple[float, float, int] = (1e-4, 10.0, 61)
    """Lowest rate, highest rate and count, evenly spaced in the logarithm."""
    kind: str = "halton"
    starts: int = 25
    """Number of starts to tune on, and of other starts to score on."""
    seeds: int = 1
    """Runs from each start, each with its own noise; 1 without noise."""
    steps: int = 1000
    target: float = 1e-6
    """The gap that counts as success."""
    noise: float | str = 0.0
    """Standard deviation of normal noise, or another kind: ``heavy:0.5:2``."""
    seed: int = 0
    code: tuple[str, ...] = ()
    """Fingerprint of each file with optimizers; computed if not given."""

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
        if self.steps > MAX_STEPS:
            raise InputError(f"steps is at most {MAX_STEPS}, not {self.steps}")
        if not 0 < self.target < math.inf:
            raise InputError(f"target is a gap greater than 0, not {self.target:g}")
        if not self.noise_model.size:
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
        chosen = list(self.contestants.values())
        for i, spec in enumerate(self.optimizers):
            if chosen[i] in chosen[:i]:
                raise InputError(f"{spec} is given twice")
        object.__setattr__(self, "code", self.code or optimizers.fingerprints(self.optimizers))

    def _check_memory(self, surface: Surface) -> None:
        """Raise if the arrays would not fit into memory."""
        starts = 1 if self.kind == "fixed" else self.starts
        seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
        for count, words, most in (
            (starts, f"{starts} starts", MAX_NUMBERS_IN_MEMORY // surface.dim),
            (
                self.rates[2] * self.seeds,
                f"{self.rates[2]} rates{seeds}",
                MAX_NUMBERS_IN_MEMORY // (surface.dim + 8),
            ),
        ):
            if count > most:
                raise InputError(
                    f"{words} are too many to hold together: on {surface.name} at most {most}"
                )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The surfaces and the formulas, rotated and shifted."""
        named = (Problem(name, None, self.rotate, self.shift) for name in self.surfaces)
        return *named, *(Problem(None, text, self.rotate, self.shift) for text in self.formulas)

    @cached_property
    def contestants(self) -> dict[str, Optimizer]:
        """The optimizers, by what was typed."""
        return {spec: optimizers.get(spec) for spec in self.optimizers}

    @cached_property
    def noise_model(self) -> Noise:
        """The noise, read."""
        return read_noise(self.noise)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields: what was read from them stays behind."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def default_rate(self, optimizer: str) -> float | None:
        """Return the default rate of an optimizer; None if it has none, or one set by hand."""
        one = self.contestants[optimizer]
        return float(one.knobs["lr"]) if one.rate_is_open else None  # type: ignore[arg-type]

    @property
    def grid(self) -> Array:
        """The rates, rounded to six digits so that they are the same on every machine."""
        low, high, count = self.rates
        shares = np.arange(count) / (count - 1)
        return np.array([float(f"{low * (high / low) ** share:.6g}") for share in shares])

    @property
    def rule(self) -> str:
        """The tuning rule in words."""
        low, high, count = self.rates
        where = "the same start" if self.kind == "fixed" else "other starts"
        return (
            f"lr: best of {count}, {_short(low)}…{_short(high)}, by expected steps to"
            f" {_short(self.target)} (else median gap); scored on {where}"
        )

    def conditions(self) -> list[str]:
        """Return the conditions that a reader needs to judge the result."""
        said = self.noise_model
        noise = [f"noise {said}"] if said.size else []
        count = 1 if self.kind == "fixed" else self.starts
        return [
            self.rule,
            f"{count} {'Halton' if self.kind == 'halton' else self.kind}"
            f" start{'s' * (count > 1)} × {self.seeds} seed"
            f"{'s' * (self.seeds > 1)}",
            f"{self.steps} steps",
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
        """Return the recipe from the output of `text`."""
        stored: dict[str, Any] = json.loads(text)["bench"]
        plain: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()
        }
        return cls(**plain)

    def pairs(self) -> Iterator[Pair]:
        """Return every problem with every optimizer."""
        return product(self.problems, self.optimizers)

    def units(self) -> Iterator[Unit]:
        """Return the tuning units, which try every rate."""
        for problem, optimizer in self.pairs():
            is_open = self.contestants[optimizer].rate_is_open
            rates = tuple(self.grid.tolist()) if is_open else (math.nan,)
            yield from self._cut("tune", problem, optimizer, rates)

    def scoring(self, problem: Problem, optimizer: str, rate: float) -> Iterator[Unit]:
        """Return the scoring units of a tuned rate and of the default rate."""
        default = self.default_rate(optimizer)
        rates = (math.nan,) if default is None else (rate, default)
        yield from self._cut("score", problem, optimizer, rates)

    def _cut(
        self, phase: str, problem: Problem, optimizer: str, rates: tuple[float, ...]
    ) -> Iterator[Unit]:
        count = _starts_for(self.kind, problem, self.starts, self.seed, phase).shape[1]
        runs = len(rates) * self.seeds
        most = max(1, min(MAX_STEPS_PER_UNIT // (self.steps * runs), MAX_RUNS_PER_UNIT // runs))
        for first in range(0, count, most):
            yield Unit(self, phase, problem, optimizer, rates, first, min(first + most, count))


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

    @property
    def pair(self) -> Pair:
        """The key of its cell."""
        return self.problem, self.optimizer

    @property
    def key(self) -> str:
        """The text that identifies the unit within its recipe."""
        problem, rates = tuple(self.problem), self.rates
        return f"{self.phase} {problem} {self.optimizer} {rates} {self.first}"

    @property
    def steps(self) -> int:
        """The largest number of steps of all its runs."""
        runs = (self.last - self.first) * self.recipe.seeds * len(self.rates)
        return runs * self.recipe.steps


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
    hits: npt.NDArray[np.int32]
    """First step at each target, ``(targets, runs, rates)``; -1 if never. The last is the goal."""
    taken: npt.NDArray[np.int32]
    status: npt.NDArray[np.int8]
    """Index into `STATUSES`."""
    minimum: npt.NDArray[np.int16]
    """Index of the minimum that the run ended at; -1 for none."""
    evaluations: npt.NDArray[np.int32]
    """Evaluations of values, gradients and Hessians, ``(3, runs, rates)``."""


@told()
def work(unit: Unit) -> Outcomes:
    """Run a unit; the outcomes do not depend on the machine, the order or other units."""
    recipe, surface = unit.recipe, unit.problem.posed
    optimizer, lowest = optimizers.get(unit.optimizer), surface.lowest or 0.0
    if not math.isnan(unit.rates[0]):
        optimizer = optimizer.replace(lr=np.array(unit.rates))
    where = _starts_for(recipe.kind, unit.problem, recipe.starts, recipe.seed, unit.phase)
    where = where[:, unit.first : unit.last, np.newaxis, np.newaxis]
    ladder = TARGET_GAPS if unit.phase == "score" else ()
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
        return "10" + str(exponent).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    return f"{number:g}"


@cache
def _starts_for(kind: str, problem: Problem, count: int, seed: int, phase: str) -> Array:
    """Return the starts of a phase, spread over the whole domain.

    From a sequence the first half is for tuning, the second for scoring. On a grid tuning uses the
    points at one third of each cell, scoring those at two thirds.
    """
    if kind == "fixed":
        return starts(kind, problem.posed, 1)
    if kind == "grid":
        return within(problem.posed.domain, grid(problem.posed.dim, count, at=(1 + _at(phase)) / 3))
    half = slice(count * _at(phase), count * (_at(phase) + 1))
    return starts(kind, problem.posed, 2 * count, seed)[:, half]


def _at(phase: str) -> int:
    return int(phase == "score")
