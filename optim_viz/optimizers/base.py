"""What an optimizer is: one pure step function, and its knobs.

A step function takes the objective and the state, and returns the next state. Its positional
arguments after the objective are the state, the iterate first, their defaults the initial state;
its keyword-only arguments are the knobs::

    @optimizer
    def momentum(f, x, velocity=0.0, *, lr=1e-3, momentum=0.9):
        velocity = momentum * velocity + f.gradient(x)
        return x - lr * velocity, velocity

Nothing else is needed: the decorator reads the rest from the signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

import numpy as np

from surfaces import Array, InputError
from surfaces.specs import check_keys

Knob = float | Array | Callable[[int], float]
"""A number, an array over the batch, or a schedule: step (from 0) to number."""


class Objective(Protocol):
    """What a step may ask for; every question is counted."""

    def value(self, x: Array) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)``."""

    def gradient(self, x: Array) -> Array:
        """Return the gradients ``(d, n)``."""

    def hessian(self, x: Array) -> Array:
        """Return the Hessians ``(d, d, n)``."""


@dataclass(frozen=True, eq=False)
class Method:
    """A step function with everything that can be read from its signature; call it to set knobs."""

    step: Callable[..., Any]
    title: str
    """The name as papers print it: ``AdaGrad``."""
    name: str = field(init=False)
    """The name as it is typed: ``adagrad``."""
    state: Mapping[str, Any] = field(init=False)
    """Names and initial values of what is carried from step to step beside the iterate."""
    knobs: Mapping[str, float] = field(init=False)
    """Names and default values of the knobs."""

    def __post_init__(self) -> None:
        (_, _, *state), knobs = _split(inspect.signature(self.step))
        for name, value in {
            "name": self.step.__name__,
            "state": {parameter.name: parameter.default for parameter in state},
            "knobs": {parameter.name: parameter.default for parameter in knobs},
            "__doc__": self.step.__doc__,
            "__module__": self.step.__module__,
        }.items():
            object.__setattr__(self, name, value)

    def __call__(self, **knobs: Knob) -> Optimizer:
        """Return the optimizer with these knobs set and the others at their defaults."""
        return Optimizer(self, knobs)

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return (self.__doc__ or "").partition("\n")[0]

    @property
    def rule(self) -> str:
        """The update rule: the body of the step function, as it runs."""
        lines = inspect.getsource(self.step).splitlines()
        first = next(i for i, line in enumerate(lines) if line.endswith(":")) + 1
        body = "\n".join(lines[first:]).rpartition('"""')[2]
        return inspect.cleandoc(body)

    def __reduce__(self) -> str:
        return self.step.__qualname__  # pickled as a function is: by where it is found

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False, repr=False)
class Optimizer:
    """A method with its knobs set: printable, comparable, good in a legend."""

    method: Method
    given: Mapping[str, Knob]
    """The knobs that were set by hand; the others have their defaults."""

    def __post_init__(self) -> None:
        check_keys(self.given, self.method.knobs, self.method.name)
        for name, value in self.given.items():
            _check_knob(f"{self.method.name}: {name}", name, value)

    @property
    def name(self) -> str:
        """The name of the method as it is typed."""
        return self.method.name

    @property
    def title(self) -> str:
        """The name of the method as papers print it."""
        return self.method.title

    @property
    def knobs(self) -> dict[str, Knob]:
        """All knobs, set or default."""
        return {**self.method.knobs, **self.given}

    def replace(self, **knobs: Knob) -> Optimizer:
        """Return the same method with these knobs changed."""
        return Optimizer(self.method, {**self.given, **knobs})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Optimizer):
            return NotImplemented
        mine, theirs = self.knobs, other.knobs
        return self.method is other.method and all(
            np.array_equal(mine[name], theirs[name])  # type: ignore[arg-type]  # schedules too
            for name in mine
        )

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        """Return the text that `optimizers.get` turns into this optimizer again."""
        knobs = ",".join(f"{name}={_text(value)}" for name, value in self.given.items())
        return self.name + (":" + knobs if knobs else "")

    def __repr__(self) -> str:
        knobs = ", ".join(f"{name}={_text(value)}" for name, value in self.given.items())
        return f"{self.name}({knobs})"


@overload
def optimizer(step: Callable[..., Any], /) -> Method: ...
@overload
def optimizer(*, title: str) -> Callable[[Callable[..., Any]], Method]: ...
def optimizer(step: Callable[..., Any] | None = None, /, *, title: str = "") -> Any:
    """Turn a step function into an optimizer family.

    Parameters
    ----------
    step : callable
        ``step(f, x, *state, **knobs)`` returns the next iterate, or the next iterate and state.
        It must not change its arguments: what it returns is new.
    title : str
        The name as papers print it, where it is not the capitalised function name.
    """
    if step is None:
        return lambda step: Method(step, title)
    return Method(step, step.__name__.replace("_", " ").capitalize())


def _split(
    signature: inspect.Signature,
) -> tuple[list[inspect.Parameter], list[inspect.Parameter]]:
    parameters = list(signature.parameters.values())
    return (
        [p for p in parameters if p.kind is not p.KEYWORD_ONLY],
        [p for p in parameters if p.kind is p.KEYWORD_ONLY],
    )


def _check_knob(owner: str, name: str, value: object) -> None:
    if callable(value):
        return
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{owner} is a number, not {value!r}") from None
    if not np.isfinite(numbers).all():
        raise InputError(f"{owner} is a finite number, not {value}")
    if name == "lr" and not (numbers > 0).all():
        raise InputError(f"{owner} is greater than 0, not {value}")


def _text(value: Knob) -> str:
    if callable(value):
        return repr(value)
    numbers = np.asarray(value)
    if numbers.ndim:
        return f"<{numbers.size} values>"
    return (
        f"{float(numbers):g}" if float(f"{float(numbers):g}") == numbers else repr(float(numbers))
    )
