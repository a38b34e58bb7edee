"""A figure as of each step of its runs, and its film: the same layout, the same look."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.plots.animate import Film, Pace, figure, film
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.panels.moving import Counting, moving, show_step, turning
from optim_viz.plots.style.themes import theme as themed
from optim_viz.studies.compare import compare

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

THREE = tuple(map(get, ("sgd", "momentum:lr=0.1", "newton")))
STEPS = 24


@cache
def compared(name, methods=THREE, **options):
    """Return a small comparison, the same each time."""
    surface = surfaces.formula(name) if "*" in name else surfaces.get(name)
    return compare(surface, methods, steps=STEPS, **options)


def race(name="ravine", *, dpi=60, layout="race", methods=THREE, **options):
    """Return the page of a small comparison."""
    comparison = compared(name, methods, **options)
    with themed(settings={"figure.dpi": dpi}):
        return figure(comparison, layout)


def pixels(drawn):
    drawn.canvas.draw()
    return np.asarray(drawn.canvas.buffer_rgba())[..., :3].astype(int)


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        *product(["ravine", "x**4/4 - x**2/2 + x/10", "bowl:dim=5", "saddle"], ["race", "grid"]),
        *product(["rosenbrock", "saddle"], ["relief"]),
    ],
)
def test_the_last_step_is_the_whole_figure(name, layout):
    comparison = compared(name)
    with themed(settings={"figure.dpi": 60}):
        whole, drawn = LAYOUTS[layout](comparison), figure(comparison, layout)
    show_step(drawn, 0)
    assert (pixels(drawn) != pixels(whole)).any()
    show_step(drawn, STEPS)
    (counter,) = (one for one, how in moving(drawn).items() if isinstance(how, Counting))
    assert counter.get_text() == f"step {STEPS}"
    counter.set_visible(False)
    assert (pixels(drawn) == pixels(whole)).all()


def test_every_step_has_the_same_layout():
    drawn = race()
    seen = []
    for step in (0, 3, STEPS):
        show_step(drawn, step)
        drawn.canvas.draw()
        seen.append(
            [(ax.get_position().bounds, ax.get_xlim(), ax.get_ylim()) for ax in drawn.axes]
            + [
                text.get_window_extent().bounds
                for ax in drawn.axes
                for text in ax.texts
                if text not in moving(drawn)
            ]
        )
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("step", [0, 1, 7, STEPS])
def test_lines_end_where_the_run_is(step):
    comparison = compared("ravine", THREE[:1])
    with themed():
        drawn = figure(comparison, "race")
    show_step(drawn, step)
    (run,) = comparison.runs
    stage = drawn.axes[0]
    line = max(stage.lines, key=lambda one: len(one.get_path_effects() or ()))
    assert np.allclose(line.get_xydata().T, run.points[:, : step + 1], rtol=1e-12, atol=1e-12)


def test_a_run_that_has_ended_stays():
    """Newton is there in one step; its curve goes on as dots."""
    drawn = race(methods=(get("newton"),))
    show_step(drawn, 5)
    lengths = sorted(len(one.get_xdata()) for one in drawn.axes[1].lines)
    assert lengths[-1] == 2  # the line of one step, and the dots from it


@pytest.mark.parametrize(
    ("name", "options"), [("ravine", {}), ("ravine", {"noise": 0.5, "seeds": 4}), ("beale", {})]
)
def test_a_film_looks_like_figures_drawn_in_one_go(name, options):
    """Less than 0.2 % of the pixels of a frame are visibly others, but for the faded trail."""
    drawn = race(name, dpi=96, **options)
    reel = film(drawn, Pace(STEPS, fps=STEPS, seconds=25 / STEPS * 0.12))  # all within the tail
    frames = [frame[..., :3].astype(int) for frame in reel.others]
    again = race(name, dpi=96, **options)
    steps = Pace(STEPS, fps=STEPS, seconds=25 / STEPS * 0.12).steps
    show_step(again, steps[0])
    apart = np.abs(frames[0] - pixels(again)).max(axis=2) > 40
    assert apart.mean() < 0.002
    assert (reel.last[..., :3] == pixels(race_at_end(again))).all()


def test_curves_of_films_are_whole_between_their_steps():
    """The halo of a step does not cover the line before it."""
    drawn, again = (race(methods=(get("sgd"),), dpi=96) for _ in range(2))
    *_, frame = film(drawn, Pace(STEPS, fps=STEPS, seconds=1.0)).others
    show_step(again, STEPS - 1)
    (left, bottom), (right, top) = drawn.axes[1].get_window_extent().get_points().astype(int)
    reached = left + (right - left) * (STEPS - 2) // STEPS
    panel = np.s_[frame.shape[0] - top : frame.shape[0] - bottom, left + 5 : reached, :3]
    of_film, at_once = ((one[panel].max(axis=2) < 90).sum(axis=0) for one in (frame, pixels(again)))
    assert (at_once > 0).any()
    assert (of_film >= at_once - 1).all()


def race_at_end(drawn):
    show_step(drawn, STEPS)
    return drawn


def test_what_is_settled_equals_what_is_drawn_at_once():
    """Pieces that are drawn one after the other join to the curve that is drawn as a whole."""
    drawn = race(dpi=96)
    reel = film(drawn, Pace(STEPS, fps=10, seconds=6))
    *_, late = (frame.copy() for frame in reel.others)
    curves = drawn.axes[1].bbox.extents.astype(int)
    height = late.shape[0]
    part = slice(height - curves[3], height - curves[1]), slice(curves[0], curves[2])
    show_step(drawn, STEPS)
    whole = pixels(drawn)[part]
    apart = np.abs(late[part][..., :3].astype(int) - whole).max(axis=2) > 40
    assert apart.mean() < 0.01  # the last step is not there yet


def test_frames_differ_only_where_something_moves():
    reel = film(race(), Pace(STEPS, fps=10, seconds=2))
    rows, columns = reel.moving
    first = next(reel.others).copy()
    for frame in reel.others:
        changed = (frame != first).any(axis=2)
        changed[rows, columns] = False
        assert not changed.any()


def test_a_pace_goes_from_the_start_to_the_last_step():
    pace = Pace(100, fps=25, seconds=4)
    assert (len(pace.steps), pace.steps[0], pace.steps[-1]) == (100, 0, 100)
    assert np.allclose(np.diff(pace.steps), pace.steps[1])


def test_whatever_moves_is_registered_once():
    drawn = race()
    assert len(moving(drawn)) == len(set(moving(drawn)))
    assert isinstance(film(drawn, Pace(STEPS, 10, 1)), Film)


def relief(turn):
    """Return the page of a small comparison as a relief that turns."""
    comparison = compared("himmelblau")
    with themed(settings={"figure.dpi": 60}):
        return figure(comparison, "relief", azimuth=-60.0, turn=turn)


def test_a_frame_of_a_turning_relief_is_the_page_from_there():
    drawn = relief(120.0)
    made = film(drawn, Pace(STEPS, 10, 1.0))
    frames = [frame[..., :3].astype(int) for frame in (one.copy() for one in made.others)]
    assert len(frames) == 9
    again = relief(120.0)
    ((ax, draw),) = turning(again).items()
    for nth, frame in ((0, frames[0]), (2, frames[2]), (9, made.last[..., :3].astype(int))):
        share = nth / 9
        with themed(settings={"figure.dpi": 60}):
            draw(ax, share)
        show_step(again, np.floor(STEPS * share))
        differs = np.abs(pixels(again) - frame).max(axis=2) > 40
        assert differs.mean() < 0.003, nth
    part = np.zeros(frames[0].shape[:2], bool)
    part[made.moving] = True
    assert ((frames[0] != frames[4]).any(axis=2) <= part).all(), "all else stays"


def test_a_turning_block_keeps_its_size_and_stays_in_its_panel():
    drawn = relief(360.0)
    ((ax, draw),) = turning(drawn).items()
    scales = set()
    for share in np.linspace(0, 1, 9):
        with themed(settings={"figure.dpi": 60}):
            draw(ax, float(share))
        scales.add(round(np.ptp(ax.get_xlim()), 9))
        alpha = ax.images[0].get_array()[..., 3] > 0
        assert not alpha[:, :3].any()
        assert not alpha[:, -3:].any()
        assert not alpha[:3].any()
        assert not alpha[-3:].any()
        assert len(ax.images) == 1
    assert len(scales) == 1


def test_a_still_relief_is_filmed_as_other_grounds_are():
    drawn = race("himmelblau", layout="relief")
    assert not turning(drawn)
    made = film(drawn, Pace(STEPS, 10, 1.0))
    first = next(made.others)[..., :3].astype(int)
    show_step(drawn, 0)
    assert (np.abs(pixels(drawn) - first).max(axis=2) > 40).mean() < 0.002
