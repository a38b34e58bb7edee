"""Expressions of SymPy that are computed by NumPy, and functions with kinks among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np


def sympy() -> Any:
    """Return SymPy, which is loaded when a formula is used."""
    import sympy

    return sympy


@cache
def own() -> SimpleNamespace:
    """Return functions with kinks, and derivatives of them that an optimizer can use.

    SymPy's own have second derivatives that are concentrated on points.
    """
    sp = sympy()

    def function(name: str, derivative: Callable[..., Any], latex: Callable[..., str]) -> Any:
        def print_latex(self: Any, printer: Any, exp: str | None = None) -> str:
            text = latex(*map(printer._print, _flat(self)))
            return text if exp is None else f"{text}^{{{exp}}}"

        def fdiff(self: Any, argindex: int = 1) -> Any:
            first, *others = self.args if argindex == 1 else self.args[::-1]
            return derivative(first, *others)

        return type(name, (sp.Function,), {"fdiff": fdiff, "_latex": print_latex})

    sgn = function("sgn", lambda x: sp.Integer(0), r"\operatorname{{sgn}}\left({}\right)".format)
    step = function("step", lambda x: sp.Integer(0), r"\theta\left({}\right)".format)
    return SimpleNamespace(
        absolute=function("absolute", sgn, r"\left|{{{}}}\right|".format),
        maximum=function("maximum", lambda x, y: step(x - y), _called(r"\max")),
        minimum=function("minimum", lambda x, y: step(y - x), _called(r"\min")),
    )


def _called(name: str) -> Callable[..., str]:
    return lambda *arguments: name + r"\left(" + r",\, ".join(arguments) + r"\right)"


def _flat(call: Any) -> list[Any]:
    """Return the arguments of a call, those of the same function within it among them."""
    inner = (_flat(x) if type(x) is type(call) and len(x.args) > 1 else [x] for x in call.args)
    return [argument for arguments in inner for argument in arguments]


NUMERIC: dict[str, Callable[..., Any]] = {
    "absolute": np.abs,
    "sgn": np.sign,
    "step": lambda x: np.heaviside(x, 0.5),
    "maximum": np.maximum,
    "minimum": np.minimum,
}


def compiled(
    symbols: Sequence[Any],
    expressions: list[Any],
    functions: Mapping[str, Callable[..., Any]] = NUMERIC,
) -> Callable[..., list[Any]]:
    """Return a NumPy function of the coordinates that computes all expressions together.

    ``functions`` are those of the expressions that are not SymPy's own, by name.
    """
    from sympy.printing.numpy import NumPyPrinter

    class Printer(NumPyPrinter):  # type: ignore[misc]
        def _print_Float(self, number: Any) -> str:  # noqa: N802
            return repr(float(number))  # all its digits

        def _print_Pow(self, power: Any, rational: bool = False) -> str:  # noqa: N802
            if power.base.is_Symbol and power.exp.is_Integer and 2 <= power.exp <= 6:
                return "(" + "*".join([self._print(power.base)] * int(power.exp)) + ")"
            return str(super()._print_Pow(power, rational))

    settings = {
        "fully_qualified_modules": False,
        "inline": True,
        "allow_unknown_functions": True,
        "user_functions": {name: name for name in functions},
    }
    modules = [functions, "numpy"]
    return sympy().lambdify(
        symbols, expressions, modules=modules, printer=Printer(settings), cse=True
    )
