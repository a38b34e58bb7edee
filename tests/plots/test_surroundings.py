"""Whole figures look the same in any surroundings; on axes of one's own they fit in."""

from __future__ import annotations

import pickle
import sys
import warnings
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import walk_packages
from types import ModuleType, SimpleNamespace

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import optim_viz
import surfaces
from optim_viz import plots
from optim_viz.bench import BenchmarkRecipe, benchmark
from optim_viz.plots import basins as basins_page
from optim_viz.plots import bench as bench_page
from optim_viz.plots import compare as compare_page
from optim_viz.plots import explain as explain_page
from optim_viz.plots import layers as layers_page
from optim_viz.plots import losses as losses_page
from optim_viz.plots import map as map_page
from optim_viz.plots import orders as orders_page
from optim_viz.plots import race
from optim_viz.plots import surface as surface_page
from optim_viz.plots import theme as themed
from optim_viz.plots import theory as theory_page
from optim_viz.plots.compare_relief import relief
from optim_viz.recipes.layers import LayersRecipe
from optim_viz.recipes.losses import LossesRecipe
from optim_viz.recipes.map import Axis
from optim_viz.studies.basins import basins
from optim_viz.studies.explain import explain
from optim_viz.studies.layers import study as layers
from optim_viz.studies.losses import study as losses
from optim_viz.studies.map import map_knobs
from optim_viz.studies.orders import Orders, orders
from optim_viz.studies.theory import check_theory

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

HOSTILE = {
    "font.size": 5.0,
    "font.family": ["serif"],
    "font.weight": "bold",
    "text.usetex": True,
    "text.color": "red",
    "axes.facecolor": "pink",
    "axes.grid": True,
    "axes.spines.left": False,
    "axes.titlesize": 40,
    "axes.titlelocation": "right",
    "axes.formatter.use_mathtext": True,
    "axes.xmargin": 0.4,
    "figure.figsize": (3.0, 9.0),
    "figure.dpi": 31,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "black",
    "image.cmap": "jet",
    "lines.linewidth": 9,
    "lines.marker": "x",
    "path.simplify": False,
    "savefig.bbox": "tight",
    "savefig.dpi": 17,
    "savefig.facecolor": "yellow",
    "savefig.transparent": True,
    "xtick.direction": "in",
    "xtick.major.size": 30,
    "xtick.minor.visible": True,
    "ytick.right": True,
    "ytick.labelsize": 33,
}


def of_bench(name: str) -> Callable[[], Figure]:
    def draw() -> Figure:
        recipe = BenchmarkRecipe(
            ("ravine", "bowl"), optimizers=("sgd", "adam"), starts=2, steps=20, rates=(0.01, 1, 4)
        )
        return getattr(bench_page, name)(benchmark(recipe))

    return draw


def of_losses(name: str, page: str) -> Figure:
    return getattr(losses_page, name)(losses(LossesRecipe(page=page, steps=3)))


def of_layers(name: str, page: str) -> Figure:
    return getattr(layers_page, name)(layers(LayersRecipe(page=page, steps=3)))


PAGES: dict[str, Callable[[], Figure]] = {
    "race": lambda: race(optim_viz.compare("himmelblau", ["adam", "newton"], steps=9)),
    "grid": lambda: plots.grid(optim_viz.compare("bowl:dim=3", ["adam", "newton"], steps=9)),
    "relief": lambda: relief(optim_viz.compare("himmelblau", ["adam", "newton"], steps=9)),
    "pair": lambda: plots.pair(
        *[(str(lr), optim_viz.compare("ravine", ["adam"], steps=9, lr=lr)) for lr in (0.1, 0.3)]
    ),
    "surface": lambda: surface_page.figure(surfaces.get("ravine")),
    "sheet": lambda: surface_page.sheet([surfaces.get("ravine"), surfaces.get("beale")]),
    "explain": lambda: explain_page.figure(explain("adam", "ravine")),
    "bars": lambda: explain_page.figure(explain("adam", "bowl:dim=5")),
    "basins": lambda: basins_page.figure(basins("himmelblau", ["newton"], side=16)),
    "theory": lambda: theory_page.figure(check_theory("ravine"), (0.9, 0.6)),
    "orders": lambda: orders_page.figure(measured()),
    "map": lambda: map_page.figure(
        map_knobs("ravine", "momentum", Axis("lr", 0.01, 1, 8), Axis("momentum", 0, 1, 8))
    ),
    **{name: of_bench(name) for name in bench_page.FIGURES},
    **{
        name: partial(of_losses, name, page)
        for name, page in (
            ("curves", "curves"),
            ("likelihoods", "likelihood"),
            ("sigmoid", "sigmoid"),
        )
    },
    **{
        name: partial(of_layers, name, page)
        for name, page in (
            ("activations", "activations"),
            ("depth", "depth"),
            ("collapse", "linear"),
            ("xor", "xor"),
        )
    },
}
"""A small example of each whole figure."""


