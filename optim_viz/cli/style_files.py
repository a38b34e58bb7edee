"""The style of a deck as it is typed, a file in TOML; and what of it is drawn otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from optim_viz.deck_style import NO_STYLE, TRANSPARENT, style_as_text
from optim_viz.recipes import Recipe
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import choose, quoted

_COLOURS = ("background", "text", "accent")


def read_style(typed: str | None) -> str | None:
    """Return the text of a style from what was typed: a file, or its keys as JSON.

    Colours may have names there, as in matplotlib.

    Raises
    ------
    InputError
        A file that cannot be read, or a style that cannot be.
    """
    if typed is None or typed == NO_STYLE:
        return None
    plain = typed if typed.lstrip().startswith("{") else _in_digits(_table(Path(typed)))
    text: str | None = style_as_text(plain)
    return text


def _table(path: Path) -> Mapping[str, Any]:
    """Return what a file says."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = words.NO_TEXT
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    raise InputError(f"cannot read the style {path}: {reason}")


def _in_digits(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a style whose colours are those of their names; what is no colour stays as it is."""
    from matplotlib import colormaps

    plain = dict(given)
    for key, value in plain.items():
        if key in _COLOURS:
            plain[key] = _digits(value)
        elif key == "colormap" and isinstance(value, str):
            choose(value, colormaps, "colormap", "see matplotlib.colormaps")
        elif key == "colormap" and isinstance(value, list):
            plain[key] = [_digits(one) for one in value]
        elif key in ("colours", "colors") and isinstance(value, Mapping):
            plain[key] = _digits_of_all(value)
        elif key == "dark" and isinstance(value, Mapping):
            plain[key] = _in_digits(value)
    return plain


def _digits_of_all(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of colours, which may have tables inside."""
    return {
        key: _digits_of_all(value) if isinstance(value, Mapping) else _digits(value)
        for key, value in given.items()
    }


def _digits(given: Any) -> Any:
    """Return the colour that a name stands for, without opacity."""
    from matplotlib.colors import is_color_like, to_hex

    if isinstance(given, str) and given != TRANSPARENT and is_color_like(given):
        return to_hex(given)
    if isinstance(given, str) and given.isalpha() and given != TRANSPARENT:
        from matplotlib.colors import CSS4_COLORS

        near = get_close_matches(given.lower(), CSS4_COLORS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(f"unknown colour {quoted(given)}{hint} (a name of CSS, or #rrggbb)")
    return given


def shortcomings(recipe: Recipe) -> Iterator[str]:
    """Yield a line on each thing of a style that is drawn otherwise, or can hardly be seen."""
    if recipe.style is None:
        return
    from optim_viz.plots.style.contrast import contrast
    from optim_viz.plots.style.fonts import installed
    from optim_viz.plots.style.optimizer_styles import LEAST_CONTRAST_OF_LINES
    from optim_viz.plots.style.themes import LEAST_CONTRAST, page_colours

    style = recipe.deck_style
    if style.font and style.font not in installed():
        yield words.no_such_font(style.font, get_close_matches(style.font, installed(), n=1))
    colours = page_colours(recipe.theme, style)
    paper, ink = colours["paper"], colours["ink"]
    if contrast(ink, paper) < LEAST_CONTRAST:
        yield words.faint_text(ink, paper, contrast(ink, paper), LEAST_CONTRAST)
    for name, colour in style.colours.items():
        if (found := contrast(colour, paper)) < LEAST_CONTRAST_OF_LINES:
            yield words.faint_colour(name, colour, paper, found, LEAST_CONTRAST_OF_LINES)
