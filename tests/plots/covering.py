"""A covering set of figures: every two choices that can be made together occur in one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, reduce
from itertools import combinations, product
from operator import or_
from typing import Any, NamedTuple

from matplotlib.figure import Figure

import surfaces
from optim_viz.bench.executors import benchmark
from optim_viz.cli.languages import speaking
from optim_viz.optimizers import get
from optim_viz.plots import basins as basins_page
from optim_viz.plots import bench as bench_page
from optim_viz.plots import compare as compare_page
from optim_viz.plots import explain as explain_page
from optim_viz.plots import map as map_page
from optim_viz.plots import orders as orders_page
from optim_viz.plots import surface as surface_page
from optim_viz.plots import theory as theory_page
from optim_viz.plots.style.themes import THEMES, theme
from optim_viz.presets import PRESETS, Preset, preset
from optim_viz.recipes.basins import MOST_OPTIMIZERS
from optim_viz.recipes.bench import FIGURES, BenchmarkRecipe
from optim_viz.recipes.compare import LAYOUTS
from optim_viz.recipes.map import Axis
from optim_viz.studies.basins import basins
from optim_viz.studies.compare import Comparison, compare
from optim_viz.studies.explain import explain
from optim_viz.studies.map import map_knobs
from optim_viz.studies.orders import orders
from optim_viz.studies.theory import check_theory, measured_factor
from surfaces import Surface

METHODS = (
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton", "adadelta", "adamw",
    "nadam", "lion", "lbfgs",
)  # fmt: skip

SURFACES = {
    "1-D": "double_well",
    "2-D": "ravine",
    "many minima": "ackley",
    "unbounded": "saddle",
    "projected": "rosenbrock:dim=5",
    "formula": "x**2/20 + x*y/9 + y**2",
}

OWN = 0
"""Stands for the number of optimizers where a page has its own."""

_EM = 15.0
"""Type size in pixels, whatever the canvas: boxes can be measured, and drawing takes little."""


class Choice(NamedTuple):
    """What is chosen of a figure."""

    page: str
    medium: str
    theme: str
    size: str
    lang: str
    surface: str
    number: int

    def __str__(self) -> str:
        return " ".join(map(str, self))


@cache
def _surface(kind: str) -> Surface:
    return (surfaces.formula if kind == "formula" else surfaces.get)(SURFACES[kind])


def _goal(kind: str) -> str | None:
    """Return what is to be reached where no gap is known."""
    return "value:-5" if kind == "unbounded" else None


@cache
def comparison(kind: str, number: int) -> Comparison:
    """Return a race, the same each time."""
    return compare(_surface(kind), map(get, METHODS[:number]), steps=30)


@cache
def _basins(kind: str, number: int) -> Any:
    methods = ["newton", "sgd:lr=0.01", "adam:lr=0.1", "momentum:lr=0.01", "adagrad:lr=0.3"]
    return basins(_surface(kind), map(get, methods[:number]), side=20, steps=30)


@cache
def _map(kind: str) -> Any:
    knobs = Axis("lr", 0.01, 2.0, 12), Axis("momentum", 0.0, 0.9, 12)
    return map_knobs(_surface(kind), get("momentum"), *knobs, steps=30, reach=_goal(kind))


@cache
def _theory(kind: str) -> Any:
    found = check_theory(_surface(kind))
    return found, (measured_factor(found.descent), measured_factor(found.ball))


@cache
def _explain(kind: str) -> Any:
    return explain(get("adam:lr=0.1"), _surface(kind), step=3)


@cache
def _orders() -> Any:
    return orders(steps=3, dimensions=(2, 5, 10))


@cache
def _benchmark(kind: str, number: int) -> Any:
    given = (SURFACES[kind],)
    posed = {"surfaces": (), "formulas": given} if kind == "formula" else {"surfaces": given}
    recipe = BenchmarkRecipe(
        **posed, optimizers=METHODS[:number], starts=3, steps=30, rates=(1e-3, 1.0, 7),
        reach=_goal(kind),
    )  # fmt: skip
    return benchmark(recipe)


def _bench(kind: str, number: int, figure: str) -> Figure:
    return bench_page.figure(_benchmark(kind, number), figure)


PAGES: dict[str, Callable[[Choice], Figure]] = {
    **{
        layout: lambda one, layout=layout: compare_page.figure(
            comparison(one.surface, one.number), layout
        )
        for layout in LAYOUTS
    },
    "basins": lambda one: basins_page.figure(_basins(one.surface, one.number)),
    "map": lambda one: map_page.figure(_map(one.surface)),
    "theory": lambda one: theory_page.figure(*_theory(one.surface)),
    "surface": lambda one: surface_page.figure(_surface(one.surface)),
    "explain": lambda one: explain_page.figure(_explain(one.surface)),
    "orders": lambda one: orders_page.figure(_orders()),
    "bench": lambda one: _bench(one.surface, one.number, figure_of_bench(one)),
}
"""What draws a page, by the layout of a race or the name of a command."""

PLANES = tuple(kind for kind in SURFACES if kind not in ("1-D", "projected"))
KINDS = {
    "relief": PLANES,
    "basins": tuple(kind for kind in SURFACES if kind != "projected"),
    "surface": tuple(kind for kind in SURFACES if kind != "projected"),
    "theory": ("2-D", "formula"),
    "orders": ("2-D",),
}
"""Kinds of surfaces that some pages are limited to."""

NUMBERS = {"basins": (1, 5), "map": (1,), "explain": (1,)} | dict.fromkeys(
    ("theory", "surface", "orders"), (OWN,)
)
"""Numbers of optimizers that some pages are limited to."""

assert max(NUMBERS["basins"]) <= MOST_OPTIMIZERS

SIZES = ("slide", "half", "4:3", "tall")
LANGUAGES = ("en", "ko")


def of_page(page: str, medium: str) -> list[Choice]:
    """Return all choices for a page in a medium."""
    free = product(
        THEMES, SIZES, LANGUAGES, KINDS.get(page, SURFACES), NUMBERS.get(page, (1, 5, 12))
    )
    return [Choice(page, medium, *one) for one in free]


def every_choice() -> Iterable[Choice]:
    """Yield every figure that can be chosen."""
    for page, medium in product(PAGES, PRESETS):
        yield from of_page(page, medium)


def drawn_once(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return choices without those whose figures are those of another one, larger or smaller."""
    found: dict[object, Choice] = {}
    for one in choices:
        shown = figure_of_bench(one) if one.page == "bench" else None
        found.setdefault((_in_slides(one), shown, *one._replace(medium="", size="")), one)
    return tuple(found.values())


