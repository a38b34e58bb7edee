"""The words of pages and lists of what there is, of checks, and of what commands tell."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.en.counting import counted as _counted
from optim_viz.text.en.counting import listed as _listed
from optim_viz.text.en.counting import none_or_counted as _none_or_counted
from optim_viz.text.en.figures import KIND, KINDS

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
WHERE_VALUES_END = "where its values end"
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


EDGES_NOT_SEARCHED = "It jumps along too many edges: minima on them were not looked for."


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
    told = _it_has(minima, others, continuum, "" if is_complete else "known ")
    if not is_complete:
        rest = "; there may be more" if minima or others or continuum else "; there may be some"
    return f"{told} inside {where}{at_edge}{rest}"


def points_everywhere(minima: int, others: int | None, continuum: str = "") -> str:
    """Say how many stationary points a surface has in the whole of space."""
    return _it_has(minima, others, continuum, "")


def _it_has(minima: int, others: int | None, continuum: str, if_none: str) -> str:
    points = _none_or_counted(minima, if_none * (not minima) + KIND["minimum"], KINDS["minimum"])
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


def run_by(version: str) -> str:
    """Say which library takes the steps."""
    return f"Every step is taken by {version} itself."


def idle_knobs(names: Sequence[str]) -> str:
    """Say which parameters of a library change how it computes, not what."""
    return f"Left out, as the rule is the same with them: {', '.join(names)}."


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


def changed_places(right: str) -> str:
    """Say how a surface and an optimizer that were typed for each other are typed."""
    return f"surface and optimizer have changed places: optim-viz {right}"


def one_by_one(word: str, kind: str, right: str) -> str:
    """Say how several names are typed."""
    return f"{word} is more than {ONE[kind]}: each is typed by itself, {right}"


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


def commands_have_it(commands: Sequence[str]) -> str:
    """Say which commands have an option that another one does not have."""
    shown = [*commands[:5], "others"] if len(commands) > 6 else commands
    return f"; {_listed(shown)} {'has' if len(shown) == 1 else 'have'} it"


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
OTHER_PAGE = "other bytes, perhaps of another version of optim-viz"
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


def deck_of(title: str, slides: int) -> str:
    """Say what a deck is."""
    return f"{title}: a lecture of {_counted(slides + 1, 'slide')}"
