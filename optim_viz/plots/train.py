"""Training, drawn: loss against updates, accuracy on rows held out, loss against the rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from optim_viz.plots.panels.legend import legend, write_legend
from optim_viz.plots.panels.lines import fitting
from optim_viz.plots.panels.paths import draw_end, draw_line
from optim_viz.plots.style import text
from optim_viz.plots.style.optimizer_styles import Style, styles_for
from optim_viz.plots.style.page import NOTE, Page
from optim_viz.plots.style.themes import axes_or_new, mix, paper, points, whole_figure
from optim_viz.studies.train import Course, Training
from optim_viz.text import words
from surfaces import Array

_LEFT, _BETWEEN, _RIGHT = 4.1, 4.3, 0.9
"""Room left of, between and right of the panels, in ems."""

_BOTTOM, _TOP, _DOWN = 3.7, 3.5, 4.3
"""Room below, above and between them."""

_SHARE = 0.56
"""Share of the width of the losses."""

_NARROWEST, _LOWEST = 6.5, 3.2
"""Least width and height of a small panel, in ems: where they are smaller the losses stand alone.
"""

_SHADE = 0.17

_HIGHEST = 3.0
"""Losses above this multiple of that at the start are not shown."""


_DECADE = 2.3
"""Room for the label of a power of ten, in ems."""


@whole_figure
def figure(training: Training) -> Figure:
    """Return the losses; beside them, as far as there is room, accuracy and sensitivity."""
    page = Page()
    formula = text.formula(training.model)
    page.write_title(training.title, (formula, 1.0), (formula, NOTE))
    page.write_foot(training.conditions, training.summary)
    courses = training.courses
    styles = styles_for(course.optimizer for course in courses)
    made = legend(page, [one.optimizer.title for one in courses], _notes(training))
    write_legend(page, made, styles, 0.9, 1.7)
    bottom = _BOTTOM + made.height
    height = page.height - bottom - _TOP
    beside = _beside(training)
    wide, tall = page.width - _LEFT - _BETWEEN - _RIGHT, _of(height, len(beside))
    if not beside or (1 - _SHARE) * wide < _NARROWEST or tall < _LOWEST:
        draw_losses(training, styles, page.axes(_LEFT, bottom, page.width - _LEFT - _RIGHT, height))
        return page.figure
    draw_losses(training, styles, page.axes(_LEFT, bottom, _SHARE * wide, height))
    left = _LEFT + _SHARE * wide + _BETWEEN
    for place, draw in enumerate(reversed(beside)):
        low = bottom + place * (tall + _DOWN)
        draw(training, styles, page.axes(left, low, (1 - _SHARE) * wide, tall))
    return page.figure


def _of(height: float, panels: int) -> float:
    """Return the height of each of some panels above each other."""
    return (height - _DOWN * (panels - 1)) / max(panels, 1)


_Draw = Callable[[Training, Sequence[Style], Axes], Axes]


def _beside(training: Training) -> list[_Draw]:
    """Return what is drawn beside the losses, from above."""
    some: list[_Draw] = []
    if training.model.dataset.classes:
        some.append(draw_accuracy)
    if any(len(course.tried) for course in training.courses):
        some.append(draw_trials)
    return some


def draw_losses(training: Training, styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the median loss on all data over the updates, and a band from the lowest to the highest.

    Parameters
    ----------
    training : Training
    styles : sequence of the length of its courses
    ax : Axes, optional
    """
    ax = axes_or_new(ax)
    ax.set(yscale="log", ylim=_limits(training))
    for course, style in zip(training.courses, styles, strict=True):
        _draw_course(training.updates.astype(float), course.loss, style, ax)
    _over_updates(training, ax)
    _decades(ax)
    ax.set_title(fitting((words.LOSS_ON_ALL_ROWS, words.LOSS), ax))
    return ax


def _limits(training: Training) -> tuple[float, float]:
    """Return the ends of the axis of losses: where trainings explode they leave the view."""
    everything = np.concatenate([course.loss.ravel() for course in training.courses])
    known = everything[np.isfinite(everything) & (everything > 0)]
    start = float(np.median([course.loss[0].max() for course in training.courses]))
    low, high = float(known.min(initial=start)), min(float(known.max()), _HIGHEST * start)
    return low / 1.4, high * 1.4


