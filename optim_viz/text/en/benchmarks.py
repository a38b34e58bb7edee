"""The words of benchmarks: names of axes, signs and tables, and sentences to say aloud."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.en.counting import all_of as _all_of
from optim_viz.text.en.counting import counted as _counted
from optim_viz.text.en.counting import listed as _listed
from optim_viz.text.en.counting import span as _span
from optim_viz.text.en.figures import NEVER, steps

# Benchmarks: names of axes, signs and tables.

NO_RATE = "no rate"
DASH_IS_NEVER = "–: never"
NONE = "none"
ALL_SURFACES = "all of them"
BEST = "best"
MEDIAN_FINAL_GAP = "median final gap"
TARGET_GAP = "target gap"
RUNS_THAT_REACH_IT = "runs that reach it"
TARGETS_REACHED = "Targets reached"
ERT = "ERT"
BEST_RATE_ALONE = "Best rate"
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
FINAL_GAPS_ON_ONE_SURFACE = "final gap of every run, at the tuned rate"
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
BARS_ARE_INTERVALS, BANDS_ARE_INTERVALS = "bars: 95 %", "bands: 95 %"
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


def cost_to_best(unit: str) -> str:
    """Name the expected cost as a multiple of the best where there is little room."""
    return f"{COST[unit]} / best"


def colour_is_share(goal: str) -> str:
    """Say what the colours of a table stand for."""
    return f"colour: share that reaches {goal}"


def expected_cost_alone(goal: str, unit: str) -> str:
    """Name the table of expected costs where there is room for nothing else."""
    return f"Expected {COST[unit]} to {goal}"


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
        f"lr: best of {_span(counts)}, {low}…{high}, by expected {COST[unit]} to {goal}"
        f" (else median gap); scored on {where}"
    )


def rate_tuned_in_short(
    counts: tuple[int, int], low: str, high: str, *, same_start: bool
) -> list[str]:
    """Say the same in a few words, and in fewer."""
    where = "the same" if same_start else "other starts"
    best = f"lr: best of {_span(counts)}, {low}…{high}"
    return [f"{best}, by ERT; scored on {where}", f"{best}; scored on {where}", best]


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
