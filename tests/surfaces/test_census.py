"""The counts that `list` shows are those of a fresh count."""

from __future__ import annotations

import json

import pytest

import surfaces
from surfaces.census import FILE, count, counted, take


def test_census_is_up_to_date() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert set(kept) == set(surfaces.catalogue()), "run python -m surfaces.census"
    assert kept == take(), "run python -m surfaces.census"


def test_listing_reads_the_census(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surfaces.census.count", lambda surface: pytest.fail("counted again"))
    assert counted(surfaces.get("ravine")) == {"minima": 1, "saddles": 0, "maxima": 0}


def test_what_is_not_in_the_census_is_counted() -> None:
    tilted = surfaces.get("double_well:tilt=0.1")
    assert counted(tilted) == count(tilted) == {"minima": 2, "saddles": 0, "maxima": 1}
