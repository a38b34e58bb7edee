"""BFGS on quadratics takes the steps of SciPy's; see ``generate_bfgs.py`` beside this file."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import optim_viz
from optim_viz.optimizers import bfgs
from surfaces import Box, Minimum, Surface

from .quadratics import KINDS, quadratic, steps_to_targets

STEPS = dict(
    zip(KINDS, json.loads(Path(__file__).with_name("bfgs.json").read_text())["steps"], strict=True)
)


@dataclass(frozen=True, eq=False)
class Quadratic(Surface):
    """x'Ax / 2."""

    matrix: np.ndarray
    formula = source = ""
    start = property(lambda self: (1.0,) * len(self.matrix))
    domain = property(lambda self: Box(*[(-100.0, 100.0)] * len(self.matrix)))
    minima = property(lambda self: (Minimum(at=(0.0,) * len(self.matrix), value=0.0),))

    def _value(self, point):
        return (point * (self.matrix @ point)).sum(axis=0) / 2

    def _gradient(self, point):
        return self.matrix @ point

    def _hessian(self, point):
        return np.broadcast_to(self.matrix[..., np.newaxis], (*self.matrix.shape, point.shape[1]))


def steps_of_ours(kind):
    """Return the steps to each target, ``(starts, targets)``."""
    matrix, starts = quadratic(*kind)
    most = int(np.max(STEPS[kind]) * 1.2) + 3
    run = optim_viz.run(bfgs(), Quadratic(matrix), starts, steps=most, tolerance=0.0)
    return np.array([steps_to_targets(values) for values in run.values.T])


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_bfgs_takes_the_steps_of_scipy(kind):
    """One more or less where a value misses its target by the last digits only."""
    ours, theirs = steps_of_ours(kind), np.array(STEPS[kind])
    assert (ours > 0).all()
    assert np.median(ours / theirs) <= 1.0
    assert np.abs(ours - theirs).max() <= 1
