"""Methods that use the Hessian: fast near a convex minimum, costly, wrong on other ground."""

from __future__ import annotations

from optim_viz.algebra import solve
from optim_viz.optimizers.base import optimizer


@optimizer
def newton(f, x):
    """Jump to the stationary point of the local parabola (Newton-Raphson), be it what it may.

    Pure, with no rate and no safeguard: near a saddle or a maximum it goes there, and a singular
    Hessian sends the run to infinity.
    """
    return x - solve(f.hessian(x), f.gradient(x))
