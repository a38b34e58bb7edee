"""The rate at each step: in the table, and in the labels of figures."""

import csv
import json
import math

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers, schedules
from optim_viz.plots.style import text

RAVINE = surfaces.get("ravine")


def run(spec, **options):
    return optim_viz.run(optimizers.get(spec), RAVINE, steps=10, **options)


def test_every_row_has_the_rate_of_the_step_that_led_to_it():
    rate = run("adam:lr=cosine(0.5)").columns()["lr"]
    assert math.isnan(rate[0])
    np.testing.assert_array_equal(rate[1:], schedules.get("cosine(0.5)").rates(10))
    np.testing.assert_array_equal(run("sgd:lr=0.1").columns()["lr"][1:], 0.1)
    assert np.isnan(run("newton").columns()["lr"]).all()


def test_the_rate_has_the_shape_of_the_batch():
    rates = np.array([0.1, 0.2, 0.3])
    many = optim_viz.run(optimizers.get("sgd", lr=rates), RAVINE, steps=4)
    assert many.rate.shape == (5, 3)
    np.testing.assert_array_equal(many.rate[1:], np.broadcast_to(rates, (4, 3)))
    columns = many.columns()
    assert {len(column) for column in columns.values()} == {15}


def test_the_table_holds_rates_and_other_schedules_of_all_runs(cli, folder, sketch):
    methods = ("sgd:lr=0.1", "momentum:lr=step(0.1,5),momentum=polynomial(0.9)", "newton")
    asked = [part for method in methods for part in ("-a", method)]
    assert cli("compare", *asked, "--steps", "12", "--data", "all.csv", "-q").code == 0
    rows = list(csv.DictReader((folder / "all.csv").read_text("utf-8").splitlines()))
    one, other, newton = ([row for row in rows if row["optimizer"] == name] for name in methods)
    assert [row["lr"] for row in one] == ["0.1"] * 13
    assert {row["momentum"] for row in one + newton} == {""}
    assert [float(row["lr"]) for row in other[1:]] == pytest.approx(
        schedules.get("step(0.1,5)").rates(12)
    )
    assert [float(row["momentum"]) for row in other[1:]] == pytest.approx(
        schedules.get("polynomial(0.9)").rates(12)
    )
    assert {row["lr"] for row in newton} == {"nan"}


def test_knobs_show_schedules_and_whatever_clips():
    assert text.knobs(optimizers.get("adam:lr=cosine:0.5:100")) == "lr cosine(0.5, 100)"
    assert text.knobs(optimizers.get("sgd:lr=warmup:1:5+cosine:1")) == "lr warmup(1, 5) + cosine(1)"
    assert text.knobs(optimizers.get("clipped_descent:lr=0.5")) == "lr 0.5, ‖g‖ ≤ 1"
    assert text.knobs(optimizers.get("newton")) == ""


def test_long_knobs_are_broken_where_they_may_be():
    words = "lr warmup(0.1, 10) + cosine(0.9, 90), β₁ 0.8"
    lines = text.wrapped(words, 22)
    assert " ".join(lines) == words
    assert all(len(line) <= 24 for line in lines)
    assert text.wrapped("x" * 40, 10) == ["x" * 10 + "…"]
    assert text.shortened(words, 20) == "lr warmup(0.1, 10)…"
    assert text.shortened("lr 1", 20) == "lr 1"


def test_the_table_and_json_tell_schedules_in_a_column_of_their_own(cli, sketch):
    typed = ("compare", "-a", "adam:lr=restarts(0.1,20),beta1=0.8", "-a", "sgd:lr=0.5")
    ran = cli(*typed, "--steps", "9")
    first, second = ran.lines[1:3]
    assert first.split()[:3] == ["Adam", "beta1=0.8", "restarts(0.1,20)"]
    assert second.split()[:2] == ["SGD", "0.5"]
    told = json.loads(cli(*typed, "--json", "-q").out)["results"]
    assert [row["lr"] for row in told] == ["restarts(0.1,20)", 0.5]
