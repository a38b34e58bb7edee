"""From what people write to what `grammar` reads: ``2x² + |y|`` is ``2*x**2 + abs(y)``.

The text is cut into words and signs, and each habit of writing is one function from a list of them
to another; `omissions` has those that put in what was left out. Nothing is compiled here. Only what
has one reading is turned: ``1/2x`` may be ``(1/2)*x`` or ``1/(2*x)``, and is refused with both.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from surfaces.custom.omissions import with_calls, with_products
from surfaces.custom.tokens import Token, Typed, begins_operand, cut, ends_operand, foreign
from surfaces.custom.vocabulary import (
    ALLOWED,
    CONSTANTS,
    FOLDS,
    FUNCTIONS,
    HINTS,
    LIBRARIES,
    LOGIC,
    LOOKALIKES,
    SIGNS,
    SYNONYMS,
)

MOST_NESTED_BRACKETS, MOST_IN_A_RANGE, MOST_TOKENS = 12, 12, 1600
"""Limits: brackets in brackets, names in ``x0...x9``, words and signs once that is written out."""

_KNOWN = {*FUNCTIONS, *CONSTANTS}
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_HEAD = re.compile(r"name \( name(?: , name)* \)")


@dataclass(frozen=True)
class Reading:
    """A formula as `grammar` reads it, the column of each character, and declared variables."""

    text: str
    columns: tuple[int, ...]
    declared: tuple[str, ...]


def read(text: str) -> Reading:
    """Return a formula in the notation of Python.

    Raises
    ------
    FormulaError
        A sign that means nothing here, brackets that do not match, or more than one reading.
    """
    typed = Typed(text)
    tokens = _without_value(typed, _with_plain_names(typed, cut(text)))
    typed, tokens = _without_head(typed, tokens)
    for turned in (
        _with_round_brackets, _with_ranges, _with_usual_words, _with_abs, with_calls, with_products
    ):  # fmt: skip
        tokens = turned(typed, tokens)
    written = "".join(token.space + token.text for token in tokens)
    columns = [
        column
        for token in tokens
        for column in [token.column] * (len(token.space) + len(token.text))
    ]
    return Reading(written, tuple(columns), typed.declared)


def declare(text: str, names: Sequence[str]) -> str:
    """Return a formula whose variables are named: ``f(w, b) = (w-1)**2 + b**2``.

    Raises
    ------
    FormulaError
        The formula names others already.
    InputError
        A name that cannot be a variable.
    """
    typed = Typed(text)
    tokens = _with_plain_names(typed, cut(text))
    head = f"f({', '.join(names)}) = "
    wanted = read(f"{head}0").declared
    named, _ = _without_head(typed, _without_value(typed, tokens))
    if named.declared and named.declared != wanted:
        typed.refuse(tokens[0], f"this names the variables {', '.join(named.declared)} already")
    equals = next((token for token in tokens if token.text == "="), None)
    is_value = equals is not None and _without_value(typed, tokens)[-1] is not tokens[-1]
    rest = text if equals is None or is_value else text[equals.column :]
    return head + rest.strip()


def _with_plain_names(typed: Typed, tokens: Sequence[Token]) -> list[Token]:
    """Write names as Python has them: x₁ and x_1 as x1, π as pi, lambda as λ."""
    turned = []
    for token in tokens:
        if token.kind == "name":
            if token.text[0] in LOOKALIKES:
                typed.refuse(token, foreign(token.text[0]))
            plain = unicodedata.normalize("NFKC", token.text.translate(_LOWERED))
            plain = re.sub(r"^([^\W\d_]+)_(\d+)$", r"\1\2", plain)
            plain = {"lambda": "λ", "π": "pi"}.get(plain, plain)
            if keyword.iskeyword(plain) and plain not in LOGIC:
                typed.refuse(token, f"allowed are {ALLOWED}")
            token = replace(token, text=plain, kind="logic" if plain in LOGIC else "name")
        turned.append(token)
    return turned


def _without_value(typed: Typed, tokens: list[Token]) -> list[Token]:
    """Drop ``= 0`` at the end."""
    ends = len(tokens) > 2 and tokens[-2].text in ("=", "==") and tokens[-1].text == "0"
    return tokens[:-2] if ends else tokens


def _without_head(typed: Typed, tokens: list[Token]) -> tuple[Typed, list[Token]]:
    """Drop ``y =`` and ``f(x, y) =`` at the front; the latter declares the variables."""
    depths = [0, *accumulate((t.text in "([{") - (t.text in ")]}") for t in tokens)]
    signs = [
        i
        for i, token in enumerate(tokens)
        if token.text == "=" or (token.text == "==" and depths[i] == 0)
    ]
    if not signs:
        return typed, tokens
    left, right = tokens[: signs[0]], tokens[signs[0] + 1 :]
    shape = " ".join(token.kind if token.kind == "name" else token.text for token in left)
    is_new = not left or left[0].text not in {*_KNOWN, *SYNONYMS, *(one.text for one in right)}
    whole = _HEAD.fullmatch(shape)
    named = tokens[signs[0]].text == "=" and (whole or shape in ("", "name"))
    if len(signs) == 1 and right and is_new and named:
        declared = _checked_variables(typed, left[2:-1:2]) if whole else ()
        return replace(typed, declared=declared), [replace(right[0], space=""), *right[1:]]
    is_name = shape in ("", "name") and tokens[signs[0]].text == "="
    is_equation = len(signs) == 1 and not is_name and "," not in shape
    hint = "only the right-hand side of an equation is needed"
    return typed.refuse(
        tokens[signs[0]], "an equation a = b is written a - (b)" if is_equation else hint
    )


def _checked_variables(typed: Typed, names: Sequence[Token]) -> tuple[str, ...]:
    found: list[str] = []
    for token in names:
        if token.text in found:
            typed.refuse(token, "this variable is named twice")
        if token.text in FUNCTIONS or token.text in SYNONYMS or token.text == "array":
            typed.refuse(token, "this is a function and cannot be a variable")
        if token.text.startswith("_"):
            typed.refuse(token, "the name of a variable begins with a letter")
        found.append(token.text)
    if len(found) > MOST_IN_A_RANGE:
        typed.refuse(names[MOST_IN_A_RANGE], f"at most {MOST_IN_A_RANGE} variables")
    return tuple(found)


def _with_round_brackets(typed: Typed, tokens: Sequence[Token]) -> list[Token]:
    """Make all brackets round, and ``x[0]`` the name x0; refuse those that do not match."""
    closed_by = {"(": ")", "[": "]", "{": "}"}
    turned: list[Token] = []
    opened: list[Token] = []
    skipped = 0
    for i, token in enumerate(tokens):
        if skipped:
            skipped -= 1
        elif turned and _is_index(turned[-1], tokens[i : i + 3]):
            turned[-1] = replace(turned[-1], text=turned[-1].text + tokens[i + 1].text)
            skipped = 2
        elif token.text in closed_by:
            opened.append(token)
            if len(opened) > MOST_NESTED_BRACKETS:
                typed.refuse(token, f"at most {MOST_NESTED_BRACKETS} brackets in each other")
            turned.append(replace(token, text="("))
        elif token.text in closed_by.values():
            if not opened:
                typed.refuse(token, "no bracket was opened that could be closed")
            if closed_by[opened.pop().text] != token.text:
                typed.refuse(token, "the bracket that was opened last is of another kind")
            turned.append(replace(token, text=")"))
        else:
            turned.append(token)
    if opened:
        typed.refuse(opened[-1], "this bracket is not closed")
    return turned


def _is_index(name: Token, tokens: Sequence[Token]) -> bool:
    """Return whether a name and the next three tokens are ``x[0]``."""
    if name.kind != "name" or name.text[-1].isdigit() or tokens[0].space:
        return False
    texts = [token.text for token in tokens]
    return len(texts) == 3 and texts[0] + texts[2] == "[]" and texts[1].isdecimal()


def _with_ranges(typed: Typed, tokens: list[Token]) -> list[Token]:
    """Write ``sum((x0...x2)**2)`` out: ``sum((x0)**2, (x1)**2, (x2)**2)``."""
    dots = next((i for i, token in enumerate(tokens) if token.kind == "dots"), None)
    if dots is None:
        return tokens
    beside = [token.text for token in (*tokens[dots - 1 : dots], *tokens[dots + 1 : dots + 2])]
    reach = 2 if beside == [",", ","] else 1  # also x0, ..., x4
    first, last = dots - reach, dots + reach
    names = _names_between(tokens[first], tokens[last]) if 0 <= first < last < len(tokens) else []
    if not names:
        hint = f"a range is written x0...x4, with at most {MOST_IN_A_RANGE} variables"
        typed.refuse(tokens[dots], hint)
    begin, end = _argument_around(tokens, first, last)
    if end == 0:
        typed.refuse(tokens[dots], f"a range stands in {', '.join(FOLDS)}: sum(x0...x4)")
    written: list[Token] = []
    for name in names:
        comma = [Token(",", "sign", tokens[dots].column)] if written else []
        one = replace(tokens[first], text=name)
        copy = [*tokens[begin:first], one, *tokens[last + 1 : end]]
        space = " " if written else copy[0].space
        written += [*comma, replace(copy[0], space=space), *copy[1:]]
    if len(tokens) + len(written) > MOST_TOKENS:
        typed.refuse(tokens[dots], "this is too long when it is written out")
    return _with_ranges(typed, [*tokens[:begin], *written, *tokens[end:]])


def _names_between(first: Token, last: Token) -> list[str]:
    """Return the names from the first to the last: x0, x1, x2."""
    ends = [re.fullmatch(r"(\D+?)(0|[1-9]\d?)", token.text) for token in (first, last)]
    if not ends[0] or not ends[1] or ends[0][1] != ends[1][1]:
        return []
    low, high = int(ends[0][2]), int(ends[1][2])
    if not 0 < high - low < MOST_IN_A_RANGE:
        return []
    return [f"{ends[0][1]}{i}" for i in range(low, high + 1)]


def _argument_around(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return where the argument of the innermost sum around two places begins and ends; or 0, 0."""
    depth, begin = 0, first
    while True:
        if begin == 0:
            return 0, 0
        text = tokens[begin - 1].text
        name = tokens[begin - 2].text if begin > 1 else ""
        if depth == 0 and text == "(" and SYNONYMS.get(name, name) in FOLDS:
            break
        if depth == 0 and text == "," and _is_in_fold(tokens, begin - 1):
            break
        depth = max(depth + (text == ")") - (text == "("), 0)
        begin -= 1
    end, depth = last + 1, 0
    depth -= sum((token.text == ")") - (token.text == "(") for token in tokens[begin:end])
    while end < len(tokens) and not (depth == 0 and tokens[end].text in (",", ")")):
        depth += (tokens[end].text == "(") - (tokens[end].text == ")")
        end += 1
    return begin, end


