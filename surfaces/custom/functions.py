"""Surfaces from Python functions of users; missing derivatives are by central differences."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from surfaces.analysis.stationary import StationaryPoint, Survey
from surfaces.box import Array, Box, Continuum, Minimum
from surfaces.brief import Brief
from surfaces.custom.calls import AtWork, as_array, as_floats, at_work, spread, taking_arrays
from surfaces.custom.explored import Explored
from surfaces.custom.pointwise import MOST_CALLS, Meter, search_sparingly
from surfaces.custom.user_code import unpicklable
from surfaces.specs import InputError


def _one(function: Callable[[Array], object], at: Array, lead: tuple[int, ...]) -> Array:
    """Return the result at a point; where Python's arithmetic stops, what NumPy's would say.

    A run that diverges, or leaves where the function is defined, is no fault of the function.
    """
    try:
        return as_floats(function(at.copy()))
    except OverflowError:
        return np.full(lead, np.inf)
    except (ZeroDivisionError, ValueError) as error:
        if isinstance(error, ValueError) and "math domain error" not in str(error):
            raise
        return np.full(lead, np.nan)


@dataclass(frozen=True, eq=False, repr=False)
class OwnFunction(Brief, Explored):
    """A Python function of a user, with derivatives as given or by central differences.

    Raises
    ------
    InputError
        A function that fails at a point, or gives complex numbers, nothing or a wrong shape; a
        start that does not fit.
    """

    function: Callable[[Array], Any]
    slope: Callable[[Array], Any] | None
    bend: Callable[[Array], Any] | None
    within: Box
    begin: tuple[float, ...] | None
    called: str
    most_calls: int = MOST_CALLS
    """Calls that may be spent on finding minima, if the function takes one point at a time."""

    formula = "a Python function"
    source = "brought along"

    def __post_init__(self) -> None:
        trial = self._trial()
        for function, lead in self._given:
            self._try(taking_arrays(function, trial), trial, lead)
        self._check()

    @property
    def dim(self) -> int:
        """Number of coordinates."""
        return self.within.dim

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.called

    @property
    def lesson(self) -> str:
        """A description, and the origin of the derivatives."""
        return f"A Python function that was brought along; derivatives: {self.derivatives}."

    @property
    def is_ours(self) -> bool:
        """Never: the function is code of a user."""
        return False

    @property
    def may_have_kinks(self) -> bool:
        """Always: it is not known whether a Python function is smooth."""
        return True

    @property
    def _typed(self) -> str:
        return self.called

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Say what a pickle needs where one of the functions cannot be pickled.

        Raises
        ------
        PicklingError
            A function that was made inside another, or is a lambda.
        """
        if self._made_by is None:
            for function in (self.function, self.slope, self.bend):
                try:
                    pickle.dumps(function)
                except Exception as error:
                    raise unpicklable(self.called, function) from error
        return super().__reduce_ex__(protocol)

    @property
    def derivatives(self) -> str:
        """Where gradient and Hessian come from."""
        if self.slope and self.bend:
            return "as given"
        if self.slope:
            return "gradient as given, Hessian by central differences of it"
        if self.bend:
            return "gradient by central differences, Hessian as given"
        return "by central differences"

    def _value(self, point: Array) -> Array:
        return self._call(point, ())

    def _gradient(self, point: Array) -> Array:
        if self.slope is not None:
            return self._call(point, (self.dim,))
        gradient = np.empty_like(point)
        for i, step in enumerate(self._steps(point, (3 * self._at_work[()].precision) ** (1 / 3))):
            wide = 2 * step[i]
            gradient[i] = (self._value(point + step) - self._value(point - step)) / wide
        return gradient

    def _hessian(self, point: Array) -> Array:
        if self.bend is not None:
            return self._call(point, (self.dim, self.dim))
        hessian = np.empty((self.dim, *point.shape), like=point)
        if self.slope is not None:
            for i, step in enumerate(
                self._steps(point, (3 * self._at_work[(self.dim,)].precision) ** (1 / 3))
            ):
                wide = 2 * step[i]
                hessian[i] = (self._gradient(point + step) - self._gradient(point - step)) / wide
            return (hessian + hessian.swapaxes(0, 1)) / 2
        size, f = (12 * self._at_work[()].precision) ** (1 / 4), self._value
        steps = list(self._steps(point, size))
        for i, by in enumerate(steps):
            ahead, back = f(point + by), f(point - by)
            hessian[i, i] = (ahead - 2 * f(point) + back) / (by[i] * by[i])
            for j, also in enumerate(steps[:i]):
                twist = f(point + by + also) - f(point + by - also)
                twist += f(point - by - also) - f(point - by + also)
                hessian[i, j] = hessian[j, i] = twist / (4 * by[i] * also[j])
        return hessian

    def _steps(self, point: Array, size: float) -> Iterator[Array]:
        """Yield a step along each coordinate that floating-point addition takes exactly."""
        for i, (low, high) in enumerate(self.within.sides):
            step = np.zeros_like(point)
            length = size * np.maximum(np.abs(point[i]), 0.1 * (high - low))
            step[i] = (point[i] + length) - point[i]
            yield step

    def _trial(self) -> Array:
        """Return a point at which the functions are tried."""
        fits = self.begin is not None and len(self.begin) == self.dim
        return np.array(self.begin if fits else [0.6 * a + 0.4 * b for a, b in self.within.sides])

    def _try(self, function: Callable[[Array], Any], trial: Array, lead: tuple[int, ...]) -> None:
        """Refuse a function that does not return real numbers of the shape ``lead`` at a point."""
        try:
            with np.errstate(all="ignore"):
                result = function(trial.copy())
                plain = as_array(result)
                shape = np.shape(plain) if np.iscomplexobj(plain) else as_floats(plain).shape
        except Exception as error:
            raise InputError(
                f"{self.called} cannot be called with the array {trial.tolist()}: {error}"
            ) from error
        if result is None or np.iscomplexobj(plain):
            what = "nothing: a return is missing" if result is None else "complex numbers"
            raise InputError(f"{self.called} gives {what}")
        if shape != lead:
            raise InputError(f"{self.called} should give shape {lead} at a point, not {shape}")

    @property
    def _given(self) -> list[tuple[Callable[[Array], Any], tuple[int, ...]]]:
        """The functions that are given, and the shapes of their results at a point."""
        d = self.dim
        every = ((self.function, ()), (self.slope, (d,)), (self.bend, (d, d)))
        return [(function, lead) for function, lead in every if function is not None]

    @cached_property
    def _at_work(self) -> dict[tuple[int, ...], AtWork]:
        """How each function is called, by the shape of its results."""
        trial, box = self._trial(), self.within
        samples = np.random.default_rng(0).uniform(box.low, box.high, (7, self.dim))
        with np.errstate(all="ignore"):
            return {
                lead: at_work(taking_arrays(f, trial), samples, lead) for f, lead in self._given
            }

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: not the functions as a library maps them over points."""
        return {name: value for name, value in self.__dict__.items() if name != "_at_work"}

    @property
    def pointwise(self) -> bool:
        """Whether the function, or a derivative that is given, takes one point at a time."""
        return any(one.whole is None for one in self._at_work.values())

    @property
    def is_slow(self) -> bool:
        """Whether minima are looked for sparingly: each point is a call, or of another library."""
        return self.pointwise or any(one.is_foreign for one in self._at_work.values())

    @cached_property
    def meter(self) -> Meter:
        """The number of calls with single points."""
        return Meter(self.called)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that are found; with a budget of calls if it takes one point at a time."""
        if self.is_slow:
            return search_sparingly(self, self.domain, self.most_calls)
        return super().minima

    @cached_property
    def continuum(self) -> Continuum | None:
        """The curve of minimizers that is found; none is looked for sparingly."""
        return None if self.is_slow else super().continuum

    @cached_property
    def survey(self) -> Survey:
        """The stationary points; the minima only, if these are looked for sparingly."""
        if self.is_slow:
            points = (
                StationaryPoint(one.at, one.value, "minimum", kink=one.kink) for one in self.minima
            )
            return Survey(tuple(points), settled=False, winding=None, expected=None)
        return super().survey

    def _call(self, point: Array, lead: tuple[int, ...]) -> Array:
        """Call the function of this shape with all points at once if it takes them, else with each.

        Arguments and results are copied, since the function may change or keep them.
        """
        function, flat = self._at_work[lead], point.reshape(self.dim, -1)
        with np.errstate(all="ignore"):
            if function.whole is not None and flat.size:
                result = spread(function.whole(flat.copy()), lead, flat.shape[1])
            else:
                each = [_one(function.single, at, lead) for at in self.meter.through(flat)]
                result = np.array(each).reshape(-1, *lead)
                result = np.moveaxis(result, 0, -1)
        return result.reshape((*lead, *point.shape[1:]))
