"""Rates that change during a run: callables from the step (counted from 0) to the rate.

>>> from optim_viz.schedules import cosine, warmup
>>> rate = warmup(0.1, 10) + cosine(0.1, 90)
>>> rate(10)
0.1

A schedule is typed as it prints, ``adam:lr=cosine(0.1,200)``, or with colons where a shell would
mind parentheses, ``adam:lr=cosine:0.1:200``. Where the number of steps is left out, the schedule
lasts as long as the run. Where the rate is left out, ``adam:lr=cosine``, the schedule is a shape,
whose scale is tuned, or is the default of the knob that follows it. A new decorated function in
this file is all that a new schedule needs.
"""

from __future__ import annotations

import inspect
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from surfaces import Array, InputError
from surfaces.numerals import shortest
from surfaces.specs import check_keys, choose, number

MEANINGS = {
    "lr": "rate at step 0, greater than 0",
    "constant.lr": "rate at every step, greater than 0",
    "onecycle.lr": "highest rate, greater than 0",
    "warmup.lr": "rate after the last step, greater than 0",
    "steps": "number of steps; left out, those of the run",
    "every": "number of steps between two drops",
    "factor": "factor of the rate at each drop",
    "exponential.factor": "factor of the rate at each step",
    "decay": "growth of the divisor 1 + decay t in each step",
    "power": "exponent of the share of steps that are left; 1 is a line",
    "end": "lowest rate, at the end of the cosine",
    "period": "number of steps until the first restart",
    "grow": "factor of the period after each restart, a whole number",
    "start": "share of the rate at step 0",
    "rise": "share of the steps until the highest rate",
    "first": "highest rate divided by the rate at step 0",
    "last": "rate at step 0 divided by the rate at the last step",
}
"""The meaning of every parameter, ``factor``; ``exponential.factor`` where it differs by shape."""


RATES = ("lr", "end")
"""Parameters that are rates, and grow with the scale of a schedule; the first is the scale."""


