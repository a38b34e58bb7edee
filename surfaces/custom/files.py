"""Python files of users: read once, and again when they were changed."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from surfaces.custom.user_code import MODULE_PREFIX, described
from surfaces.specs import InputError


def module_of(file: str) -> ModuleType:
    """Return a Python file as a module.

    Raises
    ------
    InputError
        There is no such file, or it cannot be run.
    """
    if not Path(file).is_file():
        raise InputError(f"there is no file {file}")
    return _module_of(file, changed(file))


def changed(file: str) -> int:
    """Return the time at which a file was changed; 0 if there is no such file."""
    path = Path(file)
    return path.stat().st_mtime_ns if path.is_file() else 0


def hash_of(file: str) -> str:
    """Return the hash of a file, shortened; empty if there is no such file."""
    path = Path(file)
    return _short(path.read_bytes()) if path.is_file() else ""


@cache
def _module_of(file: str, changed: int) -> ModuleType:
    path = Path(file)
    name = MODULE_PREFIX + _short(str(path.resolve()).encode())
    source = spec_from_file_location(name, path)
    assert source is not None
    assert source.loader is not None
    module = module_from_spec(source)
    sys.modules[name] = module  # dataclasses look their module up
    keeps, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # nothing beside a user's file
    try:
        source.loader.exec_module(module)
    except Exception as error:
        said = described(error) or f"{type(error).__name__}: {error}"
        raise InputError(f"{file} cannot be read: {said}") from error
    finally:
        sys.dont_write_bytecode = keeps
    return module


def _short(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
