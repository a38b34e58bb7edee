"""What a formula may say, and that nothing it says is ever run."""

import json
import subprocess
import sys
import time

import pytest

from surfaces.custom.grammar import FormulaError, parse
from surfaces.specs import InputError

REFUSED = [
    # text, column of the trouble, and what the person is told
    ("", 1, "is expected"),
    ("   ", 1, "is expected"),
    ("x^2", 2, "a power is written \\*\\*"),
    ("y = x**2", 3, "only the right-hand side"),
    ("x²", 2, "a power is written"),
    ("x**2 − 1", 6, "a minus is written -"),
    ("3×x", 2, "a product is written"),
    ("2x", 2, "a product is written"),
    ("2 (x + 1)", 1, "a product is written"),
    ("x(x + 1)", 1, "a product is written x\\*"),
    ("x + yy", 5, "it is written y, or y\\*\\*2 for a power"),
    ("xy", 1, "a product is written x\\*y"),
    ("x y", 3, "missing or too much"),
    ("sin x", 1, "stands in brackets: sin\\(...\\)"),
    ("sin", 1, "needs an argument"),
    ("ln(x)", 1, "it is written log"),
    ("arctan(x)", 1, "it is written atan"),
    ("sine(x)", 1, "did you mean sin"),
    ("math.sin(x)", 1, "it is written sin"),
    ("sin(x, y)", 1, "takes one argument"),
    ("min(x)", 1, "two arguments or more"),
    ("x +", 3, "missing after this"),
    ("* x", 1, "missing or too much"),
    ("(x + 1", 1, "not closed"),
    ("x + 1)", 6, "no bracket was opened"),
    ("z**2", 1, "it is written x2"),
    ("x1 + x2", 6, "x0 is missing"),
    ("x + x0", 1, "not both"),
    ("x0 + x99", 6, "at most 12 variables"),
    ("3 + 4", 1, "needs a variable"),
    ("x/0", 3, "nothing can be divided"),
    ("x/(1 - 1)", 4, "nothing can be divided"),
    ("x + log(0)", 5, "not a real number"),
    ("x*sqrt(-2)", 3, "not a real number"),
    ("x + (-8)**(1/3)", 5, "not a real number"),
    ("x // 2", 1, "a quotient is written /"),
    ("x % 2", 3, "a quotient is written /"),
    ("|x|", 1, "written abs"),
    ("x!", 2, "allowed are"),
    ("0x1F*x", 1, "numbers are decimal"),
    ("1_000*x", 1, "numbers are decimal"),
    ("2j*x", 1, "numbers are decimal"),
    ("1e999*x", 1, "numbers lie between"),
    ("1e-300*x", 1, "numbers lie between"),
    ("0.1234567890123456789012*x", 1, "at most 20 characters"),
    # what somebody might try
    ("__import__('os').system('true')", 12, "allowed are"),
    ("__import__(os)", 1, "allowed are"),
    ("x.__class__.__mro__", 1, "a point stands only in numbers"),
    ("().__class__.__bases__", 1, "a point stands only in numbers"),
    ("(1).__class__", 1, "a point stands only in numbers"),
    ("x.real", 1, "a point stands only in numbers"),
    ("sin.__globals__", 1, "a point stands only in numbers"),
    ("eval(x)", 1, "allowed are"),
    ("exec(x)", 1, "allowed are"),
    ("open(x)", 1, "allowed are"),
    ("getattr(x, y)", 1, "allowed are"),
    ("globals()", 1, "allowed are"),
    ("lambda: x", 7, "allowed are"),
    ("(lambda x: x)(y)", 10, "allowed are"),
    ("[x for x in y]", 1, "brackets are round"),
    ("(x for x in y)", 1, "allowed are"),
    ("{x: y}", 1, "brackets are round"),
    ("x[0]", 2, "brackets are round"),
    ("(x := 3)", 4, "allowed are"),
    ("f'{x}'", 2, "allowed are"),
    ("'a'*9", 1, "allowed are"),
    ("x if y else 1", 1, "allowed are"),
    ("x and y", 1, "allowed are"),
    ("not x", 1, "allowed are"),
    ("x < y", 3, "allowed are"),
    ("x is y", 1, "allowed are"),
    ("x @ y", 3, "allowed are"),
    ("~x", 1, "allowed are"),
    ("x, y", 1, "allowed are"),
    ("sin(*x)", 5, "allowed are"),
    ("max(x, y, key=x)", 14, "only the right-hand side"),
    ("True*x", 1, "numbers are decimal"),
    ("None", 1, "numbers are decimal"),
    ("...", 1, "numbers are decimal"),
    ("await x", 1, "allowed are"),
    ("yield x", 1, "missing or too much"),
    ("import os", 1, "missing or too much"),
    ("x; y", 2, "allowed are"),
    ("x\ny", 2, "allowed are"),
    ("x\x00", 2, "allowed are"),
    ("x\u200b", 2, "ZERO WIDTH SPACE"),
    ("\u202ex", 1, "RIGHT-TO-LEFT OVERRIDE"),
    ("\u0445**2", 1, "CYRILLIC SMALL LETTER HA"),
    ("\uff58**2", 1, "FULLWIDTH LATIN SMALL LETTER X"),
    ("\U0001d465**2", 1, "MATHEMATICAL ITALIC SMALL X"),
    ("x # y", 3, "allowed are"),
    ("x \\\n", 3, "allowed are"),
    # what would take long
    ("9**9**9*x", 4, "an exponent is at most 100"),
    ("x**(10**9)", 5, "an exponent is at most 100"),
    ("x**1000", 4, "an exponent is at most 100"),
    ("(2**100)**100*x", 1, "numbers lie between"),
    ("exp(exp(exp(9)))*x", 5, "numbers lie between"),
    ("x**x**x**x**x", 4, "at most 3 exponents"),
    ("(" * 40 + "x" + ")" * 40, 13, "at most 12 brackets"),
    ("sin(" * 13 + "x" + ")" * 13, 52, "at most 12 brackets"),
    ("-" * 250 + "x", 121, "at most 120 parts"),
    ("x" + "+x" * 150, 1, "at most 120 parts"),
    ("x" + "+x" * 500, 401, "at most 400 characters"),
    ("9" * 5000 + "*x", 401, "at most 400 characters"),
    ("max(x, y)+" * 9 + "x", 81, "at most 8 times min and max"),
    ("xy" * 190, 1, "a product is written x\\*y\\*x"),
    ("x if y else 1", 1, "allowed are"),
    ("not x", 1, "allowed are"),
    ("x or y", 1, "allowed are"),
    ("~x", 1, "allowed are"),
    ("*x, y", 1, "allowed are"),
    ("sin(*x)", 5, "allowed are"),
    ("sin(**x)", 1, "takes one argument"),
    ("min(x, y, **x)", 1, "two arguments or more"),
    ("sin(x)(y)", 1, "a product is written"),
    ("await x", 1, "allowed are"),
    ("...", 1, "numbers are decimal"),
    ("None", 1, "numbers are decimal"),
    ("True*x", 1, "numbers are decimal"),
    ("1..real", 1, "a point stands only in numbers"),
    ("x\u0663", 2, "ARABIC-INDIC DIGIT THREE"),
    ("sin(x\uff09", 6, "FULLWIDTH RIGHT PARENTHESIS"),
    ("x\x1b[31m", 2, "allowed are"),
    ("\ud800", 1, "an unknown sign"),
    ("x000", 1, "allowed are"),
    ("x" + "*x" * 130, 1, "at most 120 parts"),
]


