"""All words and numbers that a figure prints, made in one place."""

from __future__ import annotations

import math
import re

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.recipes.base import TARGET
from optim_viz.runs import measures
from optim_viz.runs.results import Run
from optim_viz.runs.status import CODE, LOST, Finding, Status
from optim_viz.schedules import Schedule
from surfaces import Surface
from surfaces.transforms import Moved

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_of_ten(exponent: int) -> str:
    """Return ``10⁻⁶``: plain text, which matplotlib sets many times faster than mathematics."""
    return "10" + str(exponent).translate(_RAISED)


def power_of(name: str, exponent: int) -> str:
    """Return ``d³``, and ``d`` for the first power."""
    return name + (str(exponent).translate(_RAISED) if exponent != 1 else "")


def in_units(exponent: int, unit: str) -> str:
    """Return a power of ten of a unit with its prefix: ``10 µs``, ``1 kB``."""
    prefix = exponent // 3
    return f"{10 ** (exponent - 3 * prefix)} {_PREFIXES.get(prefix, '')}{unit}"


def number(x: float) -> str:
    """Return a number as a slide shows it: two or three figures, ``6.8·10⁻⁵`` when small."""
    if math.isinf(x):
        return "−∞" if x < 0 else "∞"
    if x == 0 or 1e-3 <= abs(x) < 1e4:
        return (f"{x:.0f}" if abs(x) >= 999.5 else f"{x:.3g}").replace("-", "−")
    rounded = f"{x:.1e}"
    if rounded.lstrip("-").startswith("1.0e") and abs(x / float(rounded) - 1) > 1e-9:
        rounded = f"{x:.2e}"  # a power of ten is not said of what is none
    mantissa, exponent = rounded.split("e")
    words = f"{float(mantissa):g}·{power_of_ten(int(exponent))}".replace("-", "−")
    return words.replace("1·", "") if abs(float(mantissa)) == 1 else words


def with_minus(words: str) -> str:
    """Return words in which negative numbers have a minus, not a hyphen."""
    return re.sub(r"(?<![\w.)])-(?=\d)", "−", words)


def knobs(optimizer: Optimizer) -> str:
    """Return the rate, what clips, and whatever else was set by hand: ``lr 0.91, β₁ 0.8``."""
    shown = {
        name: value
        for name, value in optimizer.knobs.items()
        if name in ("lr", *_CLIPPING) or name in optimizer.given
    }
    parts = [f"{_LETTERS.get(name, name)} {_knob(value)}" for name, value in shown.items()]
    return ", ".join(part for part in parts if not part.endswith(" "))


def _knob(value: object) -> str:
    if isinstance(value, Schedule):
        return re.sub(r",(?=\S)", ", ", str(value)).replace("-", "−").replace("+", " + ")
    return number(value) if isinstance(value, int | float) else ""


def wrapped(words: str, most: int) -> list[str]:
    """Return words in lines of so many letters, broken after commas and before plus signs."""
    lines = [""]
    for part in re.split(r"(?<=,) | (?=\+)", words):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and len(longer) > most:
            lines.append(part)
        else:
            lines[-1] = longer
    return [line if len(line) <= most + 2 else line[:most].rstrip(" ,") + "…" for line in lines]


def shortened(words: str, most: int) -> str:
    """Return what fits one line of so many letters, with an ellipsis for the rest."""
    return words if len(words) <= most else words[: most - 1].rstrip(" ,+") + "…"


def symbol(name: str) -> str:
    """Return the name of a quantity as papers print it: ``m̂`` for ``m_hat``."""
    letter, _, index = name.partition("_")
    return f"{letter}\u0302" if index == "hat" else _LETTERS.get(name, name.replace("_", " "))


def formula(surface: Surface) -> str:
    """Return the function in one line, with its dimension where a plane is not meant.

    Nothing is said twice: a formula that is its own title has no more to say. And nothing untrue:
    where a surface was moved, which its title tells, the formula is not that of what is drawn.
    """
    dimensions = f"in {surface.dim} dimensions" if surface.dim > 2 else ""
    its_own = surface.formula != surface.title and not isinstance(surface, Moved)
    plain = re.sub(r"\b1e[+]0*(\d+)", lambda found: power_of_ten(int(found[1])), surface.formula)
    function = f"f = {plain}" if its_own else ""
    return ":  ".join(filter(None, [dimensions, function]))


def rate_formula(optimizer: Optimizer) -> str:
    """Return how a method gets the rate of a coordinate, where that is one formula; or nothing."""
    return _RATE.get(optimizer.name, "")


def percent(share: float) -> str:
    """Return a share as whole per cent."""
    return f"{100 * share:.0f} %"


def outcome(run: Run) -> str:
    """Return where a single run ended if that is not what was hoped for, else nothing."""
    found = measures.outcome(run, TARGET)
    return "" if found in (Status.CONVERGED, Status.BUDGET) else str(found)


def outcomes(bundle: Run) -> str:
    """Return how many of a batch of runs were lost: ``3 of 20 lost``, or nothing."""
    lost = int(np.isin(bundle.unrefined, LOST).sum())
    return f"{lost} of {bundle.taken.size} lost" if lost else ""


def in_a_word(run: Run) -> str:
    """Return `outcome` where there is no room for it."""
    return _SHORT.get(measures.outcome(run, TARGET), outcome(run))


def exit_word(run: Run, shown: int) -> str:
    """Return the word beside the arrow where the path of a single run leaves the frame.

    Where the frame ends before the domain it tells the step that led out; ``shown`` is the last
    step inside the frame.
    """
    if run.unrefined not in LOST:
        return ""
    left = int(np.flatnonzero(run.surface.inside(run.points))[-1:].sum()) + 1
    later = bool(run.unrefined == CODE[Status.LEFT]) and left > shown + 1
    return in_a_word(run) + f" at step {left}" * later


_SHORT: dict[Status | Finding, str] = {
    Status.LEFT: "out",
    Status.SADDLE: "saddle",
    Status.MAXIMUM: "maximum",
    Status.STOPPED: "stopped",
    Finding.LOCAL: "local",
    Finding.FLAT: "flat",
}
_PREFIXES = {-4: "p", -3: "n", -2: "µ", -1: "m", 1: "k", 2: "M", 3: "G", 4: "T"}

_RATE = {
    "adagrad": "lr/(√squares + ε)",
    "rmsprop": "lr/(√squares + ε)",
    "adam": "lr/(√v̂ + ε)",
    "adamw": "lr/(√v̂ + ε)",
    "adabelief": "lr/(√ŝ + ε)",
}

_CLIPPING = ("max_norm",)
"""Knobs that clip: who does not see them does not know what was compared."""

_LETTERS = {
    "momentum": "μ",
    "beta1": "β₁",
    "beta2": "β₂",
    "alpha": "α",
    "eps": "ε",
    "max_norm": "‖g‖ ≤",
}
