"""Searches from many starts, against minima that are known and counts made in another way."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.studies.multistart import multistart
from surfaces import InputError


def test_every_end_on_himmelblau_is_one_of_its_four_minima():
    found = multistart("lbfgs", "himmelblau", 40)
    minima = np.array([one.at for one in surfaces.get("himmelblau").minima])
    assert len(found.places) == 4
    assert set(found.levels) == {0}
    for place in found.places:
        assert np.linalg.norm(minima - place.at, axis=1).min() < 1e-4
    assert sum(len(place.runs) for place in found.places) == 40
    assert found.is_lowest
    assert found.enough == 1
    assert found.value(found.best) == 0


def test_starts_belong_to_the_place_that_is_nearest_to_their_end():
    found = multistart("lbfgs", "rastrigin", 20)
    ends = found.run.end.T
    at = np.array([place.at for place in found.places])
    nearest = np.linalg.norm(ends[:, None] - at, axis=-1).argmin(axis=1)
    for rank, place in enumerate(found.places):
        assert sorted(place.runs.tolist()) == np.flatnonzero(nearest == rank).tolist()
        assert place.value == found.run.values[-1, place.runs].min()
        np.testing.assert_allclose(place.at / 0.99496, np.rint(place.at / 0.99496), atol=0.02)
    values = [place.value for place in found.places]
    assert values == sorted(values)
    assert found.is_lowest is False
    assert max(found.levels) < len(found.places) - 1  # mirrored minima are of one level


def test_so_many_starts_are_enough():
    found = multistart("lbfgs", "six_hump_camel", 20)
    assert 0 < found.share < 1
    assert (
        1 - (1 - found.share) ** found.enough >= 0.95 > 1 - (1 - found.share) ** (found.enough - 1)
    )


def test_it_is_the_same_each_time_and_for_more_starts_the_first_are_the_same():
    few, many = (multistart("adam:lr=0.1", "rastrigin", n, 50, seed=3) for n in (5, 9))
    np.testing.assert_array_equal(few.run.points, many.run.points[:, :, :5])


def test_where_every_search_is_lost_there_is_no_best():
    with pytest.raises(InputError, match="all 4 searches"):
        multistart("sgd:lr=100", "booth", 4)
