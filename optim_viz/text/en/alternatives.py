"""What figures show, for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.en.counting import counted as _counted
from optim_viz.text.en.counting import listed as _listed
from optim_viz.text.en.figures import KIND

# What a figure shows, for those who do not see it.

MANNER = {
    "zigzags across the valley": "zigzags across the valley",
    "jumps back and forth": "jumps back and forth",
    "overshoots": "overshoots",
    "creeps": "creeps",
    "creeps along the valley": "creeps along the valley",
}
"""How a method goes its way."""

GROWING = {
    "zigzags across the valley": "zigzags ever wider across the valley",
    "jumps back and forth": "jumps ever farther back and forth",
}
"""The same where each jump is longer than the one before."""

ENDS = {
    "stalled at a saddle": "stalls at a saddle",
    "stalled at a maximum": "stalls at a maximum",
    "stalled at a flat point": "stalls at a flat point",
    "stopped by itself": "stops by itself",
    "local minimum": "ends in a local minimum",
    "converged": "comes to rest",
    "budget spent": "ends",
}
"""How a run ends, in the middle of a sentence."""


NOISY = ", with noisy gradients"
ON_BATCHES = ", on batches of the data"


def noisy_over_seeds(seeds: int, steps: int) -> str:
    """Say that runs differ in their noise, and what is said of them."""
    return f", with noisy gradients; medians of {seeds} seeds after {_counted(steps, 'step')}"


def race_described(surface: str, start: str, noise: str, runs: Sequence[str]) -> str:
    """Say what a comparison shows: where it takes place, and what becomes of each method."""
    return f"Paths on {surface} from ({start}){noise}: {'; '.join(runs)}."


def page_described(surface: str, start: str, step: int, last: int, runs: Sequence[str]) -> str:
    """Say what a page shows that is as of one step."""
    return f"Paths on {surface} from ({start}), step {step} of {last}: {'; '.join(runs)}."


def film_described(seconds: str, still: str) -> str:
    """Say what a film shows, of which the last picture is described already."""
    return f"Film of {seconds} s. {still}"


def run_described(method: str, manner: str, end: str) -> str:
    """Say how a method goes its way and where that ends."""
    return f"{method} {manner} and {end}" if manner else f"{method} {end}"


def is_at(method: str, level: str) -> str:
    """Say how high a method is at a step."""
    return f"{method} at {level}"


def value_of_f(value: str) -> str:
    """Say a value where there is no gap."""
    return f"f = {value}"


def arrives(steps: int, *, several: bool) -> str:
    """Say in how many steps a run is at the lowest minimum."""
    return f"arrives at {'a global' if several else 'the'} minimum in {_counted(steps, 'step')}"


def ends_at(how: str, level: str, steps: int | None, *, swings: bool) -> str:
    """Say how high a run ends; after how many steps, unless that was said."""
    after = f" after {_counted(steps, 'step')}" if steps is not None else ""
    return f"{how} at {level}{after}{', still swinging' if swings else ''}"


def diverges(steps: int | None) -> str:
    """Say from which step on a run that diverges is outside for good, if it ever was inside."""
    return "diverges" if steps is None else f"diverges after {_counted(steps, 'step')}"


def leaves_domain(steps: int | None) -> str:
    """Say after how many steps a run is outside the domain for good."""
    return "leaves the domain" + (f" after {_counted(steps, 'step')}" if steps else "")


FALLS_WITHOUT_BOUND = "falls without bound"
AND_OTHERS = "and others"


def over_seeds_described(method: str, level: str, lost: int) -> str:
    """Say how high the runs of a method end that differ in their noise, and how many are lost."""
    some = f", {_counted(lost, 'run')} lost" if lost else ""
    return f"{method} ends at {level}{some}"


def others_described(count: int, arrived: int, lost: int) -> str:
    """Say what becomes of the methods that are not named."""
    groups = [
        (arrived, "arrives at a lowest minimum", "arrive at a lowest minimum"),
        (lost, "is lost", "are lost"),
        (count - arrived - lost, "does not arrive", "do not arrive"),
    ]
    told = [f"{number} {one if number == 1 else many}" for number, one, many in groups if number]
    if len(told) == 1:
        return f"{_counted(count, 'other')}{told[0].removeprefix(str(count))}"
    return f"of {_counted(count, 'other')}, {_listed(told)}"


def surface_described(surface: str, formula: str, where: str, points: Sequence[str]) -> str:
    """Say what the picture of a surface shows: its shape, and which points are marked."""
    what = f"{surface}, f = {formula}" if formula != surface else f"f = {formula}"
    marked = f": {_listed(points)}" if points else ""
    return f"Shape of {what}, over {where}{marked}."


def lowest_described(value: str, points: Sequence[str], more: int, *, proven: bool) -> str:
    """Say how low a surface is, and where."""
    beyond = f" and {_counted(more, 'other point')}" if more else ""
    found = "" if proven else " found"
    return f"Its lowest value{found} is {value}, at {', '.join(points)}{beyond}."


def continuum_described(kind: str, value: str) -> str:
    """Say that the lowest points are not single ones."""
    return f"Its lowest value is {value}, all along a {KIND[kind]}."


def basins_described(surface: str, methods: Sequence[str]) -> str:
    """Say what a picture of basins shows."""
    return f"Starts on {surface}, coloured by where they lead: {'; '.join(methods)}."


def leads(method: str, ends: Sequence[str]) -> str:
    """Say to which ends a method leads, with their shares."""
    return f"{method} leads {_listed(ends)}"


def share_that_ends(share: str, end: str) -> str:
    """Say which share of the starts has an end."""
    return f"{share} {LEADS_TO[end]}"


LEADS_TO = {
    "global minimum": "to a global minimum",
    "lowest found": "to the lowest minimum found",
    "minimum": "to a minimum",
    "local minimum": "to a local minimum",
    "saddle": "to a saddle",
    "maximum": "to a maximum",
    "degenerate": "to a flat point",
    "curve": "to the curve of minima",
    "region": "to the region of minima",
    "budget spent": "nowhere yet",
    "left the domain": "out of the domain",
    "diverged": "to divergence",
    "stopped early": "to a stop elsewhere",
    "fell without bound": "to a fall without bound",
    "held at the edge": "to the edge of the domain",
}
"""Where starts lead, by their ends."""


def map_described(method: str, axes: Sequence[str], surface: str, shares: str) -> str:
    """Say what a map over two knobs shows."""
    return f"Map of {method} on {surface} over {_listed(axes)}: {shares}."


def range_of_knob(knob: str, low: str, high: str) -> str:
    """Say which values of a knob an axis has."""
    return f"{knob} from {low} to {high}"


def fastest_pair(knobs: str, steps: str) -> str:
    """Say which pair of knobs is the fastest."""
    return f"Fastest at {knobs}: {steps} steps per digit of the gap."


def stable_below(formula: str) -> str:
    """Say up to which rate theory says that a method is stable."""
    return f"In theory it is stable below lr = {formula}."


def orders_described(surface: str, dimensions: str, goal: str, methods: Sequence[str]) -> str:
    """Say what a figure of orders shows."""
    return (
        f"Steps, evaluations, time and memory of methods of each order on {surface} in dimension"
        f" {dimensions}, {goal}. In the highest dimension, {'; '.join(methods)}."
    )


def takes_steps(method: str, steps: int | None) -> str:
    """Say how many steps a method takes to a target, None: it never reaches it."""
    return f"{method} takes {_counted(steps, 'step')}" if steps else f"{method} does not reach it"


def theory_described(surface: str, limit: str, between: str, best: str, measured: str) -> str:
    """Say what theory says of gradient descent, and what was measured."""
    return (
        f"Gradient descent on {surface}, gap against rate: in theory it diverges above {limit},"
        f" measured {between}, and is fastest at {best}, measured {measured}."
    )


def factors_described(descent: str, measured: str, ball: str, measured_ball: str) -> str:
    """Say by which factor errors shrink in a step, in theory and measured."""
    return (
        f"The error shrinks by {descent} a step, measured {measured}; with the best momentum by"
        f" {ball}, measured {measured_ball}."
    )


def step_described(method: str, step: int, surface: str, before: str, after: str) -> str:
    """Say what a step of a method does: from where to where."""
    return f"Step {step} of {method} on {surface}, from ({before}) to ({after})."


def value_changes(before: str, after: str, *, falls: bool) -> str:
    """Say how the value changes with a step."""
    return f"The value {'falls' if falls else 'rises'} from {before} to {after}."


VALUE_STAYS = "The value stays the same."


def angle_to_descent(degrees: int) -> str:
    """Say how far a step points away from where the surface falls most steeply."""
    if degrees == 0:
        return "It goes straight down the slope."
    return f"It points {_counted(degrees, 'degree')} away from the steepest way down."


def benchmark_described(title: str, optimizers: str, surfaces: str) -> str:
    """Say what a figure of a benchmark shows."""
    return f"Benchmark of {optimizers} on {surfaces}: {title}."


def counted_or_named(names: Sequence[str], what: str) -> str:
    """Name a few optimizers or surfaces, or say how many there are."""
    return _listed(names) if len(names) <= 5 else f"{len(names)} {what}s"


FIGURE_OF_BENCHMARK = {
    "sensitivity": "success and final gap against the rate",
    "success": "success against the rate",
    "rates": "which rates work",
    "defaults": "success at the default and at the tuned rate",
    "ert": "expected cost to the target",
    "ecdf": "targets reached against the cost",
    "profiles": "performance and data profiles",
    "spread": "final gap of every run",
}
"""What the figures of a benchmark show, by their names."""
