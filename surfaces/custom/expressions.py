"""Expressions of SymPy that are computed by NumPy, and functions that SymPy lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from surfaces.box import Array


def sympy() -> Any:
    """Return SymPy, which is loaded when a formula is used."""
    import sympy

    return sympy


@cache
def own() -> SimpleNamespace:
    """Return functions of formulas that SymPy lacks, or whose derivatives there are no use.

    SymPy differentiates twice through ``abs`` and finds what is concentrated on points;
    ``log(1 + x)`` loses the digits that ``log1p(x)`` has. Each is computed by the function of
    that name in `NUMERIC`.
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

    zero, one = sp.Integer(0), sp.Integer(1)
    sgn = function("sgn", lambda x: zero, r"\operatorname{{sgn}}\left({}\right)".format)
    step = function("step", lambda x: zero, r"\theta\left({}\right)".format)
    sigmoid = function("sigmoid", lambda x: sigmoid(x) * sigmoid(-x), _operator("sigmoid"))
    cbrt = function("cbrt", lambda x: one / (3 * cbrt(x) ** 2), r"\sqrt[3]{{{}}}".format)
    return SimpleNamespace(
        absolute=function("absolute", sgn, r"\left|{{{}}}\right|".format),
        sgn=sgn,
        step=step,
        maximum=function("maximum", lambda x, y: step(x - y), _called(r"\max")),
        minimum=function("minimum", lambda x, y: step(y - x), _called(r"\min")),
        sigmoid=sigmoid,
        softplus=function("softplus", sigmoid, _operator("softplus")),
        log1p=function("log1p", lambda x: one / (1 + x), _operator("log1p")),
        expm1=function("expm1", sp.exp, _operator("expm1")),
        log2=function("log2", lambda x: one / (x * sp.log(2)), r"\log_{{2}}\left({}\right)".format),
        log10=function(
            "log10", lambda x: one / (x * sp.log(10)), r"\log_{{10}}\left({}\right)".format
        ),
        cbrt=cbrt,
        choice=_choice("choice", r"{} > 0"),
        closed_choice=_choice("closed_choice", r"{} \geq 0"),
    )


def _choice(name: str, condition: str) -> Any:
    """Return a function of a number that decides, and the values if it does and if it does not.

    Its derivative chooses between those of both values: a sum with factors 1 and 0 would have no
    value where the one that is not chosen has none.
    """

    def derivative(self: Any, symbol: Any) -> Any:
        decides, then, otherwise = self.args
        slopes = then.diff(symbol), otherwise.diff(symbol)
        return slopes[0] if slopes[0] == slopes[1] else self.func(decides, *slopes)

    def print_latex(self: Any, printer: Any, exp: str | None = None) -> str:
        decides, then, otherwise = map(printer._print, self.args)
        text = _called(r"\operatorname{where}")(condition.format(decides), then, otherwise)
        return text if exp is None else f"{text}^{{{exp}}}"

    return type(name, (sympy().Function,), {"_eval_derivative": derivative, "_latex": print_latex})


def _called(name: str) -> Callable[..., str]:
    return lambda *arguments: name + r"\left(" + r",\, ".join(arguments) + r"\right)"


def _operator(name: str) -> Callable[..., str]:
    return _called(rf"\operatorname{{{name}}}")


def _flat(call: Any) -> list[Any]:
    """Return the arguments of a call, those of the same function within it among them."""
    inner = (_flat(x) if type(x) is type(call) and len(x.args) > 1 else [x] for x in call.args)
    return [argument for arguments in inner for argument in arguments]


