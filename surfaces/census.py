"""How many stationary points of each kind a surface has: counted once, read when it is listed.

Counting takes a moment for surfaces with many; what was counted lies beside this file. A test
compares it with a fresh count; ``python -m surfaces.census`` writes it again.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import surfaces
from surfaces.base import Surface

FILE = Path(__file__).with_suffix(".json")


def count(surface: Surface) -> dict[str, int]:
    """Return the number of minima that are listed and of saddles and maxima, counted now."""
    kinds = Counter(point.kind for point in surface.stationary_points)
    return {"minima": len(surface.minima), "saddles": kinds["saddle"], "maxima": kinds["maximum"]}


def counted(surface: Surface) -> dict[str, int]:
    """Return the same from the file where it has the surface, which takes no time."""
    census = _read()
    return census[str(surface)] if str(surface) in census else count(surface)


def take() -> dict[str, dict[str, int]]:
    """Return a fresh count of the whole catalogue."""
    return {name: count(surfaces.get(name)) for name in surfaces.catalogue()}


@cache
def _read() -> dict[str, dict[str, int]]:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


if __name__ == "__main__":
    FILE.write_text(json.dumps(take(), indent=1) + "\n", encoding="utf-8")