class Schedule(ABC):
    """A rate that depends on the step: printable, comparable; ``+`` lets another one follow."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether its rate was left out, so that it is a shape without a scale."""

    @property
    @abstractmethod
    def scale(self) -> float | None:
        """Its ``lr``, the highest in a chain; None if it is open, or differs from run to run."""

    @abstractmethod
    def at_scale(self, scale: float | Array) -> Schedule:
        """Return the same shape at another scale: every rate that it names grows alike.

        Parameters
        ----------
        scale : float or array ``(*batch)``
            An array stands for a schedule for each run.
        """

    @abstractmethod
    def each(self, function: Callable[[Any], Any]) -> Schedule:
        """Return it with the function applied to every array among its rates."""

    @property
    @abstractmethod
    def length(self) -> int | None:
        """Number of steps after which the next schedule of a chain begins; None: no end."""

    @abstractmethod
    def lasting(self, steps: int) -> Schedule:
        """Return the same schedule for a run of ``steps`` steps: its length, if it was left out."""

    @abstractmethod
    def __call__(self, step: int) -> float:
        """Return the rate at a step, counted from 0."""

    def rates(self, steps: int) -> Array:
        """Return the rates ``(steps, *batch)`` of runs of ``steps`` steps."""
        rate = self.lasting(steps)
        return np.array([rate(step) for step in range(steps)])

    def __add__(self, other: Schedule) -> Schedule:
        return Chain((*_parts(self), *_parts(other)))

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Shape:
    """A family of schedules: call it with its parameters."""

    formula: Callable[..., float]

    @property
    def name(self) -> str:
        """The name as it is typed."""
        return self.formula.__name__

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (self.formula.__doc__ or "").partition("\n")[0]

    @property
    def rule(self) -> str:
        """The formula: the body of the function, as it runs."""
        lines = inspect.getsource(self.formula).splitlines()
        first = next(i for i, line in enumerate(lines) if line.endswith("float:")) + 1
        return inspect.cleandoc("\n".join(lines[first:]).rpartition('"""')[2])

    @property
    def parameters(self) -> dict[str, Any]:
        """Names and defaults; any schedule may be given ``steps``, its length in a chain."""
        own = {name: one.default for name, one in self._own.items()}
        return own if "steps" in own else {**own, "steps": None}

    @property
    def meanings(self) -> dict[str, str]:
        """The meaning of each parameter, in one line of `MEANINGS`."""
        return {
            name: MEANINGS.get(f"{self.name}.{name}") or MEANINGS[name] for name in self.parameters
        }

    @property
    def whole(self) -> set[str]:
        """Names of the parameters that are whole numbers."""
        return {"steps", *(name for name, one in self._own.items() if one.annotation == "int")}

    @property
    def _own(self) -> dict[str, inspect.Parameter]:
        (_, *own) = inspect.signature(self.formula).parameters.items()
        return dict(own)

    @property
    def signature(self) -> str:
        """How it is typed: ``cosine(lr, steps, end=0)``."""
        words = [
            name if default is inspect.Parameter.empty else f"{name}={shortest(round(default, 4))}"
            for name, default in self.parameters.items()
            if default is not None
        ]
        return f"{self.name}({', '.join(words)})"

    def __call__(self, *values: float, **named: float) -> Curve:
        """Return the schedule with these parameters, by position or by name.

        Raises
        ------
        InputError
            Too many parameters, one given twice, missing or unknown (with the nearest match), or a
            number out of range.
        """
        names = list(self.parameters)
        if len(values) > len(names):
            raise InputError(f"{self.signature} takes {len(names)} numbers, not {len(values)}")
        given = dict(zip(names, values, strict=False))
        if twice := given.keys() & named.keys():
            raise InputError(f"{self.signature}: {min(twice)} is given twice")
        check_keys(named, names, self.name)
        return Curve(self, given | named)

    def __reduce__(self) -> str:
        return self.name  # pickled by where it is found

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False, repr=False)
class Curve(Schedule):
    """One schedule: a family and its parameters.

    Raises
    ------
    InputError
        A parameter that is missing or out of range.
    """

    shape: Shape
    given: Mapping[str, Any]
    """Numbers by the names of parameters; the rates may be arrays, one for each run."""

    def __post_init__(self) -> None:
        owner = self.shape.signature
        is_shape = not any(name in self.given for name in RATES)
        for name, default in self.shape.parameters.items():
            if name not in self.given:
                optional = ("steps", "lr") if is_shape else ("steps",)
                if default is inspect.Parameter.empty and name not in optional:
                    raise InputError(f"{owner} needs {name}")
                continue
            value = self.given[name]
            if isinstance(value, str) or not np.isfinite(value).all():
                raise InputError(f"{owner}: {name} is a finite number, not {value!r}")
            if name == "lr" and not np.greater(value, 0).all():
                raise InputError(f"{owner}: {name} is greater than 0, not {value}")
            if name in self.shape.whole and (value < 1 or value != int(value)):
                raise InputError(f"{owner}: {name} is a whole number, at least 1, not {value:g}")

    @property
    def is_open(self) -> bool:
        """Whether its ``lr`` was left out."""
        return "lr" not in self.given

    @property
    def scale(self) -> float | None:
        """Its ``lr``; None if it is open, or differs from run to run."""
        lr = self.given.get("lr")
        return None if lr is None or np.ndim(lr) else float(lr)

    def at_scale(self, scale: float | Array) -> Curve:
        """Return it with this ``lr``, and its other rates in proportion."""
        others = [name for name in RATES[1:] if name in self.given]
        grown = {name: scale * self.given[name] / self.given["lr"] for name in others}
        return Curve(self.shape, {"lr": scale} | dict(self.given) | grown | {"lr": scale})

    def each(self, function: Callable[[Any], Any]) -> Curve:
        """Return it with the function applied to its rates, if they differ from run to run."""
        several = {name: function(v) for name, v in self.given.items() if np.ndim(v)}
        return Curve(self.shape, {**self.given, **several}) if several else self

    @property
    def length(self) -> int | None:
        """Its ``steps``."""
        return int(self.given["steps"]) if "steps" in self.given else None

    def lasting(self, steps: int) -> Curve:
        """Return it with ``steps`` as its length, if it was left out."""
        return self if "steps" in self.given else Curve(self.shape, {**self.given, "steps": steps})

    def __call__(self, step: int) -> float:
        """Return the rate at a step, counted from 0.

        Raises
        ------
        InputError
            The schedule lasts as long as the run, and its length is not known; or so is its rate.
        """
        needed = inspect.signature(self.shape.formula).parameters
        if self.is_open:
            raise InputError(f"{self} is a shape: it needs its rate, lr")
        if "steps" in needed and self.length is None:
            raise InputError(f"{self} lasts as long as the run: outside of one it needs its steps")
        return self.shape.formula(step, **{k: v for k, v in self.given.items() if k in needed})

    def _key(self) -> tuple[Shape, dict[str, float]]:
        return self.shape, {**self.shape.parameters, **self.given}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Curve) or self.shape is not other.shape:
            return False
        (_, mine), (_, theirs) = self._key(), other._key()
        return all(np.array_equal(value, theirs[name]) for name, value in mine.items())

    def __hash__(self) -> int:
        return hash(self.shape)

    def __str__(self) -> str:
        names, words = list(self.shape.parameters), []
        for position, (name, value) in enumerate(self.given.items()):
            text = f"<{np.size(value)} values>" if np.ndim(value) else shortest(value)
            words.append(text if names[position] == name else f"{name}={text}")
        return f"{self.shape.name}({','.join(words)})" if words else self.shape.name


