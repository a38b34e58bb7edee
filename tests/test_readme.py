"""Everything that the README shows is run, in the order in which a reader would."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMANDS = [
    shlex.split(line, comments=True)
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if line.startswith("optim-viz")
]


def test_the_readme_shows_commands_and_python() -> None:
    assert len(COMMANDS) >= 8
    assert sum(language == "python" for language, _ in BLOCKS) >= 2


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command_works(command: list[str], tmp_path: Path) -> None:
    program = [sys.executable, "-W", "error", "-c", "from optim_viz.cli import main; main()"]
    done = subprocess.run(
        [*program, *command[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done.stdout
    if command[1] != "check":
        assert all((tmp_path / path).stat().st_size > 1000 for path in done.stdout.split())


def test_python_works(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for language, block in BLOCKS:
        if language == "python":
            exec(block, names)
    assert "stalled at a saddle" in capsys.readouterr().out


def test_links_and_pictures_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_main_block_is_one_command() -> None:
    block = re.search(r"<!-- main -->\s*```sh\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert len(block[1].strip().splitlines()) == 1
