"""What a compiled loop may leave out while nothing happens to its runs."""

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.tracing.record import Recorder
from optim_viz.tracing.recording import VALUE
from optim_viz.tracing.stretches import side_by_side, spoils
from optim_viz.tracing.symbols import NotRecorded


@pytest.mark.parametrize("name", surfaces.names())
def test_a_value_that_is_said_to_be_spoiled_is_no_finite_number(name: str) -> None:
    surface = surfaces.get(name)
    try:
        graph = Recorder(surface, watching=[VALUE]).record(optimizers.get("sgd")).step
    except NotRecorded:
        pytest.skip("it is not recorded")
    others = np.array([0.0, 1.0, -3.5, 1e300, np.inf, -np.inf, np.nan])
    found = [axis for axis in range(surface.dim) if spoils(graph, axis)]
    for axis in found:
        points = np.random.default_rng(axis).choice(others, (surface.dim, 60))
        points[axis] = np.resize([np.inf, -np.inf, np.nan], 60)
        with np.errstate(all="ignore"):
            assert not np.isfinite(surface(points)).any()
    if name in ("rosenbrock", "himmelblau", "rastrigin"):
        assert len(found) == 2


def test_few_numbers_go_in_more_vectors() -> None:
    surface = surfaces.get("rosenbrock")
    sgd, adam = (
        Recorder(surface, watching=[VALUE]).record(optimizers.get(name)).step
        for name in ("sgd", "adam")
    )
    assert side_by_side(sgd, 3) == 4
    assert side_by_side(adam, 7) == 2
    assert side_by_side(adam, 30) == 1
