"""The types of schedules: a `Shape` is a formula; a `Curve`, or a `Chain` of them, has numbers."""

from __future__ import annotations

import inspect
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from surfaces import Array, InputError
from surfaces.numerals import shortest
from surfaces.specs import check_keys

MEANINGS = {
    "lr": "rate at step 0, greater than 0",
    "constant.lr": "rate at every step, greater than 0",
    "onecycle.lr": "highest rate, greater than 0",
    "linear_onecycle.lr": "highest rate, greater than 0",
    "cyclic.lr": "highest rate, greater than 0",
    "warmup.lr": "rate after the last step, greater than 0",
    "steps": "number of steps; left out, those of the run",
    "every": "number of steps between two drops",
    "factor": "factor of the rate at each drop",
    "exponential.factor": "factor of the rate at each step",
    "decay": "growth of the divisor 1 + decay t in each step",
    "inverse_sqrt.decay": "growth of 1 + decay t, whose root divides, in each step",
    "power": "exponent of the share of steps that are left; 1 is a line",
    "end": "lowest rate, at the end of the cosine",
    "polynomial.end": "rate after the last step",
    "low": "lowest rate, at step 0 and after every cycle",
    "half": "number of steps up, and as many down again",
    "period": "number of steps until the first restart",
    "grow": "factor of the period after each restart, a whole number",
    "start": "share of the rate at step 0",
    "rise": "share of the steps until the highest rate",
    "first": "highest rate divided by the rate at step 0",
    "last": "rate at step 0 divided by the rate at the last step",
}
"""The meaning of every parameter, ``factor``; ``exponential.factor`` where it differs by shape."""


RATES = ("lr", "end", "low")
"""Parameters that are rates, and grow with the scale of a schedule; the first is the scale."""


_ELSEWHERE = {
    **dict.fromkeys(("learning_rate", "initial_learning_rate", "max_lr", "init_value"), "lr"),
    **dict.fromkeys(("peak_value", "rate", "eta", "eta_max"), "lr"),
    **dict.fromkeys(("t_max", "total_steps", "total_iters", "decay_steps", "length"), "steps"),
    **dict.fromkeys(("transition_steps", "max_iter", "epochs", "warmup_steps"), "steps"),
    **dict.fromkeys(("eta_min", "end_value", "end_lr", "end_learning_rate", "min_lr"), "end"),
    **dict.fromkeys(("gamma", "decay_rate", "drop"), "factor"),
    **dict.fromkeys(("step_size", "drop_every"), "every"),
    **dict.fromkeys(("base_lr", "lowest"), "low"),
    **dict.fromkeys(("step_size_up", "half_period"), "half"),
    **dict.fromkeys(("t_0", "t0"), "period"),
    "t_mult": "grow",
    "pct_start": "rise",
    "div_factor": "first",
    "final_div_factor": "last",
    "start_factor": "start",
}
"""Parameters as PyTorch, Keras and optax call them, in small letters, and what they are here."""

_POSITIVE = ("lr", "first", "last")
"""Parameters that are greater than 0; all others are at least 0."""


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "__module__", self.formula.__module__)  # for pickling

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
        check_keys(named, names, self.name, self._here)
        return Curve(self, given | named)

    def _here(self, word: str) -> str:
        """Return what is said of a parameter that other libraries have by another name."""
        ours = _ELSEWHERE.get(word.lower(), "")
        return f"here it is {ours}" if ours in self.parameters else ""

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
            if name in _POSITIVE and not np.greater(value, 0).all():
                raise InputError(f"{owner}: {name} is greater than 0, not {value}")
            if name not in _POSITIVE and not np.greater_equal(value, 0).all():
                raise InputError(f"{owner}: {name} is at least 0, not {value}")
            if name == "rise" and value > 1:
                raise InputError(f"{owner}: {name} is between 0 and 1, not {value:g}")
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
        try:
            return self.shape.formula(step, **{k: v for k, v in self.given.items() if k in needed})
        except OverflowError:  # of a factor above 1
            return math.inf

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


def _parts(schedule: Schedule) -> tuple[Schedule, ...]:
    return schedule.parts if isinstance(schedule, Chain) else (schedule,)
