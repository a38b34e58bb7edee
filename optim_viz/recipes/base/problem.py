"""Recipes about one surface: how it is posed, and how a relief of it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from optim_viz.field_types import surface_as_text
from optim_viz.problem import Problem, Sides
from optim_viz.recipes.base.recipe import Recipe, set_beside, shown
from optim_viz.text import words
from surfaces import InputError, Surface

HEIGHTS = ("linear", "log")
"""Scales of the heights of a relief."""


@dataclass(frozen=True)
class ProblemRecipe(Recipe):
    """A recipe about one surface: of the catalogue or a formula, rotated, then shifted.

    Those of commands that run from one start have a field ``start`` as well, and those whose runs
    can be held in the domain a field ``project``.
    """

    usual: ClassVar[str] = "ravine"
    """The surface unless another or a formula is given."""

    surface: str | None = set_beside(None, "formula")
    formula: str | None = set_beside(None, "surface")
    rotate: float = 0.0
    """Rotation about the origin, in degrees."""
    shift: tuple[float, ...] | None = None
    """Translation after the rotation."""
    domain: Sides | None = field(default=None, kw_only=True)
    """Another domain than that of the surface, before it is rotated: a pair for each coordinate, or
    one for all. None: its own; a formula has none."""
    maximize: bool = field(default=False, kw_only=True)
    """Whether maxima are looked for."""

    def __post_init__(self) -> None:
        surface, formula = surface_as_text(self.surface)
        object.__setattr__(self, "surface", surface)
        if formula is not None and self.formula is None:
            object.__setattr__(self, "formula", formula)
        super().__post_init__()
        if self.surface is None and self.formula is None:
            object.__setattr__(self, "surface", self.usual)

    @property
    def problem(self) -> Problem:
        """The surface in text and numbers."""
        start = getattr(self, "start", None)
        problem = Problem(self.surface, self.formula, self.rotate, self.shift, self.domain, start)
        project = getattr(self, "project", False)
        return problem._replace(maximize=self.maximize or None, project=project or None)

    @property
    def posed(self) -> Surface:
        """The surface itself."""
        return self.problem.posed


def shown_view() -> Sides | None:
    """Return a field for the part of a curve or landscape that is shown; None: what is needed."""
    return shown(
        None,
        "Show this part of the surface; nothing else changes.  [default: what is needed]",
        metavar="X0:X1,Y0:Y1",
        terse=True,
    )


@dataclass(frozen=True)
class ReliefRecipe(ProblemRecipe):
    """A recipe whose figure can have a relief: how that is looked at, None where it is chosen."""

    elevation: float | None = shown(
        None,
        "Height of the eye above a relief.  [default: 45]",
        metavar="DEGREES",
        min=5.0,
        max=90.0,
    )
    azimuth: float | None = shown(
        None,
        "Where the eye is around a relief, from the first axis on.  [default: -60, -120, 30 or 150,"
        " whichever hides least]",
        metavar="DEGREES",
        min=-360.0,
        max=360.0,
    )
    z: str | None = shown(
        None,
        "Heights of a relief: values, or logarithms of the gap.  [default: log where that spans"
        " more than three decades]",
        choices=HEIGHTS,
    )

    @property
    def relief(self) -> dict[str, Any]:
        """What was chosen of the relief."""
        chosen = {"elevation": self.elevation, "azimuth": self.azimuth, "z": self.z}
        return {name: value for name, value in chosen.items() if value is not None}

    def _check_relief(self) -> None:
        """Raise unless there are two axes, and heights of the kind that is asked for."""
        surface = self.posed
        if surface.dim != 2:
            raise InputError(words.no_relief(surface.name, surface.dim))
        if self.z == "log" and surface.lowest is None:
            raise InputError(words.no_gap_for_heights(surface.name))
