"""Curvature learnt from gradients: faster than descent, and no Hessian is asked for."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import dot, identity, outer, squared_norm, times
from optim_viz.optimizers.base import optimizer
from optim_viz.optimizers.searches import wolfe


@optimizer(title="BFGS", order=1.5)
def bfgs(f, x, value=None, g=None, inverse=None, *, c1=1e-4, c2=0.9):
    """Build the inverse Hessian from the steps taken (Nocedal & Wright 2006, algorithm 6.1).

    The first direction is the gradient's, its first trial step of length 1, and the first inverse
    is scaled by what that step has shown (equation 6.20). Where the curvature along the step is
    not positive, the inverse stays as it is.
    """
    if g is None:
        value, g = f.value(x), f.gradient(x)
    first = inverse is None
    direction = -g if first else -times(inverse, g)
    length = 1 / np.sqrt(squared_norm(g)) if first else np.ones_like(value)
    x_new, value, g_new = wolfe(f, x, value, g, direction, length, c1=c1, c2=c2)
    s, y = x_new - x, g_new - g
    sy = dot(s, y)
    if first:
        inverse = np.where(sy > 0, sy / squared_norm(y), length) * identity(x)
    hy = times(inverse, y)
    other = np.where(sy > 0, (1 + dot(y, hy) / sy) / (2 * sy) * s - hy / sy, 0.0)
    return x_new, value, g_new, inverse + outer(s, other) + outer(other, s)  # (6.17), written out


@optimizer(title="L-BFGS", order=1.5)
def lbfgs(f, x, value=None, g=None, steps=(), *, memory=10, c1=1e-4, c2=0.9):
    """BFGS from its last few steps, without a matrix (Nocedal & Wright 2006, algorithm 7.4)."""
    if g is None:
        value, g = f.value(x), f.gradient(x)
    direction = -_two_loops(g, steps)
    length = np.ones_like(value) if steps else 1 / np.sqrt(squared_norm(g))
    x_new, value, g_new = wolfe(f, x, value, g, direction, length, c1=c1, c2=c2)
    steps = (*steps, (x_new - x, g_new - g))[-memory:]
    return x_new, value, g_new, steps


def _two_loops(g, steps):
    """Multiply the gradient by the inverse Hessian that the steps imply (algorithm 7.4)."""
    scale, shares = 1.0, []
    for s, y in reversed(steps):
        sy = dot(s, y)
        usable = sy > 0
        share = np.where(usable, dot(s, g) / sy, 0.0)
        g = g - share * y
        if not shares:
            scale = np.where(usable, sy / squared_norm(y), 1.0)
        shares.append(share)
    r = scale * g
    for (s, y), share in zip(steps, reversed(shares), strict=True):
        sy = dot(s, y)
        r = r + np.where(sy > 0, share - dot(y, r) / sy, 0.0) * s
    return r


@optimizer(order=1.5)
def conjugate_gradient(f, x, value=None, g=None, direction=None, length=None, *, c1=1e-4, c2=0.1):
    """Bend each direction by the last one (Polak & Ribiere 1969; PR+, Nocedal & Wright 2006, 5.45).

    A direction that does not go down is dropped for the gradient's. The first trial step is the
    last one, stretched so that the slope promises the same fall (equation 3.60).
    """
    if g is None:
        value, g = f.value(x), f.gradient(x)
        direction, length = -g, 1 / np.sqrt(squared_norm(g))
    x_new, value, g_new = wolfe(f, x, value, g, direction, length, c1=c1, c2=c2)
    beta = np.maximum(0, dot(g_new, g_new - g) / squared_norm(g))
    ahead = -g_new + beta * direction
    ahead = np.where(dot(g_new, ahead) < 0, ahead, -g_new)
    taken = np.sqrt(squared_norm(x_new - x) / squared_norm(direction))
    length = np.where(taken > 0, taken * dot(g, direction) / dot(g_new, ahead), length)
    return x_new, value, g_new, ahead, length
