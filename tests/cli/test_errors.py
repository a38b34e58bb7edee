"""Wrong input: one line that helps, exit code 2, nothing on stdout, nothing written."""

import os
import re

import pytest

DIGITS = "1" + "0" * 400

WRONG = {
    # names, with the nearest match
    "compare rosenbrok": "unknown surface 'rosenbrok'; did you mean rosenbrock?",
    "compare Himmelblau": "did you mean himmelblau?",
    "compare xyzzy": r"unknown surface 'xyzzy' \(`optim-viz list surfaces` has them all\)$",
    "compare ravin": "did you mean ravine or .*`optim-viz list surfaces`",
    "compare -a unknown": r"optimizer 'unknown' \(`optim-viz list optimizers` has them all\)$",
    "explain adm": "did you mean adam or .*`optim-viz list optimizers`",
    "compare -a scipy.BFSG": r"did you mean bfgs\? \(allowed: nelder-mead",
    "compare ravine:conditon=3": "did you mean condition?",
    "compare himmelblau:dim=3": "himmelblau takes no parameters",
    "compare rosenbrock:dim=two": "dim is a whole number, not 'two'",
    "compare rosenbrock:dim=2.5": "dim is a whole number, not 2.5",
    "compare bowl:dim=0": "dim",
    "compare ravine:condition": "expected name or name:key=value",
    "compare ravine:condition=nan": "condition",
    f"compare ravine:condition={DIGITS}": "condition",
    "compare -a adma": r"unknown optimizer 'adma'; did you mean adam\? \(`optim",
    "compare -a Adam": r"unknown optimizer 'Adam'; did you mean adam\?",
    "compare -a adan": r"unknown optimizer 'adan'; did you mean adam or \w+ or \w+\?",
    "compare -a adam:bta1=0.5": "did you mean beta1?",
    "compare -a adam:rate=1": "here it is lr .*allowed: lr, beta1, beta2, eps",
    "compare -a nag": "unknown optimizer 'nag'; here it is nesterov",
    "show heavy_ball": "'heavy_ball'; here it is momentum",
    "bench bowl -a gradient_descent:learning_rate=0.1": "here it is sgd",
    "compare -a sgd:learning_rate=0.1": "'learning_rate'; here it is lr",
    "compare -a sgd:momentum=0.9": "momentum is a parameter of the methods momentum and nesterov",
    "compare -a rmsprop:weight_decay=0.9": "weight_decay is a parameter of the methods sgd, ",
    "compare -a newton:lr=1": "newton takes no parameters",
    "compare -a adam:lr=fast": "lr.*'fast'",
    "compare -a adam:lr=0": "lr is greater than 0",
    "compare -a adam:lr=-1": "lr is greater than 0",
    "compare -a adam:lr=nan": "lr is a finite number",
    "compare -a adam:lr=1e400": "lr is a finite number",
    f"compare -a adam:lr={DIGITS}": "lr",
    "compare -a adam -a sgd:lr=1,lr=2": "lr is given twice",
    "compare -a " + " -a ".join(["sgd"] * 17): "room for 1 to .* not 17",
    # starts
    "compare --start=1": "ravine has 2 coordinates, not 1",
    "compare --start=1,2,3": "ravine has 2 coordinates, not 3",
    "compare rosenbrock:dim=3 --start=1,2": "3 coordinates, not 2",
    "compare double_well --start=1,2": "1 coordinates?, not 2",
    "compare --start=a,b": "--start=-7,2; not 'a,b'",
    "compare --start=": "--start=-7,2; not ''",
    "compare --start=1,": "--start=-7,2; not '1,'",
    "compare --start=1;2": "not '1;2'",
    "compare --start=inf,1": "finite",
    "compare --start=1,-inf": "finite",
    "compare --start=nan,nan": "finite",
    "compare --start=1e400,1": "finite",
    f"compare --start={DIGITS},1": "start",
    "compare --start=1e300,1e300": "start",
    "compare rosenbrock --start=1e99,1": "start",
    "compare --start": "--start.*requires an argument",
    # budgets and rates
    "compare --steps 0": "steps is between 1 and 100000, not 0",
    "compare --steps -1": "steps is between 1 and 100000, not -1",
    "compare --steps 1000000000": "steps is between 1 and 100000, not 1000000000",
    "compare --steps 1.5": "--steps",
    "compare --steps many": "--steps",
    "compare --lr 0": "lr is a finite number greater than 0, not 0",
    "compare --lr -1": "lr is a finite number greater than 0, not -1",
    "compare --lr nan": "lr is a finite number greater than 0, not nan",
    "compare --lr inf": "lr is a finite number greater than 0, not inf",
    "compare --lr 1e-400": "lr is a finite number greater than 0, not 0",
    f"compare --lr {DIGITS}": "lr",
    "compare --lr tund": "did you mean tuned?",
    "compare --lr fast": "allowed: tuned, default",
    "compare --noise -1": "noise",
    "compare --noise nan": "noise",
    "compare --noise inf": "noise",
    "compare --noise loud": "--noise",
    "compare --seed -1": "seed is a whole number from 0 to",
    "compare --seed 1.5": "--seed",
    "compare --seed 99999999999999999999": "seed is a whole number",
    "compare --rotate nan": "finite number of degrees",
    "compare --rotate inf": "finite number of degrees",
    "compare --rotate much": "--rotate",
    "compare double_well --rotate 10": "nothing to rotate",
    "compare --shift 1": "shift|coordinates|move",
    "compare --shift a,b": "--shift=-7,2; not 'a,b'",
    # more than there is room or time for
    "bench --rates 1e-4:10:1000000000": "1000000000 rates are too .* at most 10000000",
    "bench --starts 1000000000": "1000000000 starts are too many .* on ravine at most 50000000",
    "bench bowl:dim=1000 --starts 100001": "100001 starts are too many .* on bowl at most 100000",
    "bench bowl --noise 1 --seeds 1000000": "61 rates × 1000000 seeds are too many",
    "bench bowl --steps 1000000000": "steps is at most 1000000, not 1000000000",
    "bench bowl --processes 100000": "processes is between 1 and 1000, not 100000",
    "bench bowl --processes 0": "processes is between 1 and 1000, not 0",
    "basins --steps 1000000000": "steps is between 1 and 100000, not 1000000000",
    "basins --side 100000": "side is between 2 and 2048 starts, not 100000",
    "map --x lr=0.1:1:100000": "lr takes 2 to .* values, not 100000",
    "explain adam --steps 1000000000": "steps is between 1 and 100000, not 1000000000",
    "compare --noise 1 --seeds 1000 --steps 100000": "5 optimizers × 1000 seeds × 100000 steps",
    "check bowl:dim=1000 --points 1000": "points is between 1 and 8 on bowl, not 1000",
    # nothing where something is meant: an empty variable of a shell
    **dict.fromkeys(
        ("compare ", "bench ", "basins ", "map ", "theory ", "explain adam --on "),
        "unknown surface ''",
    ),
    "map --x ": "--x is KNOB=LOW:HIGH.*; not ''",
    "map --y ": "--y is KNOB=LOW:HIGH.*; not ''",
    "bench --figure ": "unknown figure ''",
    "explain adam --table ": "unknown table ''",
    # what would make no sense
    "compare -a clipped_descent:max_norm=-1": "max_norm is greater than 0, not -1",
    "compare -a clipped_descent:max_norm=0": "max_norm is greater than 0, not 0",
    "compare -a scipy.bfgs:gtol=nan": "gtol is a number, not nan",
    "compare -a scipy.bfgs:maxiter=x": "scipy.bfgs cannot be used with maxiter=x: ",
    "compare -a empty.py:f": r"empty.py defines no step function, such as step\(f, x, \*, lr=0.1\)",
    "compare -a empty.py": "say which optimizer of the file is meant: empty.py:NAME",
    "compare --shift=1e300,1": "so far that rounding leaves nothing of",
    "compare -o figure.gif": r"'.gif' \(allowed: .png",
    "compare -o /proc/figure.png": "cannot write /proc/figure.png: ",
    "gallery -o /proc/figures": "cannot write into /proc/figures: ",
    "bench --rates 1e-300:1e300:5": "rates from 1e-300 to 1e.300 are too far apart",
    "bench --rates 1e-4:10:1": "COUNT at least 2",
    "bench -a sgd:lr=0.1 -a sgd:lr=0.10": "sgd:lr=0.10 is given twice",
    "bench -o a.png --store ./a.png": "a.png keeps the results",
    "bench --table a.csv --store a.csv": "a.csv keeps the results",
    "bench --data folder.csv/../a.csv --store a.csv": "a.csv keeps the results",
    "bench --data folder.csv/../a.csv --targets a.csv": "a.csv is given for two files",
    "bench --targets a.csv --store a.csv --dry-run": "a.csv keeps the results",
    "map saddle": "saddle has no lowest value",
    "map --x momentum=0:0.9": "x and y are two knobs, not momentum twice",
    "map --x lr=1e-300:1e300:4": "lr from 1e-300 to 1e.300 is too far",
    "explain adam --seed 99999999999999999999": "a seed is a whole number from 0 to below",
    "explain newton --step 2": "ended after 1 step ",
    "theory ellipsoid:condition=1e13": "condition of ellipsoid is 1e.13: theory is drawn below",
    "show cosine(0.1,1000000000)": "has 1000000000 steps: up to 100000 can be shown",
    # looks
    "compare --layout gird": "unknown layout 'gird'; did you mean grid?",
    "compare --theme drak": "unknown theme 'drak'; did you mean dark?",
    # files
    "compare -o figure.jpg": "'.jpg'.*allowed: .png, .svg, .pdf",
    "compare -o figure": "allowed: .png, .svg, .pdf",
    "compare -o figure.pgn": "did you mean .png?",
    "compare -o .png": "allowed: .png, .svg, .pdf",
    "compare -o missing/figure.png": "no folder missing",
    "compare -o folder.png": "it is a folder",
    "compare -o old.png/figure.png": "no folder old.png",
    "compare -o " + "a" * 300 + ".png": "too long",
    "compare --data table.txt": "'.txt'.*allowed: .csv",
    "compare --data missing/table.csv": "no folder missing",
    "compare --data folder.csv": "it is a folder",
    "compare -o fine.png --data table.png": "allowed: .csv",
    # the program itself
    "compare --nois 1": "--nois.*--noise",
    "compare --frobnicate": "No such option.*--frobnicate",
    "compare ravine himmelblau": "unexpected extra argument.*himmelblau",
    "comprae": "No such command 'comprae'.*compare",
    "list": "surfaces|optimizers",
    "list surface": "did you mean surfaces?",
    "list optimisers": "did you mean optimizers?",
    "show": "say what to show",
    "show adam --rotate 45": "adam is no surface",
    "show ravine -f x": "not both",
    "show adma": "did you mean adam?",
    "show rosenbrock:dm=3": "did you mean dim?",
    "show adam:lr=-1": "greater than 0",
    "gallery ravin": "unknown figure 'ravin'; did you mean ravine?",
    "gallery --theme drak": "did you mean dark?",
    "gallery -o old.png": "it is a file",
    "surface rosenbrok": "did you mean rosenbrock?",
    "surface rosenbrock:dim=3": "one or two dimensions",
    "surface -o missing/figure.png": "no folder missing",
    "surface -o figure.gif": "allowed: .png, .svg, .pdf",
    "check ravin": "did you mean ravine?",
    "check --points 0": "points is between 1",
}


