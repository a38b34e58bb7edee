"""`list` and `show`: everything that is registered, for people and for programs."""

import json
from importlib.metadata import EntryPoint

import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.optimizers.knobs import meaning

SURFACES, METHODS = surfaces.names(), optimizers.names()
MODELS = list(surfaces.model_families())


_LISTED = {}


@pytest.fixture
def listed(cli):
    """Give what tells all surfaces or optimizers as plain data; they are listed once."""

    def listed(what):
        if what not in _LISTED:
            _LISTED[what] = json.loads(cli("list", what, "--json").out)
        return _LISTED[what]

    return listed


def test_list_has_a_line_for_every_surface(cli):
    ran = cli("list", "surfaces", "-q")
    assert (ran.code, ran.err) == (0, "")
    header, *rows = ran.lines
    rows, models = rows[: len(SURFACES)], rows[len(SURFACES) :]
    assert header.split()[0] == "name"
    assert [row.split()[0] for row in rows] == SURFACES
    assert models[0] == ""
    assert [row.split()[0] for row in models[2:]] == MODELS
    for name, row in zip(SURFACES, rows, strict=True):
        assert row.endswith(surfaces.get(name).lesson)


def test_list_marks_where_the_domain_has_more_minima_than_are_listed(cli):
    ran = cli("list", "surfaces")
    _, *rows = ran.lines[: 1 + len(SURFACES)]
    marked = {row.split()[0] for row in rows if row.split()[2].endswith("+")}
    parts = {name for name in SURFACES if surfaces.get(name).more_outside}
    unproven = {name for name in SURFACES if not surfaces.get(name).minima_complete}
    assert marked == parts | unproven
    assert unproven == {"cross_in_tray", "eggholder", "holder_table"}
    assert "show NAME" in ran.err


def test_list_has_a_line_for_every_optimizer(cli):
    ran = cli("list", "optimizers")
    assert (ran.code, ran.err) == (0, "")
    _, *rows = ran.lines
    assert [row.split()[0] for row in rows] == METHODS
    for name, row in zip(METHODS, rows, strict=True):
        assert row.endswith(optimizers.methods()[name].summary)
        assert all(knob + "=" in row for knob in optimizers.methods()[name].knobs)


def test_quiet_list_does_not_say_what_is_left_out(cli, monkeypatch):
    point = EntryPoint("broken", "nowhere_at_all:broken", optimizers.GROUP)
    monkeypatch.setattr(optimizers, "plugins", lambda group: {"broken": point})
    ran, quiet = cli("list", "optimizers"), cli("list", "optimizers", "-q")
    assert ran.err.startswith("left out: broken cannot be loaded: ModuleNotFoundError")
    assert (quiet.out, quiet.err) == (ran.out, "")


@pytest.mark.parametrize(
    ("what", "names"), [("surfaces", SURFACES + MODELS), ("optimizers", METHODS)]
)
def test_list_as_json_is_what_show_as_json_says_of_each(what, names, cli, listed):
    told = listed(what)
    assert [facts["name"] for facts in told] == names
    for facts in told[:: max(1, len(told) // 7)]:
        assert json.loads(cli("show", facts["name"], "--json").out) == facts


@pytest.mark.parametrize("name", SURFACES)
def test_show_tells_all_about_a_surface(name, cli):
    surface = surfaces.get(name)
    ran = cli("show", name)
    assert (ran.code, ran.err) == (0, "")
    for words in (surface.title, surface.lesson, surface.formula, surface.source):
        assert words in ran.out
    assert str(surface.domain) in ran.out
    for number in surface.start:
        assert f"{number:.10g}" in ran.out
    if not surface.minima:
        assert "no minimum" in ran.out
    for minimum in surface.minima[:12]:
        assert f"{minimum.value:.10g}" in ran.out
    assert not any(line != line.rstrip() for line in ran.lines)


@pytest.mark.parametrize("name", SURFACES)
def test_show_as_json_tells_all_about_a_surface(name, cli):
    surface = surfaces.get(name)
    ran = cli("show", name, "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert (told["name"], told["formula"]) == (name, surface.formula)
    assert (told["dim"], told["source"]) == (surface.dim, surface.source)
    assert told["start"] == list(surface.start)
    assert told["lowest"] == surface.lowest
    assert told["domain"]["low"] == surface.domain.low.tolist()
    assert told["domain"]["high"] == surface.domain.high.tolist()
    assert [(tuple(m["at"]), m["value"], m["global"]) for m in told["minima"]] == [
        (m.at, m.value, m.is_global) for m in surface.minima
    ]


@pytest.mark.parametrize("name", METHODS)
def test_show_tells_the_knobs_and_the_rule_of_an_optimizer(name, cli):
    method = optimizers.methods()[name]
    ran = cli("show", name)
    assert (ran.code, ran.err) == (0, "")
    assert method.title in ran.out
    assert method.summary in ran.out
    for knob, default in method.knobs.items():
        assert any(line.split()[:2] == [knob, f"{default:g}"] for line in ran.lines)
    for line in method.rule.splitlines():
        assert line in ran.out
    told = json.loads(cli("show", name, "--json").out)
    assert told["knobs"] == dict(method.knobs)
    assert told["knob_meanings"] == {knob: meaning(method, knob) for knob in method.knobs}
    assert told["rule"] == method.rule
    assert told["title"] == method.title


def test_show_takes_parameters_and_knobs(cli):
    assert json.loads(cli("show", "bowl:dim=5", "--json").out)["dim"] == 5
    told = json.loads(cli("show", "adam:lr=0.1", "--json").out)
    assert told["knobs"]["lr"] == 0.1
    assert told["spec"] == "adam:lr=0.1"
    assert "0.1" in cli("show", "adam:lr=0.1").out


def test_what_is_listed_can_be_shown_and_compared(cli, listed):
    for facts in listed("surfaces")[::9]:
        assert cli("compare", facts["spec"], "--dry-run", "-q").code == 0
    for spec in [facts["spec"] for facts in listed("optimizers")]:
        assert cli("compare", "-a", spec, "--dry-run", "-q").code == 0


def test_a_formula_is_shown_as_a_surface_is_and_moved_as_one(cli):
    told = json.loads(cli("show", "-f", "x**2/20 + y**2", "--shift=1,2", "--json").out)
    assert told["spec"] == "x**2/20 + y**2, shifted by (1, 2)"
    assert told["minima"][0]["at"] == pytest.approx([1, 2], abs=1e-12)
    turned = json.loads(cli("show", "himmelblau", "--rotate", "90", "--json").out)
    assert [-2, 3] in [[round(x, 9) for x in point["at"]] for point in turned["stationary_points"]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("shubert", "722 minima and 2166 other stationary points inside the domain:"),
        ("adjiman", "no minimum and 2 other stationary points inside the domain, and 1 minimum on"),
        ("dixon_price", "2 minima and 1 other stationary point inside the domain:"),
        (
            "ackley",
            "121 minima and 320 other stationary points inside [-5, 5] × [-5, 5];"
            " outside of it the domain has more:",
        ),
        (
            "bohachevsky",
            "25 minima and 56 other stationary points inside [-1.5, 1.5] × [-1.3, 1.3]:",
        ),
        ("hartmann6", "2 minima inside the domain:"),
        ("griewank:dim=4", "1 minimum inside [-10, 10]⁴; there may be more:"),
        ("wood", "1 minimum inside the domain:"),
    ],
)
def test_show_says_how_many_points_there_are_and_where(name, words, cli):
    assert f"It has {words}" in " ".join(cli("show", name).out.split())
