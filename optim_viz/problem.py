"""The problem of a run as plain data: a surface or a formula in a domain, rotated, then shifted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import surfaces
from optim_viz.linalg import extreme_eigenvalues
from surfaces import Box, InputError, Surface
from surfaces.custom.absent import Absent, as_recorded, file_of
from surfaces.projection import constrained
from surfaces.transforms import Rotated, Shifted

if TYPE_CHECKING:  # most problems are of the catalogue, and need no search for minima
    from surfaces.custom.explored import Explored

DEFAULT_SURFACE = "ravine"

LARGEST_COORDINATE = 1e100
"""Boxes reach no further: beyond, the squares of coordinates are no numbers any more."""

FARTHEST_START = 1e12
"""Starts farther out are shown in no window: rounding would leave nothing of its sides."""

Sides = tuple[tuple[float, float], ...]
"""The sides of a box: the lower and the upper end of each coordinate."""


class Problem(NamedTuple):
    """A surface as it was typed: a name or a formula, an angle in degrees, a shift, a domain."""

    surface: str | None = None
    formula: str | None = None
    rotate: float = 0.0
    shift: tuple[float, ...] | None = None
    domain: Sides | None = None
    start: tuple[float, ...] | None = None
    """Where the runs begin: what is shown of a formula without a domain holds it."""
    code: str | None = None
    """Fingerprint of a surface in a file, where its code matters (see `surfaces.custom.absent`)."""
    maximize: bool | None = None
    """Whether maxima are looked for."""
    project: bool | None = None
    """Whether each step is projected onto the domain."""

    def given(self) -> list[Any]:
        """Return what decides the surface, without what is left to the surface at the end."""
        fields = list(self)
        while len(fields) > 4 and fields[-1] is None:
            fields.pop()
        return fields

    @property
    def posed(self) -> Surface:
        """The surface itself; an `InputError` as in `pose`."""
        return pose(*self)


def pose(
    surface: str | None = None,
    formula: str | None = None,
    rotate: float = 0.0,
    shift: tuple[float, ...] | None = None,
    domain: Sides | None = None,
    start: tuple[float, ...] | None = None,
    code: str | None = None,
    maximize: bool | None = None,
    project: bool | None = None,
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
    domain : pairs (low, high), optional
        The domain of the surface before it is rotated and shifted, in place of its own: a pair for
        each coordinate, or one for all. By default a formula has none.
    start : d numbers, optional
        Where the runs begin. The window of a formula without a domain holds it.
    code : str, optional
        The fingerprint of a surface in a file: where the file is gone, or was edited since, what
        the fingerprint says of the surface can be drawn, but not run.
    maximize : bool, optional
        Whether maxima are looked for: the surface is −f then.
    project : bool, optional
        Whether each step is projected onto the domain, which is a constraint then.

    Raises
    ------
    InputError
        An unknown name, a formula that cannot be read, both at once, a rotation in one dimension,
        a shift or a domain that does not fit, or no domain to project onto.
    """
    if surface is not None and formula is not None:
        raise InputError(f"give a surface ({surface}) or a formula ({formula}), not both")
    typed = DEFAULT_SURFACE if surface is None else surface
    changed = file_of(typed)[1]
    posed = _pose(typed, formula, rotate, shift, domain, start, code, bool(maximize), changed)
    return constrained(posed) if project else posed


@cache
def _pose(
    surface: str,
    formula: str | None,
    rotate: float,
    shift: tuple[float, ...] | None,
    domain: Sides | None,
    start: tuple[float, ...] | None,
    code: str | None,
    maximize: bool,
    changed: int,
) -> Surface:
    """Return the surface; one of a file is made again when its time of change differs."""
    posed: Surface
    posed = as_recorded(surface, code) if formula is None else surfaces.formula(formula)
    if maximize and not isinstance(posed, Absent):
        posed = surfaces.maximized(posed)
    if domain is not None and not isinstance(posed, Absent):
        from surfaces.custom.bounded import bounded

        posed = bounded(posed, box_of(domain, posed))
    elif start is not None:
        from surfaces.custom.explored import Explored
        from surfaces.derived import Derived

        if isinstance(posed, Explored) and not isinstance(posed, Derived):
            posed = _starting(posed, start, rotate, shift)
    if rotate:
        posed = Rotated(posed, rotate)
    return posed if shift is None else _shifted(posed, shift)


def box_of(domain: Sides, surface: Surface) -> Box:
    """Return the box that a domain stands for on a surface; one side serves all coordinates.

    Raises
    ------
    InputError
        Another number of sides, or a side without ``low < high``.
    """
    sides = domain * surface.dim if len(domain) == 1 else domain
    if len(sides) != surface.dim:
        wanted = ",".join(["LOW:HIGH"] * min(surface.dim, 4)) + ",..." * (surface.dim > 4)
        raise InputError(f"the domain of {surface.name} is {wanted}, not {len(sides)} ranges")
    for low, high in sides:
        if not -LARGEST_COORDINATE <= low < high <= LARGEST_COORDINATE:
            raise InputError(
                f"a domain is LOW:HIGH with LOW < HIGH, both within ±{LARGEST_COORDINATE:g}:"
                f" not {low:g}:{high:g}"
            )
    return Box(*sides)


def _starting(
    posed: Explored, start: tuple[float, ...], rotate: float, shift: tuple[float, ...] | None
) -> Surface:
    """Return a formula whose window holds a start, which is rotated and shifted with it."""
    if len(start) != posed.dim or not np.isfinite(start).all():
        return posed  # what is wrong with the start is said where runs begin
    point = np.array(start)
    if shift is not None and len(shift) == len(point):
        point = point - shift
    if rotate and posed.dim > 1:
        point = Rotated(posed, rotate)._to_inner(point)
    if not (np.abs(point).max() <= FARTHEST_START and np.isfinite(posed(point))):
        return posed
    begun: Explored = replace(posed, begin=tuple(point.tolist()))  # type: ignore[type-var]
    return begun.typed_as(posed)


def _shifted(posed: Surface, shift: tuple[float, ...]) -> Surface:
    moved = Shifted(posed, shift)
    try:
        assert moved.domain.dim == posed.dim
    except ValueError:  # its sides are equal
        raise InputError(
            f"a shift by {shift} is so far that rounding leaves nothing of {posed.domain}"
        ) from None
    return moved


def lowest_value(surface: Surface) -> float:
    """Return the lowest value of a surface, for an optimizer that needs it.

    Raises
    ------
    InputError
        The surface has no lowest value, or it is not known.
    """
    if surface.lowest is None:
        raise InputError(f"this optimizer needs the lowest value, and {surface} tells none")
    return surface.lowest


def largest_curvature(surface: Surface) -> float | None:
    """Return the largest curvature at the lowest minimum; None where it is not greater than 0."""
    if not surface.minima:
        return None
    at = np.reshape(surface.minima[0].at, (-1, 1))
    steepest = float(extreme_eigenvalues(surface.hessian(at))[1][0])
    return steepest if 0 < steepest < np.inf else None
