"""What a figure of runs shows, in a few sentences composed from the data: for screen readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.runs.results import Run
from optim_viz.runs.status import Finding, Status
from optim_viz.studies.compare import Comparison, quantiles
from optim_viz.studies.motion import Motion, motion
from optim_viz.text import title_of, words
from surfaces import Surface

if TYPE_CHECKING:
    from optim_viz.studies.basins import Basins
    from optim_viz.studies.explain import Explanation
    from optim_viz.studies.map import Map
    from optim_viz.studies.orders import Orders
    from optim_viz.studies.theory import TheoryCheck

MOST_CHARACTERS = 400
"""Length of a description: what is longer is not listened to."""

_NAMED = 5
"""Optimizers that are named; of more, it is said how many go which way."""

_LONGEST_NAME = 60

_PLACES = 4
"""Points, or ends of starts, that are told apart."""

_ROUNDING = 1e-14
"""Numbers below are told as 0."""

_LEAST_SHARE = 0.005
"""Shares below are not told: they would read as 0 %."""

_AT_REST = (Finding.LOCAL, Status.SADDLE, Status.MAXIMUM, Status.FLAT)
"""Ends of which it does not matter after how many steps they came."""

_LOST = (Status.LEFT, Status.DIVERGED, Status.FELL)


def of_comparison(comparison: Comparison) -> str:
    """Say how each optimizer goes its way, and where it ends."""
    runs, bundles = comparison.runs, comparison.bundles
    facts = [motion(run, noisy=comparison.noisy) for run in runs]
    noise = words.NOISY if comparison.noisy else ""
    noise = words.ON_BATCHES if runs[0].batch_size else noise
    if bundles:
        told = [_over_seeds(*one) for one in zip(_names(runs), bundles, strict=True)]
        noise = words.noisy_over_seeds(int(bundles[0].taken.size), len(runs[0].values) - 1)
    else:
        told = list(_told(_names(runs), facts, comparison.surface))
    if comparison.plane is not None:
        noise += words.OVER_SLICE
    surface, start = _place(comparison)
    return shortened(
        told,
        lambda named: words.race_described(surface, start, noise, named),
        lambda rest: words.others_described(
            len(facts[rest:]),
            sum(one.arrived is not None for one in facts[rest:]),
            sum(one.outcome in _LOST for one in facts[rest:]),
        ),
    )


def of_step(comparison: Comparison, step: int) -> str:
    """Say where each optimizer is at a step."""
    last = len(comparison.runs[0].values) - 1
    if step >= last:
        return of_comparison(comparison)
    names = _names(comparison.runs)
    told = [
        words.is_at(name, _level(run.surface, _height(run, step)))
        for name, run in zip(names, comparison.runs, strict=True)
    ]
    surface, start = _place(comparison)
    return shortened(told, lambda named: words.page_described(surface, start, step, last, named))


def of_surface(surface: Surface) -> str:
    """Say where a surface has its stationary points, and how low it is."""
    others = [point for point in surface.stationary_points if point.kind != "minimum"]
    kinds = Counter(
        "global minimum" if one.is_global else "local minimum" for one in surface.minima
    ) + Counter(one.kind for one in others)
    told = [words.points(kind, kinds[kind]) for kind in words.KIND if kinds[kind]]
    name, formula = map(short_name, (title_of(surface), words.as_changed(surface.formula)))
    lines = [words.surface_described(name, formula, str(surface.pictured), told)]
    if (level := surface.continuum) is not None:
        value = _number(float(surface.told(level.value)), 4)
        lines.append(words.continuum_described(level.kind, value))
    elif lowest := [minimum for minimum in surface.minima if minimum.is_global]:
        places = [f"({point(minimum.at)})" for minimum in lowest[:_PLACES]]
        lines.append(
            words.lowest_described(
                _number(float(surface.told(lowest[0].value)), 4),
                places,
                len(lowest) - len(places),
                proven=surface.lowest_is_proven,
            )
        )
    return as_many_as_fit(lines)


def of_basins(found: Sequence[Basins]) -> str:
    """Say where each optimizer leads, in shares of the starts."""
    told = [
        words.leads(short_name(name), list(_ends(one)))
        for name, one in zip(_titles([one.optimizer for one in found]), found, strict=True)
    ]
    surface = short_name(title_of(found[0].surface))
    return shortened(told, lambda named: words.basins_described(surface, named))


def _ends(one: Basins) -> Iterator[str]:
    """Yield the shares of the ends that many starts have, the largest first."""
    shares = Counter[str]()
    for row in one.rows():
        local = "minimum" if one.surface.lowest is None else "local minimum"
        kind = {"minimum": "global minimum" if row["global"] else local}
        shares[kind.get(row["end"], row["end"])] += row["share"]
    for end, share in shares.most_common(_PLACES):
        if share >= _LEAST_SHARE:
            yield words.share_that_ends(f"{share:.0%}", end)


def of_map(found: Map) -> str:
    """Say which part of a map converges, where it is fastest, and what theory says."""
    shares = [
        f"{words.FATE_IN_A_WORD[fate]} {share:.0%}"
        for fate, share in found.shares.items()
        if share >= _LEAST_SHARE
    ]
    axes = [
        words.range_of_knob(axis.knob, _number(axis.low, 3), _number(axis.high, 3))
        for axis in (found.x, found.y)
    ]
    method, surface = map(short_name, (found.optimizer.title, title_of(found.surface)))
    lines = [words.map_described(method, axes, surface, ", ".join(shares))]
    if found.best:
        pair = zip((found.x.knob, found.y.knob), found.best, strict=True)
        knobs = ", ".join(f"{name} {_number(value, 3)}" for name, value in pair)
        lines.append(words.fastest_pair(knobs, _number(found.best_pace, 3)))
    if found.known:
        lines.append(words.stable_below(found.known.formula))
    return as_many_as_fit(lines)


def of_orders(measured: Orders) -> str:
    """Say how many steps the methods take in the highest dimension; times differ each time."""
    dims = sorted({effort.dim for effort in measured.efforts})
    told = [
        words.takes_steps(short_name(one.optimizer.title), one.steps)
        for one in measured.efforts
        if one.dim == dims[-1]
    ]
    surface, goal = short_name(title_of(measured.surface)), measured.conditions[0]
    return words.orders_described(surface, ", ".join(map(str, dims)), goal, told)


def of_theory(checked: TheoryCheck, factors: tuple[float, float]) -> str:
    """Say what theory says of rates, and what was measured."""
    known = checked.quadratic
    four = [_number(one, 4) for one in (known.limit, known.best_rate, checked.measured_best_rate)]
    low, high = (_number(one, 4) for one in checked.measured_limit)
    limit, best, measured = four
    surface = short_name(title_of(known.surface))
    shrunk = (known.factor, factors[0], known.ball_factor, factors[1])
    return as_many_as_fit(
        [
            words.theory_described(surface, limit, words.interval(low, high), best, measured),
            words.factors_described(*(_number(one, 4) for one in shrunk)),
        ]
    )


def of_explanation(explanation: Explanation) -> str:
    """Say where a step goes, what it gains, and how far from the steepest way down it points."""
    parts = explanation.parts
    surface, method = parts.surface, short_name(parts.optimizer.title)
    ends = point(parts.point), point(parts.end)
    lines = [words.step_described(method, parts.step, short_name(title_of(surface)), *ends)]
    before, after = (float(surface(at)) for at in (parts.point, parts.end))
    said = [_number(float(surface.told(one)), 4) for one in (before, after)]
    same = said[0] == said[1]
    lines.append(words.VALUE_STAYS if same else words.value_changes(*said, falls=after < before))
    lengths = np.linalg.norm(parts.move) * np.linalg.norm(parts.gradient)
    if surface.dim > 1 and 0 < lengths < np.inf:
        cosine = float(np.clip(-(parts.move @ parts.gradient) / lengths, -1, 1))
        lines.append(words.angle_to_descent(round(np.rad2deg(np.arccos(cosine)))))
    return as_many_as_fit(lines)


def as_many_as_fit(sentences: Iterable[str]) -> str:
    """Return sentences up to the last one for which there is room."""
    text = ""
    for sentence in filter(None, sentences):
        if text and len(text) + 1 + len(sentence) > MOST_CHARACTERS:
            break
        text = f"{text} {sentence}".strip()
    return text


def shortened(
    told: Sequence[str],
    whole: Callable[[list[str]], str],
    rest: Callable[[int], str] = lambda first: words.AND_OTHERS,
) -> str:
    """Return the description with as many of its parts as there is room for.

    Parameters
    ----------
    told : sequence of str
        What is said of each.
    whole : callable
        Makes one text of parts.
    rest : callable
        From the number of those that are told to what is said of the others.
    """
    for count in range(min(len(told), _NAMED), 0, -1):
        parts = [*told[:count], *([rest(count)] if count < len(told) else [])]
        if len(text := whole(parts)) <= MOST_CHARACTERS:
            break
    return text


def short_name(name: str) -> str:
    """Return the name of a surface, or of a method; one that is long is cut."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def point(at: Iterable[float], most: int = 3) -> str:
    """Return the coordinates of a point, with commas."""
    shown = [_number(x, 4) for x in at]
    return ", ".join(shown[:most] + ["…"] * (len(shown) > most))


