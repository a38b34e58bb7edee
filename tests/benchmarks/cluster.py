"""From which size on does a cluster pay? ``python tests/benchmarks/cluster.py [STARTS ...]``.

Whole processes of one benchmark at several sizes, through processes and through a Dask scheduler
with two workers, all on this machine; and by themselves what it costs to begin and to hand a unit
over, from which follows where N workers begin to win. Prints Markdown; a minute or two.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from optim_viz.bench.cluster import on_dask
from optim_viz.bench.executors import as_done
from optim_viz.bench.units import tuning_units
from optim_viz.recipes.bench import BenchmarkRecipe

SURFACES = ["rosenbrock", "himmelblau", "rastrigin", "beale"]
STEPS = 1000


def seconds(folder: Path, starts: int, *arguments: str) -> float:
    program = [sys.executable, "-c", "from optim_viz.cli import main; main()", "bench", "-q"]
    began = time.perf_counter()
    subprocess.run(
        [*program, *SURFACES, "--starts", str(starts), "--steps", str(STEPS), *arguments],
        cwd=folder, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - began


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [25, 200, 600]
    steps = [len(SURFACES) * (4 * 63 + 2) * starts * STEPS for starts in sizes]
    with TemporaryDirectory() as name:
        folder = Path(name)
        card = folder / "card.json"
        dask = [sys.executable, "-m", "dask"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        daemons = [
            subprocess.Popen(
                [*dask, "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard",
                 "--scheduler-file", str(card)], **quiet,
            )
        ]  # fmt: skip
        try:
            while not (card.exists() and card.stat().st_size):
                time.sleep(0.1)
            address = json.loads(card.read_text())["address"]
            daemons += [
                subprocess.Popen(
                    [*dask, "worker", address, "--nthreads", "1", "--no-dashboard"],
                    **quiet,
                )
                for _ in range(2)
            ]
            seconds(folder, 1, "--dask", address)  # waits for a worker, and warms it
            with on_dask(address) as there, ThreadPoolExecutor(2) as here:
                handing = per_unit(there) - per_unit(here)
            ways = {"one process": ("--processes", "1"), "two processes": ("--processes", "2"),
                    "Dask, two workers": ("--dask", address)}  # fmt: skip
            took = {
                way: [
                    min(seconds(folder, starts, *arguments) for _ in range(3)) for starts in sizes
                ]
                for way, arguments in ways.items()
            }
        finally:
            for daemon in reversed(daemons):
                daemon.terminate()
                daemon.wait()
    begin = took["Dask, two workers"][0] - took["two processes"][0]
    step = min(2 * time / count for time, count in zip(took["two processes"], steps, strict=True))
    print("| million steps | " + " | ".join(f"{count / 1e6:.0f}" for count in steps) + " |")
    print("| --- |" + " ---: |" * len(sizes))
    for way, times in took.items():
        print(f"| {way} | " + " | ".join(f"{time:.1f} s" for time in times) + " |")
    print(f"\nDask takes {begin:.1f} s more than two processes at the smallest size, of which")
    print(f"{1e3 * handing:.1f} ms go to each unit. A step costs one core {1e9 * step:.0f} ns: so")
    for workers in (4, 8, 16, 64):
        pays = begin / (step / 2 - step / workers)
        print(f"- {workers} workers beat two cores from {pays / 1e6:.0f} million steps")


def per_unit(executor: Executor) -> float:
    """Return the seconds that a unit takes of which hardly anything is to be run."""
    recipe = BenchmarkRecipe(surfaces=("ravine",), optimizers=("sgd",), starts=400, steps=1)
    units = [
        replace(unit, first=i, last=i + 1) for unit in tuning_units(recipe) for i in range(400)
    ]
    list(as_done(partial(next, iter(units[:20]), None), executor))
    began = time.perf_counter()
    list(as_done(partial(next, iter(units), None), executor))
    return (time.perf_counter() - began) / len(units)


if __name__ == "__main__":
    main()
