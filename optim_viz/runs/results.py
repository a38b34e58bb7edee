"""The results of runs: `Run` keeps every step, `Sweep` only how each run ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Optimizer
from optim_viz.runs.batch_size import ALL, rows_of, rows_seen
from optim_viz.runs.oracle import Counts, Evaluations
from optim_viz.runs.status import StatusCodes, classified, status_names
from optim_viz.schedules import Schedule
from surfaces import Array, Surface

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Run:
    """The iterates and values of an optimizer on a surface, at every step.

    A run that ended before its budget repeats its last point to the end of the arrays.
    """

    surface: Surface
    optimizer: Optimizer
    points: Array
    """Iterates ``(d, steps + 1, *batch)``, the start first."""
    values: Array
    """Values at the iterates, ``(steps + 1, *batch)``."""
    taken: Counts
    """Steps taken before the run ended, ``(*batch)``."""
    unrefined: StatusCodes
    """How each run ended, as its index in `Status`; saddles and maxima count as converged."""
    evaluations: Evaluations
    batch_size: int | None = None
    """Rows of data of each gradient, where these were asked for."""

    @cached_property
    def status_code(self) -> StatusCodes:
        """How each run ended, as its index in `Status`, ``(*batch)``."""
        return classified(self.surface, self.end, self.unrefined)

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """How each run ended, a `Status`, ``(*batch)``."""
        return status_names(self.status_code)

    @property
    def gap(self) -> Array:
        """Value above the lowest of the surface, ``(steps + 1, *batch)``; NaN if none is known."""
        return _above_lowest(self.surface, self.values)

    @property
    def rows_seen(self) -> Array | None:
        """The rows of data that a single run has seen at each step, ``(steps + 1,)``.

        None where it has no batches, or where an update asks for more than one gradient.
        """
        gradients, others = self.evaluations.gradient, self.evaluations[::2]
        rows = rows_of(ALL, self.surface)
        if not (self.batch_size and rows) or np.any(others) or np.any(gradients != self.taken):
            return None
        return rows_seen(np.arange(len(self.values)), self.batch_size, rows)

    @property
    def end(self) -> Array:
        """The last iterates, ``(d, *batch)``."""
        return self.points[:, -1]

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row per run and step as tidy columns; a row for each step that was taken."""
        steps, *batch = self.values.shape
        step = np.arange(steps).reshape(-1, *[1] * len(batch))
        rows = np.broadcast_to(step, self.values.shape) <= self.taken
        changing = self.changing()
        taken = ("optimizer", "run", "step", "value", "gap", "lr", *changing)
        names = coordinate_names(self.surface, taken)
        return {
            "optimizer": np.full(rows.sum(), str(self.optimizer)),
            **({"batch_size": np.full(rows.sum(), self.batch_size)} if self.batch_size else {}),
            **({"run": np.nonzero(rows.reshape(steps, -1))[1]} if batch else {}),
            "step": np.broadcast_to(step, rows.shape)[rows],
            **{name: axis[rows] for name, axis in zip(names, self.points, strict=True)},
            "value": self.surface.told(self.values)[rows],
            "gap": self.gap[rows],
            "lr": self.rate[rows],
            **{name: knob[rows] for name, knob in changing.items() if name != "lr"},
        }

    @property
    def rate(self) -> Array:
        """The rate of the step that led to each iterate, ``(steps + 1, *batch)``.

        A schedule has none at the start, and a method without a rate has none at all: NaN.
        """
        lr = self.optimizer.knobs.get("lr", np.nan)
        fixed = self.changing()["lr"] if callable(lr) else np.asarray(lr, dtype=float)
        return np.broadcast_to(fixed, self.values.shape)

    def changing(self) -> dict[str, Array]:
        """Return the knobs that are not one number: ``(steps + 1, *batch)`` each, by name.

        A schedule's rate stands at the iterate that it led to; at the start it is NaN.
        """
        steps, *batch = self.values.shape
        found = {}
        for name, knob in self.optimizer.knobs.items():
            if callable(knob):
                rate = knob.lasting(steps - 1) if isinstance(knob, Schedule) else knob
                column = np.array([np.asarray(rate(t), dtype=float) for t in range(steps - 1)])
                lined = column.reshape(
                    steps - 1, *[1] * (len(batch) + 1 - column.ndim), *column.shape[1:]
                )
                found[name] = np.concatenate([np.full_like(lined[:1], np.nan), lined])
            elif isinstance(self.optimizer.method.knobs[name], float) and np.ndim(knob):
                found[name] = np.asarray(knob, dtype=float)
        return {name: np.broadcast_to(knob, self.values.shape) for name, knob in found.items()}

    def to_frame(self) -> DataFrame:
        """Return `columns` as a pandas table."""
        from pandas import DataFrame

        return DataFrame(self.columns())

    def __repr__(self) -> str:
        if self.taken.ndim:
            return f"<{self.taken.size} runs of {self.optimizer!r} on {self.surface}>"
        end = ", ".join([f"{x:.6g}" for x in self.end[:6]] + ["…"] * (len(self.end) > 6))
        return (
            f"<{self.optimizer!r} on {self.surface}: {self.status} after {self.taken} steps"
            f" at ({end}), value {self.values[-1]:.6g}>"
        )


