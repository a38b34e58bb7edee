"""What a figure of a benchmark shows, in a few sentences: for screen readers."""

from __future__ import annotations

from optim_viz.bench.results import Benchmark
from optim_viz.studies.description import as_many_as_fit, short_name
from optim_viz.text import title_of, words


def of_benchmark(done: Benchmark, figure: str | None) -> str:
    """Say what a figure shows, and what the benchmark has found."""
    problems = [short_name(title_of(problem.posed)) for problem in done.recipe.problems]
    name = figure or ("sensitivity" if len(problems) == 1 else "rates")
    what = words.benchmark_described(
        words.FIGURE_OF_BENCHMARK.get(name, name),
        words.counted_or_named(list(map(short_name, done.names)), "optimizer"),
        words.counted_or_named(problems, "surface"),
    )
    return as_many_as_fit([what, done.conclusion(), done.tuning_or_choosing()])
