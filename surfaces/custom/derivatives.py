"""Derivatives of SymPy's expressions: the same as its ``diff`` gives, in a fraction of the time.

Of each derivative of each part ``diff`` asks, by all rules that SymPy has for signs and kinds of
numbers, whether it may be 0. Here it is 0 if it is written as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from surfaces.custom.expressions import sympy


@lru_cache(maxsize=4096)
def derivative(expression: Any, symbol: Any) -> Any:
    """Return the derivative of an expression by a symbol."""
    sp = sympy()
    parts = expression.args
    if not parts:
        return sp.S.One if expression == symbol else sp.S.Zero
    if expression.is_Add:
        return sp.Add(*(derivative(part, symbol) for part in parts))
    if expression.is_Mul:
        slopes = [derivative(part, symbol) for part in parts]
        return sp.Add(*(
            sp.Mul(*parts[:i], slope, *parts[i + 1 :])
            for i, slope in enumerate(slopes)
            if slope is not sp.S.Zero
        ))  # fmt: skip
    if expression.is_Pow:
        base, exponent = parts
        by_exponent = derivative(exponent, symbol) * sp.log(base)
        return expression * (by_exponent + derivative(base, symbol) * exponent / base)
    if type(expression)._eval_derivative is sp.Function._eval_derivative:
        slopes = [derivative(part, symbol) for part in parts]
        return sp.Add(*(
            expression.fdiff(i) * slope
            for i, slope in enumerate(slopes, start=1)
            if slope is not sp.S.Zero
        ))  # fmt: skip
    return expression.diff(symbol)  # it has a rule of its own


def second_derivatives(slopes: Sequence[Any], symbols: Sequence[Any]) -> list[Any]:
    """Return the derivatives of a gradient: the lower triangle of the Hessian, row by row."""
    rows = enumerate(slopes, start=1)
    return [derivative(slope, by) for i, slope in rows for by in symbols[:i]]
