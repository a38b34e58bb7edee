"""How commands are described: their order, their examples, one form of what is typed.

The docstring of a command is its help. Lines that begin with ``optim-viz`` are its examples.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from typing import Any, get_args

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.models import ArgumentInfo, OptionInfo

from optim_viz.cli.completion import complete_choice
from optim_viz.cli.mistakes import check_places, refuse_surplus
from optim_viz.cli.terminal import drop_notes, note, printable, say_notes, writable
from optim_viz.text import words
from surfaces import InputError

_FIRST = (
    "compare",
    "bench",
    "basins",
    "map",
    "explain",
    "theory",
    "orders",
    "surface",
    "animate",
    "frames",
    "list",
    "show",
)
"""The order of commands: what most people come for, then all others by their names."""

TYPED = {int: "N", float: "NUMBER"}
"""What stands for a value of an option that does not say it itself."""


def describe(function: Callable[..., Any]) -> None:
    """Say what is typed for each option of a command, and let the Tab key offer its choices."""
    signature = inspect.signature(function, eval_str=True)
    function.__signature__ = signature  # type: ignore[attr-defined]  # with what is said below
    function.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
    for parameter in signature.parameters.values():
        kind, *about = get_args(parameter.annotation) or [parameter.annotation]
        for one in about:
            if isinstance(one, OptionInfo | ArgumentInfo):
                numbers = [TYPED[part] for part in (kind, *get_args(kind)) if part in TYPED]
                one.metavar = one.metavar or next(iter(numbers), None)
                if isinstance(one, ArgumentInfo):
                    one.metavar = one.metavar or parameter.name.upper()
                one.autocompletion = one.autocompletion or complete_choice(one.metavar or "")


class Command(TyperCommand):
    """A command whose help has examples, and that knows which options were typed twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.allow_extra_args = True  # what is too much is told below, with what was meant
        lines = inspect.cleandoc(self.help or "").splitlines()
        self.examples = [line for line in lines if line.startswith("optim-viz ")]
        """Lines to be typed, as the docstring has them."""
        self.help = "\n".join(line for line in lines if line not in self.examples).strip()

    def get_help(self, ctx: Any) -> str:
        """Return the help in characters that can be printed."""
        return writable(super().get_help(ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first paragraph, which is never cut."""
        return " ".join((self.help or "").partition("\n\n")[0].split())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, and keep which options were given several times of which the last one counts."""
        *_, order = self.make_parser(ctx).parse_args(args=list(args))
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            refuse_surplus(self, rest)
        single = [one for one in order if isinstance(one, TyperOption) and not one.multiple]
        ctx.meta[_REPEATED] = [
            words.last_one_counts(
                max(one.opts, key=len), printable(f"{ctx.params[one.name]!s:.60}")
            )
            for one, count in Counter(single).items()
            if count > 1 and not one.is_flag and one.name in ctx.params
        ]
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Do it, then tell of repeated options: where something is wrong, only that is told."""
        drop_notes()
        try:
            code = super().invoke(ctx)
        except InputError:
            check_places(ctx)
            raise
        for line in ctx.meta[_REPEATED]:
            note(line)
        say_notes(quiet=bool(ctx.params.get("quiet")))
        return code

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, then examples."""
        parts = self.get_params(ctx)
        arguments = [one for one in parts if isinstance(one, TyperArgument) and not one.hidden]
        if arguments:
            with formatter.section(words.ARGUMENTS):
                formatter.write_dl([_argument(one, ctx) for one in arguments])
        options = [one.get_help_record(ctx) for one in parts if one not in arguments]
        with formatter.section(words.OPTIONS):
            formatter.write_dl([record for record in options if record])
        if self.examples:
            with formatter.section(words.EXAMPLES):
                for line in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class Program(TyperGroup):
    """The program: commands in the order in which people need them."""

    def get_help(self, ctx: Any) -> str:
        """Return the help in characters that can be printed."""
        return writable(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, those that most people come for first."""
        rank = {name: i for i, name in enumerate(_FIRST)}
        return sorted(self.commands, key=lambda name: (rank.get(name, len(rank)), name))


_REPEATED = "optim_viz.repeated"
"""The key of lines on options that were typed several times, in the data of a context."""


def _argument(one: TyperArgument, ctx: Any) -> tuple[str, str]:
    """Return the name of an argument and what is said of it."""
    _, help_ = one.get_help_record(ctx) or ("", "")
    name = one.metavar or (one.name or "").upper()
    return name + ("..." if one.nargs != 1 else ""), help_
