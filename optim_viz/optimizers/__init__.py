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
import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from optim_viz import schedules, user_code
from optim_viz.optimizers import absent
from optim_viz.optimizers.base import Knob, Method, Objective, Optimizer, optimizer
from surfaces import InputError
from surfaces.specs import Value, check_keys, choose, parse, plugins

__all__ = [
    "Knob",
    "Method",
    "Objective",
    "Optimizer",
    "conventions",
    "get",
    "methods",
    "names",
    "optimizer",
]

GROUP = "optim_viz.optimizers"
"""The entry points through which other packages add theirs: each a step function or a `Method`."""


@cache
def methods() -> dict[str, Method]:
    """Return every method of this package by its name, module by module, as in the source."""
    found = {}
    for module in iter_modules(__path__):
        for item in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(item, Method):
                found[item.name] = item
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
    file, name, values = _read(spec)
    values |= knobs
    if file:
        return _set(from_file(file, name), values)
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
    choose(name, names(), "optimizer", "`optim-viz list optimizers` has them all")
    raise AssertionError("unreachable")


def fingerprints(specs: Iterable[str]) -> tuple[str, ...]:
    """Return what identifies each optimizer in a file, by which an edit is noticed.

    It also says what the optimizer is called and which knobs it has (see `absent`).
    """
    of_files = dict.fromkeys((file, name) for file, name, _ in map(_read, specs) if file)
    return tuple(absent.fingerprint(file, from_file(file, name)) for file, name in of_files)


def code_of(spec: str, fingerprints: Iterable[str]) -> str:
    """Return the hash that the fingerprints have of the file of an optimizer; empty if none is."""
    file, name, _ = _read(spec)
    return str(absent.recorded(fingerprints, f"{file}:{name}").get("sha256", "")) if file else ""


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
    file, name, values = _read(spec)
    about = absent.recorded(fingerprints, f"{file}:{name}") if file else {}
    if not about or about["sha256"] == absent.hash_of(file):
        return get(spec)
    return _set(absent.standing_in(json.dumps(about)), values)


def from_file(file: str, name: str) -> Method:
    """Return the step function of that name in a Python file as a method.

    Raises
    ------
    InputError
        There is no such file, it cannot be run, or it has no such step function.
    """
    path = Path(file)
    if not path.is_file():
        raise InputError(f"there is no file {file}")
    return _from_file(file, name, path.stat().st_mtime_ns)


@cache
def _from_file(file: str, name: str, changed: int) -> Method:
    """Return the method; the file is read again when its time of change differs."""
    path = Path(file)
    source = spec_from_file_location(f"{user_code.MODULE_PREFIX}{abs(hash(path.resolve()))}", path)
    assert source is not None
    assert source.loader is not None
    module = module_from_spec(source)
    try:
        source.loader.exec_module(module)
    except Exception as error:
        raise InputError(f"{file} cannot be read: {_said(error)}") from error
    made = [key for key, item in vars(module).items() if _is_step(item, module.__name__)]
    if not made:
        raise InputError(f"{file} defines no step function, such as step(f, x, *, lr=0.1)")
    step = vars(module)[choose(name, made, f"optimizer in {file}:")]
    return _as_method(step, f"{file}:{name}", (from_file, (file, name)))


def _is_step(item: object, module: str) -> bool:
    mine = getattr(item, "__module__", "") == module
    return mine and (isinstance(item, Method) or (callable(item) and not isinstance(item, type)))


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
    return user_code.described(error) or f"{type(error).__name__}: {error}"


def _set(method: Method, values: dict[str, Any]) -> Optimizer:
    values = method.with_our_names(values)
    check_keys(values, method.knobs, method.name)
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


def _read(spec: str) -> tuple[str, str, dict[str, Value]]:
    """Split a text into file (or nothing), name and values."""
    form = re.fullmatch(r"(.*\.py):([^:=,]*)(:.*)?", spec.strip())
    if form is None:
        return "", *parse(spec)
    file, name, rest = form.groups()
    return file, *parse(name + (rest or ""))


@cache
def _libraries() -> list[str]:
    from optim_viz import adapters

    return adapters.libraries()


def __getattr__(name: str) -> Method:
    if name in methods():
        return methods()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *methods()})
