"""``optim-viz play``: a page on which optimizers run from wherever one clicks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optim_viz.cli import names
from optim_viz.cli.app import table
from optim_viz.cli.completion import complete_surface
from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.inputs import (
    Domain,
    NoiseText,
    Optimizers,
    Project,
    RateForAll,
    Rotate,
    Seed,
    Shift,
    Start,
    Steps,
    TuneByText,
    read_noise,
    read_point,
    read_rate,
    read_sides,
)
from optim_viz.export import live
from optim_viz.export.embedded import Inside
from optim_viz.export.snippets import frame
from optim_viz.recipes.play import PlayRecipe
from optim_viz.studies.description import short_name
from optim_viz.text import title_of, words

if TYPE_CHECKING:
    from optim_viz.studies.play import LiveRaces


@figure_command(stem="play-SURFACE", formats=[live.SUFFIX])
def play(
    surfaces: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SURFACE",
            help=f"As in compare; several are a choice on the page.  [default: {PlayRecipe.usual}]",
            autocompletion=complete_surface,
            show_default=False,
        ),
    ] = None,
    formulas: Annotated[
        list[str] | None,
        typer.Option(
            "--formula",
            "-f",
            metavar="FORMULA",
            help='Your own: -f "x**2/20 + y**2"; repeat for more.',
        ),
    ] = None,
    rotate: Rotate = PlayRecipe.rotate,
    shift: Shift = None,
    domain: Domain = None,
    optimizers: Optimizers = None,
    start: Start = None,
    steps: Steps = PlayRecipe.steps,
    lr: RateForAll = str(PlayRecipe.lr),
    tune_by: TuneByText = PlayRecipe.tune_by,
    noise: NoiseText = f"{PlayRecipe.noise:g}",
    seed: Seed = PlayRecipe.seed,
    project: Project = PlayRecipe.project,
    **drawn: Any,
) -> Job[Any]:
    """Make a page on which all optimizers run from wherever you click: one file, no network.

    Drag the start, slide the rates, switch methods, zoom; `-a` and `-f` are recorded, too.

    optim-viz play
    optim-viz play ravine rosenbrock himmelblau --theme dark -o talk.html
    """
    recipe = PlayRecipe(
        surfaces=tuple(surfaces or ()),
        formulas=tuple(formulas or ()),
        rotate=rotate,
        shift=read_point(shift, "--shift"),
        domain=read_sides(domain, "--domain"),
        optimizers=tuple(optimizers or PlayRecipe.optimizers),
        start=read_point(start, "--start"),
        steps=steps,
        lr=read_rate(lr),
        tune_by=tune_by,
        noise=read_noise(noise),
        seed=seed,
        project=project,
        **drawn,
    )
    return job(recipe)


def job(recipe: PlayRecipe) -> Job[LiveRaces]:
    """Return the job of a recipe."""
    return Job(
        recipe,
        stem=names.of_page(recipe),
        study=lambda quiet: _study(recipe),
        draw=_page,
        report=_report,
        describe=_describe,
        write_data=None,
        formats={live.SUFFIX: _write},
        line=frame,
    )


def _study(recipe: PlayRecipe) -> LiveRaces:
    """Run and record; the recorder is loaded here only."""
    from optim_viz.studies.play import study

    return study(recipe)


def _page(races: LiveRaces) -> Any:
    from optim_viz.live import page_of

    return page_of(races)


def _write(drawn: Any, path: Path, inside: Inside) -> None:
    live.write(drawn, path, inside)


def _describe(races: LiveRaces) -> str:
    surfaces = [short_name(title_of(one.surface)) for one in races.surfaces]
    methods = [one.run.optimizer.title for one in races.surfaces[0].methods]
    return words.live_page_of(surfaces, methods, is_fixed=not _any_runs(races))


def _any_runs(races: LiveRaces) -> bool:
    """Return whether a method runs in the page."""
    return any(method.recording for one in races.surfaces for method in one.methods)


def _report(races: LiveRaces) -> Report:
    rows = [
        {
            "surface": one.surface.name,
            "optimizer": str(method.run.optimizer),
            "live": method.recording is not None,
        }
        for one in races.surfaces
        for method in one.methods
    ]
    lines = [
        [
            str(row["surface"]),
            str(row["optimizer"]),
            words.RUNS_IN_PAGE if row["live"] else words.IS_PRECOMPUTED,
        ]
        for row in rows
    ]
    hint = words.OPEN_PAGE if _any_runs(races) else words.OPEN_FIXED_PAGE
    return Report(table(list(words.PAGE_COLUMNS), lines), [hint], {"methods": rows})
