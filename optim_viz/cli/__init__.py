"""The command line: parse, call, save; nothing else.

A module in this folder adds its command to the program, and is found by itself.
"""

from __future__ import annotations

import gc
import os
import sys
from errno import ENAMETOOLONG
from importlib import import_module
from pkgutil import iter_modules
from signal import SIGTERM, signal
from typing import Any, NoReturn

import typer

from optim_viz import interrupts
from optim_viz.cli import terminal
from optim_viz.cli.app import Interrupted, app, parser
from optim_viz.cli.completion import VARIABLE, WIDE, answer_bash
from optim_viz.cli.mistakes import cut, shortened
from optim_viz.cli.terminal import say
from optim_viz.text import words
from optim_viz.user_code import told
from surfaces import InputError

FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, interrupts.CODE


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code; what goes wrong is one line on stderr."""
    alone = arguments is None  # a program of its own: nothing is left behind when it is terminated
    if alone:
        signal(SIGTERM, _terminated)
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    terminal.prepare(sys.stdout, sys.stderr)
    gc.disable()  # a short life makes many objects and no garbage
    try:
        _load(arguments)
        if alone:
            interrupts.remember()
        rest = [argument for argument in arguments if argument != "--debug"]
        if VARIABLE in os.environ:
            os.environ["COLUMNS"] = WIDE
        if os.environ.get(VARIABLE) == "complete_bash":
            answer_bash(app)
            sys.exit(0)
        with told():
            code = parser()(rest, prog_name="optim-viz", standalone_mode=False)
        if code == INTERRUPTED:  # typer has taken the interrupt for itself
            raise KeyboardInterrupt
    except (Exception, KeyboardInterrupt) as error:
        line, code = _explained(error, arguments)
        line = shortened(line, arguments)
        if "--debug" in arguments and code in (FAILED, WRONG_INPUT):
            raise
        if line:
            say(f"optim-viz: {line}")
        if alone and code == INTERRUPTED:
            interrupts.leave()
    gc.freeze()  # nor is there any to look for at the end: together a sixth of the time
    sys.exit(code)


def _explained(error: BaseException, arguments: list[str]) -> tuple[str, int]:
    """Return what went wrong as one line, and the exit code."""
    if isinstance(error, Interrupted):
        return f"interrupted; {error}", INTERRUPTED
    if isinstance(error, KeyboardInterrupt | typer.Abort) or interrupts.happened():
        return "interrupted: nothing was written", INTERRUPTED
    if isinstance(error, BrokenPipeError):  # the reader of our output has seen enough
        return "", FAILED
    if isinstance(error, typer.TyperException):
        return _line(_plain(error, arguments)), WRONG_INPUT
    if isinstance(error, InputError):
        return _line(str(error)), WRONG_INPUT
    if isinstance(error, OSError) and error.errno == ENAMETOOLONG:
        return f"{error.strerror}: {cut(str(error.filename))}", WRONG_INPUT
    if type(error).__module__.startswith("optim_viz."):
        return _line(str(error)), FAILED
    return _line(f"{type(error).__name__}: {error} (--debug shows where)"), FAILED


def _terminated(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _load(arguments: list[str]) -> None:
    """Load the command that was typed; all of them if it is not one by the name of its module."""
    typed = next((word for word in arguments if not word.startswith("-")), "")
    modules = [module.name for module in iter_modules(__path__)]
    for name in [typed] if typed in modules else []:
        import_module(f"{__name__}.{name}")
    known = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    if typed not in known:
        for name in modules:
            import_module(f"{__name__}.{name}")


def _plain(error: typer.TyperException, arguments: list[str]) -> str:
    """Return the message of the parser; where a number is expected, with what was typed instead."""
    if option := getattr(error, "option_name", ""):
        _forget_hidden(error)
        return f"{error.format_message()}{_elsewhere(option)}"
    message = error.format_message()
    options = getattr(getattr(error, "param", None), "opts", [])
    given = [
        argument.partition("=")[2] or (arguments[i + 1 : i + 2] or [""])[0]
        for i, argument in enumerate(arguments)
        if argument.partition("=")[0] in options
    ]
    if "Input should be a valid" not in message or not given:
        return message
    kind = "whole number" if "integer" in message else "number"
    return f"{options[0]} is a {kind}, not {given[0]!r}"


def _forget_hidden(error: Any) -> None:
    """Take from the options that are proposed those that help does not show."""
    params = error.ctx.command.params if error.ctx else []
    hidden = {name for one in params if getattr(one, "hidden", False) for name in one.opts}
    proposed = getattr(error, "possibilities", None)  # an option without its value has none
    if proposed:
        error.possibilities = [one for one in proposed if one not in hidden]


def _elsewhere(option: str) -> str:
    """Return which other commands have an option, if any have it."""
    _load([])
    program = parser()
    having = [
        name
        for name in program.list_commands(None)
        if any(option in one.opts and not one.hidden for one in program.commands[name].params)
    ]
    return words.commands_have_it(having) if having and option.startswith("--") else ""


def _line(text: str) -> str:
    return " ".join(part.strip() for part in text.splitlines())
