"""Every recipe of CONTRIBUTING.md is followed in a copy of the packages, to the letter.

The type checker reads that copy once, and with it what users write.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))
RECIPES = [title for title in SECTIONS if title.startswith("Add ")]
NODE = r"tests/[\w/]+\.py::\w+"
HEADER = re.compile(r"# ([\w/]+\.py)(?:, (above|at the end of) (\w+))?\n")


def blocks(section: str, language: str) -> list[str]:
    """Return the blocks of a section."""
    return re.findall(rf"^```{language}\n(.*?)^```", SECTIONS[section], re.DOTALL | re.MULTILINE)


def assignment(source: str, name: str) -> ast.Assign | ast.AnnAssign:
    """Return where a module gives a name its value."""
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(one, ast.Name) and one.id == name for one in targets):
            assert isinstance(node, ast.Assign | ast.AnnAssign)
            return node
    raise AssertionError(f"nothing is called {name}")


def put(folder: Path, block: str) -> bool:
    """Write the lines of a block where its first line says; return whether it says a place."""
    header = HEADER.match(block)
    if header is None:
        return False
    name, where, what = header.groups()
    path, lines = folder / name, block[header.end() :]
    if where is None:
        assert not path.exists(), f"{name} is no new file"
        path.write_text(lines, encoding="utf-8")
        return True
    source = path.read_text(encoding="utf-8")
    node = assignment(source, what)
    rows = source.splitlines(keepends=True)
    if where == "above":
        rows.insert(node.lineno - 1, lines + "\n\n")
    else:
        assert node.value is not None
        assert node.value.end_lineno is not None
        row, column = node.value.end_lineno - 1, (node.value.end_col_offset or 0) - 1
        line = rows[row].encode()  # columns are those of bytes
        before, after = line[:column].decode(), line[column:].decode()
        comma = ", " if before.strip() and not before.rstrip().endswith((",", "(", "{")) else ""
        rows[row] = before + comma + (lines.rstrip("\n") if comma else lines) + after
    path.unlink()  # it may be the same file as in other copies
    path.write_text("".join(rows), encoding="utf-8")
    return True


def surroundings(folder: Path) -> dict[str, str]:
    """Return where a program imports the packages from a folder, and compiles them there once."""
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": ""}


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program."""
    return subprocess.run(
        arguments, cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env=surroundings(folder),
    )  # fmt: skip


ONE_BY_ONE = """
import shlex, sys
from optim_viz.cli import main
for line in sys.argv[1:]:
    try: main(shlex.split(line))
    except SystemExit as end: assert not end.code, (line, end.code)
    print("end of what was asked")
"""

Commands = Callable[[list[str], Path], dict[str, str]]


@pytest.fixture(scope="module")
def commands(start_copied: Callable[..., subprocess.Popen[str]]) -> Commands:
    """Give what runs command lines of the packages in a folder, where a warning is an error.

    It returns what each of them says; they follow one another in a process.
    """

    def run(lines: list[str], folder: Path) -> dict[str, str]:
        (folder / "one_by_one.py").write_text(ONE_BY_ONE)
        process = start_copied(
            "one_by_one", *lines, cwd=folder, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**surroundings(folder), "PYTHONWARNINGS": "error"},
        )  # fmt: skip
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        *told, _ = out.split("end of what was asked\n")
        return dict(zip(lines, told, strict=True))

    return run


def all_headers() -> list[tuple[str, str | None]]:
    """Return the path and the place of every block that has one."""
    found = [HEADER.match(block) for recipe in RECIPES for block in blocks(recipe, "python")]
    return [(one[1], one[2]) for one in found if one]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the packages that were compiled once, for the copies of this copy."""
    folder = tmp_path_factory.mktemp("compiled")
    _copy_sources(folder, "optim_viz", "surfaces")
    shutil.copy2(ROOT / "pyproject.toml", folder)
    done = run([sys.executable, "-m", "compileall", "-q", "optim_viz", "surfaces"], folder)
    assert done.returncode == 0, done.stdout
    return folder


def _copy_sources(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def followed(compiled: Path, folder: Path, *recipes: str) -> Path:
    """Link the packages into a folder, and follow some recipes there."""
    shutil.copytree(compiled, folder, copy_function=os.link, dirs_exist_ok=True)
    for recipe in recipes:
        assert [block for block in blocks(recipe, "python") if put(folder, block)]
    return folder


@pytest.fixture(scope="module")
def everything(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy in which all recipes were followed, with the tests."""
    folder = followed(compiled, tmp_path_factory.mktemp("everything"), *RECIPES)
    _copy_sources(folder, "tests")
    for name in ("README.md", "CONTRIBUTING.md"):
        shutil.copy2(ROOT / name, folder)
    return folder


LISTED = {
    "Add an optimizer": ("list optimizers", "patient "),
    "Add a surface": ("list surfaces", "sill "),
    "Add a figure of bench": ("bench --help", "spread|lost"),
    "Add a command": ("--help", "hello "),
    "Add an output format": ("compare --help", ".jpg"),
}
"""Where what a recipe adds is listed, and as what."""


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipes_work_as_they_stand(
    recipe: str, compiled: Path, tmp_path: Path, commands: Commands
) -> None:
    copy = followed(compiled, tmp_path, recipe)
    shown = [block for block in blocks(recipe, "python") if not HEADER.match(block)]
    lines = [line for block in blocks(recipe, "sh") for line in block.splitlines()]
    assert shown or lines
    for block in shown:
        done = run([sys.executable, "-W", "error", "-c", block], copy)
        (expected,) = re.findall(r'# "(.*)"$', block, re.MULTILINE)
        assert (done.stdout, done.stderr) == (expected + "\n", "")
    assert all(line.startswith("optim-viz ") for line in lines)
    told = commands([line.removeprefix("optim-viz ") for line in lines], copy)
    assert all(told.values())
    written = re.findall(r"\S+\.(?:png|svg|jpg|csv)\b", " ".join(lines))
    assert all((copy / path).stat().st_size > 200 for path in written)


