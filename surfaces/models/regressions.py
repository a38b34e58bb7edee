"""Regressions: linear ones, solved by the normal equation, and logistic ones, which are convex."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from surfaces.box import Array, Box, Minimum
from surfaces.datasets import Data
from surfaces.models.model import Model
from surfaces.models.stack import Stack
from surfaces.numerals import subscript, superscript
from surfaces.specs import InputError

_NEWTON_STEPS = 60

_MOST_SOLVED = 60
"""Most parameters of a logistic regression whose minimum is looked for."""

_RANK = 1e-12
"""A diagonal entry of R below this share of the largest makes the normal equation singular."""


class Convex(Model):
    """A model with one affine layer and a convex loss: whatever is stationary is a minimum."""

    ridge: float
    """Weight of the sum of squared weights, without the biases, that is added to the loss."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.ridge < np.inf:
            raise InputError(f"{self.name}: ridge is a finite number, at least 0, not {self.ridge}")

    @property
    def is_weight(self) -> npt.NDArray[np.bool_]:
        """Which parameters are weights, ``(d,)``: the others are biases."""
        (layer,) = self.stack.layers
        return np.arange(self.dim) < layer.inputs * layer.outputs

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The weights w and the biases b, numbered where there are several."""
        weights = int(self.is_weight.sum())
        names = [("w", weights), ("b", self.dim - weights)]
        return tuple(
            letter if count == 1 else f"{letter}{i}"
            for letter, count in names
            for i in range(count)
        )

    @property
    def domain(self) -> Box:
        """The window that is shown: the start and the solution with room around both."""
        reach = np.ceil(1.5 * np.maximum(1.0, np.abs([*self._shown]).max(axis=0)))
        return Box(*zip((-reach).tolist(), reach.tolist(), strict=True))

    @property
    def _shown(self) -> list[Array]:
        """The points that the window shows, ``(d,)`` each."""
        at = [np.array(minimum.at) for minimum in self.minima]
        return [np.array(self.start), *at]

    @property
    def minima_complete(self) -> bool:
        """Whether the minimum is known: there are no others."""
        return bool(self.minima)

    @property
    def proven_everywhere(self) -> bool:
        """Whether the whole of space has no other stationary point: the loss is convex."""
        return bool(self.minima)

    def _penalty(self, point: Array) -> tuple[Array | float, Array | float]:
        if not self.ridge:
            return 0.0, 0.0
        w = point * self.is_weight.reshape(-1, *(1,) * (point.ndim - 1))
        return self.ridge * (w * w).sum(axis=0), 2.0 * self.ridge * w

    def _penalty_along(self, v: Array) -> Array | float:
        return self._penalty(v)[1]


@dataclass(frozen=True)
class LinearRegression(Convex):
    """A line, or a polynomial, through data: the normal equation gives its minimum at once."""

    data: str = "line"
    degree: int = 1
    ridge: float = 0.0
    outliers: int = 0
    loss: str = "mse"
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.degree <= 20:
            raise InputError(f"{self.name}: degree is between 1 and 20, not {self.degree}")
        if not 0 <= self.outliers <= 20:
            raise InputError(f"{self.name}: outliers is between 0 and 20, not {self.outliers}")
        if self.loss_function.link != "identity":
            raise InputError(f"{self.name}: loss is mse, rmse, mae or huber, not {self.loss}")

    @cached_property
    def dataset(self) -> Data:
        """The data, with outliers where they are asked for: targets five deviations too high.

        Raises
        ------
        InputError
            The targets are classes.
        """
        data = super().dataset
        if data.classes:
            raise InputError(f"{self.name}: the targets of {self.data} are classes, not numbers")
        if not self.outliers:
            return data
        targets = np.array(data.targets, dtype=float)
        moved = np.linspace(0, len(targets) - 1, self.outliers + 2).astype(int)[1:-1]
        targets[np.argsort(data.inputs[:, 0])[moved]] += 5.0 * targets.std()
        return replace(data, targets=targets)

    def features(self, inputs: npt.ArrayLike) -> Array:
        """Return the powers of the inputs, ``(n, p · degree)``."""
        x = np.asarray(inputs, dtype=float)
        return np.concatenate([x**power for power in range(1, self.degree + 1)], axis=1)

    @cached_property
    def stack(self) -> Stack:
        """One affine layer."""
        return Stack((self.dataset.features * self.degree, self.targets.shape[1]))

    @property
    def formula(self) -> str:
        """The loss of the line."""
        line = "w·x + b" if self.degree == 1 else _polynomial(self.degree)
        penalty = " + ridge·‖w‖²" if self.ridge else ""
        return f"{self.loss}({line}, y){penalty}"

    @property
    def start(self) -> tuple[float, ...]:
        """A line that falls where the data rise."""
        return tuple([-1.0] * self.dim)

    def solution(self) -> Array:
        """Return the minimizer ``(d,)``: the normal equation, solved by QR.

        Raises
        ------
        InputError
            Another loss than the mean squared error, or data for which the equation is singular:
            several lines fit equally well.
        """
        if self.loss != "mse":
            raise InputError(f"the normal equation is that of mse, not of {self.loss}")
        n, k = self.targets.shape
        design = np.column_stack([self.inputs, np.ones(n)])
        weights = design.shape[1] - 1
        rows = np.sqrt(self.ridge * n * k) * np.eye(weights, weights + 1)
        q, r = np.linalg.qr(np.vstack([design, rows]) if self.ridge else design)
        size = np.abs(np.diagonal(r))
        if (len(design) < design.shape[1] and not self.ridge) or size.min() < _RANK * size.max():
            raise InputError(
                f"{self}: the normal equation is singular, several solutions fit equally well;"
                " a ridge makes it regular"
            )
        goal = np.vstack([self.targets, np.zeros((weights, k))]) if self.ridge else self.targets
        solved = np.linalg.solve(r, q.T @ goal)
        return np.concatenate([solved[:-1].ravel(), solved[-1]])

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The solution; none where it is not that of the normal equation, or not the only one."""
        try:
            at = self.solution()
        except InputError:
            return ()
        return (Minimum(tuple(at.tolist()), float(self._value(at))),)


