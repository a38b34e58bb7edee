import pickle

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import schedules
from optim_viz.optimizers import adam, get, sgd
from optim_viz.schedules import constant, cosine, exponential, inverse, onecycle, step, warmup
from surfaces import InputError

WORKED_OUT = {
    "constant(0.1)": [0.1, 0.1, 0.1],
    "step(0.8,2,0.5)": [0.8, 0.8, 0.4, 0.4, 0.2],
    "exponential(1,0.5)": [1.0, 0.5, 0.25],
    "inverse(1,1)": [1.0, 1 / 2, 1 / 3],
    "polynomial(1,4)": [1.0, 0.75, 0.5, 0.25, 0.0, 0.0],
    "polynomial(1,4,2)": [1.0, 0.5625, 0.25, 0.0625, 0.0],
    "cosine(1,2)": [1.0, 0.5, 0.0, 0.5, 1.0],
    "restarts(1,2)": [1.0, 0.5, 1.0, 0.5],
    "restarts(1,1,2)": [1.0, 1.0, 0.5, 1.0],
    "inverse_sqrt(1)": [1.0, 2**-0.5, 3**-0.5, 0.5],
    "inverse_sqrt(1,3)": [1.0, 0.5, 7**-0.5],
    "polynomial(1,4,1,0.2)": [1.0, 0.8, 0.6, 0.4, 0.2, 0.2],
    "polynomial(1,4,2,0.2)": [1.0, 0.65, 0.4, 0.25, 0.2, 0.2],
    "cyclic(1,2)": [0.0, 0.5, 1.0, 0.5, 0.0, 0.5],
    "cyclic(1,2,0.2)": [0.2, 0.6, 1.0, 0.6, 0.2, 0.6],
    "linear_onecycle(1,10,0.6,5,2)": [0.2, 0.36, 0.52, 0.68, 0.84, 1.0, 0.775, 0.55, 0.325, 0.1],
    "warmup(1,4,0)": [0.0, 0.25, 0.5, 0.75, 1.0, 1.0],
    "constant(1,2)+constant(0.5,1)+constant(0.25)": [1.0, 1.0, 0.5, 0.25, 0.25],
}


@pytest.mark.parametrize(("text", "rates"), WORKED_OUT.items(), ids=WORKED_OUT)
def test_rates_worked_out_by_hand(text, rates):
    np.testing.assert_allclose(schedules.get(text).rates(len(rates)), rates, atol=1e-15)


@pytest.mark.parametrize("name", schedules.shapes())
def test_every_schedule_says_what_it_does(name):
    shape = schedules.shapes()[name]
    assert shape.summary.endswith(".") or "(" in shape.summary
    assert shape.signature.startswith(f"{name}(lr")


@pytest.mark.parametrize("text", [*WORKED_OUT, "cosine(0.1)", "cosine(0.1,end=0.01)"])
def test_text_reads_back_as_the_same_schedule(text):
    schedule = schedules.get(text)
    assert str(schedule) == text
    assert schedules.get(str(schedule)) == schedule
    assert pickle.loads(pickle.dumps(schedule)) == schedule
    assert hash(pickle.loads(pickle.dumps(schedule))) == hash(schedule)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cosine:0.1:200", cosine(0.1, 200)),
        ("cosine(0.1, 200)", cosine(0.1, 200)),
        (" cosine( 0.1 , steps=200 ) ", cosine(0.1, 200)),
        ("cosine:0.1:steps=200", cosine(0.1, 200)),
        ("cosine:0.1", cosine(0.1)),
        ("warmup:1e+0:10+cosine:1e-1", warmup(1.0, 10) + cosine(0.1)),
        ("warmup(1,10) + cosine(0.1)", warmup(1.0, 10) + cosine(0.1)),
    ],
)
def test_what_a_lecturer_may_type(typed, meant):
    assert schedules.get(typed) == meant
    assert get(f"adam:lr={typed},beta1=0.8") == adam(lr=meant, beta1=0.8)