def _number(number: float, figures: int = 2) -> str:
    """Return a number with a few figures, without an exponent where it reads well without."""
    if abs(number) < _ROUNDING:
        return "0"
    plain = 10**figures <= abs(number) < 1e5
    return (f"{number:.0f}" if plain else f"{number:.{figures}g}").replace("-", "−")


def _place(comparison: Comparison) -> tuple[str, str]:
    return short_name(title_of(comparison.surface)), point(comparison.runs[0].points[:, 0])


def _names(runs: Sequence[Run]) -> list[str]:
    return _titles([run.optimizer for run in runs])


def _titles(optimizers: Sequence[Optimizer]) -> list[str]:
    """Return the titles, with the knobs that were set where there are several of one title."""
    titles = [one.title for one in optimizers]
    return [
        short_name(_with_knobs(one) if titles.count(title) > 1 else title)
        for title, one in zip(titles, optimizers, strict=True)
    ]


def _with_knobs(optimizer: Optimizer) -> str:
    knobs = str(optimizer).partition(":")[2].replace("=", " ").replace(",", ", ")
    return f"{optimizer.title} {knobs}".strip()


def _told(names: Sequence[str], facts: Sequence[Motion], surface: Surface) -> Iterator[str]:
    """Yield what is said of each run; a number of steps is said once."""
    known = None
    for name, fact in zip(names, facts, strict=True):
        steps = None if fact.outcome in _AT_REST or fact.steps == known else fact.steps
        yield words.run_described(name, _manner(fact), _end(fact, surface, steps))
        known = fact.steps if fact.outcome == Status.BUDGET and fact.arrived is None else known


