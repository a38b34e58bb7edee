"""Words that people know from elsewhere are answered in one line that names ours; no aliases."""

import pytest

from optim_viz import optimizers, schedules
from optim_viz.optimizers import adam, sgd, vocabulary
from surfaces import InputError

ANSWERS = {
    "nag": "here it is nesterov",
    "heavy_ball": "here it is momentum",
    "heavy-ball": "here it is momentum",
    "gradient_descent": "here it is sgd",
    "Gradient Descent": "here it is sgd",
    "gd": "here it is sgd",
    "cg": "here it is conjugate_gradient",
    "exact": "here it is steepest_descent",
    "weight_decay": "weight_decay is a parameter of the methods sgd, momentum",
    "l2": "weight_decay is a parameter of the methods sgd, momentum",
    "learning_rate": "lr is a parameter of methods, as in sgd:lr=0.1",
    "l-bfgs-b": "here it is lbfgs",
    "L-BFGS": "did you mean lbfgs|here it is lbfgs",
    "BFGS": "did you mean bfgs",
    "Adam-W": "did you mean adamw",
    "levenberg_marquardt": "here it is regularized_newton",
    "backtracking": "here it is armijo_descent",
    "sgd:learning_rate=0.1": "here it is lr",
    "adam:lr_rate=0.1": "here it is lr",
    "adam:rate=0.1": "here it is lr",
    "adam:eta=0.1": "here it is lr",
    "adam:alpha=0.1": "here it is lr",
    "keras.adam:learning_rate=0.1": "here it is lr",
    "layerwise_descent:learning_rate=0.1": "here they are lr1 and lr2",
    "momentum:beta=0.9": "here it is momentum",
    "momentum:mu=0.9": "here it is momentum",
    "adam:beta=0.9": "here they are beta1 and beta2",
    "adam:betas=0.9": "here they are beta1 and beta2",
    "adam:b1=0.9": "here it is beta1",
    "adam:epsilon=1e-8": "here it is eps",
    "rmsprop:decay=0.9": "here it is alpha",
    "rmsprop:beta=0.9": "here it is alpha",
    "adadelta:decay=0.9": "here it is rho",
    "optax.rmsprop:rho=0.9": "here it is decay",
    "adam:rho=0.9": "here it is beta2",
    "adam:l2=0.1": "here it is weight_decay",
    "clipped_descent:clipnorm=1": "here it is max_norm",
    "lbfgs:history_size=5": "here it is memory",
    "sgd:momentum=0.9": "momentum is a parameter of the methods momentum and nesterov",
    "sgd:beta=0.9": "momentum is a parameter of the methods momentum and nesterov",
    "sgd:nesterov=true": "that is the method nesterov",
    "adam:amsgrad=true": "that is the method amsgrad",
    "rmsprop:weight_decay=0.1": "weight_decay is a parameter of the methods sgd, momentum, nester",
    "adagrad:wd=0.1": "weight_decay is a parameter of the methods sgd, momentum, nesterov, adam, ",
    "newton:momentum=0.9": "momentum is a parameter of the methods momentum and nesterov",
    "sgd:clip=1": "max_norm is a parameter of the method clipped_descent",
    "adam:lr=cosine_annealing(0.1)": "here it is cosine",
    "adam:lr=cosine(0.1,T_max=9)": "here it is steps",
    "adam:lr=cosine(0.1,9,eta_min=0)": "here it is end",
    "adam:lr=step(0.1,step_size=9)": "here it is every",
    "adam:lr=exponential(0.1,gamma=0.9)": "here it is factor",
    "adam:lr=linear(0.1)": "here it is polynomial",
}


@pytest.mark.parametrize("spec", ANSWERS)
def test_a_word_known_elsewhere_is_answered_with_ours(spec):
    if "optax" in spec:
        pytest.importorskip("optax")
    with pytest.raises(InputError, match=ANSWERS[spec]) as error:
        optimizers.get(spec)
    assert "\n" not in str(error.value)


def test_python_is_answered_as_well():
    with pytest.raises(InputError, match="'learning_rate'; here it is lr"):
        adam(learning_rate=0.1)
    with pytest.raises(InputError, match="momentum is a parameter of the methods momentum"):
        sgd(momentum=0.9)


def test_answers_name_what_there_is():
    methods = optimizers.methods()
    assert set(vocabulary.METHODS.values()) <= methods.keys()
    assert set(vocabulary.FLAGS) <= methods.keys()
    every = {knob for method in methods.values() for knob in method.knobs}
    assert {knob for knobs in vocabulary.KNOBS.values() for knob in knobs} <= every
    for knob, names in vocabulary.HAVE.items():
        assert all(knob in methods[name].knobs for name in names)
    assert set(schedules._ELSEWHERE.values()) <= schedules.shapes().keys()


def test_there_are_no_aliases():
    known = set(optimizers.names()) | {"sgd"}
    assert not known & vocabulary.METHODS.keys()
    assert not schedules.shapes().keys() & schedules._ELSEWHERE.keys()
