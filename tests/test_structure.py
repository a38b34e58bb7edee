"""Imports point down only: read from the source, nothing is run, and nothing is listed by hand."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("surfaces", "optim_viz")
DRAWING = (
    "optim_viz.plots",
    "optim_viz.export",
    "optim_viz.gallery",
    "optim_viz.live",
    "optim_viz.cli",
    "optim_viz.__main__",
)
"""Above these nothing else of the package may reach."""

HEAVY = {"matplotlib", "seaborn", "pandas", "sympy", "scipy", "mpmath", "PIL"}
RUNNING = {"run", "sweep", "compare", "tune"}
"""The doors of `optim_viz` that make something happen."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: the module, and what was taken from it."""

    module: str
    name: str
    at_import: bool
    """Whether it happens when the module is imported, not first when a function is called."""


def sources() -> dict[str, Path]:
    """Return every module of both packages."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = sources()


@dataclass(frozen=True, slots=True)
class Raising:
    """A function that raises an error of its own."""

    name: str
    says_so: bool
    """Whether its docstring has a section for it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What is kept of the syntax of a module, which takes a hundred times the room."""

    about: str | None
    docstrings: tuple[str, ...]
    imports: tuple[Import, ...]
    imports_and_types: tuple[Import, ...]
    raising: tuple[Raising, ...]


@cache
def read(module: str) -> Read:
    """Return what the tests want to know of a module."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return Read(
        ast.get_docstring(tree),
        tuple(docstrings(tree)),
        tuple(_within(tree, True, types=False)),
        tuple(_within(tree, True, types=True)),
        tuple(raising_in(tree)),
    )


def imports(module: str, *, types: bool = False) -> tuple[Import, ...]:
    """Return what a module imports anywhere; what only type checkers see, if asked."""
    return read(module).imports_and_types if types else read(module).imports


BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
"""Where statements hold others. No expression holds one, so that none has to be looked through."""


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements right inside a module or a statement, and the handlers of errors."""
    for name in BLOCKS:
        inside = getattr(node, name, None)
        if isinstance(inside, list):
            yield from inside


def _within(node: ast.AST, at_import: bool, types: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, "", at_import) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports name the whole way"
        assert node.module is not None
        yield from (Import(node.module, alias.name, at_import) for alias in node.names)
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not types:
        return
    lazy = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for child in statements(node):
        yield from _within(child, at_import and not lazy, types)


def top(module: str) -> str:
    """Return the distribution's own name: ``numpy`` of ``numpy.typing``."""
    return module.partition(".")[0]


def target(item: Import) -> str:
    """Return the module that is meant: ``from optim_viz import optimizers`` means the latter."""
    whole = f"{item.module}.{item.name}"
    return whole if whole in MODULES else item.module


