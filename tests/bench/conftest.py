import numpy as np
import pytest

from optim_viz.cli import main
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
def bench(capsys):
    """Return a function that runs the command here: it returns exit code, stdout and stderr.

    Pictures have few pixels where nothing else is said.
    """

    def run(*arguments):
        said = {"--dpi", "--list", "--merge"}.intersection(map(str, arguments))
        few = [] if said else ["--dpi", "40"]
        with pytest.raises(SystemExit) as end:
            main(["bench", *map(str, arguments), *few])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


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
            assert getattr(one, "dtype", None) == getattr(other, "dtype", None)
            if not has_same_bits(one, other):  # which is soon seen
                np.testing.assert_array_equal(one, other, err_msg=what)

    return check


def has_same_bits(one, other):
    """Whether these are arrays of numbers with the same shape and bits."""
    arrays = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
    return arrays and one.dtype.kind in "fiub" and (one.shape, one.dtype, one.tobytes()) == (
        other.shape, other.dtype, other.tobytes(),
    )  # fmt: skip


@pytest.fixture
def stays():
    return first_of_stay


def first_of_stay(run, target, i):
    """Return the first step at a target if the run stays there, else -1: by plain loops."""
    gaps = [
        float(gap) if inside and not np.isnan(gap) else np.inf
        for gap, inside in zip(
            run.gap[: i + 1], run.surface.inside(run.points)[: i + 1], strict=True
        )
    ]
    met = [step for step, gap in enumerate(gaps) if gap <= target]
    if not met:
        return -1
    following = gaps[met[0] :]
    last = sorted(following[len(following) - (len(following) - 1) // 10 - 1 :])
    return met[0] if last[(len(last) - 1) // 2] <= target else -1


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path
