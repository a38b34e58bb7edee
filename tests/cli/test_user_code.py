"""What goes wrong in the code of others: one line with function, file and line; exit code 2."""

import json
import re
import sys
import textwrap
from importlib.metadata import EntryPoint

import pytest
from matplotlib.text import Text

import surfaces
from optim_viz.bench.executors import benchmark
from optim_viz.plots.bench import FIGURES
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.plots.style.themes import theme as themed
from optim_viz.recipes.bench import BenchmarkRecipe
from surfaces.custom import user_code
from surfaces.specs import plugins

OPTIMIZERS = textwrap.dedent("""
    import numpy as np
    from optim_viz.optimizers import optimizer

    def misspelt(f, x, *, lr=0.1):
        return x - lr * gradiant(x)

    def inner(g):
        return np.linalg.inv(g * 0)

    @optimizer
    def deep(f, x, m=0.0, *, lr=0.1):
        return x - lr * inner(f.gradient(x)), m

    def nothing(f, x):
        f.gradient(x)

    def text(f, x):
        return "left"

    def narrow(f, x):
        return x[:1]

    def truth(f, x):
        return x > 0

    def forgets(f, x, m=0.0, v=0.0):
        return x, m

    def in_place(f, x, *, lr=0.1):
        x -= lr * f.gradient(x)
        return x

    def short(x):
        return x

    def bare(f, x, *, lr):
        return x

    def many(f, *x):
        return x
""")

SAID = {
    "misspelt": r"misspelt \(mine.py, line 6\): NameError: name 'gradiant' is not defined",
    "deep": r"inner \(mine.py, line 9\): LinAlgError: .*square",
    "nothing": r"nothing \(mine.py, line 15\) returns nothing, where .*shape of x, \(2, \d+\)",
    "text": r"text \(mine.py, line 18\) returns 'left', where the next iterate is wanted",
    "narrow": r"narrow \(mine.py, line 21\) returns numbers of shape \(1, \d+\), where",
    "truth": r"truth \(mine.py, line 24\) returns no numbers, where",
    "forgets": r"forgets \(mine.py, line 27\) returns the next iterate and 1 more; .*carries 2",
    "in_place": r"in_place \(mine.py, line 31\) changes x, which a step must not",
    "short": r"short\(x\) is no step function: that is step\(f, x, \*, lr=0.1\)",
    "bare": r"bare\(f, x, \*, lr\) is no step function: .* a default for each but f and x",
    "many": r"many\(f, \*x\) is no step function",
}


def assert_one_line(ran, words):
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert re.match(f"optim-viz: {words}", ran.err), ran.err


@pytest.mark.parametrize("name", SAID)
def test_of_an_optimizer_in_a_file(name, cli, folder, files):
    (folder / "mine.py").write_text(OPTIMIZERS)
    before = files()
    assert_one_line(cli("compare", "-a", "sgd", "-a", f"mine.py:{name}"), SAID[name])
    assert {key: kept for key, kept in files().items() if "pycache" not in key} == before


@pytest.mark.parametrize("count", ["1", "2"])
def test_on_other_processes(count, cli, folder):
    (folder / "mine.py").write_text(OPTIMIZERS)
    asked = ("bench", "bowl", "-a", "mine.py:deep", "--starts", "2", "--processes", count)
    assert_one_line(cli(*asked), SAID["deep"])


def test_a_file_that_fails_as_it_is_read(cli, folder):
    (folder / "mine.py").write_text("def table():\n    return {}['lr']\nLR = table()\n")
    words = r"mine.py cannot be read: table \(mine.py, line 2\): KeyError: 'lr'"
    assert_one_line(cli("compare", "-a", "mine.py:any"), words)


def test_a_good_one_is_taken_apart_as_ours_are(cli, folder, sketch):
    (folder / "mine.py").write_text(
        "def descent(f, x, *, lr=0.1):\n    g = f.gradient(x)\n    return x - lr * g\n"
    )
    ran = cli("explain", "mine.py:descent:lr=0.5", "--json", "-q")
    assert ran.code == 0
    told = json.loads(ran.out)
    assert told["written"] == ["explain-descent-ravine-1.png"]
    assert {"gradient", "Δx"} <= {quantity["name"] for quantity in told["quantities"]}
    assert "return x - lr * g" in cli("show", "mine.py:descent").out


