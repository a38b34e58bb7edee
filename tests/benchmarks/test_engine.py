"""What a step of a run costs: ``pytest tests/benchmarks --benchmark-enable``."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adam

RUNS, STEPS = 10_000, 1_000


@pytest.mark.parametrize("door", [optim_viz.sweep, optim_viz.run], ids=["ends", "history"])
def test_adam_on_rosenbrock(benchmark, door):
    surface = surfaces.get("rosenbrock")
    runs, steps = (RUNS, STEPS) if benchmark.enabled else (10, 10)
    start = np.random.default_rng(0).uniform(-2, 2, (2, runs))
    result = benchmark(door, adam(lr=0.1), surface, start, steps, tolerance=0.0)
    assert (result.taken == steps).all(), "every step was taken, so every step is paid for"
    arrays = [item for item in vars(result).values() if isinstance(item, np.ndarray)]
    benchmark.extra_info["bytes"] = sum(item.nbytes for item in [*arrays, *result.calls])
    if benchmark.enabled:
        seconds = benchmark.stats.stats.median
        benchmark.extra_info["ns per step and run"] = round(seconds * 1e9 / runs / steps, 2)
