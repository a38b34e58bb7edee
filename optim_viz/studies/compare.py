"""Several optimizers on one surface, under conditions that are the same for all and are stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, Optimizer, as_optimizer, as_surface
from optim_viz.recipes.base import (
    FIVE,
    RATES_FOR_ALL,
    TARGET,
    TUNE_BY,
    check_plane,
    read_tune_by,
)
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.runs.batch import read_start
from optim_viz.runs.batch_size import (
    ALL,
    BatchSize,
    in_batches,
    read_batch_size,
    rows_of,
    updates_in_epoch,
)
from optim_viz.runs.measures import finite_or_none, first_below, outcome
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from optim_viz.studies.planes import Slice, slice_of
from optim_viz.studies.tuning import details, rule, short_rule, tune
from optim_viz.text import said_of, words
from surfaces import AnySurface, Array, InputError, Surface
from surfaces.brief import Brief
from surfaces.specs import choose, quoted

if TYPE_CHECKING:
    from pandas import DataFrame

QUANTILES = (0.1, 0.5, 0.9)
"""Quantiles in a band over seeds: its lower edge, its line, its upper edge."""

SHARES = ("10 %", "median", "90 %")
"""Their names in the data."""


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Brief):
    """One run of each optimizer from the same start, and the conditions."""

    surface: Surface
    runs: tuple[Run, ...]
    conditions: tuple[str, ...]
    """The conditions of the race, in words: tuning rule, start, budget, noise, seed."""
    bundles: tuple[Run, ...] = ()
    """The runs of each optimizer over several seeds, ``(seeds,)``, where there is noise."""
    tuning: Mapping[str, Any] = field(default_factory=dict)
    """The tuning rule in plain data, if a rate was tuned."""
    noisy: bool = False
    """Whether gradients had noise."""
    summary: tuple[str, ...] = ()
    """The conditions in few words: where the runs begin, how long they are, how rates were chosen.
    """
    plane: Slice | None = None
    """The plane that the paths are seen on, where one was asked for."""

    def to_frame(self) -> DataFrame:
        """Return a pandas table: a row for each step of each run, of all seeds where there are."""
        from pandas import concat

        runs = self.bundles or self.runs
        names = list(dict.fromkeys(name for run in runs for name in run.columns()))
        table: DataFrame = concat([run.to_frame() for run in runs], ignore_index=True)[names]
        return table

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per optimizer as plain data: what the table and ``--json`` show.

        The results of the run that is drawn as a path, and those ``over_seeds``, are kept apart.
        """
        rows = [_row(run) for run in self.runs]
        for row, bundle in zip(rows, self.bundles, strict=False):
            row["over_seeds"] = _over_seeds(bundle)
        if self.plane is not None:
            for i, row in enumerate(rows):
                off = 0.0 if self.plane.is_on(i)[-1] else self.plane.off[i][-1]
                row["off_plane"] = finite_or_none(off)
                row["value_on_plane"] = finite_or_none(self.plane.end_value(i))
        return rows


def compare(
    surface: AnySurface,
    optimizers: Iterable[AnyOptimizer] | None = None,
    start: npt.ArrayLike | None = None,
    steps: int = CompareRecipe.steps,
    *,
    lr: float | str = "tuned",
    noise: float | str | Noise = 0.0,
    batch_size: BatchSize | Sequence[BatchSize] = (),
    seed: int = 0,
    seeds: int = 1,
    tune_by: str = TUNE_BY,
    plane: str | None = None,
    engine: str | None = None,
) -> Comparison:
    """Race optimizers from one start.

    Parameters
    ----------
    surface : Surface, str or function
        As in `run`.
    optimizers : iterable, optional
        Of what `run` takes; by default the five of `FIVE`.
    start, steps, noise, seed
        As in `run`, but for a single start.
    batch_size : int, "all" or several of them
        As in `run`: every optimizer runs with every size, and is called after it where there are
        several.
    seeds : int
        With noise: this many runs of each, from ``seed`` on, for `Comparison.bundles`; the first
        is drawn as a path. Rates are tuned on none of them, but on seeds of their own.
    lr : "tuned", "default" or a number
        The rate of every optimizer whose rate was not set by hand: the best one of a sweep that
        is the same for all (`tune`), the method's own default, or this number.
    tune_by : text
        What the best rate is the best by, as in `tune`: ``tail``, ``steps:1e-6`` or ``final``.
    plane : text, optional
        A slice of more than two dimensions that the paths are seen on: ``filter``, ``pca``, or
        three points, as in ``start,sgd,adam`` (see `optim_viz.studies.planes.slice_of`).
    engine : str, optional
        As in `run`.

    Raises
    ------
    InputError
        Whatever cannot be run, before anything is.
    """
    surface = as_surface(surface)
    contestants = [as_optimizer(one) for one in listed(optimizers)]
    if not contestants:
        raise InputError("there is no optimizer to compare")
    read_start(surface, start)
    if isinstance(lr, str):
        choose(lr, RATES_FOR_ALL, "lr (a number, or a name):")
    read_tune_by(tune_by)
    check_plane(plane, surface, [one.name for one in contestants])
    if np.ndim(surface.start if start is None else start) != 1:
        raise InputError("a comparison has one start: one number per coordinate")
    noise, several = read_noise(noise), range(seed, seed + seeds)
    sizes = listed_sizes(batch_size)
    noises = {size: in_batches(size, surface, noise) for size in sizes or (None,)}
    noisy = any(bool(np.any(one.size)) for one in noises.values())
    if seeds > 1 and not noisy:
        raise InputError(f"{seeds} seeds make no difference where there is no noise")
    tuned = lr == "tuned" and any(one.scale_is_open for one in contestants)
    at_the_edge: dict[str, float] = {}

    def rated(one: Optimizer, noise: Noise) -> Optimizer:
        if lr != "tuned" or not one.scale_is_open:
            return _with_rate(one, lr)
        last = several[-1]
        by = tune(one, surface, start, steps, noise=noise, seed=last, by=tune_by, engine=engine)
        if by.chosen is not None and by.is_at_the_edge:
            at_the_edge[one.title] = by.chosen
        return by.optimizer

    field = [
        (_called(rated(one, how), size, len(sizes)), size) for one in contestants
        for size, how in noises.items()
    ]  # fmt: skip

    def raced(seed: int | range) -> list[Run]:
        return [
            run(one, surface, start, steps, noise=noise, batch_size=size, seed=seed, engine=engine)
            for one, size in field
        ]

    runs, bundles = tuple(raced(seed)), raced(several) if seeds > 1 else []
    seen = None if plane is None else slice_of(plane, runs, seed)
    if sizes:
        noise = next(iter(noises.values()))
    with said_of(surface):
        return Comparison(
            surface,
            runs,
            (
                *_conditions(contestants, runs, steps, lr, noise, several, tune_by),
                *([] if seen is None else [words.SLICED]),
            ),
            tuple(bundles),
            _tuning(surface, noisy, tune_by, at_the_edge) if tuned else {},
            noisy,
            (
                *_summary(contestants, runs, steps, lr, noise, several),
                *([] if seen is None else [words.SLICED]),
            ),
            seen,
        )


