"""Quadratics on which BFGS is compared with SciPy's, for ``generate_bfgs.py`` and its test."""

import itertools

import numpy as np

DIMENSIONS = (2, 3, 5, 10, 30, 100)
CONDITIONS = (1e1, 1e3, 1e6, 1e8)
KINDS = list(itertools.product(DIMENSIONS, CONDITIONS, ("along the axes", "turned")))
TARGETS = (1e-3, 1e-6, 1e-9)
"""Shares of the first value, which are gaps: the lowest value is 0."""


def quadratic(dim, condition, turned):
    """Return ``A`` of x'Ax / 2, curvatures evenly spaced in their logarithm, and starts ``(d, 4)``.

    It is turned by an orthogonal matrix that is drawn evenly among all (Mezzadri 2007).
    """
    random = np.random.default_rng([dim, int(condition)])
    matrix = np.diag(np.logspace(0, np.log10(condition), dim))
    if turned == "turned":
        q, r = np.linalg.qr(random.standard_normal((dim, dim)))
        q = q * np.sign(np.diag(r))
        matrix = q @ matrix @ q.T
    starts = random.uniform(-1, 1, (dim, 4)) * (0.1, 1.0, 3.0, 10.0)
    return (matrix + matrix.T) / 2, starts


def steps_to_targets(values):
    """Return the first step at which each target is reached, -1 for never; values ``(steps,)``."""
    reached = np.asarray(values) <= values[0] * np.array(TARGETS)[:, np.newaxis]
    return np.where(reached.any(axis=1), reached.argmax(axis=1), -1)
