"""The command line: parse, call, save; nothing else.

Every module in this folder is read, and adds its command to the program.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pkgutil import iter_modules

import typer

from optim_viz.cli.app import app
from surfaces import InputError

FAILED, WRONG_INPUT = 1, 2


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code; what goes wrong is one line on stderr."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    gc.disable()  # a short life makes many objects and no garbage
    try:
        for module in iter_modules(__path__):
            import_module(f"{__name__}.{module.name}")
        rest = [argument for argument in arguments if argument != "--debug"]
        code = app(rest, prog_name="optim-viz", standalone_mode=False)
    except (InputError, typer.TyperException) as error:
        if debug:
            raise
        text = error.format_message() if isinstance(error, typer.TyperException) else str(error)
        code = _say(text, WRONG_INPUT)
    except (KeyboardInterrupt, typer.Abort):
        code = _say("interrupted: nothing was written", 130)
    except BrokenPipeError:  # the reader of our output has seen enough
        code = FAILED
    except Exception as error:
        if debug:
            raise
        code = _say(f"{type(error).__name__}: {error} (--debug shows where)", FAILED)
    gc.freeze()  # nor is there any to look for at the end: together a sixth of the time
    sys.exit(code)


def _say(problem: str, code: int) -> int:
    print(f"optim-viz: {' '.join(problem.split())}", file=sys.stderr)  # noqa: T201
    return code
