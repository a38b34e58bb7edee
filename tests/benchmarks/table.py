"""One table, one machine, one session: what a step of one run costs here and elsewhere.

``python tests/benchmarks/table.py`` prints Markdown, in five to ten minutes on two cores;
``--small`` is a rehearsal. Who is not installed is left out, with a note. Everybody takes the
same steps from the same starts in double precision, drops nobody, looks for no target and no
convergence, and keeps the best value of each run. One thread means pinned to one core. The best of
three is told, or of all that 0.4 s have room for. A call takes some milliseconds, by the number of
steps; what it costs by itself, however few they are, is told apart.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

METHODS = {"sgd": "sgd:lr=1e-4", "adam": "adam:lr=0.01", "newton": "newton"}
BOX = {"rosenbrock": 2.0, "himmelblau": 5.0, "rastrigin": 5.0}
SMALL = "--small" in sys.argv
SIZES = {8: 3, 16: 2} if SMALL else {100: 5_000, 10_000: 1_000, 262_144: 100}
"""Runs, and steps of each."""
CASES = list(product(METHODS, BOX, SIZES))
STARTS, SWEEP_STEPS = (2, 10) if SMALL else (200, 1000)
SWEPT = ("sgd", "momentum", "adagrad", "adam", "rmsprop")
ROUNDS = 1 if SMALL else 3
Body = Callable[[Any, Any], Any]


def start(surface: str, runs: int) -> Any:
    return np.random.default_rng(0).uniform(-BOX[surface], BOX[surface], (2, runs))


# The surfaces as one writes them down, for any library with operators.


def rosenbrock(lib: Any, p: Any) -> tuple[Any, Any, Any]:
    x, y = p[0], p[1]
    off = y - x * x
    gradient = -400 * x * off - 2 * (1 - x), 200 * off
    hessian = 1200 * x * x - 400 * y + 2, -400 * x, 200 + 0 * x
    return 100 * off * off + (1 - x) * (1 - x), gradient, hessian


def himmelblau(lib: Any, p: Any) -> tuple[Any, Any, Any]:
    x, y = p[0], p[1]
    a, b = x * x + y - 11, x + y * y - 7
    gradient = 4 * x * a + 2 * b, 2 * a + 4 * y * b
    hessian = 4 * a + 8 * x * x + 2, 4 * x + 4 * y, 4 * b + 8 * y * y + 2
    return a * a + b * b, gradient, hessian


def rastrigin(lib: Any, p: Any) -> tuple[Any, Any, Any]:
    x, y = p[0], p[1]
    turn = 2 * np.pi
    cx, cy = lib.cos(turn * x), lib.cos(turn * y)
    gradient = (
        2 * x + 10 * turn * lib.sin(turn * x),
        2 * y + 10 * turn * lib.sin(turn * y),
    )
    hessian = 2 + 10 * turn**2 * cx, 0 * x, 2 + 10 * turn**2 * cy
    return 20 + x * x + y * y - 10 * cx - 10 * cy, gradient, hessian


SURFACES = {"rosenbrock": rosenbrock, "himmelblau": himmelblau, "rastrigin": rastrigin}

# The methods likewise: what they keep is a tuple, the iterate first, the best value last.


def first(lib: Any, method: str, x: Any, rates: Any = 1.0) -> tuple[Any, ...]:
    zero = 0.0 * x * rates
    kept = {"sgd": 0, "newton": 0, "momentum": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}[method]
    return (x + zero, *[zero] * kept, zero[0] + np.inf)


def body(lib: Any, method: str, surface: str, lr: Any) -> Body:
    """Return one step, ``(t, state) -> state``; t begins at 1."""
    look = SURFACES[surface]

    def step(t: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        x, *kept, best = state
        value, g, (a, b, c) = look(lib, x)
        best = lib.minimum(best, value)
        if method == "newton":
            det = a * c - b * b
            return x - lib.stack([c * g[0] - b * g[1], a * g[1] - b * g[0]]) / det, best
        g = lib.stack(g)
        if method == "sgd":
            return x - lr * g, best
        if method == "momentum":
            v = 0.9 * kept[0] + g
            return x - lr * v, v, best
        if method == "adagrad":
            h = kept[0] + g * g
            return x - lr * g / (lib.sqrt(h) + 1e-10), h, best
        if method == "rmsprop":
            h = 0.99 * kept[0] + 0.01 * g * g
            return x - lr * g / (lib.sqrt(h) + 1e-8), h, best
        m, v = kept
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        return (
            x - lr * (m / (1 - 0.9**t)) / (lib.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v, best,
        )  # fmt: skip

    return step


RATES = {"sgd": 1e-4, "adam": 0.01, "newton": 1.0}

# Who takes part: each gives a function that does all steps and returns when they are done.


def ours(
    method: str, surface: str, runs: int, threads: int, engine: str = "numpy"
) -> Callable[[], object]:
    import optim_viz
    import surfaces
    from optim_viz import optimizers

    one, ground = optimizers.get(METHODS[method]), surfaces.get(surface)
    where = start(surface, runs)
    options: dict[str, Any] = {"tolerance": None, "workers": threads, "engine": engine}
    return lambda: optim_viz.sweep(one, ground, where, SIZES[runs], **options)


def fast(method: str, surface: str, runs: int, threads: int) -> Callable[[], object]:
    """Return the same, compiled: with the extra ``fast``."""
    import llvmlite  # noqa: F401  # else it is left out

    return ours(method, surface, runs, threads, "compiled")


def looped(lib: Any, x: Any, method: str, surface: str, runs: int) -> Callable[[], tuple[Any, ...]]:
    step = body(lib, method, surface, RATES[method])

    def go() -> tuple[Any, ...]:
        state = first(lib, method, x)
        for t in range(1, SIZES[runs] + 1):
            state = step(t, state)
        return state

    return go


def plain(method: str, surface: str, runs: int, threads: int) -> Callable[[], object]:
    return looped(np, start(surface, runs), method, surface, runs)


def torch(method: str, surface: str, runs: int, threads: int) -> Callable[[], object]:
    import torch

    torch.set_num_threads(threads)
    return looped(torch, torch.from_numpy(start(surface, runs)), method, surface, runs)


def jax(method: str, surface: str, runs: int, threads: int) -> Callable[[], object]:
    import jax
    import jax.numpy

    jax.config.update("jax_enable_x64", True)
    step = body(jax.numpy, method, surface, RATES[method])
    compiled = jax.jit(
        lambda x: jax.lax.fori_loop(1, SIZES[runs] + 1, step, first(jax.numpy, method, x))
    )
    x = start(surface, runs)
    return lambda: jax.block_until_ready(compiled(x))


def fused(method: str, surface: str, runs: int, threads: int) -> Callable[[], object]:
    """Return what a compiler makes of it, in one pass over memory: how fast this machine is."""
    if not (compiler := shutil.which("cc")):
        raise ModuleNotFoundError("cc")
    with TemporaryDirectory() as folder:
        library = Path(folder) / "fused.so"
        source = Path(__file__).with_name("fused.c")
        options = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
        subprocess.run([compiler, *options, "-o", library, source, "-lm"], check=True)
        work = getattr(ctypes.CDLL(str(library)), f"{method}_{surface}")
    work.argtypes = [ctypes.c_void_p] * 2 + [ctypes.c_long] * 2 + [ctypes.c_double]
    work.restype = None
    parts = np.array_split(start(surface, runs), threads, axis=1)

    def part(x: Any) -> Any:
        x, best = np.ascontiguousarray(x), np.empty(x.shape[1])
        work(x.ctypes.data, best.ctypes.data, x.shape[1], SIZES[runs], RATES[method])
        return best

    pool = ThreadPoolExecutor(threads)  # C holds no lock
    return lambda: list(pool.map(part, parts))


def scipy(method: str, surface: str, runs: int, threads: int) -> Callable[[], int]:
    """Return the iterations: SciPy has its own methods, one run at a time."""
    from scipy.optimize import minimize

    look = SURFACES[surface]

    def hessian(p: Any) -> Any:
        a, b, c = look(np, p)[2]
        return np.array([[a, b], [b, c]])

    second = {"method": "Newton-CG", "hess": hessian} if method == "newton" else {"method": "BFGS"}

    def value(p: Any) -> Any:
        return look(np, p)[0]

    def gradient(p: Any) -> Any:
        return np.array(look(np, p)[1])

    def go() -> int:
        return sum(minimize(value, x, jac=gradient, **second).nit for x in start(surface, runs).T)

    return go


WHO = {
    "ours": ours,
    "fast": fast,
    "fused": fused,
    "plain": plain,
    "torch": torch,
    "jax": jax,
    "scipy": scipy,
}


def pin(threads: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def measure(who: str, threads: int) -> Iterator[tuple[str, str, int, float]]:
    """Yield nanoseconds per step and run."""
    for method, surface, runs in CASES:
        if who == "scipy" and runs != min(SIZES):
            continue
        go = WHO[who](method, surface, runs, threads)
        if who == "scipy":
            began = time.perf_counter()
            steps: Any = go()
            took = time.perf_counter() - began
        else:
            took, steps = best_of(go), SIZES[runs] * runs
        yield method, surface, runs, took * 1e9 / max(steps, 1)


def best_of(go: Callable[[], object]) -> float:
    """Return the least seconds that a call takes, once it is compiled and warm."""
    go()
    took: list[float] = []
    while len(took) < ROUNDS or (sum(took) < 0.4 and not SMALL):
        began = time.perf_counter()
        go()
        took.append(time.perf_counter() - began)
    return min(took)


def measure_call(who: str, threads: int) -> Iterator[tuple[str, str, int, float]]:
    """Yield nanoseconds that a call with one step of few runs takes."""
    runs = min(SIZES)
    SIZES[runs] = 1
    for method, surface in product(METHODS, BOX):
        yield method, surface, runs, best_of(WHO[who](method, surface, runs, threads)) * 1e9


def sweep_ours(engine: str = "numpy") -> None:
    import optim_viz
    import surfaces
    from optim_viz import optimizers
    from optim_viz.runs.starts import starts

    ground = surfaces.get("rosenbrock")
    where = starts("halton", ground, STARTS)[:, :, None]
    for name in SWEPT:
        one = optimizers.get(name).replace(lr=rates())
        optim_viz.sweep(one, ground, where, SWEEP_STEPS, targets=(1e-6,), engine=engine)


def sweep_jax() -> None:
    import jax
    import jax.numpy

    jax.config.update("jax_enable_x64", True)
    low, high = np.array([[-5.0], [-5.0]]), np.array([[10.0], [10.0]])
    x = low + (high - low) * np.random.default_rng(0).uniform(size=(2, STARTS))
    for name in SWEPT:

        def go(x: Any, lr: Any, name: str = name) -> Any:
            step, state = body(jax.numpy, name, "rosenbrock", lr), first(jax.numpy, name, x, lr)
            never = jax.numpy.full(state[-1].shape, -1)

            def counted(t: Any, pair: Any) -> Any:
                new = step(t, pair[0])
                return new, jax.numpy.where((pair[1] < 0) & (new[-1] <= 1e-6), t, pair[1])

            return jax.lax.fori_loop(1, SWEEP_STEPS + 1, counted, (state, never))

        jax.block_until_ready(jax.jit(go)(x[:, :, None], rates()))


def rates() -> Any:
    return np.array([float(f"{1e-4 * 1e5 ** (i / 60):.6g}") for i in range(61)])


def whole(*arguments: str) -> tuple[float, float] | None:
    """Return seconds and megabytes of a process from its start to its end, the best of three."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, __file__, *arguments, *["--small"] * SMALL], stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if status:
            return None
        took.append((time.perf_counter() - began, usage.ru_maxrss / 1024))
    return min(took)


