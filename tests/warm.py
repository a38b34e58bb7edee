"""Programs in processes that start warm: forked from one that has loaded what they need.

What tests do to a program (signals, closed pipes, full disks) they do to a process with an id,
streams, a folder and an environment of its own, as with `subprocess.Popen`; what is spared is the
second in which each interpreter loads the same libraries. Only Linux hands a process on to
another one like this; elsewhere processes start cold.
"""

from __future__ import annotations

import ctypes
import inspect
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ADOPT = 36
"""PR_SET_CHILD_SUBREAPER of Linux: whoever has lost its parent becomes a child of this process."""

WARM_UP = (
    "--help",
    "compare bowl -a newton -a sgd --steps 3 --dpi 40 -q -o -",
    "bench bowl -a newton --starts 2 --steps 20 --rates 0.1:1:3 --figure ert --dpi 40 -q -o -",
)
"""What loads all commands, what drawing and benchmarks need, and the fonts."""

LIBRARIES = (
    "numpy", "typer._adapters", "typer.main", "matplotlib.figure", "matplotlib.font_manager",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
)  # fmt: skip
"""What programs load that are copies of the packages, and bring their own modules."""


class Cold(subprocess.Popen[Any]):
    """A module that is run as a program by an interpreter of its own."""

    def __init__(self, module: str, *arguments: str, **how: Any) -> None:
        super().__init__([sys.executable, "-m", module, *arguments], **how)


class Warm(Cold):
    """A module that is run as a program by a copy of the server: a child of this process."""

    def __init__(self, server: Server, module: str, *arguments: str, **how: Any) -> None:
        self._server = server
        super().__init__(module, *arguments, **how)

    def _execute_child(self, *given: Any) -> None:
        how = inspect.signature(subprocess.Popen._execute_child).bind(self, *given).arguments
        ends = [how["p2cread"], how["c2pwrite"], how["errwrite"]]
        request = {
            "module": how["args"][2],
            "arguments": how["args"][3:],
            "folder": os.path.abspath(how["cwd"] or "."),
            "environment": dict(os.environ if how["env"] is None else how["env"]),
            "apart": how["start_new_session"],
        }
        try:
            self.pid = self._server.ask(
                request, [i if end == -1 else end for i, end in enumerate(ends)]
            )
        finally:
            pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
            self._close_pipe_fds(*[how[name] for name in pipes])
        self._child_created = True


def starter(*, own: bool = True) -> tuple[Callable[..., Cold], Callable[[], None]]:
    """Return what starts programs, and what is called when no more are.

    Where they are not our ``own`` packages, but those of the folder that a program is told, no more
    than the libraries are loaded.
    """
    if sys.platform != "linux":
        return Cold, lambda: None
    server = Server("program" if own else "libraries")
    return partial(Warm, server), server.close


class Server:
    """A process that has loaded the program, and makes copies of itself when asked."""

    def __init__(self, loaded: str) -> None:
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(theirs.fileno()), loaded],
                env={**os.environ, "PYTHONPATH": str(ROOT) if loaded == "program" else ""},
                pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL,
            )  # fmt: skip
        assert self._link.recv(100) == b"ready"

    def ask(self, request: dict[str, Any], streams: list[int]) -> int:
        """Return the id of a copy that does what is asked for."""
        adopt = ctypes.CDLL(None).prctl
        adopt(ADOPT, 1)
        try:
            socket.send_fds(self._link, [json.dumps(request).encode()], streams)
            return int(self._link.recv(100))
        finally:
            adopt(ADOPT, 0)

    def close(self) -> None:
        """End the process."""
        self._link.close()
        self._process.wait(60)


def load_program() -> None:
    """Load our own packages, and what they load when they are used."""
    sys.argv = ["optim-viz"]
    from optim_viz.cli import main

    for line in WARM_UP:
        with suppress(SystemExit):
            main(line.split())


def serve(link: socket.socket) -> None:
    """Make copies until nobody asks any more."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    link.send(b"ready")
    while True:
        message, streams, _, _ = socket.recv_fds(link, 1 << 20, 3)
        if not message:
            return
        reading, writing = os.pipe()
        if not (between := os.fork()):
            if pid := os.fork():  # who has asked adopts it when its parent, which is this one, ends
                os.write(writing, str(pid).encode())
                os._exit(0)
            for file in (reading, writing, link.detach()):
                os.close(file)
            become(streams, **json.loads(message))
            return
        os.waitpid(between, 0)
        link.send(os.read(reading, 100))
        for file in (*streams, reading, writing):
            os.close(file)


def become(
    streams: list[int], module: str, arguments: list[str], folder: str,
    environment: dict[str, str], apart: bool,
) -> None:  # fmt: skip
    """Make of this process what an interpreter is at its start, and run a module."""
    for to, file in enumerate(streams):
        os.dup2(file, to)
        os.close(file)
    if apart:
        os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = [folder, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    if warned := environment.get("PYTHONWARNINGS"):
        warnings.simplefilter(warned)  # type: ignore[arg-type]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _, link, loaded = sys.argv
    if loaded == "program":
        load_program()
    else:
        for name in LIBRARIES:
            import_module(name)
    serve(socket.socket(fileno=int(link)))