@cache
def measured() -> Orders:
    """Return the same times of a step again."""
    return orders(steps=2, dimensions=(2, 4))


def pixels(figure: Figure) -> np.ndarray:
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba()).copy()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_same_whatever_the_reader_has_set(name):
    small = {"figure.dpi": 30}
    with themed(settings=small):
        wanted = PAGES[name]()
    with mpl.rc_context(HOSTILE), themed(settings=small):
        found = PAGES[name]()
    assert tuple(found.get_size_inches()) == (40 / 3, 7.5)
    alone = pixels(wanted)
    with mpl.rc_context(HOSTILE):  # drawn there as well
        np.testing.assert_array_equal(pixels(found), alone)


def test_every_page_is_tried():
    """Functions of the plots that return a whole figure are decorated, and drawn above."""
    found = {
        f"{module.__name__}.{name}"
        for module in map(import_module, modules())
        for name, item in getmembers(module, isfunction)
        if item.__module__ == module.__name__ and item.__annotations__.get("return") == "Figure"
        if not name.startswith("_")
    }
    bare = {name for name in found if not hasattr(named(name), "__wrapped__")}
    assert len(found) > 15
    assert bare == {f"{page.__name__}.figure" for page in (bench_page, compare_page)}  # they choose
    chosen = [
        *compare_page.LAYOUTS.values(),
        *(one.__wrapped__ for one in bench_page.FIGURES.values()),
    ]
    assert all(hasattr(draw, "__wrapped__") for draw in chosen)
    drawn = {name.rpartition(".")[2] for name in found} - {"figure", "draw_bars"}
    assert drawn <= set(PAGES)


def modules() -> list[str]:
    return [one.name for one in walk_packages(plots.__path__, f"{plots.__name__}.")]


def named(name: str) -> object:
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)


@pytest.mark.parametrize(
    "style", ["dark_background", "ggplot", "seaborn-v0_8-whitegrid", "classic"]
)
def test_style_sheets_do_not_touch_it(style, tmp_path):
    comparison = optim_viz.compare("ravine", ["adam"], steps=9)
    race(comparison).savefig(tmp_path / "a.png", dpi=30)
    with matplotlib.style.context(style):
        race(comparison).savefig(tmp_path / "b.png", dpi=30)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_without_a_theme_it_is_the_light_one_and_nothing_is_left_set():
    comparison = optim_viz.compare("ravine", ["adam"], steps=9)
    before = dict.copy(mpl.rcParams)
    found = race(comparison)
    assert dict.copy(mpl.rcParams) == before
    with themed("light"):
        wanted = race(comparison)
    assert found.get_size_inches().tolist() == wanted.get_size_inches().tolist() != [6.4, 4.8]
    assert found.dpi == wanted.dpi
    with themed("dark"):
        dark = race(comparison)
    assert dark.get_facecolor() != found.get_facecolor()


def test_a_figure_goes_through_a_pickle():
    with themed(settings={"figure.dpi": 30}):
        figure = race(optim_viz.compare("ravine", ["adam"], steps=9))
    with mpl.rc_context(HOSTILE):
        again = pickle.loads(pickle.dumps(figure))
        np.testing.assert_array_equal(pixels(again), pixels(figure))


