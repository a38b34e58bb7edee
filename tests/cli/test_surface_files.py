"""Surfaces in files of users: whatever is there goes wherever the name of a surface goes."""

from __future__ import annotations

import json
import pickle
import re
import textwrap
from hashlib import sha256

import numpy as np
import pytest

import surfaces
from optim_viz.problem import pose
from optim_viz.recipes import Recipe
from optim_viz.recipes.bench import BenchmarkRecipe
from surfaces import InputError

CODE = textwrap.dedent('''
    from __future__ import annotations

    from dataclasses import dataclass

    import numpy as np

    import surfaces
    from surfaces import AnyDimension, Box, Surface


    @dataclass(frozen=True)
    class EggCarton(Surface):
        """Bumps on a bowl."""

        depth: float = 1.0
        domain, start = Box((-4, 4), (-4, 4)), (2.0, 1.0)
        formula, source = "x² + y² + 25·(sin²x + sin²y)", "here"

        def _value(self, point):
            return (point**2 + 25 * self.depth * np.sin(point) ** 2).sum(axis=0)

        def _gradient(self, point):
            return 2 * point + 25 * self.depth * np.sin(2 * point)

        def _hessian(self, point):
            bend = 2 + 50 * self.depth * np.cos(2 * point)
            return np.array([[bend[0], 0 * bend[0]], [0 * bend[0], bend[1]]])


    class Bowl(Surface):
        domain, start = Box((-4, 4), (-4, 4)), (2.0, 1.0)
        formula, source = "x² + y²", "here"

        def _value(self, point):
            return (point**2).sum(axis=0)

        def _gradient(self, point):
            return 2 * point

        def _hessian(self, point):
            return 2 * np.eye(2)[:, :, *[np.newaxis] * (point.ndim - 1)] * np.ones(point.shape[1:])


    shallow = EggCarton(depth=0.01)
    made = surfaces.from_functions(lambda p: p[0] ** 2 + p[1] ** 4, name="quartic")
    typed = surfaces.formula("x**2 + 3*y**2")
    turned = surfaces.Rotated(surfaces.get("ravine"), 30)

    def apart(x, y, scale=1.0, *, power=2):
        return scale * (x**power + y**2 / 20)

    def point(p):
        return p[0] ** 2 + p[1] ** 2

    def curve(x):
        return (x - 1) ** 2

    def single(x):
        import math
        return math.hypot(x, 1)

    def three(p):
        x, y, z = p
        return x**2 + 2 * y**2 + 3 * z**2

    def deep(x, y):
        return hole(x)

    def step(f, x, *, lr=0.1):
        return x - lr * f.gradient(x)
''')

DIMENSION = {
    "EggCarton": 2,
    "EggCarton:depth=2": 2,
    "Bowl": 2,
    "shallow": 2,
    "made": 2,
    "typed": 2,
    "turned": 2,
    "apart": 2,
    "apart:scale=3,power=4": 2,
    "point": 2,
    "curve": 1,
    "single": 1,
    "three": 3,
}
"""What a person may have in a file, and the number of its coordinates."""


@pytest.fixture(autouse=True)
def _file(folder):
    (folder / "mine.py").write_text(CODE)


@pytest.mark.parametrize("name", DIMENSION)
def test_whatever_is_in_the_file_is_a_surface_of_that_name(name):
    surface = surfaces.get(f"mine.py:{name}")
    assert surface.dim == DIMENSION[name]
    assert str(surface) == f"mine.py:{name}"
    assert surfaces.get(str(surface)) is surface
    assert str(pickle.loads(pickle.dumps(surface))) == str(surface)
    assert np.isfinite(surface(surface.start))


OBJECTS = textwrap.dedent("""
    from functools import partial

    class Dish:
        def __call__(self, point):
            return point[0] ** 4 + point[1] ** 2

    def scaled(scale, point):
        return scale * point[0] ** 2 + point[1] ** 2

    dish, third = Dish(), partial(scaled, 3.0)
""")
"""Objects that are called: no functions, and their classes."""


