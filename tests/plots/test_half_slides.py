"""Other pages than those of `test_covering`, on half a slide: they can be read, two panels fit."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

import surfaces
from optim_viz.optimizers import get
from optim_viz.plots import batch_map as batch_map_page
from optim_viz.plots import curvature as curvature_page
from optim_viz.plots import gradients as gradients_page
from optim_viz.plots import graph as graph_page
from optim_viz.plots import layers as layers_page
from optim_viz.plots import losses as losses_page
from optim_viz.plots import map as map_page
from optim_viz.plots import multistart as multistart_page
from optim_viz.plots import orders as orders_page
from optim_viz.plots import regression as regression_page
from optim_viz.plots import surface as surface_page
from optim_viz.plots import taylor as taylor_page
from optim_viz.plots.graph_rows import chain_of
from optim_viz.plots.graph_steps import steps_of
from optim_viz.plots.panels.lines import Line, draw_lines, line_styles
from optim_viz.plots.style import text
from optim_viz.plots.style.page import LEAST, Page
from optim_viz.plots.style.themes import theme
from optim_viz.presets import preset
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.recipes.graph import GraphRecipe
from optim_viz.recipes.layers import LayersRecipe
from optim_viz.recipes.losses import LossesRecipe
from optim_viz.recipes.map import Axis, MapRecipe
from optim_viz.studies.batch_map import study as map_batch_sizes
from optim_viz.studies.curvature import study as curvature
from optim_viz.studies.gradients import gradients
from optim_viz.studies.graph import study as graph
from optim_viz.studies.layers import study as layers
from optim_viz.studies.losses import study as losses
from optim_viz.studies.map import map_knobs
from optim_viz.studies.multistart import multistart
from optim_viz.studies.orders import orders
from optim_viz.studies.regression import solve_in_all_ways
from optim_viz.studies.taylor import expand
from optim_viz.text import language, words

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

_SPEC = importlib.util.spec_from_file_location(
    "test_covering", Path(__file__).with_name("test_covering.py")
)
checks = sys.modules.setdefault("test_covering", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(checks)

ROSENBROCK = surfaces.get("rosenbrock")


@cache
def _layers(page: str) -> object:
    return layers(LayersRecipe(page=page, steps=60))


@cache
def _map() -> object:
    knobs = Axis("lr", 0.01, 2.0, 12), Axis("momentum", 0.0, 0.9, 12)
    return map_knobs(surfaces.get("ravine"), get("momentum"), *knobs, steps=30)


@cache
def _halves() -> object:
    posed = surfaces.formula("(x*y - 1)**2 + 0.5*(x**2 + y**2)")
    knobs = Axis("lr1", 0.7, 1.1, 8), Axis("lr2", 0.5, 1.0, 8)
    return map_knobs(posed, get("layerwise_descent"), *knobs, start=(3.0, 0.5), steps=30)


@cache
def _batch_map() -> object:
    knobs = {"x": ("lr", 0.1, 1.0, 3), "y": ("batch_size", 16, 60, 3)}
    return map_batch_sizes(MapRecipe("moons", epochs=1, **knobs))


@cache
def _orders() -> object:
    return orders(steps=3, dimensions=(2, 5, 10, 20, 50))


@cache
def _regression() -> object:
    return solve_in_all_ways(surfaces.get("linear_regression"), steps=20)


@cache
def _gradients() -> object:
    return gradients(ROSENBROCK, np.array([0.5, 2.0]))


@cache
def _found(what: Callable[..., object], *given: object) -> object:
    return what(*given)


def _losses(page: str) -> Figure:
    draw = {"likelihood": losses_page.likelihoods, "sigmoid": losses_page.sigmoid}
    found = _found(losses, LossesRecipe(page=page, steps=20))
    return draw.get(page, losses_page.curves)(found)


PAGES: dict[str, Callable[[], Figure]] = {
    "losses": lambda: _losses("curves"),
    "losses of logits": lambda: _losses("logits"),
    "likelihoods": lambda: _losses("likelihood"),
    "squares against cross-entropy": lambda: _losses("sigmoid"),
    "activations": lambda: layers_page.activations(_layers("activations")),
    "depth": lambda: layers_page.depth(_layers("depth")),
    "linear": lambda: layers_page.collapse(_layers("linear")),
    "xor": lambda: layers_page.xor(_layers("xor")),
    "regression": lambda: regression_page.figure(_regression()),
    "map": lambda: map_page.figure(_map()),
    "map of halves": lambda: map_page.figure(_halves()),
    "map of batch sizes": lambda: batch_map_page.figure(_batch_map()),
    "orders": lambda: orders_page.figure(_orders()),
    "taylor": lambda: taylor_page.figure(_found(expand, ROSENBROCK)),
    "gradients": lambda: gradients_page.figure(_gradients()),
    "multistart": lambda: multistart_page.figure(
        _found(multistart, get("lbfgs"), surfaces.get("himmelblau"), 5)
    ),
    "graph": lambda: graph_page.figure(_found(graph, GraphRecipe())),
    "surface": lambda: surface_page.figure(surfaces.get("himmelblau")),
    **{
        f"bench {name}": lambda name=name: checks.covering._bench("2-D", 5, name)
        for name in checks.covering.FIGURES
    },
}

PAIRS = {
    "losses", "losses of logits", "likelihoods", "squares against cross-entropy", "activations",
    "depth", "linear", "xor", "regression",
}  # fmt: skip
"""Pages whose idea needs two panels beside each other."""


def half(page: str, medium: str, size: str = "half") -> Figure:
    """Draw a page with few pixels."""
    usual = preset(medium)
    dpi = round(72 * checks.covering._EM / usual.type_size)
    with theme("light", preset(medium, size, dpi)):
        return PAGES[page]()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("medium", ["beamer", "beamer-43"])
def test_half_a_slide_can_be_read(page, medium):
    one = checks.covering.Choice(page, medium, "light", "half", "en", "2-D", 1)
    found = checks.looked_at(half(page, medium))
    complaints = [*checks.overlapping(found), *checks.cut(found), *checks.small(found, one)]
    complaints += [text.get_text() for text, _ in found.texts if text.get_text().endswith("…")]
    assert not complaints


@pytest.mark.parametrize("page", sorted(PAIRS))
def test_two_panels_stand_beside_each_other_on_half_a_slide(page):
    drawn = half(page, "beamer")
    panels = [ax for ax in drawn.axes if ax.axison and len(ax.get_xticks())]
    assert len({round(ax.get_position().x0, 3) for ax in panels}) == 2


TITLE = "Gradients on their way back through a deep network"
NOTES = ["20 random starts · the best one is kept · all others are drawn, too", 3 * "and so on "]


def written(size: str | None, title: str = TITLE) -> list[tuple[str, float]]:
    """Write a title and notes; return the lines from above, with their sizes in ems."""
    with theme("light", preset("beamer", size, 80)):
        page = Page()
        page.write_title(title)
        page.write_foot(NOTES)
        width = page.figure.bbox.width
        ends = [one.get_window_extent().x1 for one in page.figure.texts]
        assert max(ends) < width
        return [(one.get_text(), one.get_fontsize() / page.em) for one in page.figure.texts]


def test_a_title_is_smaller_before_it_takes_a_line_more_and_is_never_cut():
    lines = [line for line, size in written("half") if size > 0.85]
    assert len(lines) == 2
    assert " ".join(lines) == TITLE
    growing = (" ".join(n * ["word"]) for n in range(1, 9))
    first, size = next(found[0] for one in growing if (found := written("half", one))[0][1] < 1.1)
    assert written("half", first)[0] == (first, size)
    assert written(None, first)[0] == (first, pytest.approx(1.1))


def test_notes_of_half_a_slide_have_two_lines_and_the_last_ones_give_way():
    notes = [line for line, size in written("half") if size < 0.85]
    assert len(notes) <= 2
    assert "20 random starts" in " ".join(notes)
    assert not any("so on" in line or "…" in line for line in notes)
    assert "so on" in written(None)[-1][0] + written(None)[-2][0]


def test_a_fifth_line_has_a_dash_of_its_own():
    assert len({style.dash for style in line_styles(5)}) == 5


def test_the_formula_of_a_model_is_mathematics_in_any_language():
    assert surfaces.get("network:data=moons").formula == "cross-entropy(relu 2-8-1, y)"
    cubic = surfaces.get("linear_regression:degree=3")
    assert cubic.formula == "mse(w₁·x + w₂·x² + w₃·x³ + b, y)"
    assert surfaces.get("linear_regression:degree=9").formula == "mse(w₁·x + … + w₉·x⁹ + b, y)"


def test_a_logarithmic_axis_of_less_than_a_decade_has_more_than_one_label():
    with theme("light", preset("pptx", None, 60)):
        line = Line("f", np.linspace(0, 1, 9), np.linspace(0.35, 0.9, 9), line_styles(1)[0])
        ax = draw_lines([line], across="x", up="y", log="y")
    assert ax.get_yticks().tolist() == [0.2, 0.5, 1.0, 2.0, 5.0]
    assert [one.get_text() for one in ax.get_yticklabels()] == ["0.2", "0.5", "1", "2", "5"]


def test_a_graph_of_many_layers_has_every_second_one_lower_and_no_text_on_another():
    found = graph(GraphRecipe(surface="network:layers=2-8-8-8-1,data=xor"))
    with theme("light", preset("pptx", None, 60)):
        drawn = checks.looked_at(graph_page.figure(found))
    assert not [*checks.overlapping(drawn), *checks.cut(drawn)]


@pytest.mark.parametrize("layers", ["2-3-1", "2-3-3-1", "2-3-3-3-1"])
@pytest.mark.parametrize("medium", ["beamer-43", "quarto", "paper"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_deep_networks_stand_in_rows_on_half_a_slide(layers, medium, lang):
    with theme("light", preset(medium, "half")), language(lang):
        found = graph(GraphRecipe(surface=f"network:layers={layers},data=moons"))
        drawn = checks.looked_at(graph_page.figure(found))
        named = [words.node_name(node.name) for node in found.nodes]
        result = text.number(found.nodes[-1].value[0])
    assert not [*checks.overlapping(drawn), *checks.cut(drawn)]
    said = [one.get_text() for one, _ in drawn.texts]
    whole = ", ".join(said)
    assert all(name in whole for name in named), "layers with their activations, the target"
    assert result in said


def test_a_graph_that_has_room_stays_in_one_row():
    found = graph(GraphRecipe(surface="network:layers=2-3-1,data=moons"))
    assert chain_of(found) is not None
    with theme("light", preset("paper", None)):
        drawn = checks.looked_at(graph_page.figure(found))
    places = {round(box.y0) for one, box in drawn.texts if one.get_text().startswith("affine")}
    assert len(places) == 1
    assert chain_of(graph(GraphRecipe(formula="x*y + x"))) is None, "x goes two ways"


def test_half_a_slide_of_a_benchmark_says_what_is_seen_and_the_best_rates():
    drawn = {name: half(f"bench {name}", "beamer") for name in ("success", "rates")}
    said = {
        name: [text.get_text() for text, _ in checks.looked_at(one).texts]
        for name, one in drawn.items()
    }
    assert all(any("◇" in line for line in lines) for lines in said.values())
    assert words.BEST_LR in said["rates"]


def test_the_unit_of_losses_between_solutions_is_not_on_their_names():
    found = curvature(CurvatureRecipe("booth", optimizers=("sgd:lr=0.05",), steps=9))
    with theme("light", preset("pptx", None, 60)):
        drawn = checks.looked_at(curvature_page.figure(found))
    assert any("10³" in text.get_text() for text, _ in drawn.texts)
    assert not list(checks.overlapping(drawn))


LONG = ("(x*y-1)**2+sin(x)*exp(y)", "log(1+exp(-x*y))+0.1*x**2", "(x**2+y-11)**2+(x+y**2-7)**2")


@pytest.mark.parametrize("formula", LONG)
@pytest.mark.parametrize(("medium", "lang"), [("beamer-43", "ko"), ("quarto", "en")])
def test_a_formula_whose_graph_has_no_room_is_computed_step_by_step(formula, medium, lang):
    found = graph(GraphRecipe(formula=formula))
    with theme("light", preset(medium, "half")), language(lang):
        drawn = checks.looked_at(graph_page.figure(found))
        named = words.GRAPH_COLUMNS[1]
    assert not [*checks.overlapping(drawn), *checks.cut(drawn)]
    said = [one.get_text() for one, _ in drawn.texts]
    assert named in said
    for node in found.variables:
        rounded = (text.number(float(f"{node.gradient[0]:.{figures}g}")) for figures in (3, 2))
        assert any(one in said for one in rounded)
    operations = [i for i in range(len(found.nodes)) if found.inputs_of(i)]
    assert sum(" = " in one for one in said) == len(operations)


def test_steps_compute_what_the_graph_does():
    found = graph(GraphRecipe(formula=LONG[1]))
    known, plain = {}, str.maketrans("₁₂₃₄₅₆₇", "1234567")
    for said, node in steps_of(found):
        own, equals, right = said.translate(plain).partition(" = ")
        right = right.replace("×", "*").replace("−", "-").replace("^", "**").replace("÷", "/")
        known[own] = eval(right, {"exp": np.exp, "log": np.log}, known) if equals else node.value[0]
        assert known[own] == pytest.approx(node.value[0])
    assert known["f"] == pytest.approx(found.nodes[-1].value[0])
    assert len(known) == 10


@pytest.mark.parametrize(
    ("medium", "size", "least"),
    [
        ("beamer-43", "half", 0.7), ("beamer-43", "2.55x3.54", LEAST), ("pptx", None, LEAST),
        ("pptx", "half", 0.7), ("paper", "half", LEAST),
    ],
)  # fmt: skip
def test_type_is_smaller_on_half_a_slide_alone_not_on_one_that_is_as_narrow(medium, size, least):
    with theme(preset=preset(medium, size)):
        assert Page().smallest == least
