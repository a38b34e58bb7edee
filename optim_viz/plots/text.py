"""All words and numbers that a figure prints, made in one place."""

from __future__ import annotations

from optim_viz import measures
from optim_viz.comparison import TARGET
from optim_viz.loop import Status
from optim_viz.optimizers import Optimizer
from optim_viz.runs import Run
from surfaces import Surface

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_of_ten(exponent: int) -> str:
    """Return ``10⁻⁶``: plain text, which matplotlib sets many times faster than mathematics."""
    return "10" + str(exponent).translate(_RAISED)


def number(x: float) -> str:
    """Return a number as a slide shows it: two or three figures, ``6.8·10⁻⁵`` when small."""
    if x == 0 or 1e-3 <= abs(x) < 1e4:
        return f"{x:.3g}".replace("-", "−")
    mantissa, exponent = f"{x:.1e}".split("e")
    return f"{float(mantissa):g}·{power_of_ten(int(exponent))}".replace("-", "−")


def knobs(optimizer: Optimizer) -> str:
    """Return the rate, and whatever else was set by hand: ``lr 0.91, β₁ 0.8``."""
    shown = {k: v for k, v in optimizer.knobs.items() if k == "lr" or k in optimizer.given}
    parts = [
        f"{_LETTERS.get(name, name)} {number(value)}"
        for name, value in shown.items()
        if isinstance(value, int | float)
    ]
    return ", ".join(parts)


def formula(surface: Surface) -> str:
    """Return the function in one line, with its dimension where a plane is not meant.

    Nothing is said twice: a formula that is its own title has no more to say.
    """
    dimensions = f"in {surface.dim} dimensions" if surface.dim > 2 else ""
    moves = surface.title.partition(", ")[2]
    formula = surface.formula.removesuffix(f", {moves}")
    function = f"f = {formula}" if formula != surface.title.partition(", ")[0] else ""
    return ":  ".join(filter(None, [dimensions, function]))


def percent(share: float) -> str:
    """Return a share as whole per cent."""
    return f"{100 * share:.0f} %"


def outcome(run: Run) -> str:
    """Return where a single run ended if that is not what was hoped for, else nothing."""
    found = measures.outcome(run, TARGET)
    return "" if found in (Status.CONVERGED, Status.BUDGET) else found


def in_a_word(run: Run) -> str:
    """Return `outcome` where there is no room for it."""
    return _SHORT.get(outcome(run), outcome(run))


def exit_word(run: Run) -> str:
    """Return the word beside the arrow where the path of a single run leaves the frame."""
    return in_a_word(run) if run.status in (Status.LEFT, Status.DIVERGED) else ""


_SHORT = {
    str(Status.LEFT): "out",
    str(Status.SADDLE): "saddle",
    str(Status.MAXIMUM): "maximum",
    "local minimum": "local",
    "flat ground": "flat",
}
_LETTERS = {"momentum": "μ", "beta1": "β₁", "beta2": "β₂", "alpha": "α", "eps": "ε"}
