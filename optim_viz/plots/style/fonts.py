"""Characters that matplotlib's own font lacks: fonts that have them, or what is written instead.

DejaVu Sans draws what it has. For the rest, say Hangul, the fonts of the machine are searched,
first those that the language in force names. What no font has is written in other letters, or by
its number, ``U+6F22``: no text shows boxes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter

from optim_viz.text import words

OWN = "DejaVu Sans"
"""The font that comes with matplotlib: it is the same everywhere."""

_ANY = "sans-serif"
"""What a browser has in any case."""


class FontWarning(UserWarning):
    """Some characters are drawn as others, as no font has them."""


def families(font: str | None, *, live: bool = False) -> list[str]:
    """Return the families for text in a font: none unless it is installed.

    Parameters
    ----------
    font : str, optional
    live : bool
        Whether a browser sets the text, which may lack all of them.
    """
    return [font, OWN, *([_ANY] if live else [])] if font and is_installed(font) else []


def is_installed(family: str) -> bool:
    """Whether text can be set in a family of fonts."""
    return family in installed()


def installed() -> list[str]:
    """Return the families of fonts of the machine."""
    _look_for_new_ones()
    return sorted({one.name for one in _listed()})


def settings_of_language(font: str | None = None) -> dict[str, Any]:
    """Return the settings of matplotlib for letters of the language in force: later text has it.

    Other letters are those of a font that is installed, or of matplotlib's own.
    """
    family = family_of(words.LETTERS) if words.LETTERS else ""
    return {"font.family": [*(families(font) or [OWN]), family]} if family else {}


def family_of(sample: str) -> str:
    """Return the family that is used for letters, of which it has all; nothing if there is none."""
    found = _families(sample, tuple(words.FONTS))
    return found[0] if len(found) == 1 and not _without(sample, found) else ""


def fitted(text: str) -> tuple[str, list[str]]:
    """Return a text in characters that can be drawn, and the families that draw them."""
    if not _lacking(text):
        return text, list(mpl.rcParams["font.family"])
    legible, families = _legible(text, tuple(words.FONTS))
    return legible, _beside(mpl.rcParams["font.family"], families)


def make_legible(figure: Figure) -> tuple[tuple[str, ...], str]:
    """Let every text of a figure be drawn; return the fonts needed, and characters none has."""
    first = mpl.rcParams["font.family"][0]
    families: list[str] = [first] if first not in (OWN, _ANY) else []
    unwritten = ""
    for one in _texts(figure):
        text = one.get_text()
        if not (lacking := _lacking(text)):
            continue
        legible, others = _legible(text, tuple(words.FONTS))
        one.set_fontfamily(_beside(one.get_fontfamily(), others))
        one.set_text(legible)
        families += others
        unwritten += _without(lacking, others)
    for ax in figure.axes if unwritten else ():
        for axis in (ax.xaxis, ax.yaxis):
            _write_ticks(axis.get_major_formatter())
    names = sorted(set(families))
    return tuple(f"{name} {version(name)}".strip() for name in names), "".join(sorted({*unwritten}))


def _texts(artist: Artist) -> Iterator[Text]:
    """Yield all texts of an artist, but of no axis that is not drawn: it would make its ticks."""
    if isinstance(artist, Text):
        yield artist
    for one in artist.get_children():
        if not (isinstance(one, Axis) and isinstance(one.axes, Axes) and not one.axes.axison):
            yield from _texts(one)


def _beside(families: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return families with others behind them, each of them once."""
    return list(dict.fromkeys([*families, *others]))


def version(family: str) -> str:
    """Return the version of a font, as its makers count: ``3.021``."""
    for font in _fonts(family):
        for (*_, field), text in font.get_sfnt().items():
            if field == 5 and (found := re.search(rb"\d+\.\d+", text.replace(b"\0", b""))):
                return found[0].decode()
    return ""


