"""The program around its commands: help, version, debug, colours, closed pipes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import optim_viz
from optim_viz.cli import main
from surfaces import InputError

ROOT = Path(optim_viz.__file__).parents[1]
PIPES = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
COMMANDS = ("compare", "list", "show", "gallery")


def test_version(cli):
    ran = cli("--version")
    assert ran.out == f"optim-viz {optim_viz.__version__}\n"
    assert (ran.code, ran.err) == (0, "")


def test_python_runs_it_as_a_module():
    command = [sys.executable, "-m", "optim_viz", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"optim-viz {optim_viz.__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]], ids=str)
def test_help_names_every_command(arguments, cli):
    ran = cli(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: optim-viz")
    for command in COMMANDS:
        assert any(line.split()[:1] == [command] for line in ran.lines)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, flag, cli):
    ran = cli(command, flag)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: optim-viz {command}")


def test_help_of_compare_tells_every_option_of_the_contract(cli):
    ran = cli("compare", "--help")
    for option in (
        *("-a", "--start", "--steps", "--lr", "--rotate", "--noise", "--seed", "--layout"),
        *("--theme", "-o", "--data", "--json", "-q", "--dry-run", "--strict", "-f"),
    ):
        assert option in ran.out, option
    for default in ("sgd, momentum, adagrad, adam, newton", "default: 100", "default: tuned"):
        assert default in " ".join(ran.out.split())


@pytest.mark.parametrize("where", [0, 1, 2])
def test_debug_lets_the_error_through(where, folder):
    arguments = ["compare", "rosenbrok"]
    arguments.insert(where, "--debug")
    with pytest.raises(InputError, match="did you mean rosenbrock"):
        main(arguments)


def test_debug_shows_where(folder, start):
    process = start("optim_viz", "compare", "--debug", "nope", text=True, **PIPES)
    out, err = process.communicate()
    assert (process.returncode, out) == (1, "")
    assert "Traceback" in err
    assert "unknown surface 'nope'" in err


def test_debug_changes_nothing_where_nothing_is_wrong(cli):
    assert cli("list", "optimizers", "--debug") == cli("list", "optimizers")


def test_an_error_that_nobody_foresaw_is_one_line_and_exit_code_one(cli, monkeypatch):
    from optim_viz.cli import catalogue

    def broken(*_):
        raise RuntimeError("something\n  broke")

    monkeypatch.setattr(catalogue, "choose", broken)
    ran = cli("list", "surfaces")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "optim-viz: RuntimeError: something broke (--debug shows where)\n"


WORDS = [
    [], ["--help"], ["compare", "--help"], ["list", "surfaces"], ["show", "adam"], ["comprae"],
    ["compare", "--nois", "1"], ["compare", "rosenbrok"],
    ["compare", "-a", "newton", "-o", "a.png"],
]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_no_color_is_respected_on_a_terminal(folder, start):
    """All commands in one process whose three streams are a terminal that would take colours."""
    import pty

    (folder / "all_of_them.py").write_text(
        "import sys\nfrom optim_viz.cli import main\n"
        f"for words in {WORDS}:\n"
        "    try: main(words)\n"
        "    except SystemExit: pass\n"
        "    sys.stdout.flush()\n"
    )
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "FORCE_COLOR"}
    process = start(
        "all_of_them", stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
        env={**environment, "NO_COLOR": "1", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    assert process.wait() == 0
    assert b"\x1b" not in said
    for words in (b"Usage: optim-viz compare", b"did you mean rosenbrock", b"Newton", b"comprae"):
        assert words in said


def test_no_progress_and_no_colour_off_a_terminal(cli):
    for words in WORDS:
        ran = cli(*words)
        assert "\x1b" not in ran.out + ran.err
        assert "\r" not in ran.out + ran.err


@pytest.mark.parametrize(
    "arguments", [["list", "surfaces"], ["compare", "-a", "sgd", "--json"]], ids=" ".join
)
def test_a_reader_that_has_seen_enough_is_no_error(arguments, folder, start):
    """As in `optim-viz list surfaces | head -1`: no trace, no complaint of the interpreter."""
    quiet = ["-q"] if "compare" in arguments else []
    process = start("optim_viz", *arguments, *quiet, cwd=folder, **PIPES)
    process.stdout.close()
    complaint = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() in (0, 1, 141)
    assert complaint == ""


def test_messages_and_results_do_not_mix(cli, sketch):
    ran = cli("compare", "-a", "newton", "-o", "a.png", "--json")
    assert ran.out.startswith("{")
    assert ran.out.rstrip().endswith("}")
    assert "Newton" in ran.out
    assert ran.err.splitlines()[-1] == "a.png"
    ran = cli("compare", "-a", "newton", "-o", "a.png")
    assert "steps to 1e-06" in ran.out
    assert "steps to 1e-06" not in ran.err
    assert ran.err.splitlines()[-1] == "a.png"
