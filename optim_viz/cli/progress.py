"""A line on the terminal that tells how far a long command is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from optim_viz.text import words

_CELLS = 24
"""Width of the bar."""


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function that shows progress, speed and time left on a terminal; elsewhere None."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        passed = max(time.monotonic() - began, 1e-3)
        filled, left = _CELLS * done // total, passed * (total - done) / max(done, 1)
        bar = "█" * filled + "░" * (_CELLS - filled)
        rate = done / passed
        speed = f"{rate / 1e6:.0f} M" if rate > 1e6 else f"{rate / 1e3:.0f} k"
        line = words.speed_and_time_left(f"{done / total:4.0%}", speed, f"{left:.0f}")
        sys.stderr.write(f"\r{bar} {line}\033[K")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
