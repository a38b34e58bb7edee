"""The operations of a recorded step: what NumPy computes, how each is counted and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np


class Cost(StrEnum):
    """What an operation is counted as."""

    ADDITION = "additions"
    MULTIPLICATION = "multiplications"
    DIVISION = "divisions"
    ROOT = "roots"
    FUNCTION = "functions"
    """exp, log, sin, powers, and what else takes many operations."""
    CHOICE = "choices"
    """Comparisons, signs, rounding and ``where``: no arithmetic."""


@dataclass(frozen=True)
class Operation:
    """One operation on numbers of a run."""

    function: Callable[..., Any]
    """What NumPy computes, elementwise."""
    cost: Cost
    text: str
    """How it is printed; ``{0}`` is the first argument."""
    javascript: str
    """The same in JavaScript; functions without ``Math.`` are defined by the printer."""
    exact: bool = False
    """Whether IEEE arithmetic leaves no choice of the result, so that constants may be folded."""
    is_truth: bool = False
    """Whether the result is true or false."""
    binds: int = 9
    """How strongly it holds its arguments, as in Python: + is 3, * is 4, a call is 9."""


def _infix(function: Callable[..., Any], cost: Cost, sign: str, binds: int) -> Operation:
    text = f"{{0}} {sign} {{1}}"
    return Operation(function, cost, text, text, exact=True, binds=binds)


def _comparison(function: Callable[..., Any], sign: str, javascript: str = "") -> Operation:
    text, script = f"{{0}} {sign} {{1}}", f"{{0}} {javascript or sign} {{1}}"
    return Operation(function, Cost.CHOICE, text, script, exact=True, is_truth=True, binds=1)


def _call(
    function: Callable[..., Any],
    cost: Cost,
    text: str,
    javascript: str = "",
    *,
    exact: bool = False,
) -> Operation:
    count = text.count("{")
    arguments = ", ".join(f"{{{i}}}" for i in range(count)) if count else "{0}"
    script = f"{javascript or f'Math.{text}'}({arguments})"
    return Operation(function, cost, text if count else f"{text}({arguments})", script, exact=exact)


def _truth(function: Callable[..., Any], text: str, javascript: str) -> Operation:
    return Operation(function, Cost.CHOICE, text, javascript, exact=True, is_truth=True, binds=0)


def _mantissa(x: Any) -> Any:
    return np.frexp(x)[0]


def _exponent(x: Any) -> Any:
    return np.frexp(x)[1]


def _scaled(x: Any, exponent: Any) -> Any:
    return np.ldexp(x, np.asarray(exponent).astype(np.int64))


OPERATIONS: dict[str, Operation] = {
    "add": _infix(np.add, Cost.ADDITION, "+", 3),
    "subtract": _infix(np.subtract, Cost.ADDITION, "-", 3),
    "multiply": _infix(np.multiply, Cost.MULTIPLICATION, "*", 4),
    "divide": _infix(np.divide, Cost.DIVISION, "/", 4),
    "negative": Operation(np.negative, Cost.CHOICE, "-{0}", "-{0}", exact=True, binds=5),
    "sqrt": _call(np.sqrt, Cost.ROOT, "sqrt", exact=True),
    "cbrt": _call(np.cbrt, Cost.ROOT, "cbrt"),
    "hypot": _call(np.hypot, Cost.ROOT, "hypot({0}, {1})", "Math.hypot"),
    "power": _call(np.power, Cost.FUNCTION, "power({0}, {1})", "Math.pow"),
    "arctan2": _call(np.arctan2, Cost.FUNCTION, "arctan2({0}, {1})", "Math.atan2"),
    "logaddexp": _call(np.logaddexp, Cost.FUNCTION, "logaddexp({0}, {1})", "logaddexp"),
    "absolute": _call(np.absolute, Cost.CHOICE, "abs", exact=True),
    "sign": _call(np.sign, Cost.CHOICE, "sign", "sign", exact=True),
    "rint": _call(np.rint, Cost.CHOICE, "rint", "rint", exact=True),
    "floor": _call(np.floor, Cost.CHOICE, "floor", exact=True),
    "ceil": _call(np.ceil, Cost.CHOICE, "ceil", exact=True),
    "trunc": _call(np.trunc, Cost.CHOICE, "trunc", exact=True),
    "copysign": _call(np.copysign, Cost.CHOICE, "copysign({0}, {1})", "copysign", exact=True),
    "minimum": _call(np.minimum, Cost.CHOICE, "min({0}, {1})", "Math.min"),
    "maximum": _call(np.maximum, Cost.CHOICE, "max({0}, {1})", "Math.max"),
    "clip": _call(np.clip, Cost.CHOICE, "clip({0}, {1}, {2})", "clip"),
    "heaviside": _call(np.heaviside, Cost.CHOICE, "heaviside({0}, {1})", "heaviside"),
    "mantissa": _call(_mantissa, Cost.CHOICE, "mantissa", "mantissa", exact=True),
    "exponent": _call(_exponent, Cost.CHOICE, "exponent", "exponent", exact=True),
    "ldexp": _call(_scaled, Cost.CHOICE, "ldexp({0}, {1})", "ldexp"),
    "less": _comparison(np.less, "<"),
    "less_equal": _comparison(np.less_equal, "<="),
    "greater": _comparison(np.greater, ">"),
    "greater_equal": _comparison(np.greater_equal, ">="),
    "equal": _comparison(np.equal, "==", "==="),
    "not_equal": _comparison(np.not_equal, "!=", "!=="),
    "isfinite": _truth(np.isfinite, "isfinite({0})", "Number.isFinite({0})"),
    "isnan": _truth(np.isnan, "isnan({0})", "Number.isNaN({0})"),
    "isinf": _truth(np.isinf, "isinf({0})", "isinf({0})"),
    "logical_and": _truth(np.logical_and, "({0} and {1})", "({0} && {1})"),
    "logical_or": _truth(np.logical_or, "({0} or {1})", "({0} || {1})"),
    "logical_not": _truth(np.logical_not, "(not {0})", "!({0})"),
    "where": Operation(
        np.where, Cost.CHOICE, "where({0}, {1}, {2})", "({0} ? {1} : {2})", exact=True, binds=0
    ),
    **{
        name: _call(getattr(np, name), Cost.FUNCTION, name, f"Math.{script}")
        for name, script in {
            **dict.fromkeys(("exp", "expm1", "log", "log1p", "log2", "log10"), ""),
            **dict.fromkeys(("sin", "cos", "tan", "sinh", "cosh", "tanh"), ""),
            **{f"arc{one}": f"a{one}" for one in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
        }.items()
        for script in (script or name,)
    },
}
"""Every operation by its name in NumPy."""