def _in_slides(one: Choice) -> Preset:
    """Return the canvas of a figure as it is on a slide of one inch: all else follows from it."""
    inches = preset(one.medium).slide_height
    made = preset(one.medium, _size(one))
    width, height = round(made.width / inches, 9), round(made.height / inches, 9)
    return replace(
        made, width=width, height=height, slide=1.0, dpi=round(made.dpi * inches, 6), suffix=""
    )


def pairs(one: Choice) -> set[tuple[int, Any, int, Any]]:
    """Return every two things that are chosen together, but for numbers that a page has itself."""
    chosen = [(i, value) for i, value in enumerate(one) if value != OWN]
    return {(*first, *second) for first, second in combinations(chosen, 2)}


@cache
def covering() -> tuple[Choice, ...]:
    """Return one figure for each page and medium, so that all other pairs occur as well.

    Each is the one that has most pairs which occur in no other, chosen twice in turn.
    """
    numbers: dict[tuple[int, Any, int, Any], int] = {}
    masks = {
        one: sum(1 << numbers.setdefault(pair, len(numbers)) for pair in pairs(one))
        for one in every_choice()
    }
    chosen: dict[tuple[str, str], Choice] = {}
    for place in 2 * list(product(sorted(PAGES, key=_freedom), PRESETS)):  # then once more
        chosen.pop(place, None)
        there = reduce(or_, (masks[one] for one in chosen.values()), 0)
        chosen[place] = max(of_page(*place), key=lambda one: (masks[one] & ~there).bit_count())
    return tuple(chosen[place] for place in product(PAGES, PRESETS))


def _freedom(page: str) -> int:
    """Return how much can be chosen: pages of which little can be chosen are chosen first."""
    return len(of_page(page, "pptx"))


def figure_of_bench(one: Choice) -> str:
    """Return the name of the figure of a benchmark, each as often as the others."""
    return FIGURES[list(PRESETS).index(one.medium) % len(FIGURES)]


def canvas(one: Choice) -> Preset:
    """Return the canvas of a figure, with so few pixels that the type has few, too."""
    return preset(one.medium, _size(one), round(72 * _EM / preset(one.medium).type_size))


def _size(one: Choice) -> str:
    """Return the size as it is typed."""
    usual = preset(one.medium)
    tall = f"{0.6 * usual.width:.2f}x{1.2 * usual.height:.2f}"
    return tall if one.size == "tall" else one.size


@contextmanager
def in_force(one: Choice):
    """Put language, theme and sizes in force."""
    with speaking(one.lang, {}, maximize=False), theme(one.theme, canvas(one)):
        yield


def draw(one: Choice) -> Figure:
    """Draw a figure."""
    with in_force(one):
        return PAGES[one.page](one)
