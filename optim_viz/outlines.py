"""Outlines of lectures: a title, and slides with a figure, text and notes each, in TOML.

::

    title = "From zigzag to Adam"

    [[slides]]
    title = "A rate too large diverges"
    figure = 'compare -f "0.1*x**2 + 2*y**2" --start=-5,-2 -a sgd:lr=0.6'
    text = ["Across the valley each step is larger than the last."]
    notes = "Ask before you show it."
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar

from optim_viz.text import can_be_written
from surfaces import InputError
from surfaces.specs import choose, quoted

MOST_SLIDES = 200

_LONGEST = 1000
"""Largest number of letters in a text of a slide."""

_Part = TypeVar("_Part", bound="Slide | Outline")


@dataclass(frozen=True)
class Slide:
    """One slide: a figure fills it, or stands beside its text."""

    title: str = ""
    figure: str = ""
    """The command that makes the figure; ``animate`` gives a film, ``frames`` several steps."""
    text: tuple[str, ...] = ()
    """A line each."""
    notes: str = ""
    """Text for the speaker."""


@dataclass(frozen=True)
class Outline:
    """A lecture."""

    title: str = ""
    subtitle: str = ""
    author: str = ""
    slides: tuple[Slide, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the outline that a text in TOML describes.

        Raises
        ------
        InputError
            No TOML, an unknown key (with the nearest match), a value of the wrong kind, no slides
            or too many.
        """
        try:
            plain = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"an outline is TOML: {error}") from None
        slides = plain.pop("slides", None)
        if not isinstance(slides, list) or not all(isinstance(one, dict) for one in slides):
            raise InputError("an outline has its slides as tables: [[slides]]")
        if not 0 < len(slides) <= MOST_SLIDES:
            raise InputError(f"an outline has 1 to {MOST_SLIDES} slides, not {len(slides)}")
        numbered = enumerate(slides, 1)
        return cls(
            **_texts(cls, plain, "outline"),
            slides=tuple(Slide(**_texts(Slide, one, f"slide {nth}")) for nth, one in numbered),
        )


def _texts(kind: type[_Part], plain: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return the fields of a part of an outline, checked."""
    known = {one.name: one.type for one in fields(kind) if one.name != "slides"}
    found: dict[str, Any] = {}
    for key, value in plain.items():
        choose(key, known, f"key in {what}:")
        several = known[key] == "tuple[str, ...]"
        lines = value if several and isinstance(value, list) else [value]
        if not all(isinstance(line, str) and len(line) <= _LONGEST for line in lines):
            wanted = "a list of texts" if several else "a text"
            raise InputError(f"{what}: {key} is {wanted}, not {quoted(value)}")
        if not all(map(can_be_written, lines)):
            raise InputError(f"{what}: {key} has control characters: {quoted(value)}")
        found[key] = tuple(lines) if several else value
    return found