SURFACE = textwrap.dedent("""
    from dataclasses import dataclass
    from surfaces import Box, Minimum, Surface

    @dataclass(frozen=True)
    class {name}(Surface):
        "A surface of another package."
        domain, start = Box((-2, 2), (-2, 2)), (1.0, 1.0)
        minima = (Minimum((0.0, 0.0), 0.0),)
        formula, source = "x² + y²", "here"
        def _value(self, point):
            return point[0]**2 + point[1]**2
        def _gradient(self, point):
            return slope(point)
        def _hessian(self, point):
            raise NotImplementedError("not yet")
""")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("compare {}", r"\w+._gradient \(.*, line 14\): NameError: name 'slope' is not defined"),
        ("basins {} --side 8", r"\w+._\w+ \(.*, line 1[46]\): "),
        ("bench {} --starts 2", r"\w+._gradient \(.*, line 14\): NameError"),
        ("bench {} --starts 2 --processes 2", r"\w+._gradient \(.*, line 14\): NameError"),
        ("explain newton --on {}", r"\w+._\w+ \(.*, line 1[46]\): "),
    ],
)
def test_of_a_surface_of_another_package(command, words, cli, folder, monkeypatch):
    name = f"slope{len(command)}"  # of its own: what was loaded once is kept
    (folder / f"{name}.py").write_text(SURFACE.format(name=name.capitalize()))
    monkeypatch.syspath_prepend(folder)
    point = EntryPoint(name, f"{name}:{name.capitalize()}", surfaces.GROUP)

    def known(group):
        return plugins(group) | ({name: point} if group == surfaces.GROUP else {})

    monkeypatch.setattr(surfaces, "plugins", known)
    monkeypatch.setattr(user_code, "plugins", known)
    user_code._packages.cache_clear()
    try:
        assert_one_line(cli(*command.format(name).split()), words)
    finally:
        user_code._packages.cache_clear()
        sys.modules.pop(name, None)


VERSION = """
def amom(f, x, v=0.0, *, lr=0.1, momentum={momentum}):
    v = momentum * v - lr * f.gradient(x)
    return x + v, v
"""


def test_two_versions_of_a_method_are_called_as_they_were_typed(cli, tmp_path, monkeypatch, sketch):
    monkeypatch.chdir(tmp_path)
    for file, momentum in (("v1.py", 0.9), ("v2.py", 0.5)):
        (tmp_path / file).write_text(VERSION.format(momentum=momentum))
    both = ("-a", "v1.py:amom", "-a", "v2.py:amom")
    ran = cli("bench", "ravine", *both, "--starts", "4", "--steps", "60", "-o", "a.svg")
    for name in ("v1.py:amom", "v2.py:amom"):
        assert name in ran.out
        assert name in ran.err, "sentences as well"
    assert "Amom" not in ran.out + ran.err
    for command in (("compare", "ravine"), ("basins", "himmelblau", "--steps", "20")):
        out = cli(*command, *both, "-o", "a.svg").out
        assert "v1.py:amom" in out
        assert "v2.py:amom" in out
        assert "Amom" not in out
    alone = cli("compare", "ravine", "-a", "v1.py:amom", "-a", "sgd", "-o", "a.svg").out
    assert "Amom" in alone, "one version keeps its title"


def test_versions_in_one_benchmark_keep_their_runs_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file, momentum in (("v1.py", 0.9), ("v2.py", 0.5)):
        (tmp_path / file).write_text(VERSION.format(momentum=momentum))
    specs = ("v1.py:amom", "v2.py:amom", "v2.py:amom:momentum=0.4")
    done = benchmark(BenchmarkRecipe(surfaces=("ravine",), optimizers=specs, starts=3, steps=40))
    assert done.names == ["v1.py:amom", "v2.py:amom", "v2.py:amom momentum=0.4"]
    assert [row["optimizer"] for row in done.cell_rows()] == list(specs)
    assert done.final_gaps().groupby("optimizer").size().to_dict() == dict.fromkeys(specs, 3)
    with themed():
        words = [one.get_text() for one in FIGURES["spread"](done).findobj(Text)]
    assert set(done.names) <= set(words)
    styles = styles_for(done.optimizers)
    assert len({style.light for style in styles}) == len({style.dark for style in styles}) == 3