def is_below(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


CORE = [m for m in MODULES if top(m) == "optim_viz" and not is_below(m, DRAWING)]
ADAPTERS = [m for m in MODULES if m.startswith("optim_viz.adapters.")]
"""Each loads the library that it adapts."""

SURFACES = [m for m in MODULES if top(m) == "surfaces"]
PLOTS = [m for m in MODULES if is_below(m, ("optim_viz.plots",))]


def test_the_layers_are_found() -> None:
    assert {"optim_viz", "optim_viz.runs.run", "optim_viz.optimizers.base"} <= set(CORE)
    assert {"surfaces", "surfaces.base"} <= set(SURFACES)
    assert {"optim_viz.plots", "optim_viz.plots.compare"} <= set(PLOTS)


@pytest.mark.parametrize("module", SURFACES)
def test_surfaces_need_numpy_and_the_standard_library_only(module: str) -> None:
    allowed = {"numpy", "surfaces", *sys.stdlib_module_names}
    others = [item for item in imports(module, types=True) if top(item.module) not in allowed]
    assert [item for item in others if item.at_import or top(item.module) != "sympy"] == []


@pytest.mark.parametrize("module", CORE)
def test_what_computes_knows_nothing_of_drawing(module: str) -> None:
    found = [item for item in imports(module, types=True) if (module, target(item)) not in UPWARD]
    assert [item for item in found if is_below(target(item), DRAWING)] == []
    assert not {top(item.module) for item in found} & {"matplotlib", "seaborn", "typer"}


@pytest.mark.parametrize("module", CORE)
def test_what_computes_loads_nothing_heavy(module: str) -> None:
    own = {"jax", "optax", "scipy", "torch"} if module in ADAPTERS else set()
    light = {"numpy", *own, *PACKAGES, *sys.stdlib_module_names}
    loaded = [item for item in imports(module) if item.at_import]
    assert [item for item in loaded if top(item.module) not in light] == []
    assert [item for item in loaded if target(item) in ADAPTERS] == [], "loaded only when asked for"


def taken_from_below(module: str) -> list[Import]:
    """Return what a module of the plots takes from the rest of the package."""
    return [
        item
        for item in imports(module)
        if top(item.module) == "optim_viz" and not is_below(target(item), ("optim_viz.plots",))
    ]


@pytest.mark.parametrize("module", PLOTS)
def test_plots_name_what_was_run_but_run_nothing(module: str) -> None:
    found = taken_from_below(module)
    assert "optim_viz" not in map(target, found), "from the package itself everything could be run"
    assert [item for item in found if is_below(target(item), DRAWING)] == []
    things = [item for item in found if item.module != "optim_viz.text"]  # which only says
    taken = [getattr(importlib.import_module(item.module), item.name) for item in things]
    assert [one for one in taken if inspect.isfunction(one)] == [], "a function does something"


def test_plots_take_results_from_below() -> None:
    assert sum(len(taken_from_below(module)) for module in PLOTS) > 20


def runs_something(module: str) -> bool:
    """Whether a module takes one of the doors that run, or a recipe that does."""
    return any(
        top(item.module) == "optim_viz" and item.name in {*RUNNING, "Recipe"}
        for item in imports(module)
    )


def draws(module: str) -> bool:
    return any(is_below(target(item), ("optim_viz.plots",)) for item in imports(module))


def test_only_gallery_and_command_line_both_run_and_draw() -> None:
    both = {module for module in MODULES if runs_something(module) and draws(module)}
    assert "optim_viz.gallery" in both
    doors = ("optim_viz.gallery", "optim_viz.live", "optim_viz.cli")
    assert {m for m in both if not is_below(m, doors)} == set()


@pytest.mark.parametrize("lower", ["plots", "export"])
def test_below_the_command_line_nobody_knows_it(lower: str) -> None:
    modules = [module for module in MODULES if is_below(module, (f"optim_viz.{lower}",))]
    found = [item for module in modules for item in imports(module, types=True)]
    assert len(found) > 20
    above = ("optim_viz.cli", "optim_viz.gallery", "optim_viz.live")
    assert [item for item in found if is_below(target(item), above)] == []


FLOORS = (
    ("surfaces",),
    ("optim_viz.blas",),
    (
        "optim_viz.interrupts",
        "optim_viz.version",
        "optim_viz.text",
        "optim_viz.presets",
        "optim_viz.linalg",
        "optim_viz.user_code",
        "optim_viz.machine",
    ),
    ("optim_viz.outlines", "optim_viz.recipe_text", "optim_viz.schedules", "optim_viz.problem"),
    ("optim_viz.optimizers",),
    ("optim_viz.tracing",),
    ("optim_viz.runs", "optim_viz.deck_style"),
    ("optim_viz.field_types",),
    ("optim_viz.adapters", "optim_viz.recipes"),
    ("optim_viz.studies",),
    ("optim_viz",),
    ("optim_viz.bench",),
    ("optim_viz.plots", "optim_viz.export"),
    ("optim_viz.gallery", "optim_viz.live"),
    ("optim_viz.cli",),
    ("optim_viz.__main__",),
)
"""The rooms of the house from the ground up: imports, lazy ones too, lead to lower floors only."""

UPWARD = {
    ("optim_viz.optimizers.base", "optim_viz.adapters.scipy"): (
        "scipy.optimize.minimize(..., method=adam()) calls the optimizer: it has to run itself"
    ),
    ("optim_viz.optimizers", "optim_viz.adapters"): (
        "optimizers.get('torch.Adam') finds the optimizers of other libraries by their names"
    ),
    ("optim_viz", "optim_viz.live"): "optim_viz.play() returns a page, which shows itself",
}
"""The lazy imports that lead up, each with its reason."""

FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def room(module: str) -> str:
    """Return the room that a module is in: its folder, or its own name on the top level."""
    parts = module.split(".")
    return parts[0] if parts[0] == "surfaces" else ".".join(parts[:2])


def own_imports(module: str) -> Iterator[str]:
    """Yield the other modules of both packages that a module imports, at once or later."""
    found = (target(item) for item in imports(module))
    return (other for other in found if other in MODULES and other != module)


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in MODULES} == set(FLOOR)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    up = [
        other
        for other in own_imports(module)
        if room(other) != room(module)
        and FLOOR[room(other)] >= FLOOR[room(module)]
        and (module, other) not in UPWARD
    ]
    assert up == []


