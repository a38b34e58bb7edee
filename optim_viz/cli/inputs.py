"""Options that several commands share, and the data that is read from what was typed."""

from __future__ import annotations

from typing import Annotated

import typer

from optim_viz.cli.completion import complete_optimizer, complete_surface
from optim_viz.problem import Sides
from optim_viz.recipes.base import FIVE, RATES_FOR_ALL, ProblemRecipe, check_noise
from optim_viz.runs.batch_size import ALL, BOTH, as_noise, read_batch_size
from optim_viz.runs.goals import KINDS as GOALS
from surfaces import InputError
from surfaces.specs import Value, number


def surface_argument(recipe: type[ProblemRecipe], note: str = "") -> object:
    """Return the argument that names a surface, with the one that is usual for the command."""
    return typer.Argument(
        metavar="SURFACE",
        help=f"name or name:key=value,... ({note or 'see `list surfaces`'}), or FILE.py:NAME"
        f"  [default: {recipe.usual}]",
        autocompletion=complete_surface,
        show_default=False,
    )


def optimizer_option(help: str) -> object:  # noqa: A002
    """Return the option that names an optimizer."""
    return typer.Option(
        "--optimizer",
        "-a",
        metavar="NAME[:KNOB=VALUE,...]",
        help=help,
        autocompletion=complete_optimizer,
        show_default=False,
    )


SurfaceName = Annotated[str | None, surface_argument(ProblemRecipe)]
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
Domain = Annotated[
    str | None,
    typer.Option(
        "--domain",
        metavar="X0:X1,Y0:Y1",
        help="Bound the surface to a box, before it is turned; one range serves all coordinates."
        "  [default: the surface's; a formula has none]",
        show_default=False,
    ),
]
Start = Annotated[
    str | None,
    typer.Option(metavar="X,Y", help="Where all begin: --start=-7,2  [default: the surface's]"),
]
Reach = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="|".join(GOALS.values()),
        help="Where the lowest value is not known: a value of f to reach, or a share of the"
        " decrease from the start to the lowest known minimum.",
    ),
]
Steps = Annotated[int, typer.Option(help="Updates at most.")]
RateForAll = Annotated[
    str,
    typer.Option(metavar="|".join([*RATES_FOR_ALL, "NUMBER"]), help="Rates that -a does not set."),
]
TuneByText = Annotated[
    str,
    typer.Option(
        "--tune-by",
        metavar="tail|steps:GAP|final",
        help="A tuned rate has the lowest worst gap in the last tenth of steps, also at rates 10 %"
        " off; or the fewest steps to a gap, as in steps:1e-6; or the lowest final gap.",
    ),
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
BatchSizes = Annotated[
    list[str] | None,
    typer.Option(
        "--batch-size",
        metavar="N|all",
        help="On the loss of a model: rows of each gradient, shuffled in each epoch (drawn with"
        " replacement: --noise resampled:N); repeat to compare sizes (SGD unless -a).",
        show_default=False,
    ),
]
OneBatchSize = Annotated[
    str | None,
    typer.Option(
        "--batch-size",
        metavar="N|all",
        help="On the loss of a model: rows of each gradient, shuffled in each epoch.",
        show_default=False,
    ),
]
Optimizers = Annotated[
    list[str] | None,
    optimizer_option(f"An optimizer; repeat for more. [default: {', '.join(FIVE)}]"),
]
Project = Annotated[
    bool, typer.Option("--project", help="Project each step onto the domain, a constraint then.")
]
Seed = Annotated[int, typer.Option(help="Decides the noise.")]


def read_point(text: str | None, option: str) -> tuple[float, ...] | None:
    """Return the coordinates of ``-7,2``.

    Raises
    ------
    InputError
        A text other than numbers joined by commas.
    """
    if text is None:
        return None
    numbers = [number(item.strip()) for item in text.split(",")]
    if any(isinstance(item, str) for item in numbers):
        raise InputError(
            f"{option} takes numbers joined by commas, as in {option}=-7,2; not {text!r}"
        )
    return tuple(float(item) for item in numbers)


def read_sides(text: str | None, option: str) -> Sides | None:
    """Return the sides of a box from a text such as ``-1:1,0:2``.

    Raises
    ------
    InputError
        Another text.
    """
    if text is None:
        return None
    sides = [[number(end) for end in side.split(":")] for side in text.split(",")]
    if any(len(side) != 2 for side in sides) or any(
        isinstance(end, str) for side in sides for end in side
    ):
        raise InputError(
            f"{option} is LOW:HIGH for each coordinate, as in {option}=-1:1,0:2; not {text!r}"
        )
    return tuple((float(low), float(high)) for low, high in sides)


def read_rate(text: str) -> float | str:
    """Return the number that was typed, or the word."""
    return _float(number(text))


def read_noise(text: str) -> float | str:
    """Return the number that was typed, or the text of another kind of noise: ``heavy:0.5:2``.

    Raises
    ------
    InputError
        A text that names no noise.
    """
    size = _float(number(text))
    try:
        check_noise(size)
    except InputError as error:
        raise InputError(f"--noise: {error}") from None
    return size


def noise_or_batches(text: str, size: str | None) -> float | str:
    """Return the noise that was typed, or that of batches of a size.

    Raises
    ------
    InputError
        What is neither, or both.
    """
    noise = read_noise(text)
    if size is None:
        return noise
    read = read_batch_size(size)
    if noise != 0:
        raise InputError(BOTH)
    return 0.0 if read == ALL else as_noise(read)


def _float(value: Value) -> float | str:
    return value if isinstance(value, str) else float(value)
