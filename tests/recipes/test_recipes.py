"""A recipe of any command is written as text and read back; what is no recipe is refused."""

from __future__ import annotations

import json
import shlex
from dataclasses import fields, replace
from functools import partial

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from optim_viz.cli.typed import command_line
from optim_viz.presets import PRESETS
from optim_viz.recipe_text import read_plain
from optim_viz.recipes import Recipe
from optim_viz.recipes.animate import AnimateRecipe
from optim_viz.recipes.base import FOOTERS, THEMES, commands
from optim_viz.recipes.basins import BasinsRecipe
from optim_viz.recipes.bench import FIGURES, BenchmarkRecipe
from optim_viz.recipes.compare import LAYOUTS, CompareRecipe
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.recipes.deck import TARGETS, DeckRecipe
from optim_viz.recipes.explain import ExplainRecipe
from optim_viz.recipes.frames import FramesRecipe
from optim_viz.recipes.gallery import GalleryRecipe
from optim_viz.recipes.gradients import GradientsRecipe
from optim_viz.recipes.graph import GraphRecipe
from optim_viz.recipes.layers import PAGES as LAYER_PAGES
from optim_viz.recipes.layers import LayersRecipe
from optim_viz.recipes.losses import PAGES, LossesRecipe
from optim_viz.recipes.map import MapRecipe
from optim_viz.recipes.multistart import MultistartRecipe
from optim_viz.recipes.orders import OrdersRecipe
from optim_viz.recipes.play import MEDIA, PlayRecipe
from optim_viz.recipes.regression import RegressionRecipe
from optim_viz.recipes.surface import SurfaceRecipe
from optim_viz.recipes.taylor import TaylorRecipe
from optim_viz.recipes.theory import TheoryRecipe
from optim_viz.recipes.train import TrainRecipe
from surfaces import InputError

numbers = st.floats(-3.0, 3.0)
counts = st.integers(1, 500)
specs = st.sampled_from(("sgd", "adam:lr=0.1", "momentum:momentum=0.5", "newton", "lion:lr=3e-4"))
methods = st.lists(specs, min_size=1, max_size=4, unique=True).map(tuple)
rates = st.one_of(st.sampled_from(("tuned", "default")), st.floats(1e-9, 1e3))
noises = st.one_of(st.floats(0.1, 10.0), st.just("heavy:0.5:2"), st.just("relative:0.3"))
shown = {
    "theme": st.sampled_from(THEMES),
    "medium": st.sampled_from((None, *PRESETS)),
    "size": st.sampled_from((None, "slide", "half", "4:3", "12x8.5")),
    "title": st.sampled_from((None, "none", "From zigzag to Adam: $5")),
    "footer": st.sampled_from((None, *FOOTERS)),
    "style": st.sampled_from((None, {"accent": "#B58900", "names": {"sgd": 'Größter "Abstieg"'}})),
}
posed = {
    **shown,
    "rotate": numbers,
    "shift": st.one_of(st.none(), st.tuples(numbers, numbers)),
    "domain": st.sampled_from((None, ((-9.0, 9.0), (-8.0, 9.0)), ((-9.0, 9.0),))),
}
surfaces = st.one_of(
    st.fixed_dictionaries({"surface": st.sampled_from(("ravine", "rosenbrock:steepness=10"))}),
    st.fixed_dictionaries({"formula": st.sampled_from(("x**2/20 + y**2", "x**4 + y**2"))}),
    st.just({}),
)
quadratics = st.one_of(
    st.fixed_dictionaries({"surface": st.sampled_from(("ravine", "ellipsoid:condition=9"))}),
    st.fixed_dictionaries({"formula": st.sampled_from(("x**2/20 + y**2", "x**2 + 9*y**2"))}),
    st.just({}),
)


def recipes(
    kind: type[Recipe],
    on: st.SearchStrategy[dict[str, str]] = surfaces,
    **own: st.SearchStrategy[object],
) -> st.SearchStrategy[Recipe]:
    """Return recipes on some surfaces, with these fields or with some of them."""
    return st.builds(
        lambda one, other: kind(**one, **other), on, st.fixed_dictionaries({}, optional=own)
    )


raced = {
    **posed,
    "optimizers": methods,
    "lr": rates,
    "noise": noises,
    "seed": st.integers(0, 2**62),
    "start": st.tuples(numbers, numbers),
    "layout": st.sampled_from(LAYOUTS),
}
viewed = {
    "elevation": st.floats(5.0, 90.0),
    "azimuth": st.floats(-360.0, 360.0),
    "z": st.sampled_from(("linear", "log")),
}

views = st.sampled_from((None, ((-1.0, 1.0), (0.0, 2.0))))

