"""Runs become a tidy table: one row for each optimizer and step."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from optim_viz.runs import Run

FORMATS = (".csv",)


def write(runs: Sequence[Run], path: Path) -> None:
    """Write comma-separated values, numbers to the last digit, straight to the path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        for i, run in enumerate(runs):
            columns = run.columns()
            if i == 0:
                table.writerow(columns)
            table.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
