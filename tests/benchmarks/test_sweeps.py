"""What sweeps cost: ``pytest tests/benchmarks/test_sweeps.py --benchmark-enable``.

Every number is nanoseconds per step and run, statistics included, unless its name says otherwise;
the least of the rounds, as whatever else the machine does only adds to it. With a tolerance of 0
only runs that come to rest exactly end early; steps that are not taken are not counted. The others
(plain NumPy, PyTorch, JAX, SciPy) do the same steps and keep only the running best; each is left
out where it is not installed.
"""

from __future__ import annotations

import resource

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.runs.run import stream
from optim_viz.runs.starts import starts
from optim_viz.studies.basins import basins

METHODS = {"sgd": "sgd:lr=1e-4", "adam": "adam:lr=0.01", "newton": "newton"}
BOX = {"rosenbrock": 2.0, "himmelblau": 5.0, "rastrigin": 5.0}


def start(surface, runs):
    return np.random.default_rng(0).uniform(-BOX[surface], BOX[surface], (2, runs))


def report(benchmark, runs, steps):
    if benchmark.enabled:
        seconds = benchmark.stats.stats.min
        benchmark.extra_info["ns per step and run"] = round(seconds * 1e9 / runs / steps, 2)


@pytest.mark.benchmark(group="a step of a run")
@pytest.mark.parametrize("runs", [100, 10_000, 262_144])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("surface", BOX)
@pytest.mark.parametrize("method", METHODS)
def test_engine(benchmark, method, surface, threads, runs):
    runs, steps = (runs, max(50, 2_000_000 // runs)) if benchmark.enabled else (10, 5)
    optimizer, ground, where = (
        optimizers.get(METHODS[method]), surfaces.get(surface), start(surface, runs),
    )  # fmt: skip
    options = {"targets": (1e-6,), "tolerance": 0.0, "workers": threads}
    go = lambda: optim_viz.sweep(optimizer, ground, where, steps, **options)  # noqa: E731
    done = benchmark.pedantic(go, rounds=5 if benchmark.enabled else 1, warmup_rounds=1)
    report(benchmark, 1, done.taken.sum())


def rosenbrock_adam(lib, gradient, value, x, steps):
    """Adam as one would write it, for any library with operators."""
    m, v, best = 0.0 * x, 0.0 * x, value(x)
    for t in range(1, steps + 1):
        g = gradient(x)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        x = x - 0.01 * (m / (1 - 0.9**t)) / (lib.sqrt(v / (1 - 0.999**t)) + 1e-8)
        best = lib.minimum(best, value(x))
    return best


def value(p):
    return 100 * (p[1] - p[0] ** 2) ** 2 + (1 - p[0]) ** 2


@pytest.mark.benchmark(group="a step of a run, others")
@pytest.mark.parametrize("library", ["numpy", "torch", "jax"])
def test_others_adam_on_rosenbrock(benchmark, library):
    lib = pytest.importorskip("jax.numpy" if library == "jax" else library)
    runs, steps = (262_144, 20) if benchmark.enabled else (10, 3)

    def gradient(p):
        off = p[1] - p[0] ** 2
        return lib.stack([-400 * p[0] * off - 2 * (1 - p[0]), 200 * off])

    x = start("rosenbrock", runs)
    if library == "numpy":
        go = lambda: rosenbrock_adam(lib, gradient, value, x, steps)  # noqa: E731
    elif library == "torch":
        tensor = lib.from_numpy(x)
        go = lambda: rosenbrock_adam(lib, gradient, value, tensor, steps)  # noqa: E731
    else:
        jax = pytest.importorskip("jax")
        jax.config.update("jax_enable_x64", True)
        compiled = jax.jit(lambda p: rosenbrock_adam(lib, gradient, value, p, steps))
        go = lambda: compiled(x).block_until_ready()  # noqa: E731
    benchmark.pedantic(go, rounds=5 if benchmark.enabled else 1, warmup_rounds=1)
    report(benchmark, runs, steps)


@pytest.mark.benchmark(group="a step of a run, others")
def test_others_scipy_in_a_loop(benchmark):
    minimize = pytest.importorskip("scipy.optimize").minimize
    ground = surfaces.get("rosenbrock")
    where = start("rosenbrock", 20)
    steps = []

    def go():
        steps[:] = [minimize(ground, x, jac=ground.gradient, method="BFGS").nit for x in where.T]

    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)
    report(benchmark, 1, sum(steps))


FIVE = ("sgd", "momentum", "adagrad", "adam", "newton")


@pytest.mark.benchmark(group="61 million steps")
@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau", "rastrigin"])
def test_61_million_steps(benchmark, surface):
    """Five optimizers x 61 rates x 200 starts x 1000 steps on one thread, as `bench` runs them."""
    ground, count = surfaces.get(surface), 200 if benchmark.enabled else 2
    where = starts("halton", ground, count)[:, :, None]
    rates = np.array([float(f"{1e-4 * 1e5 ** (i / 60):.6g}") for i in range(61)])

    def go():
        for name in FIVE:
            one, places = optimizers.get(name), where
            if "lr" in one.knobs:
                one = one.replace(lr=rates)
            else:
                places = np.repeat(where, 61, axis=2)
            optim_viz.sweep(one, ground, places, 1000, targets=(1e-6,), workers=1)

    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)


@pytest.mark.benchmark(group="bench, whole process")
@pytest.mark.parametrize("size", ["61 million steps", "no arguments"])
def test_bench(benchmark, size, program, tmp_path):
    words = ["bench", "-q", "-o", str(tmp_path / "bench.png")]
    if size == "61 million steps":
        words += ["rosenbrock", "--rates", "1e-4:10:61", "--starts", "200", "--steps", "1000"]
    if not benchmark.enabled:
        words = [*words[:4], "bowl", "--rates", "1e-2:1:3", "--starts", "2", "--steps", "5"]
    benchmark.pedantic(program(*words), rounds=3 if benchmark.enabled else 1)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    benchmark.extra_info["MB, the largest process so far"] = round(most / 1024)


@pytest.mark.benchmark(group="basins, 512 x 512, 500 steps")
@pytest.mark.parametrize("method", FIVE)
def test_basins_of_himmelblau(benchmark, method):
    side = 512 if benchmark.enabled else 16
    ground, one = surfaces.get("himmelblau"), [optimizers.get(method)]
    assert ground.stationary_points
    go = lambda: basins(ground, one, side=side)  # noqa: E731
    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)


@pytest.mark.benchmark(group="ten times the runs")
@pytest.mark.parametrize("runs", [100_000, 1_000_000, 10_000_000])
def test_ten_times_the_runs(benchmark, runs):
    runs = runs if benchmark.enabled else 1000
    rates = optimizers.get("sgd").replace(lr=np.linspace(1e-5, 1e-3, runs // 100))
    ground, where = surfaces.get("rosenbrock"), start("rosenbrock", 100)[:, :, None]

    def go():
        for piece in stream(rates, ground, where, 20, targets=(1e-6,)):
            assert piece.taken.max() == 20

    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info["MB so far"] = round(most / 1024)
    report(benchmark, runs, 20)
