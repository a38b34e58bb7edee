"""Data for models: small real sets inside the package, synthetic ones by seed, files of the user.

>>> from surfaces import datasets
>>> datasets.get("digits").inputs.shape
(1437, 64)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from surfaces.datasets.data import Data
from surfaces.datasets.synthetic import clusters, interval, line, moons, neuron, spirals, xor
from surfaces.specs import choose

__all__ = ["Data", "get", "names"]

_MAKERS: dict[str, Callable[[int], Data]] = {
    "clusters": clusters,
    "interval": interval,
    "line": line,
    "moons": moons,
    "neuron": neuron,
    "spirals": spirals,
    "xor": xor,
}
"""Synthetic sets: functions of a seed."""

_STORED = ("digits", "forbes")
"""Real sets inside the package: functions of this name in `surfaces.datasets.stored`."""

_KEPT = 8
"""Number of sets that are kept in memory."""


def names() -> list[str]:
    """Return the names of the sets that come with the package, in alphabetical order."""
    return sorted((*_MAKERS, *_STORED))


def get(name: str, seed: int = 0) -> Data:
    """Return a set by its name, or that of a file or folder.

    Parameters
    ----------
    name : str
        One of `names`, a CSV or NPZ file, or a folder with the IDX files of MNIST or Fashion-MNIST.
    seed : int
        Decides the rows of a synthetic set; others have none of it.

    Raises
    ------
    InputError
        No such set or file (with the nearest match), or a file that cannot be read.
    """
    path = Path(name)
    if path.suffix.lower() in (".csv", ".npz") or len(path.parts) > 1 or path.is_dir():
        return _read(path, path.stat().st_mtime_ns if path.exists() else 0)
    return _made(choose(name, names(), "data set"), seed)


@cache
def _made(name: str, seed: int) -> Data:
    if name in _MAKERS:
        return _MAKERS[name](seed)
    from surfaces.datasets import stored

    made: Data = getattr(stored, name)()
    return made


@lru_cache(maxsize=_KEPT)
def _read(path: Path, changed: int) -> Data:
    """Return the data of a file or folder, read again where it has changed."""
    from surfaces.datasets.readers import read

    return read(path)
