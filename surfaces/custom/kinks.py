"""Minima in the kinks of a formula, where the kinks are known from the formula itself.

``abs(u)``, ``max(a, b)`` and ``min(a, b)`` are all |u| or ½(a + b ± |a − b|). A descent on a copy
of the formula with rounded kinks (√(u² + w²) for |u|) ends near a minimum and shows which kinks
meet there. Newton's method on these finds the point: u = 0 in each, and slopes between −1 and 1
for the |u| with which the gradient vanishes (Clarke 1983, theorem 2.3.10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from surfaces.analysis.zeros import distinct
from surfaces.box import Array, Box
from surfaces.custom.derivatives import derivative, second_derivatives
from surfaces.custom.descent import descend
from surfaces.custom.expressions import NUMERIC, compiled, own, symmetric, sympy

WIDTHS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""Widths of the rounded kinks, one after the other, as shares of the range of u in the box."""

MOST_STEPS_FOR_A_WIDTH = 12

STEEPEST_SLOPE_OF_A_MEETING_KINK = 0.999
"""A kink whose slope is nearer to ±1 than this, when it is rounded, lies elsewhere."""

SAME_POINT = 1e-8
"""Points are the same if they are nearer than this, as a share of the sides."""


Indices = npt.NDArray[np.intp]


class _Mode(Protocol):
    """What |u| is taken for, and its derivatives."""

    def value(self, u: Array) -> Array: ...
    def slope(self, u: Array) -> Array: ...
    def bend(self, u: Array) -> Array: ...


@dataclass(frozen=True)
class _Rounded:
    """√(u² + w²)."""

    width: float

    def value(self, u: Array) -> Array:
        return np.sqrt(u * u + self.width * self.width)

    def slope(self, u: Array) -> Array:
        return np.asarray(u / self.value(u))

    def bend(self, u: Array) -> Array:
        return np.asarray((self.width / self.value(u)) ** 2 / self.value(u))


@dataclass(frozen=True)
class _Line:
    """s·u, which is |u| on one side if s is ±1, and in the kink for every s."""

    sign: float | Array

    def value(self, u: Array) -> Array:
        return self.sign * u

    def slope(self, u: Array) -> Array:
        return self.sign + 0 * u

    def bend(self, u: Array) -> Array:
        return 0 * u


_NUMERIC: dict[str, Callable[..., Array]] = {
    "fold": lambda u, mode: mode.value(u),
    "fold_slope": lambda u, mode: mode.slope(u),
    "fold_bend": lambda u, mode: mode.bend(u),
}


@dataclass(frozen=True)
class Found:
    """A point at which slopes and curvatures do not forbid a minimum."""

    at: tuple[float, ...]
    kink: bool
    """Whether the gradient jumps there."""
    strict: bool
    """Whether slopes and curvatures prove that it is an isolated minimum."""