@pytest.mark.parametrize(("text", "column", "told"), REFUSED)
def test_a_refusal_says_where_and_why_in_no_time(text, column, told):
    began = time.perf_counter()
    with pytest.raises(FormulaError, match=told) as error:
        parse(text)
    assert time.perf_counter() - began < 0.1
    assert error.value.column == column
    message = str(error.value)
    assert "\n" not in message
    assert message.isprintable()
    assert len(message) < 300
    assert f"column {column}" in message


def test_there_are_enough_of_them():
    assert len(REFUSED) >= 60


def test_refusing_runs_nothing_and_loads_nothing():
    """The interpreter reports what is done: text is parsed, and nothing else happens."""
    code = """
import json, sys, unicodedata, difflib
from surfaces.custom.grammar import parse
texts = json.load(sys.stdin)
seen, watching = set(), False
sys.addaudithook(lambda event, _: seen.add(event) if watching else None)
watching = True
for text in texts:
    try:
        parse(text)
    except ValueError:
        pass
watching = False
print(json.dumps([sorted(seen), "sympy" in sys.modules]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps([text for text, _, _ in REFUSED]),
        capture_output=True,
        text=True,
        check=True,
    )
    events, loaded = json.loads(ran.stdout)
    assert set(events) <= {"compile", "object.__getattr__"}  # to parse is to compile to a tree
    assert not loaded


def test_what_is_no_text_is_refused():
    for thing in (None, 3, b"x", ["x"]):
        with pytest.raises(InputError, match="a formula is text"):
            parse(thing)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("x", ("x",)),
        ("  x + 1 ", ("x",)),
        ("y", ("x", "y")),
        ("x**2/20 + y**2", ("x", "y")),
        ("x0", ("x0",)),
        ("x2 + x0*x1", ("x0", "x1", "x2")),
        ("x10+x9+x8+x7+x6+x5+x4+x3+x2+x1+x0", tuple(f"x{i}" for i in range(11))),
        (".5*x + 5.*y - 1.5e-3", ("x", "y")),
        ("-x**-2 + +3", ("x",)),
        ("max(0, x, y, 1) + pi*e", ("x", "y")),
        ("x" + "+x" * 59, ("x",)),
        ("x**y", ("x", "y")),
        ("2e2*x", ("x",)),
    ],
)
def test_what_is_allowed_is_read(text, variables):
    assert parse(text).variables == variables
