"""Surfaces that users bring: a class, an object, or a plain function, in a file or a session."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache, partial
from types import ModuleType
from typing import Any

import numpy as np

from surfaces.base import Surface
from surfaces.custom.files import changed, module_of
from surfaces.custom.functions import OwnFunction
from surfaces.custom.make import from_functions
from surfaces.custom.session import recall
from surfaces.parameters import fitting, with_parameters
from surfaces.specs import (
    SESSION,
    InputError,
    check_keys,
    choose,
    parse,
    place_and_name,
    refuse_optimizers,
)

_MOST_TRIED = 10
"""Most coordinates that are tried with a function that takes a point."""

_USUAL_SIDE = (-5.0, 5.0)
"""Each side of the domain of a plain function, which has none."""


def brought(place: str, name: str, values: Mapping[str, Any]) -> Surface:
    """Return the surface that has this name in a file, or in the session.

    Raises
    ------
    InputError
        There is no such file, it cannot be run, or it defines no such surface; a parameter that
        does not fit.
    """
    given = tuple(values.items())
    return _made(place, name, given, 0 if place == SESSION else changed(place))


@cache
def _made(place: str, name: str, values: tuple[tuple[str, Any], ...], changed: int) -> Surface:
    """Return the surface; a file is read again when its time of change differs."""
    typed = f"{place}:{name}"
    thing = recall(name) if place == SESSION else _found(place, name)
    surface = surface_of(thing, dict(values), typed)
    knobs = ",".join(f"{key}={value}" for key, value in values)
    made_by = None if place == SESSION else (brought, (place, name, dict(values)))
    surface.__dict__["_origin"] = (f"{typed}:{knobs}" if knobs else typed, made_by)
    return surface


def _found(file: str, name: str) -> object:
    module = module_of(file)
    if name in vars(module):
        return _checked(vars(module)[name], file, name)
    made = [key for key, item in vars(module).items() if is_surface(item, module)]
    if not made:
        raise InputError(
            f"{file} defines no surface: a class of surfaces.Surface, or a function of a point"
        )
    if not name:
        raise InputError(f"say which surface of the file is meant: {file}:{made[0]}")
    return vars(module)[choose(name, made, f"surface in {file}:")]


def _checked(item: object, file: str, name: str) -> object:
    """Return what has a name in a file, unless it can be no surface, or is an optimizer's step."""
    if isinstance(item, type) and not issubclass(item, Surface):
        raise InputError(
            f"{name} in {file} is a class: give an object of it a name there, {name.lower()} ="
            f" {name}(...), or derive it from surfaces.Surface"
        )
    if not (callable(item) or isinstance(item, Surface)):
        raise InputError(f"{name} in {file} is no surface, but {type(item).__name__}")
    if inspect.isfunction(item) and list(inspect.signature(item).parameters)[:2] == ["f", "x"]:
        raise InputError(f"{file}:{name} is the step of an optimizer, not a surface")
    return item


def is_surface_in_file(spec: str) -> bool:
    """Whether a text names a surface in a file, not an optimizer.

    A plain function can be either: a step function calls the objective ``f``.
    """
    file, name = place_and_name(parse(spec)[0])
    if not file or file == SESSION:
        return False
    module = module_of(file)
    item = vars(module).get(name)
    if inspect.isfunction(item):
        return next(iter(inspect.signature(item).parameters), "") != "f"
    return is_surface(item, module)


def is_surface(item: object, module: ModuleType) -> bool:
    """Whether something in a file is a surface, or a function or an object that is called."""
    if isinstance(item, Surface):
        return True
    mine = getattr(item, "__module__", "") == module.__name__
    if isinstance(item, type):
        return mine and issubclass(item, Surface)
    return mine and callable(item)


def surface_of(thing: object, values: Mapping[str, Any], name: str) -> Surface:
    """Return a class, an object or a plain function as a surface.

    A function takes a point, or a number for each coordinate: ``f(x, y)``. Its parameters that
    have a default are knobs; its derivatives are by differences.

    Raises
    ------
    InputError
        Something else, or a parameter that does not fit.
    """
    if isinstance(thing, Surface):
        if values:
            check_keys(values, (), name)
        return thing
    if isinstance(thing, type) and issubclass(thing, Surface):
        if missing := sorted(getattr(thing, "__abstractmethods__", ())):
            raise InputError(
                f"{name} is no whole surface: it lacks {', '.join(missing)}; derivatives of a plain"
                " function are by differences"
            )
        return with_parameters(thing, values, name)
    refuse_optimizers(thing)
    if callable(thing) and not isinstance(thing, type):
        return _of_function(thing, values, name)
    raise InputError(
        f"{name} is no surface, but {type(thing).__name__}; a function becomes one by"
        " surfaces.from_functions(f)"
    )


def _of_function(function: Callable[..., Any], values: Mapping[str, Any], name: str) -> OwnFunction:
    coordinates, knobs = _arguments(function)
    check_keys(values, knobs, name)
    set_ = {key: fitting(name, key, value, type(knobs[key])) for key, value in values.items()}
    called = getattr(function, "__name__", name.rpartition(":")[2]).strip("<>")
    whole = partial(function, **set_) if set_ else function
    if coordinates > 1:
        return _over(_Spread(whole), coordinates, called)
    dim = _dimension(whole)
    return _over(_Along(whole) if dim == 1 else whole, dim, called)


def _over(function: Callable[..., Any], dim: int, called: str) -> OwnFunction:
    return from_functions(function, domain=(_USUAL_SIDE,) * dim, name=called)


def _arguments(function: Callable[..., Any]) -> tuple[int, dict[str, Any]]:
    """Return how many arguments a function needs, and those that have a default."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # NumPy's own functions have none
        return 1, {}
    needed = [p for p in parameters if p.default is p.empty and p.kind is not p.KEYWORD_ONLY]
    knobs = {p.name: p.default for p in parameters if p.default is not p.empty}
    return sum(p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in needed), knobs


def _dimension(function: Callable[..., Any]) -> int:
    """Return the number of coordinates of a function of one argument: 1 if that is a number."""
    for dim in range(2, _MOST_TRIED + 1):
        if _shape(function, np.linspace(0.3, 0.4, dim)) == ():
            return dim
        if dim == 2 and _shape(function, 0.3) == ():
            return 1
    return 2  # what is wrong with it is told there


def _shape(function: Callable[..., Any], argument: Any) -> tuple[int, ...] | None:
    try:
        with np.errstate(all="ignore"):
            return np.shape(function(argument))
    except Exception:  # whatever a function may raise that means something else
        return None


class _Spread:
    """A function of numbers, one for each coordinate, as a function of a point."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, point: Any) -> Any:
        return self.function(*point)


class _Along(_Spread):
    """A function of one number as a function of a point with one coordinate."""

    def __call__(self, point: Any) -> Any:
        return self.function(point[0])
