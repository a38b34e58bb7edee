"""Stores are joined and listed; each unit says where it was computed."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import optim_viz
import surfaces
from optim_viz import machine
from optim_viz.bench import card
from optim_viz.bench.card import Card
from optim_viz.bench.executors import benchmark
from optim_viz.bench.listing import experiments
from optim_viz.bench.store import SCHEMA_VERSION, Store
from optim_viz.bench.units import tuning_units, work
from surfaces import InputError

SMALL = ["--starts", "4", "--steps", "50", "--rates", "1e-3:1:7"]
ELSEWHERE = Card("Abacus", "3.99", "9.9", "0.1.0", "0123456789abcdef")


def filled(path, recipe):
    with Store(path) as store:
        return benchmark(recipe, store=store)


def test_two_halves_make_a_whole(recipe, tmp_path, assert_same, monkeypatch):
    halves = [replace(recipe, optimizers=(one,)) for one in recipe.optimizers]
    for name, half in zip("ab", halves, strict=True):
        filled(tmp_path / name, half)
    right = benchmark(recipe)
    before = (tmp_path / "b").read_bytes()
    with Store(tmp_path / "a") as store, Store.reading(tmp_path / "b") as other:
        assert store.merge(other) == 6
        assert store.merge(other) == 0
        assert store.recipes() == halves
        monkeypatch.setattr("optim_viz.bench.executors.work", None)
        assert_same(benchmark(recipe, store=store), right)
    assert (tmp_path / "b").read_bytes() == before


def test_a_damaged_unit_is_not_copied_and_one_here_is_mended(recipe, tmp_path):
    filled(tmp_path / "a", recipe)
    filled(tmp_path / "b", recipe)
    where = "starts || conditions IN (SELECT starts || conditions FROM units LIMIT 1)"
    with Store(tmp_path / "b") as spoilt:
        spoilt._file.execute(f"UPDATE units SET outcomes = x'00ff' WHERE {where}")
    with Store(tmp_path / "b") as store, Store.reading(tmp_path / "a") as whole:
        assert store.merge(whole) == 1
        assert store.merge(whole) == 0
    with Store(tmp_path / "b") as spoilt:
        spoilt._file.execute(f"UPDATE units SET outcomes = x'00ff' WHERE {where}")
    with Store(tmp_path / "c") as store, Store.reading(tmp_path / "b") as spoilt:
        assert store.merge(spoilt) == 11


def test_what_cannot_be_merged_is_refused_and_nothing_is_copied(bench, here, recipe):
    filled("a.sqlite", replace(recipe, optimizers=("newton",)))
    filled("old.sqlite", recipe)
    with closing(sqlite3.connect("old.sqlite")) as file:
        file.execute("PRAGMA user_version = 5")
    (here / "notes.txt").write_text("not a store")
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    for other, message in (
        ("old.sqlite", f"has schema 5, and this version reads {SCHEMA_VERSION}"),
        ("notes.txt", "not a file of benchmark results"),
        ("a.sqlite", "cannot be merged into itself"),
        ("none.sqlite", "there is no file"),
    ):
        code, out, err = bench("--store", "a.sqlite", "--merge", other)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert message in err
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_merged_stores_are_listed_and_drawn(bench, here):
    for name, place in (("a", "ravine"), ("b", "booth"), ("c", "bowl")):
        bench(place, *SMALL, "-a", "sgd", "-a", "newton", "--store", name, "-q")
    code, out, err = bench("--store", "a", "--merge", "b", "--merge", "c")
    assert code == 0
    assert err.splitlines() == [f"{name}: 4 units that were missing" for name in "bc"]
    assert [line.split() for line in out.splitlines()] == [
        ["no.", "surfaces", "optimizers", "units"],
        ["1", "ravine", "sgd,", "newton", "4", "/", "4"],
        ["2", "booth", "sgd,", "newton", "4", "/", "4"],
        ["3", "bowl", "sgd,", "newton", "4", "/", "4"],
    ]
    assert bench("--store", "a", "--list") == (0, out, "")
    assert sorted(os.listdir(here)) == ["a", "b", "bench.png", "c"]
    told = json.loads(bench("--from", "a", "--json", "-q")[1])
    assert {row["surface"] for row in told["results"]} == {"bowl"}


def test_a_list_says_how_far_each_is(recipe, tmp_path):
    """What one benchmark has done counts for the other, as far as it is the same."""
    more = replace(recipe, optimizers=("adam", "newton"))
    with Store(tmp_path / "a") as store:
        benchmark(recipe, store=store)
        store.begin(more)
        adam = next(unit for unit in tuning_units(more) if unit.optimizer == "adam")
        store.put(adam, work(adam))
        store._file.execute("INSERT INTO experiments (recipe) VALUES ('spoilt')")
        rows = list(experiments(store))
    assert [(row["number"], row["units_done"], row["units"]) for row in rows] == [
        (1, 12, 12), (2, 3 * 2 + 1, 12), (3, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["--list"], "--list needs a store: --store FILE"),
        (["--merge", "b"], "--merge needs a store"),
        (["ravine", "--store", "a", "--list"], "SURFACE has no place beside it"),
        (["--store", "a", "--merge", "b", "--dry-run"], "--dry-run has no place beside it"),
        (["--store", "a", "--list"], "there is no file a"),
    ],
)
def test_wrong_input_is_one_line(bench, here, typed, message):
    code, out, err = bench(*typed)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert not list(here.iterdir())


def test_a_unit_keeps_the_card_of_where_it_was_computed(recipe, tmp_path):
    units = list(tuning_units(recipe))
    with Store(tmp_path / "b") as store:
        store.put(units[0], work(units[0]), ELSEWHERE)
    with Store(tmp_path / "a") as store, Store.reading(tmp_path / "b") as other:
        store.merge(other)
        assert store.card(units[0]) == ELSEWHERE
        assert store.card(units[1]) is None
        assert set(benchmark(recipe, store=store).cards) == {ELSEWHERE, card.here()}
        assert store.card(units[1]) == card.here()
    assert benchmark(recipe).cards == (card.here(),)


def test_a_card_is_told_but_not_drawn(bench, here, monkeypatch):
    task = ["ravine", *SMALL, "-a", "sgd"]
    told = json.loads(bench(*task, "--store", "a", "-o", "a.png", "--json", "-q")[1])
    assert told["reproducibility"] == [vars(card.here())]
    monkeypatch.setattr("optim_viz.bench.executors.here", lambda: ELSEWHERE)
    _, _, err = bench(*task, "-o", "b.png", "--table", "a.md")
    said = "computed on Abacus with Python 3.99, NumPy 9.9, optim-viz 0.1.0, code 0123456789abcdef"
    *_, card_line, pasted, figure, table = err.splitlines()
    assert (card_line, figure, table) == (said, "b.png", "a.md")
    assert pasted.endswith("(b.png)")
    assert (here / "a.md").read_text().endswith(f"; {said}\n")
    assert (here / "a.png").read_bytes() == (here / "b.png").read_bytes()
    assert bench("--from", "a", "-o", "c.png")[2].splitlines()[-3] == str(card.here())


def test_the_code_is_hashed_by_name_and_content(tmp_path):
    """The same hash from plain loops over names in order."""
    for name, text in (
        ("b.py", "x = 1\r\n"),
        ("a/c.py", "y"),
        ("d.txt", "no code"),
        ("e.json", "{}"),
    ):
        path = tmp_path / "one" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    wanted = b"one/a/c.py 1\nyone/b.py 6\nx = 1\none/e.json 2\n{}"
    assert machine.code_hash([tmp_path / "one"]) == hashlib.sha256(wanted).hexdigest()
    (tmp_path / "one" / "b.py").write_bytes(b"x = 2\n")
    assert machine.code_hash([tmp_path / "one"]) != hashlib.sha256(wanted).hexdigest()


def test_both_packages_are_part_of_the_code():
    folders = [Path(one.__file__).parent for one in (optim_viz, surfaces)]
    assert card.here().code == machine.code_hash(folders)[:16]
    assert card.here().processor


@pytest.mark.parametrize("text", ["", "[]", "3", "{", '{"processor": "x"}'])
def test_a_card_that_cannot_be_read_is_none(text):
    assert Card.read(text) is None


def test_a_store_is_not_merged_into_itself(recipe, tmp_path):
    filled(tmp_path / "a", replace(recipe, surfaces=("bowl",), optimizers=("newton",)))
    one, other = Store(tmp_path / "a"), Store.reading(tmp_path / "a")
    with one, other, pytest.raises(InputError, match="cannot be merged into itself"):
        one.merge(other)
