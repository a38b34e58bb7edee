"""The frame holds start, minima and paths, and no wild path makes the others small."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import sgd
from optim_viz.plots.style.framing import MINIMA_IN_VIEW, around, extent, to_aspect, view
from surfaces import Box

PLANES = [name for name in surfaces.names() if surfaces.get(name).dim == 2]


def limits(ax):
    return Box(ax.get_xlim(), ax.get_ylim())


def on_stage(drawn, points):
    """Return where points ``(d, n)`` of a curve or a landscape are drawn."""
    surface = drawn.comparison.surface
    return points if surface.dim == 2 else np.array([points[0], surface(points)])


def shown_minima(surface):
    """Return those that a figure has to show: all if there are few, else the global ones."""
    minima = surface.minima
    if len(minima) > MINIMA_IN_VIEW:
        minima = [minimum for minimum in minima if minimum.is_global]
    return np.array([minimum.at for minimum in minima]).reshape(-1, surface.dim).T


def test_start_and_minima_are_in_view(race):
    surface = race.comparison.surface
    (stage,) = race.stages
    box = limits(stage)
    if surface.dim <= 2:
        start = on_stage(race, race.comparison.runs[0].points[:, :1])
        minima = on_stage(race, shown_minima(surface))
        for at in np.concatenate([start, minima], axis=1).T:
            assert box.contains(at), at
    else:
        ring = next(line for line in stage.lines if line.get_zorder() == 6)
        assert box.contains(ring.get_xydata()[0])
        for stars in (line for line in stage.lines if line.get_marker() == "*"):
            assert box.contains(stars.get_xydata().T).all()


def test_paths_that_stay_in_the_domain_are_in_view_to_their_end(landscape_race):
    """Unless one takes much more room than the others."""
    race = landscape_race
    surface = race.comparison.surface
    (stage,) = race.stages
    ends = [run.end for run in race.comparison.runs if surface.inside(run.points).all()]
    inside = sum(bool(limits(stage).contains(end)) for end in ends)
    assert inside >= len(ends) - 1


def test_nothing_that_is_marked_lies_outside_its_panel(light):
    """Stars, rings and ends are not clipped, so they have to be where they can be seen."""
    for ax in light.stages:
        box = limits(ax)
        size = box.high - box.low
        for line in ax.lines:
            if line.get_transform() == ax.transData and not line.get_clip_on():
                at = line.get_xydata().T
                near = Box(*zip(box.low - 1e-9 * size, box.high + 1e-9 * size, strict=True))
                assert near.contains(at).all(), line


def test_scales_are_equal_unless_that_would_show_mostly_nothing(light_plane):
    assert light_plane.stages
    for ax in light_plane.stages:
        (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
        across, up = ax.bbox.width / (right - left), ax.bbox.height / (top - bottom)
        ratio = max(across / up, up / across)
        assert ratio == pytest.approx(1, rel=1e-6) or ratio > 4, "the same scale would have fitted"


@pytest.mark.parametrize("name", ["ravine", "bowl", "himmelblau", "rosenbrock", "saddle", "beale"])
@pytest.mark.parametrize("layout", ["race", "grid"])
def test_familiar_surfaces_are_drawn_to_scale(name, layout, drawing):
    for ax in drawing(name, layout).stages:
        (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
        assert ax.bbox.width / (right - left) == pytest.approx(ax.bbox.height / (top - bottom))


@pytest.mark.parametrize("name", PLANES)
def test_the_view_holds_what_it_promises(name):
    surface = surfaces.get(name)
    run = optim_viz.run(sgd(lr=1e-9), surface, steps=1)
    box = view(surface, [run])
    marks = np.column_stack([run.points[:, 0], shown_minima(surface)])
    assert box.contains(marks).all()
    size, margin = box.high - box.low, (box.high.max() - box.low.min()) * 1e-9
    for low, high in ((marks.min(axis=1), marks.max(axis=1)),):
        assert (low - box.low >= 0.05 * size - margin).all(), "with a margin"
        assert (box.high - high >= 0.05 * size - margin).all()


def tame(walk, k=0):
    return walk("himmelblau", [(0, 0), (1 + k / 10, 1), (2, 2), (3, 2)])


def wild(walk):
    return walk("himmelblau", [(0, 0), (7.4, -7.4), (-7.4, 7.4), (7, 7), (3, 2)])


@pytest.mark.parametrize("others", [1, 2, 3, 4, 6])
def test_one_wild_path_does_not_shrink_the_others(others, walk):
    surface = surfaces.get("himmelblau")
    quiet = [tame(walk, k) for k in range(others)]
    without, with_it = view(surface, quiet), view(surface, [*quiet, wild(walk)])
    np.testing.assert_allclose(with_it.low, without.low)
    np.testing.assert_allclose(with_it.high, without.high)


def test_a_wild_path_alone_is_framed(walk):
    box = view(surfaces.get("himmelblau"), [wild(walk)])
    assert box.contains((7.4, -7.4))


def test_steps_far_outside_the_domain_are_not_framed(walk):
    surface = surfaces.get("himmelblau")
    run = walk("himmelblau", [(0, 0), (1, 1), (1e6, -1e6), (np.inf, 0), (np.nan, np.nan)])
    box = view(surface, [run])
    assert np.abs([box.low, box.high]).max() < 10


def test_the_order_of_runs_does_not_matter(walk):
    surface = surfaces.get("himmelblau")
    runs = [tame(walk), wild(walk), tame(walk, 3)]
    assert view(surface, runs) == view(surface, runs[::-1])


@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.7])
def test_growing_to_an_aspect_keeps_everything(aspect):
    for box in (Box((0, 2), (0, 1)), Box((-1, 1), (3, 6)), Box((0, 1), (0, 1))):
        grown = to_aspect(box, aspect)
        width, height = grown.high - grown.low
        assert width / height == pytest.approx(aspect)
        assert (grown.low <= box.low + 1e-12).all()
        assert (grown.high >= box.high - 1e-12).all()
        assert min((grown.high - grown.low) / (box.high - box.low)) == pytest.approx(1)


def test_what_is_added_lies_in_the_domain_if_it_can():
    grown = to_aspect(Box((0, 1), (0, 2)), 1.0, Box((0, 10), (-10, 10)))
    np.testing.assert_allclose([grown.low, grown.high], [(0, 0), (2, 2)])


def test_long_thin_views_stay_as_they_are():
    thin = Box((0, 100), (0, 1))
    assert to_aspect(thin, 1.0) == thin


def test_around_has_a_margin_and_never_no_size():
    box = around(np.array([[0.0, 10.0], [5.0, 5.0]]))
    assert (box.low < [0, 5]).all()
    assert (box.high > [10, 5]).all()
    still = around(np.zeros((2, 3)))
    assert (still.high > still.low).all()


def test_a_pole_does_not_flatten_the_rest():
    x = np.linspace(-5, 5, 1000)
    low, high = extent(1 / x**3)
    assert -100 < low < -1
    assert 1 < high < 100
    assert extent(x**3) == (-125, 125)
    assert extent(np.exp(x)) == (np.exp(-5), np.exp(5))
    assert extent(np.array([np.nan, 2.0, np.inf, 3.0])) == (2, 3)
    assert extent(np.array([np.nan])) == (0, 1)
    assert extent(np.array([-1.0] * 999 + [1e3])) == (-1, 1e3)  # a plain with a spike
