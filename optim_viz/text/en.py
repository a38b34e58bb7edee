"""English: every word of a figure, of a table and of what is said about them.

The names tell what is meant, not where it is printed. A constant is a fixed word, a function is a
sentence with numbers in it, a dictionary is a family whose keys are the values in the data.
Mathematics (``f``, ``lr``, ``2/L``) and the titles of methods and surfaces are no words.
"""

from __future__ import annotations

from collections.abc import Sequence

HELP_AND_ERRORS = (
    *("no_relief", "no_gap_for_heights", "only_with_relief"),
    *("ARGUMENTS", "OPTIONS", "EXAMPLES", "named_after_surface", "kinds_of_file", "default_name"),
    *("ONE", "belongs_elsewhere", "cannot_read", "too_many", "last_one_counts", "left_out"),
    *("no_recipe_inside", "recipe_names_code", "no_such_page", "no_font_for_language"),
    *("OUTLINE_OR_EXAMPLE", "NO_TEXT", "MISSING_PPTX", "DECK_NEEDS_FOLDER", "in_slide"),
    *("NO_WINDOW", "GALLERY_PAGE", "HELP_AND_ERRORS"),
    *("no_such_font", "faint_text", "faint_colour"),
)
"""What only help and the messages of errors say, which are in English in every language: other
languages have none of these. Errors of single modules stand there, in English as well."""

DESCRIPTION: dict[str, str] = {}
"""Translations of what surfaces, methods, knobs and schedules say of themselves in English."""

FONTS: Sequence[str] = ()
"""Families of fonts for the letters of the language, the best first: none for those of Latin."""

LETTERS = ""
"""Letters that such a font has."""


def no_relief(name: str, dim: int) -> str:
    """Say that a surface of another dimension than 2 has no relief."""
    return f"a relief shows a surface of two dimensions; {name} has {dim}"


def no_gap_for_heights(name: str) -> str:
    """Say that heights cannot be logarithms of a gap."""
    return f"heights in logarithms are those of the gap, and {name} has no known lowest value"


def only_with_relief(options: str) -> str:
    """Say that options are about a relief."""
    return f"{options}: only --layout relief has a relief"


def no_font_for_language(name: str, families: Sequence[str]) -> str:
    """Say that no font can write a language, and what helps."""
    return (
        f"figures are in English: no font here has the letters of --lang {name}; install"
        f" {families[0]}, as in apt install fonts-nanum, or {families[1]}"
    )


def no_such_font(font: str, near: Sequence[str]) -> str:
    """Say that another font is taken."""
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"the font {font} is not installed: DejaVu Sans is taken{hint}"


def faint_text(ink: str, paper: str, contrast: float, least: float) -> str:
    """Say that text can hardly be read."""
    return f"text {ink} on {paper} has a contrast of {contrast:.1f}; {least:g} can be read by all"


def faint_colour(name: str, colour: str, paper: str, contrast: float, least: float) -> str:
    """Say that lines of an optimizer can hardly be seen."""
    return (
        f"the colour of {name}, {colour}, has a contrast of {contrast:.1f} to {paper}; lines are"
        f" seen by all from {least:g} on"
    )


def no_font_has(characters: str) -> str:
    """Say which characters are drawn as others, and what helps."""
    shown = " ".join(f"{one} (U+{ord(one):04X})" for one in characters[:3])
    more = f" and {len(characters) - 3} others" if len(characters) > 3 else ""
    return (
        f"no font here has {shown}{more}: other letters or a number stand in the figure; install a"
        " font that has them, such as Noto Sans"
    )


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
}
"""Words by their names that are then replaced by others."""

