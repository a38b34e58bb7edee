"""What people leave out of formulas: signs of products, brackets of functions.

``2x sin y`` is ``2*x*sin(y)``. What could stand for something else, as ``1/2x`` and ``sin x**2``
could, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from surfaces.custom.tokens import (
    COMPARISONS,
    RAISED,
    Token,
    Typed,
    begins_operand,
    closing,
    ends_operand,
)
from surfaces.custom.vocabulary import CONSTANTS, FUNCTIONS

_ROOTS = {"√": "sqrt", "∛": "cbrt"}


def with_calls(typed: Typed, tokens: list[Token]) -> list[Token]:
    """Put the argument of ``sin x``, ``sin²x`` and ``√x`` in brackets.

    Raises
    ------
    FormulaError
        It is not clear where the argument ends.
    """
    for i in range(len(tokens) - 1, -1, -1):  # from the end: ``sin cos x`` is ``sin(cos(x))``
        if tokens[i].text in _ROOTS:
            tokens = [*tokens[:i], *_rooted(typed, tokens[i], tokens[i + 1 :])]
        elif typed.is_function(tokens[i]):
            tokens = [*tokens[:i], *_called(typed, tokens[i], tokens[i + 1 :])]
    return tokens


def _rooted(typed: Typed, sign: Token, rest: list[Token]) -> list[Token]:
    """Return ``√x`` and what follows, with brackets: it reaches over one number or name."""
    function = replace(sign, text=_ROOTS[sign.text], kind="name")
    if rest and rest[0].text == "(":
        return [function, *rest]
    if not rest or not begins_operand(rest[0]):
        typed.refuse(sign, "something is missing after this")
    end = closing(rest, 1) + 1 if typed.is_function(rest[0]) else 1
    after = rest[end] if end < len(rest) else None
    if after and (after.kind == "raised" or after.text == "**"):
        _unclear(typed, function, rest)
    if after and begins_operand(after) and not after.space and not typed.is_function(after):
        _unclear(typed, function, rest)
    return [function, *_bracketed(rest[:end]), *rest[end:]]


def _called(typed: Typed, function: Token, rest: list[Token]) -> list[Token]:
    """Return a function and what follows, with brackets round its argument, a power after them."""
    power: list[Token] = []
    if rest and (rest[0].kind == "raised" or rest[0].text == "**"):
        power, rest = _power(typed, function, rest)
    if rest and rest[0].text == "(":
        end = closing(rest, 0) + 1
        return [function, *rest[:end], *power, *rest[end:]]
    negative = len(rest) > 1 and rest[0].text == "-" and not rest[1].space
    if not rest or not (negative or begins_operand(rest[0])):
        if power:
            typed.refuse(function, _needs_argument(function))
        return [function, *rest]  # `grammar` says what is missing
    end = _end_of_argument(typed, function, rest, int(negative))
    return [function, *_bracketed(rest[:end]), *power, *rest[end:]]


def _bracketed(tokens: Sequence[Token]) -> list[Token]:
    first, last = tokens[0], tokens[-1]
    inner = [replace(first, space=""), *tokens[1:]]
    return [Token("(", "sign", first.column), *inner, Token(")", "sign", last.column)]


def _power(typed: Typed, function: Token, rest: list[Token]) -> tuple[list[Token], list[Token]]:
    """Return the power of ``sin²x`` or ``sin^2(x)``, and what comes after it."""
    count = 1 if rest[0].kind == "raised" else 2
    number = "".join(token.text for token in rest[count - 1 : count]).translate(RAISED)
    if not number.isdecimal() or len(rest) <= count:
        name = function.text
        hint = _needs_argument(function)
        if name == "exp" and count == 2:
            hint = "a power of e is written exp(...) or e**(...)"
        elif number.startswith("-"):
            hint = f"write 1/{name}(...)" + f", or a{name}(...)" * (f"a{name}" in FUNCTIONS)
        typed.refuse(function, hint)
    sign = Token("**", "sign", rest[0].column)
    return [sign, Token(number, "number", rest[count - 1].column)], rest[count:]


def _needs_argument(function: Token) -> str:
    return f"{function.text} is a function and needs an argument: {function.text}(...)"


def _end_of_argument(typed: Typed, function: Token, rest: list[Token], begin: int) -> int:
    """Return how many tokens are an argument without brackets: numbers, then a name or a call."""
    end = begin
    while end < len(rest) and (
        rest[end].kind in ("number", "fraction") or typed.is_constant(rest[end])
    ):
        end += 1
    if end < len(rest) and typed.is_function(rest[end]) and rest[end + 1 : end + 2]:
        end = closing(rest, end + 1) + 1
    elif end < len(rest) and rest[end].kind == "name":
        end += 1
    if end == begin:
        _unclear(typed, function, rest)
    after, beyond = (*rest[end : end + 2], None, None)[:2]
    ends = (
        after is None
        or after.kind == "logic"
        or after.text in ("+", "-", ")", ",", *COMPARISONS)
        or typed.is_function(after)
        or (after.text == "*" and beyond is not None and typed.is_function(beyond))
    )
    if not ends:
        _unclear(typed, function, rest)
    return end


def _unclear(typed: Typed, function: Token, rest: Sequence[Token]) -> NoReturn:
    name = function.text
    typed.refuse(
        function,
        f"the argument stands in brackets: {name}(...)",
        name + rest[0].space + rest[0].text,
    )


@dataclass
class _Before:
    """What stands before a place in the same brackets: a quotient, a power."""

    is_divided: bool = False
    base: Token | None = None
    exponent: tuple[Token, ...] = ()


def with_products(typed: Typed, tokens: list[Token]) -> list[Token]:
    """Write out products, ``2x`` as ``2*x``, and raised powers, ``x²`` as ``x**2``.

    Raises
    ------
    FormulaError
        A product may be in the denominator, or in the exponent, or beside it.
    """
    turned: list[Token] = []
    levels = [_Before()]
    variables = _names_of_variables(typed, tokens)
    for i, token in enumerate(tokens):
        if token.kind == "raised":
            turned += _raised(typed, token, turned)
            continue
        if turned and ends_operand(turned[-1]) and begins_operand(token):
            called = turned[-1].kind == "name" and token.text == "("
            if not (called and turned[-1].text not in variables):
                turned.append(_times(typed, turned[-1], token, tokens[i - 1], levels[-1]))
                token = replace(token, space="")
        _note(token, turned, levels)
        turned.append(token)
    return turned


def _names_of_variables(typed: Typed, tokens: Sequence[Token]) -> set[str]:
    """Return the names that are no functions: usual ones, and those without brackets after them."""
    names = {"x", "y", "z", *CONSTANTS, *typed.declared}
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        is_free = token.kind == "name" and (after is None or after.text != "(")
        if (is_free and not typed.is_function(token)) or re.fullmatch(r"x\d+", token.text):
            names.add(token.text)
    return names


def _raised(typed: Typed, token: Token, turned: Sequence[Token]) -> list[Token]:
    number = token.text.translate(RAISED)
    if not turned or not ends_operand(turned[-1]) or not re.fullmatch(r"-?\d+", number):
        typed.refuse(token, "a power is written **")
    return [Token("**", "sign", token.column), Token(number, "number", token.column)]


def _times(typed: Typed, before: Token, token: Token, written: Token, level: _Before) -> Token:
    """Return the sign of a product that was left out; refuse one that could be elsewhere."""
    pair = typed.text[written.column - 1 : token.column - 1] + token.text
    if token.kind in ("number", "fraction"):
        hint = "something is missing between these: a product is written *"
        if before.kind == "name":
            hint = f"a product is written {token.text}*{before.text}, a power {before.text}**"
            hint += token.text
        typed.refuse(written, hint, pair)
    if level.is_divided:
        typed.refuse(
            written,
            "this may be under the fraction or beside it: write it as (1/2)*x or as 1/(2*x)",
            pair,
        )
    close = bool(level.exponent) and before is level.exponent[-1] and not token.space
    if close and written.kind != "raised" and not _is_plain_power(typed, level):
        typed.refuse(
            written,
            "this may be in the exponent or beside it: write it as e**(2*x) or as e**2*x",
            pair,
        )
    return Token("*", "sign", token.column)


def _is_plain_power(typed: Typed, level: _Before) -> bool:
    """Return whether a power is that of a variable or brackets, with a number as its exponent."""
    (first, *others), base = level.exponent, level.base
    if base is None or others or first.kind != "number":
        return False
    return base.text == ")" or (base.kind == "name" and not typed.is_constant(base))


def _note(token: Token, turned: Sequence[Token], levels: list[_Before]) -> None:
    """Note what a later product that is left out has to know."""
    level, before = levels[-1], turned[-1] if turned else None
    in_exponent = before is not None and (
        before.text == "**"
        or (bool(level.exponent) and before is level.exponent[-1] and before.text in ("+", "-"))
    )
    if token.text == "(":
        levels.append(_Before())
    elif token.text == ")":
        levels.pop()
    elif token.text == "/":
        level.is_divided = True
    elif token.text == "**":
        level.base, level.exponent = before, ()
    elif in_exponent:
        level.exponent += (token,)
    elif token.kind == "logic" or token.text in ("+", "-", "*", ",", *COMPARISONS):
        level.is_divided = False
