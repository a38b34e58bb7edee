"""What mathematics says of a method on a quadratic: the largest rate, the best, the speed.

On a quadratic, gradient descent and its kin are linear maps of the state, one for each curvature:
their eigenvalues say everything (Polyak 1964). The maps are read off the step functions themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers.base import Asking, Optimizer
from surfaces import Array, InputError, Surface


@dataclass(frozen=True, eq=False)
class Theory:
    """How fast an optimizer must be on a quadratic, at each rate."""

    optimizer: Optimizer
    curvatures: Array
    """Eigenvalues of the Hessian, ``(d,)``, the lowest first."""
    limit: float
    """The rate from which on it diverges: 2 / L for gradient descent."""
    best: float
    """The rate at which it is fastest: 2 / (L + mu) for gradient descent."""

    @property
    def condition(self) -> float:
        """Ratio of the highest to the lowest curvature."""
        return float(self.curvatures[-1] / self.curvatures[0])

    def factor(self, lr: npt.ArrayLike) -> Array:
        """Return by how much the distance shrinks in a step, in the long run, at rates ``(n,)``."""
        return factors(self.optimizer, self.curvatures, np.asarray(lr, dtype=float))


def theory(optimizer: Optimizer, surface: Surface) -> Theory:
    """Return what is known of an optimizer with a rate on a quadratic surface.

    Raises
    ------
    InputError
        The surface is not a quadratic with a minimum, or the method is not linear on it.
    """
    curvatures = _curvatures(surface)
    if "lr" not in optimizer.knobs:
        raise InputError(f"{optimizer.name} has no rate lr to have a theory of")

    def factor(lr: Any) -> Array:
        return factors(optimizer, curvatures, np.asarray(lr, dtype=float))

    high = 1 / curvatures[-1]
    while factor(high) < 1:
        high *= 2
    low = 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if factor(middle) < 1 else (low, middle)
    rates = np.linspace(0, low, 401)[1:]
    for _ in range(8):  # each time around the best of the last
        best = int(np.argmin(factor(rates)))
        rates = np.linspace(rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)], 41)
    return Theory(optimizer, curvatures, low, float(rates[np.argmin(factor(rates))]))


def factors(optimizer: Optimizer, curvatures: Array, lr: Array) -> Array:
    """Return the largest eigenvalue of the step over all curvatures ``(k,)``, at rates ``(*n)``.

    Raises
    ------
    InputError
        The step is not linear in the state.
    """
    rate, curvature = np.broadcast_arrays(lr[..., np.newaxis], curvatures)
    method, size = optimizer.method, 1 + len(optimizer.method.state)
    knobs = {name: knob for name, knob in optimizer.knobs.items() if name != "lr"}
    if any(callable(knob) or np.ndim(knob) for knob in knobs.values()):
        raise InputError(f"the theory of {optimizer.name} needs numbers as knobs")
    parabola = _Parabola(curvature.reshape(1, -1))

    def stepped(*state: float) -> list[Array]:
        columns = [np.full((1, curvature.size), number) for number in state]
        new = method.step(parabola, *columns, **knobs, lr=rate.reshape(-1))
        return [item[0] for item in (new if isinstance(new, tuple) else (new,))]

    try:
        columns = [stepped(*unit) for unit in np.eye(size)]
        given = np.arange(1.0, size + 1) / 7
        linear = np.allclose(stepped(*given), np.einsum("s,srn->rn", given, np.array(columns)))
    except (TypeError, AttributeError, IndexError):
        linear = False
    if not linear:
        raise InputError(f"{optimizer.name} is not linear on a quadratic: no theory says its rate")
    maps = np.moveaxis(np.array(columns), -1, 0)
    radius = np.abs(np.linalg.eigvals(maps)).max(axis=-1)
    return radius.reshape(rate.shape).max(axis=-1)


class _Parabola:
    """curvature x² / 2 in each column."""

    def __init__(self, curvature: Array) -> None:
        self._curvature = curvature

    def gradient(self, x: Array, asking: Asking = None) -> Array:
        return self._curvature * x


def _curvatures(surface: Surface) -> Array:
    """Return the eigenvalues of a Hessian that is the same everywhere."""
    low, high = surface.domain.low, surface.domain.high
    points = low[:, np.newaxis] + (high - low)[:, np.newaxis] * np.array([0.1, 0.5, 0.93])
    hessian = surface.hessian(points)
    curvatures = np.asarray(np.linalg.eigvalsh(hessian[:, :, 0]), dtype=float)
    if not np.allclose(hessian, hessian[:, :, :1], rtol=1e-9) or curvatures[0] <= 0:
        raise InputError(f"{surface} is not a quadratic with a minimum: no theory says its rates")
    return curvatures