SAID_OF_MINIMA = (
    *("OUTCOME", "OUTCOME_IN_A_WORD", "KIND", "KINDS", "points", "same_rate_without_lowest"),
    *("best_is", "MINIMA_BY_HEIGHT", "star_is", "CHANCE_OF_BEST_OF_K"),
    *("points_inside", "points_everywhere", "LOWEST_AMONG_OTHERS"),
    *("ENDS", "LEADS_TO", "FALLS_WITHOUT_BOUND", "arrives", "others_described", "leads"),
    *("lowest_described", "continuum_described"),
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


# Benchmarks: names of axes, signs and tables.

NO_RATE = "no rate"
NONE = "none"
ALL_SURFACES = "all of them"
BEST = "best"
MEDIAN_FINAL_GAP = "median final gap"
TARGET_GAP = "target gap"
RUNS_THAT_REACH_IT = "runs that reach it"
BEST_RATE_AND_DECADES = "Best rate, and how many decades work"
DEFAULT_AND_TUNED_RATE = "Default rate ◇ and tuned rate ★"
SHARE_OF_PROBLEMS_SOLVED = "Share of problems solved"
SHARE_OF_TARGETS = "share of targets, over all runs   ×: the budget ends, thin: with restarts"
PERFORMANCE_PROFILE = "performance profile: surfaces"
SIGN_OF_DEFAULT = "◇ default"
SIGN_OF_LOST_RUNS = "✕ most runs are lost"
DOTTED_IS_LIMIT = "dotted: limit of theory"
CURVES_FROM_TUNING = "curves: tuning starts"
CURVES_FROM_TUNING_NUMBERS_NOT = "curves: tuning starts, numbers: others"
FINAL_GAPS_AT_TUNED_RATE = "Final gap of every run, each method at its tuned rate"
FINAL_GAPS_ON_ONE_SURFACE = "final gap of every run at the tuned rate"
SIGN_OF_RUN = "● a run"
LINE_IS_MEDIAN = "line: median"
BOXES_EXPLAINED = "boxes: the middle 50 and 75 %"
LOST_EXPLAINED = "lost: outside, or not finite"
ONE_SEED_WITHOUT_NOISE = "without noise all seeds give the same runs: 1 seed"


def summary_columns(unit: str) -> tuple[str, ...]:
    """Name the columns of the summary; what steps cost has no need of a second column."""
    return (
        "surface",
        "optimizer",
        "best lr",
        "lr interval",
        "decades",
        "success",
        "success interval",
        "ERT",
        *(() if unit == "steps" else ("ERT in steps",)),
        "at default lr",
    )


STARTS_OF_A_KIND = {
    "latin": "",
    "halton": "Halton",
    "grid": "grid",
    "fixed": "fixed",
    "random": "random",
}


COST = {"evaluations": "evaluations", "gradients": "gradients", "rows": "rows", "steps": "steps"}
"""What runs cost, by the names of the currencies."""

_ONE_OF_COST = {
    "evaluations": "evaluation",
    "gradients": "gradient",
    "rows": "row",
    "steps": "step",
}


def costs(number: str, unit: str) -> str:
    """Say what something costs."""
    return f"{number} {COST[unit]}"


def costs_and_steps(number: str, unit: str, count: int) -> str:
    """Say what something costs at most, and how many steps it has, some of which may be free."""
    return f"{costs(number, unit)}, {steps(count)} at most"


def instance(number: int) -> str:
    """Say which instance of a surface it is: rotated and shifted by chance."""
    return f"instance {number}"


def instances(count: int) -> str:
    """Say how many instances of each surface there are."""
    return f"{_counted(count, 'instance')} each"


SUCCESS_STAYS = "success: to stay"

EXACT = {"value": "exact values", "hessian": "exact ∇²f"}
"""What noise leaves alone."""


def told_exactly(what: str, methods: Sequence[str]) -> str:
    """Say which methods are told something without noise."""
    return f"{EXACT[what]}: {', '.join(methods)}"


ROWS_AS_COST = "cost: rows of data seen, f all, ∇f its batch, ∇²f d times all"


def weights_of_cost(value: str, gradient: str, hessian: str) -> str:
    """Say how much each kind of evaluation counts."""
    return f"cost f {value}, ∇f {gradient}, ∇²f {hessian}"


def expected_cost(unit: str) -> str:
    """Name the expected runtime."""
    return f"expected {COST[unit]} (ERT)"


def expected_cost_to_best(unit: str) -> str:
    """Name the same as a multiple of the best."""
    return f"expected {COST[unit]} / best"


def cost_of_a_problem(unit: str, *, by_dimension: bool) -> str:
    """Name the axis of a data profile; where no method uses gradients, in simplex gradients."""
    return f"{COST[unit]} / (dim + 1)" if by_dimension else COST[unit]


def ert_explained(unit: str) -> str:
    """Say what the expected runtime is."""
    return f"ERT: the {COST[unit]} of all runs, failed ones with what they spent, for each success"


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


def dotted_is_goal(goal: str) -> str:
    """Say what the dotted line is."""
    return f"dotted: {goal}"


def first_runs_only(count: int) -> str:
    """Say that only the first runs are shown."""
    return f"the first {count} runs of each"


RELATIVE_TO_BEST = "*"
STAR_IS_BEST = "★ best"
BEST_LR, DECADES, SUCCESS = "best lr", "decades", "success"


def page_of(page: int, pages: int) -> str:
    """Say which page of a figure this is."""
    return f"page {page} of {pages} (--page)"


def no_such_page(page: int, pages: int) -> str:
    """Say that a figure has fewer pages."""
    return f"page is at most {pages} for this figure, not {page}"


def decades_explained(goal: str) -> str:
    """Say what ``dec`` means in the table of rates, on either side of the half."""
    return f"decades: ½ of the runs or more reach {goal}; * ½ as many as at the best rate"


def decades(count: str) -> str:
    """Say how many decades of rates work."""
    return f"{count} dec"


def in_parts(decades: str, count: int) -> str:
    """Say that these decades are not one interval."""
    return f"{decades} in {count} parts"


def expected_cost_to(goal: str, unit: str) -> str:
    """Name the table of expected costs."""
    return f"Expected {COST[unit]} to {goal}, and success"


def targets_reached(count: int, low: str, high: str) -> str:
    """Name the figure of targets reached."""
    return f"Targets reached: {count} gaps from {high} to {low}"


def data_profile(percent: str) -> str:
    """Name the data profile."""
    return f"data profile: starts, to {percent} % of the gap"


def on_one_surface(surface: str, title: str) -> str:
    """Name a figure of one surface."""
    return f"{surface}: {title}"


def expected(cost: str, unit: str, success: str, *, one: bool) -> str:
    """Say which cost is expected, and how many runs succeed."""
    return f"{cost} {_ONE_OF_COST[unit] if one else COST[unit]}, {success}"


def expected_steps(count: str, *, one: bool) -> str:
    """Say how many steps are expected."""
    return f"{count} {_ONE_OF_COST['steps'] if one else COST['steps']}"


def never_with_success(success: str) -> str:
    """Say the same where no run succeeds."""
    return f"{NEVER}, {success}"


def interval_at_rate(low: int, high: int, rate: str) -> str:
    """Say how sure the success is, and at which rate it was measured."""
    return f"[{low}, {high}] at lr {rate}"


def success_and_expected(success: str, cost: str) -> str:
    """Say both in a cell of the summary."""
    return f"{success}, ERT {cost}"


def summary_explained(goal: str, unit: str, *, noisy: bool) -> str:
    """Say what the columns of the summary mean; under noise a run has to stay at the goal."""
    stay = " and stay (median gap over the last tenth of what follows)" if noisy else ""
    steps = "" if unit == "steps" else "; ERT in steps: the steps of the same runs"
    return (
        f"success: runs that reach {goal}{stay}; decades: of rates at which half of the runs or"
        " more do, or (*), where no rate has that, half as many as at the best rate or more;"
        f" ERT: expected {COST[unit]} to {goal}: those of all runs, failed ones with what they"
        f" spent, per success{steps}; intervals: 95 %"
    )


def rate_tuned_by_expected_cost(
    counts: tuple[int, int], low: str, high: str, goal: str, unit: str, *, same_start: bool
) -> str:
    """Say how rates were tuned and scored; the grids of some cells may have grown."""
    where = "the same start" if same_start else "other starts"
    return (
        f"lr: best of {_range(counts)}, {low}…{high}, by expected {COST[unit]} to {goal}"
        f" (else median gap); scored on {where}"
    )


def rate_tuned_in_short(
    counts: tuple[int, int], low: str, high: str, *, same_start: bool
) -> list[str]:
    """Say the same in a few words, and in fewer."""
    where = "the same" if same_start else "other starts"
    best = f"lr: best of {_range(counts)}, {low}…{high}"
    return [f"{best}, by ERT; scored on {where}", f"{best}; scored on {where}", best]


def _range(counts: tuple[int, int]) -> str:
    return f"{counts[0]}" if counts[0] == counts[1] else f"{counts[0]} to {counts[1]}"


def starts_and_seeds(fewest: int, most: int, kind: str, seeds: int) -> str:
    """Say how many starts of which kind, and how many seeds from each."""
    starts = _counted(most, f"{STARTS_OF_A_KIND[kind]} start".strip())
    range_ = starts if fewest == most else f"{fewest} to {starts}"
    return f"{range_} × {_counted(seeds, 'seed')}"


def reproducibility(processor: str, python: str, numpy: str, version: str, code: str) -> str:
    """Say where numbers come from: the machine, and the code."""
    return (
        f"computed on {processor} with Python {python}, NumPy {numpy}, optim-viz {version},"
        f" code {code}"
    )


STORED_COLUMNS = ("no.", "surfaces", "optimizers", "units")


def made_by_version(version: str) -> str:
    """Say that a stored benchmark is of another version."""
    return f"made by optim-viz {version}" if version else "cannot be read"


def units_that_are_done(done: int, units: int) -> str:
    """Say how far a stored benchmark is."""
    return f"{done} / {units}"


def units_merged(file: str, count: int) -> str:
    """Say what came from another store."""
    return f"{file}: {_counted(count, 'unit')} that {'was' if count == 1 else 'were'} missing"


# Benchmarks: sentences to say aloud.


def reaches(method: str, goal: str, share: str) -> str:
    """Claim how often a method reaches the goal."""
    return f"{method} reaches {goal} in {share} of runs"


def sentence(claim: str) -> str:
    """End a claim that nothing has to be added to."""
    return f"{claim}."


def of_a_single_start(claim: str) -> str:
    """End a claim for which there is too little evidence."""
    return f"{claim}; a single start tells nothing of others."


def best_of_suite(
    claim: str, by_success: Sequence[str], by_cost: Sequence[str], untold: Sequence[str]
) -> str:
    """Say which methods the best one is ahead of, and how; and which it may be ahead of by chance.

    One of the three is not empty.
    """
    told = [
        how.format(_all_of(names, not more))
        for how, names, more in (
            ("more often than {}", by_success, [*by_cost, *untold]),
            ("mostly sooner than {} from the same start", by_cost, [*by_success, *untold]),
        )
        if names
    ]
    surely = ", ".join([claim, *told])
    if not untold:
        return f"{surely}."
    return f"{surely}; {'it is ' if told else ''}too close to tell apart from {_listed(untold)}."


def _all_of(names: Sequence[str], every: bool) -> str:
    """Name methods, or all others in two words."""
    return "any other" if every and len(names) > 2 else _listed(names)


def _listed(names: Sequence[str]) -> str:
    """Return names with commas and a word before the last."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def tested(surfaces: int, tests: int, level: str) -> str:
    """Say what was tested, and at which level."""
    on = "this surface alone" if surfaces == 1 else f"these {surfaces} surfaces alone"
    return (
        f"tested: every two methods from the same starts on {on}, success, then cost (a failure"
        f" is behind every success); paired sign flips, Holm's correction for"
        f" {_counted(tests, 'test')}, level {level} %"
    )


NOTHING_TESTED = "tested: nothing, as no two methods differ from any start"
COMPARISON_COLUMNS = (
    "probability to be ahead",
    "improvement",
    "95 % interval",
    "p (success)",
    "p (cost)",
    "verdict",
)
"""Columns of the table that holds the best method against each other one."""


def best_over(best: str, other: str) -> str:
    """Name the best method and one that it is held against."""
    return f"{best} over {other}"


AHEAD_BY = {"success": "ahead by success", "cost": "ahead by cost", None: "too close to tell"}
"""Verdicts on two methods."""


def percentage_points(count: int) -> str:
    """Say how large a difference of two shares is."""
    return f"{count} point" if abs(count) == 1 else f"{count} points"


def sure_lead(count: int) -> str:
    """Say how large a lead is at least."""
    return f"by at least {percentage_points(count)} (95 % sure)"


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


# Pages and lists of what there is.

YES, NO = "yes", "no"
SURFACE_COLUMNS = ("name", "dim", "minima", "saddles", "smooth", "what it shows")
MORE_MINIMA = "+: the domain has more minima, or may have; `optim-viz show NAME` says which"
MODEL_COLUMNS = ("model of data", "parameters", "loss", "what it is")
LAYER_COLUMNS = ("layer", "weights", "biases", "parameters")
ALL_LAYERS = "all"
DATA = "data"
DATA_DO_NOT_FIT = "the layers are not for these data"
NO_MINIMUM_KNOWN = "No minimum is known; no value is below 0."
SEPARABLE = (
    "No minimum: a line, or a plane, tells all rows apart, and the loss falls to 0 the larger the"
    " weights are. A ridge gives it a minimum."
)
OPTIMIZER_COLUMNS = ("name", "knobs", "what it does")
SCHEDULE_COLUMNS = ("name", "how it is typed", "what it does")
WORD_COLUMNS = ("word", "what it means")
DOMAIN = "domain"
WINDOW = "shown"
START = "start"
SOURCE = "source"
NOT_SMOOTH = "not smooth"
THE_DOMAIN = "the domain"
AMONG_OTHERS, LOWEST_AMONG_OTHERS = "among others", "among others, the lowest found"
ON_THE_EDGE = "on the edge"
IN_A_CUSP_OR_KINK = "in a cusp or kink"
KNOBS_BELOW = "Knobs:"
NO_KNOBS = "It has no knobs."
RULE_BELOW = "One step (f is the surface, x the iterate):"
RULES_BELOW = "One step, as different libraries write it (f is the surface, x the iterate):"
HELPERS_BELOW = "where"
RULE_IS_WRITTEN_IN = "Its rule is written in"
LIBRARY_CALL_BELOW = "What runs, in double precision and with the gradients of the surface:"
CONVENTION_COLUMNS = ("name", "starts with", "knobs", "difference")
OUR_CONVENTION = "ours: PyTorch's, where it has one"
PARAMETERS_BELOW = "Parameters:"
SCHEDULE_BELOW = "The rate at step t, counted from 0:"
COMPARE_DRAWS_RATES = "`compare` draws the rates below the gap."


OPERATION_COLUMNS = ("", "+ -", "*", "/", "roots", "functions", "choices", "flops")
ONCE_FOR_ALL_RUNS = "Once for all runs:"
FOR_EACH_RUN = "For each run:"
THE_STEP = "the step"
FIRST_STEP_DIFFERS = (
    "The first step is another one, since some of what later steps remember does not exist yet."
)


def step_of(method: str, surface: str) -> str:
    """Say whose step it is."""
    return f"One step of {method} on {surface}, in the operations that NumPy carries out"


def steps_on(surface: str) -> str:
    """Say whose steps they are."""
    return f"One step of each method on {surface}: operations for each run, the surface's included"


def not_recorded(names: str, reason: str) -> str:
    """Say which methods are not counted, and why."""
    return f"not counted: {names}: {reason}"


def left_out(reason: str) -> str:
    """Say why something is not in a list."""
    return f"left out: {reason}"


def value_at(value: str, point: str) -> str:
    """Say where a surface has a value."""
    return f"f = {value} at {point}"


def not_attained(place: str) -> str:
    """Say that values come near to the lowest one at a jump, and that none reaches it."""
    return f"lowest value not attained: values come as near as one likes to {place}, at a jump"


def and_more(count: int) -> str:
    """Say how many lines are missing."""
    return f"... and {count} more (--json has all)"


def affine_layer(number: int) -> str:
    """Name a layer of a network."""
    return f"affine {number}"


def data_rows(name: str, rows: int, inputs: int, classes: int) -> str:
    """Say how many rows and columns data have."""
    told = f"{name}: {_counted(rows, 'row', 'rows')}, {_counted(inputs, 'input', 'inputs')}"
    return told + (f", {classes} classes" if classes else "")


def points_inside(
    minima: int,
    others: int | None,
    where: str,
    on_edge: int,
    *,
    continuum: str = "",
    is_complete: bool,
    more_outside: bool,
) -> str:
    """Say how many stationary points a surface has, and whether these are all.

    ``others`` are those that are no minima, None where nobody has looked for them; ``continuum``
    is the kind of the set of minimizers where these are not single points.
    """
    edge = _none_or_counted(on_edge, KIND["minimum"], KINDS["minimum"])
    at_edge = f", and {edge} {ON_THE_EDGE}" if on_edge else ""
    rest = "; outside of it the domain has more" if more_outside else ""
    if not is_complete:
        rest = "; there may be more"
    return f"{points_everywhere(minima, others, continuum)} inside {where}{at_edge}{rest}"


def points_everywhere(minima: int, others: int | None, continuum: str = "") -> str:
    """Say how many stationary points a surface has in the whole of space."""
    points = _none_or_counted(minima, KIND["minimum"], KINDS["minimum"])
    if continuum:
        single = _none_or_counted(minima, "single minimum", "single minima")
        points = f"a {KIND[continuum]}, {single}"
    if others is not None:
        kinds = "other stationary point", "other stationary points"
        points += f" and {_none_or_counted(others, *kinds)}"
    return f"It has {points}"


def at_most_value(value: str) -> str:
    """Name a value that a run has to reach."""
    return f"f ≤ {value.replace('-', '−')}"


def share_of_first_decrease(share: str) -> str:
    """Name a share of the decrease from the start to the lowest known value."""
    return f"{share} of the first decrease"


GAP_ABOVE_TARGET = "gap: f above the target"


def gap_above(goal: str) -> str:
    """Say from where the gap is measured."""
    return f"gap: f above the target, {goal}"


def not_searched_beyond(told: str) -> str:
    """Add to a sentence about the points in a box that others may lie outside."""
    return f"{told}; beyond it was not searched"


def _none_or_counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun: ``no saddle``, ``1 saddle``, ``2 saddles``."""
    return _counted(count, one, many) if count else f"no {one}"


def run_by(version: str) -> str:
    """Say which library takes the steps."""
    return f"Every step is taken by {version} itself."


def same_rule_as(name: str, when: str = "") -> str:
    """Say which method of ours goes the same way; where the numbers decide, with which."""
    where = f", with {when}" if when else ""
    return f"The same iterates to ten digits{where}: {name}"


def how_a_schedule_is_typed(example: str) -> str:
    """Say where a schedule is typed."""
    return f"Any knob takes it: {example}. Steps left out are those of the run."


def schedule_over(schedule: str, steps: int) -> str:
    """Name the course of a schedule."""
    return f"{schedule} over {steps} steps:"


# Derivatives against differences.

DERIVATIVE = {"gradient": "gradient", "Hessian": "Hessian"}
CHECK_COLUMNS = (
    "derivative",
    "central differences",
    "complex step",
    "",
    "analytic",
    "by differences",
)
AGREES = "agrees"
DISAGREES = "DISAGREES"


def random_points(surface: str, count: int, domain: str) -> str:
    """Say on which points a surface is checked."""
    return f"{surface}: {count} random points of {domain}"


def points_without_value(count: int) -> str:
    """Say how many points are left out of a check."""
    return f"{_counted(count, 'point')} left out: f has no value there, or right beside"


def not_smooth(kinks: str) -> str:
    """Say where a surface is not smooth."""
    return f"Not smooth: {kinks}"


# The help of commands.

ARGUMENTS = "Arguments"
OPTIONS = "Options"
EXAMPLES = "Examples"


def named_after_surface(command: str) -> str:
    """Say how most figures are called."""
    return f"{command}-SURFACE"


def kinds_of_file(suffixes: Sequence[str]) -> str:
    """Say which files a command can write."""
    *first, last = suffixes
    return f"A {', '.join(first)} or {last}; - for stdout"


def default_name(name: str) -> str:
    """Say behind the help of an option how a figure is called where nobody says it."""
    return f"  [default: {name}]"


# What commands do.

TO_STDOUT = "to stdout"
BOOKS_RATES = "The book's rates"
BEST_RATES = "Each method's best rate"
THE_SAME_TURNED = "The same, turned by 45°"


ONE = {"surface": "a surface", "optimizer": "an optimizer", "formula": "a formula"}


def belongs_elsewhere(word: str, kind: str, expected: str, option: str) -> str:
    """Say that a word was typed at the place of another kind of thing."""
    place = f": {option} {word}" if option else ""
    return f"{word} is {ONE[kind]}, not {ONE[expected]}{place}"


def cannot_read(word: str, meant: str) -> str:
    """Say how a word is written."""
    return f"cannot read {word!r}: did you mean {meant}?"


def too_many(
    command: str, takes: Sequence[str], word: str, kind: str = "", option: str = ""
) -> str:
    """Say that a command was given a word too much, and where it belongs."""
    expected = f"takes one word, {takes[0]}" if takes else "takes no words"
    typed = f'"{word}"' if kind == "formula" else word
    meant = f"; {ONE[kind]} is typed as {option} {typed}" if option else ""
    return f"unexpected extra argument {word!r}: {command} {expected}{meant}"


def last_one_counts(option: str, value: str) -> str:
    """Say that an option was typed several times, and which value it has."""
    return f"{option} was given more than once: the last one counts, {value}"


def no_recipe_inside(file: str) -> str:
    """Say that a picture cannot be made again."""
    return (
        f"{file} has no recipe inside: optim-viz did not make it, or another program saved it anew"
    )


def recipe_names_code(named: str, command: str) -> str:
    """Say that a recipe would run a file, and how that is done on purpose."""
    return f"the recipe names a Python file, {named!r:.60}: --trust-code runs it, or type {command}"


def figure_of(file: str, command: str, version: str) -> str:
    """Say which command made a figure."""
    return f"{file}: a figure of `optim-viz {command}`, version {version}"


VERDICT = {
    "same": "the same",
    "different": "different",
    "no recipe": "no recipe inside",
    "refused": "cannot be made again",
}
"""What became of a figure that was made again."""

OTHER_BYTES = "other bytes, perhaps of another version of matplotlib or of a font"
SAME_PIXELS = "the same pixels in other bytes"


def other_fonts(before: str, now: str) -> str:
    """Say that a picture would have other fonts, where it has any beside matplotlib's own."""
    return f"made with {before or 'no other font'}, now with {now or 'no other font'}"


def other_size(before: str, now: str) -> str:
    """Say that a picture would have another size."""
    return f"{before} pixels, and now {now}"


def pixels_differ(share: str) -> str:
    """Say how much of a picture differs."""
    return f"{share} of the pixels"


def would_write(paths: str, recipe: str) -> str:
    """Say what a command would do that only checks what was typed."""
    return f"would write {paths}: {recipe}"


def formula_is_read_as(typed: str, read: str) -> str:
    """Say how a formula was read that is not in the notation of Python."""
    return f"{typed} is read as {read}"


def variables_are(names: Sequence[str]) -> str:
    """Say which variables a formula has that are not called x and y."""
    if len(names) == 1:
        return f"the variable is {names[0]}"
    order = ",".join(reversed(names)) if len(names) == 2 else "..."
    return f"the variables are {', '.join(names)}, in this order; --variables {order} changes it"


def speed_and_time_left(share: str, speed: str, seconds: str) -> str:
    """Say how far a long command is, how many steps it does in a second, and how long it takes."""
    return f"{share}  {speed} steps/s  {seconds} s left"


NO_WINDOW = (
    "there is no window to show the figure in: save it, as in figure.savefig('figure.png'), or"
    " choose a system of windows, as in matplotlib.use('QtAgg')"
)

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


# What the figures of the gallery teach.

GALLERY_PAGE = "<!-- Written by `optim-viz gallery`: change the words there, not here. -->"
"""The first line of the page, which tells it from one that somebody has written."""
GALLERY = "Gallery"
GALLERY_FOREWORD = (
    "`optim-viz gallery` makes all of these figures and this page, byte for byte the same under"
    " the same versions; `--lang`, `--theme` and `--for` change all of them. Each file carries its"
    " recipe: `optim-viz replay FILE --set steps=50` changes one thing, `optim-viz verify figures`"
    " says whether they are still the same."
)
GALLERY_TITLES = {
    "ravine": "A race in a long valley",
    "ravine_film": "The race in the valley, as a film",
    "beale": "A race on Beale's function",
    "beale_film": "The race on Beale's function, as a film",
    "saddle": "A race away from a saddle",
    "saddle_film": "The race away from the saddle, as a film",
    "saito": "The book's figure, and its fair twin",
    "saito_turned": "The book's figure, turned by 45°",
    "beale_relief": "Beale's function, from above and from the side",
    "beale_descent": "From a steep wall to a flat floor",
    "zigzag": "Zigzag below and above the limit",
    "zigzag_momentum": "Momentum moves the limit",
    "momentum_sheet": "Momentum over its rate and its momentum",
    "rate_and_momentum": "The map of rate and momentum, with its limit",
    "stability": "Theory and measurement on a quadratic",
    "banana": "Gradient descent and Newton in the banana",
    "rosenbrock_sheet": "Eight methods in the banana",
    "rastrigin_sheet": "Eight methods among many minima",
    "sensitivity": "How much the learning rate matters",
    "tuned_and_default": "Tuned rates and default rates",
    "basins": "Where each start leads",
    "trainability": "The edge of trainability",
    "trainability_zoom": "The edge of trainability, ten times closer",
    "catalogue": "Every surface in two dimensions",
}
"""Titles of the figures of the gallery, by their names."""

GALLERY_LESSONS = {
    "ravine": (
        "The gradient of a long valley points across it, hardly along it: gradient descent"
        " zigzags, momentum swings through the minimum, AdaGrad and Adam weigh each coordinate by"
        " itself, and Newton's step, which knows both curvatures, is there at once. Every method"
        " has the best of the same 241 rates, so what is left to see is the method."
    ),
    "ravine_film": (
        "All methods move at the same pace, one update after the other, and the gap falls in step"
        " with the paths. What a still hides is when: AdaGrad is at the minimum while momentum"
        " still swings from wall to wall."
    ),
    "beale": (
        "Beale's function has steep corners around a curved, flat floor. From (1, 1) the first"
        " steps go down the wall and the rest along the floor, where one rate for all coordinates"
        " is too small. Newton walks straight into the saddle at (0, 1): it looks for a gradient"
        " of zero, not for a minimum."
    ),
    "beale_film": (
        "The same race in time. The wall takes a few steps, the floor takes the rest; there the"
        " gaps of Momentum and Adam rise and fall in turn, so which of two is ahead depends on"
        " when the race is stopped."
    ),
    "saddle": (
        "All begin a hair, 0.001, off the ridge of x² − y², with the same rate 0.1; exactly on"
        " the ridge no method would ever leave it. Gradient descent runs to the saddle and stays"
        " there for most of the race, because the way out has almost no gradient. Adam and AdaGrad"
        " scale each coordinate, so the hair counts as much as the slope. Newton stops at the"
        " saddle after one step. f has no lowest value: the race ends, it is not won."
    ),
    "saddle_film": (
        "Seen in time, the plateau at f = 0 is the lesson: a small gradient is no sign of a"
        " minimum. Momentum overshoots the saddle along the ridge, turns late, and is then the"
        " fastest of all."
    ),
    "saito": (
        "The best-known 2 x 2 of optimizers, from Saito's Deep Learning from Scratch, chapter 6,"
        " on true contours, and beside it the same race with the best rate of each method. In the"
        " book's race gradient descent runs at 95 % of its limit and AdaGrad far below its best:"
        " with another rate its gap falls from 7·10⁻⁴ to 10⁻¹⁷. Compare methods only when all are"
        " tuned by one rule."
    ),
    "saito_turned": (
        "Turn the valley by 45° and keep all rates: SGD and Momentum take the same steps, turned,"
        " and end at the same gap. AdaGrad and Adam scale x and y by themselves, which helps only"
        " where the valley lies along an axis: AdaGrad's gap grows from 0.0007 to 0.14, Adam's"
        " from 0.10 to 0.62. A test whose axes are those of the surface flatters them."
    ),
    "beale_relief": (
        "Contours and relief are the same numbers. The eye reads heights from the side and places"
        " from above; a logarithmic height shows the floor, more than 10⁵ times lower than the"
        " corners, as well as the walls. Crosses are saddles: Newton's method may end there."
    ),
    "beale_descent": (
        "From (3, 4), the start of many a picture on the web, f is 39 000 and the curvature 1800"
        " times that at the minimum. The only rates that survive the wall are too small for the"
        " floor: gradient descent all but stops, far from the minimum. L-BFGS, which measures the"
        " curvature as it goes, arrives after 21 steps. No gradient is clipped here."
    ),
    "zigzag": (
        "Gradient descent multiplies y by 1 − 4·lr in every step: by −0.6 at rate 0.4, and the"
        " zigzag dies out; by −1.4 at rate 0.6, and it grows. The limit 2/L = 0.5 lies between."
        " Divergence is drawn as what it is: the path leaves the frame where the arrow is."
    ),
    "zigzag_momentum": (
        "The rate 0.6 is too large for gradient descent, and momentum makes it fit: the limit"
        " grows from 2/L to (2 + 2·momentum)/L, that is from 0.5 to 0.625 with momentum 0.25 and"
        " to 0.75 with 0.5. Old steps across the valley cancel, those along it add up."
    ),
    "momentum_sheet": (
        "The same start and 150 steps; rates grow to the right, momentum grows downwards. Without"
        " momentum the path crawls along the floor. With 0.8 it comes close at the larger rates,"
        " with 0.95 at every rate, and swings past the minimum. More momentum acts like a larger"
        " rate along the floor, without the zigzag that a larger rate brings at the wall."
    ),
    "rate_and_momentum": (
        "Each point is a run. Left of the line lr = (2 + 2·momentum)/L momentum converges, right"
        " of it it diverges, for every start; where it is fastest is a narrow ridge, and theory"
        " places its summit close to where the runs find it. Too much momentum is slow, not"
        " unstable."
    ),
    "stability": (
        "On a quadratic everything is known beforehand: the error falls by |1 − lr·λ| in each"
        " direction, the best rate is 2/(L + μ), and past 2/L it grows. Measured factors lie on"
        " those of theory. The heavy ball replaces the condition number by its square root."
    ),
    "banana": (
        "One step across Rosenbrock's valley is easy, the way along its floor is not. Gradient"
        " descent at its best rate has come half of the way along the floor after 100 steps."
        " Newton makes a leap at which f grows three hundredfold, and arrives after five steps:"
        " near the minimum the number of correct digits doubles with each."
    ),
    "rosenbrock_sheet": (
        "Eight methods from (−2, 2), 500 steps, each at its best rate and without clipping. Most"
        " reach the floor at once and spend the rest of their steps on it; some adaptive ones"
        " leave the valley and come back. Sheets of this kind on the web clip gradients to length"
        " 1 without saying so, which is a different method."
    ),
    "rastrigin_sheet": (
        "From (−2, 3.5) none of the eight finds the minimum in the middle, each at its best rate."
        " A local method ends in the pit it falls into; large steps only choose another pit. What"
        " helps is another start, not another optimizer. Newton stops at a saddle after three"
        " steps."
    ),
    "sensitivity": (
        "The final gap against the rate, over 25 starts: too small a rate is slow, the best one"
        " lies close to the cliff, and behind the cliff everything is lost. Wide valleys are worth"
        " more than deep ones: a method that works over two decades of rates needs less tuning."
        " The default rates of libraries, made for networks, lie far on the slow side."
    ),
    "tuned_and_default": (
        "Which share of 25 starts reaches a gap of 10⁻⁶ on eight surfaces, at the default rate"
        " and at the tuned one. Most defaults reach it nowhere; tuning changes more than the"
        " choice among methods does. Where even the tuned rate fails, on Rosenbrock for its narrow"
        " floor and on Rastrigin for its many minima, another kind of method is needed."
    ),
    "basins": (
        "Each point of the picture is a start, its colour the minimum where the run ends, faint"
        " where the way is long. The basins of gradient descent have simple borders; Momentum"
        " overshoots into the neighbour's; Newton's are strewn about, and from two starts of five"
        " it ends at a saddle or at the maximum."
    ),
    "trainability": (
        "The smallest network with two layers, one weight each, and a rate for each layer. Where"
        " training converges ends in a fractal: near the edge a change in the third digit of a"
        " rate decides between success and divergence. So a good rate keeps away from the edge."
    ),
    "trainability_zoom": (
        "A piece of the edge, ten times closer: there is as much detail as before, and islands of"
        " convergence in a sea of divergence. The picture is made anew from 240 000 runs, not"
        " enlarged."
    ),
    "catalogue": (
        "Every two-dimensional surface of `optim-viz list surfaces` with its global minimizers,"
        " on the part of its domain where something happens. Choose what a lecture needs: valleys,"
        " pits, plateaus, kinks."
    ),
}
"""What each figure of the gallery teaches, by its name: one paragraph."""


# What a gradient promises of a step, by Taylor's theorem.

FIRST_ORDER = "first order: lr·|g|²"
SECOND_ORDER = "second order"
DECREASE_KEPT = "f itself"
DECREASE = "decrease of f"
ERROR_OF_MODELS = "error of the decrease (log)"
PROMISE_BREAKS = "promise breaks"
PROMISE_COLUMNS = ("", "rate", "first order", "second order", "f itself")
HALF_IS_KEPT = "half of it is kept up to"
NO_DECREASE_FROM = "f is not lower from"
SAFE_BELOW = "2/L"
NEVER_BREAKS = "f is lower at every rate that was tried"
BEST_BY_SECOND_ORDER = "second order's best"


def gradient_at(at: str, value: str, slope: str) -> str:
    """Say what is known at the point of expansion."""
    return f"at ({at}): f = {value}, |g|² = {slope}"


def grows_as(power: int) -> str:
    """Say with which power of the rate an error grows."""
    return f"∝ lr{'¹²³'[power - 1]}"


def how_taylor_is_drawn(breaks: bool) -> str:
    """Say what is drawn, and when the promise of the gradient breaks."""
    told = "a step of −lr·g · L: largest curvature at its start"
    return f"{told} · grey: f is no longer lower, the promise breaks" if breaks else told


def taylor_described(surface: str, at: str, breaks: str | None, limit: str | None) -> str:
    """Say what a figure shows of what the gradient promises."""
    told = f"Decrease of {surface} along the negative gradient at ({at}) against the rate."
    kept = (
        f"The first order promises ever more; f is not lower from the rate {breaks} on."
        if breaks
        else "f is lower at every rate that was tried."
    )
    return f"{told} {kept}" + (f" 2/L is {limit}." if limit else "")


# Losses.

LOSSES = "Losses and their gradients"
LOSSES_ARE_LIKELIHOODS = "Losses are negative log-likelihoods"
ENTROPY_BEATS_SQUARES = "Cross-entropy and squares behind a sigmoid"
LOSS_NAMES = {
    "mse": "MSE",
    "mae": "MAE",
    "huber": "Huber, δ 1",
    "bce": "cross-entropy",
    "smoothed": "smoothed 0.1",
    "focal": "focal, γ 2",
    "dice": "dice",
    "mse_of_sigmoid": "MSE of σ(z)",
}
DENSITIES = {
    "normal": "exp(−r²)/√π",
    "laplace": "exp(−|r|)/2",
    "huber_tails": "exp(−Huber r)/3.57",
    "bernoulli": "σ(z)",
    "categorical": "softmax(z, 0, 0)₁",
}
LIKELIHOOD_NAMES = {
    "normal": "normal: MSE",
    "laplace": "Laplace: MAE",
    "huber_tails": "Laplace tails: Huber",
    "bernoulli": "Bernoulli: cross-entropy",
    "categorical": "3 classes: cross-entropy",
}
RESIDUAL = "residual r"
LOGIT = "logit z of the true class"
LOGIT_IN_SHORT = "logit z"
LOSS_OF_ROW = "loss"
SLOPE_OF_LOSS = "gradient of the loss"
DENSITY = "density of the target"
PROBABILITY = "probability of the class"
SURPRISE = "−ln of it; dots: loss + constant"
WRONG_ROWS = "rows wrong, %"
LOSSES_OF_ONE_ROW = "of one row"
NO_SUMS_OVER_ROWS = "RMSE and dice are no means over rows: their mini-batches are biased"
BIASED_ON_BATCHES = "RMSE and dice: biased on batches"
HOW_LIKELIHOODS_ARE_DRAWN = (
    "independent rows: −ln of their joint density = sum of their losses + constant"
)
LIKELIHOODS_IN_SHORT = "−ln of a product is the sum of losses"
LOSS_COLUMN = "loss"
LIKELIHOOD_COLUMNS = ("distribution: loss", "density", "−ln density − loss")
DUEL_COLUMNS = (
    "trained on", "|gradient| at the start", "right at the start", "right at the end",
    "cross-entropy at the end", "w, b",
)  # fmt: skip
LOSSES_DESCRIBED = (
    "Losses of a residual and of the logit of the true class, and their gradients. The gradient of"
    " the MSE grows with the residual, that of the MAE and of Huber's loss is bounded. For a logit"
    " that is very wrong the gradient of cross-entropy tends to −1, that of squares behind a"
    " sigmoid to 0."
)
LIKELIHOODS_DESCRIBED = (
    "Densities of targets and their negative logarithms: of the normal distribution the squared"
    " error, of Laplace's the absolute one, of Bernoulli's and of the categorical one"
    " cross-entropy, each but for a constant."
)


def loss_and_slope_at(place: str) -> str:
    """Name a loss and its gradient at a residual or logit."""
    return f"loss, gradient at {place}"


def slopes_at_start(squares: str, entropy: str) -> str:
    """Say how long the gradients of both losses are at the start."""
    return f"|gradient| at the start: {squares} of squares, {entropy} of cross-entropy"


def duel_described(start: str, slopes: Sequence[str], steps: int, ends: Sequence[str]) -> str:
    """Say how one neuron is trained with two losses."""
    return (
        f"One neuron trained from ({start}). The gradient of the squared error of its sigmoid is"
        f" {slopes[0]} long there, that of cross-entropy {slopes[1]}: after {steps} steps the first"
        f" training has {ends[0]} of the rows right, the second {ends[1]}."
    )


# What the words mean, for `optim-viz show`.
GLOSSARY = {
    "1.5th order": (
        "The order of a method that estimates curvatures from gradients, as quasi-Newton methods"
        " do; a method of 1st order uses gradients alone, one of 2nd order also Hessians."
    ),
    "basin": (
        "The starts from which an optimizer ends at the same stationary point, when its gradient"
        " is at most 10⁻⁵ long or the budget is spent. Each coordinate of the end differs from the"
        " point's by at most a thousandth of the side of the domain."
    ),
    "best of k": (
        "The probability that at least one of k random starts ends at a global minimum:"
        " 1 − (1 − p)ᵏ, where p is the share of the starts that do."
    ),
    "budget": (
        "The most that a run may take: steps, or in bench with --budget evaluations. A run ends"
        " earlier when it has converged, when a number is no longer finite, or when it stops by"
        " itself."
    ),
    "budget spent": (
        "The run took all its steps and is inside the domain, but its gradient has not vanished."
    ),
    "certified": (
        "The search for stationary points excluded every other point of the box, and minima and"
        " maxima less saddles are as many as the turns of the gradient along its edge, the winding"
        " number."
    ),
    "condition": (
        "The largest curvature of a quadratic divided by its least, L / μ: the square of length"
        " over width of its level lines."
    ),
    "confidence interval": (
        "A range that covers the true value with a probability of 95 %. That of success is"
        " Wilson's and counts each start once, however many seeds it has; that of a median is the"
        " bootstrap over starts."
    ),
    "converged": (
        "The gradient, without noise, is at most 10⁻⁸ long and stays so for the next 50 steps (a"
        " method that carries nothing but the iterate stands still at once), and no curvature is"
        " negative. Steps and evaluations count until the first of these steps."
    ),
    "curvature": (
        "The second derivative along a direction; the extreme ones are the extreme eigenvalues of"
        " the Hessian. Sizes below 10⁻⁸, or 10⁻⁸ of the largest, count as zero."
    ),
    "data profile": (
        "The share of pairs of surface and run whose gap falls to a thousandth of the first one"
        " within x evaluations; where no method uses derivatives, within x (dim + 1) of them"
        " (Moré & Wild 2009)."
    ),
    "degenerate": (
        "A stationary point at which a curvature vanishes, so that the Hessian does not decide"
        " whether it is a minimum, a saddle or a maximum."
    ),
    "digit": (
        "A fall of the gap to a tenth. Steps per digit say how fast a run converges, whatever the"
        " gap is that it began with."
    ),
    "diverged": (
        "The last iterate or its value is not finite, or a coordinate is more than 10⁶ sides of the"
        " domain away from its middle."
    ),
    "ECDF": (
        "Empirical distribution of runtimes: the share of all (surface, target, run) that are"
        " reached within x evaluations, over 51 target gaps from 100 to 10⁻⁸. Beyond the budget, a"
        " run that fails is followed by another from elsewhere, which is computed, not run."
    ),
    "evaluation": (
        "One value, gradient or Hessian of the surface that the optimizer asks for; each kind is"
        " counted apart for each run. What is computed to draw a run or to see that it has"
        " converged does not count."
    ),
    "expected runtime": (
        "The evaluations of all runs until they reach the target, where a run that fails counts"
        " what it spent until it ended, divided by the number of successes (ERT, Hansen et al."
        " 2010). It may exceed the budget, and is infinite if no run succeeds."
    ),
    "gap": (
        "The value at an iterate minus the lowest value of the surface, f − f*. Unknown where the"
        " surface has no lowest value."
    ),
    "global minimum": "A minimum as low as the lowest value of the surface; there may be several.",
    "iterate": "The point that an optimizer has reached after some steps; the first is the start.",
    "learning rate": (
        "The knob lr that scales a step. To tune those that -a leaves open, compare tries the same"
        " 241 rates from 10⁻⁸ to 100 for every optimizer, and keeps the one whose worst gap in the"
        " last tenth of the steps, at this rate and at 10 % less and more, is the least; bench"
        " tries those of --rates."
    ),
    "fell without bound": (
        "A run on a formula without a domain whose value fell to where there are no numbers."
    ),
    "left the domain": (
        "The last iterate is outside the domain of the surface, though not so far that the run"
        " diverged; on the way, a run may leave the domain and come back."
    ),
    "local minimum": (
        "A minimum with a lower one elsewhere. A run is in one if it ends above the target after a"
        " last tenth of steps within 2 % of the domain's sides of it, or converges where all"
        " curvatures are positive."
    ),
    "lost": "Said of a run that ended outside the domain, or with a value that is not finite.",
    "median band": (
        "The line is the lower median, the band around it lies between two quantiles; all are"
        " values of runs. In bench these are the quartiles of the final gap, 25 to 75 %; in compare"
        " 10 to 90 % over the seeds at each step."
    ),
    "noise": (
        "An error on each coordinate of every gradient that the optimizer sees; values, Hessians,"
        " figures and tables have none."
    ),
    "performance profile": (
        "The share of surfaces on which an optimizer's expected runtime is at most x times that of"
        " the best optimizer there (Dolan & Moré 2002)."
    ),
    "rate tolerance": (
        "How many decades of learning rates work: the number of tried rates at which at least half"
        " of the runs reach the target, times the distance of two rates in decades. Where no rate"
        " has half of the runs, those count that have half as many as the best, marked *."
    ),
    "saddle point": (
        "A stationary point with positive and negative curvatures: a minimum along one direction, a"
        " maximum along another."
    ),
    "seed": (
        "A whole number that decides what is random, the noise of the gradients and starts of the"
        " kind random: the same seed gives the same numbers."
    ),
    "stability limit": (
        "The learning rate above which no run can settle at the lowest minimum, in theory: 2/L for"
        " gradient descent and (2+2β)/L with momentum β, where L is the largest curvature there."
    ),
    "stalled at a maximum": (
        "The gradient, without noise, is at most 10⁻⁸ long, and all curvatures are negative."
    ),
    "stalled at a saddle": (
        "The gradient, without noise, is at most 10⁻⁸ long, and a curvature is negative, but not"
        " all are."
    ),
    "stalled at a flat point": (
        "The gradient, without noise, is at most 10⁻⁸ long, a curvature vanishes, and the value"
        " falls to one side: an inflection, or another degenerate point that is no minimum."
    ),
    "start": "The point where a run begins, before its first step.",
    "stationary point": (
        "A point where the gradient is zero: a minimum, a maximum, a saddle or a degenerate point."
    ),
    "steps": "Updates of the iterate, each of as many evaluations as the method needs.",
    "held at the edge": (
        "In basins with --project, the end of a run where the way down leads out of the domain."
    ),
    "stopped by itself": (
        "The method's own criterion ended the run before its gradient was short, as those of"
        " SciPy's methods do."
    ),
    "stopped early": (
        "In basins, the end of a run before its budget at none of the stationary points that are"
        " known: at a flat place, or by a criterion of the method."
    ),
    "success": (
        "The share of runs that reach the target within the budget. In bench it is measured at the"
        " rate that was tuned, from starts that tuning has not seen."
    ),
    "target": (
        "A gap to be reached, 10⁻⁶ unless another is given. A run reaches it at its first iterate"
        " inside the domain with a gap of at most that."
    ),
}
"""The words on figures and in tables, with the definitions that the program computes by."""

ALIASES = {
    "1st order": "1.5th order",
    "2nd order": "1.5th order",
    "95 % interval": "confidence interval",
    "band": "median band",
    "calls": "evaluation",
    "decades": "rate tolerance",
    "ert": "expected runtime",
    "evaluations": "evaluation",
    "expected steps": "expected runtime",
    "iterates": "iterate",
    "limit of theory": "stability limit",
    "lr": "learning rate",
    "maximum": "stationary point",
    "median": "median band",
    "minimum": "stationary point",
    "rate": "learning rate",
    "seeds": "seed",
    "starts": "start",
    "target gap": "target",
    "updates": "steps",
    "winding number": "certified",
}
"""Other names of these words, in small letters."""


# Decks.

OUTLINE_OR_EXAMPLE = "give the outline of a lecture, as in `deck lecture.toml`, or --example"
NO_TEXT = "it is no text"
DECK_NEEDS_FOLDER = "the pictures of this deck go beside its source: give a file with -o"
MISSING_PPTX = "PowerPoint files are written by python-pptx: pip install 'optim-viz[pptx]'"


def in_slide(number: int, problem: str) -> str:
    """Say in which slide of an outline something is wrong."""
    return f"slide {number}: {problem}"


def deck_of(title: str, slides: int) -> str:
    """Say what a deck is."""
    return f"{title}: a lecture of {_counted(slides + 1, 'slide')}"


def epochs(count: int, updates: int) -> str:
    """Say how long a training is."""
    return f"{_counted(count, 'epoch')}, {_counted(updates, 'update')}"


def band_of_seeds(count: int, first: int) -> str:
    """Say what the bands of trainings are over."""
    if count == 1:
        return seed(first)
    return f"median and range of {seeds(count, first)}"


def rates_of_trainings(count: int, seeds: int, updates: int | None) -> str:
    """Say how the rates of trainings were chosen; trials may be shorter than trainings."""
    short = f" after {updates} updates" if updates else ""
    return (
        f"lr: best of {count}, 10⁻⁴…10, by the median loss of the last tenth{short}, {seeds} other"
        " seeds"
    )


def diverged_of(count: int, of: int) -> str:
    """Say how many trainings have diverged."""
    return f"{count} of {of} diverged"


def trained_on(model: str, data: str) -> str:
    """Name a model with its data."""
    return f"{model} on {data}"


def training_described(model: str, epochs: int, seeds: int) -> str:
    """Begin to say what trainings have come to."""
    return f"{model} after {_counted(epochs, 'epoch')}, median of {_counted(seeds, 'seed')}"


def training_told(name: str, loss: str | None, accuracy: str | None) -> str:
    """Say what an optimizer has come to."""
    if loss is None:
        return f"{name} diverges"
    return f"{name} loss {loss}" + (f", {accuracy} % correct" if accuracy else "")


LOSS_ON_ALL_ROWS = "loss on all training rows"
ACCURACY_HELD_OUT = "test accuracy"
ACCURACY_ON_DATA = "training accuracy"
LOSS_OF_TRIALS = "loss in trials of the rate"
UPDATES = "updates"
TRAINING_COLUMNS = ("optimizer", "lr", "loss: median", "lowest", "highest")