def _is_in_fold(tokens: Sequence[Token], comma: int) -> bool:
    """Return whether a comma parts the arguments of a sum, and not of another function."""
    depth = 0
    for i in range(comma - 1, 0, -1):
        depth += (tokens[i].text == ")") - (tokens[i].text == "(")
        if depth < 0:
            return SYNONYMS.get(tokens[i - 1].text, tokens[i - 1].text) in FOLDS
    return False


def _with_usual_words(typed: Typed, tokens: Sequence[Token]) -> list[Token]:
    """Write signs and functions by their usual names: × as *, ln as log, np.sin as sin."""
    turned: list[Token] = []
    for token in tokens:
        if token.kind == "name":
            token = replace(token, text=_usual(typed, token.text))
            token = _without_library(typed, turned, token)
        elif token.text == "//":
            typed.refuse(token, HINTS["//"])
        elif token.kind == "sign":
            token = replace(token, text=SIGNS.get(token.text, token.text))
        elif token.kind == "fraction":
            plain = unicodedata.normalize("NFKC", token.text).replace("\u2044", "/")
            token = replace(token, text=f"({plain})")
        turned.append(token)
    lost = next((token for token in turned if token.text == "."), None)
    if lost:
        typed.refuse(lost, HINTS["."])
    return turned


