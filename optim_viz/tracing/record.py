"""Record one step of an optimizer on a surface.

Two runs are recorded side by side, as in a batch. Each may depend on its own symbols only, and both
must have done the same: that makes the graph of one of them the graph of any.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from linecache import getline
from pathlib import Path
from traceback import extract_tb
from typing import Any, NamedTuple, Protocol

import numpy as np

import surfaces
from optim_viz.linalg import squared_norm
from optim_viz.optimizers.base import Optimizer, Where
from optim_viz.optimizers.step_functions import next_state
from optim_viz.tracing.graph import Graph, Input, flops, graph
from optim_viz.tracing.operations import Cost
from optim_viz.tracing.symbols import (
    NotRecorded,
    Symbol,
    SymbolArray,
    apply,
    array_of,
    constant,
)
from surfaces import Array, InputError, Surface

_RUNS = 2

PROJECTED = "projected"
"""The name of a point that is held in a domain."""

_COMPARED = 64
"""Runs whose first steps are compared with those of the code, where no test has done that."""

MOST_FORMS = 3
"""Times that the state may change its shape before a step has the form of all later ones."""


@dataclass(frozen=True)
class Item:
    """One argument of a step: the iterate, or what is carried beside it."""

    name: str
    shape: tuple[int, ...]
    """Its shape without the axis of the runs."""
    of_each_run: bool
    """Whether every run has its own, or all share one number."""

    @property
    def inputs(self) -> list[Input]:
        """Its numbers."""
        return [Input(self.name, place, self.of_each_run) for place in np.ndindex(self.shape)]


class Asked(NamedTuple):
    """How many values, gradients and Hessians a step asks for, for each run."""

    value: int
    gradient: int
    hessian: int
    by_all: bool
    """Whether all runs ask, not only some of them by a mask."""


Disturbed = Callable[[Any, Any, Any, Any], Any]
"""Returns gradients with errors from the true ones, a size, and two uniform numbers for each."""

UNIFORM, NOISE_SIZE = "uniform ", Input("noise size", (), False)
"""Inputs of noise: what the names of random numbers begin with, those of the first gradient of a
step being ``uniform 0``; and the size."""

VALUE, SLOPE, INSIDE = Input("value"), Input("squared slope"), Input("inside")
"""What a loop that watches a run has to know beside the next state: see `Recorder`."""

MOMENT = Input("number of the step", (), False)
"""The step whose value is noted, 0 for the start."""


class Noting(Protocol):
    """What is noted of a run beside its steps: see `optim_viz.runs.notes.Rule`."""

    @property
    def initial(self) -> tuple[float, ...]:
        """The notes before the first step."""

    def update(self, step: Any, value: Any, *notes: Any) -> tuple[Any, ...]:
        """Return the notes once a value is seen."""


def note(nth: int) -> Input:
    """Return the name of a note."""
    return Input(f"note {nth}")


@dataclass(frozen=True)
class Recording:
    """A step of an optimizer on a surface as a graph; its knobs are inputs."""

    optimizer: Optimizer
    surface: Surface
    items: tuple[Item, ...]
    """The iterate, and the state."""
    step: Graph
    """Every step; where `first` differs, every step after it."""
    first: Graph | None
    """The first step, if some of the state does not exist before it."""
    asked: tuple[Asked, Asked]
    """What the first step and every later one ask for."""
    errors: str = ""
    """The operation by which an error, an input too, enters each gradient; empty: there is none."""

    @property
    def gradients(self) -> tuple[int, int]:
        """How many gradients the first step asks for, and every later one."""
        first, every = self.asked
        return first.gradient, every.gradient

    @property
    def costs(self) -> Counter[Cost]:
        """How many operations of each kind a step takes for each run."""
        return self.step.costs()

    @property
    def flops(self) -> int:
        """Floating-point operations of a step for each run."""
        return flops(self.costs)

    @property
    def surface_costs(self) -> Counter[Cost]:
        """Those that compute values and derivatives of the surface."""
        asked = self.step.needed_for(self.step.parts.values())
        return self.step.costs(asked)

    def run(self, start: Array, steps: int, knobs: Mapping[str, Any] | None = None) -> list[Array]:
        """Return the iterates ``(d, n)`` of each step from a start ``(d, n)``, by the graph alone.

        ``knobs`` are numbers or arrays ``(n,)`` in place of those of the optimizer.
        """
        used = {**self.optimizer.knobs, **(knobs or {})}
        given = {Input(name, (), False): value for name, value in used.items()}
        state: dict[Input, Any] = {Input("x", (i,)): row for i, row in enumerate(start)}
        initial = self.optimizer.method.state
        for item in self.items[1:]:  # before the first step a number may be one for all runs
            state |= dict.fromkeys([*item.inputs, Input(item.name, (), False)], initial[item.name])
        iterates = [start]
        for t in range(steps):
            at = self.first if t == 0 and self.first else self.step
            exact = {one: NO_ERROR[self.errors] for one in at.inputs if is_error(one)}
            state = at.evaluate({**given, **exact, **state})
            rows = [state[one] for one in self.items[0].inputs]
            iterates.append(np.array([np.broadcast_to(row, start.shape[1:]) for row in rows]))
        return iterates


NO_ERROR = {"add": -0.0, "multiply": 1.0}
"""The error that changes no bit of a gradient, by the operation by which it enters."""


def is_error(key: Input) -> bool:
    """Whether an input is the error of a gradient, of the first one of a step or a later one."""
    return key.name.startswith(_ERROR)


_ERROR = "gradient error"
"""No name of an argument: what a method carries may be called an error, too."""


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
        self._x = _symbols_of(Item("x", (surface.dim,), of_each_run=True))
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
                if not (optimizer.method.is_ours and _is_in_catalogue(self.surface)):
                    if self._noise is None:
                        _check(recording, self._projected)
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
        given = {item.name: _symbols_of(item) for item in items[1:]} | dict(missing)
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
            for run in range(_RUNS)
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
            moment, before = Symbol("input", value=(MOMENT, None)), map(_symbols_of, items)
            noted = self._notes.update(moment, oracle.value(self._x), *before)
            yield from zip(items, noted, strict=True)

    def _projected(self, x: Any) -> Any:
        """Return where an iterate is held."""
        return self.surface.project(x) if self._held else x


def _symbols_of(item: Item) -> Any:
    if not item.of_each_run:
        return Symbol("input", value=(Input(item.name, (), of_each_run=False), None))
    symbols = np.empty((*item.shape, _RUNS), dtype=object)
    for one in item.inputs:
        for column in range(_RUNS):
            symbols[(*one.place, column)] = Symbol("input", value=(one, column))
    return array_of(symbols)


def _knob(name: str, value: Any, is_free: bool) -> Any:
    fixed = not isinstance(value, float | np.ndarray) and not callable(value)
    if fixed or (isinstance(value, float) and value == 0 and not is_free):
        return value
    return Symbol("input", value=(Input(name, (), of_each_run=False), None))


def _item_of(name: str, thing: Any) -> Item:
    """Return the shape of what a step returned."""
    if isinstance(thing, Symbol | float | int | np.number):
        return Item(name, (), of_each_run=False)
    if not isinstance(thing, np.ndarray) or thing.shape[-1:] != (_RUNS,):
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
    x = _symbols_of(Item("x", (surface.dim,), of_each_run=True))
    oracle = RecordingOracle(surface, x, {})
    try:
        oracle.value(x)
        oracle.gradient(x)
        of_runs = [graph(dict(oracle.named(run)), {}, run) for run in range(_RUNS)]
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
        held = surface.project(_symbols_of(Item("x", (surface.dim,), of_each_run=True)))
        return graph(dict(_column(item, held, 0)), {}, 0)
    except NotRecorded:
        raise
    except Exception as error:  # whatever else code does with what is no number
        raise NotRecorded(_with_place(error)) from error


class RecordingOracle:
    """Answers with the formulas of a surface, recorded: what a step asks for in place of numbers.

    Runs that do not ask, by the mask ``where``, get NaN, as in a run.
    """

    def __init__(
        self,
        surface: Surface,
        x: SymbolArray,
        known: dict[str, SymbolArray],
        errors: str = "",
        noise: Disturbed | None = None,
    ) -> None:
        self._surface, self._errors, self._noise = surface, errors, noise
        self._x, self._known = x, known
        self._answers: list[tuple[str, SymbolArray]] = []
        self._masked = False

    def value(self, x: Any, where: Where = None) -> Any:
        """Return the recorded values ``(n,)``."""
        return self._answer("f", self._surface._value, x, where)

    def gradient(self, x: Any, where: Where = None) -> Any:
        """Return the recorded gradients ``(d, n)``."""
        exact = self._answer("gradient", self._surface._gradient, x, where)
        nth = sum(kind == "gradient" for kind, _ in self._answers)
        if self._noise is not None:
            numbers = _symbols_of(Item(f"{UNIFORM}{nth - 1}", (2, self._surface.dim), True))
            size = Symbol("input", value=(NOISE_SIZE, None))
            return self._noise(exact, size, numbers[0], numbers[1])
        if not self._errors:
            return exact
        name = f"{_ERROR} {nth}"
        return apply(self._errors, exact, _symbols_of(Item(name, (self._surface.dim,), True)))

    def hessian(self, x: Any, where: Where = None) -> Any:
        """Return the recorded Hessians ``(d, d, n)``."""
        return self._answer("hessian", self._surface._hessian, x, where)

    @property
    def lowest(self) -> float:
        """The lowest value of the surface.

        Raises
        ------
        InputError
            The surface has no lowest value, or it is not known.
        """
        if self._surface.lowest is None:
            raise InputError(
                f"this optimizer needs the lowest value, and {self._surface} tells none"
            )
        return self._surface.lowest

    @property
    def asked(self) -> Asked:
        """How often each has been asked for."""
        kinds = Counter(kind for kind, _ in self._answers)
        return Asked(kinds["f"], kinds["gradient"], kinds["hessian"], not self._masked)

    def single(self, run: int) -> Any:
        """Refuse: such methods treat one run after the other.

        Raises
        ------
        NotRecorded
            Always.
        """
        raise NotRecorded("a library runs it, one run after the other")

    def _answer(self, kind: str, formula: Callable[[Any], Any], x: Any, where: Any) -> Any:
        symbols = self._known.get(kind) if x is self._x else None
        if symbols is None:
            lead = {"f": 0, "gradient": 1, "hessian": 2}[kind]
            shape = (self._surface.dim,) * lead + np.shape(x)[1:]
            answer = np.asarray(formula(array_of(x)), dtype=object)
            symbols = array_of(np.broadcast_to(answer, shape))
        if x is self._x:
            self._known[kind] = symbols
        self._answers.append((kind, symbols))
        self._masked |= where is not None
        return symbols if where is None else np.where(where, symbols, np.nan)

    def named(self, run: int) -> Iterator[tuple[Input, Symbol]]:
        """Yield what was answered to one run, by names; a second gradient is ``gradient2``."""
        counts: Counter[str] = Counter()
        for kind, symbols in self._answers:
            counts[kind] += 1
            name = kind if counts[kind] == 1 else f"{kind}{counts[kind]}"
            for place in np.ndindex(symbols.shape[:-1]):
                yield Input(name, place), constant(symbols[(*place, run)])


def _is_in_catalogue(surface: Surface) -> bool:
    """Whether the tests hold its recordings against runs."""
    return surface.is_ours and surface.name in surfaces.names()


def _check(recording: Recording, projected: Callable[[Any], Any]) -> None:
    """Compare some steps with those of the code itself, where no test does.

    It might count its calls, treat the first step differently, or hand a sum to BLAS.
    """
    box, optimizer = recording.surface.domain, recording.optimizer
    begin = np.random.default_rng(0).uniform(box.low, box.high, (_COMPARED, box.dim)).T
    knobs = {name: _number_of(value) for name, value in optimizer.knobs.items()}
    state: tuple[Any, ...] = begin, *optimizer.method.state.values()
    with np.errstate(all="ignore"):
        for iterate in recording.run(begin, 3, knobs):
            if not np.array_equal(state[0], iterate, equal_nan=True):
                raise NotRecorded("its first steps are other than what was recorded")
            x, *rest = next_state(
                optimizer.method.step(_Numbers(recording.surface), *state, **knobs)
            )
            state = projected(x), *rest


def _number_of(knob: Any) -> Any:
    """Return the number that a knob is for the first run at the first step."""
    knob = knob(0) if callable(knob) else knob
    return float(knob.flat[0]) if isinstance(knob, np.ndarray) else knob


class _Numbers(RecordingOracle):
    """Answers with the numbers themselves."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface, array_of([]), {})

    def value(self, x: Any, where: Where = None) -> Any:
        values = self._surface(x)
        return values if where is None else np.where(where, values, np.nan)

    def gradient(self, x: Any, where: Where = None) -> Any:
        slopes = self._surface.gradient(x)
        return slopes if where is None else np.where(where, slopes, np.nan)

    def hessian(self, x: Any, where: Where = None) -> Any:
        curvatures = self._surface.hessian(x)
        return curvatures if where is None else np.where(where, curvatures, np.nan)


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
