"""The counts that `list` shows are those of a fresh count."""

from __future__ import annotations

import surfaces
from surfaces.census import count, counted, take


def test_census_is_up_to_date() -> None:
    fresh = take()
    assert {name: counted(surfaces.get(name)) for name in fresh} == fresh, (
        "run python -m surfaces.census"
    )


def test_what_is_not_in_the_census_is_counted() -> None:
    tilted = surfaces.get("double_well:tilt=0.1")
    assert counted(tilted) == count(tilted) == {"minima": 2, "saddles": 0, "maxima": 1}
