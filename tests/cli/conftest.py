"""The program is called in this process: arguments in; exit code, stdout, stderr and files out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from optim_viz.cli import main
from optim_viz.export.embedded import Inside


@dataclass(frozen=True)
class Ran:
    """What came of one command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def files(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder, hidden files too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(name="files")
def _files(folder: Path) -> Callable[[], dict[str, bytes]]:
    """Give a function that returns everything in the folder."""
    return lambda: files(folder)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "240")
    return tmp_path


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Ran]]:
    """Give the program as a function."""

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as leave:
            main(list(arguments))
        gc.enable()  # the program switches it off, because it ends here
        said = capsys.readouterr()
        return Ran(int(leave.value.code or 0), said.out, said.err)

    yield call
    gc.enable()


_MADE: dict[tuple[tuple[str, ...], str], bytes] = {}


@pytest.fixture
def make(cli: Callable[..., Ran], folder: Path) -> Callable[..., None]:
    """Give what puts the figure of a command into the folder; the same command is run once."""

    def make(*command: str, name: str = "a.png") -> None:
        if (command, name) not in _MADE:
            ran = cli(*command, "-q", "-o", name)
            assert ran.code == 0, ran.err
            _MADE[command, name] = (folder / name).read_bytes()
        (folder / name).write_bytes(_MADE[command, name])

    return make


@pytest.fixture
def sketch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the recipe alone where a figure is asked for: what is tested is around it.

    Whatever the command, nothing is drawn; `tests/cli/test_figure.py` has all of them drawn.
    """
    from optim_viz.cli import job, output
    from optim_viz.export import stills

    def write(figure: object, path: Path, inside: Inside) -> None:
        path.write_text(inside.recipe, encoding="utf-8")

    def read(path: Path) -> str | None:
        text = path.read_text(encoding="utf-8")
        return text if text.startswith('{"optim-viz"') else None

    for suffix in stills.FORMATS:
        monkeypatch.setitem(stills.FORMATS, suffix, write)
    monkeypatch.setattr(output, "recipe_in", read)
    monkeypatch.setattr(job.Job, "draw", property(_draws_nothing, _draws_nothing), raising=False)


def _draws_nothing(*_: object) -> Callable[[object], None]:
    """Stand for what draws the figure of a job, where it is asked for and where it is given."""
    return lambda found: None
