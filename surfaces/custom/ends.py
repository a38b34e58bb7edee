"""Where a formula ends or is infinitely steep, and has a value: √u and ∛u at 0, asin u at ±1.

No slope tells of a minimum there, as that of √x + y² at (0, 0). But along the edge u = 0 the
function is constant, so that the rest of the formula decides where it is lowest (`conditions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from surfaces.custom.expressions import own, sympy
from surfaces.custom.proofs import value_range


class End(NamedTuple):
    """Where a function within a formula ends, or is infinitely steep."""

    u: Any
    """An expression that is 0 there, and greater than 0 beside it."""
    value: Any
    """What the function is there."""
    goes_on: bool
    """Whether it has values where u is less than 0."""


def ends_of(node: Any) -> Iterator[End]:
    """Yield the ends of the outermost function of an expression, where it has a finite value."""
    sp = sympy()
    zero, quarter = sp.Integer(0), sp.pi / 2
    match node:
        case sp.Pow(base=base, exp=power) if power.is_number and not power.is_Integer and power > 0:
            if (folded := _folded(base)) is not None:
                if power < 1:
                    yield End(folded, zero, goes_on=True)
            elif _may_be_negative(base):
                yield End(base, zero, goes_on=False)
        case sp.asin(args=[q]):
            yield from _reached(End(1 - q, quarter, goes_on=False))
            yield from _reached(End(1 + q, -quarter, goes_on=False))
        case sp.acos(args=[q]):
            yield from _reached(End(1 - q, zero, goes_on=False))
            yield from _reached(End(1 + q, sp.pi, goes_on=False))
        case sp.acosh(args=[q]):
            yield from _reached(End(q - 1, zero, goes_on=False))
        case _ if node.func is own().cbrt:
            (q,) = node.args
            folded = _folded(q)
            yield End(q if folded is None else folded, zero, goes_on=True)


def _reached(end: End) -> Iterator[End]:
    if _may_be_negative(end.u):
        yield end


def _may_be_negative(u: Any) -> bool:
    return bool(u.free_symbols) and value_range(u)[0] < 0


def _folded(base: Any) -> Any:
    """Return the u of |u| and of even powers of u; None of anything else."""
    if base.func is own().absolute:
        return base.args[0]
    if base.is_Pow and base.exp.is_Integer and base.exp > 0 and base.exp % 2 == 0:
        return base.base
    return None


def end_nodes(expression: Any, chosen: bool = False) -> Iterator[tuple[End, bool]]:
    """Yield all ends within an expression, and whether they are in a branch of a choice."""
    for end in ends_of(expression):
        yield end, chosen
    chosen = chosen or expression.func in (own().choice, own().closed_choice)
    for argument in expression.args:
        yield from end_nodes(argument, chosen)
