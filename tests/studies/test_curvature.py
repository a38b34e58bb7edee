"""The largest curvature along paths, its limits, and barriers between solutions."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.studies.curvature import SHARES, Between, largest_at, limit_of, study
from surfaces.models.lanczos import largest_eigenvalue

SMALL = "network:data=moons,layers=2-6-1,activation=tanh"


@pytest.mark.parametrize("seed", range(4))
def test_lanczos_finds_the_largest_eigenvalue_of_a_hessian(seed):
    model = surfaces.get(SMALL)
    point = model.initial(seed)
    expected = np.linalg.eigvalsh(model.hessian(point))[-1]
    assert largest_at(model, point) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("dim", [1, 2, 40])
def test_lanczos_takes_the_largest_not_the_farthest_from_zero(dim):
    rng = np.random.default_rng(dim)
    basis, _ = np.linalg.qr(rng.standard_normal((dim, dim)))
    values = np.linspace(-50.0, 3.0, dim)
    matrix = basis @ np.diag(values) @ basis.T
    assert largest_eigenvalue(lambda v: matrix @ v, dim) == pytest.approx(values[-1], rel=1e-6)
    assert np.isnan(largest_eigenvalue(lambda v: v * np.nan, dim))
    assert largest_eigenvalue(lambda v: 0.0 * v, dim) == 0.0


@pytest.mark.parametrize(
    ("spec", "limit"),
    [
        ("sgd:lr=0.5", 4.0),
        ("momentum:lr=0.1,momentum=0.9", 38.0),
        ("adam:lr=0.1", None),
        ("sgd:lr=0.5,weight_decay=0.1", None),
    ],
)
def test_limits_are_those_of_the_rate(spec, limit):
    assert limit_of(get(spec)) == (None if limit is None else pytest.approx(limit))


def test_descent_is_unstable_on_a_quadratic_just_above_its_limit():
    bowl = surfaces.get("bowl")
    curvature = largest_at(bowl, np.array(bowl.start))
    for share, grows in ((0.99, False), (1.01, True)):
        spec = f"sgd:lr={share * 2 / curvature!r}"
        found = study(CurvatureRecipe("bowl", optimizers=(spec,), steps=50))
        assert (found.limits[0] < curvature) == grows
        assert (found.runs[0].values[-1] > found.runs[0].values[0]) == grows


def test_curvatures_are_those_at_the_iterates_and_lines_join_the_ends():
    recipe = CurvatureRecipe(SMALL, optimizers=("sgd:lr=1", "adam:lr=0.05"), steps=40)
    found = study(recipe)
    for run, values in zip(found.runs, found.largest, strict=True):
        for step, value in zip(found.steps[::9], values[::9], strict=True):
            expected = np.linalg.eigvalsh(found.surface.hessian(run.points[:, step]))[-1]
            assert value == pytest.approx(expected, rel=1e-6)
    same, other = found.between
    assert (same.kind, other.kind) == ("same_start", "other_start")
    assert same.ends == pytest.approx([run.values[-1] for run in found.runs])
    assert other.ends[0] == pytest.approx(found.runs[0].values[-1])
    assert other.ends[1] != pytest.approx(other.ends[0])


def test_a_barrier_is_the_height_above_the_line_between_both_ends():
    hill = np.where((SHARES > 0.4) & (SHARES < 0.6), 5.0, 0.0)
    made = Between("same_start", ("", ""), 1.0 + 2.0 * SHARES + hill)
    assert made.barrier == pytest.approx(5.0)
    assert made.ends == pytest.approx((1.0, 3.0))
    assert Between("same_start", ("", ""), SHARES**2).barrier == 0.0


def test_a_surface_without_data_is_crossed_from_start_to_end():
    found = study(CurvatureRecipe("rosenbrock", optimizers=("newton",), steps=10))
    assert [one.kind for one in found.between] == ["start_to_end"]
    assert found.limits == (None,)


def test_what_has_diverged_is_no_solution():
    wild, calm = "sgd:lr=1000", "sgd:lr=0.01"
    found = study(CurvatureRecipe("double_well", optimizers=(wild, calm), steps=5))
    (line,) = found.between
    assert line.kind == "start_to_end"
    assert line.values[-1] < line.values[10] == pytest.approx(found.runs[1].values[0])
    assert line.barrier == pytest.approx(0.0, abs=1e-12)
    both = study(CurvatureRecipe("double_well", optimizers=(wild, "sgd:lr=10000"), steps=5))
    assert both.between == ()
