"""Everything that decides a figure, as plain data: it lives inside the file that it made."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from math import inf

import numpy as np

import optim_viz
from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.problem import pose
from optim_viz.runs.batch import read_start
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.run import MAX_BYTES
from optim_viz.studies.compare import FIVE, RATES_FOR_ALL, STEPS, Comparison, compare
from surfaces import InputError, Surface
from surfaces.specs import choose

MOST_STEPS = 100_000
MOST_OPTIMIZERS = 14
MOST_SEEDS = 1000
FARTHEST = 1000


@dataclass(frozen=True)
class Recipe:
    """A comparison and how it is drawn, in text and numbers only; checked when it is made."""

    surface: str | None = None
    formula: str | None = None
    rotate: float = 0.0
    shift: tuple[float, ...] | None = None
    optimizers: tuple[str, ...] = FIVE
    start: tuple[float, ...] | None = None
    steps: int = STEPS
    lr: float | str = "tuned"
    noise: float | str = 0.0
    seed: int = 0
    layout: str = "race"
    theme: str = "light"
    seeds: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= MOST_STEPS:
            raise InputError(f"steps is between 1 and {MOST_STEPS}, not {self.steps}")
        if not 1 <= len(self.optimizers) <= MOST_OPTIMIZERS:
            raise InputError(
                f"a figure has room for 1 to {MOST_OPTIMIZERS} optimizers, not"
                f" {len(self.optimizers)}"
            )
        if not np.any(read_noise(self.noise).size) and self.seeds > 1:
            raise InputError(f"{self.seeds} seeds make no difference where there is no noise")
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise InputError(f"seeds is between 1 and {MOST_SEEDS}, not {self.seeds}")
        if not 0 <= self.seed <= 2**63 - self.seeds:
            most = f"2**63 - {self.seeds}"
            raise InputError(f"seed is a whole number from 0 to {most}, not {self.seed}")
        if isinstance(self.lr, str):
            choose(self.lr, RATES_FOR_ALL, "lr (a number, or a name):")
        elif not 0 < self.lr < inf:
            raise InputError(f"lr is a finite number greater than 0, not {self.lr:g}")
        check_start(self.pose(), self.start)
        self._check_history()
        contestants = self.contestants()
        for i, one in enumerate(contestants):
            if one in contestants[:i]:
                raise InputError(f"{self.optimizers[i]} is given twice")

    def _check_history(self) -> None:
        """Raise if all that is drawn does not fit; every step of every run is."""
        runs = len(self.optimizers) * self.seeds
        size = 8 * (self.pose().dim + 1) * (self.steps + 1) * runs
        if size > MAX_BYTES:
            seeds = f" × {self.seeds} seeds" if self.seeds > 1 else ""
            raise InputError(
                f"{len(self.optimizers)} optimizers{seeds} × {self.steps} steps take"
                f" {size / 2**30:.1f} GiB of history (allowed: {MAX_BYTES / 2**30:.0f})"
            )

    def pose(self) -> Surface:
        """Return the surface."""
        return pose(self.surface, self.formula, self.rotate, self.shift)

    def contestants(self) -> list[Optimizer]:
        """Return the optimizers."""
        return [optimizers.get(spec) for spec in self.optimizers]

    def comparison(self) -> Comparison:
        """Run it."""
        return compare(
            self.pose(),
            self.contestants(),
            self.start,
            self.steps,
            lr=self.lr,
            noise=self.noise,
            seed=self.seed,
            seeds=self.seeds,
        )

    def text(self) -> str:
        """Return the recipe as one line of JSON, the same for the same recipe."""
        return json.dumps({"optim-viz": optim_viz.__version__, "compare": asdict(self)})


def check_start(surface: Surface, start: tuple[float, ...] | None) -> None:
    """Raise unless a picture can show where the runs begin."""
    point = read_start(surface, start)
    low, high = surface.domain.low, surface.domain.high
    if (np.abs(point - (low + high) / 2) > FARTHEST * (high - low)).any():
        raise InputError(
            f"the start {start} is further than {FARTHEST} times the domain from its middle"
            f" ({surface.domain})"
        )
    with np.errstate(all="ignore"):
        if not np.isfinite(surface(point)):
            raise InputError(f"{surface.name} has no finite value at the start {start}")
