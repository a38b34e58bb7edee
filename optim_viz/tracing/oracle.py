"""What a step sees while it is recorded: symbols, and formulas of the surface for its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from optim_viz.optimizers.base import Where
from optim_viz.problem import lowest_value
from optim_viz.tracing.graph import Input
from optim_viz.tracing.recording import ERROR, NOISE_SIZE, UNIFORM, Asked, Disturbed, Item
from optim_viz.tracing.symbols import NotRecorded, Symbol, SymbolArray, apply, array_of, constant
from surfaces import Surface

RUNS = 2
"""Runs that are recorded side by side."""


def symbols_of(item: Item) -> Any:
    """Return symbols for an argument of a step: one for all runs, or one for each."""
    if not item.of_each_run:
        return Symbol("input", value=(Input(item.name, (), of_each_run=False), None))
    symbols = np.empty((*item.shape, RUNS), dtype=object)
    for one in item.inputs:
        for column in range(RUNS):
            symbols[(*one.place, column)] = Symbol("input", value=(one, column))
    return array_of(symbols)


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
            numbers = symbols_of(Item(f"{UNIFORM}{nth - 1}", (2, self._surface.dim), True))
            size = Symbol("input", value=(NOISE_SIZE, None))
            return self._noise(exact, size, numbers[0], numbers[1])
        if not self._errors:
            return exact
        name = f"{ERROR} {nth}"
        return apply(self._errors, exact, symbols_of(Item(name, (self._surface.dim,), True)))

    def hessian(self, x: Any, where: Where = None) -> Any:
        """Return the recorded Hessians ``(d, d, n)``."""
        return self._answer("hessian", self._surface._hessian, x, where)

    @property
    def lowest(self) -> float:
        """The lowest value of the surface; an error where it has none, or none is known."""
        return lowest_value(self._surface)

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
