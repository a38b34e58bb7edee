"""The picture of theory over measurement: both are there, and every word can be read."""

import numpy as np
import pytest

import surfaces
from optim_viz.plots.style.themes import theme as themed
from optim_viz.plots.theory import figure as draw_stability
from optim_viz.presets import preset
from optim_viz.problem import Problem
from optim_viz.studies.theory import check_theory, measured_factor

pytestmark = pytest.mark.usefixtures("coarse_landscapes")


@pytest.fixture(
    scope="module",
    params=["ravine", "ravine:condition=1000", "booth", "bowl", "ellipsoid:condition=100", "trid"],
)
def drawn(request, read):
    checked = check_theory(surfaces.get(request.param))
    factors = measured_factor(checked.descent), measured_factor(checked.ball)
    with themed():
        figure = draw_stability(checked, factors)
        return checked, figure, read(figure)


def test_the_limit_and_the_best_rate_are_marked(drawn):
    checked, figure, words = drawn
    upright = [line.get_xdata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    assert checked.quadratic.limit in upright
    assert checked.quadratic.best_rate in upright
    page = " ".join(item.get_text() for item, _ in words)
    for name in ("2/L", "2/(L + μ)", "Heavy ball", f"{checked.quadratic.factor:.3f}"):
        assert name in page


def test_measurements_lie_on_the_line_of_theory(drawn):
    checked, figure, _ = drawn
    for line in figure.axes[0].lines:
        x, y = line.get_xydata().T
        if line.get_marker() == "o" and len(x) > 2:
            np.testing.assert_allclose(y, checked.quadratic.gap(x, checked.rate_steps), rtol=1e-3)


@pytest.mark.parametrize(
    ("spec", "early"), [("ravine", False), ("booth", False), ("ellipsoid", True)]
)
def test_where_it_is_too_early_to_tell_the_best_rate_the_page_says_so(spec, early, read):
    checked = check_theory(surfaces.get(spec))
    theory, reached = checked.quadratic, dict(zip(checked.rates, checked.gaps, strict=True))
    with themed():
        figure = draw_stability(checked, (0.5, 0.5))
        page = " ".join(item.get_text() for item, _ in read(figure))
    assert ("in the long run" in page) == early
    worse = [gap for rate, gap in reached.items() if 0.1 < rate / theory.best_rate < 1]
    assert (reached[theory.best_rate] > max(worse)) == early
    (curve,) = [line for line in figure.axes[0].lines if line.get_gid() == "theory"]
    rates, gaps = curve.get_xydata()[curve.get_xdata() < 0.99 * theory.limit].T
    drawn = gaps > 1e-140
    exact = theory.gap(rates, checked.rate_steps)
    np.testing.assert_allclose(gaps[drawn], exact[drawn], rtol=1e-9)
    assert f"gap after {checked.rate_steps} steps" in page


def test_every_rate_but_the_best_is_seen_however_small_its_gap(read):
    checked = check_theory(Problem(None, "3*x**2 + 2*x*y + 2*y**2 - x + 4*y").posed)
    with themed():
        figure = draw_stability(checked, (0.4, 0.2))
        read(figure)
    ax = figure.axes[0]
    (dots,) = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata()) > 2]
    assert len(dots.get_xdata()) >= (checked.rates <= checked.quadratic.limit).sum() - 1
    assert dots.get_xdata()[np.argmin(dots.get_ydata())] == pytest.approx(0.2)
    assert dots.get_ydata().min() < 1e-68


def test_the_best_rate_has_its_formula_where_that_is_clear_of_the_curve():
    found = check_theory(surfaces.get("ravine"))
    said = {}
    for size in (None, "half"):
        with themed("light", preset("pptx", size, 60)):
            drawn = draw_stability(
                found, (measured_factor(found.descent), measured_factor(found.ball))
            )
        said[size] = [text.get_text() for ax in drawn.axes for text in ax.texts]
    assert "best rate  2/(L + μ)" in said[None]
    assert "best rate" in said["half"]