def test_what_is_called_as_a_function_is_one(folder):
    (folder / "objects.py").write_text(OBJECTS)
    values = {name: surfaces.get(f"objects.py:{name}")((3.0, 4.0)) for name in ("dish", "third")}
    assert values == {"dish": 97, "third": 43}
    assert surfaces.get("objects.py:dish").title == "Dish"


def test_values_and_minima_are_those_of_the_code():
    assert surfaces.get("mine.py:EggCarton:depth=2")((0.5, 0.0)) == 0.25 + 50 * np.sin(0.5) ** 2
    assert surfaces.get("mine.py:apart:scale=3,power=4")((2.0, 10.0)) == 3 * (16 + 5)
    (found,) = surfaces.get("mine.py:curve").minima
    np.testing.assert_allclose(found.at, (1.0,), atol=1e-6)
    (found,) = surfaces.get("mine.py:three").minima
    np.testing.assert_allclose(found.at, (0.0, 0.0, 0.0), atol=1e-6)


@pytest.mark.parametrize(
    "command",
    [
        *(f"compare mine.py:{name} -a sgd -a adam --steps 5" for name in DIMENSION),
        "basins mine.py:EggCarton -a newton --side 8 --steps 9",
        "bench mine.py:EggCarton ravine -a sgd --starts 2 --steps 9 --rates 0.01:1:3",
        "surface mine.py:EggCarton",
        "show mine.py:EggCarton",
        "check mine.py:EggCarton",
        "explain adam --on mine.py:EggCarton",
        "orders mine.py:EggCarton --steps 3",
        "map mine.py:EggCarton -a momentum --x lr=0.01:0.1:4 --y momentum=0.1:0.9:4 --steps 20",
        "theory mine.py:typed",
    ],
)
@pytest.mark.usefixtures("sketch")
def test_every_command_takes_it(cli, command):
    ran = cli(*command.split(), *(["-q"] * (command.split()[0] not in ("show", "check"))))
    assert (ran.code, ran.err) == (0, ""), ran.err
    assert ran.out


def test_show_tells_an_optimizer_from_a_surface(cli):
    assert "One step" in cli("show", "mine.py:step").out
    assert "global minimum" in cli("show", "mine.py:curve").out


def test_it_is_turned_and_moved_as_others_are():
    turned = pose("mine.py:EggCarton", None, 30.0, (1.0, 2.0))
    at = np.array((1.0, 2.0))
    np.testing.assert_allclose(turned(at), 0.0, atol=1e-12)


HALF = textwrap.dedent("""
    from surfaces import Box, Surface

    class Half(Surface):
        domain, start, formula = Box((-4, 4), (-4, 4)), (2.0, 1.0), "x² + y²"

        def _value(self, point):
            return (point**2).sum(axis=0)
""")

ERRORS = {
    "compare none.py:any": "there is no file none.py",
    "compare mine.py": "say which surface of the file is meant: mine.py:NAME",
    "compare mine.py:eggcarton": r"unknown surface in mine.py: 'eggcarton'; did you mean EggCarton",
    "compare mine.py:EggCarton:dept=2": r"unknown parameter of mine.py:EggCarton: 'dept'; did ",
    "compare mine.py:EggCarton:depth=much": "mine.py:EggCarton: depth is a finite number, not 'm",
    "compare mine.py:shallow:depth=2": "mine.py:shallow takes no parameters, but 'depth' was given",
    "compare mine.py:apart:power=1.5": "mine.py:apart: power is a whole number, not 1.5",
    "compare mine.py:Bowl:depth=1": "mine.py:Bowl takes no parameters",
    "compare half.py:Half": "half.py:Half is no whole surface: it lacks _hessian, source;",
    "compare mine.py:np": "np in mine.py is no surface, but module",
    "compare mine.py:step": "mine.py:step is the step of an optimizer, not a surface",
    "compare mine.py:dataclass": "dataclass cannot be called with",
    "compare objects.py:Dish": r"Dish in objects.py is a class: .*, dish = Dish\(...\), or",
    "compare mine.py:deep": "deep cannot be called with .*: name 'hole' is not defined",
    "bench mine.py:deep": "deep cannot be called with .*: name 'hole' is not defined",
    "orders mine.py:EggCarton --dims 4": "dimensions are for surfaces of any dimension; mine.py",
    "compare broken.py:any": r"broken.py cannot be read: broken.py, line 1: ZeroDivisionError",
    "compare empty.py:any": "empty.py defines no surface",
    "compare session:any": "session:any was made in another session",
}


