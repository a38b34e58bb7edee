"""Random numbers that depend only on (seed, call, coordinate), never on the company of a run.

A generator hands out its numbers in order, so what one run gets would depend on how many others
run beside it. Here the numbers are a hash of their address instead: a run alone, in a batch, in a
block or on a thread sees the same noise.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from inspect import isabstract
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from surfaces import Array, InputError, Surface
from surfaces.models import check_has_data, is_model
from surfaces.specs import choose, number

if TYPE_CHECKING:
    from surfaces.models.model import Model

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Noise(ABC):
    """Random errors of a gradient, before an optimizer sees it."""

    size: float | Array
    """The scale of the errors: a number, or an array over the batch."""

    is_added: ClassVar[bool] = True
    """Whether the error is that of the true gradient, which is computed then."""

    def __post_init__(self) -> None:
        try:
            if isinstance(self.size, bool):
                raise TypeError
            numbers = np.asarray(self.size, dtype=float)
        except (TypeError, ValueError):
            raise InputError(f"the size of a noise is a number, not {self.size!r}") from None
        if not (np.isfinite(numbers).all() and (numbers >= 0).all()):
            raise InputError(f"the size of a noise is a finite number, at least 0, not {self.size}")

    def gradient(
        self,
        surface: Surface,
        x: Array,
        exact: Callable[[], Array],
        seeds: Words,
        evaluation: npt.NDArray[np.int64],
    ) -> Array:
        """Return the gradients that the optimizers see at the iterates x, ``(d, n)`` both.

        ``exact()`` returns the true ones; the other parameters are those of `disturb`.
        """
        return self.disturb(exact(), seeds, evaluation)

    def check(self, surface: Surface) -> None:  # noqa: B027  # most kinds suit every surface
        """Raise an `InputError` where a surface has no such noise."""

    @abstractmethod
    def disturb(self, g: Array, seeds: Words, evaluation: npt.NDArray[np.int64]) -> Array:
        """Return the gradients with their errors, ``(d, n)``.

        Parameters
        ----------
        g : array ``(d, n)``
            True gradients.
        seeds : array ``(n,)``
            The seed of each run.
        evaluation : integer array ``(n,)``
            Number of gradients that each run has asked for before this one. Together with the seed
            and the coordinate it decides the error, so that two runs with the same seed get the
            same errors at their first, second, ... gradient, whatever else they ask for.
        """

    def of(self, runs: npt.NDArray[np.int64]) -> Noise:
        """Return the noise of the runs at these positions, ``(n,)``."""
        shared = np.ndim(self.size) == 0 or np.size(self.size) == 1
        return self if shared else replace(self, size=np.asarray(self.size)[runs])

    def __str__(self) -> str:
        words = [f"{getattr(self, field.name):g}" for field in fields(self)]
        return f"{type(self).__name__.lower()}({','.join(words)})"


class OfEachCoordinate(Noise):
    """Errors that are made of two uniform numbers for each coordinate."""

    def disturb(self, g: Array, seeds: Words, evaluation: npt.NDArray[np.int64]) -> Array:
        """Return the gradients with their errors: see `Noise.disturb`."""
        first, second = _two_uniforms(seeds, evaluation, len(g))
        return self.disturbed(g, self.size, first, second)

    @abstractmethod
    def disturbed(self, g: Array, size: Any, first: Array, second: Array) -> Array:
        """Return the gradients ``(d, n)`` with errors of a size, from uniform numbers ``(d, n)``.

        It is arithmetic on its arguments alone, so that it can be recorded (`optim_viz.tracing`).
        """


class Normal(OfEachCoordinate):
    """Add a normal number of standard deviation ``size`` to each coordinate."""

    def disturbed(self, g: Array, size: Any, first: Array, second: Array) -> Array:
        """Return g + size z."""
        return g + size * _normal_of(first, second)

    def __str__(self) -> str:
        return f"{self.size:g}"


class Relative(OfEachCoordinate):
    """Multiply each coordinate by a normal number around 1: errors as large as the slope."""

    def disturbed(self, g: Array, size: Any, first: Array, second: Array) -> Array:
        """Return g (1 + size z)."""
        return g * (1.0 + size * _normal_of(first, second))


@dataclass(frozen=True)
class Heavy(OfEachCoordinate):
    """Add outliers: ``size`` times a number of Student's t, which has no variance up to 2 degrees.

    ``freedom`` are its degrees of freedom; the fewer, the heavier the tails (1: no mean either).
    """

    freedom: float = 2.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.freedom < np.inf:
            raise InputError(f"heavy noise has more than 0 degrees of freedom, not {self.freedom}")

    def disturbed(self, g: Array, size: Any, first: Array, second: Array) -> Array:
        """Return g + size t."""
        return g + size * _student_of(first, second, self.freedom)


class Minibatch(Noise):
    """Take the gradient on ``size`` rows of the data, all in turn: epochs, shuffled anew for each.

    The last batch of an epoch is smaller where the rows do not divide. Only models have rows.
    """

    is_added = False

    def gradient(
        self,
        surface: Surface,
        x: Array,
        exact: Callable[[], Array],
        seeds: Words,
        evaluation: npt.NDArray[np.int64],
    ) -> Array:
        """Return the mean of the gradients of the rows whose turn it is."""
        assert is_model(surface)  # `check` has refused all others
        sizes = np.broadcast_to(np.asarray(self.size, dtype=int), seeds.shape)
        turns = np.broadcast_to(evaluation, seeds.shape)
        if len(seeds) and (sizes == sizes[0]).all() and (turns == turns[0]).all():
            return self._alike(surface, x, seeds, int(sizes[0]), int(turns[0]))
        slopes = np.empty_like(x)
        for size, turn in set(zip(sizes.tolist(), turns.tolist(), strict=True)):
            alike = np.flatnonzero((sizes == size) & (turns == turn))
            slopes[:, alike] = self._alike(surface, x[:, alike], seeds[alike], size, turn)
        return slopes

    def _alike(self, model: Model, x: Array, seeds: Words, size: int, turn: int) -> Array:
        """Return the gradients of runs with the same size of a batch at the same turn."""
        if size >= model.rows:
            return model.gradient(x)
        different = np.unique(seeds)
        rows = np.array([self._rows(model.rows, size, int(seed), turn) for seed in different]).T
        chosen = rows[:, 0] if len(different) == 1 else rows[:, np.searchsorted(different, seeds)]
        return model.value_and_gradient_on(x, chosen)[1]

    def _rows(self, rows: int, size: int, seed: int, turn: int) -> npt.NDArray[np.int64]:
        """Return the rows of a batch, ``(size,)``."""
        epoch, place = divmod(turn, -(-rows // size))
        return _shuffled(rows, seed, epoch)[place * size : (place + 1) * size]

    def check(self, surface: Surface) -> None:
        """Raise unless the surface has rows, and as many as a batch takes.

        Raises
        ------
        InputError
            It has not.
        """
        check_has_data(surface)
        assert is_model(surface)
        sizes = np.asarray(self.size)
        if (sizes < 1).any() or (sizes > surface.rows).any() or (sizes != np.rint(sizes)).any():
            raise InputError(
                f"a batch has 1 to {surface.rows} rows, as the data of {surface}, not {self.size}"
            )

    def disturb(self, g: Array, seeds: Words, evaluation: npt.NDArray[np.int64]) -> Array:
        """Return the true gradients: the error is in the rows."""
        return g


class Resampled(Minibatch):
    """Take the gradient on ``size`` rows drawn anew each time, with replacement."""

    def _rows(self, rows: int, size: int, seed: int, turn: int) -> npt.NDArray[np.int64]:
        address = _scramble(_scramble(np.array([seed], np.uint64)) + np.uint64(turn))
        numbers = _uniform(_scramble(address + np.arange(size, dtype=np.uint64) * _GOLDEN_RATIO))
        return np.minimum((numbers * rows).astype(np.int64), rows - 1)


@lru_cache(maxsize=64)
def _shuffled(rows: int, seed: int, epoch: int) -> npt.NDArray[np.int64]:
    """Return the order of the rows in an epoch."""
    return np.random.default_rng((seed, epoch)).permutation(rows)


def get(spec: str | float | Array | Noise) -> Noise:
    """Return the noise that ``0.5``, ``relative(0.5)`` or ``heavy:0.5:3`` stands for.

    A number, or an array over the batch, is the standard deviation of normal noise.

    Raises
    ------
    InputError
        An unknown kind (with the nearest match), the wrong number of numbers, or a size that is
        negative or not finite.
    """
    if isinstance(spec, Noise):
        return spec
    if type(spec) is float:
        return _normal(spec)
    if not isinstance(spec, str) or isinstance(number(spec), int | float):
        return Normal(number(spec) if isinstance(spec, str) else spec)  # type: ignore[arg-type]
    name, *words = re.split(r"[(:,]", spec.strip().removesuffix(")"))
    kind = kinds()[choose(name, kinds(), "noise")]
    values: list[Any] = [number(word) for word in words]
    if not 1 <= len(values) <= len(fields(kind)) or any(isinstance(v, str) for v in values):
        needed = ", ".join(field.name for field in fields(kind))
        raise InputError(f"cannot read {spec!r}: expected {name}({needed})")
    return kind(*values)


@lru_cache(maxsize=64)
def _normal(size: float) -> Noise:
    return Normal(size)


def kinds() -> dict[str, type[Noise]]:
    """Return every kind of noise by its name."""
    return {kind.__name__.lower(): kind for kind in _descendants(Noise) if not isabstract(kind)}


def scrambled_once(seeds: Words) -> Words:
    """Return seeds as they enter the address of a number."""
    return _scramble(seeds)


def _descendants(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _descendants(one)


def standard_normal(seeds: Words, evaluation: npt.NDArray[np.int64], dim: int) -> Array:
    """Return independent standard normal numbers ``(dim, n)`` (Box & Muller 1958).

    Parameters
    ----------
    seeds : array ``(n,)``
        The seed of each run.
    evaluation : integer array ``(n,)``
        Number of gradients that each run has asked for before this one.
    dim : int
        Number of coordinates.
    """
    first, second = _two_uniforms(seeds, evaluation, dim)
    return _normal_of(first, second)


def _normal_of(first: Array, second: Array) -> Array:
    return np.sqrt(-2.0 * np.log(first)) * np.cos(2.0 * np.pi * second)


def student(seeds: Words, evaluation: npt.NDArray[np.int64], dim: int, freedom: float) -> Array:
    """Return independent numbers ``(dim, n)`` of Student's t (Bailey 1994, polar method).

    ``freedom`` is the degrees of freedom; the other parameters are those of `standard_normal`.
    """
    first, second = _two_uniforms(seeds, evaluation, dim)
    return _student_of(first, second, freedom)


def _student_of(first: Array, second: Array, freedom: float) -> Array:
    radius = np.sqrt(freedom * (first ** (-2.0 / freedom) - 1.0))
    return radius * np.cos(2.0 * np.pi * second)


def _two_uniforms(seeds: Words, evaluation: npt.NDArray[np.int64], dim: int) -> Array:
    """Return two independent uniform numbers in (0, 1] for each coordinate, ``(2, dim, n)``."""
    address = _scramble(_scramble(seeds) + evaluation.astype(np.uint64))
    return _uniform(_scramble(address + _coordinates(dim)))


def _word(number: int) -> Words:
    """Return a constant as an array ``()``, with which NumPy computes sooner than with a number."""
    return np.array(number, dtype=np.uint64)


_GOLDEN_RATIO = _word(0x9E3779B97F4A7C15)
"""The fraction of the golden ratio in 64 bits, the increment of SplitMix64."""

_SHIFTS, _FACTORS = (_word(30), _word(27)), (_word(0xBF58476D1CE4E5B9), _word(0x94D049BB133111EB))
_LAST_SHIFT, _LOWER_BITS = _word(31), _word(11)


@lru_cache(maxsize=16)
def _coordinates(dim: int) -> Words:
    """Return what tells two numbers for each coordinate apart, ``(2, dim, 1)``."""
    return np.arange(2 * dim, dtype=np.uint64).reshape(2, dim, 1) * _GOLDEN_RATIO


def _scramble(words: Words) -> Words:
    """Return the SplitMix64 finalizer of each word (Steele, Lea & Flood 2014, figure 16)."""
    words = words + _GOLDEN_RATIO
    for shift, factor in zip(_SHIFTS, _FACTORS, strict=True):
        words ^= words >> shift
        words *= factor
    words ^= words >> _LAST_SHIFT
    return words


def _uniform(words: Words) -> Array:
    """Return doubles in (0, 1] from the upper 53 bits."""
    numbers = (words >> _LOWER_BITS).astype(np.float64)
    numbers += 1.0
    numbers *= 2.0**-53
    return numbers
