"""The number of stationary points of each kind: computed once, read when surfaces are listed.

The search takes long for surfaces with many; the numbers are kept in a file beside this one. A test
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
    """Return the numbers of listed minima, saddles and maxima, from a search now."""
    kinds = Counter(point.kind for point in surface.stationary_points)
    return {"minima": len(surface.minima), "saddles": kinds["saddle"], "maxima": kinds["maximum"]}


def counted(surface: Surface) -> dict[str, int]:
    """Return the same from the file if it has the surface, else from a search."""
    census = _read()
    return census[str(surface)] if str(surface) in census else count(surface)


def take() -> dict[str, dict[str, int]]:
    """Return the same for every surface of the catalogue, from a search now."""
    return {name: count(surfaces.get(name)) for name in surfaces.catalogue()}


@cache
def _read() -> dict[str, dict[str, int]]:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


if __name__ == "__main__":
    FILE.write_text(json.dumps(take(), indent=1) + "\n", encoding="utf-8")
