"""The grammar of formulas: arithmetic, a table of functions, and nothing else.

What people write is first turned into the notation of Python (`notation`). Python's own parser
turns that text into a tree, and a tree is no program: nothing is compiled and nothing is run. It is
let through only if every node is on the list below. (SymPy's `sympify` and `parse_expr`, in
contrast, execute the text they are given.)
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NoReturn

from surfaces.custom.notation import Reading, read
from surfaces.custom.vocabulary import (
    ALLOWED,
    ARGUMENTS,
    CONSTANTS,
    FOLDS,
    FUNCTIONS,
    GREEK,
    MEANT,
    FormulaError,
    shortened,
)
from surfaces.specs import InputError

MOST_NODES, MOST_DIGITS = 120, 20
"""Limits: nodes of the tree, characters of a number."""

LARGEST_EXPONENT, MOST_VARIABLE_EXPONENTS, MOST_CHOICES, MOST_VARIABLES = 100, 3, 8, 12
"""Limits: exponents that are numbers, powers with other exponents, choices, variables."""

LARGEST_NUMBER = 1e100
"""Largest size of a number, typed or computed of such; the smallest, but for 0, is the inverse."""

CHOICES = ("min", "max", "where")
"""Functions that choose one of their arguments."""

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}

_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_FREE = re.compile(rf"([a-zA-Z]|[\u0370-\u03ff]|{'|'.join(GREEK)})(0|[1-9]\d?)?")
"""Names that are variables without being declared: a letter or a Greek name, with an index."""

_NOT_FREE = ("e", "i", "j", "E", "I")
"""Letters that often are a number."""


@dataclass(frozen=True)
class Parsed:
    """A formula that is allowed: its tree, its variables in order, its functions."""

    tree: ast.expr
    variables: tuple[str, ...]
    functions: frozenset[str]
    text: str
    """The formula in the notation of Python."""
    is_turned: bool
    """Whether that is more than what was typed."""
    is_guessed: bool
    """Whether the variables have other names than usual, and their order was not given."""


def parse(text: str) -> Parsed:
    """Return the tree of a formula.

    Raises
    ------
    FormulaError
        The formula cannot be read, has more than one reading, or is beyond one of the limits.
    InputError
        ``text`` is no text.
    """
    if not isinstance(text, str):
        raise InputError(f"a formula is text, not {type(text).__name__}")
    reading = read(text)
    tree = _tree(text, reading)
    check = _Check(text, reading)
    check.visit(tree)
    variables = check.variables(tree)
    usual = variables in (("x",), ("x", "y"), ("x", "y", "z")) or variables[0] == "x0"
    written, typed = ("".join(one.split()) for one in (reading.text, text))
    return Parsed(
        tree,
        variables,
        frozenset(check.functions),
        reading.text,
        is_turned=not typed.endswith(written) if reading.declared else typed != written,
        is_guessed=not (reading.declared or usual),
    )


def _tree(text: str, reading: Reading) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(reading.text, mode="eval").body
    except SyntaxError as error:
        place = (error.offset or 1) - 1
    except (ValueError, RecursionError, MemoryError, OverflowError):
        place = 0
    end = text.rstrip()
    if end[-1] in "+-*/(,^":
        raise FormulaError(text, len(end), end[-1], "something is missing after this")
    column = reading.columns[min(place, len(reading.columns) - 1)]
    hint = f"something is missing or too much here; allowed are {ALLOWED}"
    raise FormulaError(text, column, text[column - 1 :], hint)


@dataclass
class _Check:
    """A walk over the tree that refuses what is not on the list."""

    text: str
    reading: Reading
    functions: list[str] = field(default_factory=list)
    names: dict[str, ast.Name] = field(default_factory=dict)
    parts: int = 0
    towers: int = 0

    def visit(self, node: ast.expr) -> float | None:
        """Return the number that a node stands for, None if it depends on a variable."""
        self.count(node)
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
                left, right = self.visit(node.left), self.visit(node.right)
                number = self.operation(node, (left, right), node.op, node.right)
            case ast.Call():
                number = self.call(node)
            case ast.IfExp():
                self.functions.append("where")
                self.choice(node.test, [node.body, node.orelse])
                number = None
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                self.refuse(node, "a comparison stands only in where(x < 0, ..., ...)")
            case ast.Tuple():
                decimal = re.search(r"\d,\d", self.text)
                hint = "a decimal point is written ." if decimal else f"allowed are {ALLOWED}"
                self.refuse(node, hint)
            case _:
                self.refuse(node, f"allowed are {ALLOWED}")
        return number

    def count(self, node: ast.expr) -> None:
        self.parts += 1
        if self.parts > MOST_NODES:
            self.refuse(node, f"a formula has at most {MOST_NODES} parts")

    def number(self, node: ast.Constant) -> float:
        source = self.source(node)
        if type(node.value) not in (int, float) or not _NUMBER.fullmatch(source):
            self.refuse(node, f"numbers are decimal; allowed are {ALLOWED}")
        if len(source) > MOST_DIGITS:
            self.refuse(node, f"a number has at most {MOST_DIGITS} characters")
        return self.sound(node, lambda: float(node.value))  # type: ignore[arg-type]

    def name(self, node: ast.Name) -> float | None:
        if node.id in self.reading.declared:
            return None
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id in FUNCTIONS:
            hint = f"{node.id} is a function and needs an argument: {node.id}(...)"
            self.refuse(node, hint)
        if self.reading.declared:
            self.refuse(node, f"the variables are {', '.join(self.reading.declared)}")
        if not _FREE.fullmatch(node.id) or node.id in _NOT_FREE:
            self.refuse(node, self.hint(node.id))
        self.names.setdefault(node.id, node)
        return None

    def hint(self, name: str, *, called: bool = False) -> str:
        if name in MEANT:
            return MEANT[name]
        if name in _NOT_FREE:
            return f"if it is a variable, name it: f({name}) = ..., or --variables {name}"
        if re.fullmatch(r"x{2,}|y{2,}", name):
            return f"it is written {name[0]}, or {name[0]}**{len(name)} for a power"
        if re.fullmatch(r"[xy]{2,}", name):
            return f"a product is written {shortened('*'.join(name), 24)}"
        if hint := _run_together(name):
            return hint
        near = get_close_matches(name.lower(), [*FUNCTIONS, *CONSTANTS, "x", "y"], n=1)
        if near:
            return f"did you mean {near[0]}? allowed are {ALLOWED}"
        if not called and len(name) <= 12 and not name.startswith("_"):
            return f"this is no number; variables are named by --variables {name},..."
        return f"allowed are {ALLOWED}"

    def operation(
        self,
        node: ast.expr,
        both: tuple[float | None, float | None],
        operator: ast.operator,
        second: ast.expr,
    ) -> float | None:
        left, right = both
        if isinstance(operator, ast.Pow):
            if right is not None and abs(right) > LARGEST_EXPONENT:
                self.refuse(second, f"an exponent is at most {LARGEST_EXPONENT}")
            self.towers += right is None
            if self.towers > MOST_VARIABLE_EXPONENTS:
                self.refuse(second, f"at most {MOST_VARIABLE_EXPONENTS} exponents with variables")
        if isinstance(operator, ast.Div) and right == 0:
            self.refuse(second, "this is 0, and nothing can be divided by it")
        if left is None or right is None:
            return None
        return self.sound(node, lambda: OPERATORS[type(operator)](left, right))

    def call(self, node: ast.Call) -> float | None:
        if not isinstance(node.func, ast.Name):
            self.refuse(node.func, f"a product is written *; allowed are {ALLOWED}")
        name = node.func.id
        if name not in FUNCTIONS:
            known = len(name) == 1 and name not in _NOT_FREE
            self.refuse(
                node.func, f"{name} is no function here" if known else self.hint(name, called=True)
            )
        self.check_arguments(name, node)
        self.functions.append(name)
        if sum(self.functions.count(one) for one in CHOICES) > MOST_CHOICES:
            self.refuse(node, f"at most {MOST_CHOICES} times {', '.join(CHOICES)}")
        if name == "where":
            self.choice(node.args[0], node.args[1:])
            return None
        numbers = [self.visit(argument) for argument in node.args]
        if name == "pow":
            return self.operation(node, (numbers[0], numbers[1]), ast.Pow(), node.args[1])
        known_numbers = [number for number in numbers if number is not None]
        if len(known_numbers) < len(numbers):
            return None
        return self.sound(node, lambda: FUNCTIONS[name](*known_numbers))

    def check_arguments(self, name: str, node: ast.Call) -> None:
        count = len(node.args)
        if name in FOLDS:
            fits, wanted = count >= 2, "two arguments or more"
            if name in ("sum", "mean"):
                wanted += f", or a range: {name}(x0...x4)"
        elif name == "log":
            fits, wanted = count in (1, 2), "one argument, or a base as well"
        else:
            fits = count == ARGUMENTS.get(name, 1)
            wanted = {1: "one argument", 2: "two arguments", 3: "a condition and two values"}[
                ARGUMENTS.get(name, 1)
            ]
        if node.keywords or not fits:
            self.refuse(node, f"{name} takes {wanted}")

    def choice(self, condition: ast.expr, values: list[ast.expr]) -> None:
        self.condition(condition)
        for value in values:
            self.visit(value)

    def condition(self, node: ast.expr) -> None:
        self.count(node)
        match node:
            case ast.Compare() if all(
                isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in node.ops
            ):
                for side in (node.left, *node.comparators):
                    self.visit(side)
            case ast.BoolOp():
                for one in node.values:
                    self.condition(one)
            case ast.UnaryOp(op=ast.Not()):
                self.condition(node.operand)
            case _:
                self.refuse(node, "a condition compares by < <= > >=, as in where(x < 0, ..., ...)")

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
        """Return the variables in order: as declared, x and y, x0, x1, ..., or as they appear."""
        if self.reading.declared:
            return self.reading.declared
        if not self.names:
            self.refuse(tree, "a formula needs a variable: x, y, or x0, x1, ...")
        plain = [name for name in ("x", "y", "z") if name in self.names]
        numbers = sorted(int(name[1:]) for name in self.names if re.fullmatch(r"x\d+", name))
        others = [n for n in self.names if n not in plain and not re.fullmatch(r"x\d+", n)]
        if plain and numbers:
            self.refuse(self.names[plain[0]], "either x and y or x0, x1, ..., not both")
        if others and (plain or numbers):
            self.refuse(self.names[others[0]], _parameter(others[0], [*plain, *others]))
        if len(others) > MOST_VARIABLES:
            self.refuse(self.names[others[-1]], f"at most {MOST_VARIABLES} variables")
        if numbers:
            return self.indexed(numbers)
        if plain == ["y"]:
            return ("x", "y")
        return tuple(plain or sorted(others, key=lambda one: _index(one, others)))

    def indexed(self, numbers: list[int]) -> tuple[str, ...]:
        """Return x0, x1, ... or x1, x2, ..., up to the last that occurs."""
        first, last = min(numbers[0], 1), numbers[-1]
        if last - first >= MOST_VARIABLES:
            self.refuse(self.names[f"x{last}"], f"at most {MOST_VARIABLES} variables")
        gaps = [f"x{i}" for i in range(first, last + 1) if i not in numbers]
        if gaps:
            hint = f"{gaps[0]} is missing: the first is x0 or x1"
            self.refuse(self.names[f"x{last}"], hint)
        return tuple(f"x{i}" for i in range(first, last + 1))

    def source(self, node: ast.expr) -> str:
        return self.characters(node).decode()

    def characters(self, node: ast.expr) -> bytes:
        return self.reading.text.encode()[node.col_offset : node.end_col_offset]

    def refuse(self, node: ast.expr, hint: str) -> NoReturn:
        before = self.reading.text.encode()[: node.col_offset].decode()
        raise FormulaError(self.text, self.reading.columns[len(before)], self.source(node), hint)


def _parameter(name: str, variables: list[str]) -> str:
    """Return what is said of a letter beside x and y, which may be a number or a variable."""
    if name.lower() in variables and name != name.lower():
        return f"small and large letters differ: is {name.lower()} meant?"
    return (
        f"give {name} a number; if it is a variable, too, name all of them: --variables"
        f" {','.join(variables)}"
    )


def _index(name: str, names: list[str]) -> int:
    """Return the place of a variable: by its index if all have the same letter, else as it came."""
    stems = {re.sub(r"\d+$", "", one) for one in names}
    index = re.search(r"\d+$", name)
    return int(index[0]) if len(stems) == 1 and index else names.index(name)


def _run_together(name: str) -> str:
    """Return what is said of ``sinx`` and ``xsin``: the name of a function with a letter."""
    for function in sorted(FUNCTIONS, key=len, reverse=True):
        rest = name.removeprefix(function)
        if rest in ("x", "y", "pi") or (rest != name and re.fullmatch(r"[xy]\d*", rest)):
            return f"the argument stands in brackets: {function}({rest})"
        rest = name.removesuffix(function)
        if rest in ("x", "y", "pi"):
            return f"a product is written {rest}*{function}(...)"
    return ""
