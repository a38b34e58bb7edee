"""The words of formulas: functions, constants, other names for them, hints for what is neither."""

from __future__ import annotations

import math
from collections.abc import Callable

from surfaces.specs import InputError

CONSTANTS = {"pi": math.pi, "e": math.e}

FUNCTIONS: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "exp": math.exp,
    "expm1": math.expm1,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "log1p": math.log1p,
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
    "hypot": math.hypot,
    "pow": math.pow,
    "abs": abs,
    "sign": lambda a: math.copysign(1.0, a) if a else 0.0,
    "heaviside": lambda a: (math.copysign(1.0, a) + 1) / 2 if a else 0.5,
    "sigmoid": lambda a: (1 + math.tanh(a / 2)) / 2,
    "softplus": lambda a: max(a, 0.0) + math.log1p(math.exp(-abs(a))),
    "relu": lambda a: max(a, 0.0),
    "min": min,
    "max": max,
    "sum": lambda *several: math.fsum(several),
    "mean": lambda *several: math.fsum(several) / len(several),
    "where": lambda holds, then, otherwise: then if holds else otherwise,
}
"""The functions of a formula, as functions of numbers."""

FOLDS = ("sum", "mean", "min", "max")
"""Functions of several arguments, in any number."""

ARGUMENTS = {"atan2": 2, "hypot": 2, "pow": 2, "where": 3}
"""The number of arguments of functions that take neither one nor several."""

SYNONYMS = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "sgn": "sign",
    "maximum": "max",
    "minimum": "min",
    "fmax": "max",
    "fmin": "min",
    "fabs": "abs",
    "absolute": "abs",
    "average": "mean",
    "power": "pow",
    "logistic": "sigmoid",
    "expit": "sigmoid",
}
"""Other names of functions, which have one meaning."""

LIBRARIES = ("np", "numpy", "math", "torch", "tf", "jnp", "jax", "sp", "sympy", "scipy", "Math")
"""What stands before a point in ``np.sin``."""

SIGNS = {
    "^": "**",
    ".^": "**",
    ".*": "*",
    "./": "/",
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "∗": "*",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
}
"""Signs that are written otherwise in Python."""

LOGIC = ("and", "or", "not", "if", "else")
"""Words of Python that a formula may have, in a case distinction."""

GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "omicron", "rho", "sigma", "tau", "upsilon", "phi", "chi"),
    *("psi", "omega"),
)
"""Names that can be variables without being declared, as single letters can."""

LOOKALIKES = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
"""Greek letters that look like Latin ones."""

ALLOWED = (
    "numbers, x and y (or x0, x1, ...), + - * / **, pi, e, sin, cos, tan, exp, log, sqrt, abs,"
    " min, max, sum, where and more functions"
)

HINTS = {
    "//": "a quotient is written /",
    "%": "a remainder jumps: not in a formula",
    ".": "a point stands only in numbers",
    "\\": "LaTeX is not read: write x**2/20, sqrt(x), sin(x)",
    "∑": "a sum is written sum(x0...x4), or sum((x0...x4)**2)",
    "∏": "a product is written x0*x1*x2",
    "!": "a factorial is no function of real numbers",
    "′": "derivatives are found by the program: give the function itself",
    "°": "angles are in radians: pi/180*x",
    "&": "conditions are joined by and, or",
    "‖": "a norm is written hypot(x, y), or sqrt(x**2 + y**2)",
    "—": "a minus is written -",
    "∞": "numbers are finite",
    "∜": "a root is written x**(1/4)",
    "$": "a formula stands without $",
}
"""What is said of signs that have no place in a formula."""

MEANT = {
    "floor": "it jumps and has no slope: not in a formula",
    "ceil": "it jumps and has no slope: not in a formula",
    "round": "it jumps and has no slope: not in a formula",
    "mod": "it jumps: not in a formula",
    "lg": "it is written log10 or log2",
    "lb": "it is written log2",
    "sqr": "it is written x**2 or sqrt(x)",
    "square": "it is written x**2",
    "cube": "it is written x**3",
    "exp2": "it is written 2**x",
    "exp10": "it is written 10**x",
    "sec": "it is written 1/cos(...)",
    "csc": "it is written 1/sin(...)",
    "cot": "it is written 1/tan(...)",
    "sech": "it is written 1/cosh(...)",
    "tg": "it is written tan",
    "sinc": "it is written sin(x)/x or sin(pi*x)/(pi*x)",
    "norm": "it is written hypot(x, y), or sqrt(x**2 + y**2)",
    "dot": "it is written as a sum of products",
    "prod": "it is written x0*x1*x2",
    "piecewise": "it is written where(x < 0, ..., ...)",
    "cases": "it is written where(x < 0, ..., ...)",
    "clip": "it is written min(max(x, low), high)",
    "clamp": "it is written min(max(x, low), high)",
    "logsumexp": "it is written log(exp(x) + exp(y))",
    "step": "it is written heaviside",
    "erf": "it is not among the functions: tanh is nearest",
    "gamma": "it is not among the functions",
}
"""What is said of names that have no place, or more than one meaning."""


class FormulaError(InputError):
    """A formula that cannot be read; the message has the column, the text there, and a hint."""

    def __init__(self, text: str, column: int, what: str, hint: str) -> None:
        where = f"column {column}" + (f", {shortened(what, 24)!r}" if what else "")
        super().__init__(f"cannot read {shortened(text, 60)!r}: {where}: {hint}")
        self.column = column


def shortened(text: str, length: int) -> str:
    """Return a text, cut to a length."""
    return text if len(text) <= length else text[: length - 3] + "..."
