"""English: every word of a figure, of a table and of what is said about them.

The names tell what is meant, not where it is printed. A constant is a fixed word, a function is a
sentence with numbers in it, a dictionary is a family whose keys are the values in the data.
Mathematics (``f``, ``lr``, ``2/L``) and the titles of methods and surfaces are no words.
"""

from __future__ import annotations

from collections.abc import Sequence


def _counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 step``, ``20 steps``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


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
    "moves": "moves",
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


def in_dimensions(count: int) -> str:
    """Say in how many dimensions a function is meant."""
    return f"in {count} dimensions"


def on(surface: str) -> str:
    """Say on which surface."""
    return f"on {surface}"


def principal_component(number: int, share: str) -> str:
    """Say which principal component an axis is, and how much of the variance it explains."""
    return f"PC {number}: {share}"


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
    "local minimum": "local minimum",
    "stalled at a flat point": "stalled at a flat point",
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
    "local minimum": "local",
    "stalled at a flat point": "flat",
}
KIND = {
    "global minimum": "global minimum",
    "local minimum": "local minimum",
    "minimum": "minimum",
    "saddle": "saddle",
    "maximum": "maximum",
    "degenerate": "flat point",
}
"""Kinds of stationary points."""

KINDS = {
    "global minimum": "global minima",
    "local minimum": "local minima",
    "minimum": "minima",
    "saddle": "saddles",
    "maximum": "maxima",
    "degenerate": "flat points",
}
"""The same for more than one."""

NEVER = "never"


def lost(count: int, total: int) -> str:
    """Say how many of some runs left the domain or diverged."""
    return f"{count} of {total} lost"


def at_step(outcome: str, step: int) -> str:
    """Say at which step a run ended so."""
    return f"{outcome} at step {step}"


def points(kind: str, count: int) -> str:
    """Say how many stationary points of a kind there are."""
    return f"{count} {(KIND if count == 1 else KINDS)[kind]}"


# The conditions of a comparison.

FINAL_GAP = "final gap"
WORST_GAP_OF_TAIL = "worst gap in last tenth of steps, lr ± 10 %"
MEDIAN_GAP_OF_TAIL = "last tenth of steps"
RATES_BY_DEFAULT = "lr: each method's default"
PATHS_OF_FIRST_SEED = "paths: first seed"


def steps_to_gap(gap: str) -> str:
    """Name what is counted until a gap is reached."""
    return f"steps to gap {gap}"


def rate_tuned(count: int, criterion: str) -> str:
    """Say how the rate was tuned."""
    return f"lr: best of {count} by {criterion}"


def rate_tuned_under_noise(count: int, criterion: str, seeds: int) -> str:
    """Say how the rate was tuned where gradients have noise."""
    return f"lr: best of {count} by {criterion}, {seeds} other seeds"


def same_rate_without_lowest(rate: str) -> str:
    """Say that all methods have one rate, as there is no lowest value to tune by."""
    return f"lr {rate} for all: f has no lowest value"


def rate_tuned_on_seeds(count: int, seeds: int) -> str:
    """Say the same where there is less room."""
    return f"lr: best of {count}, {seeds} other seeds"


def rate_tuned_on_starts(count: int, starts: int) -> str:
    """Say how the rate was tuned where there are many starts."""
    return f"lr: best of {count}, {starts} starts"


def same_rate(rate: str) -> str:
    """Say that all methods have one rate."""
    return f"lr {rate} for all"


def start(coordinates: str) -> str:
    """Say where runs begin."""
    return f"start ({coordinates})"


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


# Orders of methods by dimension.

ORDER = {1.0: "1st order", 1.5: "1.5th order", 2.0: "2nd order"}
STEPS = "steps"
TIME_OF_A_STEP = "time of a step"
MEMORY_OF_A_STEP = "memory of a step"
EVALUATIONS = "evaluations  f + ∇f + ∇²f"
NOT_REACHED = "△ not reached"
DOTTED_IS_THEORY = "dotted: theory"


def orders_on(surface: str) -> str:
    """Name the figure."""
    return f"First, 1.5th and second order on {surface}"


def share_of_first_gap(share: str) -> str:
    """Say which gap is to be reached."""
    return f"to {share} of the first gap"


def most_steps_or_seconds(steps: int, seconds: str) -> str:
    """Say when a run is given up."""
    return f"{steps} steps or {seconds} s at most"


def rate_of_method_tuned(method: str, count: int) -> str:
    """Say whose rate was tuned."""
    return f"{method}'s lr: best of {count}"


def order_and_growth(order: float, growth: str) -> str:
    """Say the order of a method, and how what is drawn grows in theory."""
    return f"{ORDER[order]}, ∝ {growth}"


