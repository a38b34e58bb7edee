"""Test functions with gradients, Hessians and all their minima.

>>> import surfaces
>>> surfaces.get("rosenbrock:steepness=10")((1.0, 1.0))
np.float64(0.0)

Every module in ``families/`` is read; a family is a `Surface` whose parameters all have a default,
so a new class in a new or an old file is in the catalogue without being listed anywhere.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, TypeGuard

from surfaces.base import AnyDimension, Surface, family_name
from surfaces.box import Array, Box, Minimum
from surfaces.custom.make import formula, from_functions
from surfaces.specs import InputError, Value, check_keys, choose, parse, plugins

if TYPE_CHECKING:
    from surfaces.planes import Plane
    from surfaces.transforms import Rotated, Scaled, Shifted

__all__ = [
    "AnyDimension",
    "Array",
    "Box",
    "InputError",
    "Minimum",
    "Plane",
    "Rotated",
    "Scaled",
    "Shifted",
    "Surface",
    "catalogue",
    "formula",
    "from_functions",
    "get",
    "names",
]

GROUP = "optim_viz.surfaces"
"""The entry points through which other packages add families, each under its name as typed."""

MOST_DIMENSIONS = 1000
"""Largest dimension that `get` makes: a Hessian has its square in entries. Classes take any."""


_WHERE_LISTED = "`optim-viz list surfaces` has them all"


@cache
def catalogue() -> dict[str, type[Surface]]:
    """Return every family of the catalogue by its name, in alphabetical order."""
    return dict(sorted((family_name(family), family) for family in _found()))


def names() -> list[str]:
    """Return the names of all families, those of other packages last."""
    return [*catalogue(), *(name for name in plugins(GROUP) if name not in catalogue())]


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
    family = _family(name) or _plugin(choose(name, names(), "surface", _WHERE_LISTED))
    name = family_name(family)
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


def _found() -> Iterator[type[Surface]]:
    folder = import_module(f"{__name__}.families")
    for module in iter_modules(folder.__path__, f"{folder.__name__}."):
        for item in vars(import_module(module.name)).values():
            if _is_family(item) and item.__module__ == module.name:
                yield item


@cache
def _family(name: str) -> type[Surface] | None:
    """Return a family by one of its names; modules are imported only until it is found."""
    for family in _found():
        if name in (family_name(family), *family.known_as):
            return family
    return None


@cache
def _plugin(name: str) -> type[Surface]:
    try:
        family = plugins(GROUP)[name].load()
    except Exception as error:
        raise InputError(f"{name} cannot be loaded: {type(error).__name__}: {error}") from error
    if not _is_family(family) or family_name(family) != name:
        called = "".join(part.capitalize() for part in name.split("_"))
        raise InputError(
            f"{name} cannot be used: its entry point is {family!r}, and should be a dataclass that"
            f" derives from surfaces.Surface, named {called}, with a default for each parameter"
        )
    return family


def _is_family(item: object) -> TypeGuard[type[Surface]]:
    return (
        inspect.isclass(item)
        and issubclass(item, Surface)
        and not inspect.isabstract(item)
        and is_dataclass(item)
        and all(field.default is not MISSING for field in fields(item))
    )


_WRAPPERS = {
    "Plane": "planes",
    "Rotated": "transforms",
    "Scaled": "transforms",
    "Shifted": "transforms",
}
"""Surfaces made from other surfaces, and their modules, which are imported on first use."""


def __getattr__(name: str) -> type[Surface]:
    if name in _WRAPPERS:
        module = import_module(f"{__name__}.{_WRAPPERS[name]}")
        made: type[Surface] = getattr(module, name)
        return made
    for family in catalogue().values():
        if family.__name__ == name:
            return family
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(family.__name__ for family in catalogue().values())})
