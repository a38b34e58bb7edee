"""What is said of a run beside its curve, above its panel or in a legend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optim_viz.plots.panels.convergence import labels_fit
from optim_viz.plots.style import text
from optim_viz.plots.style.page import NAME, NOTE, Page
from optim_viz.runs.results import Run
from optim_viz.studies.compare import Comparison
from optim_viz.studies.tuning import FLOOR
from optim_viz.text import words
from surfaces.numerals import display_width

LETTERS = (25, 14, 10)
"""Width of the lines in a label, where there is more and less room, in letters."""

_LINES = 4
"""Number of lines of knobs in a label."""

_NUMBER = 11
"""Letters of a rate alone, at most."""


def names(runs: Sequence[Run]) -> list[str]:
    """Return the names of the methods, with their knobs where a method runs more than once."""
    titles = [run.optimizer.title for run in runs]
    return [
        _short_label(run, "") if titles.count(title) > 1 else title
        for run, title in zip(runs, titles, strict=True)
    ]


def labels_of(comparison: Comparison, height: float, letters: int) -> list[str]:
    """Return the label of each run: name, knobs, outcome; in one line each where room is short."""
    runs, bundles = comparison.runs, comparison.bundles
    ends = [text.outcomes(one) for one in bundles] or [text.outcome(run) for run in runs]
    labels = [_label(run, end, letters) for run, end in zip(runs, ends, strict=True)]
    if labels_fit(labels, height):
        return labels
    ends = ends if bundles else [text.in_a_word(run) for run in runs]
    return [_short_label(run, end, letters) for run, end in zip(runs, ends, strict=True)]


def _label(run: Run, outcome: str, letters: int) -> str:
    knobs = text.wrapped(text.knobs(run.optimizer), letters)[:_LINES]
    said = [run.optimizer.title, *knobs, *_broken(outcome, letters)]
    return "\n".join(line for line in said if line)


def _broken(line: str, letters: int) -> list[str]:
    """Return a line in as many as it needs to be no wider than some letters, or than a word."""
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and display_width(longer) > letters:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _short_label(run: Run, outcome: str, letters: int = LETTERS[0]) -> str:
    rate = text.shortened(text.knobs(run.optimizer).removeprefix("lr "), letters)
    return " ".join(filter(None, [run.optimizer.title, rate, outcome]))


def label_width(page: Page, labels: Sequence[str]) -> float:
    """Return the width of the widest label, whose first line is a name, in ems."""
    lines = [label.split("\n") for label in labels]
    return max(
        page.measure([own[0] for own in lines], NAME, "bold"),
        page.measure([line for own in lines for line in own[1:]], NOTE),
    )


def note_on(run: Run, most: int = 99) -> str:
    """Return knobs and outcome in one line; knobs give way where it is short of letters."""
    word = text.in_a_word(run)
    knobs = knobs_on(run, most - display_width(word) - 3 * bool(word))
    return " · ".join(filter(None, [knobs, word]))


def knobs_on(run: Run, most: int) -> str:
    """Return knobs in at most this many letters, but a number alone is never cut."""
    knobs = text.knobs(run.optimizer)
    if display_width(knobs) > _NUMBER:
        return text.fewer(knobs, max(most, _NUMBER))
    return knobs


def reached(run: Run) -> str:
    """Return the gap at the end in words, nothing where there is none."""
    gap = float(run.gap[-1])
    if not np.isfinite(gap):
        return ""
    return words.gap(text.number(gap) if gap > FLOOR else f"≤ {text.number(FLOOR)}")
