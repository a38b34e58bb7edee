"""Surfaces from typed formulas, with exact derivatives by SymPy.

SymPy gets a tree that `building` makes, node by node, from one that `grammar` let through; it
never sees the text. It is loaded only when a formula is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box
from surfaces.custom.building import Builder
from surfaces.custom.confirmed import vanishes_beside
from surfaces.custom.derivatives import derivative, second_derivatives
from surfaces.custom.ends import end_nodes
from surfaces.custom.everywhere import count_everywhere
from surfaces.custom.explored import Explored
from surfaces.custom.expressions import (
    KINKED,
    compiled,
    computed,
    filled,
    in_powers,
    own,
    symmetric,
    sympy,
)
from surfaces.custom.grammar import Parsed, parse
from surfaces.custom.kinks import Kinks
from surfaces.custom.pieces import Pieces
from surfaces.custom.proofs import higher_outside, is_convex, value_range
from surfaces.custom.singularities import Part, Zeros, falls_without_bound, parts, zeros
from surfaces.custom.tips import shortest_subgradients
from surfaces.numerals import superscript, typeset_name
from surfaces.specs import InputError

MOST_TIPS = 4096
"""At most this many points of a batch that lie in a tip have a subgradient."""

MOST_OPERATIONS = 10_000
"""At most this many operations make up the second derivatives; a longer formula is refused."""


class Reading(NamedTuple):
    """What is to be told of how a formula was read; empty where it was read as it stands."""

    text: str
    """The formula in the notation of Python."""
    variables: tuple[str, ...]
    """The variables in their order, if they have other names than usual."""


@dataclass(frozen=True)
class Formula(Explored):
    """A typed formula, with its exact gradient and Hessian.

    In the kinks of ``abs``, ``min`` or ``max`` the derivatives are the mean of both sides; in those
    of ``where`` they are those of the side to which the point belongs. In a tip, as of
    √(x² + y²), and at an infinitely steep end, as of √x, the gradient is the shortest subgradient,
    and the Hessian is 0.
    Where it divides by 0 or takes a logarithm of 0, it may fall without bound: then no minimum is
    the lowest. Without a given domain no point is outside; `domain` is then the window to show.

    Raises
    ------
    InputError
        A formula that cannot be read (`grammar.FormulaError`, with the column), is constant, has
        no real value or is too long; a domain or a start that does not fit.
    """

    text: str
    within: Box | None = None
    begin: tuple[float, ...] | None = None
    is_maximized: bool = False
    """Whether this is −f of the formula f, whose maxima are looked for."""

    source = "typed in"
    derivatives = "exact, by SymPy"

    def __post_init__(self) -> None:
        expression = self.expression  # an unreadable formula is refused here, not later
        if not expression.free_symbols:
            raise InputError(f"{self.text!r} is the same everywhere: {expression}")
        if sympy().count_ops(self._bends) > MOST_OPERATIONS:
            raise InputError(f"{self.text!r} is too long to be differentiated twice")
        self._check()

    @property
    def unlimited(self) -> bool:
        """Whether no domain is given."""
        return self.within is None

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` is in the domain; without one, it is a point.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        return super().inside(point if self.within is not None else self._read(point))

    def _holds(self, point: Array) -> npt.NDArray[np.bool_]:
        finite: Any = np.isfinite(point)
        return finite.all(axis=0) if self.within is None else super()._holds(point)

    def all_inside(self, point: Array) -> bool:
        """Return whether all points ``(d, n)`` are in the domain, faster than `inside`."""
        if self.within is not None:
            return super().all_inside(point)
        return bool(np.isfinite(point.sum()))

    @property
    def dim(self) -> int:
        """Number of variables."""
        return len(self._parsed.variables)

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of the variables."""
        return self._parsed.variables

    @property
    def reading(self) -> Reading:
        """How the text was read: in the notation of Python, with which variables."""
        parsed = self._parsed
        return Reading(
            parsed.text if parsed.is_turned else "", parsed.variables if parsed.is_guessed else ()
        )

    @property
    def formula(self) -> str:
        """The formula with raised exponents and · instead of ``**`` and ``*``."""
        return _typeset(self._parsed.text, self.coordinates)

    @property
    def title(self) -> str:
        """The formula."""
        return self.formula + ", maximized" * self.is_maximized

    @property
    def lesson(self) -> str:
        """Empty: nothing is known of the formula."""
        return ""

    @cached_property
    def kinks(self) -> str:
        """The kinks of abs, min and max, and the singularities in the domain, in words."""
        kinked = ", ".join(self._kinked).replace("where", "cases")
        words = [f"where {kinked} change over"] if kinked else []
        for part, found in self._gaps:
            what = _typeset(_written(part.expression), self.coordinates)
            if found.negative and not part.below:
                words.append(f"no value where {what} < 0")
            elif part.at_zero and found.points.size:
                words.append(f"{part.at_zero} where {what} = 0")
        without = (
            []
            if self.bounded
            else [f"it {'rises' if self.is_maximized else 'falls'} without bound there"]
        )
        return "; ".join([*dict.fromkeys(words), *without])

    @property
    def creased(self) -> bool:
        """Whether the formula contains abs, min, max or where, or jumps."""
        return bool(self._kinked)

    @cached_property
    def creases(self) -> Kinks | None:
        """The kinks of abs, min and max."""
        folded = {"abs", "min", "max"} & set(self._kinked)
        return Kinks(self._symbols, self.expression) if folded else None

    @cached_property
    def pieces(self) -> Pieces | None:
        """What the formula is on each side of its jumps, cases and ends; None of one without."""
        jumps = {"sign", "heaviside", "where"} & set(self._kinked)
        switches = jumps or any(True for _ in end_nodes(self.expression))
        return Pieces(self._symbols, self.expression) if switches else None

    @property
    def may_have_tips(self) -> bool:
        """Whether there are roots, divisions or logarithms of 0 in the domain, jumps or cases."""
        jumps = {"sign", "heaviside", "where"} & set(self._kinked)
        return self.may_have_kinks and bool(self._gaps or jumps)

    @cached_property
    def _kinked(self) -> list[str]:
        has = self.expression.has
        return [
            name for name, owns in KINKED.items() if has(*(getattr(own(), one) for one in owns))
        ]

    @cached_property
    def bounded(self) -> bool:
        """Whether the formula falls without bound towards none of its singularities."""
        return not any(
            falls_without_bound(self._value, found, self.domain) for _, found in self._gaps
        )

    @cached_property
    def _gaps(self) -> list[tuple[Part, Zeros]]:
        """Return the parts that vanish or are negative in the domain, and their zeros."""
        found = []
        for part in parts(self.expression):
            compute = compiled(self._symbols, [part.expression + part.where])
            found.append((part, zeros(partial(self._one, compute), self.domain)))
        return [(part, gap) for part, gap in found if gap.negative or gap.points.size]

    def _one(self, compute: Callable[..., list[Any]], point: Array) -> Array:
        return filled(compute, point)[0]

    def is_singular(self, points: Array) -> npt.NDArray[np.bool_]:
        """Return beside which points ``(d, n)`` a divisor or an argument of a root vanishes."""
        singular = np.zeros(points.shape[1], dtype=bool)
        for part, _ in self._gaps:
            if part.at_zero and points.size:
                compute = compiled(self._symbols, [part.expression + part.where])
                one = partial(self._one, compute)
                singular |= vanishes_beside(one, points, self.domain)
        return singular

    def _poles(self) -> Array:
        none = np.empty((self.dim, 0))
        return np.concatenate([none, *(found.points for _, found in self._gaps)], axis=1)

    @property
    def lowest_is_proven(self) -> bool:
        """Whether all minima are known, the formula is convex, or it has that value as a bound.

        Without a domain all those inside a box, outside of which the formula is higher.
        """
        if self.lowest is None or super().lowest_is_proven:
            return self.lowest is not None
        least = self.lowest - 1e-12 * max(1.0, abs(self.lowest))
        if is_convex(self.expression) or value_range(self.expression)[0] >= least:
            return True
        sides = dict(zip(self._symbols, self.searched.sides, strict=True))
        return self.minima_complete and higher_outside(self.expression, sides, least)

    @cached_property
    def proven_everywhere(self) -> bool:
        """Whether no other stationary points exist than those listed, and no kinks."""
        if self.within is not None or self._kinked:
            return False
        count = count_everywhere(self._symbols, self.expression, self._slopes, self._bends)
        return count == len(self.survey.points)

    @cached_property
    def latex(self) -> str:
        """The formula for a title in mathematical type."""
        return str(sympy().latex(-self.expression if self.is_maximized else self.expression))

    @cached_property
    def expression(self) -> Any:
        """The SymPy expression.

        Raises
        ------
        InputError
            The formula cannot be read, or has no real value anywhere.
        """
        parsed, sp = self._parsed, sympy()  # what is refused does not wait for SymPy
        builder = Builder(sp, dict(zip(parsed.variables, self._symbols, strict=True)))
        built = builder.build(parsed.tree).replace(sp.Abs, own().absolute)
        built = -built if self.is_maximized else built
        if built.has(sp.I, sp.nan, sp.zoo, sp.oo, -sp.oo):
            raise InputError(f"{self.text!r} has no real value anywhere")
        return built

    @property
    def _typed(self) -> str:
        return self.text + ", maximized" * self.is_maximized

    def _within(self, box: Box) -> Self:
        """Return the same function with a box as its domain; derivatives are compiled once."""
        for name in (
            "_compute_gradient",
            "_compute_hessian",
            "_may_have_tips",
            "creases",
            "pieces",
        ):
            getattr(self, name)
        return super()._within(box)

    def __reduce__(self) -> tuple[Any, ...]:
        return Formula, (self.text, self.within, self.begin, self.is_maximized)

    @cached_property
    def _parsed(self) -> Parsed:
        return parse(self.text)

    @cached_property
    def _symbols(self) -> tuple[Any, ...]:
        return tuple(sympy().Symbol(name, real=True) for name in self._parsed.variables)

    @cached_property
    def _slopes(self) -> list[Any]:
        slopes = [derivative(self.expression, symbol) for symbol in self._symbols]
        return [in_powers(slope, self._symbols) for slope in slopes]

    @cached_property
    def _bends(self) -> list[Any]:
        return second_derivatives(self._slopes, self._symbols)

    @cached_property
    def _compute_value(self) -> Callable[..., list[Any]]:
        return compiled(self._symbols, [self.expression])

    @cached_property
    def _compute_gradient(self) -> Callable[..., list[Any]]:
        return compiled(self._symbols, self._slopes)

    @cached_property
    def _compute_hessian(self) -> Callable[..., list[Any]]:
        return compiled(self._symbols, self._bends)

    def _value(self, point: Array) -> Array:
        return self._one(self._compute_value, point)

    def _gradient(self, point: Array) -> Array:
        slopes = filled(self._compute_gradient, point)
        if self._may_have_tips and not np.isfinite(slopes).all():
            tips = self._tips(point)
            columns = point.reshape(self.dim, -1)[:, tips]
            found = shortest_subgradients(self._plain_gradient, columns)
            has_one = np.isfinite(found[0])
            slopes.reshape(self.dim, -1)[:, tips[has_one]] = found[:, has_one]
        return slopes

    def _plain_gradient(self, point: Array) -> Array:
        return filled(self._compute_gradient, point)

    def _hessian(self, point: Array) -> Array:
        bends = self._plain_hessian(point)
        if self._may_have_tips and not np.isfinite(bends).all():
            bends.reshape(self.dim, self.dim, -1)[:, :, self._tips(point)] = 0.0
        return bends

    def _plain_hessian(self, point: Array) -> Array:
        return symmetric(computed(self._compute_hessian, point), point)

    @cached_property
    def _may_have_tips(self) -> bool:
        """Whether there are roots or divisions, which may divide 0 by 0 in the derivatives."""
        return any(True for _ in parts(self.expression))

    def _tips(self, point: Array) -> npt.NDArray[np.intp]:
        """Return where in a flat batch a value has no slope: few places, as tips are thin."""
        slopes = self._plain_gradient(point)
        lost = ~np.isfinite(slopes).all(axis=0) & np.isfinite(self._value(point))
        return np.flatnonzero(lost)[:MOST_TIPS]


def _written(expression: Any) -> str:
    """Return an expression as it would be typed."""
    text = sympy().sstr(expression, full_prec=False)
    for typed, owns in KINKED.items():
        for one in owns:
            text = re.sub(rf"\b{one}\b", typed, text)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _typeset(text: str, names: tuple[str, ...]) -> str:
    """Return a formula with raised exponents, lowered indices and mathematical signs."""
    text = " ".join(text.split())
    for name in names:  # before exponents are raised, which count as letters
        text = re.sub(rf"\b{name}\b", typeset_name(name), text)
    text = re.sub(r" ?\*\* ?(-?\d+)(?![\d.eE]|\s*\*\*)", lambda m: superscript(m[1]), text)
    text = re.sub(r"\bpi\b", "π", text).replace("sqrt", "√").replace("cbrt", "∛").replace("**", "^")
    return text.replace("*", "·").replace("-", "−")
