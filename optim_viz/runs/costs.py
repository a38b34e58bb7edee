"""What a run costs: its steps, or its evaluations, each kind with a weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces import Array, InputError
from surfaces.specs import check_keys, choose, parse

UNITS = ("evaluations", "gradients", "steps")
"""Currencies in which costs are counted."""

_KINDS = ("value", "gradient", "hessian")


@dataclass(frozen=True)
class Cost:
    """A currency: the weights of a value, of a gradient and of a Hessian, or one for each step.

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
        if unit == "steps" and given:
            raise InputError("a step costs 1: weights are those of evaluations or gradients")
        check_keys(given, _KINDS, unit)
        weights = {"value": 0.0} if unit == "gradients" else {}
        return cls(unit, **weights | {kind: _weight(kind, one) for kind, one in given.items()})

    @property
    def by_steps(self) -> bool:
        """Whether steps are counted, not evaluations."""
        return self.unit == "steps"

    def weights(self, dim: int) -> tuple[float, float, float]:
        """Return the weights of values, gradients and Hessians in ``dim`` dimensions."""
        return self.value, self.gradient, float(dim) if self.hessian is None else self.hessian

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
        return np.asarray(value * counts[0] + gradient * counts[1] + hessian * counts[2])

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
