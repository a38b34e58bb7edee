"""A table of quantities, numbers and vectors and matrices, as plain text, Markdown or LaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from optim_viz.text import words

_SHOWN = 6
"""Entries of longer vectors and larger matrices that are shown."""

_GREEK = ("alpha", "beta", "gamma", "mu", "rho")

Line = tuple[str, Any, Any]
"""The name and two quantities of a row, either of which may be None."""


def cells(rows: Sequence[Line]) -> list[tuple[str, str, str]]:
    """Return rows as plain text: ``(1, 2)`` for vectors, ``(1, 2; 3, 4)`` for matrices."""
    return [(_word(name), _plain(one), _plain(other)) for name, one, other in rows]


def markdown(header: Sequence[str], rows: Sequence[Line]) -> str:
    """Return a Markdown table."""
    lines = [header, [":--"] + ["--:"] * (len(header) - 1)]
    lines += [(f"`{name}`", *rest) for name, *rest in cells(rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def latex(header: Sequence[str], rows: Sequence[Line]) -> str:
    """Return a LaTeX table; it needs the packages amsmath and booktabs."""
    top = " & ".join(word.capitalize() for word in header)
    lines = [f"{_math(name)} & {_formula(one)} & {_formula(other)}" for name, one, other in rows]
    return "\n".join([
        r"\begin{tabular}{lcc}",
        r"\toprule",
        rf"{top} \\",
        r"\midrule",
        *(rf"{line} \\" for line in lines),
        r"\bottomrule",
        r"\end{tabular}",
    ])  # fmt: skip


FORMATS = ("text", "markdown", "latex")


def _word(name: str) -> str:
    return words.QUANTITY.get(name, name)


def _plain(quantity: Any) -> str:
    if quantity is None:
        return ""
    numbers = np.asarray(quantity, dtype=float)
    if numbers.ndim == 0:
        return f"{numbers:.6g}"
    if numbers.ndim == 1:
        entries = [f"{x:.6g}" for x in numbers[:_SHOWN]] + ["..."] * (len(numbers) > _SHOWN)
        return f"({', '.join(entries)})"
    rows = [_plain(row)[1:-1] for row in numbers[:_SHOWN]] + ["..."] * (len(numbers) > _SHOWN)
    return f"({'; '.join(rows)})"


def _formula(quantity: Any) -> str:
    if quantity is None:
        return ""
    text = re.sub(r"e([-+]\d+)", lambda found: rf"\cdot 10^{{{int(found[1])}}}", _plain(quantity))
    for plain, sign in (("...", r"\dots"), ("inf", r"\infty"), ("nan", r"\text{--}")):
        text = text.replace(plain, sign)
    if np.ndim(quantity) < 2:
        return f"${text}$"
    inside = text[1:-1].replace(",", " &").replace(";", r" \\")
    return rf"$\begin{{pmatrix}} {inside} \end{{pmatrix}}$"


def _math(name: str) -> str:
    """Return a name as formulas have it, with a hat or an index; a word stays a word."""
    known = {
        "gradient": r"\nabla f(x)",
        "gradient seen": r"\tilde{\nabla} f(x)",
        "hessian": r"\nabla^2 f(x)",
        "lr": r"\eta",
        "Δx": r"\Delta x",
    }
    if name in known:
        return f"${known[name]}$"
    letter, _, index = name.partition("_")
    if letter in _GREEK:
        letter = rf"\{letter}"
    elif len(letter) > 1:
        return _word(name).replace("_", " ")
    if index == "hat":
        return rf"$\hat{{{letter}}}$"
    index = index.replace("_", r"\_")
    return rf"${letter}_{{\mathrm{{{index}}}}}$" if index else f"${letter}$"
