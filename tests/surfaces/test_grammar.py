"""What a formula may say, and that nothing it says is ever run."""

import contextlib
import json
import random
import re
import subprocess
import sys

import pytest

from surfaces.custom.grammar import FormulaError, parse
from surfaces.specs import InputError

REFUSED = [
    # text, column of the trouble, and what the person is told
    ("", 1, "is expected"),
    ("   ", 1, "is expected"),
    ("x + yy", 5, "it is written y, or y\\*\\*2 for a power"),
    ("xy", 1, "a product is written x\\*y"),
    ("sin", 1, "needs an argument"),
    ("sine(x)", 1, "did you mean sin"),
    ("sin(x, y)", 1, "takes one argument"),
    ("min(x)", 1, "two arguments or more"),
    ("x +", 3, "missing after this"),
    ("* x", 1, "missing or too much"),
    ("(x + 1", 1, "not closed"),
    ("x + 1)", 6, "no bracket was opened"),
    ("x + x0", 1, "not both"),
    ("x0 + x99", 6, "at most 12 variables"),
    ("3 + 4", 1, "needs a variable"),
    ("x/0", 3, "nothing can be divided"),
    ("x/(1 - 1)", 4, "nothing can be divided"),
    ("x + log(0)", 5, "not a real number"),
    ("x*sqrt(-2)", 3, "not a real number"),
    ("x + (-8)**(1/3)", 5, "not a real number"),
    ("x // 2", 3, "a quotient is written /"),
    ("x % 2", 3, "a remainder jumps"),
    ("x == y", 3, "an equation a = b is written a - \\(b\\)"),
    ("f == x**2", 3, "an equation a = b"),
    ("$x^2$", 1, "without \\$"),
    ("cube(x)", 1, "x\\*\\*3"),
    ("clamp(x, 0, 1)", 1, "min\\(max\\(x, low"),
    ("logsumexp(x, y)", 1, "log\\(exp\\(x\\) \\+"),
    ("x!", 2, "a factorial is no function"),
    ("0x1F*x", 1, "numbers are decimal"),
    ("1_000*x", 1, "numbers are decimal"),
    ("2j*x", 2, "if it is a variable, name it"),
    ("1e999*x", 1, "numbers lie between"),
    ("1e-300*x", 1, "numbers lie between"),
    ("0.1234567890123456789012*x", 1, "at most 20 characters"),
    # what has more than one reading
    ("1/2x", 3, "write it as \\(1/2\\)\\*x or as 1/\\(2\\*x\\)"),
    ("1/2 x", 3, "under the fraction or beside it"),
    ("x**2/20 y", 6, "under the fraction or beside it"),
    ("1/|x|y", 5, "under the fraction or beside it"),
    ("e^2x", 3, "in the exponent or beside it"),
    ("2^3x", 3, "in the exponent or beside it"),
    ("e^-2x", 4, "in the exponent or beside it"),
    ("e^x(y + 1)", 3, "in the exponent or beside it"),
    ("sin x**2", 1, "the argument stands in brackets: sin\\(...\\)"),
    ("sin x/2", 1, "stands in brackets"),
    ("sin x y", 1, "stands in brackets"),
    ("exp -x²", 1, "stands in brackets"),
    ("√2x", 1, "stands in brackets"),
    ("sin^-1(x)", 1, "write 1/sin\\(...\\), or asin"),
    ("exp^x", 1, "exp\\(...\\) or e\\*\\*"),
    ("|x|y|x|", 5, "paired in two ways"),
    ("x 2", 1, "a product is written 2\\*x, a power x\\*\\*2"),
    ("2 3*x", 1, "something is missing between"),
    ("a*x**2 + b", 1, "give a a number; if it is a variable, too"),
    ("X**2 + x", 1, "is x meant"),
    ("i**2", 1, "if it is a variable, name it"),
    ("lg(x)", 1, "log10 or log2"),
    ("sinc(x)", 1, "sin\\(x\\)/x or sin\\(pi"),
    ("3x² - 2xy", 8, "a product is written x\\*y"),
    # what is no function of real numbers here
    ("width**2 + 1", 1, "variables are named by --variables width"),
    ("sinx", 1, "stands in brackets: sin\\(x\\)"),
    ("xsin(x)", 1, "a product is written x\\*sin"),
    ("f(x)", 1, "f is no function here"),
    ("np.foo(x)", 4, "a point stands only in numbers"),
    ("x1 + x3", 6, "x2 is missing"),
    ("x**2 = 1", 6, "an equation a = b is written a - \\(b\\)"),
    ("f(x, x) = x", 6, "named twice"),
    ("f(sin) = 2", 3, "is a function"),
    ("f(w) = w + b", 12, "the variables are w"),
    ("0,5*x", 1, "a decimal point is written"),
    ("(x + 1]", 7, "another kind"),
    ("|x", 1, "this bar is not closed"),
    ("where(x, 1, 2)", 7, "a condition compares"),
    ("where(x < 0, 1)", 1, "a condition and two values"),
    ("where(x == 0, 1, 2)", 7, "a condition compares"),
    ("sum(x)", 1, "or a range: sum\\(x0...x4\\)"),
    ("x0...x4", 3, "a range stands in sum, mean, min, max"),
    ("sum(x0...x40)", 7, "at most 12 variables"),
    ("floor(x)", 1, "it jumps and has no slope"),
    ("\\frac{x}{2}", 1, "LaTeX is not read"),
    ("x^", 2, "something is missing after this"),
    ("\u0391**2", 1, "GREEK CAPITAL LETTER ALPHA"),
    # what somebody might try
    ("__import__('os').system('true')", 12, "allowed are"),
    ("__import__(os)", 1, "allowed are"),
    ("x.__class__.__mro__", 3, "a point stands only in numbers"),
    ("().__class__.__bases__", 4, "a point stands only in numbers"),
    ("(1).__class__", 5, "a point stands only in numbers"),
    ("x.real", 3, "a point stands only in numbers"),
    ("sin.__globals__", 5, "a point stands only in numbers"),
    ("eval(x)", 1, "allowed are"),
    ("exec(x)", 1, "allowed are"),
    ("open(x)", 1, "allowed are"),
    ("getattr(x, y)", 1, "allowed are"),
    ("globals()", 1, "allowed are"),
    ("lambda: x", 7, "allowed are"),
    ("(lambda x: x)(y)", 10, "allowed are"),
    ("[x for x in y]", 4, "allowed are"),
    ("(x for x in y)", 4, "allowed are"),
    ("{x: y}", 3, "allowed are"),
    ("(x := 3)", 4, "allowed are"),
    ("f'{x}'", 2, "allowed are"),
    ("'a'*9", 1, "allowed are"),
    ("x if y else 1", 6, "a condition compares"),
    ("x and y", 1, "stands only in where"),
    ("not x", 1, "stands only in where"),
    ("x < y", 1, "stands only in where"),
    ("x is y", 3, "allowed are"),
    ("x @ y", 3, "allowed are"),
    ("~x", 1, "allowed are"),
    ("x, y", 1, "allowed are"),
    ("sin(*x)", 5, "allowed are"),
    ("max(x, y, key=x)", 14, "only the right-hand side"),
    ("True*x", 1, "allowed are"),
    ("None", 1, "allowed are"),
    ("...", 1, "a range is written"),
    ("await x", 1, "allowed are"),
    ("yield x", 1, "allowed are"),
    ("import os", 1, "allowed are"),
    ("x; y", 2, "allowed are"),
    ("x\ny", 2, "allowed are"),
    ("x\x00", 2, "allowed are"),
    ("x\u200b", 2, "ZERO WIDTH SPACE"),
    ("\u202ex", 1, "RIGHT-TO-LEFT OVERRIDE"),
    ("\u0445**2", 1, "CYRILLIC SMALL LETTER HA"),
    ("\uff58**2", 1, "FULLWIDTH LATIN SMALL LETTER X"),
    ("\U0001d465**2", 1, "MATHEMATICAL ITALIC SMALL X"),
    ("x # y", 3, "allowed are"),
    ("x \\\n", 3, "LaTeX is not read"),
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
    ("max(x, y)+" * 9 + "x", 81, "at most 8 times min, max, where"),
    ("xy" * 190, 1, "a product is written x\\*y\\*x"),
    ("x if y else 1", 6, "a condition compares"),
    ("not x", 1, "stands only in where"),
    ("x or y", 1, "stands only in where"),
    ("~x", 1, "allowed are"),
    ("*x, y", 1, "allowed are"),
    ("sin(*x)", 5, "allowed are"),
    ("sin(**x)", 1, "takes one argument"),
    ("min(x, y, **x)", 1, "two arguments or more"),
    ("await x", 1, "allowed are"),
    ("...", 1, "a range is written"),
    ("None", 1, "allowed are"),
    ("True*x", 1, "allowed are"),
    ("1..real", 2, "a range is written"),
    ("x\u0663", 2, "ARABIC-INDIC DIGIT THREE"),
    ("sin(x\uff09", 6, "FULLWIDTH RIGHT PARENTHESIS"),
    ("x\x1b[31m", 2, "allowed are"),
    ("\ud800", 1, "an unknown sign"),
    ("x000", 1, "this is no number"),
    ("x02 + x1", 1, "this is no number"),
    ("x" + "*x" * 130, 1, "at most 120 parts"),
]


