"""Every word that people read stands in `optim_viz.text`, and every word there is used.

The words of all other modules are read from their source. Where a string stands decides what it
is: a key, a value to compare with, an option of a drawing call or the message of an error is no
word of a figure; whatever else is prose is one.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypeGuard

import matplotlib as mpl
import pytest
from matplotlib import font_manager
from matplotlib.cbook import ls_mapper
from matplotlib.colors import is_color_like
from matplotlib.lines import Line2D

import surfaces
from optim_viz import optimizers, schedules, text
from optim_viz.optimizers.knobs import KNOBS
from optim_viz.runs.starts import KINDS
from optim_viz.runs.status import Status
from optim_viz.studies.basins import Lost
from optim_viz.studies.map import Fate
from optim_viz.text import described, en, language, languages, said_of_maxima, words
from surfaces import InputError

PACKAGE = Path(text.__file__).parent.parent
ROOMS = ("plots", "studies", "bench", "export", "cli", "gallery.py")
"""Packages and modules that draw figures or print tables."""

SILENT = {"bench/cluster.py", "bench/executors.py", "bench/store.py", "cli/__init__.py"} | {
    "cli/terminal.py", "cli/completion.py",
}  # fmt: skip
"""Modules that keep, compute and report errors: whatever they say is the message of an error; and
those that spell characters and answer shells."""

SOURCES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).parts[0] in ROOMS
    and path.relative_to(PACKAGE).as_posix() not in SILENT
]

MODULES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if Path(text.__file__).parent not in path.parents
]
"""All modules but those of the words."""


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the source of the modules."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


@cache
def pages() -> list[ast.Module]:
    """Return the source of the words in English."""
    return [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((PACKAGE / "text" / "en").glob("*.py"))
    ]


Names = frozenset[str]

WORD = re.compile(r"[^\W\d_]{3,}")
"""Three letters: shorter ones are symbols, ``lr`` or ``PC``."""

NOT_PROSE = re.compile(
    r"\\[A-Za-z]+(\{[^}]*\})*|#[0-9a-f]{6}\b|^\w*\.[a-z]{2,3}$"
    r"|^--[a-z]+$|^[A-Z]+[=:][A-Z=:\[\]]+$|\boptim-viz\b"
)
"""A command of LaTeX, a colour, the name or the suffix of a file; an option of the command line,
what is typed after it (``KNOB=LOW:HIGH``), the program."""

IDENTIFIER = re.compile(r"[\w.-]+")
"""One token, as names in the data are."""

DRAWING = {
    *Line2D.lineStyles,
    *ls_mapper.values(),
    *font_manager.weight_dict,
    *font_manager.font_scalings,
    *mpl.rcParamsDefault["font.sans-serif"],
}
"""Values of the drawing library."""

WRITTEN = {"annotate", "echo", "label_axes", "name", "say", "set_label_text", "set_title"} | {
    "set_xlabel", "set_ylabel", "set_zlabel", "table", "text", "text2D", "write",
}  # fmt: skip
"""Calls whose strings are printed: single words as well."""

PRINTED_OPTIONS = {"label", "labels", "name", "s", "text", "title", "xlabel", "ylabel", "zlabel"}
"""Options that are printed; all others are options of the drawing library, or our own."""

PRINTED_NAMES = re.compile(r"(?i)(caption|column|header|label|legend|note|title|word)s?$")
"""Variables whose strings are printed: single words as well."""

ABOUT_STRINGS = {name for kind in (str, dict, re) for name in dir(kind)} - {"format", "join"}
ABOUT_ERRORS = {"Interrupted", "choose", "check_keys", "warn"}
ABOUT_HELP = {"Argument", "Option", "Typer", "command", "optimizer_option", "surface_argument"}
ABOUT_OBJECTS = {"getLogger", "getattr", "hasattr", "import_module", "setattr"} | {
    "add_text", "convert", "decode", "frombuffer", "from_bytes", "normalize", "to_bytes",
}  # fmt: skip
"""Calls whose strings are patterns and keys; messages; help; names of attributes and formats."""


def called(node: ast.Call) -> str:
    """Return the last part of the name that is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return ast.unparse(node.func).rpartition(".")[2]


