"""Optimizers and surfaces that come from elsewhere: a file, or another package."""

import json
import os
import pickle
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz.optimizers import get
from optim_viz.text import words
from surfaces import InputError

FILE = '''
"""Optimizers of a user."""
import numpy as np
from optim_viz.optimizers import optimizer

def half_sgd(f, x, *, lr=0.1):
    """Step half as far as the rate says."""
    return x - lr / 2 * f.gradient(x)

@optimizer(title="Mine", order=2)
def mine(f, x, count=0):
    """Newton, and counting."""
    return x - f.gradient(x) / np.array([f.hessian(x)[0, 0], f.hessian(x)[1, 1]]), count + 1

class NotOne: ...
number = 3
'''


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my methods.py"
    path.write_text(FILE)
    return path


def test_a_step_function_from_a_file(file):
    made = get(f"{file}:half_sgd:lr=0.3")
    run = optim_viz.run(made, surfaces.get("ravine"), steps=20)
    ours = optim_viz.run(get("sgd:lr=0.15"), surfaces.get("ravine"), steps=20)
    np.testing.assert_allclose(run.points, ours.points)
    assert made.title == "Half sgd"
    assert made.method.summary == "Step half as far as the rate says."
    assert "lr / 2" in made.method.rule


def test_a_decorated_one(file):
    made = get(f"{file}:mine")
    assert (made.title, made.method.order) == ("Mine", 2)
    assert optim_viz.run(made, surfaces.get("ravine"), steps=5).taken == 1


def test_its_text_reads_back_and_it_can_be_pickled(file):
    made = get(f"{file}:half_sgd:lr=0.3")
    assert str(made) == f"{file}:half_sgd:lr=0.3"
    assert get(str(made)) == made
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert (
        optim_viz.run(again, surfaces.get("bowl"), steps=3).points
        == optim_viz.run(made, surfaces.get("bowl"), steps=3).points
    ).all()


def test_a_file_that_has_changed_is_read_again(file):
    first = get(f"{file}:half_sgd")
    file.write_text(FILE.replace("lr / 2", "lr / 4"))
    os.utime(file, (1, 1))
    second = get(f"{file}:half_sgd")
    assert first != second
    runs = [
        optim_viz.run(one, surfaces.get("bowl"), (1.0, 1.0), steps=1) for one in (first, second)
    ]
    assert [run.end[0] for run in runs] == [0.9, 0.95]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("{folder}/other.py:half_sgd", "there is no file"),
        ("{file}:half_sdg", "did you mean half_sgd.*allowed: half_sgd, mine"),
        ("{file}:number", "unknown optimizer in"),
        ("{file}:NotOne", "unknown optimizer in"),
        ("{file}:half_sgd:rate=1", "unknown parameter of .*'rate'"),
        ("{file}:half_sgd:lr=0", "lr is greater than 0"),
        ("{broken}:x", "cannot be read: .*broken.py, line 1: ZeroDivisionError"),
    ],
)
def test_wrong_files_are_answered_in_one_line(spec, message, file, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0")
    with pytest.raises(InputError, match=message) as error:
        get(spec.format(file=file, folder=tmp_path, broken=broken))
    assert "\n" not in str(error.value)


PACKAGE = {
    "little_plugin-1.0.dist-info/METADATA": """
        Metadata-Version: 2.1
        Name: little-plugin
        Version: 1.0
    """,
    "little_plugin-1.0.dist-info/entry_points.txt": """
        [optim_viz.optimizers]
        lazy = little_plugin:lazy
        broken = little_plugin:nothing

        [optim_viz.surfaces]
        trough = little_plugin:Trough
        misnamed = little_plugin:Trough
    """,
    "little_plugin.py": '''
        """A package that adds an optimizer and a surface."""
        from dataclasses import dataclass
        import numpy as np
        from surfaces import Box, Minimum, Surface

        def lazy(f, x, *, lr=0.1):
            """Step a tenth of the way."""
            return x - lr / 10 * f.gradient(x)

        @dataclass(frozen=True)
        class Trough(Surface):
            """The bowl with a flat side."""
            depth: float = 1.0
            domain, start = Box((-2, 2), (-2, 2)), (1.0, 1.0)
            minima = (Minimum((0.0, 0.0), 0.0),)
            formula, source = "x² + depth y²", "here"
            def _value(self, point): return point[0]**2 + self.depth * point[1]**2
            def _gradient(self, point):
                return np.array([2 * point[0], 2 * self.depth * point[1]])
            def _hessian(self, point): raise NotImplementedError
    ''',
}
"""What lies in `site-packages` when pip has installed a package."""

ASK = """
import contextlib, io, json, optim_viz, surfaces
from optim_viz import optimizers
from optim_viz.cli import app, catalogue

def said(function, text):
    try:
        function(text)
    except surfaces.InputError as error:
        return str(error)

def listed(what):
    said, options = io.StringIO(), ["list", what]
    with contextlib.redirect_stdout(said):
        app(options, standalone_mode=False)
    tables = [table.splitlines()[1:] for table in said.getvalue().split("\\n\\n")]
    rows = [line for table in tables for line in table if line.strip()]
    names = [line.split()[0] for line in rows if not line.startswith(" ")]  # the first of a row
    said.seek(0), said.truncate()
    with contextlib.redirect_stdout(said):
        app([*options, "--json"], standalone_mode=False)
    assert names == [facts["name"] for facts in json.loads(said.getvalue())]
    return names

made, trough = optimizers.get("lazy:lr=0.5"), surfaces.get("trough:depth=3")
print(json.dumps({
    "names": ["lazy" in optimizers.names(), "trough" in surfaces.names()],
    "text": [str(made), str(trough)],
    "end": optim_viz.run(made, trough, steps=1).end.tolist(),
    "near": said(optimizers.get, "lazzy"),
    "broken": said(optimizers.get, "broken"),
    "misnamed": said(surfaces.get, "misnamed"),
    "knob": said(optimizers.get, "lazy:rate=1"),
    "listed": {what: listed(what) for what in ("surfaces", "optimizers")},
}))
"""


def test_a_package_that_is_installed_adds_its_own(tmp_path):
    for name, text in PACKAGE.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip())
    root = Path(optim_viz.__file__).parent.parent
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env={"PYTHONPATH": f"{tmp_path}:{root}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["names"] == [True, True]
    assert answer["text"] == ["lazy:lr=0.5", "trough:depth=3"]
    np.testing.assert_allclose(answer["end"], [1 - 0.05 * 2, 1 - 0.05 * 6])
    assert "did you mean lazy" in answer["near"]
    assert answer["broken"].startswith("broken cannot be loaded: AttributeError")
    assert answer["misnamed"].startswith("misnamed cannot be used")
    assert "a dataclass that derives from surfaces.Surface, named Misnamed" in answer["misnamed"]
    assert "unknown parameter of lazy" in answer["knob"]
    assert answer["listed"]["optimizers"][-1] == "lazy"
    assert "broken" not in answer["listed"]["optimizers"]
    known = [*surfaces.catalogue(), *surfaces.model_families()]
    assert answer["listed"]["surfaces"] == known
    told = [line for line in asked.stderr.splitlines() if line != words.MORE_MINIMA]
    assert [line.split()[:3] for line in sorted(set(told))] == [
        ["left", "out:", name] for name in ("broken", "misnamed", "trough:")
    ]
    assert len(told) == 2 * 3  # for people and for programs
