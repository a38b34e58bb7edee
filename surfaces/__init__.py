"""Test functions with gradients, Hessians and all their minima.

>>> import surfaces
>>> surfaces.get("rosenbrock:steepness=10")((1.0, 1.0))
np.float64(0.0)

Every module in this folder is read; a family is a `Surface` whose parameters all have a default,
so a new class in a new or an old file is in the catalogue without being listed anywhere.
"""

from __future__ import annotations

import inspect
import math
from dataclasses import fields
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from surfaces.base import Array, Box, Minimum, Surface, family_name
from surfaces.specs import InputError, Value, check_keys, choose, parse

__all__ = ["Array", "Box", "InputError", "Minimum", "Surface", "families", "get", "names"]


MOST_DIMENSIONS = 1000
"""What `get` makes: a Hessian has the square of it in entries. A class takes any dimension."""


@cache
def families() -> dict[str, type[Surface]]:
    """Return every family of the catalogue by its name, in alphabetical order."""
    found = {}
    for module in iter_modules(__path__):
        for item in vars(import_module(f"{__name__}.{module.name}")).values():
            if _is_family(item):
                found[family_name(item)] = item
    return dict(sorted(found.items()))


def names() -> list[str]:
    """Return the names of all families."""
    return list(families())


def get(spec: str, /, **parameters: Value) -> Surface:
    """Return the surface that ``name`` or ``name:key=value,...`` stands for.

    Parameters
    ----------
    spec : str
        A name of `names`, with or without parameters.
    **parameters
        Parameters of the family; they win over those in the text.

    Raises
    ------
    InputError
        Unknown family or parameter (with the nearest match), or a value that does not fit.
    """
    name, values = parse(spec)
    family = families()[choose(name, names(), "surface")]
    values |= parameters
    kinds: dict[str, type] = {
        field.name: type(field.default)
        for field in fields(family)  # type: ignore[arg-type]  # every family is a dataclass
    }
    check_keys(values, kinds, name)
    for key, value in values.items():
        if kinds[key] is int and not (isinstance(value, int) and not isinstance(value, bool)):
            raise InputError(f"{name}: {key} is a whole number, not {value!r}")
        if not (isinstance(value, int | float) and math.isfinite(value)):
            raise InputError(f"{name}: {key} is a finite number, not {value!r}")
        if key == "dim" and value > MOST_DIMENSIONS:
            raise InputError(f"{name}: dim is at most {MOST_DIMENSIONS} here, not {value}")
    return family(**{key: kinds[key](value) for key, value in values.items()})


def _is_family(item: object) -> bool:
    return (
        inspect.isclass(item)
        and issubclass(item, Surface)
        and not inspect.isabstract(item)
        and all(p.default is not p.empty for p in inspect.signature(item).parameters.values())
    )


def __getattr__(name: str) -> type[Surface]:
    for family in families().values():
        if family.__name__ == name:
            return family
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(family.__name__ for family in families().values())})
