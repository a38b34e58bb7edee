"""Formulas on the command line: the names of their variables, and how they were read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from optim_viz.cli.terminal import note
from optim_viz.text import words
from surfaces import InputError

Variables = Annotated[
    str | None,
    typer.Option(
        "--variables",
        metavar="NAME,...",
        help="Variables of -f in order: w,b  [default: x,y, or as they appear]",
        show_default=False,
    ),
]

Maximize = Annotated[
    bool, typer.Option("--maximize", help="Look for maxima: all go up, gaps are to the highest.")
]


def with_variables(formula: str | None, variables: str | None) -> str | None:
    """Return a formula that names its variables: ``f(w, b) = (w-1)**2 + b**2``.

    Raises
    ------
    InputError
        Variables without a formula, or names that cannot be variables.
    """
    if variables is None:
        return formula
    from surfaces.custom.notation import declare

    if formula is None:
        raise InputError(f"--variables names those of a formula: -f is missing ({variables})")
    names = [name.strip() for name in variables.split(",")]
    if not all(name.isidentifier() for name in names):
        raise InputError(f"--variables takes names joined by commas, as in w,b; not {variables!r}")
    return declare(formula, names)


def tell_readings(formulas: Iterable[str | None], *, quiet: bool) -> None:
    """Say on stderr how formulas were read that are not in the notation of Python."""
    for formula in () if quiet else formulas:
        if formula is not None:
            from surfaces.custom.grammar import parse

            parsed = parse(formula)
            if parsed.is_turned:
                note(words.formula_is_read_as(formula, parsed.text))
            if parsed.is_guessed:
                note(words.variables_are(parsed.variables))
