"""What is typed becomes data, or one clear line says why not; what several commands take alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optim_viz.runs import noise
from optim_viz.studies.compare import FIVE
from surfaces import InputError
from surfaces.specs import number


def complete_surface(incomplete: str) -> list[str]:
    """Return the surfaces that begin so."""
    import surfaces

    return [name for name in surfaces.names() if name.startswith(incomplete)]


def complete_optimizer(incomplete: str) -> list[str]:
    """Return the optimizers that begin so."""
    from optim_viz import optimizers

    return [name for name in optimizers.names() if name.startswith(incomplete)]


def complete_name(incomplete: str) -> list[str]:
    """Return the surfaces, optimizers and schedules that begin so."""
    from optim_viz.schedules import shapes

    rates = [name for name in shapes() if name.startswith(incomplete)]
    return complete_surface(incomplete) + complete_optimizer(incomplete) + rates


SurfaceName = Annotated[
    str | None,
    typer.Argument(
        metavar="SURFACE",
        help="name or name:key=value,... (see `list surfaces`)  [default: ravine]",
        autocompletion=complete_surface,
        show_default=False,
    ),
]
Formula = Annotated[
    str | None,
    typer.Option("--formula", "-f", metavar="FORMULA", help='Your own: -f "x**2/20 + y**2"'),
]
Rotate = Annotated[
    float, typer.Option(metavar="DEGREES", help="Turn the surface about the origin.")
]
Shift = Annotated[
    str | None, typer.Option(metavar="X,Y", help="Move the surface, after it was turned.")
]
NoiseText = Annotated[
    str,
    typer.Option(
        "--noise",
        metavar="SIGMA|KIND:SIZE",
        help="On each gradient coordinate, z normal: SIGMA adds SIGMA z; relative:0.5 adds"
        " 0.5 z times the coordinate itself; heavy:0.3:2 adds outliers, 0.3 times a number of"
        " Student's t with 2 degrees of freedom (the fewer, the wilder).",
    ),
]
Optimizers = Annotated[
    list[str] | None,
    typer.Option(
        "--optimizer",
        "-a",
        metavar="NAME[:KNOB=VALUE,...]",
        help=f"An optimizer; repeat for more. [default: {', '.join(FIVE)}]",
        autocompletion=complete_optimizer,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, run and write nothing.")]
Seed = Annotated[int, typer.Option(help="Decides the noise.")]
Theme = Annotated[str, typer.Option(metavar="light|dark", help="Colours.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="A .png, .svg or .pdf  [default: COMMAND-SURFACE.png]",
        show_default=False,
    ),
]


def read_point(text: str | None, option: str) -> tuple[float, ...] | None:
    """Return the coordinates of ``-7,2``."""
    if text is None:
        return None
    numbers = [number(item.strip()) for item in text.split(",")]
    if any(isinstance(item, str) for item in numbers):
        raise InputError(
            f"{option} takes numbers joined by commas, as in {option}=-7,2; not {text!r}"
        )
    return tuple(float(item) for item in numbers)


def read_rate(text: str) -> float | str:
    """Return the number that was typed, or the word."""
    rate = number(text)
    return rate if isinstance(rate, str) else float(rate)


def read_noise(text: str) -> float | str:
    """Return the number that was typed, or the text of another kind of noise: ``heavy:0.5:2``."""
    size = number(text)
    try:
        noise.get(size if isinstance(size, str) else float(size))
    except InputError as error:
        raise InputError(f"--noise: {error}") from None
    return size if isinstance(size, str) else float(size)
