"""``optim-viz gallery``: the figures of the README and of well-known lectures, made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optim_viz.cli.app import Interrupted, Quiet, app, say
from surfaces import InputError
from surfaces.specs import choose


@app.command()
def gallery(
    names: Annotated[
        list[str] | None, typer.Argument(help="Figures to make. [default: all]")
    ] = None,
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where they are written.")
    ] = Path("figures"),
    theme: Annotated[str, typer.Option(metavar="light|dark", help="Colours.")] = "light",
    quiet: Quiet = False,
) -> None:
    """Make the figures of the gallery: PNG files that repeat byte for byte."""
    from optim_viz.export import stills
    from optim_viz.gallery import figures, recipe
    from optim_viz.plots.style.themes import THEMES
    from optim_viz.plots.style.themes import theme as themed

    available = figures()
    chosen = dict.fromkeys(choose(name, available, "figure") for name in names or available)
    theme = choose(theme, THEMES, "theme")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"cannot write into {folder}: it is a file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error.strerror}") from None
    for done, name in enumerate(chosen):
        path = folder / f"{name}.png"
        try:
            with themed(theme):
                stills.save(available[name](), path, recipe(name, theme))
        except KeyboardInterrupt:
            raise Interrupted(f"{done} of {len(chosen)} figures were written") from None
        typer.echo(path)
        if not quiet:
            say((available[name].__doc__ or "").partition("\n")[0])
