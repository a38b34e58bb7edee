"""All words and numbers that a figure prints, made in one place."""

from __future__ import annotations

from optim_viz.loop import Status
from optim_viz.optimizers import Optimizer

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_of_ten(exponent: int) -> str:
    """Return ``10⁻⁶``: plain text, which matplotlib sets many times faster than mathematics."""
    return "10" + str(exponent).translate(_RAISED)


def number(x: float) -> str:
    """Return a number as a slide shows it: two or three figures, ``3·10⁻⁸`` when it is small."""
    if x == 0 or 1e-3 <= abs(x) < 1e4:
        return f"{x:.3g}".replace("-", "−")
    mantissa, exponent = f"{x:.0e}".split("e")
    return f"{mantissa}·{power_of_ten(int(exponent))}".replace("-", "−")


def knobs(optimizer: Optimizer) -> str:
    """Return the rate, and whatever else was set by hand: ``lr 0.91, β₁ 0.8``."""
    shown = {k: v for k, v in optimizer.knobs.items() if k == "lr" or k in optimizer.given}
    parts = [
        f"{_LETTERS.get(name, name)} {number(value)}"
        for name, value in shown.items()
        if isinstance(value, int | float)
    ]
    return ", ".join(parts)


def percent(share: float) -> str:
    """Return a share as whole per cent."""
    return f"{100 * share:.0f} %"


def failure(status: str) -> str:
    """Return how a run failed, or nothing for one that did not."""
    return "" if status in (Status.CONVERGED, Status.BUDGET) else str(status)


_LETTERS = {"beta1": "β₁", "beta2": "β₂", "alpha": "α", "eps": "ε"}
