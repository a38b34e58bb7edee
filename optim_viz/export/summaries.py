"""A benchmark becomes tables: text, Markdown, LaTeX (booktabs) and comma-separated values."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from optim_viz.bench.aggregates import RateScore
from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark

HEADER = (
    "surface",
    "optimizer",
    "best lr",
    "decades",
    "success",
    "95 % interval",
    "ERT",
    "at default lr",
)
"""Of the summary; the expected runtime (ERT) is in steps, and stands beside the success."""

Rows = Sequence[Sequence[str]]


def rows(benchmark: Benchmark) -> list[list[str]]:
    """Return the summary as text: one row for each surface and optimizer."""
    names = dict(zip(benchmark.recipe.optimizers, benchmark.names, strict=True))
    return [_row(cell, names[cell.spec]) for cell in benchmark.cells]


def legend(benchmark: Benchmark) -> str:
    """Return what the words of the header mean."""
    goal = benchmark.recipe.goal
    return (
        f"success: runs that reach {goal}; decades: of rates at which half of the runs or more do;"
        f" ERT: expected steps to {goal}: all steps per success, where a failure counts the budget"
    )


def write(benchmark: Benchmark, path: Path) -> None:
    """Write the summary straight to the path; the suffix chooses the format."""
    words = FORMATS[path.suffix.lower()](rows(benchmark), legend(benchmark))
    path.write_text(words, encoding="utf-8")


def write_rows(tidy: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows of plain data as comma-separated values; what is not a number is left empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(tidy[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(tidy)


def markdown(table: Rows, note: str) -> str:
    """Return a table for Markdown with a note below."""
    lines = [HEADER, ["---"] * len(HEADER), *table]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + f"\n{note}\n"


def latex(table: Rows, note: str) -> str:
    """Return a table for LaTeX with the booktabs package; space before each new surface.

    What its words mean is a comment, for the caption.
    """
    columns = "ll" + "r" * (len(HEADER) - 2)
    lines = [f"% {note}", f"\\begin{{tabular}}{{{columns}}}", "\\toprule"]
    lines += [" & ".join(map(_escaped, HEADER)) + " \\\\", "\\midrule"]
    before = table[0][0]
    for row in table:
        if row[0] != before:
            lines.append("\\addlinespace")
        before = row[0]
        lines.append(" & ".join(map(_escaped, row)) + " \\\\")
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}", ""])


def separated(table: Rows, note: str) -> str:
    """Return comma-separated values, which have no room for a note."""
    quoted = [[f'"{item}"' if "," in item else item for item in row] for row in (HEADER, *table)]
    return "".join(",".join(row) + "\n" for row in quoted)


FORMATS: dict[str, Callable[[Rows, str], str]] = {".md": markdown, ".tex": latex, ".csv": separated}
"""How a summary is written, by suffix."""


def _row(cell: Cell, name: str) -> list[str]:
    score, width = cell.tuned.score, cell.rate_range
    low, high = (round(100 * float(x)) for x in score.interval)
    gaps = f" in {len(width.spans)} parts" if width and len(width.spans) > 1 else ""
    return [
        str(cell.surface),
        name,
        _rate(cell),
        "-" if width is None else f"{width.decades:.1f}{gaps}",
        f"{score.success:.0%}",
        f"{low}–{high}%",
        _steps(score),
        _at_default(cell),
    ]


def _rate(cell: Cell) -> str:
    """Return the tuned rate, if it ever succeeds."""
    if cell.rate is None:
        return "-"
    return f"{cell.beyond}{cell.rate:.2g}" if cell.tuned.score.success else "none"


def _steps(score: RateScore) -> str:
    return f"{float(f'{score.expected:.3g}'):g}" if score.success else "never"


def _at_default(cell: Cell) -> str:
    """Return success and expected steps at the default rate in a few words."""
    if cell.untuned is None:
        return "-"
    score = cell.untuned.score
    return f"{score.success:.0%}, ERT {_steps(score)}" if score.success else "never"


def _escaped(item: str) -> str:
    signs = {"_": "\\_", "%": "\\%", "≤": "$\\le$", "≥": "$\\ge$", "–": "--"}
    return "".join(signs.get(letter, letter) for letter in item)