def is_enumeration(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(b) for b in node.bases)


def strings(node: ast.AST | None) -> Iterator[str]:
    """Yield all strings in a piece of source."""
    for part in ast.walk(node) if node else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


@cache
def data() -> Names:
    """Return the strings that the program works with: names in its source, keys, catalogues."""
    names = {*optimizers.names(), *surfaces.names(), *Status, *DRAWING}
    for tree in trees().values():
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    names.add(name)
                case ast.keyword(arg=str(name)) | ast.FunctionDef(name=name):
                    names.add(name)
                case ast.Dict(keys=keys):
                    names.update(s for key in keys if isinstance(key, ast.Constant)
                                 for s in strings(key))  # fmt: skip
                case ast.Subscript(slice=key):
                    names.update(strings(key))
                case ast.Compare(left=left, comparators=others):
                    names.update(s for one in (left, *others) for s in strings(one))
                case ast.ClassDef() if is_enumeration(node):
                    names.update(strings(node))
    return frozenset(names)


def is_prose(string: str, *, written: bool = False, in_sentence: bool = False) -> bool:
    """Whether people read this string as words."""
    bare = NOT_PROSE.sub("", string)
    if in_sentence and re.search(r"(^|\s)(?!(lr|mu|ns)\b)[a-z]{2,}(\s|$)", bare):
        return True  # of a formatted string, a short word counts, too: "at {step}"
    if not WORD.search(bare) or is_spec(string) or is_greek(string) or is_color_like(string):
        return False
    if written or not IDENTIFIER.fullmatch(bare):
        return written or string not in data()
    return string not in data() and "_" not in string


def is_spec(string: str) -> bool:
    """Whether it is an optimizer or a surface with knobs, as people type them."""
    name, colon, knobs = string.partition(":")
    return bool(colon) and name in data() and "=" in knobs and " " not in string


def is_greek(string: str) -> bool:
    """Whether it is the name of a Greek letter, which is mathematics."""
    try:
        return bool(unicodedata.lookup(f"GREEK SMALL LETTER {string}"))
    except KeyError:
        return False


def names_in(nodes: Iterable[ast.AST]) -> Names:
    """Return the variables in pieces of source."""
    parts = (part for node in nodes for part in ast.walk(node))
    return frozenset(part.id for part in parts if isinstance(part, ast.Name))


def is_line(function: ast.FunctionDef) -> bool:
    """Whether a function returns the cells of a line of a table: single words as well."""
    return ast.unparse(function.returns or ast.Tuple([])) in ("list[str]", "tuple[str, ...]")


def of_errors(function: ast.AST) -> Names:
    """Return the variables of a function that become part of an error, some through others."""
    parts = list(ast.walk(function))
    known = names_in(part for part in parts if isinstance(part, ast.Raise))
    while True:
        made = [
            part.iter if isinstance(part, ast.For) else part.value
            for part in parts
            if (isinstance(part, ast.For) and names_in([part.target]) & known)
            or (isinstance(part, ast.Assign) and names_in(part.targets) & known)
        ]
        if names_in(made) <= known:
            return known
        known |= names_in(made)


