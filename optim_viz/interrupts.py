"""Ctrl-C ends the command with one line and exit code 130, whatever the program is doing.

While libraries load, an interrupt would end in their tracebacks, or in their advice on broken
installations, because some of them turn it into an error of another kind. Nothing is kept or
written then, so that the process simply ends. Later an interrupt is remembered as well as raised:
whatever it has become on its way, the command knows what it was. Programs that import this package
keep their own handlers.
"""

from __future__ import annotations

import os
import sys
from signal import SIGINT, default_int_handler, getsignal, signal
from types import FrameType
from typing import NoReturn

from optim_viz.blas import is_command

CODE = 130
"""The exit code of an interrupted command."""

LINE = "optim-viz: interrupted: nothing was written\n"

_seen: list[int] = []


def leave_while_loading(program: str) -> None:
    """End the process at Ctrl-C, if the program is the command and nobody handles it already."""
    if is_command(program) and getsignal(SIGINT) is default_int_handler:
        signal(SIGINT, _leave)


def remember() -> None:
    """From now on raise what Ctrl-C raises, and remember it; call when libraries are loaded."""
    if getsignal(SIGINT) in (_leave, default_int_handler):
        signal(SIGINT, _remembered)


def happened() -> bool:
    """Return whether Ctrl-C was pressed since `remember` was called."""
    return bool(_seen)


def leave() -> NoReturn:
    """End the process now: Python itself would, after some interrupts, end by the signal."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(CODE)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    os.write(2, LINE.encode())
    os._exit(CODE)


def _remembered(number: int, frame: FrameType | None) -> NoReturn:
    _seen.append(number)
    raise KeyboardInterrupt


leave_while_loading(*getattr(sys, "argv", [])[:1] or [""])
