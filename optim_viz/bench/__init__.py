"""Benchmarks: which rates work, how wide is the range, how sure are we, and on which surfaces.

A `BenchmarkRecipe` says what is run, in plain data; `benchmark` runs it, on whatever executor, and
a `Store` keeps each piece as it finishes; a `Benchmark` is what has been found.
"""

from __future__ import annotations

from optim_viz.bench.cluster import on_dask
from optim_viz.bench.executors import benchmark, on_processes
from optim_viz.bench.results import Benchmark
from optim_viz.bench.store import Store
from optim_viz.recipes.bench import BenchmarkRecipe

__all__ = ["Benchmark", "BenchmarkRecipe", "Store", "benchmark", "on_dask", "on_processes"]
