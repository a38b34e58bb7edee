"""Compare optimizers and look at loss surfaces.

>>> import optim_viz, surfaces
>>> from optim_viz.optimizers import adam
>>> run = optim_viz.run(adam(lr=0.3), surfaces.get("ravine"), steps=30)
>>> run.points.shape
(2, 31)
"""

from __future__ import annotations

from optim_viz.loop import Status
from optim_viz.runs import Run, Sweep, run, sweep

__all__ = ["Run", "Status", "Sweep", "run", "sweep"]
