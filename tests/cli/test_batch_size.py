"""Batches of data: sizes as they are typed, rows that are seen, comparisons of sizes."""

import json

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.runs.batch_size import in_batches, read_batch_size, rows_seen, updates_in_epoch
from optim_viz.runs.noise import Minibatch
from optim_viz.studies.compare import compare
from surfaces import InputError

LINE = surfaces.get("linear_regression")


@pytest.mark.parametrize("typed", ["0", "-1", "2.5", "half", True, 0])
def test_a_size_is_a_number_of_rows_or_all(typed):
    with pytest.raises(InputError, match="whole number of rows, at least 1, or all"):
        read_batch_size(typed)
    assert (read_batch_size("16"), read_batch_size("all")) == (16, "all")


def test_an_epoch_sees_every_row_once():
    """Steps so short that the gradients are those at the start add up to the whole gradient."""
    lr = 1e-9
    run = optim_viz.run(f"sgd:lr={lr}", LINE, steps=50, batch_size=1)
    moved = run.points[:, -1] - run.points[:, 0]
    np.testing.assert_allclose(moved, -lr * 50 * LINE.gradient(LINE.start), rtol=1e-5)


def test_all_rows_are_the_whole_gradient():
    whole = optim_viz.run("sgd:lr=0.05", LINE, steps=20)
    batch = optim_viz.run("sgd:lr=0.05", LINE, steps=20, batch_size="all")
    assert (batch.points == whole.points).all()
    assert (whole.batch_size, batch.batch_size) == (None, 50)


@pytest.mark.parametrize("size", [1, 7, 16, 50])
def test_rows_seen_are_those_of_the_batches_one_by_one(size):
    taken = [len(Minibatch(size)._rows(50, size, 3, turn)) for turn in range(120)]
    np.testing.assert_array_equal(rows_seen(np.arange(121), size, 50), [0, *np.cumsum(taken)])
    assert sum(taken[: updates_in_epoch(size, 50)]) == 50


def test_batches_are_refused_where_there_are_no_rows_or_another_noise():
    with pytest.raises(InputError, match="ravine has no data"):
        optim_viz.run("sgd:lr=0.1", "ravine", batch_size=4)
    with pytest.raises(InputError, match="1 to 50 rows"):
        in_batches(51, LINE)
    with pytest.raises(InputError, match="a batch size or a noise, not both"):
        in_batches(4, LINE, 0.5)


def test_sizes_are_compared_by_one_rule_and_named():
    told = compare(LINE, ["sgd"], steps=20, batch_size=(1, 16, "all"))
    assert [run.optimizer.title for run in told.runs] == [
        "SGD, batch 1", "SGD, batch 16", "SGD, batch all",
    ]  # fmt: skip
    assert [run.batch_size for run in told.runs] == [1, 16, 50]
    assert "batches of 1, 16, 50: an epoch of 50 rows is 50, 4, 1 updates" in told.conditions
    assert [row["rows_seen"] for row in told.rows()] == [20, 5 * 50, 20 * 50]
    rates = [row["lr"] for row in told.rows()]
    assert rates == sorted(rates)  # the more rows, the less noise, the longer the steps
    alone = optim_viz.run(told.runs[1].optimizer, LINE, steps=20, batch_size=16)
    assert (alone.points == told.runs[1].points).all()
    assert set(told.to_frame()["batch_size"]) == {1, 16, 50}


def test_rows_are_not_counted_where_an_update_asks_for_more_than_a_gradient():
    newton, sgd = compare(LINE, ["newton", "sgd:lr=0.01"], steps=5, batch_size=4).runs
    assert newton.rows_seen is None
    np.testing.assert_array_equal(sgd.rows_seen, [0, 4, 8, 12, 16, 20])


def test_the_command_takes_several_sizes(cli, tmp_path, sketch):
    sizes = ("--batch-size", "1", "--batch-size", "all", "--lr", "0.05")
    ran = cli("compare", "linear_regression", *sizes, "--json", "-o", str(tmp_path / "a.png"))
    told = json.loads(ran.out)["results"]
    assert [(one["optimizer"], one["batch_size"]) for one in told] == [
        ("SGD, batch 1", 1), ("SGD, batch all", 50),
    ]  # fmt: skip
    recipe = cli("compare", "linear_regression", *sizes, "--dry-run").err
    assert '"optimizers": ["sgd"]' in recipe
    assert '"batch_size": ["1", "all"]' in recipe


def test_the_panel_of_rows_has_one_curve_for_each_size():
    from optim_viz.plots.compare_race import race

    told = compare(LINE, ["sgd"], steps=30, lr=0.05, batch_size=(1, "all"))
    _, gaps, rows, *_ = race(told).axes  # and the signs of the legend
    assert (gaps.get_xlabel(), rows.get_xlabel()) == ("step", "rows of data seen")
    assert gaps.get_ylim() == rows.get_ylim()
    last = [max(line.get_xdata()) for line in rows.lines if len(line.get_xdata()) == 30]
    assert last == [30, 1500]


@pytest.mark.parametrize("command", ["compare", "bench", "explain"])
def test_each_command_refuses_batches_in_one_line(command, cli):
    ravine = ("sgd", "--on", "ravine") if command == "explain" else ("ravine",)
    line = [word.replace("ravine", "linear_regression") for word in ravine]
    for given, said in (
        ((*ravine, "--batch-size", "4"), "ravine has no data"),
        ((*ravine, "--batch-size", "all"), "ravine has no data"),
        ((*line, "--batch-size", "4", "--noise", "1"), "a batch size or a noise, not both"),
        ((*line, "--batch-size", "51"), "1 to 50 rows"),
        ((*line, "--batch-size", "few"), "not 'few'"),
    ):
        ran = cli(command, *given, "--dry-run")
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert said in ran.err
    assert cli(command, *line, "--batch-size", "4", "--dry-run").code == 0


def test_over_seeds_the_medians_stand_against_rows_seen():
    from optim_viz.plots.compare_race import race

    told = compare(LINE, ["sgd"], steps=300, lr=0.2, batch_size=(16, "all"), seeds=3)
    assert told.bundles[1].taken.max() < 300  # at rest before its budget
    _, _, rows, *_ = race(told).axes
    assert rows.get_xlabel() == "rows of data seen"
