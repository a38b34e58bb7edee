import numpy as np
import pytest

from optim_viz.recipes.bench import BenchmarkRecipe


@pytest.fixture
def recipe():
    """Return a benchmark of twelve small units."""
    return BenchmarkRecipe(
        surfaces=("ravine", "himmelblau", "double_well"),
        optimizers=("sgd", "newton"),
        rates=(1e-3, 1.0, 7),
        kind="halton",
        starts=6,
        steps=60,
    )


@pytest.fixture
def assert_same():
    def check(one, other):
        assert one.recipe == other.recipe
        for mine, theirs in zip(one.cells, other.cells, strict=True):
            assert (mine.problem, mine.spec) == (theirs.problem, theirs.spec)
            for name in ("rates", "tuned", "untuned"):
                same(getattr(mine, name), getattr(theirs, name), name)

    def same(one, other, what):
        if hasattr(one, "__dict__"):
            assert vars(one).keys() == vars(other).keys()
            for name, item in vars(one).items():
                same(item, vars(other)[name], name)
        elif isinstance(one, tuple):
            for mine, theirs in zip(one, other, strict=True):
                same(mine, theirs, what)
        else:
            np.testing.assert_array_equal(one, other, err_msg=what)
            assert getattr(one, "dtype", None) == getattr(other, "dtype", None)

    return check
