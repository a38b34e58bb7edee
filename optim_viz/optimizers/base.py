"""The types of optimizers: `Method`, a pure step function, and `Optimizer`, one with its knobs set.

A step function takes the objective and the state, and returns the next state. Its positional
arguments after the objective are the state, the iterate first, their defaults the initial state;
its keyword-only arguments are the knobs::

    @optimizer
    def momentum(f, x, velocity=0.0, *, lr=1e-3, momentum=0.9):
        velocity = momentum * velocity + f.gradient(x)
        return x - lr * velocity, velocity

Nothing else is needed: the decorator reads the rest from the signature. A knob whose default is a
``float`` may be a number, an array over the batch, or a schedule; any other knob (a whole number
such as the length of a memory) is one for all runs.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, overload

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.checks import check_knob
from optim_viz.optimizers.step_functions import checked, helpers_of, state_and_knobs
from optim_viz.optimizers.titles import title_in_force
from optim_viz.optimizers.vocabulary import knob_here
from optim_viz.schedules import Schedule
from surfaces import Array, InputError
from surfaces.custom.user_code import unpicklable
from surfaces.numerals import shortest
from surfaces.specs import check_keys

Knob = float | Array | Callable[[int], float] | str
"""A number, an array over the batch, or a schedule: step (from 0) to number."""

Where = npt.NDArray[np.bool_] | None
"""Mask of the runs that ask, ``(n,)``; None: all of them."""


RATES = ("lr", "lr1", "lr2", "learning_rate", "step_size", "rate", "eta")
"""What rates are called, here and by those who bring a method."""


class Objective(Protocol):
    """What a step may ask for; every evaluation is counted, for the runs that ask.

    Runs that do not ask, by the mask ``where``, get NaN.
    """

    def value(self, x: Array, where: Where = None) -> Array:
        """Return the values ``(n,)`` at the iterates ``(d, n)``."""

    def gradient(self, x: Array, where: Where = None) -> Array:
        """Return the gradients ``(d, n)``."""

    def hessian(self, x: Array, where: Where = None) -> Array:
        """Return the Hessians ``(d, d, n)``."""

    @property
    def lowest(self) -> float:
        """The lowest value of the surface; an `InputError` if it is not known."""


@dataclass(frozen=True)
class LibraryCall:
    """What a library runs, where a method is not written here."""

    call: str
    """The call, with its defaults: ``torch.optim.Adam(params, lr=0.001, ...)``."""
    version: str
    """The library and its version: ``torch 2.13.0``."""
    manual: str
    """Where its rule is written down."""
    ours: Mapping[str, str] = field(default_factory=dict)
    """Methods of this package whose rule is the same, as recorded iterates prove; and when."""


@dataclass(frozen=True, eq=False)
class Method:
    """A step function with what its signature says of state and knobs; call it to set knobs.

    Raises
    ------
    InputError
        The function is no step function: see `optimizer`.
    """

    step: Callable[..., Any]
    title: str
    """The name as papers print it: ``AdaGrad``."""
    order: float = 1.0
    """Order of the derivatives that it uses: 1, 2, or 1.5 if gradients approximate the Hessian."""
    library: str = ""
    """The library of the convention, ``Keras``; empty for ours, which follows PyTorch if it can."""
    apart: bool = False
    """Whether the step treats one run after the other, as opaque optimizers do."""
    origin: tuple[Any, ...] = ()
    """A function and its arguments that make this method again when it is unpickled."""
    stopped: Callable[..., Any] | None = None
    """Function of iterates and state that returns which runs will not move again, ``(n,)``; None if
    the method has no criterion of its own."""
    library_call: LibraryCall | None = None
    """What runs, of a method of another library."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Names that knobs have in its library, where they differ: ``{"lr": "learning_rate"}``."""
    idle: Callable[[], Collection[str]] = tuple
    """Function that returns the knobs that change no iterate: how a library computes, not what."""
    name: str = field(init=False)
    """The name as it is typed: ``adagrad``, ``keras.adagrad``."""
    state: Mapping[str, Any] = field(init=False)
    """Names and initial values of what is carried from step to step beside the iterate."""
    knobs: Mapping[str, Any] = field(init=False)
    """Names and default values of the knobs."""

    def __post_init__(self) -> None:
        state, knobs = state_and_knobs(self.step)
        bare = self.step.__name__
        if not self.is_ours and not hasattr(self.step, "__wrapped__"):
            object.__setattr__(self, "step", checked(self.step, len(state)))
        for name, value in {
            "name": f"{self.library.lower()}.{bare}" if self.library else bare,
            "state": {parameter.name: parameter.default for parameter in state},
            "knobs": {parameter.name: parameter.default for parameter in knobs},
            "__doc__": self.step.__doc__,
            "__module__": self.step.__module__,
            "__name__": bare,
            "__signature__": _signature(knobs),
        }.items():
            object.__setattr__(self, name, value)

    def __call__(self, *nameless: object, **knobs: Knob) -> Optimizer:
        """Return the optimizer with these knobs set and the others at their defaults.

        Raises
        ------
        InputError
            An unknown knob (with the nearest match), a value that does not fit, or a knob by
            position.
        """
        if nameless and callable(nameless[0]):  # SciPy calls what it was given as its method
            raise self.unset()
        if nameless:
            known = ", ".join(self.knobs) or "none"
            raise InputError(f"{self.name} takes its knobs by name, and these are: {known}")
        return Optimizer(self, knobs)

    @property
    def is_ours(self) -> bool:
        """Whether its step function is part of this package."""
        return (self.step.__module__ or "").partition(".")[0] == "optim_viz"

    def unset(self) -> InputError:
        """Return the error for a method that is used as an optimizer, its brackets forgotten."""
        or_by_name = f" or optim_viz.optimizers.get({self.name!r})" if self.is_ours else ""
        return InputError(f"{self.name} is no optimizer; write {self.name}(){or_by_name}")

    def known_as(self, name: str, origin: tuple[Any, ...]) -> Method:
        """Return the same method with another name; ``origin`` makes it again, for pickling."""
        other = replace(self, origin=origin)
        object.__setattr__(other, "name", name)
        return other

    def titled(self, title: str) -> Method:
        """Return the same method under another title; it is no longer equal to this one."""
        other = replace(self, title=title)
        object.__setattr__(other, "name", self.name)
        return other

    def with_our_names(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values with each knob under the name that it has here.

        Raises
        ------
        InputError
            A knob is given under both of its names.
        """
        ours = {theirs: mine for mine, theirs in self.words.items()}
        if twice := {ours[name] for name in values if name in ours} & values.keys():
            raise InputError(f"{self.name}: {min(twice)} is given twice")
        return {ours.get(name, name): value for name, value in values.items()}

    @property
    def summary(self) -> str:
        """The first line of the docstring; of a convention, how it differs from our method."""
        return (self.step.__doc__ or "").partition("\n")[0]

    @property
    def rule(self) -> str:
        """The update rule: the body of the step function, as it runs; or the library's call."""
        if self.library_call:
            return self.library_call.call
        lines = inspect.getsource(self.step).splitlines()
        first = next(i for i, line in enumerate(lines) if line.endswith(":")) + 1
        body = "\n".join(lines[first:]).rpartition('"""')[2]
        return inspect.cleandoc(body)

    @property
    def helpers(self) -> dict[str, str]:
        """Functions of this package that the rule calls, by name: their code without docstrings."""
        return {} if self.library_call else helpers_of(self.step)

    def __reduce__(self) -> str | tuple[Any, ...]:
        """Pickle as a function is pickled: by where it is found.

        Raises
        ------
        PicklingError
            It is found nowhere, since it was made inside a function.
        """
        if self.origin:
            return self.origin
        step = inspect.unwrap(self.step)
        found = _found_at(self.step.__module__, self.step.__qualname__)
        if found is self:
            return self.step.__qualname__
        if found is step:
            return Method, (step, self.title, self.order, self.library)
        raise unpicklable(self.name, step)

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False, repr=False)
class Optimizer:
    """A method with its knobs set: printable, comparable, good in a legend.

    Raises
    ------
    InputError
        An unknown knob (with the nearest match), or a value that does not fit.
    """

    method: Method
    given: Mapping[str, Knob]
    """The knobs that were set; the others have their defaults."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", self.method.with_our_names(self.given))
        knobs = self.method.knobs
        check_keys(self.given, knobs, self.method.name, lambda word: knob_here(word, knobs))
        for name, value in self.given.items():
            check_knob(f"{self.method.name}: {name}", name, value, self.method.knobs[name])

    @property
    def name(self) -> str:
        """The name of the method as it is typed."""
        return self.method.name

    @property
    def title(self) -> str:
        """The name of the method as papers print it, unless a deck has another in force."""
        return title_in_force(self.method.name, self.method.title)

    @property
    def knobs(self) -> dict[str, Knob]:
        """All knobs, set or default; a schedule without its rate takes the default for it."""
        return {**self.method.knobs, **{name: self._filled(name) for name in self.given}}

    def _filled(self, name: str) -> Knob:
        value: Any = self.given[name]
        if isinstance(value, Schedule) and value.is_open:
            return value.at_scale(self.method.knobs[name])
        return value

    @property
    def scale(self) -> float | None:
        """What all its rates grow with: the largest of them; None if it has none to be scaled.

        Rates are ``lr``, ``lr1`` and ``lr2``, and what others call theirs (`RATES`): those that
        were not set by hand, else those on a schedule, which keeps its shape.
        """
        rates: list[Any] = [self.knobs[name] for name in self._scaled]
        scales = [rate.scale if isinstance(rate, Schedule) else float(rate) for rate in rates]
        return max((scale for scale in scales if scale is not None), default=None)

    @property
    def scale_is_open(self) -> bool:
        """Whether it has a rate for which no number was set by hand: its scale is to be tuned."""
        return any(self._is_open(name) for name in self._scaled)

    def _is_open(self, name: str) -> bool:
        """Whether no number was set for a rate: it has its default, or a schedule without one."""
        value = self.given.get(name)
        return value is None or (isinstance(value, Schedule) and value.is_open)

    def at_scale(self, scale: float | Array) -> Optimizer:
        """Return the same method at another scale: ``adam:lr=cosine(0.1)`` with another 0.1.

        Parameters
        ----------
        scale : float or array ``(*batch)``
            What the largest rate becomes; the others stay in proportion to it.

        Raises
        ------
        InputError
            It has no rate that could be scaled, or the scale is not greater than 0.
        """
        top = self.scale
        if top is None:
            raise InputError(f"{self} has no rate that could be scaled")
        rates: dict[str, Any] = {name: self.knobs[name] for name in self._scaled}
        return self.replace(
            **{
                name: rate.at_scale(scale * ((rate.scale or top) / top))
                if isinstance(rate, Schedule)
                else scale * (rate / top)
                for name, rate in rates.items()
            }
        )

    @property
    def _scaled(self) -> list[str]:
        """Names of the rates that a scale multiplies: the open ones, else those on a schedule."""
        knobs = self.method.knobs
        rates = [n for n in RATES if isinstance(default := knobs.get(n), float) and default > 0]
        scheduled = [
            n for n in rates if isinstance(one := self.given.get(n), Schedule) and one.scale
        ]
        return [name for name in rates if self._is_open(name)] or scheduled

    def replace(self, **knobs: Knob) -> Optimizer:
        """Return the same method with these knobs changed.

        Raises
        ------
        InputError
            An unknown knob (with the nearest match), or a value that does not fit.
        """
        return Optimizer(self.method, {**self.given, **self.method.with_our_names(knobs)})

    def __call__(self, fun: Callable[..., Any], x0: npt.ArrayLike, **options: Any) -> Any:
        """Minimize a function: what ``scipy.optimize.minimize(..., method=adam(lr=0.1))`` calls."""
        from optim_viz.adapters.scipy import minimize

        return minimize(self, fun, x0, **options)

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
        knobs = ",".join(self._set_by_hand())
        return self.name + (":" + knobs if knobs else "")

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(self._set_by_hand())})"

    def _set_by_hand(self) -> list[str]:
        """Return the knobs as they are typed, each under its name in the method's library."""
        words = self.method.words
        return [f"{words.get(name, name)}={_text(value)}" for name, value in self.given.items()]


