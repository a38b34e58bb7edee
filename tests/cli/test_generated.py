"""Whatever is typed: a result, or one clear line; never a trace, a warning or a half file."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "generated", Path(__file__).with_name("generated.py")
)
generated = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(generated)

COUNT = int(os.environ.get("GENERATED", "40"))
"""Number of command lines: more of them on demand."""


@pytest.fixture
def undrawn(monkeypatch):
    """Write the recipe where a figure is asked for: what is tested is around it."""
    from optim_viz.cli import output

    def write(job, found, description, path):
        path.write_text(job.recipe.text(), encoding="utf-8")

    monkeypatch.setattr(output, "write_figure", write)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("seed", range(COUNT))
def test_a_command_line_gives_a_result_or_one_clear_line(seed, cli, files, recwarn):
    line = generated.command_line(seed)
    ran = cli(*line)
    told = f"{line}\n{ran.err}"
    assert ran.code in (0, 2, 3, *([1] if line[0] == "check" else [])), told
    assert "--debug shows where" not in ran.err, told
    assert not re.search(r"Traceback|Warning|Error\b|unreachable", ran.err), told
    assert not recwarn.list, (told, str(recwarn.list[0].message))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", ran.out + ran.err), told
    if ran.code:  # of what was written the name is told whole
        assert not re.search(r"(\S)\1{70}", ran.err), told
    if ran.code == 2:
        assert ran.out == "", told
        assert ran.err.count("\n") == 1, told
        assert ran.err.startswith("optim-viz: "), told
        assert not files(), told
    elif "-q" in line and "-h" not in line:
        assert ran.err == "", told
    assert not [name for name in files() if Path(name).name.startswith(".optim")], told