def shortened(command):
    return command if len(command) < 60 else command[:50] + "..."


@pytest.mark.parametrize(("command", "message"), WRONG.items(), ids=map(shortened, WRONG))
def test_wrong_input_is_one_line_exit_code_two_and_nothing_else(
    command, message, cli, folder, files
):
    (folder / "old.png").write_text("old")
    (folder / "empty.py").touch()
    (folder / "folder.png").mkdir()
    (folder / "folder.csv").mkdir()
    before = files()
    ran = cli(*command.split(" "))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("optim-viz: ")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("\n")
    assert "Traceback" not in ran.err
    assert "Warning" not in ran.err
    assert re.search(message, ran.err), ran.err
    assert files() == before


@pytest.mark.parametrize("extra", [["--json"], ["-q"], ["--dry-run"], ["--strict"]])
def test_wrong_input_is_the_same_with_any_option(extra, cli, files):
    plain, ran = cli("compare", "rosenbrok"), cli("compare", "rosenbrok", *extra)
    assert ran == plain
    assert not files()


def test_an_empty_output_name_is_wrong_input(cli, files):
    ran = cli("compare", "-o", "")
    assert (ran.code, ran.out) == (2, "")
    assert not files()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
@pytest.mark.parametrize("option", [["-o", "locked/figure.png"], ["--data", "locked/table.csv"]])
def test_a_folder_that_cannot_be_written_to_is_known_beforehand(option, cli, folder):
    (folder / "locked").mkdir(mode=0o500)
    ran = cli("compare", *option)
    assert (ran.code, ran.out) == (2, "")
    assert "permission denied" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_file_in_such_a_folder_cannot_be_replaced(cli, folder):
    locked = folder / "locked"
    locked.mkdir()
    (locked / "old.png").touch()
    locked.chmod(0o500)
    ran = cli("compare", "-o", "locked/old.png", "--dry-run")
    assert (ran.code, ran.out) == (2, "")
    assert "permission denied" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_file_that_cannot_be_written_to_is_known_beforehand(cli, folder):
    (folder / "old.png").touch(mode=0o400)
    ran = cli("compare", "-o", "old.png")
    assert (ran.code, ran.out) == (2, "")
    assert "permission denied" in ran.err


def test_nothing_is_run_before_all_input_is_checked(cli, monkeypatch):
    from optim_viz.cli import compare as command

    def never(*_, **__):
        raise AssertionError("this was run")

    monkeypatch.setattr(command, "study", never)
    for typed in ("-o figure.jpg", "--data missing/table.csv", "--theme drak", "--start=1"):
        assert cli("compare", *typed.split()).code == 2
