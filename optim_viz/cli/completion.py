"""What the Tab key offers: names, the parameters of surfaces, the knobs of optimizers, choices."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import fields
from typing import Any

from surfaces import InputError

VARIABLE = "_OPTIM_VIZ_COMPLETE"
"""The environment variable by which a shell asks."""

WIDE = "10000"
"""Columns for what a shell is told of a command: it takes each line for a word of its own."""

_BREAKS = re.compile("[:=]")
"""Characters that part words in bash, and in what is typed here do not."""


def complete_surface(incomplete: str) -> list[str]:
    """Return the names of the surfaces, or of the parameters of one, that begin so."""
    import surfaces

    def parameters(name: str) -> Mapping[str, Any]:
        surface = surfaces.get(name)
        keys = fields(surface)  # type: ignore[arg-type]  # every family is a dataclass
        return {one.name: getattr(surface, one.name) for one in keys}

    return _with_keys(incomplete, [*surfaces.names(), *surfaces.model_families()], parameters)


def complete_optimizer(incomplete: str) -> list[str]:
    """Return the names of the optimizers, or of the knobs of one, that begin so."""
    from optim_viz import optimizers

    def knobs(name: str) -> Mapping[str, Any]:
        return optimizers.get(name).knobs

    return _with_keys(incomplete, optimizers.names(), knobs)


def complete_figure(incomplete: str) -> list[str]:
    """Return the figures of the gallery that begin with these letters."""
    from optim_viz.recipes.gallery import figures

    return [name for name in figures() if name.startswith(incomplete)]


def complete_choice(metavar: str) -> Callable[[str], list[str]] | None:
    """Return a function that completes one of ``light|dark``, or ``tuned|default|NUMBER``.

    What is written in capitals stands for something else; None if nothing is left.
    """
    found = [re.match(r"[a-z][a-z_]*:?(?=[A-Z]*$)", one) for one in metavar.split("|")]
    choices = [one[0] for one in found if one]

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete if choices else None


def answer_bash(program: Callable[..., Any]) -> None:
    """Answer bash, for which ``adam:lr=`` is four words and to typer, too.

    The words are put together again, typer is asked as fish asks it, and of what it answers bash
    is given what comes after the last of its own breaks.
    """
    words = _joined(os.environ.get("COMP_WORDS", "").split("\n"), int(os.environ["COMP_CWORD"]))
    incomplete = words[-1]
    if incomplete.startswith("-"):
        incomplete = incomplete.partition("=")[2]
    os.environ |= {VARIABLE: "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    os.environ["_TYPER_COMPLETE_ARGS"] = " ".join(words)
    answer = io.StringIO()
    try:
        with redirect_stdout(answer):
            program([], prog_name="optim-viz")
    except SystemExit:
        pass
    ends = [found.end() for found in _BREAKS.finditer(incomplete)]
    for offered in answer.getvalue().splitlines():
        print(offered.partition("\t")[0][max(ends, default=0) :])  # noqa: T201


def _joined(pieces: list[str], last: int) -> list[str]:
    """Return the words up to the cursor, with those joined that bash has parted at a break."""
    words: list[str] = []
    glued = False
    for piece in (*pieces, "")[: last + 1]:
        is_break = bool(piece) and not _BREAKS.sub("", piece)
        if words and (is_break or glued):
            words[-1] += piece
        else:
            words.append(piece)
        glued = is_break
    return words


def _with_keys(
    incomplete: str, names: Iterable[str], keys: Callable[[str], Mapping[str, Any]]
) -> list[str]:
    """Return names that begin so; behind a colon, the keys that the name takes."""
    name, colon, rest = incomplete.partition(":")
    if not colon or name not in names:
        return [one for one in names if one.startswith(incomplete)]
    *given, last = rest.split(",")
    try:
        known = keys(name)
    except (InputError, ImportError):
        return []
    before = f"{name}:" + "".join(f"{one}," for one in given)
    used = {one.partition("=")[0] for one in given}
    fitting = [key for key in known if key not in used and f"{key}=".startswith(last)]
    offered = [f"{key}=" for key in fitting]
    if len(fitting) == 1 or "=" in last:  # with its default, lest a space is put behind the sign
        pairs = (f"{key}={value}" for key, value in known.items())
        offered += [pair for pair in pairs if pair.startswith(last)]
    return [before + one for one in offered]
