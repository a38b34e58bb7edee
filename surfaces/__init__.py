"""Test functions with gradients, Hessians and minima.

>>> import surfaces
>>> surfaces.get("rosenbrock:steepness=10")((1.0, 1.0))
np.float64(0.0)

The minima of a surface are all that its charted box has, where `Surface.minima_complete` says so;
the box is the domain, or a part of one with hundreds (`Surface.more_outside`).

Every module in ``families/`` is read; a family is a `Surface` whose parameters all have a default,
so a new class in a new or an old file is in the catalogue without being listed anywhere.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeGuard

from surfaces import datasets
from surfaces.any_dimension import AnyDimension as AnyDimension
from surfaces.base import Surface as Surface
from surfaces.base import family_name
from surfaces.box import Array as Array
from surfaces.box import Box as Box
from surfaces.box import Minimum as Minimum
from surfaces.custom.make import formula as formula
from surfaces.custom.make import from_functions as from_functions
from surfaces.custom.make import maximized as maximized
from surfaces.parameters import with_parameters
from surfaces.specs import InputError as InputError
from surfaces.specs import (
    Value,
    choose,
    parse,
    place_and_name,
    plugins,
    quoted,
    refuse_optimizers,
)

if TYPE_CHECKING:
    from surfaces.families.bowls import *  # noqa: F403
    from surfaces.families.curves import *  # noqa: F403
    from surfaces.families.levy import *  # noqa: F403
    from surfaces.families.pits import *  # noqa: F403
    from surfaces.families.plateaus import *  # noqa: F403
    from surfaces.families.products import *  # noqa: F403
    from surfaces.families.residuals import *  # noqa: F403
    from surfaces.families.rings import *  # noqa: F403
    from surfaces.families.ripples import *  # noqa: F403
    from surfaces.families.saddles import *  # noqa: F403
    from surfaces.families.separable import *  # noqa: F403
    from surfaces.families.valleys import *  # noqa: F403
    from surfaces.families.waves import *  # noqa: F403
    from surfaces.families.wells import *  # noqa: F403
    from surfaces.models.networks import *  # noqa: F403
    from surfaces.models.regressions import *  # noqa: F403
    from surfaces.planes import Plane as Plane
    from surfaces.projection import constrained as constrained
    from surfaces.transforms import Rotated as Rotated
    from surfaces.transforms import Scaled as Scaled
    from surfaces.transforms import Shifted as Shifted

if not TYPE_CHECKING:  # with a list, type checkers would take what is not in it for private
    __all__ = [
        "AnyDimension",
        "AnySurface",
        "Array",
        "Box",
        "InputError",
        "Minimum",
        "Plane",
        "Rotated",
        "Scaled",
        "Shifted",
        "Surface",
        "as_surface",
        "catalogue",
        "constrained",
        "formula",
        "from_functions",
        "get",
        "maximized",
        "model_families",
        "names",
    ]

AnySurface = Surface | str | Callable[..., Any]
"""Whatever names or is a surface, for `as_surface`."""

GROUP = "optim_viz.surfaces"
"""The entry points through which other packages add families, each under its name as typed."""

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
        A name of `names`, or one in a Python file, ``path/to/file.py:EggCarton``: a class, an
        object or a plain function (`as_surface`); with or without parameters.
    **parameters
        Parameters of the family; they win over those in the text.

    Raises
    ------
    InputError
        Unknown family or parameter (with the nearest match), a value that does not fit, or no text.
    """
    _check_name(spec)
    name, values = parse(spec)
    place, bare = place_and_name(name)
    if place:
        from surfaces.custom.brought import brought

        return brought(place, bare, values | parameters)
    if name.endswith(".py"):
        raise InputError(f"say which surface of the file is meant: {name}:NAME")
    family = _family(name) or model_families().get(name)
    if family is None and name in datasets.names():
        family, values = model_families()["network"], {"data": name, **values}
    family = family or _plugin(_chosen(name))
    name = family_name(family)
    return with_parameters(family, values | parameters, name)


def _chosen(name: str) -> str:
    known = [*names(), *model_families(), *datasets.names()]
    is_formula = any(sign in name for sign in "*^+(") and not any(map(name.startswith, known))
    here = f"surfaces.formula({quoted(name)}) takes formulas" if is_formula else ""
    return choose(name, known, "surface", _WHERE_LISTED, here)


@cache
def model_families() -> dict[str, type[Surface]]:
    """Return every family of models of data by its name, in alphabetical order.

    They are surfaces over their parameters (`surfaces.models`), apart from the test functions of
    `catalogue`: their minima are seldom known.
    """
    return dict(sorted((family_name(family), family) for family in _found("models")))


def as_surface(thing: AnySurface) -> Surface:
    """Return a surface for whatever names or is one.

    Parameters
    ----------
    thing : Surface, str, class or function
        What `get` takes, a family, or a function: of a point, or of a number for each coordinate,
        ``f(x, y)``, on the usual domain from -5 to 5 (`from_functions` takes another).

    Raises
    ------
    InputError
        Something else; a name that `get` does not know; a function that cannot be evaluated.
    """
    if isinstance(thing, Surface):
        return thing
    if isinstance(thing, str):
        return get(thing)
    from surfaces.custom.brought import surface_of

    return surface_of(thing, {}, repr(thing)[:60])


def text_of(thing: AnySurface) -> str:
    """Return the text that `get` turns into what `as_surface` makes of a thing.

    What has none, since it was made in this session, is remembered: ``session:tilted``.

    Raises
    ------
    InputError
        As of `as_surface`.
    """
    if isinstance(thing, str):
        return thing
    from surfaces.custom.session import remember

    made = as_surface(thing)
    try:
        if get(str(made)) == made:
            return str(made)
    except InputError:
        pass  # it is not the text of a surface
    return remember(thing, made.name)


def _check_name(spec: object) -> None:
    """Refuse what is no text, by saying what to write instead."""
    if isinstance(spec, str):
        return
    if isinstance(spec, Surface):
        raise InputError(f"{spec} is a surface already: use it as it is")
    if inspect.isclass(spec) and issubclass(spec, Surface):
        raise InputError(f"{spec.__name__} is a family: {spec.__name__}() is a surface")
    refuse_optimizers(spec)
    name = getattr(spec, "__name__", "").strip("<>")
    what = "a class" if inspect.isclass(spec) else "a function"
    if callable(spec):
        raise InputError(
            f"{name or 'this'} is {what}, and a surface is named by text;"
            " surfaces.from_functions(f) makes one of a function f of a point"
        )
    raise InputError(
        f"a surface is named by text, as in surfaces.get('ravine'), not {spec!r:.40};"
        " surfaces.from_functions(f) makes one of a function"
    )


def _found(room: str = "families") -> Iterator[type[Surface]]:
    folder = import_module(f"{__name__}.{room}")
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
    "constrained": "projection",
}
"""What makes surfaces of other surfaces, and its modules, which are imported on first use."""


if not TYPE_CHECKING:  # a type checker sees the families themselves, above

    def __getattr__(name: str) -> Any:
        if name in _WRAPPERS:
            return getattr(import_module(f"{__name__}.{_WRAPPERS[name]}"), name)
        for family in (*catalogue().values(), *model_families().values()):
            if family.__name__ == name:
                return family
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*__all__, *(family.__name__ for family in catalogue().values())})