@pytest.mark.parametrize(("text", "column", "told"), REFUSED)
def test_a_refusal_says_where_and_why(text, column, told):
    with pytest.raises(FormulaError, match=told) as error:
        parse(text)
    assert error.value.column == column
    message = str(error.value)
    assert "\n" not in message
    assert message.isprintable()
    assert len(message) < 300
    assert f"column {column}" in message


def test_there_are_enough_of_them():
    assert len(REFUSED) >= 60


READ = [
    # what was typed, and what it says in Python
    ("2x", "2*x"),
    ("x^2", "x**2"),
    ("x²", "x**2"),
    ("x⁻¹²", "x**-12"),
    ("2(x+1)", "2*(x+1)"),
    ("x(x + 1)", "x*(x + 1)"),
    ("(x+1)(x-1)", "(x+1)*(x-1)"),
    ("x y", "x*y"),
    ("x^2y", "x**2*y"),
    ("x^2 y", "x**2*y"),
    ("(x-1)(y+2)^2(x+y)", "(x-1)*(y+2)**2*(x+y)"),
    ("2x/3", "2*x/3"),
    ("x/(2y)", "x/(2*y)"),
    ("½x² + ⅓y²", "(1/2)*x**2 + (1/3)*y**2"),
    ("1e3x", "1e3*x"),
    ("2e x", "2*e*x"),
    ("e^-x y", "e**-x*y"),
    ("π x", "pi*x"),
    ("2πx", "2*pi*x"),
    ("pi x", "pi*x"),
    ("x − 1", "x - 1"),
    ("3×x · y ÷ 2", "3*x * y / 2"),
    ("|x|", "abs(x)"),
    ("|x - |y||", "abs(x - abs(y))"),
    ("2|x||y|", "2*abs(x)*abs(y)"),
    ("sin|x|", "sin(abs(x))"),
    ("sin x", "sin(x)"),
    ("sin 2πx", "sin(2*pi*x)"),
    ("2 sin x cos y", "2*sin(x)*cos(y)"),
    ("sin x * cos y", "sin(x) * cos(y)"),
    ("sin cos x + y", "sin(cos(x)) + y"),
    ("sin²x + cos^2(y)", "sin(x)**2 + cos(y)**2"),
    ("exp -x", "exp(-x)"),
    ("√x", "sqrt(x)"),
    ("√(x + 1) + ∛y", "sqrt(x + 1) + cbrt(y)"),
    ("√2 x", "sqrt(2)*x"),
    ("ln(x) + Sin(PI x)", "log(x) + sin(pi*x)"),
    ("arctan2(y, x)", "atan2(y, x)"),
    ("np.sin(x) + jax.numpy.exp(y) + math.pi", "sin(x) + exp(y) + pi"),
    ("x.^2 + 2.*y", "x**2 + 2*y"),
    ("[x+1]^2 + {y}", "(x+1)**2 + (y)"),
    ("x[0]**2 + x[1]**2", "x0**2 + x1**2"),
    ("x₁² + x_2^2", "x1**2 + x2**2"),
    ("y = x**2", "x**2"),
    ("= x", "x"),
    ("f(x, y) = x^2", "x**2"),
    ("x**2 + y**2 = 0", "x**2 + y**2"),
    ("log_2(x)", "log2(x)"),
    ("where(x ≤ 0, -x, 2x)", "where(x <= 0, -x, 2*x)"),
    ("x^2 if x < 0 else x", "x**2 if x < 0 else x"),
    ("θ² + lambda^2", "θ**2 + λ**2"),
    ("µ²", "μ**2"),
    ("sum(x0...x2)", "sum(x0, x1, x2)"),
    ("sum((x0…x2)²)", "sum((x0)**2, (x1)**2, (x2)**2)"),
    ("mean(x0, ..., x3)", "mean(x0, x1, x2, x3)"),
    ("max(1, sum(x0..x1))", "max(1, sum(x0, x1))"),
]


