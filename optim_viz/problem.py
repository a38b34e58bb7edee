"""The problem of a run as plain data: a surface or a formula, rotated, then shifted."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

import surfaces
from optim_viz.linalg import extreme_eigenvalues
from surfaces import InputError, Surface
from surfaces.transforms import Rotated, Shifted

DEFAULT_SURFACE = "ravine"


class Problem(NamedTuple):
    """A surface as it was typed: a name or a formula, an angle in degrees, a shift."""

    surface: str | None = None
    formula: str | None = None
    rotate: float = 0.0
    shift: tuple[float, ...] | None = None

    @property
    def posed(self) -> Surface:
        """The surface itself; an `InputError` as in `pose`."""
        return pose(*self)


@cache
def pose(
    surface: str | None = None,
    formula: str | None = None,
    rotate: float = 0.0,
    shift: tuple[float, ...] | None = None,
) -> Surface:
    """Return a surface of the catalogue or of a formula, rotated about the origin, then shifted.

    Parameters
    ----------
    surface, formula : str, optional
        One of them; by default the surface is `DEFAULT_SURFACE`.
    rotate : float
        Degrees, counterclockwise.
    shift : d numbers, optional
        By how much each coordinate is moved.

    Raises
    ------
    InputError
        An unknown name, a formula that cannot be read, both at once, a rotation in one dimension,
        or a shift that does not fit.
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


def largest_curvature(surface: Surface) -> float | None:
    """Return the largest curvature at the lowest minimum; None where it is not greater than 0."""
    if not surface.minima:
        return None
    at = np.reshape(surface.minima[0].at, (-1, 1))
    steepest = float(extreme_eigenvalues(surface.hessian(at))[1][0])
    return steepest if 0 < steepest < np.inf else None