@pytest.mark.parametrize("line", ERRORS)
def test_what_cannot_be_used_is_one_line(cli, folder, files, line):
    (folder / "broken.py").write_text("1 / 0")
    (folder / "empty.py").write_text("import numpy as np\n")
    (folder / "half.py").write_text(HALF)
    (folder / "objects.py").write_text(OBJECTS)
    before = files()
    ran = cli(*line.split())
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert re.match(f"optim-viz: {ERRORS[line]}", ran.err), ran.err
    assert {name: one for name, one in files().items() if "pycache" not in name} == before


def test_an_edit_is_noticed(folder):
    assert pose("mine.py:EggCarton")((0.0, 0.0)) == 0
    (folder / "mine.py").write_text(CODE.replace("(point**2 + 25", "(1 + point**2 + 25"))
    assert pose("mine.py:EggCarton")((0.0, 0.0)) == 2


SMALL = ("-a", "sgd", "-a", "adam", "--starts", "3", "--steps", "20", "--rates", "1e-3:1:4", "-q")


@pytest.mark.parametrize("then", ["gone", "edited"])
def test_a_store_is_drawn_where_the_file_of_a_surface_is_no_more(cli, folder, then):
    task = ("bench", "mine.py:EggCarton", "mine.py:shallow", "--instances", "1", *SMALL)
    told = cli(*task, "--store", "a.sqlite", "-o", "a.png", "--dpi", "40", "--json").out
    file = folder / "mine.py"
    file.unlink() if then == "gone" else file.write_text(CODE.replace("25 *", "24 *"))
    ran = cli("bench", "--from", "a.sqlite", "-o", "b.png", "--dpi", "40", "--json", "-q")
    assert (ran.code, ran.err) == (0, ""), ran.err
    assert (folder / "a.png").read_bytes() == (folder / "b.png").read_bytes()
    assert json.loads(ran.out) == json.loads(told) | {"written": ["b.png"]}
    if then == "gone":
        assert cli(*task).err == "optim-viz: there is no file mine.py\n"


def test_an_edited_surface_is_another_one_in_a_store(cli, folder, monkeypatch, sketch):
    task = ("bench", "mine.py:EggCarton", *SMALL, "--store", "a.sqlite", "--json")
    first = json.loads(cli(*task).out)
    with monkeypatch.context() as nothing_runs:
        nothing_runs.setattr("optim_viz.bench.executors.work", None)
        assert json.loads(cli(*task).out) == first
    (folder / "mine.py").write_text(CODE.replace("25 *", "24 *"))
    second = json.loads(cli(*task).out)
    assert second["recipe"]["bench"]["code"] != first["recipe"]["bench"]["code"]
    assert {**second, "recipe": 0} != {**first, "recipe": 0}


def test_the_recipe_holds_the_hash_of_the_code(folder):
    recipe = BenchmarkRecipe(surfaces=("mine.py:EggCarton",), optimizers=("mine.py:step",))
    known = sha256((folder / "mine.py").read_bytes()).hexdigest()
    codes = [json.loads(one)["sha256"] for one in recipe.code]
    assert len(codes) == 2
    assert all(known.startswith(code) and len(code) > 8 for code in codes)
    assert Recipe.read(recipe.text()) == recipe
    (folder / "mine.py").write_text(CODE + "\n")
    assert BenchmarkRecipe(recipe.surfaces, optimizers=recipe.optimizers).code != recipe.code


def test_a_fingerprint_that_cannot_be_read_is_refused(folder):
    recipe = BenchmarkRecipe(surfaces=("mine.py:EggCarton",), optimizers=("sgd",))
    about = json.loads(recipe.code[0])
    for wrong in ("{", "[]", json.dumps(about | {"domain": 3}), json.dumps({"surface": "x"})):
        (folder / "mine.py").unlink(missing_ok=True)
        with pytest.raises(InputError, match=r"this is no fingerprint|there is no file"):
            BenchmarkRecipe(surfaces=recipe.surfaces, optimizers=("sgd",), code=(wrong,))
