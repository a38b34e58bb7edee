"""Results become tidy tables: comma-separated values, numbers to the last digit."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from optim_viz.runs.results import Run


def write(runs: Sequence[Run], path: Path) -> None:
    """Write one row for each optimizer and step straight to the path.

    Every run has the columns of all; what a run does not have is left empty.
    """
    header = list(dict.fromkeys(name for run in runs for name in run.columns()))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        for run in runs:
            columns = {name: column.tolist() for name, column in run.columns().items()}
            rows = len(columns["step"])
            table.writerows(zip(*(columns.get(name, [""] * rows) for name in header), strict=True))


def write_rows(
    rows: Iterable[Mapping[str, Any]], path: Path, header: Sequence[str] | None = None
) -> None:
    """Write rows of plain data straight to the path; what is not a number is left empty.

    Parameters
    ----------
    rows : iterable of mappings
        One mapping of names to values for each row.
    header : sequence of str, optional
        The columns; by default those of the first row.
    """
    rows = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, header or list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
