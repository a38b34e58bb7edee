"""What a step of a run costs: ``pytest tests/benchmarks/test_engine.py --benchmark-enable``."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import adam

RUNS, STEPS = 10_000, 1_000


def measured(benchmark, runs, steps, function, *given, **named):
    result = benchmark(function, *given, **named)
    if benchmark.enabled:
        seconds = benchmark.stats.stats.min
        benchmark.extra_info["ns per step and run"] = round(seconds * 1e9 / runs / steps, 2)
    return result


def setting(benchmark):
    runs, steps = (RUNS, STEPS) if benchmark.enabled else (10, 10)
    return np.random.default_rng(0).uniform(-2, 2, (2, runs)), runs, steps


@pytest.mark.parametrize("door", [optim_viz.sweep, optim_viz.run], ids=["ends", "history"])
def test_adam_on_rosenbrock(benchmark, door):
    surface = surfaces.get("rosenbrock")
    start, runs, steps = setting(benchmark)
    # With a tolerance of zero no run ends early: every step is taken, so every step is paid for.
    result = measured(
        benchmark, runs, steps, door, adam(lr=0.1), surface, start, steps, tolerance=0.0
    )
    assert (result.taken == steps).all()
    arrays = [item for item in vars(result).values() if isinstance(item, np.ndarray)]
    benchmark.extra_info["bytes"] = sum(item.nbytes for item in [*arrays, *result.evaluations])


def plain(surface, x, steps, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    """The same by hand: the textbook's lines in a loop, and the best value, nothing else."""
    m, v, best = 0.0, 0.0, surface(x)
    for t in range(1, steps + 1):
        g = surface.gradient(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g * g)
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        x = x - lr * m_hat / (np.sqrt(v_hat) + eps)
        best = np.minimum(best, surface(x))
    return x, best


def test_adam_on_rosenbrock_in_a_loop_by_hand(benchmark):
    surface = surfaces.get("rosenbrock")
    start, runs, steps = setting(benchmark)
    end, _ = measured(benchmark, runs, steps, plain, surface, start, steps)
    if not benchmark.enabled:  # after a thousand steps the last digit decides
        ours = optim_viz.run(adam(lr=0.1), surface, start, steps=steps, tolerance=0.0)
        np.testing.assert_allclose(end, ours.end, rtol=1e-12)