def main() -> None:
    libraries = ", ".join(f"{name} {said(name)}" for name in ("numpy", "torch", "jax", "scipy"))
    python = platform.python_version()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {python}; {libraries}\n")
    columns = {
        "optim-viz, 1": ("ours", 1), "optim-viz, 2": ("ours", 2),
        "compiled, 1": ("fast", 1), "compiled, 2": ("fast", 2),
        "C, 1": ("fused", 1), "C, 2": ("fused", 2), "NumPy, 1": ("plain", 1),
        "PyTorch, 1": ("torch", 1), "PyTorch, 2": ("torch", 2),
        "JAX, 1": ("jax", 1), "JAX, 2": ("jax", 2), "SciPy, 1": ("scipy", 1),
    }  # fmt: skip
    found = {title: asked(*column) for title, column in columns.items()}
    processes = {"optim-viz, process": "ours", "compiled, process": "fast", "JAX, process": "jax"}
    for title, who in processes.items():
        found[title] = {
            case: took[0] * 1e9 / case[2] / SIZES[case[2]]
            for case in CASES
            if (took := whole("once", who, *map(str, case)))
        }
    print("Nanoseconds per step and run; the number is that of cores; *process*: import and")
    print("compilation included, two cores. SciPy: BFGS, and Newton-CG for Newton.\n")
    present = [title for title, cells in found.items() if cells]
    print("| method | surface | runs | " + " | ".join(present) + " |")
    print("| --- | --- | ---: |" + " ---: |" * len(present))
    for case in CASES:
        cells = [short(found[title].get(case)) for title in present]
        print(f"| {case[0]} | {case[1]} | {case[2]} | " + " | ".join(cells) + " |")
    ratios(found)
    print(f"\nMicroseconds that a call with one step of {min(SIZES)} runs takes, at least:\n")
    print("| | compiled | JAX |\n| --- | ---: | ---: |")
    calls = [asked(who, 1, "call") for who in ("fast", "jax")]
    for method, surface in product(METHODS, BOX):
        cells = [call.get((method, surface, min(SIZES))) for call in calls]
        told = " | ".join(short(None if cell is None else cell / 1000) for cell in cells)
        print(f"| {method}, {surface} | {told} |")
    if missing := sorted(set(found) - set(present)):
        print(f"\nNot installed here: {', '.join(missing)}.")
    steps = len(SWEPT) * 61 * STARTS * SWEEP_STEPS
    swept = f"{len(SWEPT)} optimizers x 61 rates x {STARTS} starts x {SWEEP_STEPS} steps"
    print(f"\n{swept} on Rosenbrock")
    print(f"({steps / 1e6:.0f} million), whole process:\n")
    print("| | seconds | MB |\n| --- | ---: | ---: |")
    for title, who in {"optim-viz": "ours", "compiled": "fast", "JAX, compiled": "jax"}.items():
        took = whole("sweep", who)
        print(f"| {title} | " + (f"{took[0]:.2f} | {took[1]:.0f} |" if took else "- | - |"))


