"""Where runs take place: a surface or a formula, turned, then moved; as plain data."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import surfaces
from surfaces import InputError, Surface
from surfaces.transforms import Rotated, Shifted

DEFAULT = "ravine"


class Place(NamedTuple):
    """A surface in text and numbers, as it was typed."""

    surface: str | None = None
    formula: str | None = None
    rotate: float = 0.0
    shift: tuple[float, ...] | None = None

    @property
    def ground(self) -> Surface:
        """The surface itself."""
        return place(*self)


@cache
def place(
    surface: str | None = None,
    formula: str | None = None,
    rotate: float = 0.0,
    shift: tuple[float, ...] | None = None,
) -> Surface:
    """Return a surface of the catalogue or of a formula, turned about the origin, then moved.

    Raises
    ------
    InputError
        An unknown name, a formula that cannot be read, both at once, or a move that cannot be.
    """
    if surface is not None and formula is not None:
        raise InputError(f"give a surface ({surface}) or a formula ({formula}), not both")
    ground = surfaces.formula(formula) if formula is not None else surfaces.get(surface or DEFAULT)
    if rotate:
        ground = Rotated(ground, rotate)
    return Shifted(ground, shift) if shift is not None else ground
