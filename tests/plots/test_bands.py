"""Bands over seeds: what they show is what they say, and each run is reproducible."""

import csv
import json
from functools import cache

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.style.themes import theme as themed
from optim_viz.runs import noise
from optim_viz.studies.compare import QUANTILES, quantiles
from optim_viz.studies.tuning import RATES, tune
from surfaces import InputError

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

KINDS = (0.5, "relative:0.5", "heavy(0.3,2)")


@cache
def compared(name="ravine", sort=1.0, seeds=9, **options):
    return optim_viz.compare(surfaces.get(name), noise=sort, seeds=seeds, steps=60, **options)


@pytest.mark.parametrize("sort", KINDS)
def test_each_seed_is_the_run_that_it_would_be_alone(sort):
    comparison = compared(sort=sort, seed=4)
    for single, bundle in zip(comparison.runs, comparison.bundles, strict=True):
        assert bundle.values.shape == (61, 9)
        np.testing.assert_array_equal(bundle.points[:, :, 0], single.points)
        alone = optim_viz.run(single.optimizer, comparison.surface, steps=60, noise=sort, seed=11)
        np.testing.assert_array_equal(bundle.points[:, :, 7], alone.points)


def test_quantiles_are_gaps_of_runs():
    (bundle, *_) = compared().bundles
    found = quantiles(bundle)
    assert found.shape == (3, 61)
    ordered = np.sort(bundle.gap, axis=1)
    np.testing.assert_array_equal(found[1], ordered[:, 4])
    assert (found[0] <= found[1]).all()
    assert (found[1] <= found[2]).all()


def test_rates_are_tuned_on_other_seeds_than_they_are_judged_by():
    alone = tune(optimizers.get("sgd"), surfaces.get("ravine"), steps=60, noise=1.0, seed=8)
    assert compared(seeds=9).runs[0].optimizer == alone.optimizer
    relative = tune(optimizers.get("sgd"), surfaces.get("ravine"), steps=60, noise="relative:1")
    assert relative.score.shape == RATES.shape


CASES = [("ravine", 1.0), ("himmelblau", "relative:0.5"), ("saddle", "heavy:0.3:1.5"),
         ("double_well", 1.0), ("rosenbrock:dim=10", "heavy:1:1")]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "sort"), CASES)
def test_the_panel_names_its_quantiles_and_text_can_be_read(name, sort, layout, read):
    if layout == "relief" and name not in ("ravine", "himmelblau", "saddle"):
        pytest.skip("a relief shows two dimensions")
    with themed():
        figure = LAYOUTS[layout](compared(name, sort, seeds=20))
        read(figure)
    (ax,) = (ax for ax in figure.axes if ax.get_xlabel() == "step")
    assert ax.get_title(loc="left").endswith("median, 10–90 %")
    assert QUANTILES == (0.1, 0.5, 0.9)
    assert len(ax.collections) == 5


def panel(comparison):
    with themed():
        figure = LAYOUTS["race"](comparison)
    (ax,) = (ax for ax in figure.axes if ax.get_xlabel() == "step")
    return ax


def test_the_figure_says_whose_path_it_shows(read):
    with themed():
        words = read(LAYOUTS["race"](compared(seeds=3)))
    assert "paths: first seed" in [item.get_text() for item, _ in words]


def test_bands_hold_the_runs_they_speak_of():
    comparison = compared(seeds=20, optimizers=(optimizers.get("sgd"), optimizers.get("adam")))
    ax = panel(comparison)
    for band, bundle in zip(ax.collections, comparison.bundles, strict=True):
        heights = band.get_paths()[0].vertices[:, 1]
        low, _, high = quantiles(bundle)
        assert heights.min() == pytest.approx(max(low.min(), ax.get_ylim()[0]))
        assert heights.max() == pytest.approx(min(high.max(), ax.get_ylim()[1]))


def test_many_methods_have_bars_that_are_quantiles_and_stand_apart():
    comparison = compared(seeds=20)
    ax, taken = panel(comparison), []
    for bars, bundle in zip(ax.collections, comparison.bundles, strict=True):
        found = np.clip(quantiles(bundle)[[0, 2]], *ax.get_ylim())
        for bar in bars.get_segments():
            (at, _), (bottom, top) = bar.T
            assert [bottom, top] == pytest.approx(found[:, int(at)])
            taken.append(at)
    assert len(taken) > 25
    assert len(set(taken)) == len(taken)


def test_seeds_without_noise_are_refused():
    with pytest.raises(InputError, match="no difference"):
        compared(sort=0.0)


def test_kinds_are_typed_as_they_print():
    for sort in KINDS:
        assert noise.get(str(noise.get(sort))) == noise.get(sort)
    assert compared(sort="heavy:0.3:2", seeds=3).conditions[-1] == "noise heavy(0.3,2), 3 seeds"
    assert compared(seeds=3, seed=5).conditions[-1] == "noise 1, 3 seeds from 5"
    assert compared(seeds=1, seed=5).conditions[-1] == "noise 1, seed 5"


def test_json_has_the_quantiles_and_the_table_has_every_run():
    comparison = compared(seeds=5)
    for row, bundle in zip(comparison.rows(), comparison.bundles, strict=True):
        assert row["over_seeds"]["seeds"] == 5
        assert row["over_seeds"]["gap"] == {
            "10 %": bundle.gap[-1].min(),
            "median": pytest.approx(np.median(bundle.gap[-1])),
            "90 %": bundle.gap[-1].max(),
        }
        assert sum(row["over_seeds"]["status"].values()) == 5
        assert (
            row["over_seeds"]["mean_evaluations"]["gradient"] == bundle.evaluations.gradient.mean()
        )
    assert json.dumps(comparison.rows())
    assert "over_seeds" not in compared(seeds=1).rows()[0]


def test_files_of_several_seeds(tmp_path):
    from optim_viz.export import tables

    tables.write(compared(seeds=3).bundles, tmp_path / "a.csv")
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8").splitlines()))
    assert {row["run"] for row in rows} == {"0", "1", "2"}
