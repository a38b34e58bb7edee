"""The recipe of ``optim-viz map``: two knobs of a method, and what each pair of them does."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, field

import numpy as np
import numpy.typing as npt

from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.problem import largest_curvature
from optim_viz.recipes.base import (
    MOST_STEPS,
    TARGET,
    ProblemRecipe,
    check_projection,
    check_range,
    check_start,
)
from optim_viz.runs.goals import KINDS as GOALS
from optim_viz.runs.goals import Goal
from surfaces import Array, InputError, Surface
from surfaces.models import check_has_data, is_model
from surfaces.specs import choose

COUNT = 240
"""Default number of values on an axis."""

BATCHES = "batch_size"
"""What may be on the vertical axis where the horizontal one has rates, on the loss of a model."""

RATES_OF_BATCHES = ("lr", 1e-3, 10.0, 13)
"""Default rates there; an axis of batch sizes has doublings by default."""

MOST_VALUES = 1024
"""Largest number of values on an axis."""

MOST_EPOCHS = 1000

FEWEST_STEPS = 8
"""Smallest budget: a run is judged by the quarters of its steps, each at least two steps."""

_LOGARITHMIC = 100.0
"""Smallest ratio of the ends of an axis that is spaced in the logarithm."""

_REACH = 4.4
"""End of the default axis of the rate in units of 1/L: a heavy ball converges below 4/L."""


@dataclass(frozen=True)
class Axis:
    """Values of a knob, both ends included; plain data."""

    knob: str
    low: float
    high: float
    count: int = COUNT

    def __post_init__(self) -> None:
        if not (math.isfinite(self.high - self.low) and self.low < self.high):
            raise InputError(f"{self.knob} goes from LOW to a higher HIGH, not {self}")
        if self.is_logarithmic and self.high / self.low == math.inf:
            raise InputError(f"{self.knob} from {self.low:g} to {self.high:g} is too far")
        if not 2 <= self.count <= MOST_VALUES:
            raise InputError(f"{self.knob} takes 2 to {MOST_VALUES} values, not {self.count}")

    @property
    def is_logarithmic(self) -> bool:
        """Whether it is spaced in the logarithm: if the high end is 100 times the low or more."""
        return 0 < self.low * _LOGARITHMIC <= self.high * (1 + 1e-12)

    @property
    def values(self) -> Array:
        """The values ``(count,)``, rounded to 12 digits, which every machine agrees on."""
        share = np.arange(self.count) / (self.count - 1)
        if self.is_logarithmic:
            values = self.low * (self.high / self.low) ** share
        else:
            values = self.low + (self.high - self.low) * share
        return np.array([float(f"{value:.12g}") for value in values])

    def position(self, value: npt.ArrayLike) -> Array:
        """Return where values lie: 0 at the low end, 1 at the high one."""
        given = np.asarray(value, dtype=float)
        if self.is_logarithmic:
            return np.asarray(np.log(given / self.low) / math.log(self.high / self.low))
        return (given - self.low) / (self.high - self.low)

    def __str__(self) -> str:
        return f"{self.low:g}:{self.high:g}:{self.count}"


MOMENTA = Axis("momentum", 0.0, 0.99)
"""Default values of momentum."""


@dataclass(frozen=True)
class MapRecipe(ProblemRecipe):
    """A method, two of its knobs, and a run for each pair of their values."""

    optimizer: str = "momentum"
    x: tuple[str, float, float, int] | None = None
    """Knob, lowest, highest and number of values across; None: rates up to 4.4/L."""
    y: tuple[str, float, float, int] | None = None
    """The same upwards; None: momentum from 0 to 0.99."""
    start: tuple[float, ...] | None = None
    steps: int = 200
    reach: str | None = field(default=None, kw_only=True)
    """A value that is to be reached instead of a gap: ``value:-5``, ``decrease:0.99``."""
    project: bool = field(default=False, kw_only=True)
    """Whether each step is projected onto the domain."""
    epochs: int = field(default=5, kw_only=True, metadata={"terse": True})
    """The budget where batch sizes are on an axis: all see as many rows."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.by_batches:
            self._check_batches()
            return
        if self.epochs != MapRecipe.epochs:
            raise InputError(f"epochs are the budget of an axis of {BATCHES}: here it is steps")
        check_range("steps", self.steps, FEWEST_STEPS, MOST_STEPS)
        check_start(self.posed, self.start)
        if self.project:
            check_projection(self.posed, [self.method], self.start)
        knobs = check_knobs(self.method)
        if None in (self.x, self.y) and not {"lr", "momentum"} <= set(knobs):
            one, other = (_example(self.method, knob) for knob in knobs[:2])
            raise InputError(
                f"--x and --y take two of {', '.join(knobs)}, as in --x {one} --y {other}"
            )
        assert reference(self.posed, self.reach) < math.inf
        axes = (
            default_rates(self.posed) if self.x is None else Axis(*self.x),
            MOMENTA if self.y is None else Axis(*self.y),
        )
        check_axes(self.method, *axes)
        for name, axis in zip("xy", axes, strict=True):
            object.__setattr__(self, name, astuple(axis))

    @property
    def by_batches(self) -> bool:
        """Whether batch sizes are on the vertical axis."""
        return self.y is not None and self.y[0] == BATCHES

    @property
    def sizes(self) -> tuple[int, ...]:
        """The batch sizes, evenly spaced in the logarithm."""
        assert self.y is not None
        _, low, high, count = self.y
        return tuple(sorted({round(low * (high / low) ** (k / (count - 1))) for k in range(count)}))

    def _check_batches(self) -> None:
        """Raise unless rates and batch sizes of a model can be mapped."""
        assert self.y is not None
        surface = self.posed
        check_has_data(surface)
        assert is_model(surface)
        given = RATES_OF_BATCHES if self.x is None else self.x
        if given[0] != "lr" or not 0 < given[1] < given[2]:
            raise InputError(f"beside {BATCHES} are rates, as in --x lr=0.001:10, not {given[0]}")
        if given[3] == COUNT:
            given = (*given[:3], RATES_OF_BATCHES[3])
        _, low, high, count = self.y
        if not 1 <= low < high <= surface.rows:
            raise InputError(
                f"{BATCHES} goes from 1 or more to {surface.rows}, the rows of {surface},"
                f" not {low:g}:{high:g}"
            )
        if count == COUNT:
            count = 1 + max(1, round(math.log2(high / low)))
        object.__setattr__(self, "x", astuple(Axis(*given)))
        object.__setattr__(self, "y", astuple(Axis(BATCHES, low, high, count)))
        check_range("epochs", self.epochs, 1, MOST_EPOCHS)
        if self.steps != MapRecipe.steps:
            raise InputError(f"epochs are the budget of an axis of {BATCHES}, not steps")
        if self.start is not None or self.reach is not None or self.project:
            raise InputError(f"a map of {BATCHES} takes no start, target or projection")
        if not self.method.scale_is_open:
            raise InputError(f"the rate is on an axis: do not set it in {self.method} as well")

    @property
    def method(self) -> Optimizer:
        """The optimizer; knobs that are on no axis have their defaults."""
        return optimizers.get(self.optimizer)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The values across and upwards."""
        assert self.x is not None
        assert self.y is not None
        return Axis(*self.x), Axis(*self.y)


def check_axes(optimizer: Optimizer, x: Axis, y: Axis) -> None:
    """Raise unless the two knobs of the method can be mapped.

    Raises
    ------
    InputError
        A knob that is no number, has a value already or does not take one of the ends, or the same
        knob twice.
    """
    numbers = check_knobs(optimizer)
    for axis in (x, y):
        choose(axis.knob, numbers, f"knob of {optimizer.name}:")
        if axis.knob in optimizer.given:
            raise InputError(f"{axis.knob} is on an axis: do not set it in {optimizer} as well")
        for end in (axis.low, axis.high):
            optimizer.replace(**{axis.knob: end})
    if x.knob == y.knob:
        raise InputError(f"x and y are two knobs, not {x.knob} twice")


def reference(surface: Surface, reach: str | None) -> float:
    """Return the value from which gaps are measured: the lowest, or a little below ``reach``.

    Raises
    ------
    InputError
        A surface without a lowest value, and nothing to be reached instead.
    """
    if reach is not None:
        return Goal.read(reach).value_on(surface) - TARGET
    if surface.lowest is None:
        raise InputError(
            f"{surface} has no lowest value that is known, so there is no gap to map:"
            f" give --target {' or --target '.join(GOALS.values())}"
        )
    return surface.lowest


def check_knobs(optimizer: Optimizer) -> list[str]:
    """Return the knobs that can be on an axis.

    Raises
    ------
    InputError
        A method with fewer than two of them.
    """
    numbers = knobs(optimizer)
    if len(numbers) < 2:
        have = f"one knob, {numbers[0]}" if numbers else "no knob that is a number"
        raise InputError(f"{optimizer.name} has {have}: a map needs two")
    return numbers


def knobs(optimizer: Optimizer) -> list[str]:
    """Return the knobs that are numbers, and may differ from run to run."""
    return [name for name, value in optimizer.method.knobs.items() if isinstance(value, float)]


def default_rates(surface: Surface) -> Axis:
    """Return rates up to 4.4 / L, where L is the largest curvature at the lowest minimum.

    Raises
    ------
    InputError
        A surface whose minimum is unknown or flat.
    """
    steepest = largest_curvature(surface)
    if steepest is None or steepest <= 1e-6:
        raise InputError(f"the minimum of {surface.name} does not say which rates to try: give --x")
    high = float(f"{_REACH / steepest:.3g}")
    return Axis("lr", float(f"{high / 80:.3g}"), high)


def _example(method: Optimizer, knob: str) -> str:
    """Return an axis for a knob: wide for a rate, else from half its default, which is allowed."""
    if knob == "lr":
        return "lr=0.001:10"
    value = method.method.knobs[knob]
    return f"{knob}={value / 2:g}:{value:g}" if value else f"{knob}=0:0.1"
