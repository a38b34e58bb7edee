"""The recipe of ``optim-viz basins``: where every start leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.problem import LARGEST_COORDINATE, Sides
from optim_viz.recipes.base import (
    FIVE,
    MOST_STEPS,
    ProblemRecipe,
    check_projection,
    check_range,
    read_optimizers,
    shown,
)
from surfaces import Box, InputError, Surface
from surfaces.specs import choose

MOST_OPTIMIZERS = 8
MOST_STARTS = 2048
"""Largest number of starts on a side of the picture."""


@dataclass(frozen=True)
class BasinsRecipe(ProblemRecipe):
    """A picture of starts, and the optimizers that begin there."""

    usual: ClassVar[str] = "himmelblau"

    optimizers: tuple[str, ...] = FIVE
    zoom: Sides | None = shown(  # noqa: RUF009
        None,
        "Show only this part of the domain, with as many starts.",
        metavar="X0:X1,Y0:Y1",
        aliases=("--view",),
    )
    """None: where the surface is charted."""
    side: int = 512
    """Starts on a side of the picture."""
    steps: int = 500
    lr: str = "tuned"
    project: bool = field(default=False, kw_only=True)
    """Whether each step is projected onto the domain."""

    def __post_init__(self) -> None:
        super().__post_init__()
        contestants = self.contestants
        if self.project:
            check_projection(self.posed, contestants)
        choose(self.lr, ("tuned", "default"), "lr")
        check_grid(self.posed, self.steps, self.side)
        assert self.box is None or self.box.dim

    @property
    def contestants(self) -> tuple[Optimizer, ...]:
        """The optimizers."""
        return read_optimizers(self.optimizers, MOST_OPTIMIZERS)

    @property
    def box(self) -> Box | None:
        """The part that is shown, where one is given.

        Raises
        ------
        InputError
            Another number of sides than the surface has, a side without length or too far out, or
            a part that does not meet the domain.
        """
        if self.zoom is None:
            return None
        surface = self.posed
        if len(self.zoom) != surface.dim:
            wanted = ",".join(["LOW:HIGH"] * surface.dim)
            raise InputError(f"zoom on {surface.name} is {wanted}, not {self.zoom}")
        try:
            box = Box(*self.zoom)
        except ValueError as error:
            raise InputError(f"zoom: {error}") from None
        if np.abs(box.sides).max() > LARGEST_COORDINATE:
            raise InputError(f"zoom reaches to ±{LARGEST_COORDINATE:g} at most, not {box}")
        outside = (box.high <= surface.domain.low) | (box.low >= surface.domain.high)
        if outside.any() and not surface.unlimited:
            domain = ",".join(f"{low:g}:{high:g}" for low, high in surface.domain.sides)
            raise InputError(f"zoom {box} lies outside the domain of {surface.name}, {domain}")
        return box


def check_grid(surface: Surface, steps: int, side: int) -> None:
    """Raise unless a picture of starts can be made.

    Raises
    ------
    InputError
        A surface of more than two dimensions, too few or too many starts or steps.
    """
    if surface.dim > 2:
        raise InputError(f"basins show one or two dimensions, {surface.name} has {surface.dim}")
    if not 2 <= side <= MOST_STARTS:
        raise InputError(f"side is between 2 and {MOST_STARTS} starts, not {side}")
    check_range("steps", steps, 1, MOST_STEPS)
