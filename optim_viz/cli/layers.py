"""``optim-viz layers``: activations, gradients in depth, layers that are a line, exclusive or."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from optim_viz.cli.app import table
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import Steps
from optim_viz.recipes.layers import PAGES, LayersRecipe
from optim_viz.text import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from optim_viz.runs.results import Run
    from optim_viz.studies.layers import Activations, Collapse, Depth, Found, Xor

_TOLD = (-4.0, 0.0, 4.0)
"""Inputs at which activations are told."""


@figure_command(stem="layers-PAGE")
def layers(
    page: Annotated[
        str,
        typer.Option(
            metavar="|".join(PAGES),
            help="Activations with derivatives; gradients that vanish in depth; why layers without"
            " activation are one line; exclusive or, which one layer cannot learn.",
        ),
    ] = LayersRecipe.page,
    depth: Annotated[int, typer.Option(help="Hidden layers, with --page depth.")] = (
        LayersRecipe.depth
    ),
    width: Annotated[int, typer.Option(help="Units of each, with --page depth.")] = (
        LayersRecipe.width
    ),
    steps: Steps = LayersRecipe.steps,
    seed: Annotated[int, typer.Option(help="Decides the weights.")] = LayersRecipe.seed,
    **drawn: Any,
) -> Job[Any]:
    """Draw what the layers of networks do: activations, vanishing gradients, exclusive or.

    optim-viz layers --page depth
    optim-viz layers --page xor --theme dark
    """
    return job(
        LayersRecipe(page=page, depth=depth, width=width, steps=steps, seed=seed, **drawn)
    )  # fmt: skip


def job(recipe: LayersRecipe) -> Job[Any]:
    """Return the job of a recipe."""
    told = _PAGES[recipe.page]
    return Job(
        recipe,
        stem=f"layers-{recipe.page}",
        study=lambda quiet: _study(recipe),
        draw=lambda found: _page(recipe.page, found),
        report=told.report,
        describe=told.describe,
        write_data=told.write,
    )


def _study(recipe: LayersRecipe) -> Found:
    from optim_viz.studies.layers import study

    return study(recipe)


def _page(name: str, found: Any) -> Figure:
    from optim_viz.plots import layers as pages

    draw: dict[str, Callable[[Any], Figure]] = {
        "activations": pages.activations,
        "depth": pages.depth,
        "linear": pages.collapse,
        "xor": pages.xor,
    }
    return draw[name](found)


def _describe_depth(found: Depth) -> str:
    told = {"_".join(key): f"{found.factor(*key):.2g}" for key in found.sizes}
    return words.depth_described(found.depth, told)


def _describe_xor(found: Xor) -> str:
    one, two = (_right(found, taken) for taken in found.runs)
    return words.xor_described(f"{found.one.values[-1]:.4f}", one, two)


def _report_of_activations(found: Activations) -> Report:
    rows, facts = [], []
    for one in found.curves:
        nearest = [int(abs(one.x - place).argmin()) for place in _TOLD]
        pairs = [f"{_four(one.value[i])}, {_four(one.slope[i])}" for i in nearest]
        rows.append([words.ACTIVATION_NAMES[one.name], *pairs, _four(one.slope.max())])
        facts.append(
            {
                "activation": one.name,
                "at": list(_TOLD),
                "value": [float(one.value[i]) for i in nearest],
                "derivative": [float(one.slope[i]) for i in nearest],
            }
        )
    at = [words.value_and_slope_at(f"{place:g}") for place in _TOLD]
    header = (words.ACTIVATION_COLUMN, *at, words.LARGEST_SLOPE)
    return Report(table(header, rows), [], {"activations": facts})


def _report_of_depth(found: Depth) -> Report:
    rows, facts = [], []
    for (init, name), size in found.sizes.items():
        factor = found.factor(init, name)
        told = [f"{size[0]:.2e}", f"{size[-1]:.2e}", _four(factor)]
        rows.append([words.INIT_NAMES[init], words.ACTIVATION_NAMES[name], *told])
        facts.append({"init": init, "activation": name, "factor": factor, "layers": size.tolist()})
    notes = [words.deep_networks(found.depth, found.width)]
    return Report(table(words.DEPTH_COLUMNS, rows), notes, {"networks": facts})


def _report_of_collapse(found: Collapse) -> Report:
    rows, facts = [], []
    for depth, (weight, bias) in found.lines.items():
        error, count = found.error(depth), found.parameters[depth]
        rows.append([str(depth), str(count), _four(weight), _four(bias), f"{error:.1e}"])
        facts.append(
            {"hidden_layers": depth, "parameters": count, "w": weight, "b": bias, "error": error}
        )
    return Report(
        table(words.COLLAPSE_COLUMNS, rows), [words.PRODUCT_OF_WEIGHTS], {"networks": facts}
    )


def _report_of_xor(found: Xor) -> Report:
    rows, facts = [], []
    for name, taken in zip((words.ONE_LAYER, words.TWO_LAYERS), found.runs, strict=True):
        loss = float(taken.values[-1])
        rows.append([name, str(taken.surface.dim), f"{loss:.6g}", _right(found, taken)])
        even = found.is_even(taken)
        facts.append(
            {"network": str(taken.surface), "loss": loss}
            | {"accuracy": None if even else found.accuracy(taken)}
        )
    return Report(table(words.XOR_COLUMNS, rows), [words.WHY_NOT_ONE_LAYER], {"networks": facts})


def _right(found: Xor, taken: Run) -> str:
    return words.EVEN_ODDS if found.is_even(taken) else f"{found.accuracy(taken):.0%}"


def _four(number: float) -> str:
    return f"{number:.4g}"


def _rows_of_activations(found: Activations) -> list[dict[str, Any]]:
    return [
        {"activation": one.name, "x": x, "value": y, "derivative": slope}
        for one in found.curves
        for x, y, slope in zip(one.x.tolist(), one.value.tolist(), one.slope.tolist(), strict=True)
    ]


def _rows_of_depth(found: Depth) -> list[dict[str, Any]]:
    return [
        {"init": init, "activation": name, "layer": layer, "gradient": size}
        for (init, name), sizes in found.sizes.items()
        for layer, size in enumerate(sizes.tolist(), 1)
    ]


def _rows_of_collapse(found: Collapse) -> list[dict[str, Any]]:
    return [
        {"activation": name, "hidden_layers": depth, "x": x, "output": y}
        for (name, depth), outputs in found.outputs.items()
        for x, y in zip(found.x.tolist(), outputs.tolist(), strict=True)
    ]


def _write(rows: Callable[[Any], list[dict[str, Any]]], found: Any, path: Path) -> None:
    """Write the curves of a page."""
    from optim_viz.export.tables import write_rows

    write_rows(rows(found), path)


def _write_xor(found: Xor, path: Path) -> None:
    """Write every step of both trainings."""
    from optim_viz.export.tables import write

    write(found.runs, path)


class _Told(NamedTuple):
    """What is told of what a page shows."""

    report: Callable[[Any], Report]
    describe: Callable[[Any], str]
    write: Callable[[Any, Path], None]


_PAGES = {
    "activations": _Told(
        _report_of_activations, lambda found: words.ACTIVATIONS_DESCRIBED,
        partial(_write, _rows_of_activations),
    ),
    "depth": _Told(_report_of_depth, _describe_depth, partial(_write, _rows_of_depth)),
    "linear": _Told(
        _report_of_collapse, lambda found: words.COLLAPSE_DESCRIBED,
        partial(_write, _rows_of_collapse),
    ),
    "xor": _Told(_report_of_xor, _describe_xor, _write_xor),
}  # fmt: skip
