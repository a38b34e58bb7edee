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
    ground: Surface
    if formula is not None:
        ground = surfaces.formula(formula)
    else:
        ground = surfaces.get(DEFAULT if surface is None else surface)
    if rotate:
        ground = Rotated(ground, rotate)
    return ground if shift is None else _shifted(ground, shift)


def _shifted(ground: Surface, shift: tuple[float, ...]) -> Surface:
    moved = Shifted(ground, shift)
    try:
        assert moved.domain.dim == ground.dim
    except ValueError:  # its sides are equal
        raise InputError(
            f"a shift by {shift} is so far that rounding leaves nothing of {ground.domain}"
        ) from None
    return moved
