"""Questions to a run: arrays in, arrays out."""

from __future__ import annotations

import numpy as np

from optim_viz.oracle import Counts
from optim_viz.runs import Run


def first_below(run: Run, value: float) -> Counts:
    """Return the first step at which the run has reached a value inside the domain: ``(*batch)``.

    A run that never does so has -1.
    """
    reached = (run.values <= value) & run.surface.inside(run.points)
    return np.where(reached.any(axis=0), reached.argmax(axis=0), -1)[()]
