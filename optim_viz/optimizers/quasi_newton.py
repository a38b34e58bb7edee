"""Curvature learnt from gradients: faster than descent, and no Hessian is asked for."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import dot, identity, outer, squared_norm, times
from optim_viz.optimizers.base import optimizer
from optim_viz.optimizers.searches import wolfe


@optimizer(title="BFGS", order=1.5)
def bfgs(f, x, value=None, g=None, inverse=None, length=None, *, c1=1e-4, c2=0.9):
    """Build the inverse Hessian from the steps taken (Nocedal & Wright 2006, algorithm 6.1).

    It begins with the unit matrix and a trial step of length 1.01, as SciPy's does, whose steps it
    takes on quadratics. Scaled by what the first step has shown (equation 6.20) it would know the
    steepest curvature only, and take several times as many steps on a long ellipse. Later trial
    steps are 1, or as long as the slope promises the last fall (equation 3.60 and below). Where the
    curvature along the step is not positive, the inverse stays as it is; where no step was found,
    it is the unit matrix again.
    """
    if g is None:
        value, g, inverse = f.value(x), f.gradient(x), identity(x)
        length = 1.01 / np.sqrt(squared_norm(g))
    direction = -times(inverse, g)
    x_new, value_new, g_new = wolfe(f, x, value, g, direction, length, c1=c1, c2=c2)
    s, y = x_new - x, g_new - g
    sy, hy, moved = dot(s, y), times(inverse, y), (s != 0).any(axis=0)
    other = np.where(sy > 0, (1 + dot(y, hy) / sy) / (2 * sy) * s - hy / sy, 0.0)
    inverse = inverse + outer(s, other) + outer(other, s)  # (6.17), written out
    inverse = np.where(moved, inverse, identity(x))
    promised = 2.02 * (value - value_new) / dot(g_new, times(inverse, g_new))
    length = np.where(promised > 0, np.minimum(1, promised), 1.0)
    length = np.where(moved, length, 1.01 / np.sqrt(squared_norm(g_new)))
    return x_new, value_new, g_new, inverse, length


@optimizer(title="L-BFGS", order=1.5)
def lbfgs(f, x, value=None, g=None, steps=(), *, memory=10, c1=1e-4, c2=0.9):
    """BFGS from its last few steps, without a matrix (Nocedal & Wright 2006, algorithm 7.4).

    Where no step was found, all are forgotten, and the first trial step is of length 1 again.
    """
    if g is None:
        value, g = f.value(x), f.gradient(x)
    direction = -_two_loops(g, steps)
    fresh = (steps[-1][0] == 0).all(axis=0) if steps else np.full_like(value, True)
    length = np.where(fresh, 1 / np.sqrt(squared_norm(g)), 1.0)
    x_new, value, g_new = wolfe(f, x, value, g, direction, length, c1=c1, c2=c2)
    steps = (*steps, (x_new - x, g_new - g))[-memory:]
    stuck = (x_new == x).all(axis=0)
    if stuck.any():
        steps = tuple((np.where(stuck, 0.0, s), np.where(stuck, 0.0, y)) for s, y in steps)
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
    again = 1 / np.sqrt(squared_norm(g_new))  # as at first, where no step was found
    length = np.where(taken > 0, taken * dot(g, direction) / dot(g_new, ahead), again)
    return x_new, value, g_new, ahead, length