# Theory on a quadratic.

GRADIENT_DESCENT = "Gradient descent"
HEAVY_BALL = "Heavy ball"
LIMIT_OF_RATES = "limit  2/L"
BEST_RATE = "best rate  2/(L + μ)"
BEST_RATE_IN_THE_LONG_RUN = "best in the long run\n2/(L + μ)"


def gap_after(steps: int) -> str:
    """Say when the gap is measured."""
    return f"gap after {steps} steps"


def theory_after(steps: str) -> str:
    """Say for which number of steps a curve of theory is."""
    return f"theory after\n{steps} steps"


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


# Basins of attraction.

BEST_GLOBAL_MINIMUM = "global minimum ★"
MINIMA_BY_HEIGHT = ("minima: lowest ¼", "second ¼", "third ¼", "highest ¼")
BEST_OF_K = "best of k reaches ★"
BEST_OF_K_STARTS = "best of k starts reaches ★"
K_STARTS = "k starts"
FAINT_IS_SLOW = "faint: slow"
STAR_IS_GLOBAL_MINIMUM = "★ global minimum"
STAR_IS_GLOBAL_MINIMUM_WITH_SHARE = "★ global minimum, % reach it"


def starts_on_grid(shape: str) -> str:
    """Say how many starts a picture has."""
    return f"{shape} starts"


# Benchmarks: names of axes, signs and tables.

NO_RATE = "no rate"
NONE = "none"
ALL_SURFACES = "all of them"
BEST = "best"
MEDIAN_FINAL_GAP = "median final gap"
TARGET_GAP = "target gap"
EXPECTED_STEPS = "expected steps (ERT)"
EXPECTED_STEPS_TO_BEST = "expected steps / those of the best"
STEPS_BY_DIMENSION = "steps / (dim + 1)"
RUNS_THAT_REACH_IT = "runs that reach it"
BEST_RATE_AND_DECADES = "Best rate, and how many decades work"
DEFAULT_AND_TUNED_RATE = "Default rate ◇ and tuned rate ★"
SHARE_OF_PROBLEMS_SOLVED = "Share of problems solved"
SHARE_OF_TARGETS = "share of targets, over all runs   ×: the budget ends, thin: with restarts"
PERFORMANCE_PROFILE = "performance profile: surfaces"
SIGN_OF_DEFAULT = "◇ default"
SIGN_OF_LOST_RUNS = "✕ most runs are lost"
DOTTED_IS_LIMIT = "dotted: limit of theory"
CURVES_FROM_TUNING = "curves: the starts tuned on"
CURVES_FROM_TUNING_NUMBERS_NOT = "curves: the starts tuned on; numbers: other starts"
ERT_EXPLAINED = "ERT: all steps for each success; a run that fails counts the whole budget"
SUMMARY_COLUMNS = (
    "surface",
    "optimizer",
    "best lr",
    "decades",
    "success",
    "95 % interval",
    "ERT",
    "at default lr",
)
STARTS_OF_A_KIND = {"halton": "Halton", "grid": "grid", "fixed": "fixed", "random": "random"}


def band(low: int, high: int) -> str:
    """Say what a curve and its band are, after a comma or for itself."""
    return f"median final gap, band {low} to {high} %"


def band_as_title(low: int, high: int) -> str:
    """Say the same as the title of a figure."""
    return f"Median final gap, band {low} to {high} %"


def runs_that_reach(goal: str) -> str:
    """Name the share of runs that reach a gap."""
    return f"runs that reach {goal}"


def runs_that_reach_against_rate(goal: str) -> str:
    """Name the figure of success."""
    return f"Runs that reach {goal}, against the rate"


def percent_that_reach(goal: str) -> str:
    """Name the same in per cent, with intervals."""
    return f"% that reach {goal}, bars: 95 %"


def all_reach(goal: str) -> str:
    """Name the upper end of a scale of success."""
    return f"100 % reach {goal}"


def decades_explained(goal: str) -> str:
    """Say what ``dec`` means in the table of rates."""
    return f"dec: decades of rates at which half of the runs or more reach {goal}"


def decades(count: str) -> str:
    """Say how many decades of rates work."""
    return f"{count} dec"


def in_parts(decades: str, count: int) -> str:
    """Say that these decades are not one interval."""
    return f"{decades} in {count} parts"


def expected_steps_to(goal: str) -> str:
    """Name the table of expected steps."""
    return f"Expected steps to {goal} (ERT), and success"


def targets_reached(count: int, low: str, high: str) -> str:
    """Name the figure of targets reached."""
    return f"Targets reached: {count} gaps from {high} to {low}"


def data_profile(percent: str) -> str:
    """Name the data profile."""
    return f"data profile: starts, to {percent} % of the gap"


