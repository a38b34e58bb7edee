"""Numbers, symbols and lines of text as figures print them; words stand in `optim_viz.text`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import TARGET
from optim_viz.runs import measures
from optim_viz.runs.results import Run
from optim_viz.runs.status import CODE, LOST, Status
from optim_viz.schedules import Schedule
from optim_viz.text import words
from surfaces import Surface
from surfaces.moved import Moved
from surfaces.numerals import display_width, superscript, typeset_name


def power_of_ten(exponent: int) -> str:
    """Return ``10⁻⁶``: plain text, which matplotlib sets many times faster than mathematics."""
    return "10" + superscript(exponent)


def power_of(name: str, exponent: int) -> str:
    """Return ``d³``, and ``d`` for the first power."""
    return name + (superscript(exponent) if exponent != 1 else "")


def in_units(exponent: int, unit: str) -> str:
    """Return a power of ten of a unit with its prefix: ``10 µs``, ``1 kB``."""
    prefix = exponent // 3
    return f"{10 ** (exponent - 3 * prefix)} {_PREFIXES.get(prefix, '')}{unit}"


def number(x: float) -> str:
    """Return a number in two or three figures, ``6.8·10⁻⁵`` when it is small."""
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "−∞" if x < 0 else "∞"
    if x == 0 or 1e-3 <= abs(x) < 1e4:
        return (f"{x:.0f}" if abs(x) >= 999.5 else f"{x:.3g}").replace("-", "−")
    rounded = f"{x:.1e}"
    if rounded.lstrip("-").startswith("1.0e") and abs(x / float(rounded) - 1) > 1e-9:
        rounded = f"{x:.2e}"  # 1.04e-5 is not written as 10⁻⁵
    mantissa, exponent = rounded.split("e")
    product = f"{float(mantissa):g}·{power_of_ten(int(exponent))}".replace("-", "−")
    return product.replace("1·", "") if abs(float(mantissa)) == 1 else product


def with_minus(line: str) -> str:
    """Return a line in which negative numbers have a minus, not a hyphen."""
    return re.sub(r"(?<![\w.)])-(?=\d)", "−", line)


def knobs(optimizer: Optimizer) -> str:
    """Return the rate, the knobs that clip, and those set by hand: ``lr 0.91, β₁ 0.8``."""
    shown = {
        name: value
        for name, value in optimizer.knobs.items()
        if name in ("lr", *_CLIPPING) or name in optimizer.given
    }
    return each_knob(shown)


def each_knob(shown: Mapping[str, object]) -> str:
    """Return some knobs with their numbers or schedules; other functions are left out."""
    parts = [f"{_LETTERS.get(name, name)} {_knob(value)}" for name, value in shown.items()]
    return ", ".join(part for part in parts if not part.endswith(" "))


def _knob(value: object) -> str:
    if isinstance(value, Schedule):
        return re.sub(r",(?=\S)", ", ", str(value)).replace("-", "−").replace("+", " + ")
    return number(value) if isinstance(value, int | float) else ""


def wrapped(line: str, most: int) -> list[str]:
    """Return lines of at most this many letters, broken after commas and before plus signs."""
    lines = [""]
    for part in re.split(r"(?<=,) | (?=\+)", line):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and display_width(longer) > most:
            lines.append(part)
        else:
            lines[-1] = longer
    return [
        one if display_width(one) <= most + 2 else _cut(one, most).rstrip(" ,") + "…"
        for one in lines
    ]


def shortened(line: str, most: int) -> str:
    """Return at most this many letters of a line, with an ellipsis for the rest."""
    return line if display_width(line) <= most else _cut(line, most - 1).rstrip(" ,+") + "…"


def fewer(knobs: str, most: int) -> str:
    """Return at most this many letters of knobs: as many as are whole, an ellipsis for the rest."""
    if display_width(knobs) <= most:
        return knobs
    whole = re.split(r", (?![^(]*\))", knobs)
    for count in range(len(whole) - 1, 0, -1):
        line = ", ".join([*whole[:count], "…"])
        if display_width(line) <= most + len(", …"):
            return line
    return shortened(whole[0], most)


def _cut(line: str, most: int) -> str:
    """Return the beginning of a line, as far as it is this wide."""
    while display_width(line) > most:
        line = line[:-1]
    return line


def symbol(name: str) -> str:
    """Return the name of a quantity as papers print it: ``m̂`` for ``m_hat``."""
    letter, _, index = name.partition("_")
    if index == "hat":
        return f"{letter}\u0302"
    return _LETTERS.get(name) or words.QUANTITY.get(name, name.replace("_", " "))


def coordinates(surface: Surface) -> list[str]:
    """Return the names of the coordinates as they stand on axes."""
    return [typeset_name(name) for name in surface.coordinates]


def formula(surface: Surface) -> str:
    """Return the function in one line, with its dimension if that is above two.

    A formula that is the title already is left out. So is the formula of a surface that was moved,
    as its title says: it is not the function that is drawn.
    """
    dimensions = words.in_dimensions(surface.dim) if surface.dim > 2 else ""
    its_own = not surface.title.startswith(surface.formula) and not isinstance(surface, Moved)
    plain = re.sub(r"\b1e[+]0*(\d+)", lambda found: power_of_ten(int(found[1])), surface.formula)
    function = f"f = {words.as_changed(plain)}" if its_own else ""
    return ":  ".join(filter(None, [dimensions, function]))


def rate_formula(optimizer: Optimizer) -> str:
    """Return the formula of the rate of a coordinate, or nothing where there is no single one."""
    squares = _SQUARES.get(optimizer.name)
    return unicodedata.normalize("NFC", f"lr/(√{symbol(squares)} + ε)") if squares else ""


def percent(share: float) -> str:
    """Return a share as whole per cent."""
    return f"{100 * share:.0f} %"


def outcome(run: Run) -> str:
    """Return the end of a single run in words; nothing where it converged or spent its budget."""
    return words.OUTCOME.get(_failure(run), "")


def in_a_word(run: Run) -> str:
    """Return the outcome of a single run in one word."""
    return words.OUTCOME_IN_A_WORD.get(_failure(run), "")


def _failure(run: Run) -> str:
    """Return the outcome of a run in the data, nothing where it converged or spent its budget."""
    found = measures.outcome(run, TARGET)
    return "" if found in (Status.CONVERGED, Status.BUDGET) else str(found)


def outcomes(bundle: Run) -> str:
    """Return in words how many runs of a batch were lost, nothing if none was."""
    lost = int(np.isin(bundle.unrefined, LOST).sum())
    return words.lost(lost, bundle.taken.size) if lost else ""


def exit_word(run: Run, shown: int) -> str:
    """Return the word beside the arrow where the path of a single run leaves the frame.

    It contains the step that left the domain if that is later than ``shown``, the last step inside
    the frame.
    """
    if run.unrefined not in LOST:
        return ""
    left = int(np.flatnonzero(run.surface.inside(run.points))[-1:].sum()) + 1
    later = bool(run.unrefined == CODE[Status.LEFT]) and left > shown + 1
    return words.at_step(in_a_word(run), left) if later else in_a_word(run)


_PREFIXES = {-4: "p", -3: "n", -2: "µ", -1: "m", 1: "k", 2: "M", 3: "G", 4: "T"}

_SQUARES = {
    "adagrad": "squares",
    "rmsprop": "squares",
    "adam": "v_hat",
    "adamw": "v_hat",
    "adabelief": "s_hat",
}
"""The quantity under the root in the rate of a coordinate, for methods with such a rate."""

_CLIPPING = ("max_norm",)
"""Knobs that clip: they are always shown, since a comparison cannot be judged without them."""

_LETTERS = {
    "momentum": "μ",
    "beta1": "β₁",
    "beta2": "β₂",
    "alpha": "α",
    "eps": "ε",
    "max_norm": "‖g‖ ≤",
}