def ratios(found: dict[str, dict[tuple[str, str, int], float]]) -> None:
    """Print how many times as long as others the compiled loop takes, the worst of all cases."""
    print("\nCompiled steps take at most, as many times as ...\n")
    print("| | " + " | ".join(METHODS) + " |\n| --- |" + " ---: |" * len(METHODS))
    for other in ("C, 1", "C, 2", "JAX, 1", "JAX, 2"):
        ours, theirs = found[f"compiled, {other[-1]}"], found[other]
        worst = [
            max((ours[case] / theirs[case] for case in ours if case in theirs and case[0] == name),
                default=None)
            for name in METHODS
        ]  # fmt: skip
        print(f"| {other} | " + " | ".join(map(short, worst)) + " |")


def asked(who: str, threads: int, what: str = "measure") -> dict[tuple[str, str, int], float]:
    """Return what a process of its own measures; nothing where the library is not installed."""
    command = [sys.executable, __file__, what, who, str(threads), *["--small"] * SMALL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "ModuleNotFoundError" not in done.stderr:
        sys.exit(done.stderr)
    rows = map(json.loads, done.stdout.splitlines())
    return {(method, surface, runs): nanoseconds for method, surface, runs, nanoseconds in rows}


def short(nanoseconds: float | None) -> str:
    return "-" if nanoseconds is None else f"{float(f'{nanoseconds:.3g}'):,.10g}"


def said(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


if __name__ == "__main__":
    np.seterr(all="ignore")
    match [word for word in sys.argv[1:] if word != "--small"]:
        case [("measure" | "call") as what, who, threads]:
            pin(int(threads))
            look = {"measure": measure, "call": measure_call}[what]
            for row in look(who, int(threads)):
                print(json.dumps(row), flush=True)
        case ["once", who, method, surface, runs]:
            pin(2)
            WHO[who](method, surface, int(runs), 2)()
        case ["sweep", who]:
            pin(2)
            {"ours": sweep_ours, "fast": partial(sweep_ours, "compiled"), "jax": sweep_jax}[who]()
        case []:
            main()
