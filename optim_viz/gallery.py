"""Figures that lectures ask for: one function each, whose name is the name of the file."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction, signature

from matplotlib.figure import Figure

import surfaces
from optim_viz.bench.executors import benchmark
from optim_viz.optimizers import get
from optim_viz.plots import basins as basins_page
from optim_viz.plots import map as map_page
from optim_viz.plots import theory as theory_page
from optim_viz.plots.bench import FIGURES
from optim_viz.plots.compare import pair, race
from optim_viz.plots.style.themes import adjusted
from optim_viz.plots.surface import sheet
from optim_viz.recipes.base import FIVE
from optim_viz.recipes.bench import BenchmarkRecipe
from optim_viz.recipes.map import MOMENTA, Axis, default_rates
from optim_viz.studies.basins import basins as lead
from optim_viz.studies.compare import compare
from optim_viz.studies.map import map_knobs
from optim_viz.studies.theory import check_theory, measured_factor
from optim_viz.text import words

BOOK = ("sgd:lr=0.95", "momentum:lr=0.1", "adagrad:lr=1.5", "adam:lr=0.3")
"""The rates of Saito (2016), Deep Learning from Scratch, ch. 6."""


def ravine() -> Figure:
    """Race five optimizers down the long valley: what `optim-viz compare` draws."""
    return race(compare(surfaces.get("ravine")))


def saito() -> Figure:
    """Draw the 2 x 2 of Saito's ch. 6 on true contours, and its fair twin with tuned rates.

    SGD's rate in the book is close to its limit, AdaGrad's far from its best; the other two are
    near theirs, and still swing through the minimum when the race ends.
    """
    surface = surfaces.get("ravine")
    book = compare(surface, map(get, BOOK), steps=30)
    fair = compare(surface, [get(spec.partition(":")[0]) for spec in BOOK], steps=30)
    return pair((words.BOOKS_RATES, book), (words.BEST_RATES, fair))


def stability() -> Figure:
    """Draw what theory says of rates on a quadratic over what gradient descent does there."""
    checked = check_theory(surfaces.get("ravine"))
    return theory_page.figure(
        checked, (measured_factor(checked.descent), measured_factor(checked.ball))
    )


def rate_and_momentum() -> Figure:
    """Map how fast the heavy ball converges over its two knobs, with the limit that theory sets."""
    surface = surfaces.get("ravine")
    axes = default_rates(surface), MOMENTA
    return map_page.figure(map_knobs(surface, get("momentum"), *axes))


def trainability() -> Figure:
    """Map over the rates of two layers where training converges: its boundary is a fractal.

    The network has one weight in each layer and learns x·y = 1 with weight decay.
    """
    surface = surfaces.formula("(x*y - 1)**2 + 0.5*(x**2 + y**2)")
    axes = Axis("lr1", 0.72, 1.08, 600), Axis("lr2", 0.5, 1.04, 400)
    return map_page.figure(map_knobs(surface, get("layerwise_descent"), *axes, start=(3, 0.5)))


def sensitivity() -> Figure:
    """Show how much the rate matters in the long valley, up to the cliff of divergence."""
    return FIGURES["sensitivity"](benchmark(BenchmarkRecipe(surfaces=("ravine",))))


def basins() -> Figure:
    """Colour the starts on Himmelblau's surface by where five optimizers lead them."""
    return basins_page.figure(lead(surfaces.get("himmelblau"), map(get, FIVE), side=256))


def catalogue() -> Figure:
    """Show every two-dimensional surface of the catalogue with its global minimizers."""
    everything = [surfaces.get(name) for name in surfaces.catalogue()]
    with adjusted({"font.size": 10, "lines.markersize": 2.8, "lines.linewidth": 1.2}):
        return sheet([surface for surface in everything if surface.dim == 2])


def figures() -> dict[str, Callable[[], Figure]]:
    """Return the functions of this file that make a figure, by name."""
    return {
        name: item
        for name, item in globals().items()
        if isfunction(item) and item.__module__ == __name__ and _makes_figure(item)
    }


def _makes_figure(function: Callable[..., object]) -> bool:
    takes = signature(function)
    return takes.return_annotation == "Figure" and not takes.parameters
