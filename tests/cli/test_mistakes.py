"""Messages name what was meant, repeat no long text, and stand alone."""

import re

import pytest

LONG = "b" * 1000

MEANT = {
    # words at the wrong place
    ("compare", "adam"): r"adam is an optimizer, not a surface: -a adam$",
    ("compare", "adam:lr=0.1"): r"adam:lr=0.1 is an optimizer, not a surface: -a adam:lr=0.1$",
    ("bench", "ravine", "adam"): r"adam is an optimizer, not a surface: -a adam$",
    ("map", "adam"): r"adam is an optimizer, not a surface: -a adam$",
    ("theory", "adam"): r"adam is an optimizer, not a surface$",
    ("compare", "-a", "ravine"): r"ravine is a surface, not an optimizer$",
    ("compare", "adam", "-a", "ravine"): r"changed places: optim-viz compare ravine -a adam$",
    ("explain", "ravine", "--on", "adam"): r"places: optim-viz explain adam --on ravine$",
    ("explain", "ravine"): r"ravine is a surface, not an optimizer: --on ravine$",
    ("explain", "adam", "--on", "sgd"): r"sgd is an optimizer, not a surface$",
    ("compare", "x**2 + y**2"): r'"x\*\*2 \+ y\*\*2" is a formula, .*: -f "x\*\*2 \+ y\*\*2"$',
    ("basins", "nag"): r"nag is an optimizer, not a surface: -a nag$",
    ("theory", "adam", "--dry-run"): r"adam is an optimizer, not a surface$",
    ("theory", "rosenbrock", "--dry-run"): r"theory speaks of quadratics .*; rosenbrock is none$",
    ("orders", "nonsense", "--dry-run"): r"unknown surface 'nonsense'",
    ("compare", "-a", "adam,sgd"): r"adam,sgd is more than an optimizer: .* -a adam -a sgd$",
    ("bench", "ravine,booth"): r"ravine,booth is more than a surface: .*, ravine booth$",
    ("compare", "rastrigin:n=3"): r"unknown parameter of rastrigin: 'n'; here it is dim ",
    ("compare", "ravine", "--view", "1:1,0:1"): r"-1:1; not 1:1,0:1$",
    # a word too much
    ("explain", "adam", "ravine"): r"explain takes one word, OPTIMIZER.*typed as --on ravine$",
    ("compare", "ravine", "adam"): r"an optimizer is typed as -a adam$",
    ("compare", "ravine", "x**2"): r'a formula is typed as -f "x\*\*2"$',
    ("compare", "ravine", "bowl"): r"extra argument 'bowl': compare takes one word, SURFACE$",
    ("list", "surfaces", "bowl"): r"list takes one word, surfaces\|optimizers\|",
    # knobs as people write them
    ("compare", "-a", "adam lr=0.1"): r"did you mean adam:lr=0.1\?$",
    ("compare", "-a", "adam(lr=0.1, beta1=0.5)"): r"did you mean adam:lr=0.1,beta1=0.5\?$",
    ("compare", "rosenbrock dim=3"): r"did you mean rosenbrock:dim=3\?$",
    # conventions of libraries that have no other knobs
    ("compare", "-a", "keras.nesterov:LR=null"): r"parameter of keras.nesterov: 'LR'; .* mean lr",
    ("compare", "-a", "saito.nesterov:foo=1"): r"parameter of saito.nesterov: 'foo' \(allowed: lr,",
    # schedules whose formula would divide by zero
    ("compare", "-a", "sgd:lr=onecycle(0.0151,2,1e-3,1e-3,0)"): r"last is greater than 0, not 0$",
    ("show", "onecycle(0.0151,2,1e-3,1e-3,0)"): r"last is greater than 0, not 0$",
    ("compare", "-a", "sgd:lr=inverse(0.1,-1)"): r"decay is at least 0, not -1$",
    # names of files
    ("compare", "-o", "."): r"cannot write \.: it is a folder$",
    ("compare", "-o", "noext"): r"'noext' has no file type \(allowed: \.png, \.svg, \.pdf\)$",
    ("compare", "-o", "a" * 300 + ".png"): r"cannot write aaa.*\.\.\.: .*long",
    ("compare", "--data", "a" * 300 + ".csv"): r"cannot write aaa.*\.\.\.: .*long",
    ("bench", "bowl", "--store", "a" * 300): r"long: a{60}\.\.\.$",
    ("bench", "--from", "a" * 300): r"long: a{60}\.\.\.$",
    ("gallery", "saito", "-o", "a" * 300): r"long: a{60}\.\.\.$",
    ("compare", "-a", "a" * 300 + ".py:f"): r"a{60}\.\.\.",
}


@pytest.mark.parametrize(("words", "message"), MEANT.items(), ids=lambda one: str(one)[:60])
def test_messages_say_what_was_meant(words, message, cli, files):
    ran = cli(*words)
    assert (ran.code, ran.out) == (2, "")
    assert re.search(message, ran.err), ran.err
    assert ran.err.count("\n") == 1
    assert not files()


ECHOED = [
    [LONG], ["-a", LONG], ["-a", f"{LONG}:lr=1"], ["-a", f"adam:lr={LONG}"],
    ["-a", f"adam:{LONG}=1"], ["--start", LONG], ["--noise", LONG], ["--steps", LONG],
    ["ravine", LONG], [f"--{LONG}"], ["--lr", LONG], ["--theme", LONG], ["-o", LONG],
    ["-o", f"{LONG}.png"], ["--data", f"{LONG}.csv"], ["--shift", LONG], ["--domain", LONG],
    ["--tune-by", LONG], ["--layout", LONG], ["-f", f"x + {LONG}"], ["-f", "x + " * 90 + "y["],
    [f"ravine:{LONG}=1"], [f"ravine:condition={LONG}"], ["--seed", "1" * 1000],
    ["-a", f"{LONG}.py:f"], ["-a", "\x1b" * 100], ["--lr", "'" * 500],
]  # fmt: skip


@pytest.mark.parametrize("words", ECHOED, ids=lambda words: " ".join(words)[:30])
def test_no_message_repeats_more_than_60_characters(words, cli):
    ran = cli("compare", *words)
    assert (ran.code, ran.out) == (2, "")
    assert not re.search(r"(.)\1{70}|(\+ x ){20}", ran.err), ran.err
    assert len(ran.err) < 700


@pytest.mark.parametrize(
    "words",
    [["bench", "bowl", "--seeds", "3"], ["compare", "-f", "2x + y^2"], ["show", "-f", "2x + y^2"]],
    ids=" ".join,
)
def test_a_note_stands_neither_beside_an_error_nor_where_nobody_listens(words, cli, sketch):
    last = ["--rotate", "nan"]
    ran = cli(*words, *last)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    dry = ["--dry-run"] if words[0] != "show" else []
    assert len(cli(*words, *dry).err.splitlines()) == 1 + len(dry)
    assert cli(*words, *dry, "-q").err == ""


@pytest.mark.parametrize("target", ["1_000", "1e9", "1e300"])
def test_a_target_above_all_values_is_reached_at_the_start(target, cli, folder, sketch):
    small = ("--starts", "2", "--steps", "20", "--rates", "0.1:1:3", "--processes", "1")
    ran = cli("bench", "levy", "-a", "sgd", "-a", "newton", "--target", target, *small, "-q")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("100%") >= 2
    assert (folder / "bench.png").exists()