KINDS: dict[str, st.SearchStrategy[Recipe]] = {
    "animate": recipes(
        AnimateRecipe, **raced, steps=counts, fps=st.integers(1, 60), seconds=st.floats(0.5, 9.0),
        pause=st.floats(0.0, 9.0),
    ),
    "deck": st.builds(
        DeckRecipe,
        **{key: one for key, one in shown.items() if key not in ("medium", "size")},
        medium=st.sampled_from(TARGETS),
        lecture=st.sampled_from(['[[slides]]\ntitle = "One"', "[[slides]]\n[[slides]]"]),
    ),
    "frames": recipes(
        FramesRecipe, **raced,
        at=st.lists(st.integers(0, 100), min_size=1, max_size=5).map(tuple),
    ),
    "compare": st.one_of(
        recipes(CompareRecipe, **raced, steps=counts),
        recipes(partial(CompareRecipe, layout="relief"), **viewed, start=raced["start"]),
    ),
    "basins": recipes(
        BasinsRecipe, **posed, optimizers=methods, side=st.integers(2, 99), steps=counts,
        lr=st.sampled_from(("tuned", "default")),
    ),
    "map": st.builds(
        MapRecipe, rotate=numbers, **shown, steps=st.integers(8, 99),
        x=st.just(("lr", 0.1, 1.0, 12)), y=st.just(("momentum", 0, 0.5, 9)),
    ),
    "orders": recipes(OrdersRecipe, rotate=numbers, **shown, steps=counts),
    "graph": st.one_of(
        st.builds(GraphRecipe, **shown, formula=st.just("x*y"), at=st.tuples(numbers, numbers)),
        st.builds(GraphRecipe, **shown, surface=st.just("network"), row=st.integers(0, 9)),
    ),
    "layers": st.builds(
        LayersRecipe, **shown, page=st.sampled_from(LAYER_PAGES), depth=st.integers(2, 60),
        width=st.integers(1, 99), steps=counts, seed=st.integers(0, 2**62),
    ),
    "losses": st.builds(
        LossesRecipe, **shown, page=st.sampled_from(PAGES), lr=st.floats(0.01, 9.0), steps=counts,
        start=st.tuples(numbers, numbers),
    ),
    "multistart": recipes(
        MultistartRecipe, **posed, optimizer=specs, starts=st.integers(2, 99), steps=counts,
        seed=st.integers(0, 2**62),
    ),
    "regression": st.builds(
        RegressionRecipe, **shown, steps=counts, seed=counts,
        surface=st.sampled_from(("linear_regression", "linear_regression:degree=2,ridge=0.1")),
    ),
    "play": st.builds(
        PlayRecipe,
        **{key: one for key, one in shown.items() if key not in ("medium", "size", "footer")},
        medium=st.sampled_from((None, *MEDIA)), rotate=numbers, steps=counts, lr=rates,
        surfaces=st.sampled_from(((), ("ravine", "rosenbrock:steepness=10"))), optimizers=methods,
        formulas=st.sampled_from(((), ("x**4 + y**2",))), seed=st.integers(0, 2**53),
        noise=noises,
    ),
    "taylor": recipes(TaylorRecipe, **posed, at=st.tuples(numbers, numbers)),
    "theory": recipes(
        TheoryRecipe, quadratics, **posed, steps=st.one_of(st.none(), st.integers(2, 999))
    ),
    "explain": recipes(
        ExplainRecipe, **posed, optimizer=specs, step=counts, lr=rates, noise=noises,
        start=st.tuples(numbers, numbers), seed=st.integers(0, 2**62), view=views,
    ),
    "surface": recipes(SurfaceRecipe, **posed, **viewed, view=views),
    "curvature": st.one_of(
        st.builds(CurvatureRecipe, **shown, seed=counts, steps=st.integers(2, 99)),
        st.builds(
            CurvatureRecipe, surface=st.just("rosenbrock"), **posed, optimizers=methods,
            start=st.tuples(numbers, numbers),
        ),
    ),
    "gradients": st.one_of(
        st.builds(GradientsRecipe, **shown, seed=counts),
        st.builds(
            GradientsRecipe, surface=st.just("rosenbrock"), **posed, seed=counts,
            start=st.tuples(numbers, numbers),
        ),
    ),
    "train": st.builds(
        TrainRecipe, model=st.sampled_from(("digits", "moons", "network:data=xor,layers=2-3-1")),
        optimizers=st.sampled_from((("sgd",), ("adam:lr=0.1", "lion"))), lr=rates, **shown,
        batch_size=st.sampled_from(("1", "4", "all")), epochs=st.integers(1, 9),
        seeds=st.integers(1, 9), seed=counts,
    ),
    "gallery": st.builds(GalleryRecipe, figure=st.sampled_from(("saito_turned", "saito")), **shown),
    "bench": st.builds(
        BenchmarkRecipe, surfaces=st.just(("ravine", "bowl:dim=3")), optimizers=methods,
        rates=st.tuples(st.floats(1e-6, 0.1), st.floats(0.2, 9.0), st.integers(2, 99)),
        starts=counts, seeds=counts, steps=counts, noise=noises, **shown,
        figure=st.one_of(st.none(), st.sampled_from(FIGURES)),
    ),
}  # fmt: skip


