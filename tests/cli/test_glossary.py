"""`list words` and `show gap`: every word on a figure has one definition, that of the code."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

import surfaces
from optim_viz import cli as commands
from optim_viz import optimizers, schedules
from optim_viz.bench.aggregates import TAU
from optim_viz.bench.tuning import BAND_QUANTILES
from optim_viz.bench.units import TARGET_GAPS
from optim_viz.cli.catalogue import complete_name
from optim_viz.cli.glossary import find, names
from optim_viz.recipes.base import TARGET
from optim_viz.recipes.bench import FIGURES
from optim_viz.runs import loop, measures, status
from optim_viz.runs.statistics import CONFIDENCE_LEVEL
from optim_viz.studies import basins
from optim_viz.studies.compare import QUANTILES
from optim_viz.studies.tuning import RATES
from optim_viz.text import en
from surfaces.numerals import superscript

WORDS = [*en.GLOSSARY]


def test_list_has_every_word_in_alphabetical_order(cli):
    ran = cli("list", "words")
    assert (ran.code, ran.err) == (0, "")
    header, *rows = ran.lines
    assert header.split() == ["word", "what", "it", "means"]
    left = header.index("what")
    assert [row[:left].strip() for row in rows if row[0] != " "] == sorted(WORDS, key=str.lower)
    assert max(map(len, rows)) <= 100
    told = " ".join(row[left:] for row in rows)
    assert all(meaning in told for meaning in en.GLOSSARY.values())


def test_list_as_json_is_what_show_as_json_says_of_each(cli):
    listed = json.loads(cli("list", "words", "--json").out)
    assert {one["word"]: one["meaning"] for one in listed} == en.GLOSSARY
    for one in listed[::8]:
        assert json.loads(cli("show", one["word"], "--json").out) == one


@pytest.mark.parametrize("word", ["gap", "expected runtime", "left the domain", "1.5th order"])
def test_show_tells_what_a_word_means(word, cli):
    ran = cli("show", word)
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0] == word
    assert " ".join(ran.lines[1:]) == en.GLOSSARY[word]


@pytest.mark.parametrize("typed", ["ert", "ERT", "Expected  Runtime", "expected steps"])
def test_a_word_is_known_by_other_names_and_in_capitals(typed, cli):
    assert json.loads(cli("show", typed, "--json").out)["word"] == "expected runtime"


@pytest.mark.parametrize(
    ("typed", "near"), [("gaap", "gap"), ("expected runtim", "expected runtime"), ("ETR", "ert")]
)
def test_a_near_miss_gets_the_nearest_word(typed, near, cli):
    ran = cli("show", typed)
    assert (ran.code, ran.out) == (2, "")
    assert f"did you mean {near}" in ran.err
    assert "`list words`" in ran.err


def test_a_word_can_be_neither_turned_nor_given_knobs(cli):
    assert "gap is no surface" in cli("show", "gap", "--rotate", "3").err
    assert cli("show", "gap:lr=1").code == 2


def test_no_word_is_the_name_of_a_surface_an_optimizer_or_a_schedule():
    known = {*surfaces.names(), *optimizers.names(), *schedules.shapes()}
    known |= {name for family in surfaces.catalogue().values() for name in family.known_as}
    assert not known & {name.lower() for name in names()}


def test_a_surface_of_the_same_name_wins(cli, monkeypatch):
    monkeypatch.setitem(en.GLOSSARY, "ravine", "Nothing.")
    monkeypatch.setitem(en.GLOSSARY, "adam", "Nothing.")
    monkeypatch.setitem(en.GLOSSARY, "cosine", "Nothing.")
    for name in ("ravine", "adam", "cosine"):
        assert "Nothing." not in cli("show", name).out


def test_completion_knows_the_words():
    assert {"expected runtime", "expected steps", "exponential"} <= set(complete_name("exp"))
    assert "gap" in complete_name("ga")


def test_other_names_are_of_words_and_are_no_words_themselves():
    assert set(en.ALIASES.values()) <= set(WORDS)
    assert not set(en.ALIASES) & {word.lower() for word in WORDS}
    assert all(name == name.lower() for name in en.ALIASES)
    assert all(find(name).word == word for name, word in en.ALIASES.items())


def test_a_definition_is_one_or_two_sentences():
    for meaning in en.GLOSSARY.values():
        assert meaning.endswith((".", ".)"))
        assert len(re.findall(r"\. [A-Z]", meaning.replace("et al. ", ""))) <= 1, meaning


def strings(source):
    """Return what a module says: its strings, without docstrings and without the glossary."""
    tree = ast.parse(source)
    skipped = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    } | {
        id(part)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("GLOSSARY", "ALIASES")
        for part in ast.walk(node)
    }  # fmt: skip
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]


@cache
def printed():
    """Return what figures, tables, options and JSON say."""
    modules = (
        path
        for folder in (commands, en)
        for path in Path(folder.__file__).parent.glob("*.py")
        if path.stem != "glossary" or folder is en
    )
    said = [line for path in modules for line in strings(path.read_text(encoding="utf-8"))]
    return "\n".join([*said, *FIGURES])


PRINTED_AS = {"saddle point": "saddle"}
"""Words that are printed otherwise: this one is a surface, too, which is what `show` tells of."""


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_printed_somewhere(word):
    others = [name for name, meant in en.ALIASES.items() if meant == word]
    said = "|".join(re.escape(name) for name in (PRINTED_AS.get(word, word), *others))
    assert re.search(rf"(?i)(?<!\w)({said})s?(?!\w)", printed())


def power(number):
    exponent = round(float(f"{number:e}".partition("e")[2]))
    assert float(f"1e{exponent}") == number
    return "10" + superscript(exponent)


NUMBERS = {
    "basin": [power(basins.REST)],
    "confidence interval": [f"{CONFIDENCE_LEVEL:.0%}".replace("%", " %")],
    "converged": [power(loop.TOLERANCE)],
    "curvature": [power(status._LEAST_CURVATURE)],
    "diverged": [power(status._DIVERGED_DISTANCE)],
    "ECDF": [f"{len(TARGET_GAPS)} target gaps from {TARGET_GAPS[0]:g} to {power(TARGET_GAPS[-1])}"],
    "learning rate": [f"{len(RATES)} rates from {power(RATES[0])} to {RATES[-1]:g}"],
    "local minimum": [f"{100 * measures.NEAR_SHARE:g} %"],
    "median band": [
        f"{100 * low:g} to {100 * high:g} %" for low, *_, high in (BAND_QUANTILES, QUANTILES)
    ],
    "stalled at a maximum": [power(loop.TOLERANCE)],
    "stalled at a saddle": [power(loop.TOLERANCE)],
    "target": [power(TARGET)],
}


@pytest.mark.parametrize("word", NUMBERS)
def test_numbers_in_a_definition_are_those_of_the_code(word):
    for number in NUMBERS[word]:
        assert number in en.GLOSSARY[word]


def test_a_thousandth_is_what_the_code_has():
    assert (TAU, basins.NEAR, measures._LAST_STEPS_DIVISOR) == (1e-3, 1e-3, 10)
