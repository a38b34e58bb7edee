"""The command line: parse, call, save; nothing else.

A module in this folder adds its command to the program, and is found by itself.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pkgutil import iter_modules
from signal import SIGTERM, signal
from typing import NoReturn

import typer

from optim_viz.cli.app import Interrupted, app
from optim_viz.user_code import told
from surfaces import InputError

FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, 130


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code; what goes wrong is one line on stderr."""
    if arguments is None:  # a program of its own: nothing is left behind when it is terminated
        signal(SIGTERM, _terminated)
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    gc.disable()  # a short life makes many objects and no garbage
    try:
        _load(arguments)
        rest = [argument for argument in arguments if argument != "--debug"]
        with told():
            code = app(rest, prog_name="optim-viz", standalone_mode=False)
        if code == INTERRUPTED:  # typer has taken the interrupt for itself
            code = _say("interrupted: nothing was written", INTERRUPTED)
    except (InputError, typer.TyperException) as error:
        if debug:
            raise
        text = _plain(error, arguments) if isinstance(error, typer.TyperException) else str(error)
        code = _say(text, WRONG_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        code = _say("interrupted: nothing was written", INTERRUPTED)
    except Interrupted as stop:
        code = _say(f"interrupted; {stop}", INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has seen enough
        code = FAILED
    except Exception as error:
        if debug:
            raise
        ours = type(error).__module__.startswith("optim_viz.")
        code = _say(
            str(error) if ours else f"{type(error).__name__}: {error} (--debug shows where)", FAILED
        )
    gc.freeze()  # nor is there any to look for at the end: together a sixth of the time
    sys.exit(code)


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


def _say(problem: str, code: int) -> int:
    line = " ".join(part.strip() for part in problem.splitlines())
    print(f"optim-viz: {line}", file=sys.stderr)  # noqa: T201
    return code
