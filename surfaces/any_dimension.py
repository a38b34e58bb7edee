"""Families in any dimension: a cube as the domain, a pattern as the start."""

from __future__ import annotations

from typing import ClassVar

from surfaces.base import Surface
from surfaces.box import Box
from surfaces.specs import InputError


class AnyDimension(Surface):
    """A family in any dimension ``dim``: its domain is a cube, its start a pattern, repeated."""

    dim: int

    side: ClassVar[tuple[float, float]]
    """Each side of the domain."""

    pattern: ClassVar[tuple[float, ...]]
    """The first coordinates of the start, after which they are repeated."""

    least: ClassVar[int] = 1
    """The smallest dimension."""

    multiple: ClassVar[int] = 1
    """The number of which every dimension is a multiple: 2 where coordinates come in pairs."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.dim < self.least:
            raise InputError(f"{self.name}: dim is at least {self.least}, not {self.dim}")
        if self.dim % self.multiple:
            raise InputError(f"{self.name}: dim is a multiple of {self.multiple}, not {self.dim}")

    @property
    def domain(self) -> Box:
        """The usual cube."""
        return Box.cube(*self.side, self.dim)

    @property
    def start(self) -> tuple[float, ...]:
        """The pattern, repeated."""
        return repeated(self.pattern, self.dim)


def repeated(pattern: tuple[float, ...], dim: int) -> tuple[float, ...]:
    """Return the first ``dim`` numbers of the pattern, repeated without end."""
    return tuple(pattern[i % len(pattern)] for i in range(dim))