def test_every_command_that_makes_a_figure_has_a_recipe():
    assert set(KINDS) == set(commands())


@pytest.mark.parametrize("command", KINDS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_text_gives_the_recipe_back(command, data):
    recipe = data.draw(KINDS[command])
    text = recipe.text()
    assert Recipe.read(text) == recipe
    assert type(recipe).read(text) == recipe
    assert Recipe.read(text).text() == text
    assert text.isascii()
    assert "\n" not in text
    said = {
        one.name
        for one in fields(recipe)
        if "terse" not in one.metadata or getattr(recipe, one.name) != one.default
    }
    assert set(json.loads(text)[command]) == said


@pytest.mark.parametrize("command", [one for one in KINDS if one not in ("gallery", "deck")])
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_command_line_gives_the_recipe_back(command, data, run_program):
    recipe = data.draw(KINDS[command])
    program, *typed = shlex.split(command_line(*read_plain(recipe.text())))
    assert program == "optim-viz"
    told = run_program(*typed, "--dry-run", "--json", "-q")
    assert json.loads(told)["recipe"] == json.loads(recipe.text())


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("compare", "compare"),
        ("compare --start=-7,2 --steps 100 -a sgd", "compare -a sgd --start=-7,2"),
        ("compare -f -x**2+y**4", "compare '--formula=-x**2+y**4'"),
        ("explain adam --on beale", "explain adam --on=beale"),
        ("map --steps 20", "map --steps=20"),
        ("basins --zoom=-1:1,0:2", "basins --zoom=-1:1,0:2"),
        ("bench --budget 100", "bench --budget=100"),
        ("bench booth --starts 2 --rates 1e-3:1:9", "bench booth --rates=0.001:1:9 --starts=2"),
    ],
)
def test_the_command_line_leaves_out_what_is_usual(typed, command, run_program):
    told = json.loads(run_program(*typed.split(), "--dry-run", "--json", "-q"))
    assert command_line(*read_plain(json.dumps(told["recipe"]))) == f"optim-viz {command}"


@pytest.mark.parametrize("command", KINDS)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_the_key_knows_nothing_of_how_it_is_drawn(command, data):
    recipe = data.draw(KINDS[command])
    assert replace(recipe, theme="dark").key() == replace(recipe, theme="light").key()
    assert "dark" not in replace(recipe, theme="dark").key()


GOOD = CompareRecipe().text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no recipe of optim-viz"),
        ("{", "no recipe of optim-viz"),
        ("[1, 2]", "no recipe of optim-viz"),
        ('{"compare": {}}', "no recipe of optim-viz"),
        ("[" * 100_000, "no recipe of optim-viz"),
        (GOOD + " " * 10**6, "no recipe of optim-viz"),
        ('{"optim-viz": "99.1.0", "compare": {}}', r"made by optim-viz 99\.1\.0, and this is"),
        ('{"optim-viz": "0.1.0"}', "names one command, not none"),
        ('{"optim-viz": "0.1.0", "compare": {}, "map": {}}', "names one command"),
        ('{"optim-viz": "0.1.0", "compare": 3}', "names one command"),
        ('{"optim-viz": "0.1.0", "os": {}}', "unknown kind of recipe: 'os'"),
        ('{"optim-viz": "0.1.0", "base": {}}', "unknown kind of recipe"),
        ('{"optim-viz": "0.1.0", "compar": {}}', "did you mean compare"),
        ('{"optim-viz": "0.1.0", "compare": {"step": 3}}', "did you mean steps"),
        ('{"optim-viz": "0.1.0", "compare": {"steps": "3"}}', "steps is a whole number, not '3'"),
        ('{"optim-viz": "0.1.0", "compare": {"steps": true}}', "steps is a whole number"),
        ('{"optim-viz": "0.1.0", "compare": {"start": [1, "2"]}}', "start is a tuple of a number"),
        ('{"optim-viz": "0.1.0", "compare": {"theme": "pink"}}', "unknown theme"),
        ('{"optim-viz": "0.1.0", "map": {"x": ["lr", 1, 2]}}', "x is a tuple"),
    ],
)  # fmt: skip
def test_what_is_no_recipe_is_one_clear_line(text, message):
    with pytest.raises(InputError, match=message) as error:
        Recipe.read(text)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_a_recipe_of_another_command_is_refused():
    with pytest.raises(InputError, match="a recipe of compare, not of map"):
        MapRecipe.read(GOOD)


def test_unread_recipes_do_not_import_what_they_name():
    with pytest.raises(InputError, match="unknown kind"):
        Recipe.read('{"optim-viz": "0.1.0", "..cli": {}}')