def said(
    node: ast.AST, *, written: bool = False, errors: Names = frozenset()
) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string below a node that is a word of a figure or a table.

    It is ``written`` if single words count as well. Variables that become part of an ``error`` do
    not count.
    """
    match node:
        case ast.FunctionDef():
            errors = of_errors(node)
            for part in ast.walk(node) if is_line(node) else ():
                if isinstance(part, ast.Return) and part.value:
                    yield from said(part.value, written=True, errors=errors)
        case ast.For(target=target) if names_in([target]) & errors:
            for line in node.body:
                yield from said(line, errors=errors)
            return
        case ast.Expr(value=ast.Constant(value=str())) | ast.Raise() | ast.Compare():
            return
        case ast.ClassDef() if is_enumeration(node):
            return
        case ast.Constant(value=str(string)):
            if is_prose(string, written=written):
                yield node.lineno, string
            return
        case ast.JoinedStr(values=parts):
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from said(part.value, written=written, errors=errors)
                elif any(is_prose(s, written=written, in_sentence=True) for s in strings(part)):
                    yield node.lineno, ast.unparse(node)
            return
        case ast.Dict(values=values):
            for value in values:
                yield from said(value, written=written, errors=errors)
            return
        case ast.Subscript(value=value):
            yield from said(value, errors=errors)
            return
        case ast.Call():
            yield from _said_in_call(node, errors)
            return
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            if not name.startswith("__") and name not in errors and node.value:
                printed = bool(PRINTED_NAMES.search(name))
                yield from said(node.value, written=printed, errors=errors)
            return
        case ast.arguments(kw_defaults=named, defaults=defaults):
            for default in (*named, *defaults):
                yield from said(default, errors=errors) if default else ()
            return
    keeps = isinstance(node, ast.Tuple | ast.List | ast.IfExp | ast.BinOp | ast.Starred)
    for child in ast.iter_child_nodes(node):
        yield from said(child, written=written and keeps, errors=errors)


def _said_in_call(node: ast.Call, errors: Names) -> Iterator[tuple[int, str]]:
    name = called(node)
    if name.endswith(("Error", "Warning")) or name in ABOUT_ERRORS | ABOUT_HELP:
        return
    yield from said(node.func, errors=errors)
    skipped = name in ABOUT_STRINGS | ABOUT_OBJECTS and name not in WRITTEN
    written = name in WRITTEN or (
        name.lstrip("_")[:1].isupper()
        and name not in ("ContextVar", "Literal", "ParamSpec", "Path", "TypeVar")
    )
    for argument in node.args:
        plain = not any(isinstance(part, ast.Call) for part in ast.walk(argument))
        if not (skipped and plain):
            yield from said(argument, written=written, errors=errors)
    for option in node.keywords:
        if option.arg in PRINTED_OPTIONS:
            yield from said(option.value, written=True, errors=errors)
        elif any(isinstance(part, ast.Call) for part in ast.walk(option.value)):
            yield from said(option.value, errors=errors)


FOREIGN = {
    **{
        f"export/decks/{name}.py": "source of slides, and names in it"
        for name in ("__init__", "beamer", "pptx", "quarto", "revealjs")
    },
    "export/films.py": "options of the encoder",
    "export/live/__init__.py": "names of the parts of a page",
    "export/includes.py": "source of slides, in LaTeX and HTML",
    "export/pdf_fonts.py": "names of the tables of fonts",
    "export/snippets.py": "source of slides, in LaTeX, HTML and Markdown",
    "plots/style/axes.py": "names of what matplotlib keeps",
}
"""Modules whose strings other programs read, with what they are."""

READ = [path for path in SOURCES if str(path.relative_to(PACKAGE)) not in FOREIGN]


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_words_stand_in_the_language_only(path: Path) -> None:
    found = [f"{path.name}:{line}: {string}" for line, string in said(trees()[path])]
    assert not found, found


FIGURES_WITH_WORDS = {
    "the name of an axis": 'ax.set_xlabel("rate")',
    "the name of an axis by a variable": 'name = "learning rate"\nax.set_xlabel(name)',
    "a title": 'page.write(0.9, top, "Basins", 1.1)',
    "a title as an option": 'ax.set(yscale="log", title="steps")',
    "a title with a number": 'ax.set(title=f"after {steps}")',
    "a condition": 'def conditions(): yield f"{steps} steps"',
    "a short word": 'where = f"on {surface.title}"',
    "one that depends": 'ax.set_title("gap" if log else "value")',
    "the columns of a table": 'COLUMNS = ("surface", "success")',
    "a table": 'say(table(["optimizer", "steps"], rows))',
    "an entry of a key": 'yield Entry("gradient", numbers)',
    "a word for a number": 'def steps(n): return "unreachable" if n == inf else str(n)',
    "a member of a family": 'NAMES = {"lr": "learning rate"}',
    "the default of a field": 'class Model:\n    said: str = "a parabola"',
    "lines of a note": 'lines += ["Slopes point downhill."]',
    "parts of a line": '" · ".join([*conditions, "faint: slow"])',
    "the columns of a command": 'columns = [quantity, "status"]',
    "a line of a table": 'def row(x) -> list[str]: return [x.name, "status"]',
    "a cell": 'typer.echo("yes" if surface.smooth else "unknown")',
    "a line on the terminal": 'say(f"measured {name} in {dim}")',
    "a note below a table": 'return Report(rows, ["the best of all"])',
    "the heading of a page": 'return "\\n".join([title, "It has no knobs."])',
    "beside an error": 'def f(x):\n    if x: raise ValueError("no x")\n    ax.set_title("kinks")',
}


@pytest.mark.parametrize("source", FIGURES_WITH_WORDS.values(), ids=FIGURES_WITH_WORDS)
def test_words_elsewhere_are_found(source: str) -> None:
    assert list(said(ast.parse(source)))


PLANTED = {
    "cli/compare.py": ("words.STATUS", '"status"'),
    "cli/check.py": ("words.AGREES", '"agrees"'),
    "cli/reports.py": ("words.TO_STDOUT", '"to stdout"'),
    "cli/pages.py": ("words.NO_KNOBS", '"It has no knobs."'),
    "plots/panels/spread.py": ("words.LOST", '"lost"'),
}
"""A word of a module, and how it would be written there."""


@pytest.mark.parametrize("name", PLANTED)
def test_words_planted_in_modules_are_found(name: str) -> None:
    source, (word, planted) = ast.unparse(trees()[PACKAGE / name]), PLANTED[name]
    assert word in source
    assert list(said(ast.parse(source.replace(word, planted))))


FIGURES_WITHOUT = {
    "what a module is for": '"""Draws a figure."""',
    "mathematics": 'label_axes(ax, "x", "f")\nax.set_title(f"lr {rate:.2g} · 10⁻⁶ β₁")',
    "an error": 'if x: raise InputError(f"{x} is no number of steps")',
    "part of an error": 'def f(n):\n    have = f"{n} knobs"\n    raise InputError(f"not {have}")',
    "a check": 'choose(name, ("light", "dark"), "kind of picture")',
    "a key": 'row = {"expected steps": 1}\nrow["expected steps"]',
    "a value to compare with": 'kind == "local minimum" or name in ("race", "grid")',
    "members of an enumeration": 'class Fate(StrEnum):\n    SLOW = "slow or stuck"',
    "a type": 'Kind = Literal["exact", "learnt"]',
    "options of drawing": 'ax.text(0, 1, name, ha="right", fontweight="bold", gid=f"after {n}")',
    "a name that is looked up": 'getattr(found, "pace or escape")',
    "a pattern": 'line.replace("minus one", "")\nre.sub("from ([0-9]+)", "", line)',
    "a formula for LaTeX": r"""lines = ["\\begin{tabular}", rf"\\text{{{x}}}"]""",
    "an optimizer": 'FIVE = ("sgd", "momentum")\nDEFAULT = Problem("ellipsoid:condition=100")',
    "a file": 'FORMATS = (".png", ".svg")\npath = folder / "figure.png"',
    "an option": 'shift = read_point(text, "--shift")\nAXIS = "KNOB=LOW:HIGH[:COUNT]"',
    "help": 'typer.Option("--from", help="Draw the latest.")\noptimizer_option("The method.")',
    "the end of a command": 'raise Interrupted("nothing was kept")',
    "a word of the language": "page.write(0.9, 0.5, words.steps(20), NOTE)",
}


@pytest.mark.parametrize("source", FIGURES_WITHOUT.values(), ids=FIGURES_WITHOUT)
def test_what_is_no_word_is_left_alone(source: str) -> None:
    assert not list(said(ast.parse(source)))


def known(module: ModuleType) -> dict[str, object]:
    """Return the words of a language by name: what it defines, not what it imports."""
    return {
        name: item
        for name, item in vars(module).items()
        if not name.startswith("_")
        and getattr(item, "__module__", module.__name__).startswith(module.__name__)
        and not isinstance(item, ModuleType)
        and name != "annotations"
    }


ENGLISH = known(en)


@cache
def asked() -> frozenset[str]:
    """Return the names of all words that the program asks for."""
    found: set[str] = set()
    for tree in trees().values():
        nodes = list(ast.walk(tree))
        if any(
            isinstance(node, ast.ImportFrom)
            and node.module == "optim_viz.text"
            and "words" in {one.name for one in node.names}
            for node in nodes
        ):
            found |= {node.attr for node in nodes if is_a_word(node)}
    return frozenset(found)


def is_a_word(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Return whether something is ``words.NAME``."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "words"
    )


def test_every_word_that_is_asked_for_exists() -> None:
    assert asked() <= set(ENGLISH)


def test_every_word_is_asked_for() -> None:
    parts = [node for page in pages() for node in ast.walk(page)]
    own = {node.id for node in parts
           if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}  # fmt: skip
    folder = list(ast.walk(ast.parse(inspect.getsource(text))))
    own |= {node.value for node in folder if isinstance(node, ast.Constant)}
    assert set(ENGLISH) - asked() - {"HELP_AND_ERRORS"} <= own, "these are words that nobody says"


def frozen(node: ast.AST) -> Iterator[int]:
    """Yield the lines that ask for a word when a module is imported, not when it is said."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        parts: Iterable[ast.AST] = filter(None, [*node.args.defaults, *node.args.kw_defaults])
    else:
        parts = ast.iter_child_nodes(node)
    if is_a_word(node):
        yield node.lineno
    for part in parts:
        yield from frozen(part)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_is_kept_from_the_moment_of_the_import(path: Path) -> None:
    assert not list(frozen(trees()[path]))


