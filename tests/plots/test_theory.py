"""The picture of theory over measurement: both are there, and every word can be read."""

import numpy as np
import pytest

import surfaces
from optim_viz.plots.looks import look
from optim_viz.plots.theory import draw_stability
from optim_viz.theory import measured_factor, prove


@pytest.fixture(
    scope="module",
    params=["ravine", "ravine:condition=1000", "booth", "bowl", "ellipsoid:condition=100", "trid"],
)
def drawn(request, read):
    proof = prove(surfaces.get(request.param))
    factors = measured_factor(proof.descent), measured_factor(proof.ball)
    with look():
        figure = draw_stability(proof, factors)
        return proof, figure, read(figure)


def test_the_limit_and_the_best_rate_are_marked(drawn):
    proof, figure, words = drawn
    upright = [line.get_xdata()[0] for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    assert proof.quadratic.limit in upright
    assert proof.quadratic.best_rate in upright
    page = " ".join(item.get_text() for item, _ in words)
    for name in ("2/L", "2/(L + μ)", "Heavy ball", f"{proof.quadratic.factor:.3f}"):
        assert name in page


def test_measurements_lie_on_the_line_of_theory(drawn):
    proof, figure, _ = drawn
    for line in figure.axes[0].lines:
        x, y = line.get_xydata().T
        if line.get_marker() == "o" and len(x) > 2:
            np.testing.assert_allclose(y, proof.quadratic.gap(x, proof.steps), rtol=1e-3)
