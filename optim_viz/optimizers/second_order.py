"""Methods that use the Hessian: fast near a convex minimum, costly, astray on other ground."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import dot, eigen, identity, solve, squared_norm, times
from optim_viz.optimizers.base import optimizer
from optim_viz.optimizers.searches import ROUNDING, armijo


@optimizer(order=2)
def newton(f, x):
    """Jump to the stationary point of the local parabola (Newton-Raphson), be it what it may.

    Pure, with no rate and no safeguard: near a saddle or a maximum it goes there, and a singular
    Hessian sends the run to infinity.
    """
    g, hessian = f.gradient(x), f.hessian(x)
    return x - solve(hessian, g)


@optimizer(title="Damped Newton", order=2)
def damped_newton(f, x, value=None):
    """Go towards Newton's point only as far as the value falls (Boyd & Vandenberghe 2004, 9.5).

    Where Newton's direction does not go down (a saddle or a maximum is near, or the Hessian is
    singular) the step is along the gradient.
    """
    value = f.value(x) if value is None else value
    g, hessian = f.gradient(x), f.hessian(x)
    direction = -solve(hessian, g)
    direction = np.where(dot(g, direction) < 0, direction, -g)
    return armijo(f, x, value, g, direction)


@optimizer(title="Saddle-free Newton", order=2)
def saddle_free_newton(f, x, *, lr=1.0, damping=0.0):
    """Newton with absolute curvatures, which saddles repel (Dauphin et al. 2014, algorithm 1)."""
    g, hessian = f.gradient(x), f.hessian(x)
    curvatures, axes = eigen(hessian)
    along = times(axes.swapaxes(0, 1), g)
    return x - lr * times(axes, along / (np.abs(curvatures) + damping))


@optimizer(title="Regularized Newton", order=2)
def regularized_newton(
    f, x, value=None, g=None, hessian=None, moved=None, weight=None, *, damping=1.0
):
    """Add a weight to the curvatures: less after a good step, more after a bad (Levenberg 1944).

    A step that raises the value is not taken. The weight starts at ``damping`` and
    changes by factors of 10 as in Marquardt (1963).
    """
    value = f.value(x) if value is None else value
    g, hessian = _fresh(f, x, g, hessian, moved)
    weight = np.ones_like(value) * damping if weight is None else weight
    trial = x - solve(hessian + weight * identity(x), g)
    tried = f.value(trial)
    moved = tried <= value + ROUNDING * np.abs(value)
    weight = np.clip(np.where(moved, weight / 10, weight * 10), 1e-12, 1e12)
    return np.where(moved, trial, x), np.where(moved, tried, value), g, hessian, moved, weight


@optimizer(order=2)
def trust_region(
    f, x, value=None, g=None, hessian=None, moved=None, radius=None, *, first=1.0, largest=1000.0
):
    """Minimise the local parabola inside a circle, whose radius follows its success.

    Nocedal & Wright (2006), algorithm 4.1 with a least ratio of 0.15; the parabola is minimised
    exactly (theorem 4.1) in the axes of its curvature.
    """
    value = f.value(x) if value is None else value
    g, hessian = _fresh(f, x, g, hessian, moved)
    radius = np.ones_like(value) * first if radius is None else radius
    p, promised = _lowest_within(g, hessian, radius)
    tried = f.value(x + p)
    rounding = ROUNDING * np.abs(value)  # near the minimum both differences are noise
    ratio = (value - tried + rounding) / (promised + rounding)
    edge = squared_norm(p) > (0.99 * radius) ** 2
    wider = np.where((ratio > 0.75) & edge, np.minimum(2 * radius, largest), radius)
    radius = np.where(ratio >= 0.25, wider, radius / 4)
    moved = ratio > 0.15
    return np.where(moved, x + p, x), np.where(moved, tried, value), g, hessian, moved, radius


def _fresh(f, x, g, hessian, moved):
    """Return gradient and Hessian, asked for anew only where the iterate has moved."""
    if moved is None:
        return f.gradient(x), f.hessian(x)
    return (
        np.where(moved, f.gradient(x, moved), g),
        np.where(moved, f.hessian(x, moved), hessian),
    )


def _lowest_within(g, hessian, radius):
    """Return the lowest point of the parabola within the radius, and how much lower it lies.

    The point is -(H + shift)⁻¹ g with the least shift that makes the matrix positive and the step
    no longer than the radius (Moré & Sorensen 1983). Newton's method finds it from below (Nocedal &
    Wright 2006, algorithm 4.3). Where no shift is long enough (the hard case) the step goes on
    along the lowest axis. The fall is a sum of what is not negative, so that it cannot cancel.
    """
    curvatures, axes = eigen(hessian)
    along = times(axes.swapaxes(0, 1), g)
    least = np.maximum(-curvatures[0], 0)  # what makes no curvature negative, and what is above it
    lifted = curvatures + least
    above = np.maximum(np.max(np.abs(along) / radius - lifted, axis=0), 0)
    for _ in range(50):
        parts = np.where(along == 0, 0.0, along / (lifted + above))
        length = np.sqrt(squared_norm(parts))
        long = length > radius * (1 + 1e-14)
        if not long.any():
            break
        bend = length**2 / dot(parts, parts / (lifted + above))
        above = np.where(long, above + bend * (length - radius) / radius, above)
    shift = least + above
    rest = np.sqrt(np.maximum(radius**2 - length**2, 0))
    hard = (shift > 0) & (rest > 1e-6 * radius)
    parts[0] += np.where(hard, rest, 0.0)
    fall = (dot(parts, (lifted + above) * parts) + shift * squared_norm(parts)) / 2
    return -times(axes, parts), fall
