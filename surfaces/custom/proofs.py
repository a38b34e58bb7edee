"""Proofs that a minimum of a formula is the lowest everywhere: a lower bound, or convexity.

Both are read off the expression, part by part, and hold for all real values of the variables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from surfaces.box import Array
from surfaces.custom.expressions import own, sympy

Range = tuple[float, float]

EVERYTHING: Range = (-math.inf, math.inf)


def value_range(expression: Any, box: Mapping[Any, Range] = MappingProxyType({})) -> Range:
    """Return numbers between which all values of an expression lie, but for rounding.

    Parameters
    ----------
    expression : expression
    box : mapping of symbols to ranges
        What the symbols are known to lie between; those that are missing are any numbers.
    """
    sp, kinds = sympy(), own()
    if expression.is_number:
        return float(expression), float(expression)
    if expression.is_Symbol:
        return box.get(expression, EVERYTHING)
    if expression.is_Add:
        ranges = [_term_range(term, box) for term in _by_variable(expression)]
        low, high = ([one[end] for one in ranges] for end in (0, 1))
        return (
            -math.inf if -math.inf in low else math.fsum(low),
            math.inf if math.inf in high else math.fsum(high),
        )
    if expression.is_Mul:
        first, *others = expression.args
        found = value_range(first, box)
        for other in others:
            found = _product(found, value_range(other, box))
        return found
    if expression.is_Pow:
        return _power_range(expression, box)
    inner = [value_range(argument, box) for argument in expression.args]
    if expression.func is kinds.absolute:
        return _even(inner[0], abs)
    if expression.func is kinds.maximum:
        return max(inner[0][0], inner[1][0]), max(inner[0][1], inner[1][1])
    if expression.func is kinds.minimum:
        return min(inner[0][0], inner[1][0]), min(inner[0][1], inner[1][1])
    if expression.func in (sp.sin, sp.cos, sp.tanh):
        return -1.0, 1.0
    if expression.func in (sp.asin, sp.acos):
        turn = math.pi / 2 if expression.func is sp.acos else 0.0
        return turn - math.pi / 2, turn + math.pi / 2
    if expression.func is sp.acosh:
        return 0.0, math.inf
    if expression.func is sp.exp:
        return _monotone(inner[0], math.exp)
    if expression.func is sp.cosh:
        return _even(inner[0], math.cosh)
    if expression.func is sp.log and inner[0][0] > 0:
        return _monotone(inner[0], math.log)
    return EVERYTHING


def higher_outside(expression: Any, sides: Mapping[Any, Range], least: float) -> bool:
    """Return whether an expression is at least so high wherever a symbol is not between its sides.

    What is outside lies beyond an end of one symbol, the others being any numbers.
    """
    beyond = [
        {x: end} for x, (low, high) in sides.items() for end in ((-math.inf, low), (high, math.inf))
    ]
    return all(value_range(expression, one)[0] >= least for one in beyond)


def _by_variable(total: Any) -> list[Any]:
    """Return the terms of a sum, the polynomials in one variable alone put together."""
    alone: dict[Any, Any] = {}
    others = []
    for term in total.args:
        symbols = term.free_symbols
        if len(symbols) == 1 and term.is_polynomial(*symbols):
            (x,) = symbols
            alone[x] = alone.get(x, 0) + term
        else:
            others.append(term)
    return [*alone.values(), *others]


def _term_range(term: Any, box: Mapping[Any, Range]) -> Range:
    """Return the range of a term of a sum, exact where it is a polynomial in one variable."""
    if not (term.is_Add and len(term.free_symbols) == 1):
        return value_range(term, box)
    (x,) = term.free_symbols
    polynomial = np.array(sympy().Poly(term, x).all_coeffs(), dtype=float)
    if not np.isfinite(polynomial).all():
        return EVERYTHING
    low, high = box.get(x, EVERYTHING)
    turns = np.roots(np.polyder(polynomial)).real  # those of double roots have split in two
    places = [
        *turns[(low < turns) & (turns < high)],
        *(end for end in (low, high) if abs(end) < math.inf),
    ]
    heights = [float(np.polyval(polynomial, at)) for at in places]
    heights += [_far_out(polynomial, end) for end in (low, high) if abs(end) == math.inf]
    return min(heights), max(heights)


def _far_out(polynomial: Array, end: float) -> float:
    """Return the infinity that a polynomial tends to at an end of the line."""
    odd = len(polynomial) % 2 == 0
    return math.copysign(math.inf, polynomial[0] * (end if odd else 1.0))


def _power_range(expression: Any, box: Mapping[Any, Range]) -> Range:
    base, power = expression.args
    low, high = value_range(base, box)
    if power.is_Integer and power > 0:
        exponent = int(power)
        return (_even if exponent % 2 == 0 else _monotone)(
            (low, high), lambda number: number**exponent
        )
    if power.is_number and power > 0:
        return _monotone((max(low, 0.0), high), lambda number: number ** float(power))
    return (0.0, math.inf) if low >= 0 or (power.is_Integer and power % 2 == 0) else EVERYTHING


def _even(inner: Range, function: Callable[[float], float]) -> Range:
    """Return the range of an even function that rises from 0 on."""
    low, high = inner
    nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return _at(function, nearest), _at(function, max(abs(low), abs(high)))


def _monotone(inner: Range, function: Callable[[float], float]) -> Range:
    return _at(function, inner[0]), _at(function, inner[1])


def _at(function: Callable[[float], float], number: float) -> float:
    try:
        return float(function(number))
    except OverflowError:
        return math.copysign(math.inf, number)


def _product(one: Range, other: Range) -> Range:
    corners = [0.0 if 0 in (a, b) else a * b for a in one for b in other]
    return min(corners), max(corners)


def is_convex(expression: Any) -> bool:
    """Return whether an expression is convex, by rules that do not find every convex one."""
    sp, kinds = sympy(), own()
    if _is_affine(expression):
        return True
    if expression.is_Add:
        squares = [term for term in expression.args if _degree(term) <= 2]
        others = [term for term in expression.args if _degree(term) > 2]
        return all(map(is_convex, others)) and (
            all(map(is_convex, squares)) or _is_convex_parabola(sp.Add(*squares))
        )
    if expression.is_Mul:
        constant, rest = expression.as_coeff_Mul()
        return bool(constant > 0) and constant != 1 and is_convex(rest)
    if expression.is_Pow:
        base, power = expression.args
        if power.is_Integer and power > 0 and power % 2 == 0 and _is_affine(base):
            return True
        if power == sp.Rational(1, 2):
            return _degree(base) == 2 and _is_sum_of_squares(base)
        return bool(power.is_number and power >= 1) and _is_convex_and_positive(base)
    if expression.func is kinds.absolute:
        return _is_affine(expression.args[0]) or _is_convex_and_positive(expression.args[0])
    if expression.func is kinds.maximum:
        return all(map(is_convex, expression.args))
    if expression.func is sp.exp:
        return is_convex(expression.args[0])
    return expression.func is sp.cosh and _is_affine(expression.args[0])


def _is_convex_and_positive(expression: Any) -> bool:
    return is_convex(expression) and value_range(expression)[0] >= 0


@lru_cache(maxsize=1024)
def _degree(expression: Any) -> float:
    """Return the degree of a polynomial in all variables; infinity if it is none.

    Degrees of factors add up. In a sum of sums the highest powers may cancel.
    """
    if not expression.free_symbols:
        return 0
    if expression.is_Symbol:
        return 1
    if expression.is_Mul:
        return sum(map(_degree, expression.args))
    if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
        return _degree(expression.base) * int(expression.exp)
    if not expression.is_Add:
        return math.inf
    degrees = [_degree(term) for term in expression.args]
    highest, sums = max(degrees), sum(term.has(sympy().Add) for term in expression.args)
    if sums == 0 or degrees.count(highest) == 1 or highest == math.inf:
        return highest
    symbols = sorted(expression.free_symbols, key=str)
    return int(sympy().Poly(expression, *symbols).total_degree())


def _is_affine(expression: Any) -> bool:
    return _degree(expression) <= 1


def _is_sum_of_squares(expression: Any) -> bool:
    """Return whether an expression is a sum of squares of affine ones, and numbers not below 0."""
    return all(
        (term.is_number and term >= 0)
        or (
            (square := term.as_coeff_Mul())[0] > 0
            and square[1].is_Pow
            and square[1].args[1] == 2
            and _is_affine(square[1].args[0])
        )
        for term in sympy().Add.make_args(expression)
    )


def _is_convex_parabola(expression: Any) -> bool:
    """Return whether the constant Hessian of a polynomial of degree 2 is positive definite."""
    symbols = sorted(expression.free_symbols, key=str)
    hessian = sympy().hessian(sympy().nsimplify(expression, rational=True), symbols)
    return bool(hessian.is_positive_definite)