def _sigmoid(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)) without an overflow, and with all digits where it is small."""
    small = np.exp(-np.abs(x))
    return np.where(np.asarray(x) < 0, small, 1.0) / (1 + small)


NUMERIC: dict[str, Callable[..., Any]] = {
    "absolute": np.abs,
    "sgn": np.sign,
    "step": lambda x: np.heaviside(x, 0.5),
    "maximum": np.maximum,
    "minimum": np.minimum,
    "sigmoid": _sigmoid,
    "softplus": lambda x: np.logaddexp(0.0, x),
    "log1p": np.log1p,
    "expm1": np.expm1,
    "log2": np.log2,
    "log10": np.log10,
    "cbrt": np.cbrt,
    "choice": lambda decides, then, otherwise: np.where(decides > 0, then, otherwise),
    "closed_choice": lambda decides, then, otherwise: np.where(decides >= 0, then, otherwise),
}
"""The NumPy function of each."""

KINKED = {
    "abs": ("absolute",),
    "min": ("minimum",),
    "max": ("maximum",),
    "sign": ("sgn",),
    "heaviside": ("step",),
    "where": ("choice", "closed_choice"),
}
"""Functions with kinks or jumps: the typed name, and the names in `own`."""


def compiled(
    symbols: Sequence[Any],
    expressions: Sequence[Any],
    functions: Mapping[str, Callable[..., Any]] = NUMERIC,
) -> Callable[..., list[Any]]:
    """Return a NumPy function of the coordinates that computes all expressions together.

    ``functions`` are those of the expressions that are not SymPy's own, by name.
    """
    return _compiled(tuple(symbols), tuple(expressions), tuple(functions.items()))


@lru_cache(maxsize=256)
def _compiled(
    symbols: tuple[Any, ...],
    expressions: tuple[Any, ...],
    functions: tuple[tuple[str, Callable[..., Any]], ...],
) -> Callable[..., list[Any]]:
    settings = {
        "fully_qualified_modules": False,
        "inline": True,
        "allow_unknown_functions": True,
        "user_functions": {name: name for name, _ in functions},
    }
    compute: Callable[..., list[Any]] = sympy().lambdify(
        symbols,
        list(expressions),
        modules=[dict(functions)],  # the whole of NumPy would load its compiler of Fortran, too
        printer=_printer()(settings),  # from NumPy come the functions that it names
        cse=True,
        docstring_limit=0,
    )
    return compute


@cache
def _printer() -> Any:
    """Return the class that writes expressions for NumPy."""
    from sympy.printing.numpy import NumPyPrinter

    class Printer(NumPyPrinter):  # type: ignore[misc]
        def _print_Float(self, number: Any) -> str:  # noqa: N802
            return repr(float(number))  # all its digits

        def _print_Pow(self, power: Any, rational: bool = False) -> str:  # noqa: N802
            if power.base.is_Symbol and power.exp.is_Integer and 2 <= power.exp <= 6:
                return "(" + "*".join([self._print(power.base)] * int(power.exp)) + ")"
            return str(super()._print_Pow(power, rational))

    return Printer


def computed(compute: Callable[..., list[Any]], point: Array) -> list[Any]:
    """Return entries as they are computed, constants as numbers."""
    with np.errstate(all="ignore"):
        return compute(*point)


def filled(compute: Callable[..., list[Any]], point: Array) -> Array:
    """Return computed entries ``(n, *batch)``; constants are spread over the batch."""
    return spread(computed(compute, point), point)


def spread(entries: Sequence[Any], point: Array) -> Array:
    """Return entries ``(n, *batch)``, the constants among them spread over the batch of points."""
    array = np.empty((len(entries), *point.shape[1:]), like=point)
    for i, entry in enumerate(entries):
        array[i] = entry
    return array


def symmetric(entries: Iterable[Any], point: Array) -> Array:
    """Return matrices ``(d, d, *batch)`` at points from their lower triangles, row by row."""
    d, entry = len(point), iter(entries)
    matrix = np.empty((d, d, *point.shape[1:]), like=point)
    for i in range(d):
        for j in range(i):
            matrix[i, j] = matrix[j, i] = next(entry)
        matrix[i, i] = next(entry)
    return matrix


MOST_TERMS = 60
"""A polynomial with more terms is not taken apart: it would take long."""


def in_powers(expression: Any, symbols: Sequence[Any]) -> Any:
    """Return a polynomial with repeated factors as their powers, and anything else as it is.

    x⁵ − 5x⁴ + 10x³ − 10x² + 5x − 1 loses all its digits near to 1, (x − 1)⁵ none.
    """
    sp = sympy()
    if not expression.is_polynomial(*symbols) or len(sp.Add.make_args(expression)) > MOST_TERMS:
        return expression
    exact = {one: sp.Rational(str(one)) for one in expression.atoms(sp.Float)}
    polynomial = sp.Poly(expression.xreplace(exact), *symbols)
    if polynomial.total_degree() < 2 or not polynomial.domain.is_Exact:
        return expression
    if all(_lacks_powers(polynomial, one) for one in symbols):
        return expression
    factor, powers = polynomial.sqf_list()
    if max((power for _, power in powers), default=1) < 2:
        return expression
    return factor * sp.Mul(*(one.as_expr() ** power for one, power in powers))


PRIME = 32003
"""Polynomials are looked at modulo this."""


def _lacks_powers(polynomial: Any, symbol: Any) -> bool:
    """Return whether no repeated factor depends on a symbol, if that is seen at once.

    Where the other symbols are numbers, it would also be repeated modulo a prime, unless the
    leading coefficient vanishes. To find the factors takes a hundred times as long.
    """
    if not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ):
        return False
    degree, (_, alone) = polynomial.degree(symbol), polynomial.clear_denoms(convert=True)
    for place, other in enumerate(one for one in polynomial.gens if one != symbol):
        alone = alone.eval(other, 7 + 5 * place)
    image = alone.set_modulus(PRIME)
    return degree == 0 or bool(image.degree() == degree and image.is_sqf)
