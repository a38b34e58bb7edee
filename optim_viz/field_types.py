"""Values made to fit the fields of recipes: their types, in words too, and objects as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import surfaces
from optim_viz import optimizers
from optim_viz.deck_style import style_as_text
from optim_viz.optimizers import Optimizer
from surfaces import Surface


def fitted(value: Any, wanted: Any) -> Any:
    """Return the value as the kind that is wanted, `MISSING` if it is of another kind."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        fitting = (fitted(value, one) for one in arguments)
        return next((one for one in fitting if one is not MISSING), MISSING)
    if origin is tuple:
        if not isinstance(value, tuple | list):
            return MISSING
        kinds = arguments[:1] * len(value) if arguments[-1] is ... else arguments
        if len(kinds) != len(value):
            return MISSING
        items = tuple(fitted(one, kind) for one, kind in zip(value, kinds, strict=True))
        return MISSING if any(one is MISSING for one in items) else items
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, bool) and wanted is not bool:
        return MISSING
    return value if isinstance(value, wanted) else MISSING


_WORDS = {str: "text", int: "a whole number", float: "a number", NoneType: "nothing"}


def in_words(wanted: Any) -> str:
    """Return what a field takes: ``a number or text``."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return " or ".join(in_words(one) for one in arguments if one is not NoneType)
    if origin is tuple:
        items = arguments[:1] if arguments[-1] is ... else arguments
        return f"a tuple of {', '.join(dict.fromkeys(in_words(one) for one in items))}"
    return _WORDS.get(wanted, str(wanted))


def surface_as_text(given: Any) -> tuple[str | None, str | None]:
    """Return the text of a surface, or that of a formula; what is neither stays as it is."""
    if given is None or isinstance(given, str):  # then no code that reads formulas is loaded
        return given, None
    from surfaces.custom.formulas import Formula

    if isinstance(given, Formula) and given == Formula(given.text, None, None):
        return None, given.text
    is_surface = isinstance(given, Surface | type) or callable(given)
    return (surfaces.text_of(given) if is_surface else given), None


def _all_as_text(given: Any) -> Any:
    """Return the texts of optimizers; what is no collection of them stays as it is."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return given
    return tuple(map(_as_text, given))


def _as_text(given: Any) -> Any:
    return optimizers.text_of(given) if isinstance(given, Optimizer) or callable(given) else given


AS_TEXT: dict[str, Callable[[Any], Any]] = {
    "optimizers": _all_as_text,
    "optimizer": _as_text,
    "style": style_as_text,
}
"""Fields that take optimizers as objects, too, or a style as a dictionary."""
