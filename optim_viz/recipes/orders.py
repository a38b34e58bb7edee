"""The recipe of ``optim-viz orders``: first, 1.5th and second order by dimension."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from optim_viz.recipes.base import MOST_STEPS, ProblemRecipe, check_range
from surfaces import InputError


@dataclass(frozen=True)
class OrdersRecipe(ProblemRecipe):
    """A surface of any dimension and the dimensions in which methods are measured on it."""

    usual: ClassVar[str] = "ellipsoid:condition=100"

    dims: tuple[int, ...] | None = None
    """None: `DIMENSIONS`, or the only one that the surface has."""
    steps: int = 1000
    reach: str | None = field(default=None, kw_only=True)
    """A value that is to be reached instead of a gap: ``value:-5``, ``decrease:0.99``."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_range("steps", self.steps, 1, MOST_STEPS)
        if self.dims is not None and not (self.dims and min(self.dims) >= 1):
            raise InputError(f"dims are whole numbers of at least 1, not {self.dims}")


DIMENSIONS = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Default dimensions for a surface of any dimension."""
