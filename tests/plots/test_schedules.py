"""The panel of rates: there where a rate is on a schedule, and what it shows is what was used."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.panels.schedules import draw_rates
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.plots.style.themes import theme as themed

SCHEDULED = ("schedules", "many schedules", "one schedule in 1-D", "schedules that diverge")


def runs_of(*specs, steps=20, surface="ravine"):
    return [
        optim_viz.run(optimizers.get(spec), surfaces.get(surface), steps=steps) for spec in specs
    ]


LOW = 0.25
"""Height of the panel of gaps, as a share of the page, that leaves no room for rates."""


def drawn_by_hand(runs):
    with themed():
        return draw_rates(runs, styles_for(run.optimizer for run in runs))


def curves(ax):
    return [line.get_xydata() for line in ax.lines if line.get_path_effects()]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SCHEDULED)
def test_where_a_rate_is_on_a_schedule_it_is_drawn_below_the_gap(name, layout, drawing):
    if layout == "relief" and "1-D" in name:
        pytest.skip("a curve has no relief")
    made = drawing(name, layout)
    if made.curves.bbox.height < LOW * made.figure.bbox.height:  # beside the last row of a grid
        assert not made.rates
        return
    (rates,) = made.rates
    assert rates.bbox.y1 < made.curves.bbox.y0
    assert rates.get_xlim() == made.curves.get_xlim()
    assert (rates.bbox.x0, rates.bbox.x1) == (made.curves.bbox.x0, made.curves.bbox.x1)
    assert [ax.get_xlabel() for ax in (made.curves, rates)] == ["", "step"]
    assert len(rates.get_yticks()) >= 1


def test_where_no_rate_changes_there_is_no_such_panel(race):
    assert bool(race.rates) == (race.name in SCHEDULED)


def test_each_step_is_as_high_as_its_rate():
    texts = ("onecycle(0.5)", "restarts(0.3,5)", "warmup(0.1,4)+cosine(0.5)", "constant(0.2)")
    runs = runs_of(*(f"sgd:lr={text}" for text in texts))
    for run, curve in zip(runs, curves(drawn_by_hand(runs)), strict=True):
        rates = run.optimizer.knobs["lr"].rates(20)[: int(run.taken)]
        steps, heights = curve.T
        np.testing.assert_allclose(heights[0::2], rates)
        np.testing.assert_allclose(heights[1::2], rates)
        np.testing.assert_array_equal(steps[0::2], np.arange(len(rates)))
        np.testing.assert_array_equal(steps[1::2], np.arange(len(rates)) + 1)


def test_a_method_without_a_rate_is_left_out():
    assert len(curves(drawn_by_hand(runs_of("newton", "sgd:lr=cosine(0.1)", "bfgs")))) == 1
    assert curves(drawn_by_hand(runs_of("newton"))) == []


def test_rates_of_one_size_are_compared_by_shape_and_others_by_decades():
    alike = drawn_by_hand(runs_of("sgd:lr=cosine(0.5)", "adam:lr=0.05"))
    assert (alike.get_yscale(), alike.get_ylim()[0]) == ("linear", 0.0)
    apart = drawn_by_hand(runs_of("sgd:lr=cosine(1e-4)", "adam:lr=0.5"))
    assert apart.get_yscale() == "log"
    low, high = apart.get_ylim()
    for curve in curves(apart):  # a cosine ends near 0
        assert (curve[:, 1] >= low).all()
        assert (curve[:, 1] <= high).all()


def test_the_table_tells_the_schedule():
    (row,) = optim_viz.compare(
        surfaces.get("ravine"), [optimizers.get("sgd:lr=restarts(0.1,20)")]
    ).rows()
    assert row["lr"] == "restarts(0.1,20)"
