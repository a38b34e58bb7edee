"""Singularities of a formula: division by 0, roots and logarithms of 0 or less.

The divisors and arguments are read off the expression (`parts`); their zeros in a box are found
numerically (`zeros`), where a part changes its sign or comes down to 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from surfaces.box import Array, Box
from surfaces.custom.expressions import own

EPS = float(np.finfo(float).eps)

MOST_ZEROS = 400
"""At most this many zeros of a part are computed, spread evenly over all that are found."""

Values = Callable[[Array], Array]
"""A function from points ``(d, *batch)`` to values ``(*batch)``, NaN where it has none."""


@dataclass(frozen=True)
class Part:
    """A part of a formula whose zeros are singularities: a divisor, the argument of a root."""

    expression: Any
    """The expression of the part in SymPy."""
    at_zero: str
    """The singularity where the part is 0, in words; empty if there is none."""
    below: bool = True
    """Whether the formula has a value where the part is less than 0."""
    where: Any = 0
    """An expression that is 0 where the part plays a role, and has no value elsewhere."""


def parts(expression: Any) -> Iterator[Part]:
    """Yield the divisors of a formula and the arguments of its roots, powers and logarithms.

    A part that stands in a choice has no value where the other branch is chosen.
    """
    import sympy as sp

    yield from _own_parts(expression)
    if type(expression).__name__ in ("choice", "closed_choice"):
        decides, then, otherwise = expression.args
        yield from parts(decides)
        for branch, chosen in ((then, (0, sp.nan)), (otherwise, (sp.nan, 0))):
            for part in parts(branch):
                only = expression.func(decides, *chosen)
                yield replace(part, where=part.where + only)
    else:
        for argument in expression.args:
            yield from parts(argument)


def _own_parts(node: Any) -> Iterator[Part]:
    """Yield the parts that the outermost operation of an expression has."""
    import sympy as sp

    match node:
        case sp.Pow(base=base, exp=power) if base.free_symbols:
            if power.is_Integer:
                if power < 0:
                    yield Part(base, "division by 0")
            elif power.is_number:
                zero = "division by 0" if power < 0 else "root of 0" if power < 1 else ""
                yield Part(base, zero, below=False)
            else:
                yield Part(base, "power of 0", below=False)
        case sp.log(args=[argument]):
            yield Part(argument, "log of 0", below=False)
        case sp.tan(args=[argument]):
            yield Part(sp.cos(argument), "tan jumps")
        case sp.asin(args=[argument]) | sp.acos(args=[argument]):
            yield Part(1 - argument**2, "infinite slope", below=False)
        case sp.acosh(args=[argument]):
            yield Part(argument - 1, "infinite slope", below=False)
        case sp.atanh(args=[argument]):
            yield Part(1 - argument**2, "no bound", below=False)
        case sp.atan2(args=[y, x]):
            left = own().closed_choice(x, sp.nan, 0)
            yield Part(y, "atan2 jumps", where=left)
            yield Part(x**2 + y**2, "atan2 of 0 and 0")
    match type(node).__name__:
        case "log2" | "log10":
            yield Part(node.args[0], "log of 0", below=False)
        case "log1p":
            yield Part(1 + node.args[0], "log of 0", below=False)
        case "cbrt":
            yield Part(node.args[0], "infinite slope")


@dataclass(frozen=True)
class Zeros:
    """Zeros of a part in a box, and whether it is negative there."""

    points: Array
    """The zeros, ``(d, n)``."""
    directions: Array
    """A direction across each zero, ``(d, n)``."""
    negative: bool
    """Whether the part is less than 0 somewhere in the box."""


def zeros(part: Values, box: Box) -> Zeros:
    """Return the zeros of a part in a box: between nodes of unlike sign, and where it touches 0."""
    nodes, pairs = _nodes(box)
    values = part(nodes)
    known = values[np.isfinite(values)]
    none = nodes[:, :0]
    if not known.size:
        return Zeros(none, none, negative=False)
    usual = np.median(np.abs(known))
    negative = bool(known.min() < -1e-12 * usual)
    signs = np.sign(values)[pairs]
    first, last = pairs[:, np.abs(signs[0] - signs[1]) > 0]  # not where one has no value
    if first.size:
        chosen = np.unique(np.linspace(0, first.size - 1, MOST_ZEROS).astype(int))
        ends = nodes[:, first[chosen]], nodes[:, last[chosen]]
        return Zeros(_bisected(part, *ends), ends[1] - ends[0], negative)
    sizes = np.where(np.isfinite(values), np.abs(values), np.inf)
    lowest = _nearest_to_zero(part, nodes[:, sizes.argmin()], box)
    if np.abs(part(lowest)) > 1e-12 * usual:
        return Zeros(none, none, negative)
    signs = product((-1.0, 0.0, 1.0), repeat=min(box.dim, 6))
    around = [direction for direction in signs if any(direction)]
    directions = np.zeros((box.dim, len(around)))
    directions[:6] = np.array(around).T
    directions *= (box.high - box.low)[:, None]
    return Zeros(np.repeat(lowest[:, None], directions.shape[1], axis=1), directions, negative)


def falls_without_bound(function: Values, found: Zeros, box: Box) -> bool:
    """Return whether a function falls without bound towards zeros of one of its parts.

    It is evaluated at distances that shrink by a factor of 100: towards a pole or a logarithm it
    falls each time by as much as the last time, or more; towards a limit it does not.
    """
    side = (box.high - box.low)[:, None]
    steps = found.directions / np.abs(found.directions / side).max(axis=0, initial=0.0)
    lows = []
    for reach in (1e-4, 1e-6, 1e-8, 1e-10, 1e-12):
        beside = np.hstack([found.points - reach * steps, found.points + reach * steps])
        lows.append(np.nanmin(np.append(function(beside[:, box.contains(beside)]), np.inf)))
    if lows[-1] == -np.inf:
        return True
    with np.errstate(invalid="ignore"):
        down = -np.diff(lows)
        steady = (down[1:] >= 0.8 * down[:-1]).all()
    return bool(steady and (down > 1e-9 * (1 + np.abs(lows[0]))).all())


def _nodes(box: Box) -> tuple[Array, np.ndarray[Any, np.dtype[np.intp]]]:
    """Return nodes ``(d, n)``, up to the edges, and pairs of neighbours among them ``(2, m)``."""
    if box.dim > 2:
        nodes = np.random.default_rng(0).uniform(box.low, box.high, (4000, box.dim)).T
        return nodes, np.array([np.arange(3999), np.arange(1, 4000)])
    count = {1: 2001, 2: 161}[box.dim]
    nodes = np.array(np.meshgrid(*np.linspace(box.low, box.high, count).T, indexing="ij"))
    numbers = np.arange(count**box.dim).reshape(nodes.shape[1:])
    pairs = [
        [numbers.take(range(count - 1), axis).ravel(), numbers.take(range(1, count), axis).ravel()]
        for axis in range(box.dim)
    ]
    return nodes.reshape(box.dim, -1), np.concatenate(pairs, axis=1)


def _bisected(part: Values, first: Array, last: Array) -> Array:
    """Return the zeros of a part between points of unlike sign ``(d, n)``, by bisection."""
    sign = np.sign(part(first))
    for _ in range(60):
        middle = (first + last) / 2
        same = np.sign(part(middle)) == sign
        first, last = np.where(same, middle, first), np.where(same, last, middle)
    return last


def _nearest_to_zero(part: Values, node: Array, box: Box) -> Array:
    """Return the point near a node at which a part is nearest to 0, by ever smaller grids."""
    steps = (-1.0, -0.5, 0.0, 0.5, 1.0) if box.dim <= 2 else (-1.0, 0.0, 1.0)
    if box.dim > 6:
        return node
    offsets = np.array(list(product(steps, repeat=box.dim))).T
    half = (box.high - box.low)[:, None] / (10.0 if box.dim > 2 else 80.0)
    for _ in range(60):
        around = np.clip(node[:, None] + half * offsets, box.low[:, None], box.high[:, None])
        values = np.abs(part(around))
        node = around[:, np.where(np.isnan(values), np.inf, values).argmin()]
        half = half * 0.6
    return node
