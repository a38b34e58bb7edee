"""Optimizers, each one pure step function.

>>> from optim_viz.optimizers import adam
>>> adam(lr=0.1)
adam(lr=0.1)

Every module in this folder is read: a step function decorated with `optimizer` is in the catalogue
without being listed anywhere.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from optim_viz import schedules
from optim_viz.optimizers.base import Knob, Method, Objective, Optimizer, optimizer
from surfaces import InputError
from surfaces.specs import Value, check_keys, choose, parse

__all__ = ["Knob", "Method", "Objective", "Optimizer", "get", "methods", "names", "optimizer"]


@cache
def methods() -> dict[str, Method]:
    """Return every method by its name: module by module, in the order of the source."""
    found = {}
    for module in iter_modules(__path__):
        for item in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(item, Method):
                found[item.name] = item
    return found


def names() -> list[str]:
    """Return the names of all methods."""
    return list(methods())


def get(spec: str, /, **knobs: Value) -> Optimizer:
    """Return the optimizer that ``name`` or ``name:knob=value,...`` stands for.

    Raises
    ------
    InputError
        Unknown method or knob (with the nearest match), or a value that is not a number.
    """
    name, values = parse(spec)
    method = methods()[choose(name, names(), "optimizer")]
    values |= knobs
    check_keys(values, method.knobs, name)
    return method(**{key: _knob(method, key, value) for key, value in values.items()})


def _knob(method: Method, key: str, value: Knob) -> Knob:
    """Return what a knob was set to in the type that it takes."""
    if isinstance(value, str) and isinstance(method.knobs[key], float):
        try:
            return schedules.get(value)
        except InputError as error:
            raise InputError(f"{method.name}: {key}: {error}") from None
    return value


def __getattr__(name: str) -> Method:
    if name in methods():
        return methods()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *methods()})
