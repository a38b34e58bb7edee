"""``optim-viz train``: what it takes, tells and keeps."""

from __future__ import annotations

import csv
import gzip
import json

import numpy as np
import pytest

from optim_viz.studies import train as trainings

SMALL = ("train", "moons", "-a", "sgd:lr=0.1", "-a", "adam", "--lr", "0.01", "--epochs", "1")


@pytest.fixture
def fashion(folder):
    """Give a folder with the IDX files of small images, one class brighter than the other."""
    rng = np.random.default_rng(0)
    images = folder / "fashion"
    images.mkdir()
    for part, count in (("train", 60), ("t10k", 20)):
        labels = np.arange(count, dtype=np.uint8) % 3
        pixels = (60 * labels[:, None, None] + rng.integers(0, 60, (count, 4, 4))).astype(np.uint8)
        for name, array in (("images-idx3", pixels), ("labels-idx1", labels)):
            shape = b"".join(size.to_bytes(4, "big") for size in array.shape)
            content = bytes([0, 0, 8, array.ndim]) + shape + array.tobytes()
            (images / f"{part}-{name}-ubyte.gz").write_bytes(gzip.compress(content))
    return images


def test_it_tells_loss_and_accuracy_and_writes_each_checkpoint(cli, folder, sketch):
    ran = cli(*SMALL, "--seeds", "2", "--json", "-o", "a.png", "--data", "a.csv")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert [row["lr"] for row in told["results"]] == [0.1, 0.01]
    with (folder / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    last = [float(row["loss"]) for row in rows if row["optimizer"] == "adam:lr=0.01"][-2:]
    loss = told["results"][1]["loss"]
    assert sorted(last) == [loss["lowest"], loss["highest"]]
    assert loss["median"] == min(last)
    assert "lr 0.01 for all" in told["conditions"]
    assert {row["seed"] for row in rows} == {"0", "1"}


def test_data_of_a_folder_are_trained_on_by_either_name(cli, fashion, sketch):
    options = "-a", "adam:lr=0.01", "--batch-size", "20", "--epochs", "30", "--seeds", "1"
    by_name = cli("train", "fashion", *options, "-o", "a.png", "--json")
    assert by_name.code == 0, by_name.err
    by_option = cli("train", "--data", "fashion", *options, "-o", "a.png", "--json")
    assert (by_option.code, by_option.out) == (0, by_name.out)
    told = json.loads(by_name.out)
    assert told["recipe"]["train"]["model"] == "fashion"
    assert told["model"] == "network:data=fashion"
    assert any("an epoch of 60 rows is 3 updates" in one for one in told["conditions"])
    assert told["results"][0]["accuracy"]["median"] > 0.9  # of 20 images that it has not seen


def test_a_folder_that_is_not_there_is_one_line(cli, files):
    ran = cli("train", "--data", "nowhere")
    assert (ran.code, ran.err.count("\n"), files()) == (2, 1, {})
    assert "nowhere" in ran.err


def test_what_is_interrupted_leaves_nothing_or_what_goes_on(cli, files, monkeypatch, sketch):
    done = []

    def interrupted(*given):
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return real(*given)

    real = trainings.train
    monkeypatch.setattr(trainings, "train", interrupted)
    ran = cli(*SMALL, "-o", "a.png")
    assert (ran.code, files()) == (130, {})
    assert "nothing kept (--store FILE would)" in ran.err
    done.clear()
    ran = cli(*SMALL, "-o", "a.png", "--store", "kept")
    assert ran.code == 130
    assert "what is done is in kept: the same command goes on" in ran.err
    assert "a.png" not in files()
    monkeypatch.setattr(trainings, "train", real)
    first = cli(*SMALL, "-o", "a.png", "--store", "kept")
    assert first.code == 0
    assert cli(*SMALL, "-o", "b.png").out == first.out


def test_the_store_is_not_drawn_over(cli):
    ran = cli(*SMALL, "-o", "a.png", "--store", "a.png")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
