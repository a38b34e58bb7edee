"""A benchmark becomes tables: text, Markdown, LaTeX (booktabs) and comma-separated values."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from optim_viz.bench.cells import Cell
from optim_viz.bench.results import Benchmark
from optim_viz.text import words

Rows = Sequence[Sequence[str]]


def header(benchmark: Benchmark) -> tuple[str, ...]:
    """Return the names of the columns; the expected runtime is ERT."""
    return words.summary_columns(benchmark.recipe.currency.unit)


def rows(benchmark: Benchmark) -> list[list[str]]:
    """Return the summary as text: one row for each surface and optimizer."""
    names = dict(zip(benchmark.recipe.optimizers, benchmark.names, strict=True))
    return [_row(cell, names[cell.spec]) for cell in benchmark.cells]


def comparisons(benchmark: Benchmark) -> list[list[str]]:
    """Return the best method held against each other one as text, below its header; or nothing."""
    if not (found := benchmark.comparisons()):
        return []
    return [
        list(words.COMPARISON_COLUMNS),
        *(
            [
                words.best_over(row["optimizer"], row["over"]),
                f"{row['probability_of_improvement']:.0%}",
                "–".join(f"{100 * end:.0f}" for end in row["interval"]) + "%",
                _p_value(row["p_success"]),
                _p_value(row["p_cost"]),
                words.AHEAD_BY[row["ahead_by"]],
            ]
            for row in found
        ),
    ]


def _p_value(p: float) -> str:
    return f"{p:.2g}" if p >= 1e-4 else "< 0.0001"


def legend(benchmark: Benchmark) -> str:
    """Return the meaning of the columns."""
    recipe = benchmark.recipe
    noisy = bool(np.any(recipe.noise_model.size))
    said = words.summary_explained(recipe.goal, recipe.currency.unit, noisy=noisy)
    return "; ".join([said, *benchmark.told_exactly])


def write(benchmark: Benchmark, path: Path) -> None:
    """Write the summary straight to the path; the suffix chooses the format."""
    write_as, suffix = FORMATS[path.suffix.lower()], path.suffix.lower()
    note = "; ".join([legend(benchmark), *map(str, benchmark.cards)])
    made = write_as([list(header(benchmark)), *rows(benchmark)], note)
    if suffix != ".csv" and (held := comparisons(benchmark)):  # a second table has no place there
        made += "\n" + write_as(held, benchmark.tested() or words.NOTHING_TESTED)
    path.write_text(made, encoding="utf-8")


def write_rows(tidy: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows of plain data as comma-separated values; what is not a number is left empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(tidy[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(tidy)


def markdown(table: Rows, note: str) -> str:
    """Return a table for Markdown with a note below."""
    lines = [table[0], ["---"] * len(table[0]), *table[1:]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + f"\n{note}\n"


def latex(table: Rows, note: str) -> str:
    """Return a table for LaTeX with the booktabs package; space before each new surface.

    The meaning of the columns is a comment, for the caption.
    """
    head, *body = table
    columns = "ll" + "r" * (len(head) - 2)
    lines = [f"% {note}", f"\\begin{{tabular}}{{{columns}}}", "\\toprule"]
    lines += [" & ".join(map(_escaped, head)) + " \\\\", "\\midrule"]
    before = body[0][0]
    for row in body:
        if row[0] != before:
            lines.append("\\addlinespace")
        before = row[0]
        lines.append(" & ".join(map(_escaped, row)) + " \\\\")
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}", ""])


def separated(table: Rows, note: str) -> str:
    """Return comma-separated values, which have no room for a note."""
    quoted = [[f'"{item}"' if "," in item else item for item in row] for row in table]
    return "".join(",".join(row) + "\n" for row in quoted)


FORMATS: dict[str, Callable[[Rows, str], str]] = {".md": markdown, ".tex": latex, ".csv": separated}
"""Functions that return a summary as text, by suffix."""


def _row(cell: Cell, name: str) -> list[str]:
    score = cell.tuned.score
    low, high = (round(100 * float(x)) for x in score.interval)
    return [
        str(cell.surface),
        name,
        _rate(cell),
        _rate_interval(cell),
        _decades(cell),
        f"{score.success:.0%}",
        f"{low}–{high}%",
        _rounded(score.expected),
        *([] if cell.recipe.currency.by_steps else [_rounded(score.steps)]),
        _at_default(cell),
    ]


def _decades(cell: Cell) -> str:
    """Return the width of the range of rates that work, in decades."""
    width = cell.rate_range
    if width is None:
        return "-"
    wide = cell.decades()
    return words.in_parts(wide, len(width.spans)) if len(width.spans) > 1 else wide


def _rate(cell: Cell) -> str:
    """Return the tuned rate, if it ever succeeds."""
    if cell.rate is None:
        return "-"
    return f"{cell.beyond}{cell.rate:.2g}" if cell.tuned.score.success else words.NONE


def _rate_interval(cell: Cell) -> str:
    """Return the interval of the tuned rate, if it ever succeeds."""
    if cell.rate_interval is None or not cell.tuned.score.success:
        return "-"
    low, high = cell.rate_interval
    return f"{low:.2g}–{high:.2g}"


def _rounded(expected: float) -> str:
    """Return an expected cost in three figures."""
    return f"{float(f'{expected:.3g}'):g}" if expected < inf else words.NEVER


def _at_default(cell: Cell) -> str:
    """Return success and expected cost at the default rate in a few words."""
    if cell.untuned is None:
        return "-"
    score = cell.untuned.score
    if not score.success:
        return words.NEVER
    return words.success_and_expected(f"{score.success:.0%}", _rounded(score.expected))


def _escaped(item: str) -> str:
    signs = {"_": "\\_", "%": "\\%", "≤": "$\\le$", "≥": "$\\ge$", "<": "$<$", "–": "--"}
    return "".join(signs.get(letter, letter) for letter in item)
