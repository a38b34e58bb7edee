"""Optimizers, each one pure step function.

>>> from optim_viz.optimizers import adam
>>> adam(lr=0.1)
adam(lr=0.1)

Every module in this folder is read: a step function decorated with `optimizer` is in the catalogue
without being listed anywhere. A method without a prefix is as PyTorch writes it; where Keras, optax
or Saito's textbook differ, theirs stands beside it: ``keras.adagrad``. Other packages add theirs
through the entry point group ``optim_viz.optimizers``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from optim_viz import schedules
from optim_viz.optimizers import absent
from optim_viz.optimizers.base import Knob as Knob
from optim_viz.optimizers.base import Method as Method
from optim_viz.optimizers.base import Objective as Objective
from optim_viz.optimizers.base import Optimizer as Optimizer
from optim_viz.optimizers.base import optimizer as optimizer
from optim_viz.optimizers.knobs import documented
from optim_viz.optimizers.step_functions import as_function
from optim_viz.optimizers.vocabulary import knob_here, method_here
from surfaces import AnySurface, InputError, Surface
from surfaces import as_surface as surface_of
from surfaces import names as surface_names
from surfaces.custom.files import changed, hash_of, module_of
from surfaces.custom.session import recall, remember
from surfaces.custom.user_code import described
from surfaces.specs import ORDER, SESSION, check_keys, choose, parse, place_and_name, plugins

if TYPE_CHECKING:  # these have stubs beside them, with the knobs of each method: see `stubs`
    from optim_viz.optimizers.adaptive import *  # noqa: F403
    from optim_viz.optimizers.descent import *  # noqa: F403
    from optim_viz.optimizers.quasi_newton import *  # noqa: F403
    from optim_viz.optimizers.second_order import *  # noqa: F403

if not TYPE_CHECKING:  # with a list, type checkers would take what is not in it for private
    __all__ = [
        "AnyOptimizer",
        "Knob",
        "Method",
        "Objective",
        "Optimizer",
        "as_optimizer",
        "as_surface",
        "conventions",
        "get",
        "methods",
        "names",
        "optimizer",
    ]

AnyOptimizer = Optimizer | str | Callable[..., Any]
"""Whatever names or is an optimizer, for `as_optimizer`."""

GROUP = "optim_viz.optimizers"
"""The entry points through which other packages add theirs: each a step function or a `Method`."""


@cache
def methods() -> dict[str, Method]:
    """Return every method of this package by its name, module by module, as in the source."""
    found = {}
    for module in iter_modules(__path__):  # noqa: F405
        for item in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(item, Method):
                found[item.name] = item
                object.__setattr__(item, "__doc__", documented(item))
    return found


def names() -> list[str]:
    """Return the names of all methods, those of other packages last."""
    return [*methods(), *(name for name in plugins(GROUP) if name not in methods())]


def conventions(name: str) -> list[Method]:
    """Return the methods of this name in the conventions of all libraries, ours first."""
    bare = name.rpartition(".")[2]
    return [method for method in methods().values() if method.name.rpartition(".")[2] == bare]


def get(spec: str, /, **knobs: Any) -> Optimizer:
    """Return the optimizer that a text stands for.

    ``name`` or ``name:knob=value,...``, where a value is a number or a schedule:
    ``adam:lr=cosine(0.1,200)``. The name is one of `names`; one of another library,
    ``torch.Adam``; or a step function in a file, ``path/to/file.py:my_method``.

    Raises
    ------
    InputError
        Unknown method or knob (with the nearest match), or a value that does not fit.
    """
    name, values = parse(spec)
    values |= knobs
    place, bare = place_and_name(name)
    if place == SESSION:
        return _recalled(bare, values)
    if place:
        return _set(from_file(place, bare), values)
    ours = methods().get(name)
    if ours and (not ours.library or values.keys() <= ours.knobs.keys()):
        return _set(ours, values)
    if name.partition(".")[0] in _libraries():
        from optim_viz import adapters

        return _set(adapters.find(name, values), values)
    if name in plugins(GROUP):
        return _set(_plugin(name), values)
    if name.endswith(".py"):
        raise InputError(f"say which optimizer of the file is meant: {name}:NAME")
    if ours:  # in the convention of a library that has no more of them here
        return _set(ours, values)
    check_name(name)
    raise AssertionError("names() has all of them")


def check_name(name: str) -> None:
    """Raise unless a method may have this name; files and other libraries are not looked at.

    Raises
    ------
    InputError
        No method has it (with the nearest match).
    """
    if not place_and_name(name)[0] and name.partition(".")[0] not in _libraries():
        catalogue = "`optim-viz list optimizers` has them all"
        choose(name, names(), "optimizer", catalogue, here=method_here(name) or _surface_here(name))


def _surface_here(name: str) -> str:
    return f"{name} is a surface: {ORDER}" if name in surface_names() else ""


def as_optimizer(thing: AnyOptimizer) -> Optimizer:
    """Return an optimizer for whatever names or is one.

    Parameters
    ----------
    thing : Optimizer, str or function
        What `get` takes, or a step function with the knobs at their defaults.

    Raises
    ------
    InputError
        Something else; a name that `get` does not know.
    """
    if isinstance(thing, Optimizer):
        return thing
    if isinstance(thing, str):
        return get(thing)
    if isinstance(thing, Method):
        raise thing.unset()
    if callable(thing) and not isinstance(thing, type | Surface):
        return _method_of(thing)()
    if isinstance(thing, Surface):
        raise InputError(f"{thing} is no optimizer, but a surface: {ORDER}")
    raise InputError(
        f"{type(thing).__name__} is no optimizer: give a name such as 'adam:lr=0.1', or an object"
        " such as adam(lr=0.1)"
    )


def as_surface(thing: AnySurface) -> Surface:
    """Return what `surfaces.as_surface` does; who names an optimizer is told the order.

    Raises
    ------
    InputError
        Something else; a name that `surfaces.get` does not know.
    """
    if isinstance(thing, str) and thing.partition(":")[0].strip() in names():
        raise InputError(f"{thing} is an optimizer, not a surface: {ORDER}")
    return surface_of(thing)


def text_of(thing: AnyOptimizer) -> str:
    """Return the text that `get` turns into what `as_optimizer` makes of a thing.

    What has none, since it was made in this session, is remembered: ``session:signed:lr=0.1``.

    Raises
    ------
    InputError
        As of `as_optimizer`.
    """
    if isinstance(thing, str):
        return thing
    made = as_optimizer(thing)
    if _is_read_again(str(made), made):
        return str(made)
    knobs = str(made).removeprefix(made.name)
    typed = remember(made.method, made.method.step.__name__) + knobs
    same = _is_read_again(typed, Optimizer(_recalled_method(typed.split(":")[1]), made.given))
    return typed if same else remember(made, made.method.step.__name__)


def _is_read_again(text: str, optimizer: Optimizer) -> bool:
    try:
        return get(text) == optimizer
    except InputError:
        return False


def _recalled(name: str, values: dict[str, Any]) -> Optimizer:
    thing = recall(name)
    if isinstance(thing, Optimizer):
        return thing.replace(**values)
    return _set(_recalled_method(name), values)


@cache
def _recalled_method(name: str) -> Method:
    method = recall(name)
    if not isinstance(method, Method):
        raise InputError(f"{SESSION}:{name} is no optimizer")
    return method.known_as(f"{SESSION}:{name}", (_recalled_method, (name,)))


@cache
def _method_of(step: Any) -> Method:
    return optimizer(as_function(step))


def fingerprints(specs: Iterable[str]) -> tuple[str, ...]:
    """Return what identifies each optimizer in a file, by which an edit is noticed.

    It also says what the optimizer is called and which knobs it has (see `absent`).
    """
    of_files = dict.fromkeys(name for name in map(_name_in_file, specs) if name)
    return tuple(
        absent.fingerprint(file, from_file(file, name))
        for file, name in map(place_and_name, of_files)
    )


def code_of(spec: str, fingerprints: Iterable[str]) -> str:
    """Return the hash that the fingerprints have of the file of an optimizer; empty if none is."""
    name = _name_in_file(spec)
    return str(absent.recorded(fingerprints, name).get("sha256", "")) if name else ""


def _name_in_file(spec: str) -> str:
    """Return the name of an optimizer in a file, ``mine.py:signed``; empty if it is in none."""
    name, _ = parse(spec)
    return name if place_and_name(name)[0] not in ("", SESSION) else ""


def as_recorded(spec: str, fingerprints: Iterable[str]) -> Optimizer:
    """Return what `get` returns; of a file that is gone or was edited, what can be drawn of it.

    Parameters
    ----------
    spec : str
        As in `get`.
    fingerprints : iterable of str
        What `fingerprints` said when it was run.

    Raises
    ------
    InputError
        As in `get`; a fingerprint that cannot be read.
    """
    name = _name_in_file(spec)
    about = absent.recorded(fingerprints, name) if name else {}
    if not about or about["sha256"] == hash_of(place_and_name(name)[0]):
        return get(spec)
    return _set(absent.standing_in(json.dumps(about)), dict(parse(spec)[1]))


def from_file(file: str, name: str) -> Method:
    """Return the step function of that name in a Python file as a method.

    Raises
    ------
    InputError
        There is no such file, it cannot be run, or it has no such step function.
    """
    return _from_file(file, name, changed(file))


@cache
def _from_file(file: str, name: str, changed: int) -> Method:
    """Return the method; the file is read again when its time of change differs."""
    module = module_of(file)
    made = [key for key, item in vars(module).items() if _is_step(item, module.__name__)]
    if not made:
        raise InputError(f"{file} defines no step function, such as step(f, x, *, lr=0.1)")
    step = vars(module)[choose(name, made, f"optimizer in {file}:")]
    return _as_method(step, f"{file}:{name}", (from_file, (file, name)))


def _is_step(item: object, module: str) -> bool:
    mine = getattr(item, "__module__", "") == module
    step = callable(item) and not isinstance(item, type | Surface)
    return mine and (isinstance(item, Method) or step)


@cache
def _plugin(name: str) -> Method:
    try:
        step = plugins(GROUP)[name].load()
    except Exception as error:
        raise InputError(f"{name} cannot be loaded: {_said(error)}") from error
    return _as_method(step, name, (_plugin, (name,)))


def _as_method(step: Any, name: str, origin: tuple[Any, ...]) -> Method:
    """Return a step function, decorated or not, as a method with this name."""
    made = step if isinstance(step, Method) else optimizer(step)
    return made.known_as(name, origin)


def _said(error: Exception) -> str:
    return described(error) or f"{type(error).__name__}: {error}"


def _set(method: Method, values: dict[str, Any]) -> Optimizer:
    values = method.with_our_names(values)
    check_keys(values, method.knobs, method.name, lambda word: knob_here(word, method.knobs))
    return method(**{key: _knob(method, key, value) for key, value in values.items()})


def _knob(method: Method, key: str, value: Any) -> Any:
    """Return the value of a knob in the type that the knob takes."""
    if isinstance(value, str) and isinstance(method.knobs[key], float):
        try:
            return schedules.get(value)
        except InputError as error:
            raise InputError(f"{method.name}: {key}: {error}") from None
    if isinstance(value, str) and isinstance(method.knobs[key], bool):
        return choose(value.lower(), ("true", "false"), f"value of {method.name}: {key}:") == "true"
    return value


@cache
def _libraries() -> list[str]:
    from optim_viz import adapters

    return adapters.libraries()


if not TYPE_CHECKING:  # a type checker sees the methods themselves, above

    def __getattr__(name: str) -> Method:
        if name in methods():
            return methods()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*__all__, *methods()})
