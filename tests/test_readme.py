"""Everything that the README shows is run, in the order in which a reader would."""

from __future__ import annotations

import gc
import re
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from optim_viz.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
SHELL = [
    [shlex.split(line, comments=True) for line in block.splitlines()]
    for language, block in BLOCKS
    if language == "sh"
]
CLUSTERS = [block for block in SHELL if block[0][0] == "dask"]
COMMANDS = [block for block in SHELL if block[0][0] == "optim-viz"]
FILES = {
    named[1]: block
    for language, block in BLOCKS
    if (named := re.match(r"# (\w+\.(?:py|toml))\n", block))
}


def test_the_readme_shows_commands_and_python() -> None:
    assert sum(map(len, COMMANDS)) >= 8
    assert sum(language == "python" for language, _ in BLOCKS) >= 2
    assert len(CLUSTERS) == 1


def is_path(line: str) -> bool:
    """Whether a line on stderr is the path of a file that was written."""
    return re.fullmatch(r"[\w./-]+\.(png|pdf|svg|gif|csv|tex|html)", line) is not None


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


def check(command: list[str], folder: Path, done: Done) -> None:
    """Check what a command said, and the files that it wrote."""
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done.stdout
    if command[1] in ("list", "show"):
        assert done.stderr == ""
    elif command[1] not in ("check", "verify"):
        paths = [folder / line for line in done.stderr.splitlines() if is_path(line)]
        assert paths
        assert all(path.stat().st_size > (1000 if path.suffix != ".tex" else 100) for path in paths)


def called(command: list[str], capsys: pytest.CaptureFixture[str]) -> Done:
    """Call a command here, where a warning is an error."""
    with pytest.raises(SystemExit) as leave:
        main(command[1:])
    gc.enable()  # the program switches it off, because it ends here
    return Done(int(leave.value.code or 0), *capsys.readouterr())


@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: " ".join(block[0]))
def test_commands_work_one_after_the_other(
    block: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    for command in block:
        check(command, tmp_path, called(command, capsys))


@pytest.mark.parametrize("block", CLUSTERS, ids=["cluster"])
def test_the_cluster_works(
    block: list[list[str]],
    tmp_path: Path,
    scheduler: tuple[str, subprocess.Popen[bytes]],
    daemons: Callable[..., subprocess.Popen[bytes]],
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    """The lines as they are, but for the address, and for the size: a cluster is to be worth it."""
    (first, *workers, command), (address, _) = block, scheduler
    assert first == ["dask", "scheduler"]
    given = command[command.index("--dask") + 1]
    for _, *arguments in workers:
        assert arguments == ["worker", given]
        daemons("worker", address, "--no-dashboard")
    size = command[command.index("--starts") + 1]
    here = [{given: address, size: "5"}.get(word, word) for word in command]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = start("optim_viz", *here[1:], cwd=tmp_path, text=True, **pipes)
    out, err = process.communicate(timeout=120)
    check(here, tmp_path, Done(process.returncode, out, err))


def test_python_works(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, block in BLOCKS:
        if language == "python":
            exec(block, names)
    said = capsys.readouterr().out
    assert "stalled at a saddle" in said
    assert "True compare 50" in said, "the recipe is read back"


def test_links_and_pictures_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_main_block_is_one_command() -> None:
    block = re.search(r"<!-- main -->\s*```sh\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert len(block[1].strip().splitlines()) == 1
