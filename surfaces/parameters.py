"""Parameters of a family as they are typed, or given by keyword."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from surfaces.base import Surface
from surfaces.specs import InputError, check_keys

MOST_DIMENSIONS = 1000
"""Largest dimension that is made from a text: a Hessian has its square in entries."""

_DIMENSION = ("n", "d", "dims", "ndim", "ndims", "n_dim", "dimension", "dimensions")


def with_parameters(family: type[Surface], values: Mapping[str, Any], name: str) -> Surface:
    """Return a surface of a family.

    Raises
    ------
    InputError
        An unknown parameter (with the nearest match), one that is missing, or a value that does
        not fit.
    """
    if not is_dataclass(family):
        check_keys(values, (), name)
        return family()
    kinds = {field.name: type(field.default) for field in fields(family) if field.init}
    check_keys(values, kinds, name, lambda key: _here(key, kinds))
    for field in fields(family):
        given = field.name in values or not field.init
        if not given and field.default is MISSING and field.default_factory is MISSING:
            raise InputError(f"{name}: {field.name} has no default: write {name}:{field.name}=...")
    return family(**{key: fitting(name, key, value, kinds[key]) for key, value in values.items()})


def _here(key: str, kinds: Mapping[str, type]) -> str:
    """Return what is said of a word for the dimension that is not ours."""
    return "here it is dim" if key.lower() in _DIMENSION and "dim" in kinds else ""


def fitting(name: str, key: str, value: Any, kind: type) -> Any:
    """Return a parameter in the type of its default.

    Raises
    ------
    InputError
        Another type.
    """
    if kind is str:
        return str(value)
    if kind is int and not (isinstance(value, int) and not isinstance(value, bool)):
        raise InputError(f"{name}: {key} is a whole number, not {value!r}")
    if not (isinstance(value, int | float) and math.isfinite(value)):
        raise InputError(f"{name}: {key} is a finite number, not {value!r}")
    if key == "dim" and value > MOST_DIMENSIONS:
        raise InputError(f"{name}: dim is at most {MOST_DIMENSIONS} here, not {value}")
    return kind(value) if kind in (int, float) else value
