"""Surfaces made from another surface: what they have of it."""

from __future__ import annotations

from typing import Any

from surfaces.base import Surface


class _Kept:
    """An attribute that is the same as that of the surface from which another one is made."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, derived: Any, owner: type) -> Any:
        return self if derived is None else getattr(derived.surface, self._name)


def kept() -> Any:
    """Return an attribute, property or method of a derived surface that is the other surface's."""
    return _Kept()


class Derived(Surface):
    """A surface made from another one, whose name, source and kinks it keeps."""

    surface: Surface

    name = kept()
    source = kept()
    kinks = kept()  # in the coordinates of the other surface
    derivatives = kept()
    is_maximized = kept()
    is_ours = kept()
    pointwise = kept()
