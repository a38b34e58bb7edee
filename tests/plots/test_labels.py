"""Labels keep their order, do not overlap, and stay as near to their curves as the others allow."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_viz.plots.style import text
from optim_viz.plots.style.labels import spread, text_width
from optim_viz.plots.style.themes import theme as themed

LOW, HIGH = 0.0, 500.0
places = st.floats(-300, 800, width=32)
sizes = st.floats(1, 60, width=32)
labels = st.lists(st.tuples(places, sizes), min_size=1, max_size=12)
quick = settings(max_examples=80, derandomize=True, deadline=None)


def arrays(pairs):
    wanted, heights = np.array(pairs, dtype=float).T
    return wanted, heights, spread(wanted, heights, LOW, HIGH)


def gaps(centres, heights):
    """Return the room between neighbours, negative where they overlap."""
    order = np.argsort(centres, kind="stable")
    return np.diff(centres[order]) - (heights[order][1:] + heights[order][:-1]) / 2


def fits(heights):
    return heights.sum() < HIGH - LOW


@quick
@given(labels)
def test_labels_that_fit_do_not_overlap(pairs):
    _, heights, centres = arrays(pairs)
    assume(fits(heights))
    assert (gaps(centres, heights) > -1e-9).all()


@quick
@given(labels)
def test_labels_that_fit_stay_inside_the_limits(pairs):
    _, heights, centres = arrays(pairs)
    assume(fits(heights))
    assert (centres - heights / 2 >= LOW - 1e-9).all()
    assert (centres + heights / 2 <= HIGH + 1e-9).all()


@quick
@given(labels)
def test_order_is_kept(pairs):
    wanted, _, centres = arrays(pairs)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(centres[order]) > 0).all()


@quick
@given(labels)
def test_labels_that_do_not_fit_share_the_room_evenly(pairs):
    wanted, heights, _ = arrays(pairs)
    heights = heights * (1.5 * (HIGH - LOW) / heights.sum())
    centres = spread(wanted, heights, LOW, HIGH)
    assert (centres > LOW).all()
    assert (centres < HIGH).all()
    order = np.argsort(wanted, kind="stable")
    overlap = gaps(centres, heights) / (heights[order][1:] + heights[order][:-1])
    np.testing.assert_allclose(overlap, overlap[:1].repeat(overlap.size), atol=1e-9)


@quick
@given(labels)
def test_labels_with_room_stay_where_they_are_wanted(pairs):
    wanted, heights, _ = arrays(pairs)
    apart = LOW + np.cumsum(heights) - heights / 2 + np.arange(len(heights))
    order = np.argsort(wanted, kind="stable")
    wanted = np.empty_like(apart)
    wanted[order] = apart
    assume(apart[-1] + heights[-1] / 2 <= HIGH and fits(heights))
    own = np.empty_like(heights)
    own[order] = heights
    np.testing.assert_allclose(spread(wanted, own, LOW, HIGH), wanted, atol=1e-9)


@quick
@given(labels, st.integers(0, 2**32 - 1))
def test_no_other_arrangement_is_nearer(pairs, seed):
    """Random arrangements in the same order that do not overlap are never nearer in sum."""
    wanted, heights, centres = arrays(pairs)
    room = HIGH - LOW - heights.sum()
    assume(room > 0)
    order = np.argsort(wanted, kind="stable")
    rng = np.random.default_rng(seed)
    best = ((centres - wanted) ** 2).sum()
    for _ in range(20):
        slack = np.sort(rng.uniform(0, room, len(wanted)))
        other = LOW + slack + np.cumsum(heights[order]) - heights[order] / 2
        assert ((other - wanted[order]) ** 2).sum() >= best - 1e-6


def test_labels_at_one_place_are_centred_on_it():
    centres = spread(np.full(3, 250.0), np.full(3, 20.0), LOW, HIGH)
    np.testing.assert_allclose(centres, [230, 250, 270])


def test_a_label_alone_is_where_it_is_wanted_or_at_the_edge():
    for wanted, expected in ((250.0, 250.0), (-90.0, 10.0), (900.0, 490.0)):
        assert spread(np.array([wanted]), np.array([20.0]), LOW, HIGH) == pytest.approx(expected)


def test_width_grows_with_text_size_and_weight():
    with themed():
        narrow = text_width(["Adam"], 10)
        assert text_width(["Adam", "Momentum"], 10) > narrow
        assert text_width(["Adam"], 20) == pytest.approx(2 * narrow, rel=0.1)
        assert text_width(["Adam"], 10, "bold") > narrow
    assert text_width([], 10) == 0


def test_a_power_of_ten_is_only_said_of_one():
    said = {1e4: "10⁴", 10139.8: "1.01·10⁴", 9680: "9680", 2.5e5: "2.5·10⁵", -1.04e-5: "−1.04·10⁻⁵"}
    assert {x: text.number(x) for x in said} == said


def test_negative_numbers_have_a_minus_and_words_their_hyphens():
    said = "start (-1.2, 1, -.5) · Drop-wave · x-1 · 2-3 · rate -7"
    assert text.with_minus(said) == "start (−1.2, 1, -.5) · Drop-wave · x-1 · 2-3 · rate −7"