@pytest.fixture(scope="module")
def listed(everything: Path, commands: Commands) -> dict[str, str]:
    """Give what each command says that lists something."""
    return commands([line for line, _ in LISTED.values()], everything)


@pytest.mark.parametrize("recipe", LISTED)
def test_what_is_added_is_listed(recipe: str, listed: dict[str, str]) -> None:
    """Nothing but the lines of the recipe makes it known."""
    asked, expected = LISTED[recipe]
    assert expected in re.sub(r"\|\s+", "|", listed[asked])


def program(name: str) -> str:
    """Return where a program is, or skip the test."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"without {name}")
    return found


TYPED = """
import numpy as np
import optim_viz
import surfaces
from optim_viz.optimizers import Optimizer, adam, keras, lbfgs, newton
from optim_viz.plots import draw_runs, race
from surfaces import Rosenbrock

steep: Rosenbrock = surfaces.Rosenbrock(steepness=10.0)
turned = surfaces.Rotated(steep, 30)
run = optim_viz.run(adam(lr=0.3), turned, start=(1, 2), steps=30)
optim_viz.run("adam:lr=0.3", "ravine", start=np.zeros(2))
optim_viz.compare(steep, ["adam", adam()]).to_frame()
race(optim_viz.compare("ravine")).savefig("a.png")
value: float = float(steep((1, 2)))
surfaces.Rosenbrok  # no such family
surfaces.Rosenbrock(stepness=1)  # no such parameter
method: Optimizer = keras.adagrad(lr="cosine(0.3)", eps=1e-3)
lbfgs(memory=5), newton().title, adam.rule
adam(lr=0.3, bta1=0.5)  # no such knob
keras.adagrad(beta1=0.5)  # no such knob
adam(0.3)  # no such argument
newton(lr=1)  # no such knob
"""


@pytest.fixture(scope="module")
def type_errors(everything: Path, request: pytest.FixtureRequest) -> list[str]:
    """Give what the type checker finds where lines were added, and in what a user typed.

    All else is read for what these lines use of it; what is known of that is kept beside what
    pytest keeps, for the next time.
    """
    (everything / "typed.py").write_text(TYPED, encoding="utf-8")
    changed = dict.fromkeys(name for name, _ in all_headers())
    kept = getattr(request.config, "cache", None)  # pytest may be told to keep nothing
    how = ("--follow-imports=silent", f"--cache-dir={kept.mkdir('mypy') if kept else '/dev/null'}")
    done = run([program("mypy"), *how, *changed, "typed.py"], everything)
    assert done.returncode == 1, done.stdout + done.stderr  # in `TYPED` there are errors
    return [line for line in done.stdout.splitlines() if ": error:" in line]


def test_added_lines_are_laid_out_as_the_rest(everything: Path) -> None:
    new = [name for name, where in all_headers() if where is None]
    for arguments in (
        ["format", "--check", *new],
        ["format", "optim_viz", "surfaces"],
        ["check", "optim_viz", "surfaces"],
    ):
        done = run([program("ruff"), *arguments], everything)
        assert done.returncode == 0, done.stdout


def test_added_lines_are_typed(type_errors: list[str]) -> None:
    assert [line for line in type_errors if not line.startswith("typed.py:")] == []


def test_a_type_checker_accepts_what_is_right_and_nothing_else(type_errors: list[str]) -> None:
    found = [int(line.split(":")[1]) for line in type_errors if line.startswith("typed.py:")]
    lines = TYPED.splitlines()
    assert sorted(found) == [i + 1 for i, line in enumerate(lines) if "# no such" in line]


def test_the_tests_that_are_said_to_complain_do(everything: Path) -> None:
    nodes = list(dict.fromkeys(re.findall(NODE, "".join(map(SECTIONS.get, RECIPES)))))
    assert len(nodes) > 5
    done = run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *nodes], everything)
    assert done.returncode == 1, done.stdout + done.stderr
    for node in nodes:
        assert re.search(rf"^FAILED {re.escape(node)}\b", done.stdout, re.MULTILINE), done.stdout


def test_the_map_has_every_room() -> None:
    rooms = {
        path.parent.relative_to(ROOT).as_posix() + "/"
        for package in ("optim_viz", "surfaces")
        for path in (ROOT / package).glob("*/__init__.py")
    }
    told = re.findall(r"^\| `([\w/]+/)` \|", TEXT, re.MULTILINE)
    assert sorted(told) == sorted(rooms)


def test_every_path_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:tests|optim_viz|surfaces)/[\w/.]*)(?:::\w+)?`", TEXT))
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_rooms_import_from_the_rooms_above_them() -> None:
    """As the map has them; optimizers load adapters lazily, and everybody may speak."""
    rooms = re.findall(r"^\| `([\w/]+)/` \|", TEXT, re.MULTILINE)
    for i, room in enumerate(rooms):
        below = [r.replace("/", ".") for r in rooms[i + 1 :] if r != "optim_viz/text"]
        if room == "optim_viz/optimizers":
            below.remove("optim_viz.adapters")
        for path in (ROOT / room).rglob("*.py"):
            found = re.findall(r"^ *from ([\w.]+) import", path.read_text("utf-8"), re.MULTILINE)
            wrong = [f for f in found if any(f == b or f.startswith(f"{b}.") for b in below)]
            assert wrong == [], f"{path} imports from below"
