"""Where runs take place: a surface or a formula, turned, then moved; as plain data."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import surfaces
from surfaces import InputError, Surface
from surfaces.transforms import Rotated, Shifted

DEFAULT_SURFACE = "ravine"


class Problem(NamedTuple):
    """A surface in text and numbers, as it was typed."""

    surface: str | None = None
    formula: str | None = None
    rotate: float = 0.0
    shift: tuple[float, ...] | None = None

    @property
    def posed(self) -> Surface:
        """The surface itself."""
        return pose(*self)


@cache
def pose(
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
    posed: Surface
    if formula is not None:
        posed = surfaces.formula(formula)
    else:
        posed = surfaces.get(DEFAULT_SURFACE if surface is None else surface)
    if rotate:
        posed = Rotated(posed, rotate)
    return posed if shift is None else _shifted(posed, shift)


def _shifted(posed: Surface, shift: tuple[float, ...]) -> Surface:
    moved = Shifted(posed, shift)
    try:
        assert moved.domain.dim == posed.dim
    except ValueError:  # its sides are equal
        raise InputError(
            f"a shift by {shift} is so far that rounding leaves nothing of {posed.domain}"
        ) from None
    return moved