@pytest.mark.parametrize(
    "made",
    [
        lambda: optim_viz.compare("himmelblau", ["adam:lr=0.1", "adam", "newton"], steps=9),
        lambda: optim_viz.compare("double_well", ["sgd", "newton"], steps=9),
        lambda: optim_viz.compare("rosenbrock:dim=5", ["sgd", "adam"], steps=9),
        lambda: optim_viz.compare("ravine", ["sgd", "adam"], steps=9, noise=1.0, seeds=4),
        lambda: optim_viz.compare("saddle", ["sgd", "adam"], steps=9),
    ],
)
def test_a_legend_names_each_method_once(made):
    comparison = made()
    figure = Figure(figsize=(8, 4), dpi=50)
    left, right = figure.subplots(1, 2)
    assert plots.draw_runs(comparison, left) is left
    assert plots.draw_gaps(comparison, right) is right
    for ax in (left, right):
        legend = ax.legend()
        texts = [text.get_text() for text in legend.get_texts()]
        assert len(texts) == len(set(texts)) == len(comparison.runs)
        titles = [run.optimizer.title for run in comparison.runs]
        assert all(text.startswith(title) for text, title in zip(texts, titles, strict=True))
        colours = [line.get_color() for line in legend.get_lines()]
        drawn = {line.get_color() for line in ax.get_lines() if len(line.get_xdata()) > 1}
        assert set(colours) <= drawn
    assert left.get_ylabel()
    figure.canvas.draw()


def test_on_axes_of_ones_own_the_settings_in_force_count():
    comparison = optim_viz.compare("ravine", ["adam"], steps=9)
    with mpl.rc_context({"lines.linewidth": 7.5}):
        ax = plots.draw_runs(comparison, Figure().subplots())
    assert 7.5 in {line.get_linewidth() for line in ax.get_lines()}
    assert plots.draw_gaps(comparison).figure is not ax.figure


@pytest.fixture
def pyplot():
    import matplotlib.pyplot as plt

    yield plt
    plt.close("all")


def test_show_says_how_where_there_is_no_window(pyplot):
    figure = race(optim_viz.compare("ravine", ["adam"], steps=9))
    with pytest.warns(UserWarning, match="there is no window to show the figure in: save it"):
        figure.show()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.show(warn=False)
    assert pyplot.get_fignums() == []
    pixels(figure)


def test_show_displays_in_a_notebook(monkeypatch):
    shown = []
    monkeypatch.setitem(
        sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=1))
    )
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=shown.append))
    figure = race(optim_viz.compare("ravine", ["adam"], steps=9))
    figure.show()
    assert shown == [figure]
    assert figure._repr_png_().startswith(b"\x89PNG")


@pytest.fixture
def windows(monkeypatch, pyplot):
    """Give the figures that are shown by a stand-in for a system of windows: there is no screen."""
    shown = []

    class Canvas(FigureCanvasAgg):
        required_interactive_framework = "stand-in"

    backend = ModuleType("stand_in_for_windows")
    backend.FigureCanvas = Canvas
    backend.show = lambda *, block=None: shown.extend(map(pyplot.figure, pyplot.get_fignums()))
    monkeypatch.setitem(sys.modules, "stand_in_for_windows", backend)
    monkeypatch.setattr(
        "optim_viz.plots.style.picture.backend_registry.list_builtin",
        lambda kind: ["module://stand_in_for_windows"],
    )
    monkeypatch.setattr("matplotlib.cbook._get_running_interactive_framework", lambda: None)
    with mpl.rc_context():
        pyplot.switch_backend("module://stand_in_for_windows")
        yield shown
    pyplot.switch_backend("agg")


def test_pyplot_shows_a_page_in_a_window(pyplot, windows):
    figure = race(optim_viz.compare("ravine", ["adam"], steps=9))
    pyplot.show()
    assert windows == [figure]
    assert tuple(figure.get_size_inches()) == (40 / 3, 7.5)


def test_show_of_a_figure_shows_it_in_a_window(pyplot, windows):
    figure = race(optim_viz.compare("ravine", ["adam"], steps=9))
    pyplot.close("all")
    figure.show()
    assert figure in windows


def test_pyplot_keeps_few_pages_open(pyplot, windows):
    comparison = optim_viz.compare("ravine", ["adam"], steps=9)
    with mpl.rc_context({"figure.max_open_warning": 3}):
        for _ in range(5):
            race(comparison)
    assert len(pyplot.get_fignums()) == 3