@dataclass(frozen=True, repr=False)
class Chain(Schedule):
    """One schedule after the other, each counting its steps from 0.

    Raises
    ------
    InputError
        A part that is followed by another has no length.
    """

    parts: tuple[Schedule, ...]

    def __post_init__(self) -> None:
        for part in self.parts[:-1]:
            if part.length is None:
                raise InputError(f"{part} is followed by another: it needs its number of steps")
        if len({part.is_open for part in self.parts}) == 2:
            raise InputError(f"{self}: either every part needs its rate, lr, or none")

    @property
    def is_open(self) -> bool:
        """Whether the rates of its parts were left out."""
        return self.parts[0].is_open

    @property
    def scale(self) -> float | None:
        """The highest scale of its parts; None if they have none."""
        scales = [part.scale for part in self.parts if part.scale is not None]
        return max(scales, default=None)

    def at_scale(self, scale: float | Array) -> Chain:
        """Return it with its highest part at this scale, and the others in proportion."""
        top = self.scale
        shares = [1.0 if top is None else (part.scale or top) / top for part in self.parts]
        return Chain(
            tuple(part.at_scale(scale * of) for part, of in zip(self.parts, shares, strict=True))
        )

    def each(self, function: Callable[[Any], Any]) -> Chain:
        """Return it with the function applied to every array in its parts."""
        return Chain(tuple(part.each(function) for part in self.parts))

    @property
    def length(self) -> int | None:
        """The sum of the lengths; None if the last part has no end."""
        lengths = [part.length for part in self.parts]
        return None if lengths[-1] is None else sum(length or 0 for length in lengths)

    def lasting(self, steps: int) -> Chain:
        """Return it with the last part as long as the steps that the others leave."""
        *first, last = self.parts
        left = steps - sum(part.length or 0 for part in first)
        return Chain((*first, last.lasting(max(1, left))))

    def __call__(self, step: int) -> float:
        """Return the rate at a step, counted from 0: that of the part in which it lies."""
        *first, last = self.parts
        for part in first:
            length = part.length or 0
            if step < length:
                return part(step)
            step -= length
        return last(step)

    def __str__(self) -> str:
        return "+".join(map(str, self.parts))


def shapes() -> dict[str, Shape]:
    """Return every family of schedules by its name."""
    return {item.name: item for item in globals().values() if isinstance(item, Shape)}