def test_an_optimizer_prints_its_schedule():
    made = adam(lr=warmup(0.1, 10) + cosine(0.1, 90), beta1=0.8)
    assert str(made) == "adam:lr=warmup(0.1,10)+cosine(0.1,90),beta1=0.8"
    assert get(str(made)) == made
    assert made != adam(lr=cosine(0.1, 90), beta1=0.8)
    assert adam(lr=cosine(0.1, 90)) != adam(lr=0.1)


def test_equal_when_the_numbers_in_force_are_equal():
    assert cosine(0.1, 200) == cosine(0.1, 200, 0.0) == cosine(lr=0.1, steps=200)
    assert cosine(0.1, 200) != cosine(0.1, 100)
    assert exponential(0.1, 0.5) != inverse(0.1, 0.5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cosin(0.1,200)", "unknown schedule 'cosin'; did you mean cosine"),
        ("fast", "'fast' is neither a number nor a schedule such as cosine"),
        ("cosine()", r"expected cosine\(lr, steps, end=0\)"),
        ("cosine(0.1,200", "neither a number nor a schedule"),
        ("cosine(0,200)", "lr is greater than 0, not 0"),
        ("cosine(-1,200)", "lr is greater than 0, not -1"),
        ("onecycle(0.1,9,0.3,0.001,0)", "last is greater than 0, not 0"),
        ("onecycle(0.1,9,0.3,0)", "first is greater than 0, not 0"),
        ("linear_onecycle(0.1,9,1.5)", "rise is between 0 and 1, not 1.5"),
        ("inverse(0.1,-0.5)", "decay is at least 0, not -0.5"),
        ("cyclic(0.1,0)", "half is a whole number, at least 1, not 0"),
        ("cyclic(0.1)", "needs half"),
        ("cosine(0.1,9,-1)", "end is at least 0, not -1"),
        ("cosine(nan,200)", "lr is a finite number, not nan"),
        ("cosine(0.1,0)", "steps is a whole number, at least 1, not 0"),
        ("cosine(0.1,2.5)", "steps is a whole number, at least 1, not 2.5"),
        ("cosine(0.1,x)", "steps is a finite number, not 'x'"),
        ("cosine(0.1,200,0,1)", "takes 3 numbers, not 4"),
        ("cosine(0.1,lr=1)", "lr is given twice"),
        ("cosine(0.1,stesp=1)", "did you mean steps"),
        ("cosine(end=1)", "needs lr"),
        ("cosine(lr=1,200)", "cannot read"),
        ("step(0.1)", r"step\(lr, every, factor=0.1, .*\) needs every|needs every"),
        ("warmup(0.1)+cosine(0.1)", r"warmup\(0.1\) is followed by another"),
        ("exponential(0.1,0.9)+cosine(0.1)", "needs its number of steps"),
    ],
)
def test_wrong_text_is_answered_in_one_line(text, message):
    with pytest.raises(InputError, match=message) as error:
        schedules.get(text)
    assert "\n" not in str(error.value)


def test_a_schedule_without_steps_lasts_as_long_as_the_run():
    surface = surfaces.get("ravine")
    for steps in (10, 37):
        open_end = optim_viz.run(sgd(lr=cosine(0.5)), surface, steps=steps)
        closed = optim_viz.run(sgd(lr=cosine(0.5, steps)), surface, steps=steps)
        assert (open_end.points == closed.points).all()
    with pytest.raises(InputError, match="outside of one it needs its steps"):
        cosine(0.5)(0)


def test_the_last_of_a_chain_fills_what_is_left():
    rates = (warmup(1.0, 4, 0) + cosine(1.0)).rates(10)
    np.testing.assert_array_equal(rates[:5], [0, 0.25, 0.5, 0.75, 1.0])
    np.testing.assert_allclose(rates[4:], cosine(1.0, 6).rates(6))
    three = constant(0.1, 2) + (exponential(0.1, 0.5, steps=3) + constant(0.01))
    assert three == constant(0.1, 2) + exponential(0.1, 0.5, steps=3) + constant(0.01)
    assert three.length is None
    assert (constant(0.1, 2) + constant(0.1, 3)).length == 5


