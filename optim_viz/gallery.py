"""Figures of the gallery that no single command makes: one function each, under their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

import surfaces
from optim_viz.optimizers import get
from optim_viz.plots.compare_pair import pair
from optim_viz.plots.style.themes import adjusted
from optim_viz.plots.surface import sheet
from optim_viz.studies.compare import compare
from optim_viz.text import words

BOOK = ("sgd:lr=0.95", "momentum:lr=0.1", "adagrad:lr=1.5", "adam:lr=0.3")
"""The rates of Saito (2016), Deep Learning from Scratch, ch. 6."""

_STEPS = 30
"""Updates in the book."""


def saito() -> Figure:
    """Draw the 2 x 2 of Saito's ch. 6 on true contours, and its fair twin with tuned rates.

    SGD's rate in the book is close to its limit, AdaGrad's far from its best; the other two are
    near theirs, and still swing through the minimum when the race ends.
    """
    surface = surfaces.get("ravine")
    book = compare(surface, map(get, BOOK), steps=_STEPS)
    fair = compare(surface, [get(spec.partition(":")[0]) for spec in BOOK], steps=_STEPS)
    return pair((words.BOOKS_RATES, book), (words.BEST_RATES, fair))


def saito_turned() -> Figure:
    """Draw the 2 x 2 of Saito's ch. 6, and the same race in the valley turned by 45 degrees."""
    surface = surfaces.get("ravine")
    book = compare(surface, map(get, BOOK), steps=_STEPS)
    turned = compare(surfaces.Rotated(surface, 45), map(get, BOOK), steps=_STEPS)
    return pair((words.BOOKS_RATES, book), (words.THE_SAME_TURNED, turned))


def catalogue() -> Figure:
    """Show every two-dimensional surface of the catalogue with its global minimizers."""
    everything = [surfaces.get(name) for name in surfaces.catalogue()]
    with adjusted({"font.size": 10, "lines.markersize": 2.8, "lines.linewidth": 1.2}):
        return sheet([surface for surface in everything if surface.dim == 2])


DRAWN: Mapping[str, Callable[[], Figure]] = {
    one.__name__: one for one in (saito, saito_turned, catalogue)
}
"""The functions, by the names of their figures."""
