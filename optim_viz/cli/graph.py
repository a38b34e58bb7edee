"""``optim-viz graph``: a computation as nodes, values forward, gradients backward."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli.app import table
from optim_viz.cli.completion import complete_surface
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import Formula, read_point
from optim_viz.recipes.graph import GraphRecipe
from optim_viz.text import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.studies.graph import ComputationGraph, Numbers

_TOLD = 4
"""Derivatives that are described, and numbers of a row of units in the table."""


@figure_command(stem="graph")
def graph(
    surface: Annotated[
        str | None,
        typer.Argument(
            metavar="NETWORK",
            help="network:layers=2-3-1,... for a graph of layers  [default: a bill for fruit]",
            autocompletion=complete_surface,
            show_default=False,
        ),
    ] = None,
    formula: Formula = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="X,Y", help="A number for each variable of the formula  [default: 1, 2, 3, ...]"
        ),
    ] = None,
    row: Annotated[int, typer.Option(help="Row of the data of a network.")] = GraphRecipe.row,
    **drawn: Any,
) -> Job[Any]:
    """Draw a computation as a graph: values go forward on its edges, gradients come back.

    optim-viz graph
    optim-viz graph -f "f(x, w, b) = sigmoid(w*x + b)" --at=2,-1,3
    """
    recipe = GraphRecipe(
        surface=surface, formula=formula, at=read_point(at, "--at"), row=row, **drawn
    )
    return job(recipe)


def job(recipe: GraphRecipe) -> Job[ComputationGraph]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem="graph",
        study=lambda quiet: _study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=_write,
    )


def _study(recipe: GraphRecipe) -> ComputationGraph:
    from optim_viz.studies.graph import study

    return study(recipe)


def _page(found: ComputationGraph) -> Figure:
    from optim_viz.plots.graph import figure

    return figure(found)


def _describe(found: ComputationGraph) -> str:
    told = [
        words.derivative_by(node.name, _told(node.gradient)) for node in found.variables[:_TOLD]
    ]
    result = _told(found.nodes[-1].value)
    return words.graph_described(found.title[:80], len(found.nodes), result, told)


def _report(found: ComputationGraph) -> Report:
    rows = [
        (words.node_name(node.name), _told(node.value), _told(node.gradient))
        for node in found.nodes
    ]
    facts = {
        "graph": found.title,
        "nodes": [
            {
                "name": node.name,
                "kind": str(node.kind),
                "inputs": found.inputs_of(i),
                "value": list(node.value),
                "gradient": list(node.gradient),
            }
            for i, node in enumerate(found.nodes)
        ],
    }
    return Report(table(words.GRAPH_COLUMNS, rows), [words.HOW_GRAPH_IS_DRAWN], facts)


def _told(numbers: Numbers) -> str:
    more = " …" * (len(numbers) > _TOLD)
    return " ".join(f"{one + 0.0:.6g}" for one in numbers[:_TOLD]) + more


def _write(found: ComputationGraph, path: Path) -> None:
    """Write a row for each edge: what goes forward and what comes back."""
    from optim_viz.export.tables import write_rows

    rows = [
        {
            "from": found.nodes[edge.start].name,
            "to": found.nodes[edge.end].name,
            "unit": unit,
            "value": value,
            "gradient": edge.gradient[unit] if edge.gradient else "",
        }
        for edge in found.edges
        for unit, value in enumerate(edge.value)
    ]
    write_rows(rows, path)
