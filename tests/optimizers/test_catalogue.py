import copy
import pickle

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import adam, momentum, newton, sgd
from optim_viz.runs.noise import Normal
from optim_viz.runs.oracle import Oracle
from surfaces import InputError

METHODS = optimizers.methods()


@pytest.mark.parametrize("name", METHODS)
def test_every_method_says_what_it_is_and_where_it_comes_from(name):
    method = METHODS[name]
    assert method.name == name
    assert method.title
    assert method.summary.endswith(".")
    assert method.rule
    assert '"""' not in method.rule


@pytest.mark.parametrize("name", METHODS)
def test_text_reads_back_as_the_same_optimizer(name):
    method = METHODS[name]
    for given in ({}, {knob: method.knobs[knob] for knob in method.knobs}):
        made = method(**given)
        assert optimizers.get(str(made)) == made
        assert pickle.loads(pickle.dumps(made)) == made
        assert hash(pickle.loads(pickle.dumps(made))) == hash(made)


def test_printing():
    assert repr(adam(lr=0.1)) == "adam(lr=0.1)"
    assert str(adam(lr=0.1, beta1=0.8)) == "adam:lr=0.1,beta1=0.8"
    assert str(newton()) == "newton"
    assert repr(sgd(lr=np.array([0.1, 0.2]))) == "sgd(lr=<2 values>)"


@pytest.mark.parametrize("rate", [0.1, 1e-3, 1 / 3, 1e-300, 123456789.123, 2, np.float64(0.1)])
def test_numbers_keep_their_last_digit(rate):
    assert optimizers.get(str(sgd(lr=rate))).knobs["lr"] == rate


def test_equal_when_the_knobs_in_force_are_equal():
    assert adam() == adam(lr=1e-3)
    assert adam(lr=0.1) != adam(lr=0.2)
    assert sgd(lr=0.1) != momentum(lr=0.1)
    assert sgd(lr=np.array([0.1, 0.2])) == sgd(lr=np.array([0.1, 0.2]))
    assert sgd(lr=np.array([0.1, 0.2])) != sgd(lr=0.1)
    assert sgd() != "sgd"
    assert len({adam(), adam(lr=1e-3)}) == 1


def test_replace_leaves_the_original_alone():
    first = adam(lr=0.1)
    assert first.replace(lr=0.2, beta1=0.5) == adam(lr=0.2, beta1=0.5)
    assert first == adam(lr=0.1)


def test_names_are_importable_and_listed():
    assert optimizers.names() == list(METHODS)
    assert optimizers.adam is METHODS["adam"]
    assert {"adam", "get", "names"} <= set(dir(optimizers))
    with pytest.raises(AttributeError, match="adamm"):
        optimizers.adamm  # noqa: B018


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("adma", "unknown optimizer 'adma'; did you mean adam?"),
        ("Adam", "unknown optimizer 'Adam'; did you mean adam?"),
        ("", "cannot read ''|unknown optimizer ''"),
        ("adam:rate=1", "unknown parameter of adam: 'rate'.*allowed: lr, beta1, beta2, eps"),
        ("adam:bta1=1", "did you mean beta1"),
        ("newton:lr=1", "newton takes no parameters"),
        ("adam:lr", "cannot read 'adam:lr'"),
        ("adam:lr=", "cannot read 'adam:lr='"),
        ("adam:lr=fast", "adam: lr: 'fast' is neither a number nor a schedule such as"),
        ("adam:lr=0", "adam: lr is greater than 0, not 0"),
        ("adam:lr=-1", "adam: lr is greater than 0, not -1"),
        ("adam:lr=nan", "adam: lr is a finite number, not nan"),
        ("adam:lr=inf", "adam: lr is a finite number, not inf"),
        ("adam:beta1=nan", "adam: beta1 is a finite number"),
        ("adam:lr=1,lr=2", "lr is given twice"),
    ],
)
def test_wrong_text_is_answered_in_one_line(spec, message):
    with pytest.raises(InputError, match=message) as error:
        optimizers.get(spec)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"rate": 1.0}, "unknown parameter of sgd: 'rate'"),
        ({"lr": 0.0}, "greater than 0"),
        ({"lr": [0.1, -0.1]}, "greater than 0"),
        ({"lr": [0.1, np.nan]}, "finite"),
        ({"lr": "fast"}, "a number or a schedule, not 'fast'"),
        ({"lr": None}, "finite|a number"),
    ],
)
def test_wrong_knobs_are_refused_in_python_too(knobs, message):
    with pytest.raises(InputError, match=message):
        sgd(**knobs)


@pytest.mark.parametrize("name", METHODS)
def test_a_step_changes_none_of_its_arguments(name):
    """Read-only arguments make a step that writes into them fail; kept copies show the rest."""
    method = METHODS[name]
    surface = surfaces.get("rosenbrock:dim=3")
    start = np.array([[-1.2, 0.5, 2.0], [1.0, -0.5, 2.0], [0.3, 0.2, -1.0]])

    oracle = Oracle(surface, Normal(0.0), np.zeros(3, dtype=np.uint64))
    state = (start, *method.state.values())
    for _ in range(4):
        before = copy.deepcopy(state)
        for item in arrays(state):
            item.flags.writeable = False
        with np.errstate(all="ignore"):
            new = method.step(oracle, *state, **method.knobs)
        new = new if isinstance(new, tuple) else (new,)
        for item, old in zip(arrays(state), arrays(before), strict=True):
            np.testing.assert_array_equal(item, old)
        assert len(new) == len(state), "as many states out as in"
        assert new[0].shape == start.shape
        state = new


def arrays(item):
    """Return the arrays of a state, also those in tuples."""
    if isinstance(item, tuple):
        return [array for part in item for array in arrays(part)]
    return [item] if isinstance(item, np.ndarray) else []


@pytest.mark.parametrize("name", METHODS)
def test_every_method_goes_down_in_every_dimension(name):
    for surface in ("double_well", "ravine", "bowl:dim=7"):
        run = optim_viz.run(METHODS[name](), surfaces.get(surface), steps=20)
        assert np.isfinite(run.values).all()
        assert run.values[-1] < run.values[0]


def test_a_method_stands_beside_its_conventions():
    names = [method.name for method in optimizers.conventions("adagrad")]
    assert names == ["adagrad", "keras.adagrad", "optax.adagrad", "saito.adagrad"]
    assert optimizers.conventions("keras.adagrad") == optimizers.conventions("adagrad")
    assert [method.name for method in optimizers.conventions("newton")] == ["newton"]


@pytest.mark.parametrize("name", [name for name in METHODS if "." in name])
def test_a_convention_is_of_a_method_of_ours_and_another_rule_or_another_default(name):
    theirs, ours = METHODS[name], METHODS[name.partition(".")[2]]
    assert theirs.library.lower() == name.partition(".")[0]
    assert theirs.title == f"{ours.title} ({theirs.library})"
    assert theirs.summary != ours.summary
    assert (theirs.rule, theirs.knobs) != (ours.rule, ours.knobs)
    surface = surfaces.get("rosenbrock")
    first, second = (optim_viz.run(one(), surface, steps=10).points for one in (ours, theirs))
    assert (first != second).any()