@dataclass(frozen=True, eq=False)
class Kinks:
    """A formula of ``symbols`` as a function of the point and of what each |u| is taken for."""

    symbols: tuple[Any, ...]
    expression: Any

    def near(self, points: Array, box: Box) -> list[Found]:
        """Return the minima, in kinks or not, to which descents from points ``(d, n)`` lead."""
        side = (box.high - box.low)[:, None]
        if not points.size:
            return []
        modes: list[_Mode] = [_Rounded(0.0)] * len(self._modes)
        arguments = self._arguments(points, modes)
        ranges = np.array([np.median(np.abs(u[np.isfinite(u)])) for u in arguments])
        ranges = np.where(ranges > 0, ranges, 1.0)
        for width in WIDTHS:
            modes = [_Rounded(width * size) for size in ranges.tolist()]
            value, slopes = partial(self._value, modes=modes), partial(self._slopes, modes=modes)
            points = descend(value, slopes, points, side, MOST_STEPS_FOR_A_WIDTH)
            points = distinct(points[:, box.contains(points)], max(1e-2 * width, SAME_POINT), box)
        arguments = self._arguments(points, modes)
        signs = np.array([mode.slope(u) for mode, u in zip(modes, arguments, strict=True)])
        with np.errstate(all="ignore"):
            found = [
                self._meet(point, slope, side[:, 0])
                for point, slope in zip(points.T, signs.T, strict=True)
            ]
        return [one for one in found if one is not None and box.contains(one.at)]

    def _meet(self, point: Array, slopes: Array, side: Array) -> Found | None:
        """Return the minimum near a point, in the kinks with moderate slopes; None if none."""
        meeting = np.flatnonzero(np.abs(slopes) < STEEPEST_SLOPE_OF_A_MEETING_KINK)
        signs = np.where(np.abs(slopes) < STEEPEST_SLOPE_OF_A_MEETING_KINK, slopes, np.sign(slopes))
        while True:
            found = self._solve(point, signs, meeting, side)
            if found is None:
                return None
            at, signs = found
            beyond = meeting[np.abs(signs[meeting]) > 1 + 1e-9]
            if not beyond.size:
                break
            signs[beyond] = np.sign(signs[beyond])  # the point lies on one side of these
            meeting = np.setdiff1d(meeting, beyond)
        return self._judged(at, signs, meeting, side)

    def _solve(
        self, point: Array, signs: Array, meeting: Indices, side: Array
    ) -> tuple[Array, Array] | None:
        """Return the point in the meeting kinks with zero gradient, and the slopes of all |u|."""
        at, signs, d = point.copy(), signs.copy(), len(point)
        last = np.inf
        for _ in range(30):
            slope, hessian, arguments, normals, turns = self._system(at, signs, meeting)
            right = -np.concatenate([slope, arguments[meeting]])
            matrix = np.block([
                [hessian, turns],
                [normals, np.zeros((len(meeting), len(meeting)))],
            ])  # fmt: skip
            if not (np.isfinite(right).all() and np.isfinite(matrix).all()):
                return None
            step = np.linalg.lstsq(matrix, right, rcond=1e-12)[0]
            at, signs[meeting] = at + step[:d], signs[meeting] + step[d:]
            length = float(np.abs(step[:d] / side).max())
            if length > 0.2:
                return None
            if length < 1e-14 or (length >= last and length < 1e-9):
                break
            last = length
        at[np.abs(at) < 1e-15 * side] = 0.0
        return (at, signs) if length < 1e-7 else None

    def _judged(self, at: Array, signs: Array, meeting: Indices, side: Array) -> Found | None:
        """Return the minimum if the other kinks are elsewhere, and curvatures do not forbid it."""
        slope, hessian, arguments, normals, turns = self._system(at, signs, meeting)
        size = np.abs(normals) @ side
        if (np.abs(arguments[meeting]) > 1e-9 * size).any():
            return None
        elsewhere = np.setdiff1d(np.arange(len(signs)), meeting)
        if (arguments[elsewhere] * signs[elsewhere] < 0).any():
            return None
        if (np.abs(slope) * side).max() > 1e-7 * (np.abs(hessian) @ side * side + size.sum()).max():
            return None
        across = np.einsum("di,id->i", turns, normals)  # greater than 0 where |u| counts upwards
        if (across < -1e-9 * np.abs(across).max(initial=0.0)).any():
            return None
        _, sizes, axes = np.linalg.svd(normals / np.maximum(np.abs(normals).max(initial=1), 1e-300))
        rank = int((sizes > 1e-9).sum())
        along = axes[rank:]
        bend = side[:, None] * hessian * side
        bent = np.linalg.eigvalsh(along @ bend @ along.T)
        scale = max(np.abs(bend).max(), np.abs(turns.T * side).max(initial=0.0), 1e-300)
        if (bent < -1e-9 * scale).any():
            return None
        apart = rank == len(meeting) and (np.abs(signs[meeting]) < 1 - 1e-9).all()
        strict = bool(apart and (bent > 1e-9 * scale).all() and (across > 0).all())
        return Found(tuple(at.tolist()), bool((across > 0).any()), strict)

    def _system(
        self, at: Array, signs: Array, meeting: Indices
    ) -> tuple[Array, Array, Array, Array, Array]:
        """Return gradient, Hessian, all u, gradients of u, and how the gradient turns with slopes.

        The last two are of the m kinks that meet; the last is ∂∇f/∂s ``(d, m)`` for their slopes s.
        """
        count = len(meeting)
        columns = np.repeat(signs[:, None], 1 + 2 * count, axis=1)  # as it is, more, less of each
        columns[meeting, 1 + np.arange(count)] += 1e-3
        columns[meeting, 1 + count + np.arange(count)] -= 1e-3
        points = np.repeat(at[:, None], 1 + 2 * count, axis=1)
        slopes, hessians = self._slopes(points, self._lines(columns))
        turns = (slopes[:, 1 : 1 + count] - slopes[:, 1 + count :]) / 2e-3
        point, modes = at[:, None], self._lines(signs)
        arguments = self._arguments(point, modes)[:, 0]
        normals = self._filled(self._compute_normals, point, modes)[..., 0]
        normals = normals.reshape(-1, len(at))[meeting]
        return slopes[:, 0], hessians[..., 0], arguments, normals, turns

    @staticmethod
    def _lines(signs: Array) -> list[_Mode]:
        """Return s·u for each u, of slopes ``(k,)``, or ``(k, n)`` that differ by point."""
        return [_Line(sign) for sign in (signs.tolist() if signs.ndim == 1 else signs)]

    def _value(self, points: Array, modes: list[_Mode]) -> Array:
        return self._filled(self._compute_value, points, modes)[0]

    def _slopes(self, points: Array, modes: list[_Mode]) -> tuple[Array, Array]:
        """Return gradients ``(d, n)`` and Hessians ``(d, d, n)``."""
        d = len(self.symbols)
        entries = self._filled(self._compute_slopes, points, modes)
        return entries[:d], symmetric(entries[d:], d)

    def _arguments(self, points: Array, modes: list[_Mode]) -> Array:
        return self._filled(self._compute_arguments, points, modes)

    @staticmethod
    def _filled(compute: Callable[..., list[Any]], points: Array, modes: list[_Mode]) -> Array:
        with np.errstate(all="ignore"):
            entries = compute(*points, *modes)
        filled = np.empty((len(entries), *points.shape[1:]))
        for i, entry in enumerate(entries):
            filled[i] = entry
        return filled

    @cached_property
    def _folded(self) -> tuple[Any, list[Any]]:
        """Return the expression with folds instead of kinks, and the arguments of the folds."""
        kinds, fold = own(), _folds()
        arguments: list[Any] = []

        def folded(u: Any) -> Any:
            known = next((i for i, one in enumerate(arguments) if u in (one, -one)), None)
            if known is None:
                known = len(arguments)
                arguments.append(u)
            return fold(arguments[known], _mode(known))

        def rebuilt(node: Any) -> Any:
            if not node.args:
                return node
            args = [rebuilt(one) for one in node.args]
            if node.func is kinds.absolute:
                return folded(*args)
            if node.func is kinds.maximum:
                return (args[0] + args[1] + folded(args[0] - args[1])) / 2
            if node.func is kinds.minimum:
                return (args[0] + args[1] - folded(args[0] - args[1])) / 2
            return node.func(*args)

        return rebuilt(self.expression), arguments

    @cached_property
    def _modes(self) -> list[Any]:
        """Return a symbol for each fold, for what it is taken for: kinks of one place share it."""
        return [_mode(i) for i in range(len(self._folded[1]))]

    @cached_property
    def _compute_value(self) -> Callable[..., list[Any]]:
        return self._computed([self._folded[0]])

    @cached_property
    def _compute_slopes(self) -> Callable[..., list[Any]]:
        slopes = [derivative(self._folded[0], symbol) for symbol in self.symbols]
        return self._computed([*slopes, *second_derivatives(slopes, self.symbols)])

    @cached_property
    def _compute_arguments(self) -> Callable[..., list[Any]]:
        return self._computed(self._folded[1])

    @cached_property
    def _compute_normals(self) -> Callable[..., list[Any]]:
        return self._computed([derivative(u, by) for u in self._folded[1] for by in self.symbols])

    def _computed(self, expressions: list[Any]) -> Callable[..., list[Any]]:
        return compiled([*self.symbols, *self._modes], expressions, NUMERIC | _NUMERIC)


def _mode(number: int) -> Any:
    return sympy().Symbol(f"mode{number}")


@cache
def _folds() -> Any:
    """Return the function |u| of u and of what it is taken for, which has its derivatives."""
    sp = sympy()

    def function(name: str, derivative: Callable[..., Any] | None) -> Any:
        def fdiff(self: Any, argindex: int = 1) -> Any:
            if derivative is None or argindex != 1:
                raise sp.ArgumentIndexError(self, argindex)
            return derivative(*self.args)

        return type(name, (sp.Function,), {"fdiff": fdiff})

    return function("fold", function("fold_slope", function("fold_bend", None)))
