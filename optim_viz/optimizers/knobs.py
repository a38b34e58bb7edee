"""The meaning of every knob of every method of this package, in one line each.

A key is the name of a knob, ``beta1``; or of a method and a knob, ``lion.beta1``, where the word
means something else than elsewhere. What is said of ``adamax.eps`` holds for ``keras.adamax`` as
well, unless ``keras.adamax.eps`` has a line.
"""

from __future__ import annotations

import inspect

from optim_viz.optimizers.base import Method

KNOBS = {
    "lr": "step size (learning rate), greater than 0",
    "lr1": "step size of the first half of the coordinates",
    "lr2": "step size of the second half of the coordinates",
    "adadelta.lr": "factor of the move, 1 in the paper; greater than 0",
    "barzilai_borwein.lr": "step size of the first step, greater than 0",
    "lion.lr": "length of the step in each coordinate, greater than 0",
    "normalized_descent.lr": "length of the step, greater than 0",
    "rprop.lr": "length of the first step in each coordinate",
    "saddle_free_newton.lr": "factor of the Newton step, greater than 0",
    "sign_descent.lr": "length of the step in each coordinate, greater than 0",
    "momentum": "share of the velocity that a step keeps, at least 0",
    "momentum_decay": "speed at which momentum rises from beta1 / 2 to beta1",
    "beta1": "decay of the mean of gradients, in [0, 1)",
    "lion.beta1": "share of the mean gradient in the direction, in [0, 1)",
    "beta2": "decay of the mean of squared gradients, in [0, 1)",
    "adabelief.beta2": "decay of the mean of (g - m)², in [0, 1)",
    "adamax.beta2": "decay of the largest gradient, in [0, 1)",
    "lion.beta2": "decay of the mean of gradients, in [0, 1)",
    "yogi.beta2": "v moves to g² by (1 - beta2) g² a step; in [0, 1)",
    "alpha": "decay of the mean of squared gradients, in [0, 1)",
    "decay": "decay of the mean of squared gradients, in [0, 1)",
    "decay_rate": "decay of the mean of squared gradients, in [0, 1)",
    "rho": "decay of the mean of squared gradients, in [0, 1)",
    "adadelta.rho": "decay of the means of squares (gradients, moves), in [0, 1)",
    "eps": "added to the divisor, so that it is not 0; at least 0",
    "adabelief.eps": "added to s in every step, and to the divisor; at least 0",
    "adadelta.eps": "added to both mean squares, inside the roots; at least 0",
    "adamax.eps": "added to the size of each gradient; at least 0",
    "keras.adagrad.eps": "added to the sum of squares, inside the root; at least 0",
    "keras.adamax.eps": "added to the divisor, so that it is not 0; at least 0",
    "keras.rmsprop.eps": "added to the mean square, inside the root; at least 0",
    "optax.adagrad.eps": "added to the sum of squares, inside the root; at least 0",
    "optax.rmsprop.eps": "added to the mean square, inside the root; at least 0",
    "weight_decay": "each step subtracts lr times this times the iterate",
    **dict.fromkeys(
        (f"{name}.weight_decay" for name in ("sgd", "momentum", "nesterov", "adam")),
        "penalty: this times the iterate is added to the gradient",
    ),
    "max_norm": "norm to which a longer gradient is cut, greater than 0",
    "eta1": "factor of a step whose slope has changed sign, below 1",
    "eta2": "factor of a step whose slope has kept its sign, above 1",
    "step_size1": "shortest step in a coordinate, greater than 0",
    "step_size2": "longest step in a coordinate",
    "c1": "least share of the fall that the slope promises, in (0, 1)",
    "shrink": "factor of a step that was too long, in (0, 1)",
    "armijo_descent.first": "first step that is tried, greater than 0",
    "steepest_descent.c2": "largest share of the slope that may be left, in (0, 1)",
    "c2": "largest share of the slope that may be left, in (c1, 1)",
    "memory": "number of past steps that are kept, at least 1",
    "saddle_free_newton.damping": "added to the absolute curvatures, at least 0",
    "regularized_newton.damping": "first weight that is added to the curvatures",
    "first": "first radius of the trust region, greater than 0",
    "largest": "largest radius of the trust region",
}


def meaning(method: Method, knob: str) -> str:
    """Return the line on a knob; empty for a method that is not part of this package."""
    if method.origin or not method.is_ours:
        return ""
    bare = method.name.rpartition(".")[2]
    keys = (f"{method.name}.{knob}", f"{bare}.{knob}", knob)
    return next((KNOBS[key] for key in keys if key in KNOBS), "")


def documented(method: Method) -> str:
    """Return the docstring that an editor shows: that of the step function, and the knobs."""
    about = inspect.cleandoc(method.step.__doc__ or "")
    knobs = [(name, value, meaning(method, name)) for name, value in method.knobs.items()]
    lines = [f"{name} : {value}\n    {what}" for name, value, what in knobs]
    return "\n".join([about, "", "Parameters", "----------", *lines]) if lines else about
