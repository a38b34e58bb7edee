"""A graph cut where it calls functions: what they take is computed for all runs before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from optim_viz.tracing.calls import ARGUMENTS, Loop, loop_of
from optim_viz.tracing.graph import Graph


@dataclass(frozen=True)
class Stages:
    """Which loop over the runs computes which node; between two of them functions are called."""

    graph: Graph

    @cached_property
    def calls(self) -> dict[int, Loop]:
        """Nodes that differ between runs and that a function computes, and its loop."""
        found = {}
        for i, node in enumerate(self.graph.nodes):
            if self.graph.of_each_run[i] and node.operation in ARGUMENTS:
                loop = loop_of(node.operation)
                if loop is not None:
                    found[i] = loop
        return found

    @cached_property
    def of(self) -> tuple[int, ...]:
        """The stage of each node; that of a call is the loop before it."""
        found: list[int] = []
        for node in self.graph.nodes:
            found.append(max((found[k] + (k in self.calls) for k in node.arguments), default=0))
        return tuple(found)

    @cached_property
    def last(self) -> int:
        """The stage in which the results are there."""
        return max(self.of[i] + (i in self.calls) for i in self._results)

    def nodes(self, stage: int) -> set[int]:
        """Return the nodes that a stage computes by itself."""
        own = self.graph.of_each_run
        return {i for i, one in enumerate(self.of) if own[i] and one == stage} - set(self.calls)

    def called(self, stage: int) -> list[int]:
        """Return the nodes that functions compute after a stage."""
        return [i for i in self.calls if self.of[i] == stage]

    def ends(self, stage: int) -> set[int]:
        """Return what a stage has to have: for the calls after it, or as results."""
        found = {k for i in self.called(stage) for k in self.graph.nodes[i].arguments}
        return found | (self._results if stage == self.last else set())

    @property
    def _results(self) -> set[int]:
        return {i for key, i in self.graph.outputs.items() if key.of_each_run}

    def needed(self, stage: int) -> list[int]:
        """Return the nodes that a stage computes, reads or fetches, in order."""
        own = {i for i in self.nodes(stage) if self.graph.nodes[i].operation not in _GIVEN}
        given = {k for i in own for k in self.graph.nodes[i].arguments}
        return sorted(own | given | self.ends(stage))

    @cached_property
    def kept(self) -> list[int]:
        """Nodes that are kept from one stage for another: what is called, its arguments, others."""
        graph, found = self.graph, set(self.calls)
        for i in self.calls:
            found.update(graph.nodes[i].arguments)
        for stage in range(self.last + 1):
            found.update(
                k
                for k in self.needed(stage)
                if self.of[k] < stage and graph.nodes[k].operation not in _GIVEN
            )
        return sorted(i for i in found if graph.of_each_run[i] or i in self._shared_arguments)

    @cached_property
    def conditions(self) -> dict[int, frozenset[int]]:
        """Nodes that are needed only at steps at which one of some conditions holds."""
        graph, always = self.graph, frozenset[int]()
        uses = {i: [always] for i in graph.outputs.values()}
        found = {}
        for i, node in reversed([*enumerate(graph.nodes)]):
            found[i] = always if always in uses[i] else always.union(*uses[i])
            for place, argument in enumerate(node.arguments):
                chosen = node.operation == "where" and place == 1
                by_step = chosen and not graph.of_each_run[node.arguments[0]]
                own = frozenset(node.arguments[:1]) if by_step else found[i]
                uses.setdefault(argument, []).append(own)
        return {i: those for i, those in found.items() if those}

    @property
    def _shared_arguments(self) -> set[int]:
        """Arguments of calls that all runs share: they are written once."""
        given = {k for i in self.calls for k in self.graph.nodes[i].arguments}
        return {k for k in given if not self.graph.of_each_run[k]}


_GIVEN = ("input", "constant")
"""Nodes that every stage can have without another."""
