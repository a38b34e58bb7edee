"""Every figure is made once and looked at by many tests: its artists, their data, their boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.panels import landscape
from optim_viz.plots.style.themes import theme as themed
from optim_viz.recipes.compare import MOST_OPTIMIZERS
from optim_viz.studies.compare import Comparison
from surfaces.transforms import Rotated

ALL = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton")


def compare(surface, *specs, **options) -> Comparison:
    surface = surfaces.get(surface) if isinstance(surface, str) else surface
    return optim_viz.compare(surface, map(optimizers.get, specs) if specs else None, **options)


PLAIN: dict[str, Callable[[], Comparison]] = {
    spec: (lambda spec=spec: compare(spec))
    for spec in [*surfaces.names(), "bowl:dim=3", "rosenbrock:dim=10"]
}
"""Every surface of the catalogue, and some in more dimensions, with everything at its default."""

HARD: dict[str, Callable[[], Comparison]] = {
    "all methods": lambda: compare("himmelblau", *ALL),
    "all methods in 1-D": lambda: compare("double_well", *ALL),
    "one method": lambda: compare("ravine", "newton"),
    "as many as allowed": lambda: compare(
        "ravine", *(f"adam:lr={i / 10}" for i in range(1, MOST_OPTIMIZERS + 1))
    ),
    "too large": lambda: compare("ravine", "sgd:lr=0.03", "sgd:lr=0.95", "sgd:lr=1.02", steps=30),
    "diverging": lambda: compare("rosenbrock", "sgd:lr=1", "sgd:lr=0.5", "momentum", "adam:lr=50"),
    "all diverging": lambda: compare("rosenbrock", "sgd:lr=1", "momentum:lr=2", "nesterov:lr=3"),
    "leaving": lambda: compare("six_hump_camel", "adam:lr=5", "adagrad:lr=9", "newton"),
    "at once to infinity": lambda: compare("saddle", "sgd:lr=1e308", "momentum:lr=1e100"),
    "at rest": lambda: compare("bowl", start=(0.0, 0.0)),
    "one step": lambda: compare("beale", steps=1),
    "long": lambda: compare("rosenbrock", "adam:lr=0.01", "sgd:lr=1e-3", steps=20_000),
    "start outside": lambda: compare("himmelblau", start=(-8.0, 8.0)),
    "start far outside": lambda: compare("ravine", start=(1e3, -1e3), lr=0.1),
    "start out of sight": lambda: compare("rosenbrock", start=(5e3, 5e3), lr=0.1),
    "start far out in 1-D": lambda: compare("double_well", start=(2e3,), lr=0.1),
    "noise": lambda: compare("ravine", noise=1.0, seed=12_345),
    "turned": lambda: compare(Rotated(surfaces.get("ravine"), 45)),
    "many knobs": lambda: compare(
        "ravine", "adam:lr=0.125,beta1=0.85,beta2=0.99,eps=1e-3", "rmsprop:lr=0.1,alpha=0.5", "adam"
    ),
    "small rates": lambda: compare("goldstein_price", *ALL, lr=1.23e-7),
    "steep": lambda: compare("ravine:condition=1000000"),
    "slow in many dimensions": lambda: compare("rosenbrock:dim=10", "sgd:lr=1e-6", "adam:lr=1e-4"),
    "still in many dimensions": lambda: compare("bowl:dim=50", start=(0.0,) * 50),
    "schedules": lambda: compare(
        "ravine",
        "adam:lr=onecycle(0.5)",
        "momentum:lr=restarts(0.1,20)",
        "sgd:lr=cosine(0.95)",
        "sgd",
        "newton",
    ),
    "many schedules": lambda: compare(
        "himmelblau",
        "adam:lr=onecycle(0.5)",
        "momentum:lr=restarts(0.01,20)",
        "adagrad",
        "rmsprop:lr=cosine:0.1",
        "lion:lr=cosine:0.3",
        "lbfgs",
        "sgd",
        "newton",
        "nadam:lr=warmup(0.5,20)+cosine(0.5)",
    ),
    "one schedule in 1-D": lambda: compare("double_well", "sgd:lr=step(0.1,3,0.5)", steps=8),
    "schedules that diverge": lambda: compare("rosenbrock", "sgd:lr=warmup(1,50)", "sgd:lr=1e-3"),
    "lost in many dimensions": lambda: compare("rosenbrock:dim=10", "sgd:lr=1", "adam"),
}
"""Comparisons that are asked for rarely and go wrong easily."""


_CURVES = ("gap  f", "loss  f")
"""How the title of the panel with the gap against the step begins."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure, what it was made from, and every text that is really drawn with its box."""

    name: str
    layout: str
    theme: str
    comparison: Comparison
    figure: Figure
    words: list[tuple[Text, Bbox]]

    @property
    def curves(self) -> Axes:
        """The panel with the gap against the step."""
        found = self._curves
        if self.layout == "grid" and len(self.comparison.runs) > 9:
            assert not found
            pytest.skip("that many panels leave no room for the curves")
        (ax,) = found
        return ax

    @property
    def _curves(self) -> list[Axes]:
        return [ax for ax in self.figure.axes if ax.get_title(loc="left").startswith(_CURVES)]

    @property
    def rates(self) -> list[Axes]:
        """The panel with the rate against the step, where there is one."""
        return [ax for ax in self.figure.axes if ax.get_title(loc="left").startswith("rate")]

    @property
    def stages(self) -> list[Axes]:
        """The panels with the paths."""
        others = (*self._curves, *self.rates)
        return [ax for ax in self.figure.axes if ax not in others and ax.axison]  # not a legend

    @property
    def text(self) -> str:
        return "\n".join(item.get_text() for item, _ in self.words)

    @property
    def height(self) -> float:
        """Of the canvas, in points."""
        return 72 * float(self.figure.get_figheight())


