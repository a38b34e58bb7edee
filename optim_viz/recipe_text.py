"""Recipes as text: one line of JSON, with the version that wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from optim_viz.version import __version__
from surfaces import InputError

_LONGEST = 1_000_000
"""Largest number of characters in the text of a recipe."""

_FONTS = "fonts"
"""Under which a recipe names the fonts of its file: no field, for they are found, not chosen."""


def written(command: str, plain: dict[str, Any], fonts: Iterable[str] = ()) -> str:
    """Return the fields of a command as one line of JSON, with the version and the fonts."""
    with_fonts = {_FONTS: ", ".join(fonts)} if fonts else {}
    return json.dumps({"optim-viz": __version__, **with_fonts, command: plain})


def fonts_of(text: str) -> str:
    """Return the fonts that a file with this recipe was made with, beside matplotlib's own.

    Raises
    ------
    InputError
        No recipe.
    """
    data, _ = _data(text)
    return str(data.get(_FONTS, ""))


def _data(text: str) -> tuple[dict[str, Any], str]:
    """Return what a text holds, and the version that wrote it."""
    try:
        data = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not isinstance(version := data.pop("optim-viz", None), str):
        raise InputError(f"this is no recipe of optim-viz: {text!r:.60}")
    return data, version


def read_plain(text: str) -> tuple[str, dict[str, Any]]:
    """Return the command and the fields of a recipe as plain data, which is not checked yet.

    Raises
    ------
    InputError
        No recipe, or one of a newer version.
    """
    data, version = _data(text)
    data.pop(_FONTS, None)
    if _numbers(version) > _numbers(__version__):
        raise InputError(
            f"this recipe was made by optim-viz {version:.20}, and this is {__version__}"
        )
    if len(data) != 1 or not isinstance(values := next(iter(data.values())), dict):
        raise InputError(f"a recipe names one command, not {', '.join(data) or 'none':.60}")
    return next(iter(data)), values


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version: ``(0, 1, 0)``."""
    parts = version.split(".")
    return tuple(int(part) for part in parts[:3] if part.isdecimal() and len(part) < 6)