def test_a_word_that_is_kept_is_found() -> None:
    for source in ("NOTE = words.STEP", "def f(name=words.STEP): ...", "class A:\n    b = words.B"):
        assert list(frozen(ast.parse(source)))
    assert not list(frozen(ast.parse("def f(): return words.STEP")))


def test_families_have_a_word_for_each_value_in_the_data() -> None:
    assert set(en.OUTCOME) == set(en.OUTCOME_IN_A_WORD)
    assert set(en.OUTCOME) == {*Status, *Lost, "local minimum"}
    assert set(en.FATE) == set(Fate)
    assert set(en.KIND) == set(en.KINDS)
    assert set(en.STARTS_OF_A_KIND) == set(KINDS)


LATIN = """
STEP = "gradus"
YES = "ita"
KIND = {"saddle": "ephippium"}

def steps(count):
    return f"{count} gradus"
"""


@pytest.fixture
def latin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Add a language that has hardly any words."""
    (tmp_path / "la.py").write_text(LATIN, encoding="utf-8")
    monkeypatch.setattr(text, "__path__", [*text.__path__, str(tmp_path)])
    yield
    sys.modules.pop("optim_viz.text.la", None)
    vars(text).pop("la", None)


@pytest.mark.usefixtures("latin")
def test_a_language_is_one_file_more() -> None:
    assert languages() == ["en", "ko", "la"]
    with language("la"):
        assert (words.STEP, words.steps(3)) == ("gradus", "3 gradus")
        assert words.RATE == en.RATE, "what it does not have is said in English"
        assert words.KIND == en.KIND | {"saddle": "ephippium"}
        with language("en"):
            assert words.STEP == "step"
        assert words.STEP == "gradus"
    assert words.STEP == "step"


@pytest.mark.usefixtures("latin")
def test_figures_speak_the_language_in_force() -> None:
    from optim_viz import compare
    from optim_viz.plots.compare_race import race

    with language("la"):
        comparison = compare(surfaces.get("ravine"), [optimizers.get("newton")], steps=3)
        figure = race(comparison)
    assert "3 gradus" in comparison.conditions
    assert "gradus" in [ax.get_xlabel() for ax in figure.axes]


@pytest.mark.usefixtures("latin")
def test_commands_speak_the_language_in_force(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from optim_viz.cli import main

    monkeypatch.setenv("COLUMNS", "240")  # a line for each surface
    with pytest.raises(SystemExit):
        main(["list", "surfaces", "--lang", "la"])
    _, *rows = capsys.readouterr().out.splitlines()  # each of them is made in a thread of its own
    listed = rows[: rows.index("")]  # the models of data have a table of their own
    assert {re.split(r"\s{2,}", row)[4] for row in listed} == {"ita", "no"}


def untranslated(name: str) -> set[str]:
    """Return the words that a language lacks, members of families as ``KIND[saddle]``."""
    own = known(import_module(f"optim_viz.text.{name}"))
    missing = set(ENGLISH) - set(own)
    for word, family in ENGLISH.items():
        if isinstance(family, dict) and word in own and word != "MAXIMUM":
            missing |= {f"{word}[{member}]" for member in set(family) - set(own[word])}
    return missing


def unknown(name: str) -> set[str]:
    """Return the words of a language that English does not have: nobody asks for them."""
    return set(known(import_module(f"optim_viz.text.{name}"))) - set(ENGLISH)


OTHERS = [name for name in languages() if name != "en"]


@pytest.mark.parametrize("name", OTHERS)
def test_languages_have_every_word_but_those_of_help_and_errors_and_no_other(name: str) -> None:
    assert untranslated(name) == set(en.HELP_AND_ERRORS)
    assert not unknown(name)


@pytest.mark.parametrize("name", OTHERS)
def test_sentences_take_what_the_english_ones_take(name: str) -> None:
    own = known(import_module(f"optim_viz.text.{name}"))
    for word, sentence in ENGLISH.items():
        if inspect.isfunction(sentence) and word in own:
            assert inspect.signature(own[word]) == inspect.signature(sentence), word


@pytest.mark.parametrize("name", OTHERS)
def test_families_and_columns_are_as_large_as_the_english_ones(name: str) -> None:
    own = known(import_module(f"optim_viz.text.{name}"))
    for word, several in ENGLISH.items():
        if word.endswith("COLUMNS") or word == "MINIMA_BY_HEIGHT":
            assert len(own[word]) == len(several), word


def descriptions() -> Iterator[str]:
    """Yield each paragraph in which something of ours says what it is, on one line."""
    for surface in map(surfaces.get, (*surfaces.names(), *surfaces.model_families())):
        yield from filter(None, (surface.lesson, surface.kinks))
    for method in optimizers.methods().values():
        yield from inspect.cleandoc(method.step.__doc__ or "").split("\n\n")
    for name in optimizers.names():
        yield optimizers.get(name).method.summary
    yield from KNOBS.values()
    for shape in schedules.shapes().values():
        yield from inspect.cleandoc(shape.formula.__doc__ or "").split("\n\n")
        yield from shape.meanings.values()


@pytest.mark.parametrize("name", OTHERS)
def test_all_descriptions_are_translated_and_no_others(name: str) -> None:
    translated = set(import_module(f"optim_viz.text.{name}").DESCRIPTION)
    assert translated == {" ".join(one.split()) for one in descriptions()}


@pytest.mark.parametrize("name", OTHERS)
def test_where_maxima_are_looked_for_no_word_is_of_minima(name: str) -> None:
    with language(name):
        turned = words.MAXIMUM
        with said_of_maxima():
            assert words.WHERE_MAXIMIZED["GAP"] == words.GAP
            for word, other in (("minimum", "maximum"), ("maximum", "minimum")):
                with said_of_maxima(False):
                    plain = words.KIND[other]
                assert words.KIND[word] == plain
        assert all(turned[turned[one]] == one for one in turned if turned[one] in turned)


def test_what_users_say_of_their_own_stays_as_it_is() -> None:
    with language("ko"):
        assert described("A bowl of mine.") == "A bowl of mine."
        told = described(f"{surfaces.get('bowl').lesson}\n\nMore on it.")
    assert told.startswith("둥근 그릇")
    assert told.endswith("\n\nMore on it.")


@pytest.mark.usefixtures("latin")
def test_words_that_a_language_lacks_are_listed() -> None:
    missing = untranslated("la")
    assert {"RATE", "KIND[maximum]"} <= missing
    assert not missing & {"STEP", "steps", "KIND", "KIND[saddle]"}


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(InputError, match="unknown language 'latin'"), language("latin"):
        pass


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(AttributeError, match="'NOBODY_SAYS_THIS'"):
        _ = words.NOBODY_SAYS_THIS


def test_no_word_is_defined_twice() -> None:
    body = [node for page in pages() for node in page.body]
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names += [one.id for one in targets if isinstance(one, ast.Name)]
    assert len(names) > 100
    assert [name for name in set(names) if names.count(name) > 1] == []
