"""Figures that lectures ask for: one function each, whose name is the name of the file."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getmembers, isfunction

from matplotlib.figure import Figure

import surfaces
from optim_viz.comparison import compare
from optim_viz.optimizers import get
from optim_viz.plots.layouts import pair, race

BOOK = ("sgd:lr=0.95", "momentum:lr=0.1", "adagrad:lr=1.5", "adam:lr=0.3")
"""The rates of Saito (2016), Deep Learning from Scratch, ch. 6."""


def ravine() -> Figure:
    """Five optimizers in the long valley, each at its best rate: what `optim-viz compare` draws."""
    return race(compare(surfaces.get("ravine")))


def saito() -> Figure:
    """The 2 x 2 of Saito's ch. 6 with its true contours, and its fair twin with tuned rates.

    The book's rates make the race: SGD's is all but its best, the others are far from theirs.
    """
    surface = surfaces.get("ravine")
    book = compare(surface, map(get, BOOK), steps=30)
    fair = compare(surface, [get(spec.partition(":")[0]) for spec in BOOK], steps=30)
    return pair(("The book's rates", book), ("Each method's best rate", fair))


def figures() -> dict[str, Callable[[], Figure]]:
    """Return the functions of this file that make a figure, by name."""
    here = getmembers(__import__(__name__, fromlist=["_"]), isfunction)
    return {
        name: function
        for name, function in here
        if function.__module__ == __name__ and function.__annotations__.get("return") == "Figure"
    }
