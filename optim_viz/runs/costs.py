"""What a run costs: its steps, its evaluations, each kind with a weight, or rows of data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.runs.batch_size import rows_seen
from optim_viz.runs.noise import Minibatch, Noise, Resampled
from surfaces import Array, InputError, Surface
from surfaces.models import check_has_data, is_model
from surfaces.specs import check_keys, choose, parse

UNITS = ("evaluations", "gradients", "rows", "steps")
"""Currencies in which costs are counted."""

_KINDS = ("value", "gradient", "hessian")


class Epoch(NamedTuple):
    """The rows that a gradient sees, of all rows; those of an epoch are all different."""

    batch: int
    rows: int
    in_turn: bool = True
    """Whether an epoch has every row once: its last batch has what is left."""

    def seen(self, gradients: npt.ArrayLike) -> Array:
        """Return the rows that numbers of gradients ``(*batch)`` have seen."""
        if self.in_turn:
            return rows_seen(gradients, self.batch, self.rows)
        return self.batch * np.asarray(gradients, dtype=float)


@dataclass(frozen=True)
class Cost:
    """A currency: the weights of a value, of a gradient and of a Hessian, or one for each step.

    With the unit ``rows`` each counts the rows of data that it sees: `on` a model a value all of
    them, a gradient those of its batch, a Hessian d times all.

    Raises
    ------
    InputError
        A weight that is negative or not finite, or nothing that costs anything.
    """

    unit: str = "evaluations"
    value: float = 1.0
    gradient: float = 1.0
    hessian: float | None = None
    """None: as many as the surface has dimensions, the gradients that differences take."""
    epoch: Epoch | None = None
    """Rows of a batch and of the data, once the surface is known."""

    def __post_init__(self) -> None:
        for kind in _KINDS:
            weight = getattr(self, kind)
            if weight is not None and not 0 <= weight < np.inf:
                raise InputError(f"the cost of a {kind} is a number of 0 or more, not {weight:g}")
        if not any((self.value, self.gradient, self.hessian is None or self.hessian)):
            raise InputError("a value, a gradient or a Hessian costs more than 0")

    @classmethod
    def read(cls, text: str) -> Cost:
        """Return what ``steps``, ``evaluations`` or ``evaluations:gradient=2,hessian=d`` says.

        A value costs 1, a gradient 1 and a Hessian d; with ``gradients`` a value costs nothing.

        Raises
        ------
        InputError
            An unknown unit or kind (with the nearest match), or a weight that is no number.
        """
        unit, given = parse(text)
        choose(unit, UNITS, "cost")
        if unit in ("steps", "rows") and given:
            one = unit.removesuffix("s")
            raise InputError(f"a {one} costs 1: weights are those of evaluations or gradients")
        check_keys(given, _KINDS, unit)
        weights = {"value": 0.0} if unit == "gradients" else {}
        return cls(unit, **weights | {kind: _weight(kind, one) for kind, one in given.items()})

    def on(self, surface: Surface, noise: Noise) -> Cost:
        """Return the currency on a surface: where rows count, it has the size of its batches.

        Raises
        ------
        InputError
            Rows count, and the surface has none.
        """
        if self.unit != "rows":
            return self
        check_has_data(surface)
        assert is_model(surface)
        size = int(np.max(noise.size)) if isinstance(noise, Minibatch) else surface.rows
        return replace(self, epoch=Epoch(size, surface.rows, not isinstance(noise, Resampled)))

    @property
    def by_steps(self) -> bool:
        """Whether steps are counted, not evaluations."""
        return self.unit == "steps"

    def weights(self, dim: int) -> tuple[float, float, float]:
        """Return the weights of values, gradients and Hessians in ``dim`` dimensions."""
        hessian = float(dim) if self.hessian is None else self.hessian
        if self.epoch is None:
            return self.value, self.gradient, hessian
        batch, rows, _ = self.epoch
        return self.value * rows, self.gradient * batch, hessian * rows

    def of(self, steps: npt.ArrayLike, evaluations: npt.ArrayLike, dim: int) -> Array:
        """Return the cost of runs ``(*batch)``.

        Parameters
        ----------
        steps : integer array ``(*batch)``
        evaluations : integer array ``(3, *batch)``
            Numbers of values, gradients and Hessians.
        dim : int
            Number of coordinates.
        """
        if self.by_steps:
            return np.asarray(steps, dtype=float)
        counts, (value, gradient, hessian) = np.asarray(evaluations), self.weights(dim)
        slopes = gradient * counts[1]
        if self.epoch is not None:
            slopes = self.gradient * self.epoch.seen(counts[1])
        return np.asarray(value * counts[0] + slopes + hessian * counts[2])

    def __str__(self) -> str:
        """Return the text that `read` reads; weights that are the usual ones are left out."""
        usual = Cost.read(self.unit)
        parts = [
            f"{kind}={'d' if weight is None else repr(weight)}"
            for kind in _KINDS
            if (weight := getattr(self, kind)) != getattr(usual, kind)
        ]
        return ":".join([self.unit, *filter(None, [",".join(parts)])])


@dataclass(frozen=True)
class Budget:
    """The most that a run may cost.

    A step that would cost more than is left is paid and not taken: the run ends where it was.
    """

    cost: Cost
    most: float


def _weight(kind: str, given: int | float | str) -> Any:
    """Return a weight as a number; None for the dimension, ``d``."""
    if kind == "hessian" and given == "d":
        return None
    if isinstance(given, str):
        raise InputError(f"the cost of a {kind} is a number of 0 or more, not {given!r}")
    return float(given)
