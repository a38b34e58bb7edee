"""Names and parameters as people type them, and what they are told when it does not fit."""

import subprocess
import sys

import pytest

import surfaces
from surfaces.specs import InputError, parse


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("ravine", ("ravine", {})),
        (" ravine : condition = 1e3 ", ("ravine", {"condition": 1000.0})),
        ("rosenbrock:dim=3,steepness=10", ("rosenbrock", {"dim": 3, "steepness": 10})),
        ("a:b=c", ("a", {"b": "c"})),
    ],
)
def test_a_spec_is_a_name_and_values(spec, expected):
    assert parse(spec) == expected


@pytest.mark.parametrize(
    "spec", ["ravine:", "ravine:condition", "ravine:condition=", ":x=1", "a:=1"]
)
def test_a_spec_that_cannot_be_read_is_quoted(spec):
    with pytest.raises(InputError, match="expected name or name:key=value"):
        surfaces.get(spec)


@pytest.mark.parametrize("text", ["x**2 + y**2", "sin(x)", "x^2"])
def test_a_formula_is_told_where_formulas_go(text):
    with pytest.raises(InputError, match=r"surfaces\.formula\('.*'\) takes formulas"):
        surfaces.get(text)


def test_a_parameter_given_twice_is_an_error():
    with pytest.raises(InputError, match="condition is given twice"):
        surfaces.get("ravine:condition=1,condition=2")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("rosenbrok", "rosenbrock"),
        ("Himmelblau", "himmelblau"),
        ("sixhumpcamel", "six_hump_camel"),
        ("rastrign:dim=3", "rastrigin"),
        ("camel", "six_hump_camel"),
        ("powell", "powell_badly_scaled"),
    ],
)
def test_an_unknown_name_names_the_nearest(given, meant):
    with pytest.raises(InputError, match=rf"did you mean {meant}( or \w+)*\?"):
        surfaces.get(given)


def test_an_unknown_parameter_names_the_nearest():
    with pytest.raises(InputError, match="did you mean steepness"):
        surfaces.get("rosenbrock:stepness=3")
    with pytest.raises(InputError, match="himmelblau takes no parameters"):
        surfaces.get("himmelblau:dim=2")


@pytest.mark.parametrize(
    "spec",
    [
        "rosenbrock:dim=2.5",
        "rosenbrock:dim=two",
        "rosenbrock:dim=1",
        "rosenbrock:steepness=nan",
        "rosenbrock:steepness=inf",
        "rosenbrock:steepness=0",
        "ravine:condition=-1",
        "ravine:condition=steep",
        "bowl:dim=0",
        "rastrigin:amplitude=-1",
        "double_well:tilt=21",
    ],
)
def test_a_value_that_does_not_fit_is_an_input_error(spec):
    with pytest.raises(InputError) as error:
        surfaces.get(spec)
    assert "\n" not in str(error.value)
    assert spec.partition(":")[0] in str(error.value)


@pytest.mark.parametrize(
    ("other", "name"), [("colville", "wood"), ("sphere:dim=3", "bowl"), ("banana", "rosenbrock")]
)
def test_other_names_are_known(other, name):
    assert surfaces.get(other).name == name
    assert other.partition(":")[0] not in surfaces.names()


def test_every_name_leads_to_its_family():
    for name in surfaces.names():
        assert surfaces.get(name).name == name
    others = [other for family in surfaces.catalogue().values() for other in family.known_as]
    assert not set(others) & set(surfaces.names())
    assert len(set(others)) == len(others)


def test_keywords_win_over_the_text():
    assert surfaces.get("ravine:condition=3", condition=7) == surfaces.Ravine(condition=7.0)


def test_text_of_a_surface_gives_it_back():
    assert str(surfaces.get("rosenbrock", steepness=0.1, dim=3)) == "rosenbrock:dim=3,steepness=0.1"
    assert str(surfaces.get("ravine")) == "ravine"


def test_listing_loads_only_numpy():
    code = (
        "import sys, surfaces; surfaces.names();"
        "heavy = {'sympy', 'mpmath', 'scipy', 'matplotlib', 'pandas'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("spec", "formula"),
    [
        ("ellipsoid", "x² + 10⁶·y²"),
        ("ellipsoid:condition=100", "x² + 100·y²"),
        ("ellipsoid:condition=2.5e7", "x² + 2.5·10⁷·y²"),
        ("ellipsoid:dim=5", "Σ (10⁶)^((i−1)/(d−1))·xᵢ²"),
        ("ellipsoid:dim=5,condition=100", "Σ 100^((i−1)/(d−1))·xᵢ²"),
        ("ravine", "x²/20 + y²"),
        ("ravine:condition=1e-7", "x²/(10⁻⁷) + y²"),
    ],
)
def test_a_large_condition_is_printed_as_a_power_of_ten(spec, formula):
    assert surfaces.get(spec).formula == formula
