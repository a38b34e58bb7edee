"""Command lines at random, from a seed: mostly right, often a little wrong, sometimes absurd.

``GENERATED=2000 pytest tests/cli/test_generated.py`` tries more of them than the suite does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

SURFACES = (
    "ravine", "bowl", "rosenbrock", "rosenbrock:dim=3", "beale", "himmelblau", "saddle", "plateau",
    "double_well", "ravine:condition=1e6", "ellipsoid:dim=5", "monkey_saddle", "smooth_abs",
    "rastrigin:dim=1", "levy", "easom", "mishra", "rosenbrok", "ravine:condition=0", "bowl:dim=0",
    "ravine:condition", "bowl:dim=1e9", "", " ", "mine.py:f", "ravine:condition=nan", "x**2",
)  # fmt: skip
OPTIMIZERS = (
    "sgd", "sgd:lr=0.1", "momentum", "momentum:momentum=0.5", "adam", "adam:lr=0.1,beta1=0.5",
    "newton", "nesterov", "lbfgs", "bfgs", "rmsprop", "lion", "adagrad:lr=1", "damped_newton",
    "trust_region", "polyak", "rprop", "barzilai_borwein", "conjugate_gradient", "scipy.bfgs",
    "adam:lr=cosine(0.1)", "sgd:lr=warmup(0.1,10)+cosine:0.1", "sgd:lr=onecycle(0.1)", "keras.adam",
    "sgd:lr=step(0.1,5)", "saito.nesterov", "keras.nesterov:LR=null", "saito.nesterov:foo=1",
    "sgd:lr=onecycle(0.0151,2,1e-3,1e-3,0)", "sgd:lr=inverse(0.1,-1)", "adam:eps=0", "adam:lr=0",
    "sgd:lr=polynomial(0.1,5,-1)", "sgd:lr=exponential(0.1,1e300)", "sgd:lr=1e300", "adma",
    "adam:beta1=1", "adam:lr=fast", "newton:lr=1", "sgd:lr=step(0.1,5,0)", "torch.Adam", "mine.py",
    "sgd:lr=restarts(0.1,2,1)", "adam:lr=", ":", "ravine", "sgd:lr=cosine(0.1,0)", "adam lr=0.1",
)  # fmt: skip
RIGHT = 0.85
"""How often the first half of the values is drawn from, which are right more often."""
FORMULAS = (
    "x**2/20 + y**2", "x**2", "(x-1)**2 + 10*(y-x**2)**2", "abs(x) + abs(y)", "x*y", "exp(x) + y",
    "x**4 + y**4 - y**2", "sqrt(x**2 + y**2)", "log(x) + y**2", "1/x", "x + y", "3", "sin(x*y)",
    "2x + y^2", "sign(x-y) + x**2 + y**2", "where(x < 0, 1, x) + y**2", "(w-1)**2 + b**2",
    "x**", "import os", "__import__('os')", "", "x**2 + z", "x**2 + y**2 + " * 40 + "1",
    "π*x", "x1**2 + x2**2 + x3**2", "max(x, y)", "x\x1b[31m", "(" * 50 + "x" + ")" * 50,
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "3", "5", "-1", "0.5", "1e-3", "1e3", "1_000", "1e300", "1e-300", "1e400", "nan",
    "inf", "-inf", "", "x", "0x10", "1,5", "١", "1" * 400, "true", "null", "1e", "--", "2**3",
)  # fmt: skip
POINTS = (
    "1,2", "-7,2", "0,0", "1", "1,2,3", "1e300,1", "nan,1", "a,b", "", ",", "1,", "1;2",
    "1e99,1e99", "0.1,0.1", "1j,2", "(1,2)", "1,2\n",
)  # fmt: skip
NAMES = (
    "a.png", "b.svg", "c.pdf", "-", "d.gif", "no/such/e.png", "f", "", "ü.png", "g h.png", "..png",
    "\x1b[31m.png", "a\nb.png", "x" * 300 + ".png", "x" * 240 + ".png", "/proc/a.png", ".png", ".",
    "CON.png", "a.PNG", "'q'.png", "-.png",
)  # fmt: skip
NOISES = (
    "0",
    "0.1",
    "relative:0.5",
    "heavy:0.1:2",
    "heavy:0.1:0",
    "loud",
    "relative",
    "heavy::",
    "-1",
)

Draw = Callable[[random.Random], list[str]]


def pick(rng: random.Random, values: Sequence[str]) -> str:
    """Return one of the values, more often one of the first half of them."""
    early = values[: (len(values) + 1) // 2]
    return rng.choice(early if rng.random() < RIGHT else values)


def option(name: str, *values: str) -> Draw:
    """Return a function that draws a value of an option, typed in one of two ways."""

    def draw(rng: random.Random) -> list[str]:
        value = pick(rng, values)
        joined = rng.random() < 0.4 and name.startswith("--")
        return [f"{name}={value}"] if joined else [name, value]

    return draw


def flag(name: str) -> Draw:
    """Return a function that draws a flag."""
    return lambda rng: [name]


FORMULA, OPTIMIZER = option("-f", *FORMULAS), option("-a", *OPTIMIZERS)
STEPS = option("--steps", "1", "2", "5", "10", "20", *NUMBERS)
PLACED = (
    option("--rotate", "0", "30", *NUMBERS), option("--shift", *POINTS),
    option("--domain", "-1:1,-2:2", "-5:5", "0:0", "1:0", "a:b", "", "0:1e308", "-1:1,-1:1,-1:1"),
)  # fmt: skip
DRAWN = (
    option("--theme", "light", "dark", "drak", ""), option("--dpi", "100", *NUMBERS),
    option("-o", *NAMES), option("--data", "d.csv", "d.txt", "x" * 300 + ".csv", "no/d.csv", "-"),
    flag("--json"), flag("-q"), flag("--dry-run"), flag("--maximize"),
    option("--for", "pptx", "paper", "beamer", "quarto", "word", ""),
    option("--size", "half", "4:3", "10x5", "0x1", "1e9x1", "x", ""),
    option("--title", "none", "Two words", "", "x" * 400, "\x1b[31m", "$x^", "a\nb"),
    option("--footer", "none", "short", "full", "long"), option("--lang", "en", "ko", "xx", ""),
    option("--variables", "x,y", "w,b", "x", "x,x", "1,2", "", "x,y,z"),
)  # fmt: skip
START, SEED = option("--start", *POINTS), option("--seed", "0", "1", *NUMBERS)
LR = option("--lr", "tuned", "default", "0.1", *NUMBERS)
COMMANDS: dict[str, tuple[Draw, ...]] = {
    "compare": (
        START, LR, SEED, FORMULA, OPTIMIZER, OPTIMIZER, *PLACED, *DRAWN, option("--noise", *NOISES),
        option("--seeds", "1", "2", *NUMBERS), option("--layout", "race", "grid", "relief", "gird"),
        option("--elevation", "30", "91", *NUMBERS), option("--z", "linear", "log", "x"),
        flag("--project"), option("--batch-size", "1", "all", "0", *NUMBERS),
        option("--panel", "both", "paths", "gap", "x"), option("--view", "-1:1,-2:2", "1:0", "x"),
        flag("--strict"), option("--tune-by", "tail", "final", "steps:1e-3", "steps:", "steps:x"),
    ),
    "bench": (
        FORMULA, OPTIMIZER, OPTIMIZER, *PLACED, *DRAWN, SEED, option("--noise", *NOISES),
        option("--target", "1e-3", "1_000", "1e9", *NUMBERS),
        option("--start", "latin", "fixed", "grid", "random", "halton", "here"),
        option("--seeds", "1", "2", *NUMBERS), option("--instances", "0", "1", "2", *NUMBERS),
        option("--figure", "sensitivity", "success", "rates", "ert", "ecdf", "spread", "x"),
        option("--cost", "evaluations", "steps", "gradients", "evaluations:gradient=2", "x:y"),
        option("--page", "1", *NUMBERS), option("--table", "t.csv", "t.md", "t.tex", "t.x"),
        option("--budget", "100", *NUMBERS), flag("--list"),
    ),
    "basins": (
        FORMULA, OPTIMIZER, *PLACED, *DRAWN, option("--lr", "tuned", "default", "0.1", "x"),
        option("--zoom", "-1:1,-1:1", "0:1", "1:0,0:1", "0:1e308,0:1", "", "a:b,c:d"),
    ),
    "map": (
        FORMULA, OPTIMIZER, START, *PLACED, *DRAWN,
        option("--x", "lr=0.01:1:5", "lr=1:0.1", "foo=1:2", "lr=0:1", "lr", "", "lr=a:b"),
        option("--y", "momentum=0:0.9:5", "momentum=0:2:3", "lr=0.1:1:3", "beta1=0:0.9:3"),
    ),
    "theory": (FORMULA, *PLACED, *DRAWN),
    "surface": (FORMULA, *PLACED, *DRAWN),
    "explain": (
        FORMULA, START, LR, SEED, *PLACED, *DRAWN, option("--on", *SURFACES),
        option("--step", "1", "2", "3", *NUMBERS), option("--noise", *NOISES),
        option("--table", "text", "markdown", "latex", "html"),
    ),
    "check": (FORMULA, SEED, *PLACED, option("--points", "1", "5", *NUMBERS), flag("--json")),
    "show": (FORMULA, *PLACED, flag("--json")),
    "play": (
        FORMULA, FORMULA, OPTIMIZER, OPTIMIZER, START, LR, SEED, *PLACED, *DRAWN, flag("--project"),
        option("--noise", *NOISES), option("--tune-by", "tail", "final", "steps:1e-3", "x"),
    ),
    "animate": (
        START, LR, SEED, FORMULA, OPTIMIZER, *PLACED, *DRAWN, option("--noise", *NOISES),
        option("--layout", "race", "grid", "relief", "x"), option("--fps", "10", *NUMBERS),
    ),
    "frames": (
        START, LR, FORMULA, OPTIMIZER, *PLACED, *DRAWN, option("--at", "0", "1,2", "9", "", "x"),
        option("--every", "1", "2", *NUMBERS), option("--format", "pdf", "svg", "x"),
    ),
    "taylor": (FORMULA, option("--at", *POINTS), *PLACED, *DRAWN),
    "gradients": (FORMULA, START, SEED, *PLACED, *DRAWN),
    "curvature": (FORMULA, OPTIMIZER, OPTIMIZER, START, SEED, *PLACED, *DRAWN),
    "multistart": (
        FORMULA, OPTIMIZER, SEED, *PLACED, *DRAWN, option("--starts", "1", "3", *NUMBERS),
    ),
    "graph": (FORMULA, option("--at", *POINTS), option("--row", "0", "1", *NUMBERS), *DRAWN),
    "regression": (SEED, *DRAWN),
    "losses": (
        option("--page", "curves", "residuals", "logits", "likelihood", "sigmoid", "x", ""),
        START, option("--lr", "0.1", *NUMBERS), *DRAWN,
    ),
    "layers": (
        option("--page", "activations", "depth", "linear", "xor", "x", ""), SEED, *DRAWN,
        option("--depth", "2", "5", *NUMBERS), option("--width", "3", "8", *NUMBERS),
    ),
    "train": (
        OPTIMIZER, OPTIMIZER, LR, SEED, *DRAWN, option("--seeds", "1", "2", *NUMBERS),
        option("--batch-size", "8", "all", "0", *NUMBERS),
        option("--store", "s.sqlite", "no/s", ""),
    ),
}  # fmt: skip
"""What each command is asked; ``orders`` measures times and is left out."""

MODELS = (
    "linear_regression", "linear_regression:data=forbes", "linear_regression:degree=3",
    "linear_regression:outliers=1", "linear_regression:ridge=0.1", "logistic_regression", "ravine",
    "linear_regression:data=no.csv", "linear_regression:degree=-1", "linear_regression:ridge=nan",
)  # fmt: skip
NETWORKS = (
    "network:layers=2-3-1", "network:data=xor,layers=2-2-1", "network:data=moons", "moons", "xor",
    "network:layers=2", "network:layers=0-0", "network:activation=x", "ravine", "network:data=", "",
)  # fmt: skip
DATA = (
    "moons",
    "xor",
    "network:data=moons,layers=2-4-1",
    "no.csv",
    "ravine",
    "",
    "no/folder",
    "\x1b",
)
SUBJECTS = {
    "regression": MODELS, "graph": NETWORKS, "train": DATA, "losses": (), "layers": (),
    "curvature": (*SURFACES[:9], *NETWORKS), "gradients": (*SURFACES[:9], *NETWORKS),
    "play": (*SURFACES, *NETWORKS[:5], "digits"),
}  # fmt: skip
"""What a command is about, where that is not a surface."""

SMALL = {
    "compare": ["--steps", "5"],
    "bench": ["--steps", "5", "--starts", "2", "--rates", "0.01:1:3", "--processes", "1"],
    "basins": ["--steps", "5", "--side", "5"],
    "map": ["--steps", "8"],
    "explain": ["--steps", "5"],
    "theory": ["--steps", "20"],
    "check": ["--points", "3"],
    "play": ["--steps", "5"],
    "animate": ["--steps", "5"],
    "frames": ["--steps", "5"],
    "curvature": ["--steps", "5"],
    "multistart": ["--steps", "5", "--starts", "3"],
    "regression": ["--steps", "5"],
    "losses": ["--steps", "5"],
    "layers": ["--steps", "5"],
    "train": ["--epochs", "1"],
}
"""What keeps a command short, unless it is drawn otherwise."""


UNSTEPPED = ("show", "check", "surface", "taylor", "gradients", "graph", "train")
"""Commands without steps."""


def command_line(seed: int) -> list[str]:
    """Return the words of a command line: the same for the same seed."""
    rng = random.Random(seed)
    name = rng.choice(list(COMMANDS))
    line = [name]
    if name == "explain":
        line.append(pick(rng, OPTIMIZERS))
    elif name == "show":
        line.append(rng.choice([*SURFACES, *OPTIMIZERS, "gap", "ert", "cosine(0.1,20)"]))
    elif (subjects := SUBJECTS.get(name, SURFACES)) and rng.random() < 0.6:
        line.append(pick(rng, subjects))
    line += SMALL.get(name, [])
    for draw in rng.sample(COMMANDS[name], min(len(COMMANDS[name]), rng.randrange(5))):
        line += draw(rng)
    if rng.random() < 0.2:
        line += STEPS(rng) if name not in UNSTEPPED else []
    if rng.random() < 0.08:
        line.insert(
            rng.randrange(len(line)), rng.choice(["--", "-h", "--nope", "-", "x", "\x1b[1m"])
        )
    return line
