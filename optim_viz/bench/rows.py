"""Rows of a benchmark as plain data: what its JSON and its tables of values hold."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from optim_viz.bench.aggregates import RateScore
from optim_viz.bench.cells import Cell
from optim_viz.runs.measures import finite_or_none

COMPARED = (
    "optimizer",
    "over",
    "probability_of_improvement",
    "probability_low",
    "probability_high",
    "p_success",
    "p_cost",
    "ahead_by",
)
"""Columns of the comparisons of a benchmark."""


def comparison_row(compared: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as plain data, a number in each column."""
    low, high = compared["interval"]
    ends = {"probability_low": low, "probability_high": high}
    return {name: {**compared, **ends}[name] for name in COMPARED}


def cell_row(cell: Cell) -> dict[str, Any]:
    """Return a cell as the JSON has it; numbers that are not finite are None."""
    width = cell.rate_range
    names = ("value", "gradient", "hessian")
    return {
        "surface": str(cell.surface),
        "optimizer": str(cell.optimizer),
        "tuned": _plain(cell.tuned.score, cell.recipe.currency.unit),
        "default": _plain(cell.untuned.score, cell.recipe.currency.unit) if cell.untuned else None,
        "lr_interval": list(cell.rate_interval) if cell.rate_interval else None,
        "tolerance_decades": width.decades if width else None,
        "tolerance_of": None if not width else "best" if cell.is_relative else "half",
        "tolerance_spans": [list(span) for span in width.spans] if width else None,
        "runs": len(cell.tuned.hits),
        "ends": cell.tuned.ends,
        "minima": [
            {"at": list(cell.surface.minima[i].at) if i >= 0 else None, "runs": count}
            for i, count in cell.tuned.minima.items()
        ],
        "evaluations_per_run": dict(zip(names, cell.tuned.evaluations.tolist(), strict=True)),
        "targets": cell.tuned.targets(cell.recipe.currency.unit),
    }


def target_rows(cell: Cell) -> list[dict[str, Any]]:
    """Return one row for each target at the tuned rate, as plain data: tidy."""
    where = {
        "surface": str(cell.surface),
        "optimizer": str(cell.optimizer),
        "lr": cell.rate,
        "starts": len(cell.tuned.starts),
    }
    return [where | row for row in cell.tuned.targets(cell.recipe.currency.unit)]


def gap_rows(cell: Cell) -> list[dict[str, Any]]:
    """Return one row for each run at the tuned rate, as plain data: tidy.

    The gap of a run that is lost is None. Of many runs, the first `MAX_GAPS_KEPT`.
    """
    seeds = cell.recipe.seeds
    return [
        {
            "surface": str(cell.surface),
            "optimizer": str(cell.optimizer),
            "lr": cell.rate,
            "start": run // seeds,
            "seed": run % seeds,
            "gap": finite_or_none(gap),
            "lost": gap == inf,
        }
        for run, gap in enumerate(cell.tuned.gaps.tolist())
    ]


def rate_rows(cell: Cell) -> list[dict[str, Any]]:
    """Return one row for each rate that was tried, as plain data: tidy."""
    rates = cell.rates.rates if cell.is_rated else [None]
    low, high = cell.success_interval
    return [
        {
            "surface": str(cell.surface),
            "optimizer": str(cell.optimizer),
            "lr": None if rate is None else float(rate),
            "starts": cell.rates.runs // cell.recipe.seeds,
            "success": float(cell.rates.success[i]),
            "success_low": float(low[i]),
            "success_high": float(high[i]),
            f"expected_{cell.recipe.currency.unit}": finite_or_none(cell.rates.expected[i]),
            "gap_q25": finite_or_none(cell.rates.gaps[0, i]),
            "gap_median": finite_or_none(cell.rates.gaps[1, i]),
            "gap_q75": finite_or_none(cell.rates.gaps[2, i]),
            "lost": float(cell.rates.lost[i]),
        }
        for i, rate in enumerate(rates)
    ]


def _plain(score: RateScore, unit: str) -> dict[str, Any]:
    return {
        "lr": score.rate,
        "success": score.success,
        "success_interval": [float(x) for x in score.interval],
        f"expected_{unit}": finite_or_none(score.expected),
        "expected_steps": finite_or_none(score.steps),
        "gap": finite_or_none(score.gap),
        "gap_interval": [finite_or_none(float(x)) for x in score.gap_interval],
    }
