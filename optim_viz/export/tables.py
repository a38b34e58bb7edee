"""Runs become a tidy table: one row for each optimizer and step."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from optim_viz.runs.results import Run


def write(runs: Sequence[Run], path: Path) -> None:
    """Write comma-separated values, numbers to the last digit, straight to the path.

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
