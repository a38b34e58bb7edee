"""What methods and knobs are called elsewhere: each such word is answered with ours.

There are no aliases: what is typed is what is printed on figures and found in the list.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

METHODS = {
    "nag": "nesterov",
    "nesterov_momentum": "nesterov",
    "nesterov_accelerated_gradient": "nesterov",
    "accelerated_gradient": "nesterov",
    "agd": "nesterov",
    "heavy_ball": "momentum",
    "heavyball": "momentum",
    "ball": "momentum",
    "polyak_momentum": "momentum",
    "sgdm": "momentum",
    "sgd_momentum": "momentum",
    "momentum_sgd": "momentum",
    "gradient_descent": "sgd",
    "gd": "sgd",
    "bgd": "sgd",
    "batch_gradient_descent": "sgd",
    "stochastic_gradient_descent": "sgd",
    "steepest": "steepest_descent",
    "cauchy": "steepest_descent",
    "exact_line_search": "steepest_descent",
    "exact": "steepest_descent",
    "line_search": "armijo_descent",
    "backtracking": "armijo_descent",
    "backtracking_line_search": "armijo_descent",
    "armijo": "armijo_descent",
    "polyak_step_size": "polyak",
    "sps": "polyak",
    "bb": "barzilai_borwein",
    "signsgd": "sign_descent",
    "sign_sgd": "sign_descent",
    "signgd": "sign_descent",
    "ngd": "normalized_descent",
    "normalized_sgd": "normalized_descent",
    "clipped_sgd": "clipped_descent",
    "gradient_clipping": "clipped_descent",
    "resilient_backpropagation": "rprop",
    "irprop": "rprop",
    "rms": "rmsprop",
    "cg": "conjugate_gradient",
    "nonlinear_cg": "conjugate_gradient",
    "polak_ribiere": "conjugate_gradient",
    "quasi_newton": "bfgs",
    "lbfgsb": "lbfgs",
    "l_bfgs": "lbfgs",
    "l_bfgs_b": "lbfgs",
    "limited_memory_bfgs": "lbfgs",
    "newton_raphson": "newton",
    "newtons_method": "newton",
    "levenberg_marquardt": "regularized_newton",
    "levenberg": "regularized_newton",
    "lm": "regularized_newton",
    "dogleg": "trust_region",
    "sfn": "saddle_free_newton",
}
"""Names in small letters, with underscores for spaces and hyphens, and our method."""

FLAGS = ("nesterov", "amsgrad")
"""What is switched on elsewhere, and is a method here."""

_RATE = ("lr", "lr1", "lr2")
_BETAS = ("beta1", "beta2")
_MEANS = ("rho", "decay", "decay_rate", "alpha")

KNOBS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("learning_rate", "learningrate", "lr_rate", "rate", "step_size"), _RATE),
    **dict.fromkeys(("stepsize", "step", "eta", "gamma", "lr0", "alpha0"), _RATE),
    "alpha": ("alpha", "lr"),
    **dict.fromkeys(("beta", "mu", "friction", "momentum_factor"), ("momentum", *_BETAS, *_MEANS)),
    **dict.fromkeys(("betas", "b"), _BETAS),
    **dict.fromkeys(("b1", "beta_1", "beta_one"), ("beta1",)),
    **dict.fromkeys(("b2", "beta_2", "beta_two"), ("beta2",)),
    **dict.fromkeys(("rho", "decay_rate", "smoothing"), (*_MEANS, "beta2")),
    "decay": (*_MEANS, "weight_decay"),
    **dict.fromkeys(("epsilon", "e", "tiny", "delta"), ("eps",)),
    **dict.fromkeys(("wd", "l2", "lambda", "lambd", "lam", "penalty"), ("weight_decay",)),
    **dict.fromkeys(("clip", "clipnorm", "clip_norm", "max_grad_norm", "threshold"), ("max_norm",)),
    **dict.fromkeys(("history_size", "m", "maxcor", "history"), ("memory",)),
    **dict.fromkeys(("etas", "eta_minus", "eta_plus"), ("eta1", "eta2")),
    **dict.fromkeys(("step_sizes", "min_step_size", "max_step_size"), ("step_size1", "step_size2")),
    **dict.fromkeys(("radius", "initial_trust_radius", "delta0"), ("first",)),
    **dict.fromkeys(("max_trust_radius", "max_radius"), ("largest",)),
    **dict.fromkeys(("lambda0", "mu0", "regularization"), ("damping",)),
}
"""Words for knobs, and ours: those of them that a method has are meant."""

HAVE = {
    "momentum": ("momentum", "nesterov"),
    "weight_decay": ("sgd", "momentum", "nesterov", "adam", "adamw", "lion"),
    "beta1": ("adam", "adamw", "nadam", "lion"),
    "max_norm": ("clipped_descent",),
    "memory": ("lbfgs",),
    "damping": ("regularized_newton", "saddle_free_newton"),
}
"""Knobs, and methods that have them: those that are meant where another method is given one."""


def method_here(name: str) -> str:
    """Return what is said of a name that is known elsewhere, or of a knob; nothing of any other."""
    key = plain(name)
    if ours := METHODS.get(key):
        return f"here it is {ours}"
    if "lr" in (key, *KNOBS.get(key, ())):
        return "lr is a parameter of methods, as in sgd:lr=0.1"
    return knob_here(name, ())


def knob_here(word: str, knobs: Container[str]) -> str:
    """Return what is said of a knob's word that is known elsewhere, or that other methods have.

    Parameters
    ----------
    word : str
        What was given.
    knobs : container of str
        The knobs of the method that it was given to.
    """
    key = plain(word)
    ours = KNOBS.get(key, ())
    if mine := [knob for knob in ours if knob in knobs]:
        return f"here it is {mine[0]}" if len(mine) == 1 else f"here they are {_listed(mine)}"
    if key in FLAGS:
        return f"that is the method {key}"
    for knob in (key, *ours):
        if knob in HAVE:
            methods = "methods" if len(HAVE[knob]) > 1 else "method"
            return f"{knob} is a parameter of the {methods} {_listed(HAVE[knob])}"
    return ""


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def plain(word: str) -> str:
    """Return a word in small letters, with underscores for spaces and hyphens."""
    return "_".join(word.lower().replace("-", " ").replace("_", " ").split())
