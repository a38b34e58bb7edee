"""Reproducibility card: on which machine, and with which code, numbers were computed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Self

import numpy as np

from optim_viz import machine
from optim_viz.text import words
from optim_viz.version import __version__


@dataclass(frozen=True)
class Card:
    """Where outcomes come from. Nothing of it decides which unit they belong to."""

    processor: str
    python: str
    numpy: str
    version: str
    """Version of optim-viz."""
    code: str
    """Hash of the source files of both packages, 16 digits."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the card that `text` wrote; None if it cannot be read."""
        try:
            return cls(**{name: str(value) for name, value in json.loads(text).items()})
        except (ValueError, TypeError, AttributeError):
            return None

    def text(self) -> str:
        """Return the card as one line of JSON."""
        return json.dumps(asdict(self))

    def __str__(self) -> str:
        return words.reproducibility(
            self.processor, self.python, self.numpy, self.version, self.code
        )


@cache
def here() -> Card:
    """Return the card of this process."""
    code = machine.code_hash(machine.packages())[:16]
    return Card(
        machine.processor_name(), machine.python_version(), np.__version__, __version__, code
    )
