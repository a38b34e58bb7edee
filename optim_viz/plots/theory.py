"""Theory over measurement: gradient descent and the heavy ball on a quadratic."""

from __future__ import annotations

from math import floor, log10

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.convergence import LABEL_INDENT, draw_convergence
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, styles_for
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import axes_or_new, ink, points
from optim_viz.plots.style.ticks import ticks
from optim_viz.runs.results import Run
from optim_viz.studies.theory import TheoryCheck
from optim_viz.studies.tuning import FLOOR

_LEFT, _BOTTOM, _TOP, _BETWEEN = 4.0, 3.7, 3.5, 4.2
"""Room around and between the panels, in ems."""

_HEADROOM = 30.0

_SETTLED, _LATER = 2.0, 5.0
"""Times the condition: steps that tell which rate is best, and steps that show it.

The gap in the slowest direction has fallen by e⁸ and e²⁰ then; before, rates look good that are
quick in the others.
"""


def figure(checked: TheoryCheck, factors: tuple[float, float]) -> Figure:
    """Return the gap against the rate up to the limit, and the two methods at their best.

    Parameters
    ----------
    proof : Proof
    factors : pair of floats
        Measured, of gradient descent and of the heavy ball.
    """
    page, theory = Page(), checked.quadratic
    styles = styles_for([checked.descent.optimizer, checked.ball.optimizer])
    words = [
        _label("Gradient descent", checked.descent, theory.factor, factors[0]),
        _label("Heavy ball", checked.ball, theory.ball_factor, factors[1]),
    ]
    lines = [word.split("\n") for word in words]
    right = LABEL_INDENT + 0.8 + max(
        page.measure([own[0] for own in lines], NAME, "bold"),
        page.measure([line for own in lines for line in own[1:]], NOTE),
    )  # fmt: skip
    height = page.height - _BOTTOM - _TOP
    width = page.width - _LEFT - _BETWEEN - right
    draw_rates(checked, styles[0], page.axes(_LEFT, _BOTTOM, 0.55 * width, height))
    ax = page.axes(_LEFT + 0.55 * width + _BETWEEN, _BOTTOM, 0.45 * width, height)
    draw_convergence([checked.descent, checked.ball], styles, ax, labels=words)
    for taken, factor in ((checked.descent, theory.factor), (checked.ball, theory.ball_factor)):
        _draw_factor(taken, factor, ax)
    _write_margins(page, checked)
    return page.figure


def draw_rates(checked: TheoryCheck, style: Style, ax: Axes | None = None) -> Axes:
    """Draw the gap that gradient descent reached at each rate, over what theory says.

    Where that is too early to tell which rate is best, theory goes on to when it is not.
    """
    ax, theory = axes_or_new(ax), checked.quadratic
    start, width, size = (
        checked.descent.gap[0],
        points("lines.linewidth"),
        points("lines.markersize"),
    )
    fine = np.linspace(checked.rates[0], checked.rates[-1], 2000)
    exact = {steps: theory.gap(fine, steps) for steps in (checked.steps, *_later(checked))}
    low = max(
        FLOOR, np.nanmin([checked.gaps.gap.min(), *(gap.min() for gap in exact.values())]) / 5
    )
    high = _HEADROOM * start
    ax.set(
        yscale="log", xlim=(0, checked.rates[-1]), ylim=(low, high),
        title=f"gap after {checked.steps} steps",
    )  # fmt: skip
    for steps, gap in exact.items():
        ax.plot(
            fine, np.clip(gap, low / 10, high * 10), color=ink(0.85), ls=(0, (0.1, 1.8)),
            lw=width, dash_capstyle="round", zorder=4, gid=f"after {steps}",
        )  # fmt: skip
    seen = (checked.gaps.gap < high) & (checked.gaps.gap > low)
    ax.plot(
        checked.rates[seen], checked.gaps.gap[seen], ls="none", marker=style.marker, ms=1.1 * size,
        color=style.colour, mec="none", zorder=3,
    )  # fmt: skip
    ax.axvspan(theory.limit, checked.rates[-1], color=ink(0.08), lw=0, zorder=0)
    _mark_rate(theory.limit, "limit  2/L", ax, ha="left", y=0.03)
    if later := _later(checked):
        _mark_rate(theory.best_rate, "best in the long run\n2/(L + μ)", ax, ha="right", rotation=0)
        words = f"theory after\n{text.number(*later)} steps"
        ax.text(
            0.04, 0.04, words, transform=ax.transAxes, fontsize=NOTE * points("font.size"),
            color=ink(0.85),
        )  # fmt: skip
    else:
        _mark_rate(theory.best_rate, "best rate  2/(L + μ)", ax, ha="right")
    _ticks(ax)
    return ax