@lru_cache(maxsize=4)
def comparison_of(name: str) -> Comparison:
    return (PLAIN | HARD)[name]()


@pytest.fixture(scope="session")
def drawing(words_of: Callable[..., list[tuple[Text, Bbox]]]) -> Callable[..., Drawn]:
    """Give the function that draws a comparison by its name, once."""

    def drawn(name: str, layout: str = "race", theme: str = "light") -> Drawn:
        what = (name, layout, theme)
        if what not in DRAWN:
            DRAWN.clear()
            comparison = comparison_of(name)
            with themed(theme):
                figure = LAYOUTS[layout](comparison)
                DRAWN[what] = Drawn(*what, comparison, figure, words_of(figure))
        return DRAWN[what]

    return drawn


DRAWN: dict[tuple[str, str, str], Drawn] = {}
"""The figure that was drawn last, by name, layout and theme: tests come in the order of figures."""


@pytest.hookimpl(trylast=True)  # behind the order that pytest makes by fixtures
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests that look at one figure follow each other: it is drawn once, and not kept."""
    places = [i for i, item in enumerate(items) if _figure(item)]
    for i, item in zip(places, sorted((items[i] for i in places), key=_figure), strict=True):
        items[i] = item


def _figure(item: pytest.Item) -> tuple[str, ...]:
    """Return name, layout and theme of the figure that a test looks at, if it does."""
    given: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    for fixture in FIGURES & given.keys():
        what = given[fixture]
        return (what, *_RACE) if isinstance(what, str) else (*what, "light")[:3]
    name = given.get("name")
    if "drawing" not in getattr(item, "fixturenames", ()) or name not in PLAIN | HARD:
        return ()
    return (str(name), str(given.get("layout", "race")), str(given.get("theme", "light")))


_RACE = ("race", "light")
"""Layout and theme of a figure of which only the name is given."""


def check_legible(figure: Figure, words: list[tuple[Text, Bbox]]) -> None:
    """Check that all text is on the page, large enough for a last row, and none on another."""
    low = np.array([box.min for _, box in words])
    high = np.array([box.max for _, box in words])
    on_page = (low >= 0).all(axis=1) & (high <= figure.bbox.size).all(axis=1)
    off = [item.get_text() for (item, _), on in zip(words, on_page, strict=True) if not on]
    assert not off, f"off the page: {off}"
    least = LEGIBLE * 72 * figure.get_figheight()
    small = [item.get_text() for item, _ in words if item.get_fontsize() < least]
    assert not small, f"too small: {small}"
    common = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    pairs = np.argwhere(np.triu((common > 0.5).all(axis=-1), 1))
    touching = [(words[i][0].get_text(), words[j][0].get_text()) for i, j in pairs]
    assert not touching, f"on each other: {touching}"


LEGIBLE = 0.033
"""Height of type, as a share of the figure, that the last row can read."""


@pytest.fixture(scope="session")
def read(words_of):
    """Give the function that returns the words of a figure, sure that all can be read."""

    def legible(figure: Figure) -> list[tuple[Text, Bbox]]:
        words = words_of(figure)
        check_legible(figure, words)
        return words

    return legible


GRIDS = [*list(PLAIN)[::5], *HARD]
"""What is drawn in the layout ``grid`` too: it takes longest."""

LIGHT = [(name, "race") for name in PLAIN | HARD] + [(name, "grid") for name in GRIDS]
ANY = [(*pair, "light") for pair in LIGHT]
ANY += [(name, layout, "dark") for name in GRIDS[::5] for layout in ("race", "grid")]


@pytest.fixture(scope="session", params=ANY, ids=" ".join)
def drawn(request, drawing) -> Drawn:
    """Give every race, many grids, and some of both in the dark theme."""
    return drawing(*request.param)


@pytest.fixture(scope="session", params=LIGHT, ids=" ".join)
def light(request, drawing) -> Drawn:
    """Give every race and many grids in the light theme."""
    return drawing(*request.param)


@pytest.fixture(scope="session", params=PLAIN | HARD, ids=str)
def race(request, drawing) -> Drawn:
    """Give every race in the light theme."""
    return drawing(request.param)


def dim_of(name: str) -> int:
    """Return the dimension of a race; a rare one says in its name that it is not two."""
    if name in PLAIN:
        return surfaces.get(name).dim
    return {"1-D": 1, "many dimensions": 3}.get(name.partition(" in ")[2], 2)


@pytest.fixture(scope="session", params=[n for n in PLAIN | HARD if dim_of(n) == 2], ids=str)
def landscape_race(request, drawing) -> Drawn:
    """Give every race in two dimensions in the light theme."""
    made = drawing(request.param)
    assert made.comparison.surface.dim == 2
    return made


@pytest.fixture(scope="session", params=[n for n in PLAIN | HARD if dim_of(n) <= 2], ids=str)
def flat_race(request, drawing) -> Drawn:
    """Give every race in one or two dimensions in the light theme."""
    made = drawing(request.param)
    assert made.comparison.surface.dim <= 2
    return made


@pytest.fixture(scope="session", params=[p for p in LIGHT if dim_of(p[0]) > 1], ids=" ".join)
def light_plane(request, drawing) -> Drawn:
    """Give every race with paths in a plane and many grids in the light theme."""
    made = drawing(*request.param)
    assert made.comparison.surface.dim > 1
    return made


FIGURES = {"drawn", "light", "race", "landscape_race", "flat_race", "light_plane", "gap_race"}
"""The fixtures that give a figure, each a part of all that there are."""

NO_LOWEST = ("saddle", "monkey_saddle", "at once to infinity")
"""Races on surfaces without a lowest value, so that there is no gap."""


@pytest.fixture(scope="session", params=[n for n in PLAIN | HARD if n not in NO_LOWEST], ids=str)
def gap_race(request, drawing) -> Drawn:
    """Give every race on a surface with a lowest value in the light theme."""
    made = drawing(request.param)
    assert made.comparison.surface.lowest is not None
    return made


@pytest.fixture
def coarse_landscapes():
    """Let landscapes have a tenth of the nodes: for tests that ask nothing of contours.

    Those tests draw their figures themselves: what `drawing` gives is looked at by others.
    """
    with patch.object(landscape, "_GRID", 100):
        yield


@pytest.fixture
def ax():
    """Give square axes of 400 pixels that show [0, 10] x [0, 10]."""
    with themed():
        figure = Figure(figsize=(5, 5), dpi=100)
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set(xlim=(0, 10), ylim=(0, 10))
        yield axes


@pytest.fixture
def walk():
    """Give a function that makes the run of a method which visits given points of a surface."""

    def go(surface, points):
        stops = np.array(points, dtype=float)

        def walk(f, x, t=0):
            """Visit one point after the other."""
            return stops[t + 1][:, np.newaxis] + 0 * x, t + 1

        method = optim_viz.optimizers.optimizer(walk)
        surface = surfaces.get(surface) if isinstance(surface, str) else surface
        return optim_viz.run(method(), surface, points[0], steps=len(points) - 1, tolerance=0.0)

    return go