def test_imports_that_lead_up_are_lazy_and_still_there() -> None:
    for module, other in UPWARD:
        found = [item for item in imports(module) if target(item) == other]
        assert found, f"{module} no longer imports {other}"
        assert not any(item.at_import for item in found)


def test_no_two_modules_import_each_other() -> None:
    graph = {
        module: {other for other in own_imports(module) if (module, other) not in UPWARD}
        for module in MODULES
    }
    order = list(TopologicalSorter(graph).static_order())  # raises where there is a circle
    assert set(order) == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_nobody_imports_pyplot(module: str) -> None:
    named = [f"{item.module}.{item.name}" for item in imports(module, types=True)]
    assert [name for name in named if "pyplot" in name] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    about = read(module).about
    assert about, module
    assert about.splitlines()[0].rstrip().endswith((".", ":")), module


NOT_PLAIN = re.compile(r"\AOf\b|\bso many\b", re.IGNORECASE)
"""Openings and words that hide the noun: "Of SymPy", "so many minima"."""


def docstrings(tree: ast.Module) -> Iterator[str]:
    """Yield the docstrings of a module, its classes and functions, and those after assignments."""
    left: list[ast.AST] = [tree]
    while left:
        inside = list(statements(left.pop()))
        left.extend(inside)
        for line in inside:
            if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                text = line.value.value
                if isinstance(text, str):
                    yield " ".join(text.split())


@pytest.mark.parametrize("module", MODULES)
def test_docstrings_begin_with_the_noun_and_count_in_numbers(module: str) -> None:
    found = read(module).docstrings
    assert found
    assert [text for text in found if NOT_PLAIN.search(text)] == []


@pytest.mark.parametrize("text", ["Of SymPy.", "At most so many runs.", "So many cells."])
def test_what_hides_the_noun_is_found(text: str) -> None:
    assert NOT_PLAIN.search(text)
    assert not NOT_PLAIN.search("Often the number of runs. Of these, many are so.")


Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(node: ast.AST) -> Iterator[Function]:
    """Yield the functions and methods that a reader may call, with ``__call__``."""
    for child in statements(node):
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public_functions(child)
        elif isinstance(child, Function) and (
            not child.name.startswith("_") or child.name == "__call__"
        ):
            yield child


