"""Minima in the kinks of a formula, where the kinks are known from the formula itself.

``abs(u)``, ``max(a, b)`` and ``min(a, b)`` are all |u| or ½(a + b ± |a − b|). A descent on a copy
of the formula with rounded kinks (√(u² + w²) for |u|) ends near a minimum and shows which kinks
meet there. Newton's method on these finds the point: u = 0 in each, and slopes between −1 and 1
for the |u| with which the gradient vanishes (Clarke 1983, theorem 2.3.10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, Protocol

import numpy as np

from surfaces.analysis.zeros import Mask, apart
from surfaces.box import Array, Box
from surfaces.custom.crossings import Crossing, Found, Indices, System, minimum, newton_step
from surfaces.custom.derivatives import derivative, second_derivatives
from surfaces.custom.descent import descend_each
from surfaces.custom.expressions import NUMERIC, compiled, own, spread, symmetric, sympy

WIDTHS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""Widths of the rounded kinks, one after the other, as shares of the range of u in the box."""

MOST_STEPS_FOR_A_WIDTH = 12

MOST_STEPS_TO_A_CROSSING, LONGEST_STEP = 30, 0.2
"""Newton steps to the point in which kinks meet, and how long they may be, in sides."""

STEEPEST_SLOPE_OF_A_MEETING_KINK = 0.999
"""A kink whose slope is nearer to ±1 than this, when it is rounded, lies elsewhere, ..."""

JUST_BESIDE = 1e-2
"""... or just beside, if its |u| is at most this share of what is usual: both are tried."""

SAME_POINT = 1e-8
"""Points are the same if they are nearer than this, as a share of the sides."""


class _Mode(Protocol):
    """What |u| is taken for, and its derivatives."""

    def value(self, u: Array) -> Array: ...
    def slope(self, u: Array) -> Array: ...
    def bend(self, u: Array) -> Array: ...


@dataclass(frozen=True)
class _Rounded:
    """√(u² + w²)."""

    width: float | Array

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