def test_one_cycle_rises_and_falls():
    rates = onecycle(1.0).rates(100)
    assert rates[0] == pytest.approx(1 / 25)
    assert rates.max() == pytest.approx(1.0)
    assert 28 <= rates.argmax() <= 30
    assert rates[-1] == pytest.approx(1 / 25 / 1e4)
    assert np.isfinite(onecycle(1.0).rates(1)).all()
    assert np.isfinite(onecycle(1.0).rates(3)).all()


def test_any_function_of_the_step_is_a_rate():
    run = optim_viz.run(sgd(lr=lambda t: 0.1 if t < 5 else 0.01), surfaces.get("bowl"), steps=10)
    shrunk = run.points[0, 1:] / run.points[0, :-1]
    np.testing.assert_allclose(shrunk, [0.8] * 5 + [0.98] * 5)


def test_any_numeric_knob_may_follow_a_schedule():
    made = get("momentum:lr=0.01,momentum=warmup(0.9,20,0.1)")
    rates = made.knobs["momentum"].rates(20)
    velocity, x = 0.0, np.array([1.0, 1.0])
    for rate in rates:
        velocity = rate * velocity + 2 * x
        x = x - 0.01 * velocity
    run = optim_viz.run(made, surfaces.get("bowl"), (1.0, 1.0), steps=20)
    np.testing.assert_allclose(run.end, x, rtol=1e-12)


def test_the_rate_of_each_step_is_in_the_table():
    run = optim_viz.run(sgd(lr=step(0.1, 2, 0.5)), surfaces.get("bowl"), steps=5)
    table = run.columns()
    assert np.isnan(table["lr"][0])
    np.testing.assert_array_equal(table["lr"][1:], [0.1, 0.1, 0.05, 0.05, 0.025])
    many = optim_viz.run(sgd(lr=[0.1, 0.2]), surfaces.get("bowl"), steps=3).columns()
    assert set(many["lr"][many["run"] == 1]) == {0.2}
    one = optim_viz.run(sgd(lr=0.1), surfaces.get("bowl"), steps=3).columns()
    assert one["lr"][1:].tolist() == [0.1] * 3


@pytest.mark.parametrize(("ours", "keras"), [("momentum", "keras.momentum")])
def test_where_the_rate_stands_matters_only_when_it_changes(ours, keras):
    surface = surfaces.get("ravine")
    for rate, same in ((0.1, True), (cosine(0.1, 40), False)):
        one, other = (optim_viz.run(get(n, lr=rate), surface, steps=40) for n in (ours, keras))
        assert np.allclose(one.points, other.points, rtol=1e-9, atol=1e-12) == same


def test_whole_numbers_have_no_schedule():
    with pytest.raises(InputError, match="memory is a whole number, at least 1"):
        get("lbfgs:memory=cosine(1,2)")
    with pytest.raises(InputError, match="memory is a whole number, at least 1, not 0"):
        get("lbfgs:memory=0")
    assert get("lbfgs:memory=5").knobs["memory"] == 5


def test_a_factor_above_one_grows_beyond_all_numbers_and_not_into_an_error():
    rates = schedules.get("exponential(0.1,10)").rates(400)
    assert rates[10] == pytest.approx(1e9)
    assert rates[-1] == np.inf
    assert optim_viz.run(get("sgd:lr=exponential(0.1,10)"), surfaces.get("bowl"), steps=400).status


@pytest.mark.parametrize("name", schedules.shapes())
def test_a_schedule_is_pickled_by_its_name(name):
    shape = schedules.shapes()[name]
    assert pickle.loads(pickle.dumps(shape)) is shape
    assert getattr(schedules, name) is shape
