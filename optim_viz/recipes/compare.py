"""The recipe of ``optim-viz compare``: a race of optimizers on one surface."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.problem import Sides
from optim_viz.recipes.base import (
    FIVE,
    MOST_STEPS,
    TUNE_BY,
    ReliefRecipe,
    check_noise,
    check_plane,
    check_projection,
    check_range,
    check_rate,
    check_start,
    check_view,
    read_optimizers,
    read_tune_by,
    shown,
    shown_view,
)
from optim_viz.runs.batch_size import in_batches
from optim_viz.runs.noise import Noise
from optim_viz.runs.run import MAX_BYTES
from optim_viz.text import words
from surfaces import InputError, Surface
from surfaces.models import check_has_data, is_model

ONE: tuple[str, ...] = ("sgd",)
"""The optimizer of a comparison of batch sizes unless others are asked for."""

FIRST_ORDER: tuple[str, ...] = FIVE[:-1]
"""Those of a model with more parameters than a Hessian is written out for."""

MOST_OPTIMIZERS = 14
MOST_SEEDS = 1000
LAYOUTS = ("race", "grid", "relief")
PANELS = ("auto", "both", "paths", "gap", "data")


@dataclass(frozen=True)
class CompareRecipe(ReliefRecipe):
    """A comparison and how it is drawn."""

    optimizers: tuple[str, ...] = FIVE
    start: tuple[float, ...] | None = None
    steps: int = 100
    """The budget: enough to tell methods apart on a slide."""
    lr: float | str = "tuned"
    noise: float | str = 0.0
    seed: int = 0
    seeds: int = 1
    tune_by: str = TUNE_BY
    project: bool = field(default=False, kw_only=True)
    """Whether each step is projected onto the domain."""
    batch_size: tuple[str, ...] = field(default=(), kw_only=True)
    """Rows of data of a gradient, or ``all``; with several, every optimizer runs with each."""
    layout: str = shown("race", "On one ground, each alone, or a relief.", choices=LAYOUTS)
    panel: str = shown(
        "auto",
        "auto: both where each has a third of the page, else paths; data in the place of the gap.",
        choices=PANELS,
        terse=True,
    )
    plane: str | None = shown(
        None,
        "In more than two dimensions: paths over a slice, along random directions (networks only),"
        " along their principal components, or through three points, as in start,sgd,adam.",
        metavar="filter|pca|POINT,POINT,POINT",
        terse=True,
    )
    view: Sides | None = shown_view()  # noqa: RUF009
    """The part of a curve or landscape that is shown, whatever runs do outside."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_range("steps", self.steps, 1, MOST_STEPS)
        if len(self.batch_size) > 1 and self.optimizers == FIVE:
            object.__setattr__(self, "optimizers", ONE)
        if self.optimizers == FIVE and is_large(self.posed):
            object.__setattr__(self, "optimizers", FIRST_ORDER)
        contestants, noise = self.contestants, self._checked_noise()
        if not np.any(noise.size) and self.seeds > 1:
            raise InputError(f"{self.seeds} seeds make no difference where there is no noise")
        check_range("seeds", self.seeds, 1, MOST_SEEDS)
        if not 0 <= self.seed <= 2**63 - self.seeds:
            most = f"2**63 - {self.seeds}"
            raise InputError(f"seed is a whole number from 0 to {most}, not {self.seed}")
        check_rate(self.lr)
        read_tune_by(self.tune_by)
        check_start(self.posed, self.start)
        if self.project:
            check_projection(self.posed, contestants, self.start)
        if self.layout == "relief":
            self._check_relief()
        elif self.relief:
            raise InputError(words.only_with_relief(", ".join(f"--{one}" for one in self.relief)))
        self._check_history(len(contestants) * max(1, len(self.batch_size)) * self.seeds)
        check_view(self.posed, self.view)
        self._check_data_panel()
        check_plane(self.plane, self.posed, [one.name for one in contestants])

    def _checked_noise(self) -> Noise:
        """Return the noise, that of the first size of batches where there are any."""
        noise = check_noise(self.noise)
        noise.check(self.posed)
        runs = len(self.contestants) * max(1, len(self.batch_size))
        if runs > MOST_OPTIMIZERS:
            raise InputError(f"a figure has room for {MOST_OPTIMIZERS} runs, not {runs}")
        several = [in_batches(size, self.posed, noise) for size in self.batch_size]
        for size in self.batch_size:
            if self.batch_size.count(size) > 1:
                raise InputError(f"the batch size {size} is given twice")
        return several[0] if several else noise

    def _check_data_panel(self) -> None:
        """Raise if data are to be drawn that no panel has room for, or where there are none."""
        if self.panel != "data":
            return
        check_has_data(self.posed)
        assert is_model(self.posed)
        if not self.posed.has_picture:
            raise InputError(
                f"the data of {self.posed} have no picture: models with one output have one, of one"
                " input, or of two for two classes"
            )

    def _check_history(self, runs: int) -> None:
        """Raise if all that is drawn does not fit; every step of every run is."""
        size = 8 * (self.posed.dim + 1) * (self.steps + 1) * runs
        if size > MAX_BYTES:
            seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
            raise InputError(
                f"{len(self.optimizers)} optimizers{seeds} × {self.steps} steps take"
                f" {size / 2**30:.1f} GiB of history (allowed: {MAX_BYTES / 2**30:.0f})"
            )

    @property
    def contestants(self) -> tuple[Optimizer, ...]:
        """The optimizers."""
        return read_optimizers(self.optimizers, MOST_OPTIMIZERS)


def is_large(surface: Surface) -> bool:
    """Return whether a surface is a model of too many parameters for a Hessian."""
    if not is_model(surface):
        return False
    from surfaces.models.model import MOST_FOR_HESSIANS

    return surface.dim > MOST_FOR_HESSIANS
