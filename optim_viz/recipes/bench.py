"""The recipe of ``optim-viz bench``: surfaces x optimizers x rates x starts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np

from optim_viz import optimizers
from optim_viz.field_types import surface_as_text
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem, Sides
from optim_viz.recipes.base import (
    FIVE,
    TARGET,
    Recipe,
    check_noise,
    check_projection,
    read_optimizers,
    set_beside,
    shown,
)
from optim_viz.runs import goals
from optim_viz.runs.costs import Cost
from optim_viz.runs.goals import Goal
from optim_viz.runs.noise import Noise
from optim_viz.runs.starts import KINDS, count_of
from optim_viz.text import words
from surfaces import Array, InputError, Surface
from surfaces.custom import absent, session
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
"""Default surfaces: bowls, valleys, basins and ripples."""

INSTANCES = 1
"""Instances of each surface of the standard suite."""

MAX_DECADES_MORE = 3
"""Most decades by which the grid of rates grows on a side, where the best rate is at its end."""

MAX_STEPS = 10**6
"""Largest budget of a run. At this size a unit of one run takes half a minute, and the counts of
runs by target and step take 0.5 GB."""

MAX_NUMBERS_IN_MEMORY = 10**8
"""Largest number of floats in one array: the coordinates of all starts, and for the runs from one
start, which run together, their points and 8 more each, with noise a tenth of their values too.
Measured: 10 GB and 2 GB."""

_CARRIED = "of this session"
"""What is pickled with a recipe beside its fields: see `BenchmarkRecipe.of_session`."""

FIGURES = ("sensitivity", "success", "rates", "defaults", "ert", "ecdf", "profiles", "spread")
"""Names of the figures of a benchmark."""


@dataclass(frozen=True)
class BenchmarkRecipe(Recipe):
    """Surfaces, optimizers, rates and starts of a benchmark, and the figure of it."""

    surfaces: tuple[str, ...] = SUITE
    formulas: tuple[str, ...] = ()
    rotate: float = 0.0
    """Rotation of each surface about the origin, in degrees."""
    shift: tuple[float, ...] | None = None
    """Translation of each surface after the rotation."""
    maximize: bool = field(default=False, kw_only=True)
    """Whether maxima are looked for."""
    domain: Sides | None = field(default=None, kw_only=True)
    """Another domain for each surface than its own, before it is rotated: a pair (low, high) for
    each coordinate, or one for all."""
    project: bool = field(default=False, kw_only=True)
    """Whether each step is projected onto the domain."""
    instances: int | None = set_beside(None, "surfaces", "formulas")
    """Instances of each surface, rotated and shifted by seed, which share the starts; 0: as it is.
    By default `INSTANCES` in the standard suite, else 0."""
    optimizers: tuple[str, ...] = FIVE
    rates: tuple[float, float, int] = (1e-4, 10.0, 61)
    """Lowest rate, highest rate and count, evenly spaced in the logarithm."""
    kind: str = "latin"
    starts: int = 25
    """Number of starts to tune on, and of other starts to score on."""
    seeds: int = 1
    """Runs from each start, each with its own noise; 1 without noise."""
    steps: int = set_beside(1000, "budget")
    """Most steps of a run."""
    cost: str = "evaluations"
    """Currency of runtimes: ``steps``, or ``evaluations:gradient=2`` with weights (see `Cost`)."""
    budget: float | None = set_beside(None, "steps")
    """The most that a run may cost in that currency; then ``steps`` follow from it."""
    target: float = TARGET
    """The gap that counts as success."""
    reach: str | None = field(default=None, kw_only=True)
    """A value that counts as success instead of a gap: ``value:-5``, ``decrease:0.99``."""
    noise: float | str = 0.0
    """Standard deviation of normal noise, or another kind: ``heavy:0.5:2``."""
    seed: int = 0
    code: tuple[str, ...] = set_beside((), "optimizers", "surfaces", "domain")
    """Fingerprint of each surface and each optimizer in a file; computed if not given."""
    figure: str | None = shown(
        None,
        "What is drawn.  [default: sensitivity on one surface, rates on several]",
        choices=FIGURES,
    )
    page: int = shown(1, "Which page of it, where there are many surfaces or methods.")

    def __post_init__(self) -> None:
        for name in ("surfaces", "formulas", "optimizers"):
            given = getattr(self, name)
            if isinstance(given, str) or not isinstance(given, Iterable):
                raise InputError(f"{name} is a tuple, such as ({given!r:.60},), not {given!r:.60}")
            object.__setattr__(self, name, tuple(given))
        named = [surface_as_text(one) for one in self.surfaces]
        formulas = *self.formulas, *(formula for _, formula in named if formula is not None)
        names = tuple(name for name, formula in named if formula is None)
        object.__setattr__(self, "surfaces", names)
        object.__setattr__(self, "formulas", formulas)
        super().__post_init__()
        if not self.surfaces and not self.formulas:
            object.__setattr__(self, "surfaces", SUITE)
        if self.instances is None:
            usual = usual_instances(self.surfaces, self.formulas)
            object.__setattr__(self, "instances", usual)
        object.__setattr__(self, "cost", str(Cost.read(self.cost)))
        self._check_budget()
        self._check_numbers()
        if not np.any(self.noise_model.size):
            object.__setattr__(self, "seeds", 1)  # the same run again is no further evidence
        choose(self.kind, KINDS, "kind of starts")
        self._check_surfaces()
        contestants = self.contestants
        if self.project:
            for problem in self.problems:
                check_projection(problem.posed, contestants)
        if not self.code:
            given = (Problem(name, domain=self.domain) for name in self.surfaces)
            in_files = (
                absent.fingerprint(str(one.surface), one.posed)
                for one in given
                if absent.file_of(str(one.surface))[0]
            )
            code = *in_files, *optimizers.fingerprints(self.optimizers)
            object.__setattr__(self, "code", code)

    def _check_budget(self) -> None:
        """Set the steps by the budget: as many as it pays of the cheapest evaluation."""
        if self.budget is None:
            return
        if not 1 <= self.budget <= MAX_STEPS:
            raise InputError(f"budget is between 1 and {MAX_STEPS}, not {self.budget:g}")
        cheapest = self._cheapest()
        steps = math.ceil(self.budget / cheapest)
        if steps > MAX_STEPS:
            raise InputError(
                f"the budget pays {self.budget / cheapest:g} evaluations, more than {MAX_STEPS}"
            )
        object.__setattr__(self, "steps", steps)

    def _cheapest(self) -> float:
        """Return what an evaluation costs at least."""
        if self.currency.unit == "rows":
            posed = [problem.posed for problem in self.problems]
            on = [self.currency.on(surface, self.noise_model) for surface in posed]
            return min(weight for one in on for weight in one.weights(1) if weight > 0)
        return min(1.0, *(weight for weight in self.currency.weights(1) if weight > 0))

    def _check_numbers(self) -> None:
        low, high, count = self.rates
        if not (0 < low < high < math.inf and count >= 2):
            given = f"{low:g}:{high:g}:{count}"
            raise InputError(
                f"rates is LOW:HIGH:COUNT with 0 < LOW < HIGH and COUNT at least 2, not {given}"
            )
        if high / low == math.inf:
            raise InputError(f"rates from {low:g} to {high:g} are too far apart")
        for name in ("starts", "seeds", "steps", "page"):
            if (given := getattr(self, name)) < 1:
                raise InputError(f"{name} is a whole number, at least 1, not {given}")
        if not 0 <= (self.instances or 0) <= self.starts:
            raise InputError(
                f"instances is between 0 and the number of starts, {self.starts},"
                f" not {self.instances}"
            )
        if self.steps > MAX_STEPS:
            raise InputError(f"steps is at most {MAX_STEPS}, not {self.steps}")
        if not 0 < self.target < math.inf:
            raise InputError(f"target is a gap greater than 0, not {self.target:g}")
        if not 0 <= self.seed < 2**62:
            raise InputError(f"seed is a whole number of 0 or more, not {self.seed}")

    def _check_surfaces(self) -> None:
        names = (*self.surfaces, *self.formulas)
        if len(set(names)) < len(names):
            raise InputError(f"each surface once; not {', '.join(names)}")
        posed = [problem.posed for problem in self.problems]
        for i, surface in enumerate(posed):
            if surface in posed[:i]:
                raise InputError(f"{surface} is given twice")
            if self.reach is None and surface.lowest is None:
                raise InputError(
                    f"{surface} has no lowest value, so nothing can be said to reach it:"
                    f" give --target {' or --target '.join(goals.KINDS.values())}"
                )
            assert self.reference(surface) < math.inf
            self.noise_model.check(surface)
            assert self.currency.on(surface, self.noise_model)
            self._check_memory(surface)

    def _check_memory(self, surface: Surface) -> None:
        """Raise if the arrays would not fit into memory."""
        starts = 1 if self.kind == "fixed" else self.starts
        kept = self.steps // 10 if np.any(self.noise_model.size) else 0
        seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
        for count, what, most in (
            (starts, f"{starts} starts", MAX_NUMBERS_IN_MEMORY // surface.dim),
            (
                self.rates[2] * self.seeds,
                f"{self.rates[2]} rates{seeds}",
                MAX_NUMBERS_IN_MEMORY // (surface.dim + 8 + kept),
            ),
        ):
            if count > most:
                raise InputError(
                    f"{what} are too many to hold together: on {surface.name} at most {most}"
                )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The surfaces and the formulas, rotated and shifted."""
        posed = self.rotate, self.shift, self.domain, None
        named = (
            Problem(name, None, *posed, absent.recorded(self.code, name)) for name in self.surfaces
        )
        given = *named, *(Problem(None, text, *posed) for text in self.formulas)
        maximize, project = self.maximize or None, self.project or None
        return tuple(problem._replace(maximize=maximize, project=project) for problem in given)

    @cached_property
    def contestants(self) -> tuple[Optimizer, ...]:
        """The optimizers."""
        return read_optimizers(self.optimizers, code=self.code)

    def contestant(self, spec: str) -> Optimizer:
        """Return one of the optimizers by what was typed."""
        return self.contestants[self.optimizers.index(spec)]

    @cached_property
    def currency(self) -> Cost:
        """The cost, read."""
        return Cost.read(self.cost)

    @cached_property
    def noise_model(self) -> Noise:
        """The model of the noise."""
        return check_noise(self.noise)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields without what is cached, and the objects of this session among them."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        made = session.carried((*self.surfaces, *self.optimizers))
        return plain | ({_CARRIED: made} if made else {})

    def __setstate__(self, state: dict[str, Any]) -> None:
        session.restore(state.pop(_CARRIED, {}))
        self.__dict__.update(state)

    @property
    def of_session(self) -> tuple[str, ...]:
        """The surfaces and optimizers that were made in this session: no file has them."""
        return tuple(filter(session.is_of_session, (*self.surfaces, *self.optimizers)))

    def default_rate(self, optimizer: str) -> float | None:
        """Return the default rate of an optimizer; None if it has none, or one set by hand."""
        one = self.contestant(optimizer)
        return one.scale if one.scale_is_open else None

    @property
    def grid(self) -> Array:
        """The rates, rounded to six digits so that they are the same on every machine."""
        return self._rates_at(range(self.rates[2]))

    def _rates_at(self, places: Iterable[int]) -> Array:
        """Return the rates at places of the grid, which goes on in both directions."""
        low, high, count = self.rates
        shares = (place / (count - 1) for place in places)
        return np.array([float(f"{low * (high / low) ** share:.6g}") for share in shares])

    @property
    def _in_a_decade(self) -> int:
        """The number of rates in a decade, at least 1."""
        low, high, count = self.rates
        return max(1, round((count - 1) / math.log10(high / low)))

    def decade(self, number: int) -> Array:
        """Return the rates of a decade above the grid (1, 2, ...), or below it (-1, -2, ...)."""
        each, count = self._in_a_decade, self.rates[2]
        if number < 0:
            return self._rates_at(range(number * each, (number + 1) * each))
        return self._rates_at(range(count + (number - 1) * each, count + number * each))

    def decades_more(self, rates: Array) -> tuple[int, int]:
        """Return the numbers of decades that rates have below and above the grid."""
        low, high = self.grid[[0, -1]]
        each = self._in_a_decade
        return int((rates < low).sum()) // each, int((rates > high).sum()) // each

    def rule(self, counts: tuple[int, int], low: float, high: float) -> str:
        """Return the tuning rule in words.

        Parameters
        ----------
        counts : pair of ints
            The smallest and the largest number of rates that were tried in a cell.
        low, high : float
            The lowest and the highest rate of all.
        """
        return words.rate_tuned_by_expected_cost(
            counts,
            *_ends_of_rates(low, high),
            self.goal,
            self.currency.unit,
            same_start=self.kind == "fixed",
        )

    def starts_on(self, problem: Problem) -> int:
        """Return the number of starts on a surface: a grid may have a few less."""
        return count_of(self.kind, problem.posed.dim, self.starts)

    def short_rules(self, counts: tuple[int, int], low: float, high: float) -> list[str]:
        """Return the tuning rule in ever fewer words, for one line below a figure."""
        return words.rate_tuned_in_short(
            counts, *_ends_of_rates(low, high), same_start=self.kind == "fixed"
        )

    def conditions(self) -> list[str]:
        """Return the conditions that a reader needs to judge the result."""
        low, high, count = self.rates
        counts = sorted({self.starts_on(problem) for problem in self.problems})
        return [
            self.rule((count, count), low, high),
            words.starts_and_seeds(counts[0], counts[-1], self.kind, self.seeds),
            *([words.instances(self.instances)] if self.instances else []),
            self._limit(),
            *self.definitions,
        ]

    def _limit(self) -> str:
        """Return the budget of a run in words."""
        if self.budget is None:
            return words.steps(self.steps)
        most = f"{self.budget:g}"
        if not self.currency.by_steps and min(self.currency.weights(1)) == 0:
            return words.costs_and_steps(most, self.currency.unit, self.steps)
        return words.costs(most, self.currency.unit)

    @property
    def definitions(self) -> list[str]:
        """What an evaluation costs, unless steps count; the noise, and what success is then."""
        noise = self.noise_model
        noisy = [words.noise(str(noise)), words.SUCCESS_STAYS] if np.any(noise.size) else []
        cost = self.currency
        if self.reach is not None:
            noisy.append(words.GAP_ABOVE_TARGET)
        if self.project:
            noisy.append(words.PROJECTED)
        if cost.by_steps:
            return noisy
        weights = (cost.value, cost.gradient, "d" if cost.hessian is None else cost.hessian)
        if cost.unit == "rows":
            return [words.ROWS_AS_COST, *noisy]
        said = (one if isinstance(one, str) else f"{one:g}" for one in weights)
        return [words.weights_of_cost(*said), *noisy]

    def reference(self, surface: Surface) -> float:
        """Return the value from which gaps on a surface are measured.

        It is the lowest one; where a value is to be reached, so far below it that the target is.

        Raises
        ------
        InputError
            A value that cannot be reached, or that is not defined.
        """
        if self.reach is not None:
            return Goal.read(self.reach).value_on(surface) - self.target
        return 0.0 if surface.lowest is None else surface.lowest

    @property
    def goal(self) -> str:
        """The target in words: ``10⁻⁶``, or ``f ≤ −5``."""
        return _short(self.target) if self.reach is None else str(Goal.read(self.reach))


def usual_instances(surfaces: tuple[str, ...], formulas: tuple[str, ...]) -> int:
    """Return the number of instances of each surface, if none is given."""
    return INSTANCES if surfaces == SUITE and not formulas else 0


def _short(number: float) -> str:
    """Return ``10⁻⁶`` for powers of ten."""
    exponent = round(math.log10(number))
    if float(f"1e{exponent}") == number and abs(exponent) > 1:
        return "10" + superscript(exponent)
    return f"{number:g}"


def _ends_of_rates(low: float, high: float) -> tuple[str, str]:
    """Return the ends of a grid of rates in three figures."""
    return _short(float(f"{low:.3g}")), _short(float(f"{high:.3g}"))
