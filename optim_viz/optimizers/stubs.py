"""Stubs: what editors and type checkers show of methods, whose knobs they cannot read themselves.

A step function has its state among its arguments, a method only knobs. Each module of methods has
its stub beside it, ``adaptive.pyi``; a test compares them with the methods, and
``python -m optim_viz.optimizers.stubs`` writes them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Any

from optim_viz import optimizers
from optim_viz.optimizers.base import Method
from optim_viz.optimizers.knobs import documented

_LONGEST = 100
"""Letters in a line."""

_HEAD = '''\
"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer
'''


def stubs() -> dict[Path, str]:
    """Return the text of every stub by its path."""
    modules: dict[str, list[Method]] = {}
    for method in optimizers.methods().values():
        modules.setdefault(method.step.__module__, []).append(method)
    return {
        Path(str(import_module(name).__file__)).with_suffix(".pyi"): _stub(held)
        for name, held in modules.items()
    }


def _stub(methods: Iterable[Method]) -> str:
    return "\n".join([_HEAD, *map(_typed, methods)])


def _typed(method: Method) -> str:
    """Return the type of a method, which is called with its knobs, and its name."""
    name = method.step.__name__
    kind = f"_{name.title().replace('_', '')}"
    about = documented(method)
    about = f'"""{about}\n"""' if "\n" in about else f'"""{about}"""'
    return f"class {kind}(Method):\n{_call(method)}\n{indent(about, ' ' * 8)}\n\n{name}: {kind}\n"


def _call(method: Method) -> str:
    knobs = [f"{name}: {_type(value)} = {value!r}" for name, value in method.knobs.items()]
    line = "    def __call__({}) -> Optimizer:  # type: ignore[override]"
    short = line.format(", ".join(["self", "*", *knobs] if knobs else ["self"]))
    if len(short) <= _LONGEST:
        return short
    lines = [f"        {one},\n" for one in ("self", "*", *knobs)]
    return f"    def __call__(  # type: ignore[override]\n{''.join(lines)}    ) -> Optimizer:"


def _type(value: Any) -> str:
    return "Knob" if isinstance(value, float) else type(value).__name__


if __name__ == "__main__":
    for path, text in stubs().items():
        path.write_text(text, encoding="utf-8")