@dataclass(frozen=True, eq=False)
class Kinks:
    """A formula of ``symbols`` as a function of the point and of what each |u| is taken for."""

    symbols: tuple[Any, ...]
    expression: Any

    def near(self, points: Array, box: Box) -> list[Found]:
        """Return the minima, in kinks or not, to which descents from points ``(d, n)`` lead."""
        return self.near_each([points], box)[0] if points.size else []

    def near_each(self, groups: list[Array], box: Box) -> list[list[Found]]:
        """Return the same for each of some groups of points, none of which is empty."""
        found: list[list[Found]] = [[] for _ in groups]
        if not groups:
            return found
        with np.errstate(all="ignore"):
            points, slopes, beside, owner = self._ends(groups, box)
            guesses, owners = [], []
            ends = zip(points.T, slopes.T, beside.T, owner.tolist(), strict=True)
            for at, slope, near, group in ends:
                for meeting in _may_meet(slope, near):
                    signs = np.sign(slope)
                    met = np.abs(slope[meeting]) < STEEPEST_SLOPE_OF_A_MEETING_KINK
                    signs[meeting] = np.where(met, slope[meeting], slope[meeting] / 2)
                    guesses.append(Crossing(at, signs, meeting))
                    owners.append(group)
            met = self._met(guesses, box)
            for i, one in zip(met, self._judged([*met.values()], box), strict=True):
                if one is None:
                    continue
                at = np.clip(one.at, box.low, box.high)  # on the edge it may be beyond by rounding
                if (np.abs(at - one.at) <= 1e-14 * (box.high - box.low)).all():
                    found[owners[i]].append(replace(one, at=tuple(at.tolist())))
        return found

    def _ends(self, groups: list[Array], box: Box) -> tuple[Array, Array, Mask, Indices]:
        """Return ends ``(d, n)`` of descents on rounded kinks, and the group of each.

        Between them are the slopes of each |u|, and whether it is small, ``(k, n)``. The width of a
        kink is a share of the usual |u| in the group; who follows a ray stays at the edge.
        """
        side, points = (box.high - box.low)[:, None], np.hstack(groups)
        owner = np.repeat(np.arange(len(groups)), [group.shape[1] for group in groups])
        none: list[_Mode] = [_Rounded(0.0)] * len(self._modes)
        sizes = np.array([
            [np.median(u[np.isfinite(u)]) for u in np.abs(self._arguments(group, none))]
            for group in groups
        ]).T  # fmt: skip
        sizes = np.where(sizes > 0, sizes, 1.0)
        for width in WIDTHS:
            widths = width * sizes.take(owner, axis=1)
            value, slopes = partial(self._rounded_value, widths), partial(self._rounded, widths)
            points = descend_each(value, slopes, points, side, MOST_STEPS_FOR_A_WIDTH)
            points = np.clip(points, box.low[:, None], box.high[:, None])
            there = np.isfinite(points).all(axis=0)
            within = [np.flatnonzero(there & (owner == i)) for i in range(len(groups))]
            near = max(1e-2 * width, SAME_POINT)
            kept = [one[apart(points.take(one, axis=1), near, box)] for one in within]
            points, owner = points.take(np.hstack(kept), axis=1), owner.take(np.hstack(kept))
        usual = sizes.take(owner, axis=1)
        modes = _of_widths(WIDTHS[-1] * usual, 1)
        arguments = self._arguments(points, modes)
        bends = np.array([mode.slope(u) for mode, u in zip(modes, arguments, strict=True)])
        return points, bends, np.abs(arguments) <= JUST_BESIDE * usual, owner

    def _rounded_value(self, widths: Array, points: Array, which: Indices) -> Array:
        """Return values on kinks of widths ``(k, n)`` at points of which these are the numbers."""
        return self._value(points, _of_widths(widths.take(which, axis=1), points.ndim - 1))

    def _rounded(self, widths: Array, points: Array, which: Indices) -> tuple[Array, Array]:
        """Return gradients and Hessians in the same way."""
        return self._slopes(points, _of_widths(widths.take(which, axis=1), 1))

    def _met(self, guesses: list[Crossing], box: Box) -> dict[int, Crossing]:
        """Return where kinks meet near guesses, without those kinks that turn out to lie aside.

        The keys are the numbers of the guesses.
        """
        side = box.high - box.low
        left, found = dict(enumerate(guesses)), {}
        while left:
            solved = self._solved([*left.values()], side)
            tried, left = [*left], {}
            for i, one in zip(tried, solved, strict=True):
                if one is None:
                    continue
                beyond = one.meeting[np.abs(one.signs[one.meeting]) > 1 + 1e-9]
                if not beyond.size:
                    found[i] = one
                    continue
                one.signs[beyond] = np.sign(one.signs[beyond])  # it lies on one side of these
                left[i] = replace(one, meeting=np.setdiff1d(one.meeting, beyond))
        return {i: found[i] for i in sorted(found)}

    def _solved(self, guesses: list[Crossing], side: Array) -> list[Crossing | None]:
        """Return the points in the meeting kinks with zero gradient, and the slopes of all |u|."""
        found: list[Crossing | None] = [None] * len(guesses)
        going = {
            i: replace(one, at=one.at.copy(), signs=one.signs.copy())
            for i, one in enumerate(guesses)
        }
        last = dict.fromkeys(going, np.inf)
        for _ in range(MOST_STEPS_TO_A_CROSSING):
            systems = self._systems([*going.values()])
            for (i, one), system in zip([*going.items()], systems, strict=True):
                length = newton_step(one, system, side)
                if not length <= LONGEST_STEP:
                    del going[i]
                elif length < 1e-14 or (length >= last[i] and length < 1e-9):
                    found[i] = going.pop(i)
                last[i] = length
            if not going:
                break
        found = [going.get(i, one) if last[i] < 1e-7 else None for i, one in enumerate(found)]
        for end in found:
            if end is not None:
                end.at[np.abs(end.at) < 1e-15 * side] = 0.0
        return found

    def _judged(self, met: list[Crossing], box: Box) -> list[Found | None]:
        """Return the minima where the other kinks are elsewhere, and curvatures forbid none."""
        systems = self._systems(met)
        return [minimum(one, its, box) for one, its in zip(met, systems, strict=True)]

    def _systems(self, points: list[Crossing]) -> list[System]:
        """Return what is computed at points, all of them at once."""
        if not points:
            return []
        at = np.array([one.at for one in points]).T
        signs = np.array([one.signs for one in points]).T
        width = np.array([1 + 2 * one.meeting.size for one in points])
        first = np.cumsum(width) - width
        columns = np.repeat(signs, width, axis=1)  # as it is, more, less of each that meets
        for one, column in zip(points, first.tolist(), strict=True):
            more = column + 1 + np.arange(one.meeting.size)
            columns[one.meeting, more] += 1e-3
            columns[one.meeting, more + one.meeting.size] -= 1e-3
        slopes, hessians = self._slopes(np.repeat(at, width, axis=1), [_Line(s) for s in columns])
        lines: list[_Mode] = [_Line(sign) for sign in signs]
        arguments = self._arguments(at, lines)
        normals = spread(self._compute_normals(*at, *lines), at).reshape(-1, *at.shape)
        return [
            System(
                slopes[:, k],
                hessians[:, :, k],
                arguments[:, i],
                normals[one.meeting, :, i],
                (slopes[:, k + 1 : k + 1 + m] - slopes[:, k + 1 + m : k + 1 + 2 * m]) / 2e-3,
            )
            for i, (one, k) in enumerate(zip(points, first.tolist(), strict=True))
            for m in [one.meeting.size]
        ]

    def _value(self, points: Array, modes: list[_Mode]) -> Array:
        return spread(self._compute_value(*points, *modes), points)[0]

    def _slopes(self, points: Array, modes: list[_Mode]) -> tuple[Array, Array]:
        """Return gradients ``(d, n)`` and Hessians ``(d, d, n)``."""
        d = len(self.symbols)
        entries = self._compute_slopes(*points, *modes)
        return spread(entries[:d], points), symmetric(entries[d:], points)

    def _arguments(self, points: Array, modes: list[_Mode]) -> Array:
        return spread(self._compute_arguments(*points, *modes), points)

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


def _may_meet(slopes: Array, near: Mask) -> list[Indices]:
    """Return sets of kinks that may meet at a point, by the slopes ``(k,)`` of all, rounded."""
    sure = np.abs(slopes) < STEEPEST_SLOPE_OF_A_MEETING_KINK
    return [np.flatnonzero(some) for some in ([sure, sure | near] if near[~sure].any() else [sure])]


def _of_widths(widths: Array, dims: int) -> list[_Mode]:
    """Return kinks of widths ``(k, n)`` for points of which ``n`` is the first of ``dims`` axes."""
    return [_Rounded(one) for one in widths.reshape(*widths.shape, *(1,) * (dims - 1))]


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
