"""`surface` and `check`: one surface by itself, and its derivatives on trial."""

import json
from dataclasses import replace

import pytest

import surfaces


def test_surface_writes_a_portrait_and_tells_the_points(cli, files):
    ran = cli("surface", "himmelblau")
    assert ran.code == 0
    assert ran.lines == list(files()) == ["surface-himmelblau.png"]
    assert ran.err.count("saddle") == 4
    assert ran.err.count("maximum") == 1


def test_surface_as_json_is_what_show_knows(cli, files):
    ran = cli("surface", "double_well", "-o", "a.svg", "--theme", "dark", "--json", "-q")
    assert (ran.code, ran.err) == (0, "")
    told, shown = json.loads(ran.out), json.loads(cli("show", "double_well", "--json").out)
    assert told.pop("written") == list(files()) == ["a.svg"]
    assert told == shown


@pytest.mark.parametrize("name", surfaces.names()[::6])
def test_check_agrees_on_surfaces_of_the_catalogue(name, cli):
    ran = cli("check", name, "--json", "--points", "50")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["surface"] == name
    assert [check["derivative"] for check in told["checks"]] == ["gradient", "Hessian"]
    assert all(check["agrees"] for check in told["checks"])


def test_check_leaves_with_one_if_a_derivative_is_wrong(cli, monkeypatch):
    from optim_viz.cli import check

    def doubtful(*arguments):
        first, second = true(*arguments)
        return replace(first, agrees=False), second

    true = check.compared
    monkeypatch.setattr(check, "compared", doubtful)
    ran = cli("check", "ravine")
    assert ran.code == 1
    assert "DISAGREES" in ran.out
