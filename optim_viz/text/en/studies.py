"""The words of the other figures: steps taken apart, orders, theory, maps and basins."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.en.figures import KIND

# One step taken apart.

STEP_TAKEN = "step Δx"
GRADIENT = "gradient"
GRADIENT_SEEN = "as it is seen"
NEXT_GRADIENT = "next gradient"
CURVATURE = {
    "exact": "curvature",
    "learnt": "curvature, learnt",
    "absolute": "|curvature|",
    "shifted": "curvature + w",
}
"""The second derivatives that a method works with, by what it does with them."""

CURVATURE_ALONG_AXES = "curvature: along each axis"
DASHED_IS_PARABOLA = ("The step goes along x. Dotted: to", "its new value. Dashed: a parabola.")
DASHED_IS_TANGENT = ("The step goes along x. Dotted: to", "its new value. Dashed: the tangent.")
TERM = {
    "velocity": "velocity kept",
    "gradient": "−lr · gradient",
    "ahead": "look ahead",
}
"""Parts of a step of a method with velocity."""

TERMS_ADD_UP = ("Arrows have their lengths: one after", "the other they make the step.")
LOOKED_AHEAD = ("The gradient is taken ahead of ○,", "where the velocity leads.")
SLOPES_TO_SCALE = ("Slopes point downhill; as on the", "axes, a slope of 1 is 1 long.")
SLOPES_HAVE_A_SCALE = (
    "Slopes point downhill, to a scale",
    "of their own; the step has its length.",
)
ELLIPSE_OF_RATES = ("Ellipse: where the step would end", "for any direction of the same push.")
LEVELS_OF_PARABOLA = ("Dashed: levels of the parabola,", "one of them through the iterate.")
CIRCLE_OF_TRUST = ("Circle: no step leaves it.",)


def method_at_step(method: str, step: int) -> str:
    """Name the step of a method that is taken apart."""
    return f"{method}, step {step}"


def stationary_point_of_model(kind: str) -> str:
    """Name the stationary point of the parabola that a method believes in."""
    return f"its {KIND[kind]}"


def momentum(symbol: str) -> str:
    """Name the mean of gradients of a method, which has a symbol of its own."""
    return f"momentum {symbol}"


def farthest_coordinates(shown: int, total: int) -> str:
    """Say which coordinates are shown."""
    return f"the {shown} of {total} coordinates that move farthest"


def ellipse_of_rates(formula: str) -> Sequence[str]:
    """Say what the ellipse is where the rate of a coordinate has a formula."""
    return (f"Rate: {formula}. Ellipse:", "where the same push, turned, ends.")


QUANTITY_COLUMNS = ("quantity", "before", "after")
QUANTITY_COLUMNS_ALONE = ("quantity", "before the step", "after the step")
"""The same where nothing beside the table says what it is about."""

# Orders of methods by dimension.

ORDER = {1.0: "1st order", 1.5: "1.5th order", 2.0: "2nd order"}
STEPS = "steps"
TIME_OF_A_STEP = "time of a step"
MEMORY_OF_A_STEP = "memory of a step"
EVALUATIONS_OF_ALL_KINDS = "evaluations  f + ∇f + ∇²f"
NOT_REACHED = "△ not reached"
DOTTED_IS_THEORY = "dotted: theory"


EFFORT_COLUMNS = ("dim", "optimizer", "order", "steps", "f", "g", "H", "time", "memory")


def measured(method: str, dimension: int) -> str:
    """Say which measurement is done."""
    return f"measured {method} in {dimension}"


def orders_on(surface: str) -> str:
    """Name the figure."""
    return f"First, 1.5th and second order on {surface}"


def share_of_first_gap(share: str) -> str:
    """Say which gap is to be reached."""
    return f"to {share} of the first gap"


PROJECTED = "each step is projected onto the domain"


def to_goal(goal: str) -> str:
    """Say which value is to be reached."""
    return f"to {goal}"


def most_steps_or_seconds(steps: int, seconds: str) -> str:
    """Say when a run is given up."""
    return f"{steps} steps or {seconds} s at most"


def rate_of_method_tuned(method: str, count: int) -> str:
    """Say whose rate was tuned."""
    return f"{method}'s lr: best of {count}"


def best_rate_of_method(method: str) -> str:
    """Say in few words whose rate was tuned."""
    return f"{method}'s lr: its best"


def order_and_growth(order: float, growth: str) -> str:
    """Say the order of a method, and how what is drawn grows in theory."""
    return f"{ORDER[order]}, ∝ {growth}" if growth else ORDER[order]


# Theory on a quadratic.

GRADIENT_DESCENT = "Gradient descent"
HEAVY_BALL = "Heavy ball"
LIMIT_OF_RATES = "limit  2/L"
BEST_RATE = "best rate  2/(L + μ)"
BEST_RATE_IN_THE_LONG_RUN = "best in the long run\n2/(L + μ)"
THEORY = "theory"
THEORY_IS_TAKEN = "(theory's is taken)"
DESCENT_LIMIT = "gradient descent: limit of the rate, 2/L"
DESCENT_BEST_RATE = "best rate in the long run, 2/(L + mu)"
DESCENT_FACTOR = "factor at theory's, (k - 1)/(k + 1)"
BALL_BEST_RATE = "heavy ball: best rate in the long run, 4/(√L + √mu)²"
BALL_BEST_MOMENTUM = "best momentum, the factor squared"
BALL_FACTOR = "factor in the long run, (√k - 1)/(√k + 1)"


def rates_and_factors_after(rate_steps: int, steps: int) -> str:
    """Say after how many steps rates were measured, and within how many factors."""
    return f"rates after {rate_steps} steps, factors within {steps}"


FACTOR_EXPLAINED = "factor: of the error, the root of the gap, in a step"


def gap_after(steps: int) -> str:
    """Say when the gap is measured."""
    return f"gap after {steps} steps"


def factor_in_theory(factor: str) -> str:
    """Say by which factor the error shrinks in theory."""
    return f"theory × {factor}"


def factor_measured(factor: str) -> str:
    """Say by which factor it shrank."""
    return f"here × {factor}"


def curvatures(mu: str, most: str, condition: str) -> str:
    """Say what is known of a quadratic."""
    return f"μ = {mu}, L = {most}, condition {condition}"


def how_theory_is_drawn(steps: int) -> str:
    """Say what lines and signs mean."""
    return f"dotted: theory · × : the error after a step · {steps} steps"


# Maps over two knobs.

KNOB = {
    "lr": "learning rate",
    "momentum": "momentum",
    "lr1": "rate of the first half of the parameters",
    "lr2": "rate of the second half",
}
"""The axes of a map, by the names of knobs; others have their symbol."""

FATE = {
    "gap shrinks": "gap shrinks: steps per digit",
    "slow or stuck": "slow or stuck",
    "left the domain": "left the domain",
    "diverged": "diverges: steps until lost",
}
FATE_IN_A_WORD = {
    "gap shrinks": "gap shrinks",
    "slow or stuck": "slow or stuck",
    "left the domain": "left the domain",
    "diverged": "diverged",
}
BEST_MEASURED = "best measured"
BEST_IN_THEORY = "theory, in the long run"
DIGIT_EXPLAINED = "a digit: the gap falls to a tenth"


def limit_in_theory(formula: str) -> str:
    """Say from which rate on theory says that a method diverges."""
    return f"limit  {formula}"


def steps_per_digit(steps: str) -> str:
    """Say how fast the gap shrinks."""
    return f"{steps} steps per digit"


def from_start(coordinates: str) -> str:
    """Say where runs begin."""
    return f"from ({coordinates})"


def runs_on_grid(across: int, up: int) -> str:
    """Say how many runs a map has."""
    return f"{across} × {up} runs"


def runs_by_fate(runs: int, shares: str) -> str:
    """Say how many runs a map has, and which share of them has which fate."""
    return f"{runs} runs: {shares}"


def gap_shrinks(goal: str, steps: int) -> str:
    """Say when the gap of a run counts as shrinking."""
    return (
        f"gap shrinks: to {goal} in {steps} steps, or at least to half from the second quarter of"
        " them to the last"
    )


def best_pair(knobs: str, steps: str) -> str:
    """Say which two knobs are the fastest, and how fast they are."""
    return f"best: {knobs}: {steps} steps per digit of the gap"


def best_pair_in_theory(
    rate: str, momentum: str, steps: str, limit: str, *, is_outside: bool
) -> str:
    """Say the same of theory, and the rate below which it is stable."""
    outside = " (outside the axes)" if is_outside else ""
    return (
        f"theory: lr {rate}, momentum {momentum}{outside}: {steps} steps per digit in the long run;"
        f" stable below lr = {limit}"
    )


# Basins of attraction.

MINIMA_BY_HEIGHT = ("minima: lowest ¼", "second ¼", "third ¼", "highest ¼")
NO_MINIMUM = "no minimum"
MINIMA_IN_ORDER = "minima by height"
BEST_OF_K = "best of k reaches ★"
BEST_OF_K_STARTS = "best of k starts reaches ★"
K_STARTS = "k starts"
FAINT_IS_SLOW = "faint: slow"
CHANCE_OF_BEST_OF_K = {
    "global minimum": "the best of k random starts is at a global minimum with probability",
    "lowest found": "the best of k random starts is at the lowest minimum found with probability",
}
BASIN_COLUMNS = ("optimizer", "ends at", "", "share", "median steps")


def best_is(kind: str) -> str:
    """Name the lowest minima, which have the colour of the best."""
    return f"{KIND[kind]} ★"


def star_is(kind: str) -> str:
    """Say what a star marks, and what the shares beside it are."""
    return f"★ {KIND[kind]}, % reach it"


def starts_on_grid(shape: str) -> str:
    """Say how many starts a picture has."""
    return f"{shape} starts"


def slow_one_by_one(method: str, starts: int) -> str:
    """Warn of a method that cannot run from many starts at once."""
    return f"{method} starts {starts} times, one by one: minutes; --side 100: seconds"


def other_ends(count: int) -> str:
    """Name the ends that have no row of their own."""
    return f"others ({count})"