def _tuning(
    surface: Surface, noisy: bool, tune_by: str, at_the_edge: Mapping[str, float]
) -> dict[str, Any]:
    """Return how rates were tuned, and for which methods the best is the last that was tried."""
    told = details(surface, noisy, tune_by)
    return told | {"at_the_edge": dict(at_the_edge)} if at_the_edge else told


def listed_sizes(given: BatchSize | Sequence[BatchSize]) -> tuple[BatchSize, ...]:
    """Return one or several sizes of a batch as several, each of them once.

    Raises
    ------
    InputError
        What is none, or one of them twice.
    """
    several = (given,) if isinstance(given, int | str) else tuple(given)
    sizes = tuple(map(read_batch_size, several))
    for size in sizes:
        if sizes.count(size) > 1:
            raise InputError(f"the batch size {size} is given twice")
    return sizes


def _called(optimizer: Optimizer, size: BatchSize | None, of: int) -> Optimizer:
    """Return an optimizer that is called after the size of its batches, if there are several."""
    if size is None or of < 2:
        return optimizer
    titled = optimizer.method.titled(words.with_batch(optimizer.title, str(size)))
    return Optimizer(titled, optimizer.given)


def listed(optimizers: Iterable[AnyOptimizer] | None) -> Iterable[AnyOptimizer]:
    """Return the optimizers, the usual five if there are none.

    Raises
    ------
    InputError
        A single one.
    """
    if optimizers is None:
        return FIVE
    if isinstance(optimizers, str) or not isinstance(optimizers, Iterable):
        raise InputError(f"optimizers are a list, as in ['adam', 'sgd'], not {quoted(optimizers)}")
    return optimizers


def study(recipe: CompareRecipe) -> Comparison:
    """Race what a recipe asks for."""
    return compare(
        recipe.posed,
        recipe.contestants,
        recipe.start,
        recipe.steps,
        lr=recipe.lr,
        noise=recipe.noise,
        batch_size=recipe.batch_size,
        seed=recipe.seed,
        seeds=recipe.seeds,
        tune_by=recipe.tune_by,
        plane=recipe.plane,
    )


def quantiles(bundle: Run) -> Array:
    """Return the `QUANTILES` of the gap (or value) at each step over a batch of runs: ``(3, n)``.

    Each is the gap of one of the runs; one that diverged counts as infinite.
    """
    heights = bundle.values if bundle.surface.lowest is None else bundle.gap
    flat = heights.reshape(len(heights), -1)
    known = np.where(np.isfinite(flat), flat, np.inf)
    return np.quantile(known, QUANTILES, axis=1, method="inverted_cdf")


def _with_rate(optimizer: Optimizer, lr: float | str) -> Optimizer:
    """Return the optimizer with a rate for all, if its own was not set by hand."""
    if isinstance(lr, str) or not optimizer.scale_is_open:
        return optimizer
    return optimizer.at_scale(lr)


