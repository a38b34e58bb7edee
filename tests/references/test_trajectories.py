"""Our methods against the iterates of the real libraries; see ``generate.py`` beside this file.

Every path is compared until the step at which it becomes chaotic, if it does: from there the last
digit of any number decides, and the library itself would not repeat its path were its operations
in another order. ``generate.py`` finds that step from the library alone.
"""

import json
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers, schedules

FILE = dict(np.load(Path(__file__).with_name("trajectories.npz")))
"""Read once: an open file unpacks an array each time it is asked for, and a view keeps it alive."""

KEPT = np.array(json.loads(str(FILE["about"]))["steps"])


def recorded(index, points, rows):
    """Yield what was run, and its points ``(rows, d)``."""
    first = 0
    for entry in json.loads(str(FILE[index])):
        last = first + rows * surfaces.get(entry["surface"]).dim
        yield entry, FILE[points][first:last].reshape(rows, -1)
        first = last
    assert first == len(FILE[points])


def method_of(item):
    return item[0]["ours"].partition(":")[0]


def surface_of(item):
    return item[0]["surface"]


PATHS = sorted(recorded("index", "points", len(KEPT)), key=method_of)
BY_METHOD = {name: list(items) for name, items in groupby(PATHS, method_of)}
SCHEDULES = list(json.loads(str(FILE["schedules"])))
ENDS = list(recorded("end_index", "end_points", 1))


def in_one_batch(specs):
    """Return the optimizer whose knobs are those of all these, one for each run."""
    made = [optimizers.get(spec) for spec in specs]
    knobs = {name: [one.knobs[name] for one in made] for name in made[0].knobs}
    return made[0].replace(**{k: np.array(v) for k, v in knobs.items()}) if knobs else made[0]


def assert_close(entry, ours, theirs):
    """Check iterates ``(kept, d)``, each relative to its largest coordinate."""
    error = np.abs(ours - theirs).max(axis=1) / np.abs(theirs).max(axis=1)
    assert error[entry["until"] >= KEPT].max() < 1e-10, entry


@pytest.mark.parametrize("method", BY_METHOD)
def test_iterates_are_those_of_the_library(method):
    items = [item for item in BY_METHOD[method] if "cosine" not in item[0]["ours"]]
    for surface, group in groupby(sorted(items, key=surface_of), surface_of):
        entries, theirs = zip(*group, strict=True)
        optimizer = in_one_batch([entry["ours"] for entry in entries])
        start = np.array(surfaces.get(surface).start)[:, np.newaxis].repeat(len(entries), axis=1)
        ours = optim_viz.run(
            optimizer, surfaces.get(surface), start, steps=KEPT[-1], tolerance=0.0
        ).points[:, KEPT]
        for i, entry in enumerate(entries):
            assert_close(entry, ours[..., i].T, theirs[i])


@pytest.mark.parametrize(
    ("entry", "theirs"),
    [item for item in PATHS if "cosine" in item[0]["ours"]],
    ids=[entry["ours"] for entry, _ in PATHS if "cosine" in entry["ours"]],
)
def test_iterates_on_a_schedule_are_those_of_the_library(entry, theirs):
    surface = surfaces.get(entry["surface"])
    ours = optim_viz.run(optimizers.get(entry["ours"]), surface, steps=KEPT[-1], tolerance=0.0)
    assert_close(entry, ours.points[:, KEPT].T, theirs)


@pytest.mark.parametrize("method", BY_METHOD)
def test_no_method_gets_away_as_chaotic(method):
    lengths = np.array([entry["until"] for entry, _ in BY_METHOD[method]])
    where = {entry["surface"] for entry, _ in BY_METHOD[method] if entry["until"] >= 40}
    if method == "polyak":  # it zigzags across the valley: chaotic from the first steps
        assert lengths.min() >= 10
    else:
        assert (lengths == KEPT[-1]).sum() >= 3
        assert len(where) == 5


def test_the_whole_record_is_long_and_mostly_not_chaotic():
    assert KEPT[-1] >= 300
    assert np.mean([entry["until"] == KEPT[-1] for entry, _ in PATHS]) > 0.85
    assert {surfaces.get(entry["surface"]).dim for entry, _ in PATHS} >= {2, 10}


def test_what_no_library_has_is_transcribed_elsewhere():
    """No library has these as their papers write them: see tests/optimizers."""
    missing = {
        name
        for name, method in optimizers.methods().items()
        if method.order == 1 and name not in BY_METHOD
    }
    assert missing == {"yogi", "barzilai_borwein", "steepest_descent", "armijo_descent"}


@pytest.mark.parametrize(
    ("ours", "rates"),
    list(zip(SCHEDULES, FILE["rates"], strict=True)),
    ids=SCHEDULES,
)
def test_rates_are_those_of_the_scheduler(ours, rates):
    np.testing.assert_allclose(schedules.get(ours).rates(len(rates)), rates, rtol=1e-12, atol=1e-17)


def test_every_schedule_is_compared():
    texts = " ".join(SCHEDULES)
    assert [name for name in schedules.shapes() if f"{name}(" not in texts] == []


@pytest.mark.parametrize(
    ("entry", "end"), ENDS, ids=[f"{e['ours']}-{e['surface']}" for e, _ in ENDS]
)
def test_ends_where_scipy_ends(entry, end):
    optimizer, surface = optimizers.get(entry["ours"]), surfaces.get(entry["surface"])
    run = optim_viz.run(optimizer, surface, entry["start"], steps=500)
    assert run.status == "converged"
    np.testing.assert_allclose(run.end, end[0], rtol=1e-6, atol=1e-7)
