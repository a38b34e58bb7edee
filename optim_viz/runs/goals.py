"""What counts as success where no lowest value is known: a value, or a share of the first decrease.

The gap is then measured from the value that is to be reached, which no figure takes for f*.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from optim_viz.text import words
from surfaces import InputError, Surface
from surfaces.specs import choose, number

KINDS = {"value": "value:NUMBER", "decrease": "decrease:SHARE"}
"""How each kind of goal is typed."""


class Goal(NamedTuple):
    """A value that is to be reached, the same on every surface or a share of a decrease."""

    kind: str
    """``value`` or ``decrease``."""
    amount: float

    @classmethod
    def read(cls, text: str) -> Goal:
        """Return the goal that is typed: ``value:-5``, ``decrease:0.99``.

        Raises
        ------
        InputError
            Another kind, no number, or a share that is not between 0 and 1.
        """
        kind, _, amount = text.partition(":")
        choose(kind, KINDS, "target (a gap, or a goal):")
        size = number(amount)
        if isinstance(size, str) or not math.isfinite(size):
            raise InputError(f"a target is a gap, or {KINDS[kind]} with a number; not {text!r}")
        if kind == "decrease" and not 0 < size < 1:
            raise InputError(f"a share of the first decrease is between 0 and 1, not {size:g}")
        return cls(kind, float(size))

    def value_on(self, surface: Surface) -> float:
        """Return the value that a run on a surface has to reach.

        The first decrease is that from the start of the surface to its lowest known value: f*, or
        where that is not known its lowest minimum.

        Raises
        ------
        InputError
            A value below the lowest; a share where no minimum is known, or none is below the start.
        """
        if self.kind == "value":
            if surface.lowest is not None and self.amount < surface.lowest:
                raise InputError(
                    f"{surface} has no value below {surface.lowest:g}, so none reaches"
                    f" {self.amount:g}"
                )
            return self.amount
        known = [minimum.value for minimum in surface.minima]
        lowest = surface.lowest if surface.lowest is not None else min(known, default=math.inf)
        first = float(surface(np.array(surface.start)))
        if not lowest < first:
            raise InputError(
                f"{surface} has no known value below that of its start, {first:g}, so there is no"
                f" decrease to take a share of: give {KINDS['value']}"
            )
        return first - self.amount * (first - lowest)

    def __str__(self) -> str:
        if self.kind == "value":
            return words.at_most_value(f"{self.amount:g}")
        return words.share_of_first_decrease(f"{self.amount:.6g}")
