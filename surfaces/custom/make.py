"""Surfaces of users: from a typed formula (`formula`), or a Python function (`from_functions`)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from surfaces.base import Surface
from surfaces.box import Array, Box
from surfaces.specs import InputError

if TYPE_CHECKING:
    from surfaces.custom.formulas import Formula
    from surfaces.custom.functions import OwnFunction


def formula(
    text: str,
    *,
    variables: Sequence[str] | None = None,
    domain: Box | Sequence[tuple[float, float]] | None = None,
    start: Sequence[float] | None = None,
) -> Formula:
    """Return the surface of a formula: ``formula("x**2/20 + y**2")``.

    Parameters
    ----------
    text : str
        Numbers, ``+ - * / **``, pi, e, functions, and variables: x and y (x alone for a curve; x0,
        x1, ... or x1, x2, ... for more dimensions), or other letters, Greek ones as well. The
        functions are sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh,
        exp, expm1, log, log2, log10, log1p, sqrt, cbrt, hypot, pow, abs, sign, heaviside, sigmoid,
        softplus, relu, min, max, sum, mean, and ``where(x < 0, ..., ...)``. ``2x² + |y|``,
        ``x^2``, ``sin x``, ``sum((x0...x9)**2)`` and the like are read, too.
    variables : names, optional
        The variables, in order; by default x and y, x0, x1, ..., or as they appear in the text.
        ``f(w, b) = ...`` in the text says the same.
    domain : Box or pairs (low, high), optional
        By default a box around the minima that are found.
    start : numbers, optional
        By default a point on a slope of the domain.

    Raises
    ------
    InputError
        A formula that cannot be read (the message has the column), is constant, has no real value
        or is too long; a domain or a start that does not fit.
    """
    from surfaces.custom.formulas import Formula
    from surfaces.custom.notation import declare

    if variables is not None:
        text = declare(text, tuple(variables))
    box = None if domain is None else _box(domain)
    return Formula(text, box, None if start is None else tuple(map(float, start)))


def from_functions(
    value: Callable[[Array], Any],
    gradient: Callable[[Array], Any] | None = None,
    hessian: Callable[[Array], Any] | None = None,
    *,
    domain: Box | Sequence[tuple[float, float]] = ((-5, 5), (-5, 5)),
    start: Sequence[float] | None = None,
    name: str | None = None,
    most_calls: int | None = None,
) -> OwnFunction:
    """Return the surface of a Python function of a point.

    Parameters
    ----------
    value : function
        Maps a point ``(d,)`` to a number, or better points ``(d, *batch)`` to ``(*batch)``:
        ``x, y = point``. Whether it takes many at once is checked against single ones; if not, it
        is called for each, with progress on a terminal. Arrays of other libraries are converted,
        and functions of PyTorch are given tensors.
    gradient, hessian : functions, optional
        Map points to ``(d, *batch)`` and ``(d, d, *batch)``: as you write them, or ``jax.grad(f)``,
        ``torch.func.grad(f)``. By default central differences are used, and
        `OwnFunction.derivatives` says so.
    domain : Box or pairs (low, high)
        One pair for each coordinate, which sets the dimension.
    start : numbers, optional
        By default a point on a slope of the domain.
    name : str, optional
        The name in titles; by default the name of the function.
    most_calls : int, optional
        Calls that are spent on finding minima, if the function takes one point at a time; by
        default 50 000. With 0 none is looked for, and none is known.

    Raises
    ------
    InputError
        No function; one that fails at a point, or gives complex numbers, nothing or a wrong shape;
        a domain or a start that does not fit.
    """
    from surfaces.custom.functions import OwnFunction
    from surfaces.custom.pointwise import MOST_CALLS

    for what, given in (("value", value), ("gradient", gradient), ("hessian", hessian)):
        _check_function(what, given)
    box = _box(domain)
    begin = None if start is None else tuple(float(number) for number in start)
    called = name or getattr(value, "__name__", "function").strip("<>")
    calls = MOST_CALLS if most_calls is None else most_calls
    return OwnFunction(value, gradient, hessian, box, begin, called, calls)


def maximized(surface: Surface) -> Surface:
    """Return the surface −f of a function f whose maxima are wanted.

    Methods go down on it; its gaps are those to the highest value of f. Its minima, the maxima of
    f, are searched for in the domain of f.
    """
    from surfaces.custom.turned import maximized as turned

    return turned(surface)


def _check_function(what: str, given: object) -> None:
    """Refuse what is no function: a class, text, a surface, None in place of the value."""
    if given is None and what != "value":
        return
    name = getattr(given, "__name__", type(given).__name__)
    if isinstance(given, str):
        raise InputError(f"{given[:40]!r} is text: surfaces.formula({given[:40]!r}) takes formulas")
    if isinstance(given, Surface):
        raise InputError(f"{given} is a surface already: use it as it is")
    if inspect.isclass(given):
        raise InputError(f"{name} is a class: give a function of a point, or an object {name}(...)")
    if not callable(given):
        raise InputError(f"{what} is a function of a point, as in f(point), not {given!r:.40}")


def _box(domain: Box | Sequence[tuple[float, float]]) -> Box:
    """Return the box of pairs (low, high), or raise an error that says what is wrong."""
    if isinstance(domain, Box):
        return domain
    try:
        return Box(*((float(low), float(high)) for low, high in domain))
    except (TypeError, ValueError):
        raise InputError(
            "a domain is a pair (low, high) for each coordinate, as in ((-2, 2), (-2, 2)),"
            f" with low < high, not {domain!r}"
        ) from None
