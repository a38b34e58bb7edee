"""Help: every command has two examples that work, one form of what is typed, no cut sentence."""

import re
import shlex

import pytest
import typer.main

from optim_viz.cli import _load
from optim_viz.cli.app import app

_load([])
PROGRAM = typer.main.get_command(app)
COMMANDS = PROGRAM.commands
EXAMPLES = [line for command in COMMANDS.values() for line in command.examples]
FIXED = {"deck": "TITLE.pptx", "gallery": "figures", "replay": "COMMAND-SURFACE.png"}
QUICK = ("list", "show", "check", "verify")
"""Commands that draw nothing, whose examples are run as they stand."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_two_examples_at_the_end_of_its_help(name, cli):
    assert len(COMMANDS[name].examples) == 2
    _, examples = cli(name, "-h").out.split("Examples:\n")
    assert [line.strip() for line in examples.splitlines()] == COMMANDS[name].examples


@pytest.mark.parametrize("line", EXAMPLES)
def test_examples_work(line, cli, folder):
    assert len(line) <= 78
    program, command, *words = shlex.split(line.partition(" > ")[0])
    assert program == "optim-viz"
    if command in ("replay", "verify"):  # tried where there are figures
        return
    if command == "gallery":
        from optim_viz.recipes.gallery import figures

        assert words[0] in figures()
        return
    ran = cli(command, *words, *([] if command in QUICK else ["--dry-run"]))
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("columns", ["80", "200"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_the_terminal(name, columns, cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    ran = cli(*filter(None, [name]), "-h")
    examples = COMMANDS[name].examples if name else []
    lines = [line for line in ran.lines if line.strip() not in examples]
    assert max(map(len, lines)) <= int(columns)
    assert not re.search(r"[a-z]\.\.\.(?!\w)", re.sub(r"pptx\W?\.\.\.", "", ran.out)), "cut"


def test_summaries_are_whole_sentences_and_the_main_command_comes_first(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, listed = cli("-h").out.split("Commands:\n")
    names = [
        line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "
    ]
    assert names[:3] == ["compare", "bench", "basins"]
    assert sorted(names) == sorted(COMMANDS)
    for command in COMMANDS.values():
        assert command.get_short_help_str().endswith(".")
        assert command.get_short_help_str() in " ".join(listed.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_typed_has_one_form(name):
    for one in COMMANDS[name].params:
        if getattr(one, "is_flag", False):
            continue
        assert one.metavar, one.name
        assert not re.search("[<>]", one.metavar)
        typed = re.sub("(?<=[A-Z])x(?=[A-Z])", " ", one.metavar)  # WxH: two numbers, a typed x
        words = re.findall(r"[A-Za-z_]+", typed)
        assert all(word.isupper() or word.islower() for word in words), one.metavar


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in QUICK])
def test_help_tells_the_name_that_a_figure_gets(name, cli):
    told = re.search(r"\[default:\s+([^]]*?)\]", cli(name, "-h").out.split("--output")[1])[1]
    told = re.sub(r"\s+", "", told)
    if name in FIXED:
        assert told == FIXED[name]
        return
    words = ["adam"] if name == "explain" else []
    path = re.match("would write (.*?):", cli(name, *words, "--dry-run").err)[1]
    for word, value in (("OPTIMIZER", "adam"), ("STEP", "1")):
        told = told.replace(word, value)
    assert path == told.replace("SURFACE", path.removeprefix(f"{name}-").removesuffix(".png")) or (
        re.fullmatch(told.replace("SURFACE", r"\w+").replace("PAGE", r"\w+"), path)
    )
