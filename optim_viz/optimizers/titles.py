"""Names of methods that a deck has in place of those that papers print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_in_force: ContextVar[Mapping[str, str] | None] = ContextVar("titles of methods", default=None)


@contextmanager
def titled(names: Mapping[str, str]) -> Iterator[None]:
    """Call methods by these names in figures, tables and descriptions: ``sgd`` what is given."""
    before = _in_force.set(names)
    try:
        yield
    finally:
        _in_force.reset(before)


def title_in_force(name: str, usual: str) -> str:
    """Return what a method is called: the usual name, unless another is in force."""
    return (_in_force.get() or {}).get(name, usual)
