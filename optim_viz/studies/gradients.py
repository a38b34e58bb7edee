"""Numerical differentiation against the gradient that a surface has, which networks backpropagate.

Its error has the shape of a V over the size of the step: large steps see the curvature, small ones
the rounding. Its time grows with the number of parameters, times what a value costs; that of
backpropagation is a few values, however many parameters there are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from optim_viz.recipes.gradients import GradientsRecipe
from surfaces import Array, Surface
from surfaces.brief import Brief
from surfaces.models import is_model
from surfaces.models.networks import Network

STEPS: Array = np.array([10.0 ** (k / 4) for k in range(-60, 1)])
"""Sizes of the step, four in each decade from 1e-15 to 1."""

COORDINATES = 40
"""Coordinates that are compared, at most."""

HIDDEN = (1, 3, 10, 30, 100, 300)
"""Numbers of hidden units of the networks whose gradients are timed."""

_ROUNDING, _TINY = float(np.finfo(float).eps), float(np.finfo(float).tiny)
"""No relative error is told to be smaller than the first; nothing is divided by less than the
other."""

_LEAST_TIME, _REPEATS = 0.02, 5
"""Seconds that a measurement takes at least, and how often it is repeated at least."""


@dataclass(frozen=True, eq=False, repr=False)
class Gradients(Brief):
    """Errors over the step, and times over the number of parameters."""

    surface: Surface
    at: Array
    """The point, ``(d,)``."""
    coordinates: npt.NDArray[np.int64]
    """Those that were compared."""
    forward: Array
    """Error of (f(x + h) − f(x)) / h relative to the gradient, at each of `STEPS`."""
    central: Array
    """The same of (f(x + h) − f(x − h)) / 2h."""
    times: tuple[Times, ...]
    """Measured on networks of growing size; none on another surface."""

    @property
    def best(self) -> dict[str, tuple[float, float]]:
        """Step with the smallest error, and that error, for both formulas.

        The worst of the steps beside it counts as well: some errors are small by luck.
        """
        found = {}
        for name, errors in (("forward", self.forward), ("central", self.central)):
            known = np.where(np.isfinite(errors), errors, np.inf)
            worst = np.maximum(known[1:-1], np.maximum(known[:-2], known[2:]))
            place = 1 + int(np.argmin(worst))
            found[name] = float(STEPS[place]), float(errors[place])
        return found


@dataclass(frozen=True)
class Times:
    """Seconds that a gradient takes, by a network's number of parameters."""

    parameters: int
    backpropagation: float
    numerical: float
    """2 d times what a value takes: central differences need as many."""


def study(recipe: GradientsRecipe) -> Gradients:
    """Compare and time what a recipe asks for."""
    surface = recipe.posed
    at = np.array(surface.start if recipe.start is None else recipe.start, dtype=float)
    return gradients(surface, at, recipe.seed)


def gradients(surface: Surface, at: Array, seed: int = 0) -> Gradients:
    """Compare numerical derivatives with the gradient at a point ``(d,)``, and time both."""
    picked = _picked(surface, at, seed)
    forward, central = errors(surface, at, picked)
    models = _growing(surface) if _is_network(surface) else []
    return Gradients(surface, at, picked, forward, central, tuple(map(_timed, models)))


def errors(surface: Surface, at: Array, picked: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the errors of forward and central differences at each of `STEPS`.

    An error is the length of the difference of the derivatives by these coordinates, as a share of
    the length of those of the gradient.
    """
    true, value = surface.gradient(at)[picked], surface(at)
    found = []
    with np.errstate(all="ignore"):  # a step may leave the domain
        for step in STEPS:
            up, down = (_beside(surface, at, picked, sign * step) for sign in (1, -1))
            # The step that is taken, after rounding, is what is divided by.
            after, before = (at[picked] + sign * step for sign in (1, -1))
            forward = (up - value) / (after - at[picked])
            central = (up - down) / (after - before)
            found.append([np.linalg.norm(one - true) for one in (forward, central)])
        shares = np.array(found).T / max(float(np.linalg.norm(true)), _TINY)
    forward, central = np.maximum(shares, _ROUNDING)
    return forward, central


def _beside(surface: Surface, at: Array, picked: npt.NDArray[np.int64], step: float) -> Array:
    """Return the values at the points a step away along each of these coordinates."""
    points = np.repeat(at[:, np.newaxis], len(picked), axis=1)
    points[picked, np.arange(len(picked))] += step
    return np.asarray(surface(points))


def _picked(surface: Surface, at: Array, seed: int) -> npt.NDArray[np.int64]:
    """Return the coordinates that are compared: some by chance, where there are many."""
    moving = np.flatnonzero(surface.gradient(at))
    if len(moving) <= COORDINATES:
        return moving if len(moving) else np.arange(min(surface.dim, COORDINATES))
    chosen = np.random.default_rng(seed).choice(moving, COORDINATES, replace=False)
    return np.sort(chosen)


def _is_network(surface: Surface) -> TypeGuard[Network]:
    return is_model(surface) and isinstance(surface, Network)


def _growing(network: Network) -> list[Network]:
    """Return networks with one hidden layer on the same data, from small to large."""
    first, *_, last = network.widths
    return [replace(network, layers=f"{first}-{hidden}-{last}") for hidden in HIDDEN]


def _timed(network: Network) -> Times:
    at = np.array(network.start)
    one = at[:, np.newaxis]
    backward = _seconds(lambda: network.value_and_gradient(one))
    value = _seconds(lambda: network(one))
    return Times(network.dim, backward, 2 * network.dim * value)


def _seconds(work: Callable[[], object]) -> float:
    """Return the shortest of several times that something takes."""
    times: list[float] = []
    while len(times) < _REPEATS or sum(times) < _LEAST_TIME:
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)
