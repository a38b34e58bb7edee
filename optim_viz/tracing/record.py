"""Record one step of an optimizer on a surface.

Two runs are recorded side by side, as in a batch. Each may depend on its own symbols only, and both
must have done the same: that makes the graph of one of them the graph of any.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from linecache import getline
from pathlib import Path
from traceback import extract_tb
from typing import Any

import numpy as np

from optim_viz.linalg import squared_norm
from optim_viz.optimizers.base import Optimizer
from optim_viz.optimizers.step_functions import next_state
from optim_viz.tracing.check import check, is_in_catalogue
from optim_viz.tracing.graph import Graph, Input, graph
from optim_viz.tracing.oracle import RUNS, RecordingOracle, symbols_of
from optim_viz.tracing.recording import (
    INSIDE,
    MOMENT,
    PROJECTED,
    SLOPE,
    VALUE,
    Asked,
    Disturbed,
    Item,
    Noting,
    Recording,
    note,
)
from optim_viz.tracing.symbols import NotRecorded, Symbol, SymbolArray, constant
from surfaces import InputError, Surface

MOST_FORMS = 3
"""Times that the state may change its shape before a step has the form of all later ones."""


def record(optimizer: Optimizer, surface: Surface) -> Recording:
    """Record a step of an optimizer on a surface.

    Knobs that are numbers become inputs, but for those that are 0 (no weight decay, no damping),
    which many methods treat as nothing to be done.

    Raises
    ------
    NotRecorded
        The step depends on numbers in another way than by arithmetic.
    """
    return Recorder(surface).record(optimizer)


class Recorder:
    """Records steps on one surface, whose formulas at the iterate are recorded once for all.

    Parameters
    ----------
    surface : Surface
        The surface.
    errors : str
        The operation by which an error enters each coordinate of a gradient, ``add`` or
        ``multiply``; the errors are inputs then. By default gradients are exact.
    watching : keys
        What is recorded at the iterate beside the next state: `VALUE`, `SLOPE`, `INSIDE`.
    noise : callable, optional
        Returns the gradients that a method sees from the true ones ``(d, n)``, the size of the
        noise, and two uniform numbers for each coordinate, which are inputs: `UNIFORM`.
    notes : rule, optional
        What is noted of each value: inputs and results, as `note` names them.
    held : bool
        Whether steps, and slopes, are projected onto the domain of the surface.
    """

    def __init__(
        self,
        surface: Surface,
        errors: str = "",
        watching: Sequence[Input] = (),
        noise: Disturbed | None = None,
        notes: Noting | None = None,
        held: bool = False,
    ) -> None:
        self.surface, self.errors, self._watching = surface, errors, watching
        self._noise, self._notes, self._held = noise, notes, held
        self._x = symbols_of(Item("x", (surface.dim,), of_each_run=True))
        self._x.flags.writeable = False
        self._known: dict[str, SymbolArray] = {}

    def record(self, optimizer: Optimizer, free: Collection[str] = ()) -> Recording:
        """Record a step of an optimizer: see `record`.

        Parameters
        ----------
        optimizer : Optimizer
            The method with its knobs.
        free : names
            Knobs that become inputs though they are 0.

        Raises
        ------
        NotRecorded
            The step depends on numbers in another way than by arithmetic.
        """
        method = optimizer.method
        if method.apart or method.library_call:
            raise NotRecorded("a library runs it, one run after the other")
        try:
            return self._recorded(optimizer, free)
        except NotRecorded as reason:
            raise NotRecorded(_with_place(reason)) from None
        except InputError:
            raise
        except Exception as error:  # whatever else code does with what is no number
            raise NotRecorded(_with_place(error)) from error

    def _recorded(self, optimizer: Optimizer, free: Collection[str]) -> Recording:
        initial = optimizer.method.state
        numbers = [name for name, value in initial.items() if isinstance(value, int | float)]
        x = Item("x", (self.surface.dim,), of_each_run=True)
        items = [x, *(Item(name, (), of_each_run=False) for name in numbers)]
        missing = {name: value for name, value in initial.items() if name not in numbers}
        first: Graph | None = None
        asked: list[Asked] = []
        for _ in range(MOST_FORMS):
            step, after, asks = self._step(optimizer, items, missing, free)
            asked.append(asks)
            if after == items:
                first_asked = asked[0] if first else asks
                of_both = first_asked, asks
                recording = Recording(
                    optimizer, self.surface, tuple(items), step, first, of_both, self.errors
                )
                if not (optimizer.method.is_ours and is_in_catalogue(self.surface)):
                    if self._noise is None:
                        check(recording, self._projected)
                    else:
                        Recorder(self.surface).record(optimizer)
                return recording
            first = step if missing else None
            items, missing = after, {}
        raise NotRecorded("the state changes its shape")

    def _step(
        self,
        optimizer: Optimizer,
        items: Sequence[Item],
        missing: Mapping[str, Any],
        free: Collection[str],
    ) -> tuple[Graph, list[Item], Asked]:
        """Record a step from a state of some shape; return also that of the next, and the calls."""
        method = optimizer.method
        given = {item.name: symbols_of(item) for item in items[1:]} | dict(missing)
        oracle = RecordingOracle(self.surface, self._x, self._known, self.errors, self._noise)
        knobs = {k: _knob(k, value, k in free) for k, value in optimizer.knobs.items()}
        step = inspect.unwrap(method.step)
        state = (given[name] for name in method.state)
        after_step, *carried = next_state(step(oracle, self._x, *state, **knobs))
        result = self._projected(after_step), *carried
        names = ["x", *method.state]
        if len(result) != len(names) or np.shape(result[0]) != self._x.shape:
            raise NotRecorded("the state changes its shape")
        after = [_item_of(name, thing) for name, thing in zip(names, result, strict=True)]
        columns = [*zip(after, result, strict=True), *self._watched()]
        of_runs = [
            graph(
                {key: one for item, thing in columns for key, one in _column(item, thing, run)},
                dict(oracle.named(run)),
                run,
            )
            for run in range(RUNS)
        ]
        if any(one != of_runs[0] for one in of_runs):
            raise NotRecorded("a run depends on another")
        return of_runs[0], after, oracle.asked

    def _watched(self) -> Iterator[tuple[Item, Any]]:
        """Yield what is recorded at the iterate, whatever a step asks for."""
        oracle = RecordingOracle(self.surface, self._x, self._known)
        if VALUE in self._watching:
            yield Item(VALUE.name, (), of_each_run=True), oracle.value(self._x)
        if SLOPE in self._watching:
            slope: Any = oracle.gradient(self._x)
            if self._held:
                slope = self._x - self._projected(self._x - slope)
            yield Item(SLOPE.name, (), of_each_run=True), squared_norm(slope)
        if INSIDE in self._watching:
            yield Item(INSIDE.name, (), of_each_run=True), self.surface._holds(self._x)
        if self._notes is not None:
            items = [Item(note(k).name, (), True) for k in range(len(self._notes.initial))]
            moment, before = Symbol("input", value=(MOMENT, None)), map(symbols_of, items)
            noted = self._notes.update(moment, oracle.value(self._x), *before)
            yield from zip(items, noted, strict=True)

    def _projected(self, x: Any) -> Any:
        """Return where an iterate is held."""
        return self.surface.project(x) if self._held else x


def _knob(name: str, value: Any, is_free: bool) -> Any:
    fixed = not isinstance(value, float | np.ndarray) and not callable(value)
    if fixed or (isinstance(value, float) and value == 0 and not is_free):
        return value
    return Symbol("input", value=(Input(name, (), of_each_run=False), None))


def _item_of(name: str, thing: Any) -> Item:
    """Return the shape of what a step returned."""
    if isinstance(thing, Symbol | float | int | np.number):
        return Item(name, (), of_each_run=False)
    if not isinstance(thing, np.ndarray) or thing.shape[-1:] != (RUNS,):
        raise NotRecorded("the state changes its shape")
    return Item(name, thing.shape[:-1], of_each_run=True)


def _column(item: Item, thing: Any, run: int) -> Iterator[tuple[Input, Symbol]]:
    """Yield the symbols of one run, by their names."""
    for one in item.inputs:
        yield one, constant(thing[(*one.place, run)] if item.of_each_run else thing)


def record_surface(surface: Surface) -> Graph:
    """Record the value and the gradient of a surface.

    Raises
    ------
    NotRecorded
        They depend on numbers in another way than by arithmetic.
    """
    x = symbols_of(Item("x", (surface.dim,), of_each_run=True))
    oracle = RecordingOracle(surface, x, {})
    try:
        oracle.value(x)
        oracle.gradient(x)
        of_runs = [graph(dict(oracle.named(run)), {}, run) for run in range(RUNS)]
    except NotRecorded as reason:
        raise NotRecorded(_with_place(reason)) from None
    except Exception as error:  # whatever else code does with what is no number
        raise NotRecorded(_with_place(error)) from error
    if of_runs[0] != of_runs[1]:
        raise NotRecorded("a run depends on another")
    return of_runs[0]


def record_projection(surface: Surface) -> Graph:
    """Record how a point is projected onto the domain of a surface.

    Raises
    ------
    NotRecorded
        The domain is held in another way than by arithmetic.
    """
    item = Item(PROJECTED, (surface.dim,), of_each_run=True)
    try:
        held = surface.project(symbols_of(Item("x", (surface.dim,), of_each_run=True)))
        return graph(dict(_column(item, held, 0)), {}, 0)
    except NotRecorded:
        raise
    except Exception as error:  # whatever else code does with what is no number
        raise NotRecorded(_with_place(error)) from error


def _with_place(error: Exception) -> str:
    """Return what was said, and the line of the code that asked for it."""
    said = str(error) or type(error).__name__
    said = said if isinstance(error, NotRecorded) else f"{type(error).__name__}: {said}"
    own = [
        frame
        for frame in extract_tb(error.__traceback__)
        if not Path(frame.filename).is_relative_to(Path(__file__).parent)
        and not Path(frame.filename).is_relative_to(Path(np.__file__).parent)
    ]
    if not own:
        return said
    line = getline(own[-1].filename, own[-1].lineno or 0).strip()
    return f"{said} in {own[-1].name}: `{line}`"
