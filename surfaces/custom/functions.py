"""Surfaces from Python functions of users; missing derivatives are by central differences."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from surfaces.analysis.zeros import EPS
from surfaces.box import Array, Box
from surfaces.custom.explored import Explored
from surfaces.custom.user_code import unpicklable
from surfaces.specs import InputError


@dataclass(frozen=True, eq=False)
class OwnFunction(Explored):
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

    formula = "a Python function"
    source = "brought along"

    def __post_init__(self) -> None:
        self._check()
        for given, lead in (
            (self.function, ()),
            (self.slope, (self.dim,)),
            (self.bend, (self.dim, self.dim)),
        ):
            if given is not None:
                self._try(given, lead)

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
        return self._call(self.function, point, ())

    def _gradient(self, point: Array) -> Array:
        if self.slope is not None:
            return self._call(self.slope, point, (self.dim,))
        gradient = np.empty_like(point)
        for i, step in enumerate(self._steps(point, (3 * EPS) ** (1 / 3))):
            wide = 2 * step[i]
            gradient[i] = (self._value(point + step) - self._value(point - step)) / wide
        return gradient

    def _hessian(self, point: Array) -> Array:
        if self.bend is not None:
            return self._call(self.bend, point, (self.dim, self.dim))
        hessian = np.empty((self.dim, *point.shape))
        if self.slope is not None:
            for i, step in enumerate(self._steps(point, (3 * EPS) ** (1 / 3))):
                wide = 2 * step[i]
                hessian[i] = (self._gradient(point + step) - self._gradient(point - step)) / wide
            return (hessian + hessian.swapaxes(0, 1)) / 2
        steps, f = list(self._steps(point, (12 * EPS) ** (1 / 4))), self._value
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

    def _try(self, function: Callable[[Array], Any], lead: tuple[int, ...]) -> None:
        """Refuse a function that does not return real numbers of the shape ``lead`` at a point."""
        trial = np.array(self.begin or [0.6 * a + 0.4 * b for a, b in self.within.sides])
        try:
            with np.errstate(all="ignore"):
                result = function(trial.copy())
                shape = np.shape(result) if np.iscomplexobj(result) else _own(result).shape
        except Exception as error:
            raise InputError(
                f"{self.called} cannot be called with the array {trial.tolist()}: {error}"
            ) from error
        if result is None or np.iscomplexobj(result):
            what = "nothing: a return is missing" if result is None else "complex numbers"
            raise InputError(f"{self.called} gives {what}")
        if shape != lead:
            raise InputError(f"{self.called} should give shape {lead} at a point, not {shape}")

    def _call(self, function: Callable[[Array], Any], point: Array, lead: tuple[int, ...]) -> Array:
        """Call with all points at once if the function takes them, else with each.

        Arguments and results are copied, since the function may change or keep them.
        """
        flat = point.reshape(self.dim, -1)
        with np.errstate(all="ignore"):
            if self._takes_batches(function, lead):
                result = _spread(function(flat.copy()), lead, flat.shape[1])
            else:
                each = [_own(function(one.copy())) for one in flat.T]
                result = np.array(each).reshape(-1, *lead)
                result = np.moveaxis(result, 0, -1)
        return result.reshape((*lead, *point.shape[1:]))

    def _takes_batches(self, function: Callable[[Array], Any], lead: tuple[int, ...]) -> bool:
        known: dict[int, bool] = self.__dict__.setdefault("_batches", {})
        if id(function) not in known:
            low, high = self.within.low, self.within.high
            samples = np.random.default_rng(0).uniform(low, high, (7, self.dim))
            each = np.array([_own(function(one.copy())) for one in samples])
            try:
                together = _spread(function(samples.T.copy()), lead, 7)
            except Exception:  # whatever a function of single points may raise
                known[id(function)] = False
            else:
                same = np.allclose(np.moveaxis(together, -1, 0), each, rtol=1e-9, equal_nan=True)
                known[id(function)] = bool(same)
        return known[id(function)]


def _own(result: Any) -> Array:
    """Return a copy as floats, which the function cannot change later."""
    return np.array(result, dtype=float)


def _spread(result: Any, lead: tuple[int, ...], number: int) -> Array:
    """Return a copy of shape ``(*lead, number)``; a constant is repeated."""
    array = _own(result)
    if array.shape == lead:
        array = np.broadcast_to(array[..., None], (*lead, number))
    if array.shape != (*lead, number):
        raise ValueError(f"shape {array.shape}, not {(*lead, number)}")
    return array
