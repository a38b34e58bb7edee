"""``optim-viz frames``: a race of optimizers as numbered pages, one for each idea."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from optim_viz.cli import compare
from optim_viz.cli.app import AsJson, DryRun, Quiet
from optim_viz.cli.figure import Job
from optim_viz.cli.folders import create
from optim_viz.cli.options import Options, like, with_recipe_options
from optim_viz.cli.output import carried_by, drawing
from optim_viz.cli.reports import Pasted, described, tell_all, tell_plan
from optim_viz.export.embedded import Inside
from optim_viz.export.files import Writer, write_all
from optim_viz.export.includes import INCLUDES
from optim_viz.export.snippets import snippet
from optim_viz.export.stills import FORMATS
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.recipes.frames import FramesRecipe
from optim_viz.studies.compare import Comparison, study
from optim_viz.studies.description import of_step
from surfaces import InputError
from surfaces.specs import choose, number


@with_recipe_options
@like(compare.compare, CompareRecipe)
def frames(
    at: Annotated[
        str | None,
        typer.Option(metavar="STEP,...", help="Steps with a page each.  [default: 0,1,2,5,10,...]"),
    ] = None,
    every: Annotated[
        int | None, typer.Option(help="A page for each of so many steps, instead of --at.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="pdf|svg|png",
            help="Format of the pages.  [default: that of --for, else pdf]",
            show_default=False,
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Where they go  [default: frames-SURFACE]",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
    **given: Any,
) -> None:
    """Write a race as numbered pages and the lines that include them in slides.

    All pages have the same axes, rates, labels and layout; each shows the runs up to its step.

    optim-viz frames ravine --at 0,1,2,3,10 -o steps
    optim-viz frames beale --every 20 --format svg
    """
    chosen = _steps(at, every, given["steps"])
    recipe = compare.recipe_like(FramesRecipe, given, at=chosen)
    suffix = _suffix(recipe, form)
    place = folder or Path(job(recipe).stem)
    paths = [place / f"{nth:02}{suffix}" for nth in range(1, len(recipe.shown_steps) + 1)]
    include = (place / recipe.command).with_suffix(INCLUDES[suffix].suffix)
    options = Options(output=place, as_json=as_json, quiet=quiet, dry_run=dry_run)
    written = [str(path) for path in (*paths, include)]
    if dry_run:
        tell_plan(recipe, written, options)
        return
    create(place)
    comparison = study(recipe)
    last = _write(recipe, comparison, paths, include)
    pasted = Pasted(last, snippet(include, last, recipe.medium))
    tell_all(job(recipe).report(comparison), recipe, pasted, written, options)


def _suffix(recipe: FramesRecipe, form: str | None) -> str:
    """Return the suffix of the pages: as it is typed, else that of the medium."""
    if form is not None:
        return f".{choose(form, [one[1:] for one in FORMATS], 'format')}"
    return next(iter(INCLUDES)) if recipe.medium is None else recipe.preset.suffix


def _steps(at: str | None, every: int | None, last: int) -> tuple[int, ...] | None:
    """Return the steps that were typed."""
    if at is not None and every is not None:
        raise InputError("steps with a page are given by --at or by --every, not by both")
    if every is not None:
        if every < 1:
            raise InputError(f"--every takes a whole number of at least 1, not {every}")
        return (*range(0, last, every), last)
    if at is None:
        return None
    steps = [number(word.strip()) for word in at.split(",")]
    if not all(isinstance(step, int) for step in steps):
        raise InputError(f"--at takes steps joined by commas, as in --at 0,1,2,10; not {at!r}")
    return tuple(int(step) for step in steps)


def _write(recipe: FramesRecipe, comparison: Comparison, paths: list[Path], include: Path) -> str:
    """Write all pages and the lines that include them, or nothing; describe the last one."""
    from optim_viz.plots.animate import figure
    from optim_viz.plots.panels.moving import show_step

    with drawing(recipe):
        drawn = figure(comparison, recipe.layout, recipe.panel, recipe.view, **recipe.relief)

        def page(step: int, description: str) -> Writer:
            def write(path: Path) -> None:
                show_step(drawn, step)
                text = carried_by(drawn, replace(recipe, at=(step,)))
                FORMATS[path.suffix](drawn, path, Inside(text, description))

            return write

        steps = recipe.shown_steps
        told = [described(job(replace(recipe, at=(step,))), comparison) for step in steps]
        pages = [
            (path, page(step, description))
            for path, step, description in zip(paths, steps, told, strict=True)
        ]
        text = INCLUDES[paths[0].suffix].lines(
            include.parent.resolve().name,
            [(path.name, one) for path, one in zip(paths, told, strict=True)],
        )
        write_all([*pages, (include, lambda path: _write_text(path, text))])
        return told[-1]


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def job(recipe: FramesRecipe) -> Job[Comparison]:
    """Return the job of a page: the last of those in the recipe."""
    still = compare.job(recipe)
    return Job(
        recipe,
        stem=f"frames-{recipe.posed.name}",
        study=still.study,
        draw=lambda comparison: _page(comparison, recipe),
        report=still.report,
        describe=lambda comparison: of_step(comparison, recipe.shown_steps[-1]),
        write_data=still.write_data,
    )


def _page(comparison: Comparison, recipe: FramesRecipe) -> Any:
    from optim_viz.plots.animate import figure
    from optim_viz.plots.panels.moving import show_step

    drawn = figure(comparison, recipe.layout, recipe.panel, recipe.view, **recipe.relief)
    show_step(drawn, recipe.shown_steps[-1])
    return drawn
