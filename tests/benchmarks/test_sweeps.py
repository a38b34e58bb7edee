"""What sweeps cost: ``pytest tests/benchmarks/test_sweeps.py --benchmark-enable``.

Every number is nanoseconds per step and run, statistics included, unless its name says otherwise.
The others (plain NumPy, PyTorch, JAX, SciPy) do the same steps and keep only the running best;
each is left out where it is not installed.
"""

from __future__ import annotations

import resource
import subprocess
import sys

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.basins import basins
from optim_viz.runs import stream

METHODS = {"sgd": "sgd:lr=1e-4", "adam": "adam:lr=0.01", "newton": "newton"}
BOX = {"rosenbrock": 2.0, "himmelblau": 5.0, "rastrigin": 5.0}


def start(surface, runs):
    return np.random.default_rng(0).uniform(-BOX[surface], BOX[surface], (2, runs))


def report(benchmark, runs, steps):
    if benchmark.enabled:
        seconds = benchmark.stats.stats.median
        benchmark.extra_info["ns per step and run"] = round(seconds * 1e9 / runs / steps, 2)


@pytest.mark.parametrize("runs", [100, 10_000, 262_144])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("surface", BOX)
@pytest.mark.parametrize("method", METHODS)
def test_engine(benchmark, method, surface, threads, runs):
    runs, steps = (runs, max(20, 2_000_000 // runs)) if benchmark.enabled else (10, 5)
    optimizer, ground, where = (
        optimizers.get(METHODS[method]), surfaces.get(surface), start(surface, runs),
    )  # fmt: skip
    options = {"targets": (1e-6,), "tolerance": -1.0, "threads": threads}
    go = lambda: optim_viz.sweep(optimizer, ground, where, steps, **options)  # noqa: E731
    benchmark.pedantic(go, rounds=5 if benchmark.enabled else 1, warmup_rounds=1)
    report(benchmark, runs, steps)


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


def test_others_scipy_in_a_loop(benchmark):
    minimize = pytest.importorskip("scipy.optimize").minimize
    ground = surfaces.get("rosenbrock")
    where = start("rosenbrock", 20)
    steps = []

    def go():
        steps[:] = [minimize(ground, x, jac=ground.gradient, method="BFGS").nit for x in where.T]

    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)
    report(benchmark, 1, sum(steps))


SWEEP = """
import numpy as np, time
begin = time.perf_counter()
import optim_viz, surfaces
from optim_viz import optimizers
from optim_viz.starts import starts
ground = surfaces.get("rosenbrock")
where = starts("halton", ground, STARTS)[:, :, None]
rates = np.array([float(f"{1e-4 * 1e5 ** (i / 60):.6g}") for i in range(61)])
for name in ("sgd", "momentum", "adagrad", "adam", "rmsprop"):
    optim_viz.sweep(optimizers.get(name).replace(lr=rates), ground, where, 1000, targets=(1e-6,))
print(time.perf_counter() - begin, next(l for l in open("/proc/self/status") if "VmHWM" in l))
"""


def test_61_million_steps_whole_process(benchmark):
    code = SWEEP.replace("STARTS", "200" if benchmark.enabled else "2")
    said = []

    def go():
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        said.append(done.stdout.split())

    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)
    benchmark.extra_info["seconds without start-up"] = sorted(float(line[0]) for line in said)
    benchmark.extra_info["MB"] = round(int(said[-1][2]) / 1024)


@pytest.mark.parametrize("method", ["sgd", "momentum", "adagrad", "adam", "newton"])
def test_basins_of_himmelblau(benchmark, method):
    side = 512 if benchmark.enabled else 16
    ground, one = surfaces.get("himmelblau"), [optimizers.get(method)]
    assert ground.stationary_points
    go = lambda: basins(ground, one, side=side)  # noqa: E731
    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)


@pytest.mark.parametrize("runs", [100_000, 1_000_000, 10_000_000])
def test_ten_times_the_runs(benchmark, runs):
    runs = runs if benchmark.enabled else 1000
    rates = optimizers.get("sgd").replace(lr=np.linspace(1e-5, 1e-3, runs // 100))
    ground, where = surfaces.get("rosenbrock"), start("rosenbrock", 100)[:, :, None]

    def go():
        for piece in stream(rates, ground, where, 10, most=65_536):
            assert piece.taken.max() == 10

    benchmark.pedantic(go, rounds=3 if benchmark.enabled else 1)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info["MB so far"] = round(most / 1024)
