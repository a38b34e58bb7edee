"""Optimizers of optax, run by JAX in double precision, all runs of a batch at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jax
import numpy as np
import optax

from optim_viz.adapters import foreign
from optim_viz.optimizers.base import LibraryCall, Method, Optimizer
from surfaces import InputError
from surfaces.specs import choose

_LEARNING_RATE = "learning_rate"
_THEIR_NAMES = {"lr": _LEARNING_RATE}
_OUR_NAMES = {_LEARNING_RATE: "lr"}


def find(name: str, knobs: list[str]) -> Method:
    """Return the optimizer of optax with that name; ``knobs`` are not needed.

    Raises
    ------
    InputError
        An unknown name (with the nearest match).
    """
    return method(getattr(optax, choose(name, _names(), "optimizer of optax:")))


def _names() -> list[str]:
    return [
        name
        for name, item in vars(optax).items()
        if _LEARNING_RATE in _parameters(item) and not name.startswith(("_", "scale_by"))
    ]


def _parameters(item: Any) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(item).parameters if inspect.isroutine(item) else {}
    except ValueError:
        return {}


def adapt(kind: Any, knobs: Mapping[str, Any]) -> Optimizer:
    """Return the optimizer of a transformation, or of a function that makes one from knobs.

    Raises
    ------
    InputError
        Knobs for a finished transformation, an unknown knob, or a value that does not fit.
    """
    if isinstance(kind, optax.GradientTransformation):
        if knobs:
            raise InputError(f"a finished transformation takes no knobs, not {', '.join(knobs)}")
        call = LibraryCall(
            "a finished transformation", f"optax {optax.__version__}", "its own code"
        )
        return _method("transformation", lambda: kind, {}, (_unpicklable, ()), call)()
    return method(kind)(**knobs)


@cache
def method(kind: Callable[..., Any]) -> Method:
    """Return the method of a function that makes transformations."""
    function = getattr(kind, "func", kind)  # nadam is a partial
    knobs = {
        _OUR_NAMES.get(name, name): 1e-3 if name == _LEARNING_RATE else parameter.default
        for name, parameter in inspect.signature(kind).parameters.items()
        if name == _LEARNING_RATE or isinstance(parameter.default, bool | int | float)
    }
    return _method(function.__name__, kind, knobs, (method, (kind,)), _call(kind, function))


_OURS = {"adam": "adam", "adabelief": "adabelief", "sign_sgd": "sign_descent"} | {
    name: f"optax.{name}"
    for name in ("adagrad", "rmsprop", "nadam", "radam", "yogi", "adamw", "lion", "rprop")
}
"""Methods of this package with the same rule: `tests/references` has iterates of both."""


def _call(kind: Callable[..., Any], function: Callable[..., Any]) -> LibraryCall:
    """Return how a function that makes transformations is called, and where it is explained."""
    name = function.__name__
    is_theirs = getattr(optax, name, None) in (kind, function)
    settings = [
        f"{one.name}={one.default!r}" if one.default is not one.empty else one.name
        for one in inspect.signature(kind).parameters.values()
    ]
    return LibraryCall(
        f"{'optax' if is_theirs else function.__module__}.{name}({', '.join(settings)})",
        f"optax {optax.__version__}",
        "https://optax.readthedocs.io/en/stable/api/optimizers.html"
        if is_theirs
        else f"help({function.__module__}.{name})",
        {_OURS[name]: ""} if is_theirs and name in _OURS else {},
    )


def _method(
    name: str,
    make: Callable[..., Any],
    knobs: Mapping[str, Any],
    origin: tuple[Any, ...],
    call: LibraryCall,
) -> Method:
    numeric = {knob for knob, default in knobs.items() if isinstance(default, float)}

    def split(values: Mapping[str, Any], count: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the knobs that are numbers, one for each run, and the others, which are shared."""
        per_run = {
            _THEIR_NAMES.get(k, k): np.broadcast_to(v, count)
            for k, v in values.items()
            if k in numeric
        }
        return per_run, {k: v for k, v in values.items() if k not in numeric}

    @cache
    def compiled(shared: tuple[tuple[str, Any], ...]) -> tuple[Any, Any]:
        def init(x: Any, numbers: Any) -> Any:
            return make(**numbers, **dict(shared)).init(x)

        def update(g: Any, state: Any, x: Any, numbers: Any) -> Any:
            moves, state = make(**numbers, **dict(shared)).update(g, state, x)
            return optax.apply_updates(x, moves), state

        def over_runs(function: Any) -> Any:
            return jax.jit(jax.vmap(function, in_axes=-1, out_axes=-1))

        return over_runs(init), over_runs(update)

    def step(f: Any, x: Any, leaves: Any = None, tree: Any = None, **knobs: Any) -> Any:
        """Let JAX update every run, its state in the last axis."""
        per_run, shared = split(knobs, x.shape[1])
        init, update = compiled(tuple(shared.items()))
        g = f.gradient(x)
        try:
            with jax.enable_x64(True):
                if leaves is None:
                    leaves, tree = jax.tree.flatten(init(x, per_run))
                new, state = update(g, jax.tree.unflatten(tree, leaves), x, per_run)
            leaves, tree = jax.tree.flatten(state)
            return np.array(new), tuple(map(np.asarray, leaves)), tree
        except TypeError as error:  # it needs more than gradients
            complaint = " ".join(str(error).split())
            raise InputError(f"optax.{name} cannot be used here: {complaint}") from error

    return foreign(step, "optax", name, knobs, origin=origin, words=_THEIR_NAMES, call=call)


def _unpicklable() -> Method:
    raise InputError("a finished transformation cannot be made again: give its function instead")