def _manner(fact: Motion) -> str:
    if fact.manner is None:
        return ""
    return (words.MANNER | (words.GROWING if fact.grows else {}))[fact.manner]


def _end(fact: Motion, surface: Surface, steps: int | None) -> str:
    """Return how a run ends."""
    if fact.outcome == Status.DIVERGED:
        return words.diverges(fact.gone)
    if fact.outcome == Status.LEFT:
        return words.leaves_domain(fact.gone)
    if fact.outcome == Status.FELL:
        return words.FALLS_WITHOUT_BOUND
    if fact.arrived is not None and surface.lowest is not None:
        several = sum(minimum.is_global for minimum in surface.minima) != 1
        return words.arrives(fact.arrived, several=several)
    level = _level(surface, fact.level)
    return words.ends_at(words.ENDS[fact.outcome], level, steps, swings=fact.swings)


def _level(surface: Surface, height: float) -> str:
    """Return a gap in words, or a value where there is no gap."""
    if surface.lowest is None:
        return words.value_of_f(_number(float(surface.told(height))))
    return words.gap(_number(max(height, 0.0)))


def _height(run: Run, step: int) -> float:
    return float((run.values if run.surface.lowest is None else run.gap)[step])


def _over_seeds(name: str, bundle: Run) -> str:
    """Return what is said of the runs of one optimizer with different seeds."""
    level = _level(bundle.surface, float(quantiles(bundle)[1, -1]))
    lost = sum(status in _LOST for status in bundle.status.tolist())
    return words.over_seeds_described(name, level, lost)
