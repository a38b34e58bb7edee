"""The picture of theory over measurement: both are there, and every word can be read."""

import numpy as np
import pytest

import surfaces
from optim_viz.plots.style.themes import theme as themed
from optim_viz.plots.theory import figure as draw_stability
from optim_viz.studies.theory import check_theory, measured_factor


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
            np.testing.assert_allclose(y, checked.quadratic.gap(x, checked.steps), rtol=1e-3)


@pytest.mark.parametrize(
    ("spec", "early"), [("ravine", False), ("booth", False), ("ellipsoid", True)]
)
def test_where_it_is_too_early_to_tell_the_best_rate_theory_goes_on(spec, early, read):
    checked = check_theory(surfaces.get(spec))
    theory, reached = checked.quadratic, dict(zip(checked.rates, checked.gaps.gap, strict=True))
    with themed():
        figure = draw_stability(checked, (0.5, 0.5))
        page = " ".join(item.get_text() for item, _ in read(figure))
    assert ("in the long run" in page) == early
    worse = [gap for rate, gap in reached.items() if 0.1 < rate / theory.best_rate < 1]
    assert (reached[theory.best_rate] > max(worse)) == early
    curves = [line for line in figure.axes[0].lines if (line.get_gid() or "").startswith("after")]
    assert len(curves) == 1 + early
    if early:  # x**2 + 10**6 y**2 from (-4, 3)
        near = curves[-1].get_xdata() < 0.9 * theory.limit
        rates, gaps = curves[-1].get_xydata()[near].T
        x, y = -4 * (1 - 2 * rates) ** 5_000_000, 3 * (1 - 2e6 * rates) ** 5_000_000
        np.testing.assert_allclose(gaps, x**2 + 1e6 * y**2, rtol=1e-6)
        assert (np.diff(gaps) < 0).all(), "the nearer to the best rate the better"
