"""Planes for encoders: those of the standard, and the same whether they are made anew or not."""

from __future__ import annotations

import numpy as np
import pytest

from optim_viz.export.colour_planes import Planes

RANDOM = np.random.default_rng(0)


def frame(height=6, width=8):
    return RANDOM.integers(0, 256, (height, width, 4), dtype=np.uint8)


@pytest.mark.parametrize(
    ("colour", "planes"),
    [  # ITU-R BT.709 in a narrow range: 16 to 235, and 128 for no colour
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_are_those_of_the_standard(colour, planes):
    plain = np.full((2, 2, 4), (*colour, 255), np.uint8)
    assert list(Planes(2, 2).of(plain)) == [*[planes[0]] * 4, *planes[1:]]


def test_what_changes_gives_what_a_fresh_start_gives():
    kept, now = Planes(6, 8), frame()
    kept.of(now)
    for _ in range(20):
        now = now.copy()
        row, column = RANDOM.integers(0, 6), RANDOM.integers(0, 8)
        now[row : row + 2, column] = RANDOM.integers(0, 256, 4)
        assert bytes(kept.of(now)) == bytes(Planes(6, 8).of(now))


def test_an_odd_side_loses_a_line():
    whole = frame(7, 9)
    planes = Planes(7, 9)
    assert planes.size == (8, 6)
    even = np.ascontiguousarray(whole[:6, :8])
    assert bytes(planes.of(whole)) == bytes(Planes(6, 8).of(even))
