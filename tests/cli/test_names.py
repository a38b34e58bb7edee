"""What a figure is called, and what a name of nobody's choice may replace."""

import os
import re
import subprocess
import sys

import pytest

from optim_viz.cli import names
from optim_viz.export.embedded import recipe_in
from optim_viz.recipes import Recipe

COMMANDS = ("compare", "basins", "map", "theory", "surface", "orders", "explain adam", "bench")


def planned(ran):
    assert ran.code == 0, ran.err
    return re.match(r"would write (.*?\.png)", ran.err)[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_two_formulas_have_two_names(command, cli):
    first, second, same = (
        planned(cli(*command.split(), "-f", formula, "--dry-run"))
        for formula in ("x**2/20 + y**2", "x**2*20 + y**2", "x**2/20  +  y**2")
    )
    assert first != second
    assert first == same, "spaces do not matter"
    assert first.startswith(f"{command.partition(' ')[0]}-")
    assert "x2-20-y2-" in first


@pytest.mark.parametrize(
    "formula",
    [
        "x",
        "|x|",
        "x/y",
        "π*x",
        "x**2 + y**2 + " * 40 + "1",
        "../../x",
        "x\\y",
        "-x",
        "(x)",
        "≤",
        "",
    ],
)
def test_names_of_formulas_are_names_of_files_everywhere(formula):
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,50}", names.of_formula(formula))
    assert not names.of_formula(formula).startswith(("-", "."))


def test_a_name_of_nobodys_choice_replaces_no_file_of_others(cli, folder, sketch):
    (folder / "compare-ravine.png").write_text("holidays")
    ran = cli("compare", "-a", "newton")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "optim-viz: compare-ravine.png is no figure of optim-viz: -o FILE gives another name"
        " (-o compare-ravine.png replaces it)\n"
    )
    assert (folder / "compare-ravine.png").read_text() == "holidays"
    assert cli("compare", "-a", "newton", "-o", "compare-ravine.png").code == 0
    assert (folder / "compare-ravine.png").read_text() != "holidays"


def test_a_figure_is_replaced_by_the_next_of_its_name(cli, folder):
    for theme in ("light", "dark"):
        assert cli("surface", "bowl", "--theme", theme, "--dpi", "30").code == 0
        assert recipe_in(folder / "surface-bowl.png")
    assert os.listdir(folder) == ["surface-bowl.png"]


def test_the_gallery_replaces_no_file_of_others(cli, folder):
    (folder / "figures").mkdir()
    (folder / "figures" / "stability.png").write_text("holidays")
    ran = cli("gallery", "stability")
    assert (ran.code, ran.out) == (2, "")
    assert "figures/stability.png is no figure of optim-viz" in ran.err
    assert cli("gallery", "stability", "-o", "figures").code == 0
    assert recipe_in(folder / "figures" / "stability.png")


PICTURES = [
    ["compare", "-a", "newton"], ["map", "--steps", "20"], ["surface", "bowl"], ["theory"],
    ["explain", "adam"], ["gallery", "stability"],
    ["basins", "bowl", "-a", "newton", "--side", "20", "--steps", "20"],
    ["bench", "bowl", "-a", "newton", "--starts", "2", "--steps", "20", "--rates", "0.1:1:3"],
    ["orders", "--dims", "2", "--steps", "20"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", PICTURES, ids=lambda words: words[0])
def test_a_minus_puts_the_picture_on_stdout_and_the_table_on_stderr(
    arguments, folder, sketch, capfdbinary
):
    from optim_viz.cli import main

    with pytest.raises(SystemExit) as leave:
        main([*arguments, "-o", "-"])
    out, err = capfdbinary.readouterr()
    assert not leave.value.code
    assert Recipe.read(out.decode()).command == arguments[0].replace("gallery", "theory")
    assert len(err.splitlines()) >= 1
    assert not os.listdir(folder)


def test_two_things_do_not_go_to_stdout(cli, files):
    assert "give a file or leave one out" in cli("compare", "-o", "-", "--json").err
    assert (
        "-o - puts one figure on stdout, not 2" in cli("gallery", "saito", "ravine", "-o", "-").err
    )
    assert not files()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_is_not_sent_the_bytes_of_a_picture(cli, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    ran = cli("compare", "-o", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "a terminal here: send it to a program or a file" in ran.err


def test_a_reader_that_has_seen_enough_of_a_picture_is_no_error(folder, start):
    process = start(
        *("optim_viz", "compare", "-a", "newton", "-o", "-", "-q"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
    )  # fmt: skip
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in (0, 1, 141)
