"""The type `Data`: rows of inputs with a target each, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from surfaces.box import Array


@dataclass(frozen=True, eq=False)
class Data:
    """Rows of data: inputs ``(n, p)`` and targets, numbers ``(n, k)`` or whole classes ``(n,)``."""

    name: str
    """The name that is typed."""
    inputs: Array
    targets: npt.NDArray[np.float64 | np.int64]
    classes: tuple[str, ...] = ()
    """The names of the classes that targets count; empty where targets are numbers."""
    input_names: tuple[str, ...] = ("x",)
    target_name: str = "y"
    source: str = "synthetic"
    licence: str = ""
    held_out: Data | None = None
    """Rows that no training sees, for the accuracy."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.inputs)

    @property
    def features(self) -> int:
        """Number of inputs of a row."""
        return self.inputs.shape[1]

    @cached_property
    def numbers(self) -> Array:
        """The targets as numbers ``(n, k)``: 0 and 1 for two classes, k columns of them for k."""
        if not self.classes:
            return np.asarray(self.targets, dtype=float).reshape(self.rows, -1)
        if len(self.classes) == 2:
            return np.asarray(self.targets, dtype=float)[:, np.newaxis]
        return self.one_hot

    @cached_property
    def one_hot(self) -> Array:
        """A column for each class: 1 in that of the row, else 0, ``(n, k)``."""
        return np.eye(len(self.classes))[np.asarray(self.targets, dtype=int)]

    def split(self, every: int) -> Self:
        """Return the data without each row of this number, which is held out: the fifth, tenth."""
        apart = np.arange(self.rows) % every == every - 1
        rest = replace(self, inputs=self.inputs[apart], targets=self.targets[apart])
        return replace(
            self, inputs=self.inputs[~apart], targets=self.targets[~apart], held_out=rest
        )
