"""What a rate is worth that a rule has chosen: ``python tests/benchmarks/tuning_table.py``.

Over four surfaces and seven methods, for each rule of `tune`: the mean of log10 of the gap at the
last step of the budget; of the worst gap from a tenth before to a tenth after it; of the gap at the
worse of both neighbouring rates; and the share of pairs of methods whose order changes from a tenth
before the last step to a tenth after it.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.studies.tuning import FLOOR, NEIGHBOURS, tune

SURFACES = ("ravine", "rosenbrock", "beale", "double_well")
METHODS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lion")
STEPS = 100


def gaps(optimizer, surface):
    """Return the gap at each step up to a tenth after the budget, none below the floor."""
    gap = optim_viz.run(optimizer, surface, steps=STEPS + STEPS // 10).gap
    return np.clip(np.where(np.isfinite(gap), gap, np.inf), FLOOR, 1e12)


def row(by):
    """Return the four numbers of a rule."""
    last, worst, beside, flips, pairs = [], [], [], 0, 0
    for surface in map(surfaces.get, SURFACES):
        courses = []
        for name in METHODS:
            chosen = tune(optimizers.get(name), surface, steps=STEPS, by=by).optimizer
            course, rate = gaps(chosen, surface), chosen.knobs["lr"]
            courses.append(course)
            last.append(course[STEPS])
            worst.append(course[STEPS - STEPS // 10 :].max())
            beside.append(
                max(gaps(chosen.replace(lr=rate * k), surface)[STEPS] for k in NEIGHBOURS[1:])
            )
        for one, other in combinations(courses, 2):
            before, after = STEPS - STEPS // 10, STEPS + STEPS // 10
            pairs += 1
            flips += (one[before] - other[before]) * (one[after] - other[after]) < 0
    means = [float(np.log10(values).mean()) for values in (last, worst, beside)]
    return (*means, 100 * flips / pairs)


def main():
    """Print the table."""
    print(f"{'rule':12}{'last':>8}{'worst':>8}{'beside':>8}{'flips':>9}")
    for by in ("final", "steps:1e-6", "tail"):
        last, worst, beside, flips = row(by)
        print(f"{by:12}{last:8.1f}{worst:8.1f}{beside:8.1f}{flips:7.1f} %")


if __name__ == "__main__":
    main()
