"""The panel of data: what each run makes of the rows, at the last step and in films."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.cli.presentation import presented
from optim_viz.plots.compare import figure
from optim_viz.plots.panels.data import draw_data, has_picture
from optim_viz.plots.panels.moving import show_step
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import compare, study

pytestmark = pytest.mark.usefixtures("coarse_landscapes")


def raced(text, **more):
    return compare(text, ["sgd:lr=0.05", "adam:lr=0.1"], steps=20, **more)


def lines_of(ax):
    return [line.get_xydata().T for line in ax.lines if line.get_linestyle() != "None"]


def test_the_lines_are_those_of_the_parameters():
    told = raced("linear_regression")
    *_, gaps, data = figure(told).axes
    assert (gaps.get_xlabel(), data.get_xlabel(), data.get_title(loc="left")) == (
        "step",
        "x",
        "data: y",
    )
    for run, (x, y) in zip(told.runs, lines_of(data), strict=True):
        slope, height = run.end
        np.testing.assert_allclose(y, slope * x + height, rtol=1e-12)


def test_films_show_the_line_of_each_step():
    told = raced("linear_regression")
    page = figure(told)
    for step in (0, 7, 20):
        show_step(page, step)
        for run, (x, y) in zip(told.runs, lines_of(page.axes[-1]), strict=True):
            slope, height = run.points[:, step]
            np.testing.assert_allclose(y, slope * x + height, rtol=1e-12)


@pytest.mark.parametrize("text", ["logistic_regression:data=clusters", "network"])
def test_on_a_boundary_both_classes_are_as_likely(text):
    told = raced(text)
    *_, data = figure(told).axes
    for run, line in zip(told.runs, lines_of(data), strict=True):
        on = line[:, np.isfinite(line).all(axis=0)]
        assert on.shape[1] > 10
        odds = told.surface.predict(run.end, on.T)[:, 0]
        np.testing.assert_allclose(odds, 0.5, atol=0.02)


def test_a_curve_of_odds_tends_to_the_classes():
    told = raced("perceptron:activation=tanh")
    for run, (x, y) in zip(told.runs, lines_of(figure(told).axes[-1]), strict=True):
        np.testing.assert_allclose(y, np.tanh(run.end[0] * x + run.end[1]), rtol=1e-12)


def test_runs_that_diverge_have_no_line_where_there_are_no_numbers():
    told = compare("linear_regression", ["sgd:lr=1e4"], steps=200)
    ax = draw_data(told.surface, told.runs, styles_for(run.optimizer for run in told.runs))
    assert told.runs[0].status != "converged"
    assert len(ax.lines) == 3  # the rows of both kinds, and what there is of the line


@pytest.mark.parametrize(
    ("text", "pictured"),
    [
        ("linear_regression:degree=3", True), ("network:data=spirals", True), ("perceptron", True),
        ("network:data=digits", False), ("ravine", False),
        ("linear_regression:data=forbes", True),
    ],
)  # fmt: skip
def test_only_models_of_one_or_two_inputs_have_a_picture(text, pictured):
    assert has_picture(surfaces.get(text)) is pictured


def test_other_surfaces_have_no_panel_of_data():
    assert len(figure(raced("ravine")).axes) == 2


def test_the_loss_is_seen_where_weights_leave_the_window():
    told = compare("network", ["adam:lr=0.1"], steps=100)
    (run,) = told.runs
    assert not told.surface.domain.contains(run.end)
    _, gaps, _ = figure(told).axes
    low, high = gaps.get_ylim()
    assert low < run.values.min()
    assert run.values[0] < high


@pytest.mark.parametrize(
    ("size", "layout"), [(None, "race"), (None, "grid"), ("half", "race"), ("half", "grid")]
)
@pytest.mark.parametrize("batches", [(), ("1", "16", "all")])
def test_the_data_stand_in_the_place_of_the_gaps_wherever_they_are_asked_for(size, layout, batches):
    recipe = CompareRecipe(
        "linear_regression", panel="data", layout=layout, batch_size=batches, size=size,
        optimizers=("sgd:lr=cosine(0.05)", "adam") if not batches else ("sgd",), steps=9,
    )  # fmt: skip
    comparison = study(recipe)
    with presented(recipe):
        page = figure(comparison, recipe.layout, recipe.panel)
    names = [ax.get_title(loc="left") for ax in page.axes]
    assert any(name.startswith("data: ") for name in names)
    assert not any("gap" in name for name in names)


def test_single_rows_with_an_outlier_are_a_ping_pong():
    model = surfaces.get("linear_regression:outliers=1")
    run = optim_viz.run("sgd:lr=0.05", model, steps=150, batch_size=1, seed=0)  # three epochs
    moved = np.linalg.norm(np.diff(run.points, axis=1), axis=0)
    outlier = int(np.argmax(model.targets[:, 0] - model.dataset.inputs[:, 0]))
    rows = np.concatenate([np.random.default_rng((0, k)).permutation(50) for k in range(3)])
    late = np.arange(150) >= 50
    assert moved[late & (rows == outlier)].min() > 5 * np.median(moved[late])
    whole = optim_viz.run("sgd:lr=0.05", model, steps=150, batch_size="all")
    assert run.gap[50:].max() > 20 * whole.gap[50]
