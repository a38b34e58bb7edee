"""Benchmarks: optimizers on surfaces over a grid of rates, tuned on some starts, scored on others.

A `BenchmarkRecipe` is the plain-data description; `benchmark` runs it on any executor; a `Store`
keeps the outcomes of each unit as it finishes; a `Benchmark` holds the results.
"""

from __future__ import annotations

from optim_viz.bench.cluster import on_dask
from optim_viz.bench.executors import benchmark, on_processes
from optim_viz.bench.results import Benchmark
from optim_viz.bench.store import Store
from optim_viz.recipes.bench import BenchmarkRecipe

__all__ = ["Benchmark", "BenchmarkRecipe", "Store", "benchmark", "on_dask", "on_processes"]