def draw_accuracy(training: Training, styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the median accuracy over the updates with a band, as `draw_losses` does the losses."""
    ax = axes_or_new(ax)
    low = 1.0
    for course, style in zip(training.courses, styles, strict=True):
        _draw_course(training.updates.astype(float), course.accuracy, style, ax)
        low = min(low, float(np.nanmin(np.append(course.accuracy[len(course.accuracy) // 2 :], 1))))
    low = max(0.0, min(0.9, np.floor(20 * low - 1) / 20))
    ax.set(ylim=(low, 1.0 + 0.03 * (1 - low)))
    ax.yaxis.set_major_locator(MaxNLocator(4))
    at = [one for one in ax.get_yticks() if low <= one <= 1.0]
    ax.set_yticks(at, [f"{100 * one:.0f} %" for one in at])
    _over_updates(training, ax)
    ax.set_title(words.ACCURACY_HELD_OUT if training.is_held_out else words.ACCURACY_ON_DATA)
    return ax


def draw_trials(training: Training, styles: Sequence[Style], ax: Axes | None = None) -> Axes:
    """Draw the loss at the end of the trials over the rate, with a star where it is the lowest."""
    ax = axes_or_new(ax)
    tuned = [course for course in training.courses if len(course.tried)]
    start = float(training.courses[0].loss[0].max())
    low = min(float(course.tried_median.min()) for course in tuned)
    ax.set(xscale="log", yscale="log", ylim=(low / 2, 2 * start))
    size = points("lines.markersize")
    for course, style in zip(training.courses, styles, strict=True):
        if not len(course.tried):
            continue
        heights = np.where(course.tried_median <= 2 * start, course.tried_median, np.nan)
        draw_line(course.tried, heights, style, ax)
        best = int(np.argmin(course.tried_median))
        ax.plot(
            course.tried[best], heights[best], "*", ms=2.6 * size, mfc=style.colour, mec=paper(),
            mew=0.15 * size, zorder=8,
        )  # fmt: skip
    rates = tuned[0].tried
    ax.set_xlim(rates[0] / 1.3, rates[-1] * 1.3)
    powers = range(int(np.ceil(np.log10(rates[0]))), int(np.floor(np.log10(rates[-1]))) + 1)
    room = ax.bbox.width * 72 / ax.figure.dpi / points("font.size")
    powers = powers[:: max(1, ceil(_DECADE * np.log10(rates[-1] / rates[0]) / room))]
    ax.set_xticks([10.0**k for k in powers], [text.power_of_ten(k) if k else "1" for k in powers])
    ax.minorticks_off()
    _decades(ax)
    _bare(ax)
    ax.set_xlabel(words.KNOB["lr"])
    ax.set_title(fitting((words.LOSS_OF_TRIALS, words.LOSS), ax))
    return ax


def _draw_course(updates: Array, many: Array, style: Style, ax: Axes) -> None:
    """Draw the median of measures ``(checkpoints, seeds)`` and the band of them all."""
    last = 1e300
    known = np.where(np.isfinite(many), many, last)
    low, middle, high = np.quantile(known, (0, 0.5, 1), axis=1, method="inverted_cdf")
    shown = middle < last
    x, y = updates[shown], middle[shown]
    if many.shape[1] > 1:
        ax.fill_between(
            x, low[shown], np.minimum(high[shown], 1e9), fc=mix(style.colour, paper(), 0.9),
            alpha=_SHADE, lw=0, zorder=1.5,
        )  # fmt: skip
    draw_line(x, y, style, ax, marked=range(1, len(x) - 1, 4))
    draw_end(x, y, style, ax)


def _over_updates(training: Training, ax: Axes) -> None:
    last = int(training.updates[-1])
    ax.set_xlim(0, last)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    at = [int(one) for one in ax.get_xticks() if 0 <= one <= last]
    ax.set_xticks(at, [f"{one:,}".replace(",", " ") for one in at])
    _bare(ax)
    ax.set_xlabel(words.UPDATES)


def _decades(ax: Axes) -> None:
    """Name the powers of ten on the vertical axis, and some between where these are few."""
    low, high = ax.get_ylim()
    few = np.log10(high / low) < 1.6
    ax.yaxis.set_major_locator(LogLocator(10, subs=(1.0, 2.0, 5.0) if few else (1.0,), numticks=6))
    at = [one for one in ax.get_yticks() if low <= one <= high]
    ax.set_yticks(at, [_level(one) for one in at])
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.minorticks_off()


def _level(value: float) -> str:
    power = round(np.log10(value))
    exact = abs(value / 10.0**power - 1) < 1e-9
    return text.power_of_ten(power) if exact and not -3 < power < 3 else f"{value:g}"


def _bare(ax: Axes) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _notes(training: Training) -> list[str]:
    """Return knobs, and how many trainings are lost, or where they end if that is out of view."""
    _, top = _limits(training)
    return [_note(course, top) for course in training.courses]


def _note(course: Course, top: float) -> str:
    end = float(np.quantile(course.loss[-1], 0.5, method="inverted_cdf"))
    lost = words.ends_at_loss(text.number(float(f"{end:.2g}"))) if end > top else ""
    if course.diverged:
        lost = words.diverged_of(course.diverged, course.loss.shape[1])
    return " · ".join(filter(None, [text.knobs(course.optimizer), lost]))
