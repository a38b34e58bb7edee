"""`show` and `list` of methods that other libraries write otherwise, and of schedules."""

import json

import numpy as np
import pytest

from optim_viz import optimizers, schedules
from optim_viz.cli.pages import beside

SHAPES = schedules.shapes()
FORMS = [n for n in optimizers.methods() if len(optimizers.conventions(n)) > 1]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_method_is_told_with_its_rule_and_its_difference(name, cli):
    ran = cli("show", name)
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(cli("show", name, "--json").out)["conventions"]
    forms = optimizers.conventions(name)
    assert [item["name"] for item in told] == [form.name for form in forms]
    for form, item in zip(forms, told, strict=True):
        assert item["rule"] == form.rule
        assert item["knobs"] == dict(form.knobs)
        assert item["difference"] == (form.summary if form.library else "")
        (row,) = (line for line in ran.lines if line.split()[:1] == [form.name] and "lr=" in line)
        assert all(f"{knob}={value:g}" in row for knob, value in form.knobs.items())
        if form.library:
            assert row.endswith(form.summary)
        for line in form.rule.splitlines():
            assert line in ran.out


def test_rules_stand_side_by_side_where_there_is_room(cli, monkeypatch):
    ours, theirs = (
        optimizers.methods()[n].rule.splitlines()[-1] for n in ("adagrad", "keras.adagrad")
    )
    monkeypatch.setenv("COLUMNS", "130")
    assert any(ours in line and theirs in line for line in cli("show", "adagrad").lines)
    monkeypatch.setenv("COLUMNS", "80")
    assert not any(ours in line and theirs in line for line in cli("show", "adagrad").lines)


def test_a_method_of_one_form_only_tells_no_conventions(cli):
    assert json.loads(cli("show", "sgd", "--json").out)["conventions"] == []
    assert "libraries" not in cli("show", "sgd").out


def test_blocks_fill_rows_from_the_left():
    assert beside(["a\nbb", "c", "d"], 9) == "a     c\nbb\n\nd"
    assert beside(["a\nbb", "c", "d"], 100) == "a     c    d\nbb"


def test_list_has_a_line_for_every_schedule(cli):
    ran = cli("list", "schedules")
    assert (ran.code, ran.err) == (0, "")
    for (name, shape), row in zip(SHAPES.items(), ran.lines[1:], strict=True):
        assert row.split()[0] == name
        assert shape.signature in row
        assert row.endswith(shape.summary)
    listed = json.loads(cli("list", "schedules", "--json").out)
    assert listed == [json.loads(cli("show", name, "--json").out) for name in SHAPES]


@pytest.mark.parametrize("name", SHAPES)
def test_show_tells_how_a_schedule_is_typed_and_what_it_computes(name, cli):
    ran = cli("show", name)
    assert (ran.code, ran.err) == (0, "")
    assert SHAPES[name].signature in ran.out
    assert SHAPES[name].summary in ran.out
    assert "return " in ran.out
    assert not any(line != line.rstrip() for line in ran.lines)


@pytest.mark.parametrize("spec", ["cosine(0.5,100)", "cosine:0.5:100", "warmup(0.1,10)+cosine:0.1"])
def test_show_tells_the_course_of_a_schedule(spec, cli):
    ran = cli("show", spec)
    assert (ran.code, ran.err) == (0, "")
    assert "▁" in ran.out
    told = json.loads(cli("show", spec, "--json").out)
    assert schedules.get(told["spec"]) == schedules.get(spec)
    np.testing.assert_allclose(told["rates"], schedules.get(spec).rates(told["steps"]))


def test_a_knob_that_is_a_schedule_is_shown_as_it_is_typed(cli):
    ran = cli("show", "adam:lr=cosine:0.5:100")
    assert ["lr", "cosine(0.5,100)"] in [line.split()[:2] for line in ran.lines]
    told = json.loads(cli("show", "adam:lr=cosine:0.5:100", "--json").out)
    assert told["knobs"]["lr"] == "cosine(0.5,100)"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("cosin", "did you mean cosine"),
        ("cosine(0.5,x)", "finite number"),
        ("cosine()", "expected cosine"),
        ("keras.adagrat", "did you mean keras.adagrad"),
    ],
)
def test_what_cannot_be_shown_is_one_line(typed, said, cli):
    ran = cli("show", typed)
    assert ran.code == 2
    assert not ran.out
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "helpers"),
    [
        ("sgd", ["penalized"]),
        ("adam", ["penalized"]),
        ("lbfgs", ["_two_loops", "wolfe"]),
        ("damped_newton", ["armijo"]),
        ("trust_region", ["_fresh", "_lowest_within"]),
        ("adagrad", []),
    ],
)
def test_functions_that_a_rule_calls_are_printed_below_it(name, helpers, cli):
    page = cli("show", name).out
    told = json.loads(cli("show", name, "--json").out)["helpers"]
    assert list(told) == helpers
    assert ("\nwhere\n" in page) == bool(helpers)
    for helper, code in told.items():
        assert code.startswith(f"def {helper}(")
        assert '"""' not in code
        assert all(line in page for line in code.splitlines())


def test_departures_from_the_paper_are_told(cli):
    assert "more than 5 gradients, where the paper says 4" in cli("show", "radam").out


def test_a_method_that_another_library_runs_tells_its_call_and_where_its_rule_is(cli):
    scipy = pytest.importorskip("scipy")
    ran = cli("show", "scipy.BFGS")
    assert (ran.code, ran.err) == (0, "")
    call = "scipy.optimize.minimize(surface, start, method='BFGS', jac=surface.gradient, tol=1e-14)"
    assert call in " ".join(ran.out.split())
    assert f"scipy {scipy.__version__}" in ran.out
    assert "docs.scipy.org/doc/scipy/reference/optimize.minimize-bfgs.html" in ran.out
    assert "paths" not in ran.out  # what makes it run here is no rule
    told = json.loads(cli("show", "scipy.trust-exact", "--json").out)["library_call"]
    assert "hess=surface.hessian" in told["call"]


def test_rates_that_are_not_finite_are_drawn_as_high_as_there_is_room(cli):
    ran = cli("show", "exponential(0.1,1e300)")
    assert (ran.code, ran.err) == (0, "")
    assert "  ▁" + "█" * 59 in ran.lines
