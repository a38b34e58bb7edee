"""Compare optimizers and look at loss surfaces.

>>> import optim_viz, surfaces
>>> from optim_viz.optimizers import adam
>>> run = optim_viz.run(adam(lr=0.3), surfaces.get("ravine"), steps=30)
>>> run.points.shape
(2, 31)
"""

from __future__ import annotations

from optim_viz.anatomy import Ingredients, ingredients
from optim_viz.comparison import Comparison, compare
from optim_viz.ends import Status
from optim_viz.runs import Run, Sweep, run, stream, sweep
from optim_viz.tuning import Tuning, tune

__all__ = [
    "Comparison",
    "Ingredients",
    "Run",
    "Status",
    "Sweep",
    "Tuning",
    "compare",
    "ingredients",
    "run",
    "stream",
    "sweep",
    "tune",
]
__version__ = "0.1.0"
