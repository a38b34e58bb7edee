"""The words of figures: quantities, outcomes, races and their conditions."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.en.counting import counted as _counted

# Quantities, as the axes of figures call them.

STEP = "step"
RATE = "rate"
LEARNING_RATE = "learning rate"
DIMENSION = "dimension"
GAP = "gap"
LOSS = "loss"
GAP_WITH_FORMULA = "gap  f − f*"
LOSS_WITH_FORMULA = "loss  f"
GAP_ON_LOG_SCALE = "gap (log)"

QUANTITY = {
    "direction": "direction",
    "gradient": "gradient",
    "gradient seen": "gradient seen",
    "hessian": "hessian",
    "moves": "moves",
    "rates": "rates",
    "squares": "squares",
    "velocity": "velocity",
}
"""By the names that methods give to what they keep; names not in here are shown as they are."""


def gap(number: str) -> str:
    """Say which gap was reached."""
    return f"gap {number}"


def steps(count: int | str) -> str:
    """Say how many steps."""
    return _counted(count, "step") if isinstance(count, int) else f"{count} steps"


def step(number: int) -> str:
    """Name one step."""
    return f"step {number}"


MEASURED = "measured"


def after(steps: int) -> str:
    """Say after how many steps something is measured."""
    return f"after {steps} steps"


def interval(low: str, high: str) -> str:
    """Say between which numbers something lies."""
    return f"{low} to {high}"


def out_of(count: int, total: int) -> str:
    """Say how many of all."""
    return f"{count} of {total}"


def as_changed(told: str) -> str:
    """Return a title or a formula of a surface: it says how that was turned, moved, bounded.

    In English it does so already: ``Ravine, rotated 45°``.
    """
    return told


def in_dimensions(count: int) -> str:
    """Say in how many dimensions a function is meant."""
    return f"in {count} dimensions"


def on(surface: str) -> str:
    """Say on which surface."""
    return f"on {surface}"


def principal_component(number: int, share: str) -> str:
    """Say which principal component an axis is, and how much of the variance it explains."""
    return f"PC {number}: {share}"


# Where maxima are looked for.

WHERE_MAXIMIZED = {
    "GAP": "gap to the highest",
    "GAP_WITH_FORMULA": "gap to the highest  f* − f",
    "GAP_ON_LOG_SCALE": "gap to the highest (log)",
    "LOSS": "value",
    "LOSS_WITH_FORMULA": "value  f",
    "TERM": {"velocity": "velocity kept", "gradient": "lr · gradient", "ahead": "look ahead"},
}
"""Words by their names that are then replaced by others."""

SAID_OF_MINIMA = (
    *("OUTCOME", "OUTCOME_IN_A_WORD", "KIND", "KINDS", "points", "same_rate_without_lowest"),
    *("best_is", "MINIMA_BY_HEIGHT", "MINIMA_IN_ORDER", "star_is", "CHANCE_OF_BEST_OF_K"),
    *("points_inside", "points_everywhere", "LOWEST_AMONG_OTHERS", "not_attained"),
    *("EDGES_NOT_SEARCHED", "NO_MINIMUM_KNOWN", "how_searches_are_drawn", "starts_enough"),
    *("multistart_described",),
    *("ENDS", "LEADS_TO", "FALLS_WITHOUT_BOUND", "arrives", "others_described", "leads"),
    *("lowest_described", "continuum_described", "NO_MINIMUM"),
)
"""Words by their names in which `MAXIMUM` is then applied."""

MAXIMUM = {
    "minimum": "maximum",
    "minima": "maxima",
    "maximum": "minimum",
    "maxima": "minima",
    "lowest": "highest",
    "highest": "lowest",
    "fell": "rose",
    "fall": "rise",
    "falls": "rises",
    "from low to high": "from high to low",
}
"""What a word becomes where f is turned over."""


# How runs end, and what points there are.

OUTCOME = {
    "converged": "converged",
    "budget spent": "budget spent",
    "left the domain": "left the domain",
    "diverged": "diverged",
    "stalled at a saddle": "stalled at a saddle",
    "stalled at a maximum": "stalled at a maximum",
    "stopped by itself": "stopped by itself",
    "stopped early": "stopped early",
    "held at the edge": "held at the edge",
    "local minimum": "local minimum",
    "stalled at a flat point": "stalled at a flat point",
    "fell without bound": "fell without bound",
}
OUTCOME_IN_A_WORD = {
    "converged": "converged",
    "budget spent": "budget",
    "left the domain": "out",
    "diverged": "diverged",
    "stalled at a saddle": "saddle",
    "stalled at a maximum": "maximum",
    "stopped by itself": "stopped",
    "stopped early": "stopped",
    "held at the edge": "held",
    "local minimum": "local",
    "stalled at a flat point": "flat",
    "fell without bound": "fell",
}
KIND = {
    "global minimum": "global minimum",
    "lowest found": "lowest found",
    "local minimum": "local minimum",
    "minimum": "minimum",
    "saddle": "saddle",
    "maximum": "maximum",
    "degenerate": "flat point",
    "curve": "curve of minima",
    "region": "region of minima",
}
"""Kinds of stationary points."""

KINDS = {
    "global minimum": "global minima",
    "lowest found": "lowest found",
    "local minimum": "local minima",
    "minimum": "minima",
    "saddle": "saddles",
    "maximum": "maxima",
    "degenerate": "flat points",
    "curve": "curves of minima",
    "region": "regions of minima",
}
"""The same for more than one."""

NEVER = "never"
LOST = "lost"


def lost(count: int, total: int) -> str:
    """Say how many of some runs left the domain or diverged."""
    return f"{count} of {total} lost"


def at_step(outcome: str, step: int) -> str:
    """Say at which step a run ended so."""
    return f"{outcome} at step {step}"


def points(kind: str, count: int) -> str:
    """Say how many stationary points of a kind there are."""
    return f"{count} {(KIND if count == 1 else KINDS)[kind]}"


# A comparison: columns of its table.

OPTIMIZER = "optimizer"
STATUS = "status"
EVALUATIONS = "evaluations"
MEAN_EVALUATIONS = "mean evaluations"


def median(quantity: str) -> str:
    """Name the median of a quantity."""
    return f"median {quantity}"


def reached(goal: str) -> str:
    """Name the number of runs that reach a gap."""
    return f"reached {goal}"


def steps_to(goal: str) -> str:
    """Name the steps to a gap."""
    return f"steps to {goal}"


# The conditions of a comparison.

FINAL_GAP = "final gap"
WORST_GAP_OF_TAIL = "worst gap in last tenth of steps, lr ± 10 %"
MEDIAN_GAP_OF_TAIL = "median of last tenth ± 10 %"
MEDIAN = "median, ± 10 %"
RATES_BY_DEFAULT = "lr: each method's default"
BEST_RATE_OF_EACH = "lr: the best of each method"
PATHS_OF_FIRST_SEED = "paths: first seed"


def steps_to_gap(gap: str) -> str:
    """Name what is counted until a gap is reached."""
    return f"steps to gap {gap}"


def rate_tuned(count: int, criterion: str) -> str:
    """Say how the rate was tuned."""
    return f"lr: best of {count} by {criterion}"


def rate_at_the_edge(name: str, rate: str, *, is_lowest: bool) -> str:
    """Say that the best rate of a method is the last that was tried."""
    end, other = ("lowest", "lower") if is_lowest else ("highest", "higher")
    return f"{name}: lr {rate} is the {end} that is tried; a {other} one may be better"


def rate_tuned_under_noise(count: int, criterion: str, seeds: int) -> str:
    """Say how the rate was tuned where gradients have noise."""
    return f"lr: best of {count} by {criterion}, {seeds} other seeds"


def best_rate_under_noise(criterion: str, seeds: int) -> str:
    """Say the same where there is less room."""
    return f"lr: best {criterion}, {seeds} other seeds"


def same_rate_without_lowest(rate: str) -> str:
    """Say that all methods have one rate, as there is no lowest value to tune by."""
    return f"lr {rate} for all: no lowest f is known"


def rate_tuned_on_starts(count: int, starts: int) -> str:
    """Say how the rate was tuned where there are many starts."""
    return f"lr: best of {count}, {starts} starts"


def same_rate(rate: str) -> str:
    """Say that all methods have one rate."""
    return f"lr {rate} for all"


def start(coordinates: str) -> str:
    """Say where runs begin."""
    return f"start ({coordinates})"


def with_batch(title: str, size: str) -> str:
    """Call an optimizer after the size of its batches."""
    return f"{title}, batch {size}"


def epoch(rows: int, sizes: Sequence[str], updates: Sequence[str]) -> str:
    """Say how many updates an epoch has with each size of a batch."""
    batches = f"batches of {', '.join(sizes)}"
    unit = "update" if list(updates) == ["1"] else "updates"
    return f"{batches}: an epoch of {rows} rows is {', '.join(updates)} {unit}"


ROWS_SEEN = "rows of data seen"


def noise(kind: str, seeds: str = "") -> str:
    """Say which noise gradients have, and with which seeds."""
    return f"noise {kind}, {seeds}" if seeds else f"noise {kind}"


def seed(number: int) -> str:
    """Name one seed."""
    return f"seed {number}"


def seeds(count: int, first: int = 0) -> str:
    """Say how many seeds, and the first one where that is not 0."""
    return _counted(count, "seed") + (f" from {first}" if first else "")


def median_with_band(quantity: str, low: str, high: str) -> str:
    """Say what a curve and the band around it are; the ends of the band are per cent."""
    return f"{quantity}: median, {low}–{high} %"
