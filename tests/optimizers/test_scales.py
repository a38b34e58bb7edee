"""The scale of a method: what its rates grow with, whatever they are called."""

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers, schedules
from optim_viz.optimizers import get
from optim_viz.optimizers.base import optimizer
from surfaces import InputError

SCALED = {
    "adam": (1e-3, "adam:lr=0.3"),
    "adadelta": (1.0, "adadelta:lr=0.3"),
    "layerwise_descent": (1e-3, "layerwise_descent:lr1=0.3,lr2=0.3"),
    "layerwise_descent:lr1=0.1": (1e-3, "layerwise_descent:lr1=0.1,lr2=0.3"),
    "adam:lr=cosine": (1e-3, "adam:lr=cosine(0.3)"),
    "adagrad:lr=step(every=30)": (1e-2, "adagrad:lr=step(0.3,30)"),
    "sgd:lr=warmup(steps=10)+cosine": (1e-3, "sgd:lr=warmup(0.3,10)+cosine(0.3)"),
    "keras.momentum:lr=onecycle": (1e-2, "keras.momentum:lr=onecycle(0.3)"),
}
"""The scale by default, and the method at the scale 0.3."""

FIXED_SHAPES = {
    "adam:lr=cosine(0.1)": (0.1, "adam:lr=cosine(0.3)"),
    "adam:lr=cosine(0.1,end=0.01)": (0.1, "adam:lr=cosine(0.3,end=0.03)"),
    "sgd:lr=constant(0.1,9)+constant(0.05)": (0.1, "sgd:lr=constant(0.3,9)+constant(0.15)"),
}


@pytest.mark.parametrize("spec", [*SCALED, *FIXED_SHAPES])
def test_all_rates_grow_with_the_scale(spec):
    made = get(spec)
    scale, scaled = {**SCALED, **FIXED_SHAPES}[spec]
    assert made.scale == scale
    assert made.scale_is_open == (spec in SCALED)
    assert str(made.at_scale(0.3)) == scaled
    assert get(str(made)) == made
    assert not made.at_scale(0.3).scale_is_open


@pytest.mark.parametrize("spec", ["newton", "polyak", "adam:lr=0.1", "trust_region"])
def test_what_has_no_rate_or_one_set_by_hand_has_no_scale(spec):
    made = get(spec)
    assert made.scale is None
    assert not made.scale_is_open
    with pytest.raises(InputError, match="has no rate that could be scaled"):
        made.at_scale(0.1)


@pytest.mark.parametrize("name", optimizers.methods())
def test_the_scale_of_every_method_is_its_rate(name):
    made = get(name)
    if "lr" in made.knobs:
        assert made.scale == made.knobs["lr"]
        assert made.at_scale(0.3) == made.replace(lr=0.3)


@pytest.mark.parametrize("word", ["step_size", "learning_rate", "eta", "rate"])
def test_a_rate_that_others_call_by_another_name_is_one(word):
    namespace = {}
    exec(f"def mine(f, x, *, {word}=0.5):\n    return x - {word} * f.gradient(x)", namespace)
    made = optimizer(namespace["mine"])()
    assert made.scale == 0.5
    assert made.at_scale(0.2).knobs == {word: 0.2}


@pytest.mark.parametrize("spec", [*SCALED, *FIXED_SHAPES])
def test_a_batch_of_scales_has_the_bits_of_each_alone(spec):
    made, surface = get(spec), surfaces.get("ravine")
    scales = np.array([0.01, 0.1, 0.3])
    batch = optim_viz.run(made.at_scale(scales[:, np.newaxis]), surface, steps=40)
    assert batch.points.shape == (2, 41, 3, 1)
    for i, scale in enumerate(scales):
        alone = optim_viz.run(made.at_scale(float(scale)), surface, steps=40)
        np.testing.assert_array_equal(batch.points[:, :, i, 0], alone.points)
        np.testing.assert_array_equal(batch.rate[:, i, 0], alone.rate)


def test_runs_on_a_schedule_that_end_leave_the_others_theirs():
    made, surface = get("sgd:lr=cosine"), surfaces.get("ravine")
    scales = np.array([30.0, 0.9, 20.0, 0.5])  # two diverge, and are removed
    batch = optim_viz.run(made.at_scale(scales), surface, steps=2000)
    assert (batch.taken[[0, 2]] < 2000).all()
    for i in (1, 3):
        alone = optim_viz.run(made.at_scale(float(scales[i])), surface, steps=2000)
        np.testing.assert_array_equal(batch.end[:, i], alone.end)


def test_a_shape_without_a_rate_takes_the_default_of_the_method():
    surface = surfaces.get("ravine")
    shape, named = (
        optim_viz.run(get(spec), surface, steps=30)
        for spec in ("adagrad:lr=cosine", "adagrad:lr=cosine(0.01)")
    )
    np.testing.assert_array_equal(shape.points, named.points)
    assert str(get("adagrad:lr=cosine")) == "adagrad:lr=cosine"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("warmup(steps=10)+cosine(0.1)", "either every part needs its rate, lr, or none"),
        ("cosine(end=0.1)", "needs lr"),
    ],
)
def test_half_a_scale_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        schedules.get(text)


def test_a_shape_alone_has_no_rates():
    with pytest.raises(InputError, match="is a shape: it needs its rate, lr"):
        schedules.get("cosine").rates(10)
    with pytest.raises(InputError, match=r"lion: weight_decay: cosine needs its rate, lr"):
        get("lion:weight_decay=cosine")
