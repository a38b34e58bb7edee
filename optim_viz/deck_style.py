"""The style of a deck as plain data: colours, font, colormap, names of optimizers.

As a file, in TOML::

    background = "#fdf6e3"
    accent = "#b58900"
    font = "Fira Sans"
    colormap = "viridis"

    [names]
    sgd = "Gradient descent"

    [colours]
    sgd = "#dc322f"

    [dark]
    accent = "#ffd75f"
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from optim_viz import optimizers
from surfaces import InputError
from surfaces.specs import choose, quoted

TRANSPARENT = "none"
"""The background of figures that have none."""

NO_STYLE = "none"
"""What is typed for no style, where a recipe has one."""

_SPELLINGS = {"color": "colour", "colors": "colours", "cmap": "colormap"}

_LONGEST = 60
"""Largest number of letters in the name of an optimizer, a font or a colormap."""

_MOST_COLOURS = 64

_DARK = "dark"


@dataclass(frozen=True)
class DeckStyle:
    """A style for one theme; None where the theme decides.

    Colours are texts such as ``#b58900``.
    """

    background: str | None = None
    """Behind figures; `TRANSPARENT` for nothing."""
    text: str | None = None
    accent: str | None = None
    """In place of the blue of landscapes and heat maps."""
    font: str | None = None
    colormap: str | tuple[str, ...] | None = None
    """The name of one of matplotlib, or colours, from the lowest to the highest ground."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What methods are called, by the names that are typed."""
    colours: Mapping[str, str] = field(default_factory=dict)
    """Colours of methods, by the names that are typed."""

    @classmethod
    def read(cls, text: str | None, theme: str) -> DeckStyle:
        """Return what the text of a style, as `style_as_text` writes it, says for a theme.

        What is said for the dark theme comes before the rest there, and is all that it has of
        background and text. Print is black on white: of colours it has those of optimizers.
        """
        plain: dict[str, Any] = json.loads(text) if text else {}
        dark = plain.pop(_DARK, {})
        if theme != "light":
            plain.pop("text", None)
            if plain.get("background") != TRANSPARENT:
                plain.pop("background", None)
        if theme == "print":
            plain = {key: one for key, one in plain.items() if key not in ("accent", "colormap")}
        if theme == _DARK:
            pairs = ("names", "colours")
            both = {key: plain.get(key, {}) | dark.get(key, {}) for key in pairs}
            plain = plain | dark | both
        if isinstance(plain.get("colormap"), list):
            plain["colormap"] = tuple(plain["colormap"])
        return cls(**plain)

    @property
    def is_transparent(self) -> bool:
        """Whether figures have no background."""
        return self.background == TRANSPARENT

    @property
    def paper(self) -> str | None:
        """The colour of the background, if the style has one."""
        return None if self.is_transparent else self.background


def style_as_text(given: Any) -> Any:
    """Return a style as one line of JSON, the same for the same style; None for an empty one.

    What is neither plain data nor such a text stays as it is.

    Raises
    ------
    InputError
        An unknown key or optimizer (with the nearest match), or a value that does not fit.
    """
    if isinstance(given, str):
        given = None if given == NO_STYLE else _parsed(given)
    if not isinstance(given, Mapping):
        return given
    plain = _checked(given, "style", _CHECKS)
    _check_names(plain)
    return json.dumps(plain, sort_keys=True, ensure_ascii=False) if plain else None


def with_background(style: str | None) -> str | None:
    """Return the text of a style whose figures have a background, at least that of the theme."""
    plain: dict[str, Any] = json.loads(style) if style else {}
    for part in (plain, plain.get(_DARK, {})):
        if part.get("background") == TRANSPARENT:
            del part["background"]
    text: str | None = style_as_text(plain)
    return text


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, Mapping):
        raise InputError(f"a style is a file in TOML, or its keys as JSON, not {quoted(text)}")
    return plain


def _checked(
    given: Mapping[str, Any], owner: str, checks: Mapping[str, Callable[[str, Any], Any]]
) -> dict[str, Any]:
    """Return the keys of a table with their values, checked; tables without keys are left out."""
    plain: dict[str, Any] = {}
    for key, value in given.items():
        known = _SPELLINGS.get(key, key)
        choose(known, checks, f"key of a {owner}:")
        found = checks[known](f"{owner}: {known}", value)
        if found != {}:
            plain[known] = found
    return plain


def _colour(what: str, given: Any) -> str:
    """Return a colour in six digits."""
    if isinstance(given, str) and re.fullmatch("#([0-9a-fA-F]{3}){1,2}", given):
        digits = given[1:].lower()
        return "#" + (digits if len(digits) == 6 else "".join(2 * one for one in digits))
    raise InputError(f"{what} is a colour such as #b58900, not {quoted(given)}")


def _background(what: str, given: Any) -> str:
    return TRANSPARENT if given == TRANSPARENT else _colour(what, given)


def _name(what: str, given: Any) -> str:
    """Return a name without spaces around it."""
    if not isinstance(given, str) or not 0 < len(given.strip()) <= _LONGEST:
        raise InputError(f"{what} is a text of 1 to {_LONGEST} letters, not {quoted(given)}")
    if not given.isprintable():
        raise InputError(f"{what} is on one line, without control characters: {quoted(given)}")
    return given.strip()


def _colormap(what: str, given: Any) -> str | list[str]:
    if not isinstance(given, list | tuple):
        return _name(what, given)
    if not 2 <= len(given) <= _MOST_COLOURS:
        raise InputError(f"{what} has 2 to {_MOST_COLOURS} colours, not {len(given)}")
    return [_colour(what, one) for one in given]


def _of_methods(check: Callable[[str, Any], str]) -> Callable[[str, Any], dict[str, str]]:
    """Return a check of a table with a value for each of some methods."""

    def checked(what: str, given: Any) -> dict[str, str]:
        if not isinstance(given, Mapping):
            raise InputError(f'{what} is a table, as in [{what[7:]}] sgd = "...", not a value')
        found = {}
        for name, value in _flat(given):
            optimizers.check_name(name)
            found[name] = check(f"{what}: {name}", value)
        return found

    return checked


def _flat(given: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield names and values: TOML takes ``torch.Adam = ...`` for a table in a table."""
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _dark(what: str, given: Any) -> dict[str, Any]:
    """Return the keys for the dark theme, checked."""
    if not isinstance(given, Mapping):
        raise InputError(
            f"{what} is a table, [dark], with the keys of a style, not {quoted(given)}"
        )
    return _checked(given, "style", {key: one for key, one in _CHECKS.items() if key != _DARK})


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "background": _background,
    "text": _colour,
    "accent": _colour,
    "font": _name,
    "colormap": _colormap,
    "names": _of_methods(_name),
    "colours": _of_methods(_colour),
    _DARK: _dark,
}


def _check_names(plain: Mapping[str, Any]) -> None:
    """Raise if two methods would have one name in a theme."""
    usual = {one.name: one.title for one in optimizers.methods().values()}
    for names in (plain.get("names", {}), plain.get(_DARK, {}).get("names", {})):
        titles = usual | names
        for name, title in names.items():
            twins = [one for one, other in titles.items() if other == title and one != name]
            if twins:
                raise InputError(f"{name} and {twins[0]} would both be called {title}")
