"""A typed formula has no domain unless one is given: no run leaves it, a growing one diverges."""

import numpy as np
import pytest

import optim_viz
from optim_viz.optimizers import optimizer, sgd
from optim_viz.plots.style.framing import view
from surfaces import Box, Rotated, formula

TEXT = "0.1*x**2 + 2*y**2"


def zigzag(surface, steps=20):
    return optim_viz.run(sgd(lr=0.6), surface, (-5.0, -2.0), steps=steps)


def test_a_growing_zigzag_diverges_and_is_drawn_as_a_whole():
    run = zigzag(formula(TEXT))
    x, y = -5.0, -2.0
    for _ in range(20):
        x, y = x - 0.6 * 0.2 * x, y - 0.6 * 4 * y
    np.testing.assert_allclose(run.end, (x, y))
    assert (run.status, run.taken) == ("diverged", 20)
    assert view(run.surface, [run]).contains(run.points).all()
    tame = optim_viz.run(sgd(lr=0.4), run.surface, (-5.0, -2.0), steps=20)
    assert view(run.surface, [tame, run, tame]).contains(run.points).all(), "beside others, too"


def test_beside_others_a_path_that_comes_home_is_not_framed_as_a_whole():
    surface = formula(TEXT)
    tame = optim_viz.run(sgd(lr=0.4), surface, (-5.0, -2.0), steps=20)

    @optimizer
    def detour(f, x, t=0, *, lr=0.1):
        """Go far away and come home."""
        return np.where(t == 0, 300.0, 0.5) + 0 * x, t + 1

    away = optim_viz.run(detour(), surface, (-5.0, -2.0), steps=5)
    assert view(surface, [tame, away]) == view(surface, [tame])
    assert view(surface, [away]).contains(away.points).all()


def test_with_a_domain_it_leaves_it():
    run = zigzag(formula(TEXT, domain=Box((-6, 6), (-3, 3))))
    assert run.status == "left the domain"
    assert not view(run.surface, [run]).contains(run.points).all()


def test_a_run_that_comes_back_or_goes_down_beyond_the_window_has_not_diverged():
    @optimizer
    def detour(f, x, t=0, *, lr=0.1):
        """Go far away and come home."""
        return np.where(t == 0, 1e3, 0.5) + 0 * x, t + 1

    bowl = formula("x**2 + y**2")
    back = optim_viz.run(detour(), bowl, (1.0, 1.0), steps=5)
    assert (back.status, bowl.inside(back.points).all()) == ("budget spent", True)
    down = optim_viz.run(sgd(lr=0.3), formula("x + y**2"), (0.0, 1.0), steps=200)
    assert not down.surface.domain.contains(down.end)
    assert down.status == "budget spent"


@pytest.mark.parametrize("surface", [formula(TEXT), Rotated(formula(TEXT), 30)], ids=str)
def test_no_point_is_outside_but_those_that_are_none(surface):
    points = np.array([[0.0, 1e9, np.nan, 1.0], [0.0, -1e9, 0.0, np.inf]])
    assert surface.unlimited
    assert surface.inside(points).tolist() == [True, True, False, False]
    assert surface.all_inside(points[:, :2])
    assert not surface.all_inside(points)
    assert not formula(TEXT, domain=Box((-1, 1), (-1, 1))).unlimited


def test_in_a_batch_each_run_diverges_as_it_does_alone():
    starts = np.array([[-5.0, 1.0, 0.0], [-2.0, 0.0, 1e-3]])
    many = optim_viz.sweep(sgd(lr=0.6), formula(TEXT), starts, 20)
    alone = [str(optim_viz.run(sgd(lr=0.6), formula(TEXT), one, 20).status) for one in starts.T]
    assert many.status.tolist() == alone
    assert alone[:2] == ["diverged", "budget spent"]
