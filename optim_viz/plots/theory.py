"""Theory over measurement: gradient descent and the heavy ball on a quadratic."""

from __future__ import annotations

from math import floor, log10

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.plots.panels.convergence import LABEL_INDENT, draw_convergence
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.optimizer_styles import Style, styles_for
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.plots.style.themes import axes_or_new, ink, points, whole_figure
from optim_viz.plots.style.ticks import ticks
from optim_viz.runs.results import Run
from optim_viz.studies.theory import TheoryCheck
from optim_viz.text import title_of, words

_LEFT, _BOTTOM, _TOP, _BETWEEN = 4.0, 3.7, 3.5, 4.2
"""Room around and between the panels, in ems."""

_NARROWEST = 6.0
"""Width of the curves in ems below which the rates stand alone."""

_HEADROOM = 30.0

_MIN_GAP_DRAWN = 1e-150
"""Least gap that is drawn over the rates: room for every quadratic whose rates differ in sight."""


@whole_figure
def figure(checked: TheoryCheck, factors: tuple[float, float]) -> Figure:
    """Return the gap against the rate up to the limit, and the two methods at their best.

    Where both have no room the rates stand alone.

    Parameters
    ----------
    checked : TheoryCheck
    factors : pair of floats
        The measured ones of gradient descent and of the heavy ball.
    """
    page, theory = _begin(checked), checked.quadratic
    styles = styles_for([checked.descent.optimizer, checked.ball.optimizer])
    labels = [
        _label(words.GRADIENT_DESCENT, checked.descent, theory.factor, factors[0]),
        _label(words.HEAVY_BALL, checked.ball, theory.ball_factor, factors[1]),
    ]
    lines = [label.split("\n") for label in labels]
    right = LABEL_INDENT + 0.8 + max(
        page.measure([own[0] for own in lines], NAME, "bold"),
        page.measure([line for own in lines for line in own[1:]], NOTE),
    )  # fmt: skip
    height = page.height - _BOTTOM - _TOP
    width = page.width - _LEFT - _BETWEEN - right
    if 0.45 * width < _NARROWEST:
        draw_rates(checked, styles[0], page.axes(_LEFT, _BOTTOM, page.width - _LEFT - 0.9, height))
        return page.figure
    draw_rates(checked, styles[0], page.axes(_LEFT, _BOTTOM, 0.55 * width, height))
    ax = page.axes(_LEFT + 0.55 * width + _BETWEEN, _BOTTOM, 0.45 * width, height)
    draw_convergence([checked.descent, checked.ball], styles, ax, labels=labels)
    for taken, factor in ((checked.descent, theory.factor), (checked.ball, theory.ball_factor)):
        _draw_factor(taken, factor, ax)
    return page.figure


def draw_rates(checked: TheoryCheck, style: Style, ax: Axes | None = None) -> Axes:
    """Draw the gap that gradient descent reached at each rate, over the theory for these steps."""
    ax, theory = axes_or_new(ax), checked.quadratic
    start, width, size = (
        checked.descent.gap[0],
        points("lines.linewidth"),
        points("lines.markersize"),
    )
    fine = np.sort([*np.linspace(checked.rates[0], checked.rates[-1], 2000), theory.best_rate])
    exact = theory.gap(fine, checked.rate_steps)
    low = max(_MIN_GAP_DRAWN, np.min(checked.gaps[checked.gaps > 0]) / 5)
    high = _HEADROOM * start
    ax.set(
        yscale="log", xlim=(0, checked.rates[-1]), ylim=(low, high),
        title=words.gap_after(checked.rate_steps),
    )  # fmt: skip
    ax.plot(
        fine, np.clip(exact, low / 10, high * 10), color=ink(0.85), ls=(0, (0.1, 1.8)), lw=width,
        dash_capstyle="round", zorder=4, gid="theory",
    )  # fmt: skip
    seen = (checked.gaps < high) & (checked.gaps > low)
    ax.plot(
        checked.rates[seen], checked.gaps[seen], ls="none", marker=style.marker, ms=1.1 * size,
        color=style.colour, mec="none", zorder=3,
    )  # fmt: skip
    ax.axvspan(theory.limit, checked.rates[-1], color=ink(0.08), lw=0, zorder=0)
    _mark_rate(theory.limit, words.LIMIT_OF_RATES, ax, ha="left", y=0.03)
    if checked.is_early:
        _mark_rate(theory.best_rate, words.BEST_RATE_IN_THE_LONG_RUN, ax, ha="right", rotation=0)
    else:
        _mark_rate(theory.best_rate, words.BEST_RATE, ax, ha="right")
    _ticks(ax)
    return ax


_MOST = 0.62
"""Share of the height of a panel that a name may take that is written upwards."""


def _mark_rate(
    rate: float, name: str, ax: Axes, *, ha: str, y: float = 0.97, rotation: int = 90
) -> None:
    """Draw a line at a rate and its name beside it, above or below, where there is no curve.

    In a low panel the name goes without its formula.
    """
    em = points("font.size")
    if rotation and text_width([name], NOTE * em) > _MOST * ax.bbox.height * 72 / ax.figure.dpi:
        name = name.partition("  ")[0]
    ax.axvline(rate, color=ink(0.6), lw=0.5 * points("lines.linewidth"), zorder=1)
    ax.annotate(
        name, (rate, y), xycoords=("data", "axes fraction"), textcoords="offset points",
        xytext=(0.3 * em if ha == "left" else -0.3 * em, 0), rotation=rotation,
        va="bottom" if y < 0.5 else "top", ha=ha, fontsize=NOTE * em, color=ink(0.85),
    )  # fmt: skip


def _draw_factor(taken: Run, factor: float, ax: Axes) -> None:
    """Draw a gap that falls by the square of the factor at every step."""
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
    ax.set_xlabel(across.name(words.RATE))
    low, high = (float(np.log10(limit)) for limit in ax.get_ylim())
    decades = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    shown = list(decades[:: max(1, -(-len(decades) // 6))])
    ax.set_yticks([10.0**k for k in shown], [text.power_of_ten(k) for k in shown])
    ax.minorticks_off()
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _label(name: str, taken: Run, factor: float, measured: float) -> str:
    named = text.knobs(taken.optimizer).replace(
        "μ", words.KNOB["momentum"]
    )  # μ is a curvature here
    knobs = text.wrapped(named, 14)
    digits = 3 if factor < 0.995 else 1 - floor(log10(1 - factor))  # enough to tell it from 1
    factors = [
        words.factor_in_theory(f"{factor:.{digits}f}"),
        words.factor_measured(f"{measured:.{digits}f}"),
    ]
    return "\n".join([name, *knobs, *factors])


def _begin(checked: TheoryCheck) -> Page:
    """Return a page with its title and foot."""
    page, theory = Page(), checked.quadratic
    known = words.curvatures(*map(text.number, (theory.mu, theory.L, theory.condition)))
    whole = f"{text.formula(theory.surface)}    {known}".strip()
    page.write_title(title_of(theory.surface), (whole, NOTE), (known, NOTE))
    page.write_foot(words.how_theory_is_drawn(checked.steps).split(" · "))
    return page
