"""Surfaces made from another surface: what they keep of it."""

from __future__ import annotations

from surfaces.base import Surface


class Derived(Surface):
    """A surface made from another one, whose name, source and kinks it keeps."""

    surface: Surface

    @property
    def name(self) -> str:
        """The name of the other surface."""
        return self.surface.name

    @property
    def source(self) -> str:
        """The same as that of the other surface."""
        return self.surface.source

    @property
    def kinks(self) -> str:
        """The kinks of the other surface, in its own coordinates."""
        return self.surface.kinks

    @property
    def is_ours(self) -> bool:
        """The same as that of the other surface."""
        return self.surface.is_ours