def get(text: str) -> Schedule:
    """Return the schedule that a text stands for: ``warmup(0.1,10)+cosine:0.1``.

    Raises
    ------
    InputError
        Unknown schedule or parameter (with the nearest match), or a number that does not fit.
    """
    parts = [_read(part) for part in re.split(r"\+(?=\s*[A-Za-z_])", text)]
    return parts[0] if len(parts) == 1 else Chain(tuple(parts))


def _read(text: str) -> Schedule:
    if text.strip() in shapes():
        return shapes()[text.strip()]()
    form = re.fullmatch(r"\s*([A-Za-z_]+)\s*(?:\((.*)\)|:(.*))\s*", text)
    if form is None:
        raise InputError(f"{text!r} is neither a number nor a schedule such as cosine(0.1,200)")
    name, inside, tail = form.groups()
    shape = shapes()[choose(name, shapes(), "schedule")]
    values: list[Any] = []
    named: dict[str, Any] = {}
    for item in inside.split(",") if inside is not None else tail.split(":"):
        key, equals, value = (word.strip() for word in item.rpartition("="))
        if not value or bool(equals) != bool(key) or (named and not equals):
            raise InputError(f"cannot read {text!r}: expected {shape.signature}")
        if equals:
            named[key] = number(value)
        else:
            values.append(number(value))
    return shape(*values, **named)


def _parts(schedule: Schedule) -> tuple[Schedule, ...]:
    return schedule.parts if isinstance(schedule, Chain) else (schedule,)


@Shape
def constant(t: int, lr: float) -> float:
    """Keep the rate."""
    return lr


@Shape
def step(t: int, lr: float, every: int, factor: float = 0.1) -> float:
    """Multiply the rate by a factor once in ``every`` steps (PyTorch: StepLR)."""
    return lr * factor ** (t // every)


@Shape
def exponential(t: int, lr: float, factor: float) -> float:
    """Multiply the rate by a factor at every step (PyTorch: ExponentialLR)."""
    return lr * factor**t


@Shape
def inverse(t: int, lr: float, decay: float) -> float:
    """Let the rate fall as 1/t (Robbins & Monro 1951)."""
    return lr / (1 + decay * t)


@Shape
def polynomial(t: int, lr: float, steps: int, power: float = 1.0) -> float:
    """Fall to zero along a power of the steps left (PyTorch: PolynomialLR)."""
    return lr * (1 - min(t, steps) / steps) ** power


@Shape
def cosine(t: int, lr: float, steps: int, end: float = 0.0) -> float:
    """Fall along half a cosine (Loshchilov & Hutter 2017, equation 5; PyTorch: CosineAnnealingLR).

    Beyond its steps it rises again, as in PyTorch.
    """
    return end + (lr - end) * (1 + math.cos(math.pi * t / steps)) / 2


@Shape
def restarts(t: int, lr: float, period: int, grow: int = 1, end: float = 0.0) -> float:
    """Fall along a cosine, start again, each time ``grow`` times longer (Loshchilov & Hutter 2017).

    PyTorch: CosineAnnealingWarmRestarts.
    """
    while t >= period:
        t, period = t - period, period * grow
    return end + (lr - end) * (1 + math.cos(math.pi * t / period)) / 2


@Shape
def warmup(t: int, lr: float, steps: int, start: float = 1 / 3) -> float:
    """Rise in a straight line from a share of the rate to the rate (PyTorch: LinearLR)."""
    return lr * (start + (1 - start) * min(t, steps) / steps)


@Shape
def onecycle(
    t: int, lr: float, steps: int, rise: float = 0.3, first: float = 25.0, last: float = 1e4
) -> float:
    """Rise to the rate, then fall far below the first (Smith & Topin 2018; PyTorch: OneCycleLR).

    Both along half a cosine: from ``lr / first`` in a share ``rise`` of the steps, and down to
    ``lr / first / last`` at the last step.
    """
    low, top, bottom = lr / first, rise * steps - 1, steps - 1
    if t <= top and top > 0:
        return lr + (low - lr) * (1 + math.cos(math.pi * t / top)) / 2
    share = (t - top) / (bottom - top) if t < bottom else 1.0
    return low / last + (lr - low / last) * (1 + math.cos(math.pi * share)) / 2