@dataclass(frozen=True, eq=False)
class Sweep:
    """Where many runs ended and how good they were on the way; their paths are not kept."""

    surface: Surface
    optimizer: Optimizer
    end: Array
    """Last iterates, ``(d, *batch)``."""
    value: Array
    """Values there, ``(*batch)``."""
    best: Array
    """Lowest value met inside the domain, ``(*batch)``; inf if there was none."""
    stayed: npt.NDArray[np.bool_]
    """Whether no iterate was outside the domain, ``(*batch)``."""
    hits: Counts | Array
    """First step at which each target was reached, or the cost of the run until then, ``(targets,
    *batch)``; -1 if never."""
    hit_steps: Counts
    """That step, whatever the cost counts."""
    taken: Counts
    unrefined: StatusCodes
    """How each run ended, as its index in `Status`; saddles and maxima count as converged."""
    evaluations: Evaluations
    spent: Counts | Array
    """Steps, or cost, of the whole run, ``(*batch)``."""

    @cached_property
    def status_code(self) -> StatusCodes:
        """How each run ended, as its index in `Status`, ``(*batch)``."""
        return classified(self.surface, self.end, self.unrefined)

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """How each run ended, a `Status`, ``(*batch)``."""
        return status_names(self.status_code)

    @property
    def gap(self) -> Array:
        """Final value above the lowest of the surface, ``(*batch)``; NaN if none is known."""
        return _above_lowest(self.surface, self.value)

    def __repr__(self) -> str:
        return f"<{self.taken.size} runs of {self.optimizer!r} on {self.surface}: their ends>"

    def reshape(self, shape: tuple[int, ...]) -> Sweep:
        """Return the same with the batch in another shape."""
        if shape == self.value.shape:
            return self
        return Sweep(
            self.surface,
            self.optimizer,
            end=self.end.reshape(-1, *shape),
            hits=self.hits.reshape(-1, *shape),
            hit_steps=self.hit_steps.reshape(-1, *shape),
            evaluations=Evaluations(*(count.reshape(shape)[()] for count in self.evaluations)),
            **{
                name: getattr(self, name).reshape(shape)[()]
                for name in ("value", "best", "stayed", "taken", "unrefined", "spent")
            },
        )


def coordinate_names(surface: Surface, taken: Collection[str]) -> list[str]:
    """Return the names of columns of coordinates; a variable called as another column is marked."""
    return [f"variable {name}" if name in taken else name for name in surface.coordinates]


def _above_lowest(surface: Surface, values: Array) -> Array:
    return values - (np.nan if surface.lowest is None else surface.lowest)
