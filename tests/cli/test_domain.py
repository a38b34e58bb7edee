"""``--domain`` bounds the surface of every command, and stands in its recipe."""

import json

import pytest

from optim_viz.recipes import Recipe

COMMANDS = {
    "compare": "compare -a sgd --steps 5",
    "basins": "basins -a newton --side 9 --steps 5",
    "map": "map --x lr=0.1:1:5 --y momentum=0:0.9:5 --steps 8",
    "theory": "theory --steps 20",
    "orders": "orders --steps 5",
    "surface": "surface",
    "explain": "explain adam:lr=0.1",
    "bench": "bench -a sgd --starts 2 --rates 0.1:1:3 --steps 5",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_domain_and_its_recipe_tells_it(cli, command, sketch):
    typed = COMMANDS[command].split()
    ran = cli(*typed, "-f", "x**2 + 3*y**2", "--domain=-4:4,-3:5", "--json")
    assert ran.code == 0
    recipe = Recipe.read(json.dumps(json.loads(ran.out)["recipe"]))
    assert recipe.domain == ((-4.0, 4.0), (-3.0, 5.0))
    problem = recipe.problems[0] if command == "bench" else recipe.problem
    assert problem.posed.domain.sides == recipe.domain
    assert not problem.posed.unlimited


def test_show_and_check_take_a_domain(cli):
    ran = cli("show", "ravine", "--domain=-3:3", "--json")
    assert json.loads(ran.out)["domain"] == {"low": [-3, -3], "high": [3, 3]}
    ran = cli("check", "-f", "x**2 + y**4", "--domain=1:2,3:4")
    assert "[1, 2] × [3, 4]" in ran.out


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("compare --domain=1", "--domain is LOW:HIGH for each coordinate, as in --domain=-1:1,0:2"),
        ("compare --domain=1:2:3", "--domain is LOW:HIGH for each coordinate"),
        ("compare --domain=a:b", "--domain is LOW:HIGH for each coordinate"),
        ("surface --domain=2:1", "a domain is LOW:HIGH with LOW < HIGH"),
        ("bench --domain=0:1,0:1,0:1", "the domain of ravine is LOW:HIGH,LOW:HIGH, not 3 ranges"),
        ("show adam --domain=0:1", "adam is no surface"),
        ("basins -f x**2+y**2 --zoom 0:1e308,0:1", "zoom reaches to ±1e+100 at most"),
    ],
)
def test_a_domain_that_does_not_fit_is_one_line(cli, files, typed, message):
    ran = cli(*typed.split())
    assert (ran.code, ran.out, files()) == (2, "", {})
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_a_typed_formula_leaves_only_a_domain_that_was_given(cli, sketch):
    typed = ["compare", "-f", "0.1*x**2 + 2*y**2", "--start=-5,-2", "--steps", "20"]
    typed += ["-a", "sgd:lr=0.4", "-a", "sgd:lr=0.6", "--json"]
    free = json.loads(cli(*typed).out)["results"]
    assert [row["status"] for row in free] == ["budget spent", "diverged"]
    held = json.loads(cli(*typed, "--domain=-6:6,-3:3").out)["results"]
    assert [row["status"] for row in held] == ["budget spent", "left the domain"]


def test_a_zoom_may_lie_beyond_the_window_of_a_formula(cli, sketch):
    typed = ["basins", "-f", "x**2 + y**2", "-a", "newton", "--side", "9", "--steps", "5"]
    assert cli(*typed, "--zoom", "50:60,50:60").code == 0
    assert cli(*typed, "--zoom", "50:60,50:60", "--domain=-9:9").code == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("(x-10.1)**2",), "It has 1 minimum and no other stationary point:"),
        (("exp(x) + y",), "It has no minimum and no other stationary point."),
        (("x**2 - y**4 + y",), "inside [-10, 10] × [-10, 10]; beyond it was not searched"),
        (("x**2", "--domain=1:2"), "no other stationary point inside the domain."),
        (("abs(x-20) + y**2",), "there may be more"),
    ],
)
def test_no_minimum_is_said_where_it_is_proven_else_the_box_is_named(cli, typed, told):
    ran = cli("show", "-f", *typed)
    assert told in " ".join(ran.out.split())
    if "domain" not in told:
        assert "domain" not in ran.out


def test_a_value_that_is_to_be_reached_is_typed_as_a_target(cli, sketch):
    typed = "bench saddle -a sgd --starts 2 --rates 0.1:1:3 --steps 20 --json --target"
    ran = cli(*typed.split(), "value:-5")
    assert ran.code == 0
    recipe = json.loads(ran.out)["recipe"]["bench"]
    assert (recipe["reach"], recipe["target"]) == ("value:-5", 1e-6)
    assert cli(*typed.split(), "1e-3").code == 2