def on_one_surface(surface: str, title: str) -> str:
    """Name a figure of one surface."""
    return f"{surface}: {title}"


def sign_of_best(*, other_starts: bool) -> str:
    """Say what a star means."""
    return f"★ best, if it succeeds{' on other starts' if other_starts else ''}"


def expected(steps: str, success: str, *, one: bool) -> str:
    """Say how many steps are expected, and how many runs succeed."""
    return f"{steps} step{'' if one else 's'}, {success}"


def never_with_success(success: str) -> str:
    """Say the same where no run succeeds."""
    return f"{NEVER}, {success}"


def interval_at_rate(low: int, high: int, rate: str) -> str:
    """Say how sure the success is, and at which rate it was measured."""
    return f"[{low}, {high}] at lr {rate}"


def success_and_expected(success: str, steps: str) -> str:
    """Say both in a cell of the summary."""
    return f"{success}, ERT {steps}"


def summary_explained(goal: str) -> str:
    """Say what the columns of the summary mean."""
    return (
        f"success: runs that reach {goal}; decades: of rates at which half of the runs or more do;"
        f" ERT: expected steps to {goal}: all steps per success, where a failure counts the budget"
    )


def rate_tuned_by_expected_steps(
    count: int, low: str, high: str, goal: str, *, same_start: bool
) -> str:
    """Say how rates were tuned and scored."""
    where = "the same start" if same_start else "other starts"
    return (
        f"lr: best of {count}, {low}…{high}, by expected steps to {goal} (else median gap);"
        f" scored on {where}"
    )


def starts_and_seeds(starts: int, kind: str, seeds: int) -> str:
    """Say how many starts of which kind, and how many seeds from each."""
    return f"{_counted(starts, f'{STARTS_OF_A_KIND[kind]} start')} × {_counted(seeds, 'seed')}"


# Benchmarks: sentences to say aloud.


def reaches(method: str, goal: str, share: str) -> str:
    """Claim how often a method reaches the goal."""
    return f"{method} reaches {goal} in {share} of runs"


def reaches_more_than(claim: str, other: str, share: str) -> str:
    """Compare that with the next method."""
    return f"{claim}, {other} in {share}"


def sentence(claim: str) -> str:
    """End a claim that nothing has to be added to."""
    return f"{claim}."


def of_a_single_start(claim: str) -> str:
    """End a claim for which there is too little evidence."""
    return f"{claim}; a single start tells nothing of others."


def too_close(claim: str) -> str:
    """End a claim that may be by chance."""
    return f"{claim}: too close to tell apart."


def better_choice(claim: str, method: str, lead: str) -> str:
    """End a claim that is sure."""
    return f"{claim}: {method} is the better choice here, {lead}."


def percentage_points(count: int) -> str:
    """Say how large a difference of two shares is."""
    return f"{count} point" if abs(count) == 1 else f"{count} points"


def sure_lead(count: int) -> str:
    """Say how large a lead is at least."""
    return f"by at least {percentage_points(count)} (95 % sure)"


def equally_often(methods: Sequence[str], goal: str) -> str:
    """Claim that some methods reach the goal equally often."""
    *others, last = methods
    return f"{', '.join(others)} and {last} reach {goal} equally often"


def hardly_fewer_steps(claim: str, method: str) -> str:
    """End that where none needs clearly fewer steps."""
    return f"{claim}, and {method} in hardly fewer steps than the next."


def fewest_steps(claim: str, method: str, second: str, times: str) -> str:
    """End that with the method that needs the fewest steps."""
    return (
        f"{claim}, {method} in the fewest steps: {second} needs"
        f" at least {times} times as many (95 % sure)."
    )


def tuning_gains(count: int) -> str:
    """Claim how many percentage points tuning gains."""
    return f"Tuning the rate gains {percentage_points(count)} of success over the default"


def tuning_loses(count: int) -> str:
    """Claim how many percentage points tuning loses."""
    return f"Tuning the rate loses {percentage_points(count)} of success against the default"


def tuning_for_sure(claim: str, lead: str) -> str:
    """End that claim where it is sure."""
    return f"{claim}, {lead}."


def tuning_by_chance(claim: str) -> str:
    """End that claim where it may be by chance."""
    return f"{claim}, maybe by chance."


WHAT_MATTERS = {"tuning": "tuning", "choosing": "choosing", "": "too close to tell which"}


def tuning_or_choosing(claim: str, gain: str, verdict: str) -> str:
    """Compare tuning with the choice of another method."""
    return (
        f"{claim}, choosing the best tuned method instead of the worst {gain}:"
        f" {WHAT_MATTERS[verdict]} matters more here."
    )