def raised(function: Function) -> Iterator[ast.Raise]:
    """Yield where a function itself raises a new error; errors that it passes on are none."""
    left: list[ast.AST] = list(function.body)
    while left:
        node = left.pop()
        if isinstance(node, Function | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield node
        left.extend(statements(node))


def raising_in(tree: ast.Module) -> Iterator[Raising]:
    """Yield the public functions of a module that raise an error of their own."""
    for function in public_functions(tree):
        if any(raised(function)):
            about = ast.get_docstring(function) or ""
            yield Raising(function.name, "\nRaises\n---" in about)


RAISING = [name for name, path in MODULES.items() if "raise " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("module", RAISING)
def test_functions_say_which_errors_they_raise(module: str) -> None:
    assert [function.name for function in read(module).raising if not function.says_so] == []


def test_functions_that_raise_are_found() -> None:
    found = {module for module in RAISING if read(module).raising}
    assert {"surfaces.specs", "optim_viz.optimizers.base", "optim_viz.runs.run"} <= found
    assert {one.name for one in read("surfaces.specs").raising} == {
        "parse",
        "choose",
        "check_keys",
        "refuse_optimizers",
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


DISTRIBUTIONS = {
    "PIL": "pillow",
    "fontTools": "fonttools",
    "imageio_ffmpeg": "imageio-ffmpeg",
    "pptx": "python-pptx",
}
"""Of imports that have another name than what is installed."""


@cache
def declared() -> tuple[set[str], set[str]]:
    """Return what pyproject declares: what everybody installs, and what the extras add."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    base, more = (
        {re.match(r"[\w.-]+", line)[0].lower() for line in lines}
        for lines in (project["dependencies"], extras)
    )
    return base, more


def third_party(module: str) -> set[str]:
    """Return the distributions that a module imports anywhere, be it for type checkers."""
    tops = {top(item.module) for item in imports(module, types=True)}
    return {DISTRIBUTIONS.get(one, one) for one in tops - {*PACKAGES, *sys.stdlib_module_names}}


@pytest.mark.parametrize("module", MODULES)
def test_every_import_is_declared(module: str) -> None:
    base, extras = declared()
    assert third_party(module) <= base | extras


def test_every_requirement_is_imported() -> None:
    base, extras = declared()
    used = set().union(*map(third_party, MODULES))
    assert base <= used
    assert extras <= used


SMALL_BENCH = "bench ravine bowl --starts 2 --steps 20 --rates 1e-3:1:3 -q --processes 1 --dpi 40"
WORDS_ALONE = (
    *("--help", "compare --help", "gallery --help", "list --help", "--version"),
    *("list surfaces", "list optimizers --json", "show adam", "show ravine --json"),
    *("show newton --json", "show rosenbrock:dim=3", "compare --dry-run -q"),
)
DRAWN = {
    "compare": "compare -q --dpi 40 -o a.png --data a.csv",
    **{
        name: f"{SMALL_BENCH} -o a.png --figure {name}"
        for name in ("sensitivity", "rates", "spread")
    },
}
AFTER_EACH = """
import contextlib, io, sys
from optim_viz.cli import main
for line in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()):
        try: main(line.split())
        except SystemExit as end: assert not end.code, (line, end.code)
    print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Give the modules that are loaded after each command, one by one in a process.

    Those that need less come first: what is not there after a later one was not before.
    """
    commands = [*WORDS_ALONE, *DRAWN.values()]
    done = subprocess.run(
        [sys.executable, "-c", AFTER_EACH, *commands], capture_output=True, text=True, check=True,
        cwd=tmp_path_factory.mktemp("loaded"), env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    lines = map(str.split, done.stdout.splitlines())
    return dict(zip(commands, map(set, lines), strict=True))


def tops(modules: set[str]) -> set[str]:
    """Return the top-level modules among these."""
    return set(map(top, modules))


def test_help_lists_and_pages_load_nothing_heavy(loaded: dict[str, set[str]]) -> None:
    modules = tops(loaded[WORDS_ALONE[-1]])
    assert "numpy" in modules
    assert not modules & HEAVY


def no_pyplot(modules: set[str]) -> bool:
    return not any("pyplot" in name for name in modules)


def test_drawing_loads_neither_pyplot_nor_what_it_does_not_need(
    loaded: dict[str, set[str]],
) -> None:
    modules = loaded[DRAWN["compare"]]
    assert "matplotlib" in modules
    assert no_pyplot(modules)
    assert not tops(modules) & {"seaborn", "pandas", "sympy", "scipy"}


def test_seaborn_is_loaded_only_by_the_figures_that_it_draws(loaded: dict[str, set[str]]) -> None:
    modules = loaded[DRAWN["rates"]]  # after "sensitivity"
    assert no_pyplot(modules)
    assert not tops(modules) & {"seaborn", "pandas"}
    assert "seaborn" in loaded[DRAWN["spread"]]


HOSTS = ("py" + "pi.org", "python" + "hosted.org", "ana" + "conda.org", "conda" + "-forge.org")
PLACES = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|mnt|tmp|private)/\w")
"""A path that only one machine has."""


def committed() -> list[Path]:
    """Return the files that git knows; skip where this is not a checkout."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def texts_among(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the text of each path, but for pictures, and what is deleted and not yet committed."""
    for path in paths:
        with contextlib.suppress(UnicodeDecodeError, FileNotFoundError):
            yield path, path.read_text(encoding="utf-8")


def test_no_committed_text_names_a_registry_or_a_place_on_one_machine() -> None:
    texts = dict(texts_among(committed()))
    assert len(texts) > 50
    for path, text in texts.items():
        for host in HOSTS:
            assert host not in text, f"{path.name} names {host}"
        place = PLACES.search(text)
        assert place is None, f"{path.name}: {place and text[place.start() : place.end() + 20]}"
