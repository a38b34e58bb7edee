"""The recorded functions of a live page, in JavaScript: a list ``RECORDED`` of its surfaces.

Each has ``value`` and ``gradient``, where steps are projected onto the domain ``project``, and its
``methods``: ``begin``, ``step``, where they differ
``first``, and where theory knows it ``limit``, the rate from which on the method diverges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from optim_viz.tracing.graph import Graph, Input, graph
from optim_viz.tracing.javascript import (
    helpers,
    number_function,
    projection_function,
    step_functions,
    surface_functions,
)
from optim_viz.tracing.recording import Recording
from optim_viz.tracing.symbols import Symbol


@dataclass(frozen=True)
class MethodFunctions:
    """A method on a surface, and its limit of stability; None where there is no such thing."""

    recording: Recording | None
    limit: Graph | None

    @property
    def texts(self) -> list[str]:
        """Its functions, each as text."""
        steps = step_functions(self.recording) if self.recording else []
        return [*steps, *([number_function("limit", self.limit)] if self.limit else [])]


@dataclass(frozen=True)
class SurfaceFunctions:
    """A surface, None where it is not recorded, and the methods on it."""

    recorded: Graph | None
    projection: Graph | None
    """How a point is projected onto the domain; None where steps are free."""
    methods: tuple[MethodFunctions, ...]

    @property
    def texts(self) -> list[str]:
        """Its own functions, each as text."""
        if self.recorded is None:
            return []
        held = [projection_function(self.projection)] if self.projection else []
        return [*surface_functions(self.recorded), *held]


def limit_of_momentum(limit: Callable[[Any], Any]) -> Graph:
    """Record a function of the momentum."""
    momentum = Symbol("input", value=(Input("momentum", (), of_each_run=False), None))
    return graph({Input("limit", (), of_each_run=False): limit(momentum)}, {}, 0)


def page_script(surfaces: Iterable[SurfaceFunctions]) -> str:
    """Return the list as text, before it the functions that JavaScript lacks."""
    surfaces = tuple(surfaces)
    own = [text for one in surfaces for text in one.texts]
    steps = [text for one in surfaces for method in one.methods for text in method.texts]
    blocks = ["\n".join(_statements(one)) for one in surfaces]
    return "\n\n".join([*helpers([*own, *steps]), "const RECORDED = [];", *blocks]) + "\n"


def _statements(one: SurfaceFunctions) -> Iterator[str]:
    """Yield the lines that add a surface with its methods to the list."""
    yield from ("{", *one.texts, "const methods = [];")
    for method in one.methods:
        yield from ("{", *method.texts, f"methods.push({_object(_names(method.texts))});", "}")
    yield from (f"RECORDED.push({_object([*_names(one.texts), 'methods'])});", "}")


def _names(functions: Iterable[str]) -> list[str]:
    return [one.partition("(")[0].removeprefix("function ") for one in functions]


def _object(names: Iterable[str]) -> str:
    return f"{{ {', '.join(names)} }}"
