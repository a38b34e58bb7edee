"""The recipe of ``optim-viz surface``: one surface by itself."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.problem import Sides
from optim_viz.recipes.base import ReliefRecipe, check_view, shown_view
from surfaces import InputError


@dataclass(frozen=True)
class SurfaceRecipe(ReliefRecipe):
    """A surface in one or two dimensions, its stationary points and a relief."""

    view: Sides | None = shown_view()  # noqa: RUF009
    """The part that is shown; None: where the surface is charted."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.posed.dim > 2:
            name, dim = self.posed.name, self.posed.dim
            raise InputError(
                f"a picture shows one or two dimensions; {name} has {dim}: `optim-viz compare`"
                " draws runs on it"
            )
        check_view(self.posed, self.view)
        if self.relief:
            self._check_relief()
