"""Record what the real libraries do, for tests that need none of them.

Run from the root of the repository, in an environment that has them::

    pip install torch==2.13.0 jax optax keras scipy numpy
    PYTHONPATH=. python tests/references/generate.py

Writes ``trajectories.npz`` beside this file: the iterates of every optimizer on every surface below
at a few steps, the rates of the schedulers at every step, the end points of SciPy's minimizers.
Every library is given the same gradients, from `surfaces`, so that what differs is the optimizer.
"""

import json
import os
from functools import cache
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import jax

jax.config.update("jax_enable_x64", True)

import keras
import numpy as np
import optax
import scipy
import torch
from torch.optim import lr_scheduler

import surfaces
from optim_viz import optimizers

keras.config.set_floatx("float64")
torch.set_default_dtype(torch.float64)  # NAdam keeps a product in it

STEPS = 300
KEPT = [1, 2, 3, 4, 6, 10, 20, 40, 80, 120, 160, 200, 250, 300]
SURFACES = ["ravine", "rosenbrock", "himmelblau", "three_hump_camel", "rosenbrock:dim=10"]

# Ours, and the same in the words of the library; knobs of ours are filled in by their names.
TORCH = {
    "sgd": "SGD(p, lr={lr}, weight_decay={weight_decay})",
    "layerwise_descent": "SGD([dict(params=p1, lr={lr1}), dict(params=p2, lr={lr2})])",
    "momentum": "SGD(p, lr={lr}, momentum={momentum}, weight_decay={weight_decay})",
    "nesterov": "SGD(p, lr={lr}, momentum={momentum}, weight_decay={weight_decay}, nesterov=True)",
    "adagrad": "Adagrad(p, lr={lr}, eps={eps})",
    "rmsprop": "RMSprop(p, lr={lr}, alpha={alpha}, eps={eps})",
    "adadelta": "Adadelta(p, lr={lr}, rho={rho}, eps={eps})",
    "adam": "Adam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, weight_decay={weight_decay})",
    "adamw": "AdamW(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, weight_decay={weight_decay})",
    "amsgrad": "Adam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, amsgrad=True)",
    "adamax": "Adamax(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
    "nadam": "NAdam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps}, "
    "momentum_decay={momentum_decay})",
    "radam": "RAdam(p, lr={lr}, betas=({beta1}, {beta2}), eps={eps})",
    "rprop": "Rprop(p, lr={lr}, etas=({eta1}, {eta2}), step_sizes=({step_size1}, {step_size2}))",
    # The book's, where it writes the same with another eps.
    "saito.adagrad": "Adagrad(p, lr={lr}, eps={eps})",
    "saito.rmsprop": "RMSprop(p, lr={lr}, alpha={decay_rate}, eps={eps})",
}
KERAS = {
    "keras.momentum": "SGD({lr}, momentum={momentum})",
    "keras.nesterov": "SGD({lr}, momentum={momentum}, nesterov=True)",
    "keras.adagrad": "Adagrad({lr}, epsilon={eps})",
    "keras.rmsprop": "RMSprop({lr}, rho={rho}, epsilon={eps})",
    "keras.adadelta": "Adadelta({lr}, rho={rho}, epsilon={eps})",
    "keras.adam": "Adam({lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
    "keras.adamw": "AdamW({lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps}, "
    "weight_decay={weight_decay})",
    "keras.amsgrad": "Adam({lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps}, amsgrad=True)",
    "keras.adamax": "Adamax({lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
    "keras.lion": "Lion({lr}, beta_1={beta1}, beta_2={beta2}, weight_decay={weight_decay})",
    "keras.nadam": "Nadam({lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
    # The book's, where it writes as Keras does.
    "saito.momentum": "SGD({lr}, momentum={momentum})",
    "saito.nesterov": "SGD({lr}, momentum={momentum}, nesterov=True)",
    "saito.adam": "Adam({lr}, beta_1={beta1}, beta_2={beta2}, epsilon={eps})",
}
OPTAX = {
    "optax.adagrad": "adagrad({lr}, eps={eps})",
    "optax.rmsprop": "rmsprop({lr}, decay={decay}, eps={eps})",
    "optax.amsgrad": "amsgrad({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "optax.nadam": "nadam({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "optax.radam": "radam({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "optax.adamw": "adamw({lr}, b1={beta1}, b2={beta2}, eps={eps}, weight_decay={weight_decay})",
    "optax.lion": "lion({lr}, b1={beta1}, b2={beta2}, weight_decay={weight_decay})",
    "optax.rprop": "rprop({lr}, eta_minus={eta1}, eta_plus={eta2}, min_step_size={step_size1}, "
    "max_step_size={step_size2})",
    "optax.yogi": "yogi({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    # Ours, where optax alone has them or has them in the same form.
    "adam": "adam({lr}, b1={beta1}, b2={beta2}, eps={eps})",
    "adabelief": "adabelief({lr}, b1={beta1}, b2={beta2}, eps={eps}, eps_root={eps})",
    "lion": "lion({lr}, b1={beta1}, b2={beta2}, weight_decay={weight_decay})",
    "sign_descent": "sign_sgd({lr})",
    "normalized_descent": "chain(optax.normalize_by_update_norm(eps=0), optax.sgd({lr}))",
    "clipped_descent": "chain(optax.clip_by_global_norm({max_norm}), optax.sgd({lr}))",
    "polyak": "polyak_sgd(max_learning_rate=1e300, f_min=0.0)",
}
BY_CURVATURE = {
    "sgd",
    "layerwise_descent",
    *(f"{of}{name}" for of in ("", "keras.", "saito.") for name in ("momentum", "nesterov")),
}
"""What needs a rate below 2 / curvature; the others move about as far as their rate."""

OTHER_KNOBS = {
    "momentum": 0.5,
    "beta1": 0.6,
    "beta2": 0.9,
    "alpha": 0.8,
    "rho": 0.8,
    "decay": 0.8,
    "decay_rate": 0.8,
    "eps": 1e-3,
    "weight_decay": 0.1,
    "momentum_decay": 0.1,
    "eta1": 0.3,
    "eta2": 1.4,
    "max_norm": 0.3,
}

SCHEDULES = {
    "step(0.1,30,0.5)": "StepLR(o, 30, 0.5)",
    "exponential(0.1,0.98)": "ExponentialLR(o, 0.98)",
    "polynomial(0.1,100)": "PolynomialLR(o, 100)",
    "polynomial(0.1,200,2)": "PolynomialLR(o, 200, power=2)",
    "cosine(0.1,100)": "CosineAnnealingLR(o, 100)",
    "cosine(0.1,250,0.01)": "CosineAnnealingLR(o, 250, eta_min=0.01)",
    "restarts(0.1,40)": "CosineAnnealingWarmRestarts(o, 40)",
    "restarts(0.1,20,2,0.01)": "CosineAnnealingWarmRestarts(o, 20, 2, eta_min=0.01)",
    "warmup(0.1,5)": "LinearLR(o)",
    "warmup(0.1,50,0.1)": "LinearLR(o, 0.1, total_iters=50)",
    "linear_onecycle(0.1,300)": "OneCycleLR(o, 0.1, total_steps=300, anneal_strategy='linear')",
    "linear_onecycle(0.1,301,0.45,10,100)": "OneCycleLR(o, 0.1, total_steps=301, pct_start=0.45, "
    "div_factor=10, final_div_factor=100, anneal_strategy='linear')",
    "cyclic(0.1,30)": "CyclicLR(o, 0.0, 0.1, step_size_up=30)",
    "cyclic(0.1,7,0.02)": "CyclicLR(o, 0.02, 0.1, step_size_up=7)",
    "inverse_sqrt(0.1)": "LambdaLR(o, lambda t: (t + 1) ** -0.5)",
    "inverse_sqrt(0.1,0.05)": "LambdaLR(o, lambda t: (1 + 0.05 * t) ** -0.5)",
    "polynomial(0.1,100,1,0.01)": "optax.polynomial_schedule(0.1, 0.01, 1, 100)",
    "polynomial(0.1,200,2,0.01)": "optax.polynomial_schedule(0.1, 0.01, 2, 200)",
    "onecycle(0.1,300)": "OneCycleLR(o, 0.1, total_steps=300)",
    "onecycle(0.1,301,0.45,10,100)": "OneCycleLR(o, 0.1, total_steps=301, pct_start=0.45, "
    "div_factor=10, final_div_factor=100)",
    "constant(0.1)": "LambdaLR(o, lambda t: 1.0)",
    "inverse(0.1,0.05)": "LambdaLR(o, lambda t: 1 / (1 + 0.05 * t))",
    "constant(0.1,30)+constant(0.01,50)+constant(0.001)": "MultiStepLR(o, [30, 80], 0.1)",
    "warmup(0.1,20)+cosine(0.1,280)": "SequentialLR(o, ["
    "lr_scheduler.LinearLR(o, total_iters=20), lr_scheduler.CosineAnnealingLR(o, 280)], [20])",
}

SCHEDULED = {
    "momentum": "SGD(p, lr=0.1, momentum=0.9)",
    "adam": "Adam(p, lr=0.1)",
    "keras.momentum": "SGD(0.1, momentum=0.9)",
    "keras.adam": "Adam(0.1)",
}

ENDS = {
    "bfgs": "BFGS",
    "lbfgs": "L-BFGS-B",
    "conjugate_gradient": "CG",
    "damped_newton": "Newton-CG",
    "regularized_newton": "trust-ncg",
    "trust_region": "trust-exact",
}
NEAR = {
    "booth": (-4.0, 3.0),
    "beale": (2.5, 0.3),
    "himmelblau": (3.4, 2.4),
    "rosenbrock": (0.5, 0.4),
    "styblinski_tang:dim=5": (-3.2, -2.5, -3.0, -2.7, -2.6),
    "rosenbrock:dim=10": (0.9, 1.1, 1.0, 0.8, 1.1, 1.2, 0.9, 1.0, 1.1, 1.2),
}


class Shaken:
    """A surface whose start, iterates and gradients are off by some units in the last place."""

    def __init__(self, surface, seed):
        self._surface, self._random = surface, np.random.default_rng(seed)
        self.start = self._off(np.array(surface.start))

    def __call__(self, x):
        return self._surface(x)

    def gradient(self, x):
        return self._off(self._surface.gradient(self._off(x)))

    def _off(self, numbers):
        return numbers * (1 + 2.0**-52 * self._random.integers(-2, 3, len(numbers)))


def with_torch(text, surface, rates=None):
    """Return the iterates ``(STEPS + 1, d)``; ``p1`` and ``p2`` are the halves of ``p``."""
    d = len(surface.start)
    sizes = [(d + 1) // 2, d // 2] if "p2" in text else [d]
    parts = [p.clone().requires_grad_() for p in torch.tensor(surface.start).split(sizes)]
    names = {"torch": torch, "p": parts[0], "p1": parts[0], "p2": parts[-1]}
    o = eval(f"torch.optim.{text.replace('(p,', '([p],').replace('(p)', '([p])')}", names)
    path = [np.concatenate([p.detach().numpy() for p in parts])]
    for t in range(STEPS):
        if rates is not None:
            o.param_groups[0]["lr"] = float(rates[t])
        for p, g in zip(parts, torch.tensor(surface.gradient(path[-1])).split(sizes), strict=True):
            p.grad = g
        o.step()
        path.append(np.concatenate([p.detach().numpy() for p in parts]))
    return np.array(path)


def with_keras(text, surface, rates=None):
    p = keras.Variable(np.array(surface.start))
    o = eval(f"keras.optimizers.{text}")
    o.build([p])
    path = [p.numpy().copy()]
    for t in range(STEPS):
        if rates is not None:
            o.learning_rate = float(rates[t])
        o.apply([torch.tensor(surface.gradient(path[-1]))], [p])
        path.append(p.numpy().copy())
    return np.array(path)


@cache
def _of_optax(text):
    """Return an optimizer of optax and its update, compiled once."""
    o = eval(f"optax.{text}")
    return o, jax.jit(o.update) if "polyak" not in text else o.update


def with_optax(text, surface, rates=None):
    o, update = _of_optax(text)
    p = jax.numpy.array(surface.start)
    state = o.init(p)
    path = [np.array(p)]
    for _ in range(STEPS):
        g = jax.numpy.array(surface.gradient(path[-1]))
        more = {"value": jax.numpy.array(surface(path[-1]))} if "polyak" in text else {}
        moved, state = update(g, state, p, **more)
        p = optax.apply_updates(p, moved)
        path.append(np.array(p))
    return np.array(path)


def variants(name, surface, library):
    """Return the knobs to try: a rate that converges, one that oscillates, each other knob moved.

    And none at all, which compares the defaults; optax has none for the rate, and those
    of a book are not the library's.
    """
    knobs = optimizers.methods()[name].knobs
    if not any(knob.startswith("lr") for knob in knobs):
        return [{}]
    low, high = (1.0, 10.0) if "adadelta" in name else (0.02, 0.4)
    if "radam" in name:  # it starts as momentum with the bare gradient
        low = 0.001
    if name in BY_CURVATURE:
        curvature = np.abs(np.linalg.eigvalsh(surface.hessian(surface.start))).max()
        low, high = (float(f"{share / curvature:.2g}") for share in (0.2, 1.8))
    if name == "layerwise_descent":
        return [{}, {"lr1": low, "lr2": high}, {"lr1": high, "lr2": low}]
    moved = [{"lr": low, knob: OTHER_KNOBS[knob]} for knob in knobs if knob in OTHER_KNOBS]
    defaults = [{}] if library != "optax" and not name.startswith("saito.") else []
    return [*defaults, {"lr": low}, {"lr": high}, *moved]


def trajectories():
    """Return what was run, and the iterates at the steps that are kept, in one line.

    Each is run again, four times, with everything off by a few units in the last place, as another
    order of the same operations would have it. Once one of them has parted by 1e-12 the path is
    chaotic: the index says until which step none has.
    """
    index, points = [], []

    def record(spec, theirs, run, text, surface, rates=None):
        path = run(text, surface, rates)[KEPT]
        if not np.isfinite(path).all() or np.abs(path).max() > 1e6:
            return
        twins = [run(text, Shaken(surface, seed), rates)[KEPT] for seed in range(4)]
        apart = np.abs(path - twins).max(axis=(0, 2)) > 1e-12 * np.abs(path).max(axis=1)
        until = KEPT[np.argmax(apart) - 1] if apart.any() else STEPS
        index.append({"ours": spec, "theirs": theirs, "surface": str(surface), "until": until})
        points.append(path.ravel())

    for library, run, table in (
        ("torch.optim", with_torch, TORCH),
        ("keras.optimizers", with_keras, KERAS),
        ("optax", with_optax, OPTAX),
    ):
        for name, text in table.items():
            for surface in map(surfaces.get, SURFACES):
                for given in variants(name, surface, library):
                    ours = optimizers.methods()[name](**given)
                    theirs = text.format(**ours.knobs)
                    if not given and "lr" in ours.knobs:
                        theirs = _defaults(name, text)
                    record(str(ours), f"{library}.{theirs}", run, theirs, surface)
    rates = [0.1 * (1 + np.cos(np.pi * t / STEPS)) / 2 for t in range(STEPS)]
    for name, text in SCHEDULED.items():
        run = with_keras if "keras" in name else with_torch
        ours, theirs = f"{name}:lr=cosine(0.1,{STEPS})", f"{text} with a cosine"
        record(ours, theirs, run, text, surfaces.get("ravine"), rates)
    return index, np.concatenate(points)


def _defaults(name, text):
    """Return the call with everything at its default: only what chooses the algorithm is said."""
    call, _, words = text.partition("(")
    chosen = [
        w for w in words.rstrip(")").split(", ") if w in {"p", "nesterov=True", "amsgrad=True"}
    ]
    rest = ["lr=0.001"] if name in {"sgd", "momentum", "nesterov"} else []
    if "momentum" in name or "nesterov" in name:
        rest.append("momentum=0.9")
    return (
        f"{call}({', '.join(chosen[:1] + rest + chosen[1:] if 'p' in chosen else rest + chosen)})"
    )


def rates():
    """Return the rates ``(schedules, STEPS)``."""
    table = []
    for text in SCHEDULES.values():
        if text.startswith("optax."):
            table.append([float(eval(text)(t)) for t in range(STEPS)])
            continue
        p = torch.zeros(1, requires_grad=True)
        o = torch.optim.SGD([p], lr=0.1, momentum=0.5)  # CyclicLR turns that, too
        s = eval(f"lr_scheduler.{text}", {"lr_scheduler": lr_scheduler, "o": o})
        line = []
        for _ in range(STEPS):
            line.append(o.param_groups[0]["lr"])
            o.step()
            s.step()
        table.append(line)
    return np.array(table)


def ends():
    """Return what was run, and where SciPy ended."""
    index, points = [], []
    for name, method in ENDS.items():
        for spec, start in NEAR.items():
            surface = surfaces.get(spec)
            hess = surface.hessian if "Newton" in method or "trust" in method else None
            end = scipy.optimize.minimize(
                surface, start, jac=surface.gradient, hess=hess, method=method, tol=1e-9
            )
            index.append({"ours": name, "theirs": method, "surface": spec, "start": start})
            points.append(end.x)
    return index, np.concatenate(points)


def main():
    versions = {one.__name__: one.__version__ for one in (torch, keras, jax, optax, scipy, np)}
    index, points = trajectories()
    end_index, end_points = ends()
    file = Path(__file__).with_name("trajectories.npz")
    np.savez_compressed(
        file,
        about=json.dumps({"versions": versions, "steps": KEPT}),
        index=json.dumps(index),
        points=points,
        schedules=json.dumps(SCHEDULES),
        rates=rates(),
        end_index=json.dumps(end_index),
        end_points=end_points,
    )
    print(f"{len(index)} trajectories, {file.stat().st_size / 1e3:.0f} kB", versions)


if __name__ == "__main__":
    main()