@pytest.mark.parametrize(("typed", "meant"), READ)
def test_what_people_write_is_read_where_there_is_one_reading(typed, meant):
    parsed = parse(typed)
    assert parsed.text == meant
    again = parse(meant)
    assert again.text == meant
    assert not again.is_turned or "f(" in typed
    if "f(" not in typed:
        assert again.variables == parsed.variables
        assert parsed.is_turned == ("".join(typed.split()) != "".join(meant.split()))


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


_PIECES = re.findall(
    r"\S+",
    "x y z x0 x1 x2 x02 2 3.5 1e3 .5 0 e π pi sin cos log10 exp max min sum mean where sqrt √ ∛ | |"
    " ( ) ( ) [ ] { } + - * / ^ ** ² ³ ⁻ ½ , = == < ≤ > and or not if else ... … .. . np. w θ λ"
    " lambda f abs × − · ' _ _1 ₁ atan2 pow log % ! : ~ x[0] µ ϕ is in for \\",
)


def test_whatever_is_typed_is_read_or_refused_and_reads_the_same_again():
    """Three thousand rows of random pieces; a hundred times as many were tried."""
    rng, read = random.Random(5), 0
    for _ in range(3000):
        text = "".join(rng.choice([*_PIECES, " "]) for _ in range(rng.randint(1, 14)))
        with contextlib.suppress(FormulaError):
            parsed = parse(text)
            read += 1
            again = _read(parsed.text)
            assert (again.text, again.variables) == (parsed.text, parsed.variables)
    assert read > 20


def _read(text):
    """Return what a formula in the notation of Python says: there it must not be refused."""
    try:
        return parse(text)
    except FormulaError:
        pytest.fail(f"{text} is refused")


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
        ("x1 + x2", ("x1", "x2")),
        ("x + z + y", ("x", "y", "z")),
        ("(w-1)**2 + b**2", ("w", "b")),
        ("theta**2", ("theta",)),
        ("w2 + w1", ("w1", "w2")),
        ("t", ("t",)),
        ("f(y, x) = x + y", ("y", "x")),
        ("f(x, y) = x", ("x", "y")),
        ("loss(width, bias) = width*bias", ("width", "bias")),
        ("f(e) = e**2", ("e",)),
    ],
)
def test_what_is_allowed_is_read(text, variables):
    assert parse(text).variables == variables
