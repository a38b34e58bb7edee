import numpy as np
import pytest

from optim_viz.benchmark import BenchmarkRecipe


@pytest.fixture
def recipe():
    """Return a benchmark of twelve small units."""
    return BenchmarkRecipe(
        surfaces=("ravine", "himmelblau", "double_well"),
        optimizers=("sgd", "newton"),
        rates=(1e-3, 1.0, 7),
        starts=6,
        steps=60,
    )


@pytest.fixture
def assert_same():
    def check(one, other):
        assert one.recipe == other.recipe
        for mine, theirs in zip(one.cells, other.cells, strict=True):
            assert (mine.place, mine.spec) == (theirs.place, theirs.spec)
            for phase in ("tuning", "scored"):
                a, b = vars(getattr(mine, phase)), vars(getattr(theirs, phase))
                for name, array in a.items():
                    np.testing.assert_array_equal(array, b[name], err_msg=name)
                    assert array.dtype == b[name].dtype

    return check
