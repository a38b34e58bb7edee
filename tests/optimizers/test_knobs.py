"""Every knob of every method, and every parameter of a schedule, is explained in one line."""

import pytest

from optim_viz import optimizers, schedules
from optim_viz.adapters import foreign
from optim_viz.optimizers.knobs import KNOBS, meaning
from optim_viz.schedules import MEANINGS

METHODS, SHAPES = optimizers.methods(), schedules.shapes()
EVERY_KNOB = [(method, knob) for method in METHODS.values() for knob in method.knobs]


@pytest.mark.parametrize(("method", "knob"), EVERY_KNOB, ids=lambda one: str(one))
def test_every_knob_has_a_meaning_in_one_short_line(method, knob):
    line = meaning(method, knob)
    assert 10 < len(line) <= 62
    assert "\n" not in line
    assert not line.endswith(".")


def test_every_line_on_a_knob_is_used():
    used = {meaning(method, knob) for method, knob in EVERY_KNOB}
    assert set(KNOBS.values()) == used
    for key in KNOBS:
        name, _, knob = key.rpartition(".")
        assert knob in METHODS[name].knobs if name else any(knob == one for _, one in EVERY_KNOB)


def test_a_line_of_a_method_says_something_else_than_the_line_of_its_word():
    own = [key for key in KNOBS if "." in key and key.rpartition(".")[2] in KNOBS]
    assert len(own) > 10
    for key in own:
        shared = KNOBS[key.rpartition(".")[2]]
        assert KNOBS[key] != shared or key == "keras.adamax.eps"  # which overrides adamax.eps


def test_a_convention_has_the_line_of_our_method_where_it_has_none_of_its_own():
    methods = optimizers.methods()
    assert meaning(methods["keras.adadelta"], "eps") == KNOBS["adadelta.eps"]
    assert meaning(methods["keras.adamax"], "eps") == KNOBS["keras.adamax.eps"]


def test_nothing_is_said_of_knobs_of_others():
    def step(f, x, **knobs):
        return x

    theirs = foreign(step, "torch", "ASGD", {"lr": 0.1, "alpha": 0.75}, origin=(foreign, ()))
    assert [meaning(theirs, knob) for knob in theirs.knobs] == ["", ""]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=str)
def test_every_parameter_of_a_schedule_has_a_meaning_and_every_meaning_is_used(shape, cli_lines):
    assert shape.meanings.keys() == shape.parameters.keys()
    for name, line in shape.meanings.items():
        assert any(words.split(maxsplit=1) == [name, line] for words in cli_lines(shape.name))


def test_every_line_on_a_parameter_of_a_schedule_is_used():
    used = {line for shape in SHAPES.values() for line in shape.meanings.values()}
    assert used == set(MEANINGS.values())


@pytest.mark.parametrize("name", METHODS)
def test_knobs_of_a_page_fit_eighty_columns_with_their_meanings(name, cli_lines):
    method = METHODS[name]
    lines = cli_lines(name)
    for knob, default in method.knobs.items():
        line = f"{knob} {default:g} {meaning(method, knob)}"
        (shown,) = (one for one in lines if " ".join(one.split()) == line)
        assert len(shown) <= 80
    assert not any(line != line.rstrip() for line in lines)


@pytest.fixture
def cli_lines(capsys):
    """Return the lines of the page of a name."""
    from optim_viz.cli import main

    def lines(name):
        with pytest.raises(SystemExit) as ended:
            main(["show", name])
        assert not ended.value.code
        return capsys.readouterr().out.splitlines()

    return lines
