"""Machine code of this processor, made in memory from text in LLVM's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any

import numpy as np

from optim_viz.tracing.graph import Graph, Input
from optim_viz.tracing.vectors import DECLARED
from surfaces import Array


class Library:
    """Compiled functions; the code lives as long as this object.

    Parameters
    ----------
    functions : texts
        In LLVM's language, as `Assembly.function` returns them.
    """

    def __init__(self, functions: Iterable[str]) -> None:
        import llvmlite.binding as llvm

        module = llvm.parse_assembly("\n".join([*DECLARED, *functions]))
        self._engine = llvm.create_mcjit_compiler(module, _target())
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Return where a function begins."""
        return self._engine.get_function_address(name)


def _target() -> Any:
    """Return LLVM's description of this processor; what is compiled for it owns it.

    No passes over the text are asked for: it is written in vectors, and nothing is in it twice.
    """
    llvm, name, features = _processor()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=name, features=features, opt=2
    )


@cache
def _processor() -> tuple[Any, str, str]:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


def fuses() -> bool:
    """Return whether this processor multiplies and adds with one rounding, by one instruction."""
    llvm, _, features = _processor()
    return "+fma" in features.split(",") or llvm.get_process_triple().startswith("aarch64")


class SharedNumbers:
    """What a graph computes for all runs together: by NumPy, once for each step.

    Parameters
    ----------
    graph : Graph
        Its nodes that do not differ between runs, but are used where others do, are handed over.
    """

    def __init__(self, graph: Graph) -> None:
        own = graph.of_each_run
        used = {
            i
            for node, is_own in zip(graph.nodes, own, strict=True)
            if is_own
            for i in node.arguments
        }
        written = {i for key, i in graph.outputs.items() if key.of_each_run}
        self.nodes = sorted(
            i for i in used | written if not own[i] and graph.nodes[i].operation != "constant"
        )
        """Nodes that are handed over, in the order of their numbers."""
        handed = {Input("shared", (i,)): i for i in self.nodes}
        counters = {key: i for key, i in graph.outputs.items() if not key.of_each_run}
        whole = Graph(graph.nodes, handed | counters, {})
        self._handed, self._counted = whole.only(handed), whole.only(counters)

    def over(self, steps: slice, given: dict[Input, Any]) -> Array:
        """Return the numbers at each of some steps, ``(steps, nodes)``.

        Parameters
        ----------
        steps : slice
            From the first to the one after the last.
        given : mapping
            Knobs, and counters before the first of these steps, which become those after the last.
            What changes from step to step is an array over all steps.
        """
        count = steps.stop - steps.start
        known = {
            key: value[steps] if np.ndim(value) else value for key, value in given.items()
        } | self._counters(count, steps.start, given)
        found = self._handed.evaluate(known)
        table = np.empty((count, len(self.nodes)))
        for column, key in zip(table.T, self._handed.outputs, strict=True):
            column[:] = found[key]
        return table

    @cached_property
    def _number_of_steps(self) -> Input | None:
        """The first counter, if it goes up by one at each step."""
        for key, i in self._counted.outputs.items():
            operation, arguments, _ = self._counted.nodes[i]
            terms = [self._counted.nodes[k] for k in arguments]
            if operation == "add" and {node.value for node in terms} == {key, 1.0}:
                return key
        return None

    def _counters(self, count: int, first: int, given: dict[Input, Any]) -> dict[Input, Array]:
        """Return the counters at each step, and go on with them."""
        if len(self._counted.outputs) == 1 and (key := self._number_of_steps) in given:
            begin = float(given[key])
            given[key] = begin + count
            return {key: begin + np.arange(count, dtype=float)}
        counters = {key: np.empty(count) for key in self._counted.outputs}
        changing = {key: value for key, value in given.items() if np.ndim(value)}
        for t in range(count if counters else 0):
            for key, numbers in counters.items():
                numbers[t] = given[key]
            now = {key: float(value[first + t]) for key, value in changing.items()}
            given |= self._counted.evaluate(given | now)
        return counters