@dataclass(frozen=True)
class LogisticRegression(Convex):
    """Odds of classes that grow with a weighted sum: convex, endless where the data separate.

    Newton's method finds the minimum from the start, where all odds are even and the curvature is
    largest. Far out, as at (−1, −1), the curvature is less than at the minimum: whole steps
    overshoot ever more and diverge, convex as the loss is; damped ones (``damped_newton``) do not.
    """

    data: str = "interval"
    ridge: float = 0.0
    seed: int = 0

    @property
    def loss(self) -> str:  # type: ignore[override]
        """Cross-entropy: of a sigmoid for two classes, of a softmax for more."""
        return "bce" if len(self.dataset.classes) == 2 else "cross_entropy"

    @cached_property
    def stack(self) -> Stack:
        """One affine layer.

        Raises
        ------
        InputError
            The targets are numbers.
        """
        if not self.dataset.classes:
            raise InputError(f"{self.name}: the targets of {self.data} are numbers, not classes")
        return Stack((self.dataset.features, self.targets.shape[1]))

    @property
    def formula(self) -> str:
        """The loss of the odds."""
        link = "σ" if self.loss == "bce" else "softmax"
        penalty = " + ridge·‖w‖²" if self.ridge else ""
        return f"cross-entropy({link}(w·x + b), y){penalty}"

    @property
    def start(self) -> tuple[float, ...]:
        """Even odds for all."""
        return (0.0,) * self.dim

    @cached_property
    def _end(self) -> Array:
        """Where Newton's method ends, damped until the loss falls, ``(d,)``."""
        at = np.zeros(self.dim)
        for _ in range(_NEWTON_STEPS):
            value, slope = self._value_and_gradient(at)
            step = np.linalg.lstsq(self._hessian(at), slope, rcond=1e-13)[0]
            length = 1.0
            while self._value(at - length * step) > value and length > 1e-8:
                length /= 2
            at = at - length * step
            if self._tells_apart(at) and not self.ridge:
                break
        return at

    def _tells_apart(self, point: Array) -> bool:
        """Whether each row has larger odds for its class than for any other: a proof."""
        z = self.outputs(point)
        if z.shape[-1] == 1:
            return bool(((2.0 * self.targets - 1.0) * z > 0).all())
        wrong = np.where(self.targets > 0, -np.inf, z).max(axis=-1)
        return bool((np.where(self.targets > 0, z, -np.inf).max(axis=-1) > wrong).all())

    @property
    def separable(self) -> bool | None:
        """Whether a hyperplane tells all classes apart: the loss then falls to 0 at infinity.

        None where there are too many parameters to find out.
        """
        if self.dim > _MOST_SOLVED:
            return None
        return not self.ridge and self._tells_apart(self._end)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minimum where there is exactly one; none where the data are separable."""
        if self.separable or self.dim > _MOST_SOLVED:
            return ()
        at = self._end
        curvatures = np.linalg.eigvalsh(self._hessian(at))
        rests = np.abs(self._gradient(at)).max() < 1e-12
        if not rests or curvatures[0] < 1e-10 * curvatures[-1]:
            return ()
        return (Minimum(tuple(at.tolist()), float(self._value(at))),)

    @property
    def lowest(self) -> float | None:
        """The minimum; none where the loss only tends to it, or where it is not known."""
        return self.minima[0].value if self.minima else None


def _polynomial(degree: int) -> str:
    """Return a polynomial of a degree above 1 as text, the middle of a long one left out."""
    first, *rest = (f"w{subscript(k)}·x{superscript(k)}" for k in range(1, degree + 1))
    middle = rest if len(rest) < 3 else ["…", rest[-1]]
    return " + ".join([first.replace("¹", ""), *middle, "b"])