def _later(checked: TheoryCheck) -> list[int]:
    """Return after how many steps rates can be told apart, if those of the proof do not do."""
    condition = checked.quadratic.condition
    return [int(float(f"{_LATER * condition:.0e}"))] if checked.steps < _SETTLED * condition else []


def _mark_rate(
    rate: float, name: str, ax: Axes, *, ha: str, y: float = 0.97, rotation: int = 90
) -> None:
    """Draw a line at a rate and write beside it, where the curve is not: above or below."""
    em = points("font.size")
    ax.axvline(rate, color=ink(0.6), lw=0.5 * points("lines.linewidth"), zorder=1)
    ax.annotate(
        name, (rate, y), xycoords=("data", "axes fraction"), textcoords="offset points",
        xytext=(0.3 * em if ha == "left" else -0.3 * em, 0), rotation=rotation,
        va="bottom" if y < 0.5 else "top", ha=ha, fontsize=NOTE * em, color=ink(0.85),
    )  # fmt: skip


def _draw_factor(taken: Run, factor: float, ax: Axes) -> None:
    """Draw how the gap would fall by the square of the factor at every step."""
    steps = np.arange(len(taken.gap))
    fall = float(taken.gap[0]) * factor ** (2.0 * steps)
    seen = fall > ax.get_ylim()[0]
    ax.plot(
        steps[seen], fall[seen], color=ink(0.85), ls=(0, (0.1, 1.8)), dash_capstyle="round",
        lw=points("lines.linewidth"), zorder=4,
    )  # fmt: skip


def _ticks(ax: Axes) -> None:
    em = points("font.size") * ax.figure.dpi / 72
    across = ticks(*ax.get_xlim(), ax.bbox.width / em, across=True)
    ax.set_xticks(across.at, across.labels)
    ax.set_xlabel(across.name("rate"))
    low, high = (float(np.log10(limit)) for limit in ax.get_ylim())
    decades = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    shown = list(decades[:: max(1, -(-len(decades) // 6))])
    ax.set_yticks([10.0**k for k in shown], [text.power_of_ten(k) for k in shown])
    ax.minorticks_off()
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _label(name: str, taken: Run, factor: float, measured: float) -> str:
    named = text.knobs(taken.optimizer).replace("μ ", "momentum ")  # μ is a curvature here
    knobs = text.wrapped(named, 14)
    digits = 3 if factor < 0.995 else 1 - floor(log10(1 - factor))  # enough to tell it from 1
    said = [f"theory × {factor:.{digits}f}", f"here × {measured:.{digits}f}"]
    return "\n".join([name, *knobs, *said])


def _write_margins(page: Page, checked: TheoryCheck) -> None:
    theory, top = checked.quadratic, page.height - 1.7
    page.write(0.9, top, theory.surface.title, 1.1, fontweight="bold")
    left = 1.7 + page.measure([theory.surface.title], 1.1, "bold")
    known = (
        f"μ = {text.number(theory.mu)}, L = {text.number(theory.L)},"
        f" condition {text.number(theory.condition)}"
    )
    for words in (f"{text.formula(theory.surface)}    {known}".strip(), known):
        if left + page.measure([words], NOTE) + 0.9 < page.width:
            page.write(left, top, words, NOTE, color=ink(0.72))
            break
    page.write(
        0.9, 0.55, f"dotted: theory · × : the error after a step · {checked.steps} steps", NOTE,
        color=ink(0.62),
    )  # fmt: skip
