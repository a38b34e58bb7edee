"""A step recorded on symbols: its arithmetic, counted, printed, and written in other languages.

>>> from optim_viz.tracing import record
>>> from optim_viz.optimizers import sgd
>>> import surfaces
>>> print(record(sgd(), surfaces.get("ravine")).flops)
7
"""

from __future__ import annotations

from optim_viz.tracing.record import record
from optim_viz.tracing.recording import Recording
from optim_viz.tracing.symbols import NotRecorded

__all__ = ["NotRecorded", "Recording", "record"]
