"""Where the output goes decides how it is written: encodings, control characters, pipes."""

import io
import json
import os
import re
import subprocess
import sys

import pytest

from optim_viz.cli import main, terminal

ENCODINGS = ("cp1252", "cp932", "gbk", "latin-1", "ascii", "koi8-r")


@pytest.fixture
def encoded(folder, monkeypatch):
    """Give the program as a function whose streams have an encoding: its code and both texts."""

    def call(encoding, *arguments):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as leave:
            main(list(arguments))
        for stream in streams:
            stream.flush()
        texts = [stream.buffer.getvalue().decode(encoding) for stream in streams]
        return int(leave.value.code or 0), *texts

    return call


SAID = [
    (["-h"], 0, "Compare optimizers"),
    (["compare", "-h"], 0, "Usage"),
    (["list", "surfaces"], 0, "ackley"),
    (["list", "words"], 0, "budget"),
    (["show", "ackley"], 0, "cos"),
    (["show", "ackley", "--json"], 0, "formula"),
    (["show", "adam"], 0, "Kingma"),
    (["show", "cosine(0.1,20)"], 0, "rate"),
    (["theory", "--dry-run"], 0, "theory-ravine.png"),
    (["show", "-f", "x + ★"], 2, "optim-viz: "),
    (["compare", "größe"], 2, "unknown surface"),
    (["compare", "表面"], 2, "unknown surface"),
    (["compare", "--θ"], 2, "No such option"),
]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("arguments", "code", "words"), SAID, ids=lambda one: str(one)[:30])
def test_what_an_encoding_lacks_is_approximated(encoding, arguments, code, words, encoded):
    left, out, err = encoded(encoding, *arguments)
    assert left == code
    assert words in out + err
    assert "Error" not in err
    assert "?" not in re.sub(r"\?( |$)|  \?", "", err), "a character that has an approximation"


def test_formulas_are_as_one_would_type_them(encoded):
    _, out, _ = encoded("ascii", "show", "ackley")
    assert "20 - 20*exp(-sqrt(Sigma x_i^2/d)/5) + e - exp(Sigma cos(2pi x_i)/d)" in out
    _, out, _ = encoded("ascii", "show", "converged")
    assert "10^-8" in out
    _, out, _ = encoded("latin-1", "show", "rosenbrock")
    assert "(1 - x)²" in out, "what the encoding has is kept"


def test_columns_stand_below_each_other_in_any_encoding(encoded):
    _, out, _ = encoded("ascii", "list", "surfaces")
    header, *rows = out.split("\n\n")[0].splitlines()  # models are in a table of their own
    at = header.index("dim")
    assert all(row[at - 1] == " " and row[at].isdigit() for row in rows if row[0] != " ")


def test_json_is_the_same_data_in_every_encoding(encoded):
    told = [encoded(one, "show", "ackley", "--json")[1] for one in ("utf-8", "cp1252", "ascii")]
    assert "Σ" in told[0]
    assert told[1].isascii()
    assert [json.loads(text) for text in told] == [json.loads(told[0])] * 3


def test_a_choice_of_the_user_is_respected():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="ignore")
    terminal.prepare(stream)
    stream.write("a√b")
    stream.flush()
    assert stream.buffer.getvalue() == b"ab"


@pytest.mark.parametrize(
    ("character", "typed"),
    [
        ("x⁻⁸", "x^-8"), ("x₁₂", "x12"), ("xᵢ", "x_i"), ("2πx", "2pi x"), ("√2", "sqrt2"),
        ("√(x)", "sqrt(x)"), ("β₁", "beta1"), ("Δx", "Delta x"), ("é", "e"), ("½", "1/2"),
        ("≤", "<="), ("…", "..."), ("ﬁ", "fi"), ("中", r"\u4e2d"), ("\ud800", r"\ud800"),
    ],
)  # fmt: skip
def test_characters_become_what_one_types(character, typed):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    terminal.prepare(stream)
    stream.write(character)
    stream.flush()
    assert stream.buffer.getvalue().decode() == typed


def test_a_real_terminal_of_another_encoding(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "optim_viz", "list", "surfaces"],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"}, capture_output=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    assert b"ackley" in done.stdout


# control characters


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("\x1b[31mred", r"\x1b[31mred"), ("a\rb", r"a\rb"), ("a\x9bb", r"a\x9bb"),
     ("a\u202eb", r"a\u202eb"), ("a\x07", r"a\x07")],
)  # fmt: skip
def test_control_characters_are_shown_not_sent(typed, shown, cli, files):
    ran = cli("compare", typed)
    assert (ran.code, ran.out) == (2, "")
    assert shown in ran.err
    assert typed not in ran.err
    assert not files()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("plain.png", "plain.png"), ("with space.png", "with space.png"), ("größe.png", "größe.png"),
     ("\x1b[31m.png", r"$'\x1b[31m.png'"), ("a\nb'.png", r"$'a\x0ab\'.png'")],
)  # fmt: skip
def test_a_written_path_is_that_of_the_file(name, shown, cli, files, sketch):
    ran = cli("compare", "-a", "newton", "-o", name)
    assert ran.code == 0
    assert ran.err.splitlines()[-1] == shown
    assert list(files()) == [name]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix reads it back")
def test_a_shell_reads_the_written_path(folder, cli, sketch):
    ran = cli("compare", "-a", "newton", "-o", "\x1b[31m'\\ü.png")
    typed = f"cat {ran.err.splitlines()[-1]}"
    done = subprocess.run(["bash", "-c", typed], cwd=folder, capture_output=True)
    assert done.stdout.startswith(b'{"optim-viz"')


# options that are given twice


def test_the_last_of_several_options_counts_and_that_is_said(cli, sketch):
    ran = cli("compare", "-f", "x**2", "-f", "x**2 + 1", "-a", "newton", "-a", "sgd")
    assert ran.code == 0
    line = "--formula was given more than once: the last one counts, x**2 + 1"
    assert ran.err.splitlines()[-1] == line
    assert "--optimizer" not in ran.err, "which is repeated on purpose"
    ran = cli("show", "adam", "--rotate", "1", "--rotate=0")
    assert ran.err == "--rotate was given more than once: the last one counts, 0.0\n"


def test_it_is_not_said_where_nobody_listens_or_beside_an_error(cli, sketch):
    assert cli("compare", "-q", "-a", "newton", "--steps", "3", "--steps", "4").err == ""
    ran = cli("compare", "--steps", "3", "--steps", "0")
    assert ran.err == "optim-viz: steps is between 1 and 100000, not 0\n"