@overload
def optimizer(step: Callable[..., Any], /) -> Method: ...
@overload
def optimizer(
    *, title: str = "", order: float = 1.0, library: str = ""
) -> Callable[[Callable[..., Any]], Method]: ...
def optimizer(
    step: Callable[..., Any] | None = None,
    /,
    *,
    title: str = "",
    order: float = 1.0,
    library: str = "",
) -> Any:
    """Turn a step function into an optimizer family.

    Parameters
    ----------
    step : callable
        ``step(f, x, *state, **knobs)`` returns the next iterate, or the next iterate and state.
        Iterates are ``(d, n)``, a column for each of n runs; ``f.value(x)`` is ``(n,)``,
        ``f.gradient(x)`` ``(d, n)``, ``f.hessian(x)`` ``(d, d, n)``. State begins at its default,
        and is numbers or arrays whose last axis is that of the runs. A step changes none of its
        arguments, lets no run know of another, and has nothing else to go by.
    title : str
        The name as papers print it, where it is not the capitalised function name.
    order : float
        Order of the derivatives that it uses: 1, 1.5 (quasi-Newton) or 2.
    library : str
        The library whose convention it is, for a variant of a method that exists here as well.

    Raises
    ------
    InputError
        The function does not have the signature of a step function.
    """

    def made(step: Callable[..., Any]) -> Method:
        name = title or step.__name__.replace("_", " ").capitalize()
        return Method(step, f"{name} ({library})" if library else name, order, library)

    return made if step is None else made(step)


def convention(library: str) -> Callable[..., Any]:
    """Return the decorator `optimizer` for methods as another library writes them."""
    return partial(optimizer, library=library)


def _signature(knobs: list[inspect.Parameter]) -> inspect.Signature:
    """Return what an editor shows of a method: its knobs with their defaults."""
    bare = [knob.replace(annotation=knob.empty) for knob in knobs]
    return inspect.Signature(bare, return_annotation=Optimizer)


def _found_at(module: str, name: str) -> object:
    """Return what has this name in a module; None if nothing has."""
    found: object = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _text(value: object) -> str:
    if callable(value) or isinstance(value, str | bool | None):
        return str(value)
    numbers = np.asarray(value)
    if numbers.ndim:
        return f"<{numbers.size} values>"
    return shortest(numbers.item())
