"""Compare optimizers and look at loss surfaces.

>>> import optim_viz, surfaces
>>> from optim_viz.optimizers import adam
>>> run = optim_viz.run(adam(lr=0.3), surfaces.get("ravine"), steps=30)
>>> run.points.shape
(2, 31)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optim_viz import blas as blas  # before NumPy loads
from optim_viz import interrupts as interrupts  # before anything loads that takes time
from optim_viz.runs.results import Run, Sweep
from optim_viz.runs.run import run, stream, sweep
from optim_viz.runs.status import Status
from optim_viz.studies.compare import Comparison, compare
from optim_viz.studies.step_trace import Ingredients, ingredients
from optim_viz.studies.tuning import Tuning, tune
from optim_viz.version import __version__

if TYPE_CHECKING:
    from optim_viz.live import LivePage


def play(*given: Any, **settings: Any) -> LivePage:
    """Return a page on which optimizers run from wherever the reader clicks: see `live.play`."""
    from optim_viz.live import play

    return play(*given, **settings)


__all__ = [
    "Comparison",
    "Ingredients",
    "Run",
    "Status",
    "Sweep",
    "Tuning",
    "__version__",
    "compare",
    "ingredients",
    "play",
    "run",
    "stream",
    "sweep",
    "tune",
]