def _conditions(
    contestants: list[Optimizer],
    runs: tuple[Run, ...],
    steps: int,
    lr: float | str,
    noise: Noise,
    seeds: range,
    tune_by: str,
) -> Iterable[str]:
    first = runs[0]
    if any(one.scale_is_open for one in contestants):
        tuned = rule(first.surface, bool(np.any(noise.size)), tune_by)
        if len(seeds) > 1 and first.surface.lowest is not None:  # there is less room for words
            tuned = short_rule(tune_by)
        named = {"tuned": tuned, "default": words.RATES_BY_DEFAULT}
        yield named.get(str(lr)) or words.same_rate(f"{lr:g}")
    yield start_in_words(first)
    yield words.steps(steps)
    if first.surface.projected:
        yield words.PROJECTED
    yield from (_batches(runs, seeds) if first.batch_size else noise_in_words(noise, seeds))


def _summary(
    contestants: list[Optimizer],
    runs: tuple[Run, ...],
    steps: int,
    lr: float | str,
    noise: Noise,
    seeds: range,
) -> Iterable[str]:
    first = runs[0]
    yield start_in_words(first)
    yield words.steps(steps)
    if any(one.scale_is_open for one in contestants):
        yield rates_in_short(first.surface, lr)
    if first.surface.projected:
        yield words.PROJECTED
    yield from (_batches(runs, seeds) if first.batch_size else noise_in_words(noise, seeds))


def start_in_words(first: Run) -> str:
    """Say where a run begins."""
    start = [f"{x:.4g}" for x in first.points[:, 0]]
    return words.start(", ".join(start[:3] + ["…"] * (len(start) > 3)))


def rates_in_short(surface: Surface, lr: float | str) -> str:
    """Say in few words how the rates were chosen that nobody has set."""
    if lr == "tuned":
        return words.BEST_RATE_OF_EACH if surface.lowest is not None else rule(surface)
    return words.RATES_BY_DEFAULT if lr == "default" else words.same_rate(f"{lr:g}")


def _batches(runs: Sequence[Run], seeds: range) -> Iterator[str]:
    """Say how many updates an epoch has with each size of a batch."""
    first = runs[0]
    sizes = list(dict.fromkeys(run.batch_size for run in runs if run.batch_size))
    rows = rows_of(ALL, first.surface)
    assert rows  # batches have been refused elsewhere
    updates = [str(updates_in_epoch(size, rows)) for size in sizes]
    yield words.epoch(rows, [str(size) for size in sizes], updates)
    yield words.seed(seeds[0]) if len(seeds) == 1 else words.seeds(len(seeds), seeds[0])


def noise_in_words(noise: Noise, seeds: range) -> Iterator[str]:
    """Yield the kind of the noise and its seeds, if there is noise."""
    if np.any(noise.size):
        alone = len(seeds) == 1
        named = words.seed(seeds[0]) if alone else words.seeds(len(seeds), seeds[0])
        yield words.noise(str(noise), named)


def _row(run: Run) -> dict[str, Any]:
    """Return a run in plain data; what is not a finite number is None."""
    lowest = run.surface.lowest
    reached = None if lowest is None else int(first_below(run, lowest + TARGET))
    rate = run.optimizer.knobs.get("lr", run.optimizer.scale)
    return {
        "optimizer": run.optimizer.title,
        "spec": str(run.optimizer),
        "lr": str(rate) if callable(rate) else rate,
        "value": finite_or_none(run.surface.told(run.values[-1])),
        "gap": None if lowest is None else finite_or_none(_without_rounding(run.gap[-1], lowest)),
        "steps": int(run.taken),
        "steps_to_target": reached if reached is not None and reached >= 0 else None,
        **({"batch_size": run.batch_size, **_seen(run)} if run.batch_size else {}),
        "status": str(run.status),
        "outcome": str(outcome(run, TARGET)),
        "end": [finite_or_none(x) for x in run.end],
        "evaluations": {
            "value": int(run.evaluations.value),
            "gradient": int(run.evaluations.gradient),
            "hessian": int(run.evaluations.hessian),
        },
    }


def _seen(run: Run) -> dict[str, int]:
    """Return how many rows a run has seen in all, where that is known."""
    seen = run.rows_seen
    return {} if seen is None else {"rows_seen": int(seen[int(run.taken)])}


def _over_seeds(bundle: Run) -> dict[str, Any]:
    """Return what the runs of one optimizer with different seeds have in common, in plain data."""
    lowest = bundle.surface.lowest
    reached = None if lowest is None else int((first_below(bundle, lowest + TARGET) >= 0).sum())
    ends = quantiles(bundle)[:, -1]
    last = map(finite_or_none, bundle.surface.told(ends) if lowest is None else ends)
    return {
        "seeds": int(bundle.taken.size),
        "value" if lowest is None else "gap": dict(zip(SHARES, last, strict=True)),
        "reached_target": reached,
        "status": dict(Counter(bundle.status.tolist()).most_common()),
        "mean_evaluations": {
            what: float(count.mean()) for what, count in bundle.evaluations._asdict().items()
        },
    }


def _without_rounding(gap: float, lowest: float) -> float:
    """Return 0 for a gap that is negative by rounding only."""
    return 0.0 if -1e-14 * max(1.0, abs(lowest)) < gap < 0 else gap
