"""Objects that print themselves in a few lines, whatever they hold."""

from __future__ import annotations

import reprlib
from dataclasses import fields
from typing import Any

_MOST_LETTERS = 1500
"""Longest text of an object: on a terminal of 80 x 24 characters the screen is not full."""

_ARRAY = 6
"""Largest array whose numbers are shown."""


class Brief:
    """A dataclass (made with ``repr=False``) of which long parts are shown in short."""

    def __repr__(self) -> str:
        shown = (
            f"{one.name}={_SHORT.repr(getattr(self, one.name))}"
            for one in fields(self)  # type: ignore[arg-type]  # a subclass is a dataclass
            if one.repr
        )
        text = f"{type(self).__name__}({', '.join(shown)})"
        return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 4]}...)"


class _Short(reprlib.Repr):
    """The shortest texts that still say what is there."""

    def __init__(self) -> None:
        super().__init__()
        self.maxtuple = self.maxlist = 4
        self.maxdict = 6
        self.maxstring = 60
        self.maxother = 140

    def repr_ndarray(self, array: Any, level: int) -> str:
        """Return the numbers of a small array, the shape of a large one."""
        return f"array({array.tolist()})" if array.size <= _ARRAY else f"<array {array.shape}>"


_SHORT = _Short()
