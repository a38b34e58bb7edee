"""The type `Model`: a surface whose value is the loss of a model on data."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from surfaces.base import Surface
from surfaces.box import Array, Box
from surfaces.datasets import Data
from surfaces.datasets import get as get_data
from surfaces.models.losses import LOSSES, Loss, sigmoid, softmax
from surfaces.models.stack import Stack
from surfaces.specs import InputError, choose

_AT_ONCE = 2**21
"""Largest number of activations that are held at once."""

MOST_FOR_HESSIANS = 1500
"""Most parameters of a model whose Hessian is written out."""

Rows = npt.NDArray[np.int64]


class Model(Surface):
    """The loss of a model on data, over its parameters: a mean over the rows.

    A family says what its layers are (`stack`), which loss it has (`loss_function`), and where it
    starts. No point is outside: `domain` is the window that is shown.
    """

    data: str
    """The name of the data, or a file or folder."""

    loss: str
    """The name of the loss."""

    seed: int
    """Decides synthetic data and random starts."""

    unlimited = True
    has_data = True
    floor = 0.0
    derivatives = "by backpropagation"

    @property
    def separable(self) -> bool | None:
        """Whether the loss falls to 0 at infinity, as a hyperplane tells all classes apart."""
        return False

    @property
    @abstractmethod
    def stack(self) -> Stack:
        """The layers."""

    @property
    def loss_function(self) -> Loss:
        """The loss of the outputs."""
        return LOSSES[choose(self.loss, LOSSES, f"{self.name}: loss")]()

    @cached_property
    def dataset(self) -> Data:
        """The data."""
        return get_data(self.data, self.seed)

    @property
    def rows(self) -> int:
        """Number of rows of the data."""
        return self.dataset.rows

    @property
    def has_picture(self) -> bool:
        """Whether it can be drawn with its data: one output of one input, or of two for classes."""
        if self.stack.widths[-1] != 1:
            return False
        data = self.dataset
        return data.features == 1 or (data.features == 2 and len(data.classes) == 2)

    def features(self, inputs: npt.ArrayLike) -> Array:
        """Return what the first layer takes ``(n, p)`` for inputs of the data."""
        return np.asarray(inputs, dtype=float)

    @cached_property
    def inputs(self) -> Array:
        """What the first layer takes, ``(n, p)``."""
        return self.features(self.dataset.inputs)

    @cached_property
    def targets(self) -> Array:
        """The targets as the loss takes them, ``(n, k)``."""
        return self.dataset.numbers

    @property
    def source(self) -> str:
        """The source of the data, with the licence."""
        return ", ".join(filter(None, [self.dataset.source, self.dataset.licence]))

    @property
    def dim(self) -> int:
        """Number of parameters."""
        return self.stack.size

    @cached_property
    def domain(self) -> Box:
        """The window that is shown."""
        return Box.cube(-3.0, 3.0, self.dim)

    def initial(self, seed: int) -> Array:
        """Return the parameters ``(d,)`` with which a training begins, by seed."""
        return np.array(self.start)

    @property
    def minima_complete(self) -> bool:
        """Whether `minima` is known to hold every minimum: not unless a family says so."""
        return False

    def inside(self, point: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether each point ``(d, *batch)`` is finite.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        return np.asarray(self._holds(self._read(point)))

    def _holds(self, point: Array) -> npt.NDArray[np.bool_]:
        return np.asarray(np.isfinite(point).all(axis=0))

    def all_inside(self, point: Array) -> bool:
        """Return whether all points ``(d, n)`` are finite, faster than `inside`."""
        return bool(np.isfinite(point.sum()))

    def _value(self, point: Array) -> Array:
        outputs = self.outputs(point)
        return self.loss_function(outputs, self.targets) + self._penalty(point)[0]

    def _gradient(self, point: Array) -> Array:
        return self._value_and_gradient(point)[1]

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        return self._on(point, self.inputs, self.targets)

    def value_and_gradient_on(self, point: npt.ArrayLike, rows: Rows) -> tuple[Array, Array]:
        """Return the loss of some rows and its gradient.

        Parameters
        ----------
        point : array ``(d, *batch)``
        rows : integer array ``(m,)`` or ``(m, *batch)``
            The rows that count, the same for all points or a column for each.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        point = self._read(point)
        if rows.ndim > 1:
            rows = rows.reshape(len(rows), -1).T
        return self._on(point, self.inputs[rows], self.targets[rows])

    def _on(self, point: Array, inputs: Array, targets: Array) -> tuple[Array, Array]:
        """Return values ``(*batch)`` and gradients ``(d, *batch)`` on data of these rows."""
        theta = np.ascontiguousarray(point.reshape(self.dim, -1).T)
        value, gradient = np.empty(len(theta)), np.empty(theta.shape)
        loss, own = self.loss_function, inputs.ndim > 2
        for some in self._blocks(len(theta), inputs.shape[-2]):
            value[some], gradient[some] = self.stack.value_and_gradient(
                theta[some],
                inputs[some] if own else inputs,
                targets[some] if own else targets,
                loss,
            )
        more, slope = self._penalty(point)
        batch = point.shape[1:]
        return value.reshape(batch) + more, gradient.T.reshape(point.shape) + slope

    def _penalty(self, point: Array) -> tuple[Array | float, Array | float]:
        """Return what is added to the loss whatever the data, and its gradient."""
        return 0.0, 0.0

    def _penalty_along(self, v: Array) -> Array | float:
        """Return the change of the gradient of the penalty along directions ``(d, *batch)``."""
        return 0.0

    def outputs(self, point: npt.ArrayLike, inputs: npt.ArrayLike | None = None) -> Array:
        """Return the outputs ``(*batch, n, k)`` of the models at points ``(d, *batch)``.

        Parameters
        ----------
        point : array ``(d, *batch)``
        inputs : array ``(n, p)``, optional
            Inputs as the data have them; by default these.

        Raises
        ------
        ValueError
            The points have another number of coordinates.
        """
        point = self._read(point)
        taken = self.inputs if inputs is None else self.features(inputs)
        theta = np.ascontiguousarray(point.reshape(self.dim, -1).T)
        outputs = np.empty((len(theta), len(taken), self.stack.widths[-1]))
        for some in self._blocks(len(theta), len(taken)):
            outputs[some] = self.stack.outputs(theta[some], taken)
        return outputs.reshape(*point.shape[1:], *outputs.shape[1:])

    def predict(self, point: npt.ArrayLike, inputs: npt.ArrayLike | None = None) -> Array:
        """Return predictions ``(*batch, n, k)``: probabilities where the loss takes logits.

        Parameters and errors are those of `outputs`.
        """
        links = {"sigmoid": sigmoid, "softmax": softmax}
        outputs = self.outputs(point, inputs)
        link = links.get(self.loss_function.link)
        return outputs if link is None else link(outputs)

    def accuracy(self, point: npt.ArrayLike, data: Data | None = None) -> Array:
        """Return the share of rows that are classified correctly, ``(*batch)``.

        Parameters
        ----------
        point : array ``(d, *batch)``
        data : Data, optional
            Other rows than those of the loss, such as ``dataset.held_out``.

        Raises
        ------
        InputError
            The targets are no classes.
        """
        data = data or self.dataset
        if not data.classes:
            raise InputError(f"{self}: targets are numbers, not classes: there is no accuracy")
        p = self.predict(point, data.inputs)
        chosen = p[..., 0] > self._middle if p.shape[-1] == 1 else p.argmax(axis=-1)
        return np.asarray((chosen == data.targets).mean(axis=-1))

    @property
    def _middle(self) -> float:
        """The output halfway between two classes."""
        return float(self.targets.max() + self.targets.min()) / 2

    def hessian_along(self, point: npt.ArrayLike, v: npt.ArrayLike) -> Array:
        """Return the products of the Hessians at points with directions, both ``(d, *batch)``.

        Each costs about as much as two gradients (Pearlmutter 1994).

        Raises
        ------
        ValueError
            The points or directions have another number of coordinates.
        """
        point, v = np.broadcast_arrays(self._read(point), self._read(v))
        theta, along = (np.ascontiguousarray(a.reshape(self.dim, -1).T) for a in (point, v))
        product, loss = np.empty(theta.shape), self.loss_function
        for some in self._blocks(len(theta), 2 * self.rows):
            product[some] = self.stack.hessian_along(
                theta[some], along[some], self.inputs, self.targets, loss
            )
        return product.T.reshape(point.shape) + self._penalty_along(v)

    def _hessian(self, point: Array) -> Array:
        if self.dim > MOST_FOR_HESSIANS:
            raise InputError(
                f"{self} has {self.dim} parameters: Hessians are written out up to"
                f" {MOST_FOR_HESSIANS}, and `hessian_along` gives products with them"
            )
        units = np.eye(self.dim).reshape(self.dim, self.dim, *(1,) * (point.ndim - 1))
        hessian = self.hessian_along(point[:, np.newaxis], units)
        return (hessian + hessian.swapaxes(0, 1)) / 2

    def _blocks(self, models: int, rows: int) -> list[slice]:
        """Return parts of a batch whose activations are held at once."""
        size = max(1, _AT_ONCE // (rows * sum(self.stack.widths[1:])))
        return [slice(first, first + size) for first in range(0, models, size)]

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickle the parameters only: the data are read again."""
        given = tuple(getattr(self, one.name) for one in fields(self))  # type: ignore[arg-type]
        return self._made_by or (type(self), given)
