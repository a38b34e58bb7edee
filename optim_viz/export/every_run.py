"""Every run of a benchmark becomes a file: comma-separated values, or Parquet for large ones."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from surfaces import Array, InputError

Block = Mapping[str, Any]
"""Columns by name, ``(runs,)`` or ``(runs, d)``."""


def check(path: Path) -> None:
    """Raise unless what a file of this suffix needs is installed.

    Raises
    ------
    InputError
        It is not; the message says how to install it.
    """
    if path.suffix.lower() != ".parquet":
        return
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise InputError(
            f"{path} needs the extra: pip install 'optim-viz[parquet]'; or give a .csv"
        ) from None


def write(blocks: Iterable[Block], path: Path) -> None:
    """Write blocks of runs straight to the path, one after the other; the suffix says how.

    A target that was not reached, a rate that there is none of, and a gap that is not finite are
    left empty. In a ``.csv`` the coordinates of an end stand apart by spaces; in a ``.parquet``
    they are a list.
    """
    FORMATS[path.suffix.lower()](blocks, path)


def _csv(blocks: Iterable[Block], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        for number, block in enumerate(blocks):
            if number == 0:
                table.writerow(block)
            table.writerows(zip(*map(_cells, block.values()), strict=True))


def _cells(column: Array) -> Iterator[Any]:
    """Yield the cells of a column as they are written; None is left empty."""
    if column.ndim == 2:
        return (" ".join(map(repr, point)) for point in column.tolist())
    given = _given(column)
    cells = column.tolist()
    if given is None:
        return iter(cells)
    return (cell if one else None for cell, one in zip(cells, given.tolist(), strict=True))


def _given(column: Array) -> Any:
    """Return which cells hold a value: counts from 0, numbers that are finite; None: all do."""
    kind = column.dtype.kind
    if kind not in "fi":
        return None
    found = np.isfinite(column) & (column >= 0) if kind == "f" else column >= 0
    return None if found.all() else found


def _parquet(blocks: Iterable[Block], path: Path) -> None:
    from pyarrow import array, float64, list_, table
    from pyarrow.parquet import ParquetWriter

    def cells(column: Array) -> Any:
        if column.ndim == 2:
            return array(column.tolist(), type=list_(float64()))
        given = _given(column)
        return array(column, mask=None if given is None else ~given)

    writer = None
    try:
        for block in blocks:
            made = table({name: cells(column) for name, column in block.items()})
            writer = writer or ParquetWriter(path, made.schema)
            writer.write_table(made)
    finally:
        if writer:
            writer.close()


FORMATS = {".csv": _csv, ".parquet": _parquet}
"""How runs are written, by suffix."""