def _usual(typed: Typed, name: str) -> str:
    """Return the usual name of a function or a constant; that of a variable stays."""
    if name in typed.declared:
        return name
    if len(name) > 1 and name not in _KNOWN and name not in SYNONYMS:
        small = name.lower()
        name = small if small in _KNOWN or small in SYNONYMS else name
    return SYNONYMS.get(name, name)


def _without_library(typed: Typed, turned: list[Token], name: Token) -> Token:
    """Drop ``np.`` before a function that is known, from the end of what was turned before it."""
    if not turned or turned[-1].text != ".":
        return name
    while len(turned) > 1 and turned[-1].text == "." and turned[-2].text in LIBRARIES:
        name = replace(name, space=turned[-2].space)
        del turned[-2:]
    if name.text not in _KNOWN and name.text not in LIBRARIES:
        typed.refuse(name, HINTS["."])
    if turned and turned[-1].text == ".":
        typed.refuse(turned[-1], HINTS["."])
    return name


def _with_abs(typed: Typed, tokens: Sequence[Token]) -> list[Token]:
    """Write ``|x|`` as ``abs(x)``: a bar after an operand closes, any other one opens."""
    turned: list[Token] = []
    opened: list[list[Token]] = [[]]
    continued = [False]  # whether an operand follows a closed bar, in the same brackets
    for token in tokens:
        after_bar = bool(turned) and turned[-1].kind == "bar"
        if token.text == "|" and turned and ends_operand(turned[-1]) and opened[-1]:
            opened[-1].pop()
            turned.append(replace(token, text=")", kind="bar", space=""))
            continue
        if token.text == "|":
            if continued[-1]:
                typed.refuse(token, "these bars can be paired in two ways: write abs(...)")
            opened[-1].append(token)
            bracket = Token("(", "sign", token.column)
            turned += [replace(token, text="abs", kind="name"), bracket]
            continue
        continued[-1] |= after_bar and begins_operand(token)
        if token.text == "(":
            opened.append([])
            continued.append(False)
        if token.text == ")":
            _check_bars(typed, opened.pop())
            continued.pop()
        turned.append(token)
    _check_bars(typed, opened[0])
    return [replace(token, kind="sign") if token.kind == "bar" else token for token in turned]


def _check_bars(typed: Typed, opened: Sequence[Token]) -> None:
    if opened:
        typed.refuse(opened[-1], "this bar is not closed")