@cache
def _own() -> frozenset[str]:
    """Return the characters of matplotlib's own font, and the end of a line."""
    font = font_manager.get_font(font_manager.findfont(OWN))
    return frozenset({*map(chr, font.get_charmap()), "\n"})


def _lacking(text: str) -> str:
    """Return the characters that matplotlib's own font lacks, each of them once."""
    return "".join(dict.fromkeys(one for one in text if one not in _own()))


@cache
def _legible(text: str, first: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    composed = unicodedata.normalize("NFC", text)
    lacking = _lacking(composed)
    families = _families(lacking, first)
    parts = [_instead(one) if one in _without(lacking, families) else one for one in composed]
    return "".join(parts), families


def _instead(character: str) -> str:
    """Return what is written for a character that no font has."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Mn"):  # it is not seen, or a mark on another
        return ""
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain.strip() or f"U+{ord(character):04X}"


@cache
def _families(letters: str, first: tuple[str, ...]) -> tuple[str, ...]:
    """Return as few families as possible that have letters, as far as there are any."""
    if not letters:
        return ()
    if not first or not _characters(first[0]).issuperset(letters):
        _look_for_new_ones()
    known = sorted({one.name for one in _listed()} - {OWN, *first}, key=_unlike_own)
    found: list[str] = []
    left = set(letters)
    while left and (best := _best((*first, *known), left)):
        found.append(best)
        left -= _characters(best)
    for family in found:
        _offer_bold(family)
    return tuple(found)


def _best(families: Sequence[str], letters: set[str]) -> str:
    """Return the first family that has all letters, or most of them; nothing if none has any."""
    for family in families:
        if _characters(family).issuperset(letters):
            return family
    best = max(families, key=lambda family: len(letters & _characters(family)), default="")
    return best if best and letters & _characters(best) else ""


def _unlike_own(family: str) -> tuple[bool, str]:
    """Return a key that sorts families: those without serifs first."""
    return not re.search("sans|gothic", family, re.IGNORECASE), family


def _offer_bold(family: str) -> None:
    """List the heaviest font of a family as its bold one, which many call demibold or lack."""
    upright = [one for one in _listed() if one.name == family and one.style == "normal"]
    if _BOLD not in map(_weight, upright):
        _listed().append(replace(max(upright, key=_weight), weight=_BOLD))


_REGULAR, _BOLD = 400, 700


def _weight(font: font_manager.FontEntry) -> int:
    """Return the weight of a font as a number, whether it has one or a word."""
    weight = font.weight
    return font_manager.weight_dict[weight] if isinstance(weight, str) else int(weight)


def _listed() -> list[font_manager.FontEntry]:
    return font_manager.fontManager.ttflist


@cache
def _look_for_new_ones() -> None:
    """Add the fonts that were installed after matplotlib wrote its list of them."""
    known = {one.fname for one in _listed()}
    for path in sorted({*font_manager.findSystemFonts()} - known):
        with suppress(Exception):  # whatever is wrong with the file: it is not used, then
            font_manager.fontManager.addfont(path)
    _characters.cache_clear()


@cache
def _characters(family: str) -> frozenset[str]:
    return frozenset(chr(code) for font in _fonts(family) for code in font.get_charmap())


def _fonts(family: str) -> Iterable[FT2Font]:
    """Yield the upright font of a family, if there is one that can be drawn at any size."""
    for one in _listed():
        if one.name == family and one.style == "normal" and _weight(one) == _REGULAR:
            with suppress(Exception):
                font = font_manager.get_font(font_manager.findfont(family))
                if font.scalable and len(font.get_charmap()):
                    yield font
            return


def _without(letters: str, families: Sequence[str]) -> str:
    """Return the letters that none of these families has."""
    return "".join(one for one in letters if not any(one in _characters(f) for f in families))


def _write_ticks(formatter: object) -> None:
    """Write the names at ticks, which are set anew whenever they are drawn."""
    if isinstance(formatter, FixedFormatter):
        formatter.seq = [fitted(one)[0] for one in formatter.seq]
