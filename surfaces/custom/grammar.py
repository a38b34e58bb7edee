"""The grammar of formulas: arithmetic, a table of functions, and nothing else.

Python's own parser turns the text into a tree, and a tree is no program: nothing is compiled and
nothing is run. It is let through only if every node is on the list below. (SymPy's `sympify` and
`parse_expr`, in contrast, execute the text they are given.)
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NoReturn

from surfaces.specs import InputError

MOST_CHARACTERS, MOST_NODES, MOST_NESTED_BRACKETS, MOST_DIGITS = 400, 120, 12, 20
"""Limits: characters, nodes of the tree, brackets in brackets, characters of a number."""

LARGEST_EXPONENT, MOST_VARIABLE_EXPONENTS, MOST_MIN_MAX, MOST_VARIABLES = 100, 3, 8, 12
"""Limits: exponents that are numbers, powers with other exponents, min and max, variables."""

LARGEST_NUMBER = 1e100
"""Largest size of a number, typed or computed of such; the smallest, but for 0, is the inverse."""

CONSTANTS = {"pi": math.pi, "e": math.e}

FUNCTIONS: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "min": min,
    "max": max,
}
"""The functions of a formula, as functions of numbers."""

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}

ALLOWED = f"numbers, x and y (or x0, x1, ...), + - * / **, pi, e, {', '.join(FUNCTIONS)}"

_CHARACTERS = re.compile(r"[A-Za-z0-9_.,+\-*/() ]")
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_HINTS = {
    "^": "a power is written **",
    "=": "only the right-hand side of an equation is needed",
    "²": "a power is written **",
    "³": "a power is written **",
    "−": "a minus is written -",
    "–": "a minus is written -",
    "×": "a product is written *",
    "·": "a product is written *",
    "÷": "a quotient is written /",
    "π": "it is written pi",
    "√": "a root is written sqrt(...)",
    "[": "brackets are round",
    "{": "brackets are round",
    "|": "an absolute value is written abs(...)",
    "%": "a quotient is written /",
}
_MEANT = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "pow": "**",
    "maximum": "max",
    "minimum": "min",
    "relu": "max(0, ...)",
    "z": "x2 beside x0 and x1",
    "t": "x",
}


class FormulaError(InputError):
    """A formula that cannot be read; the message has the column, the text there, and a hint."""

    def __init__(self, text: str, column: int, what: str, hint: str) -> None:
        where = f"column {column}" + (f", {_shortened(what, 24)!r}" if what else "")
        super().__init__(f"cannot read {_shortened(text, 60)!r}: {where}: {hint}")
        self.column = column


@dataclass(frozen=True)
class Parsed:
    """A formula that is allowed: its tree, its variables in order, its functions."""

    tree: ast.expr
    variables: tuple[str, ...]
    functions: frozenset[str]


def parse(text: str) -> Parsed:
    """Return the tree of a formula.

    Raises
    ------
    FormulaError
        The formula cannot be read, or is beyond one of the limits.
    InputError
        ``text`` is no text.
    """
    if not isinstance(text, str):
        raise InputError(f"a formula is text, not {type(text).__name__}")
    _check_characters(text)
    tree = _tree(text)
    check = _Check(text, len(text) - len(text.lstrip()))
    check.visit(tree)
    return Parsed(tree, check.variables(tree), frozenset(check.functions))


def _check_characters(text: str) -> None:
    if not text.strip():
        raise FormulaError(text, 1, "", "a formula such as x**2/20 + y**2 is expected")
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(
            text, MOST_CHARACTERS + 1, "", f"a formula has at most {MOST_CHARACTERS} characters"
        )
    opened = []
    for column, character in enumerate(text, start=1):
        if not _CHARACTERS.fullmatch(character):
            hint = _HINTS.get(character) or _foreign(character)
            raise FormulaError(text, column, character, hint)
        if character == "(":
            opened.append(column)
        if character == ")" and not opened:
            raise FormulaError(text, column, ")", "no bracket was opened that could be closed")
        if character == ")":
            opened.pop()
        if len(opened) > MOST_NESTED_BRACKETS:
            raise FormulaError(
                text, column, "(", f"at most {MOST_NESTED_BRACKETS} brackets in each other"
            )
    if opened:
        raise FormulaError(text, opened[-1], "(", "this bracket is not closed")


def _foreign(character: str) -> str:
    """Return a hint with the name of a sign that may be taken for an allowed one."""
    name = "" if character.isascii() else unicodedata.name(character, "an unknown sign")
    return (f"this is {name}; " if name else "") + f"allowed are {ALLOWED}"


def _tree(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        column = (error.offset or 1) + len(text) - len(text.lstrip())
    except (ValueError, RecursionError, MemoryError, OverflowError):
        column = 1
    missing = re.search(r"(?<![A-Za-z_0-9.])[\d.]+ *(?![eE][+-]?\d)[A-Za-z_(]", text)
    if missing:
        raise FormulaError(text, missing.end(), missing[0], "a product is written *")
    argument = re.search(rf"\b({'|'.join(FUNCTIONS)}) +[\w.]", text)
    if argument:
        hint = f"the argument stands in brackets: {argument[1]}(...)"
        raise FormulaError(text, argument.start() + 1, argument[0], hint)
    end = text.rstrip()
    if end[-1] in "+-*/(,":
        raise FormulaError(text, len(end), end[-1], "something is missing after this")
    column = min(max(column, 1), len(text))
    hint = f"something is missing or too much here; allowed are {ALLOWED}"
    raise FormulaError(text, column, text[column - 1 :], hint)


@dataclass
class _Check:
    """A walk over the tree that refuses what is not on the list."""

    text: str
    indent: int
    functions: list[str] = field(default_factory=list)
    names: dict[str, ast.Name] = field(default_factory=dict)
    parts: int = 0
    towers: int = 0

    def visit(self, node: ast.expr) -> float | None:
        """Return the number that a node stands for, None if it depends on a variable."""
        self.parts += 1
        if self.parts > MOST_NODES:
            self.refuse(node, f"a formula has at most {MOST_NODES} parts")
        match node:
            case ast.Constant():
                number: float | None = self.number(node)
            case ast.Name():
                number = self.name(node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                inner = self.visit(node.operand)
                negative = isinstance(node.op, ast.USub)
                number = -inner if inner is not None and negative else inner
            case ast.BinOp() if type(node.op) in OPERATORS:
                number = self.operation(node)
            case ast.Call():
                number = self.call(node)
            case ast.Attribute():
                self.refuse(node, f"a point stands only in numbers; allowed are {ALLOWED}")
            case ast.BinOp(op=ast.FloorDiv()):
                self.refuse(node, "a quotient is written /")
            case _:
                self.refuse(node, f"allowed are {ALLOWED}")
        return number

    def number(self, node: ast.Constant) -> float:
        source = self.source(node)
        if type(node.value) not in (int, float) or not _NUMBER.fullmatch(source):
            self.refuse(node, f"numbers are decimal; allowed are {ALLOWED}")
        if len(source) > MOST_DIGITS:
            self.refuse(node, f"a number has at most {MOST_DIGITS} characters")
        return self.sound(node, lambda: float(node.value))  # type: ignore[arg-type]

    def name(self, node: ast.Name) -> float | None:
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id in FUNCTIONS:
            self.refuse(node, f"{node.id} is a function and needs an argument: {node.id}(...)")
        if not (node.id in ("x", "y") or re.fullmatch(r"x(0|[1-9]\d?)", node.id)):
            self.refuse(node, self.hint(node.id))
        self.names.setdefault(node.id, node)
        return None

    def hint(self, name: str) -> str:
        if name in _MEANT:
            return f"it is written {_MEANT[name]}"
        if re.fullmatch(r"x{2,}|y{2,}", name):
            return f"it is written {name[0]}, or {name[0]}**{len(name)} for a power"
        if re.fullmatch(r"[xy]{2,}", name):
            return f"a product is written {_shortened('*'.join(name), 24)}"
        near = get_close_matches(name.lower(), [*FUNCTIONS, *CONSTANTS, "x", "y"], n=1)
        return (f"did you mean {near[0]}? " if near else "") + f"allowed are {ALLOWED}"

    def operation(self, node: ast.BinOp) -> float | None:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Pow):
            if right is not None and abs(right) > LARGEST_EXPONENT:
                self.refuse(node.right, f"an exponent is at most {LARGEST_EXPONENT}")
            self.towers += right is None
            if self.towers > MOST_VARIABLE_EXPONENTS:
                self.refuse(
                    node.right, f"at most {MOST_VARIABLE_EXPONENTS} exponents with variables"
                )
        if isinstance(node.op, ast.Div) and right == 0:
            self.refuse(node.right, "this is 0, and nothing can be divided by it")
        if left is None or right is None:
            return None
        return self.sound(node, lambda: OPERATORS[type(node.op)](left, right))

    def call(self, node: ast.Call) -> float | None:
        if not isinstance(node.func, ast.Name):
            if isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
                self.refuse(node.func, f"it is written {node.func.attr}(...)")
            self.refuse(node.func, f"a product is written *; functions are {', '.join(FUNCTIONS)}")
        name = node.func.id
        if name not in FUNCTIONS:
            known = name in ("x", "y", *CONSTANTS)
            hint = f"a product is written {name}*(...)" if known else self.hint(name)
            self.refuse(node.func, hint)
        several = name in ("min", "max")
        if node.keywords or (len(node.args) < 2 if several else len(node.args) != 1):
            self.refuse(
                node, f"{name} takes {'two arguments or more' if several else 'one argument'}"
            )
        self.functions.append(name)
        if sum(self.functions.count(one) for one in ("min", "max")) > MOST_MIN_MAX:
            self.refuse(node, f"at most {MOST_MIN_MAX} times min and max")
        numbers = [self.visit(argument) for argument in node.args]
        known_numbers = [number for number in numbers if number is not None]
        if len(known_numbers) < len(numbers):
            return None
        return self.sound(node, lambda: FUNCTIONS[name](*known_numbers))

    def sound(self, node: ast.expr, compute: Callable[[], float]) -> float:
        """Return a computed number; refuse one that is not real, too large or too small."""
        try:
            number = compute()
        except OverflowError:
            number = math.inf
        except (ArithmeticError, ValueError):
            number = math.nan
        if isinstance(number, complex) or math.isnan(number):
            self.refuse(node, "this is not a real number")
        if number != 0 and not 1 / LARGEST_NUMBER <= abs(number) <= LARGEST_NUMBER:
            self.refuse(node, f"numbers lie between {1 / LARGEST_NUMBER:g} and {LARGEST_NUMBER:g}")
        return number

    def variables(self, tree: ast.expr) -> tuple[str, ...]:
        """Return the variables in order; x alone, x and y, or x0, x1, ... without a gap."""
        plain = [name for name in self.names if name in ("x", "y")]
        count = max((int(name[1:]) + 1 for name in self.names if name not in plain), default=0)
        if not self.names:
            self.refuse(tree, "a formula needs a variable: x, y, or x0, x1, ...")
        if plain and count:
            self.refuse(self.names[plain[0]], "either x and y or x0, x1, ..., not both")
        if plain:
            return ("x", "y") if "y" in plain else ("x",)
        if count > MOST_VARIABLES:
            self.refuse(self.names[f"x{count - 1}"], f"at most {MOST_VARIABLES} variables")
        gaps = [f"x{i}" for i in range(count) if f"x{i}" not in self.names]
        if gaps:
            self.refuse(self.names[f"x{count - 1}"], f"{gaps[0]} is missing: the first is x0")
        return tuple(f"x{i}" for i in range(count))

    def source(self, node: ast.expr) -> str:
        start, end = node.col_offset, node.end_col_offset
        return self.text[self.indent + start : None if end is None else self.indent + end]

    def refuse(self, node: ast.expr, hint: str) -> NoReturn:
        column = self.indent + node.col_offset + 1
        raise FormulaError(self.text, column, self.source(node), hint)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."
