"""What can be written where the output goes: characters, widths, names of files.

Not every terminal and not every file takes Unicode: ``PYTHONIOENCODING=cp1252``, output that is
redirected on Windows. What an encoding lacks is then written as one would type it: ``x^2``,
``sqrt``, ``+-``. Control characters, which could move the cursor or colour the screen, are shown,
not sent.
"""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import TextIO

_ERRORS = "optim_viz.typed"
"""The name under which Python knows `_typed_instead`."""

_DEFAULTS = ("strict", "backslashreplace", "surrogateescape")
"""What Python does about characters that cannot be written, unless its user chooses."""

_AS_TYPED = {
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "·": "*",
    "×": "x",
    "✕": "x",
    "÷": "/",
    "±": "+-",
    "√": "sqrt",
    "∇": "grad",
    "∞": "inf",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "∝": "~",
    "‖": "||",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "°": " deg",
    "→": "->",
    "…": "...",
    "★": "*",
    "●": "o",
    "◇": "<>",
    "△": "^",
    "█": "#",
    "░": ".",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    **dict(zip("▁▂▃▄▅▆▇", "__..--=", strict=True)),
}
"""What stands for a character in ASCII, where its name and its decomposition do not tell."""

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁱⁿᵈᵏˣʸ]+|[₀₁₂₃₄₅₆₇₈₉₊₋ᵢ]+")
"""Superscripts, or subscripts: together they are one exponent, or one index."""

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but the end of a line: C0, C1, separators, and marks that turn text around."""


def prepare(*streams: TextIO) -> None:
    """Let streams write what stands for characters that their encodings lack."""
    codecs.register_error(_ERRORS, _typed_instead)
    for stream in streams:
        if isinstance(stream, TextIOWrapper) and stream.errors in _DEFAULTS:
            stream.reconfigure(errors=_ERRORS)


def tell(text: str) -> None:
    """Print a result on stdout."""
    print(printable(text), file=sys.stdout, flush=True)  # noqa: T201


def say(line: str) -> None:
    """Print a line on stderr: stdout is for results."""
    print(printable(line), file=sys.stderr, flush=True)  # noqa: T201


_notes: list[str] = []


def note(line: str) -> None:
    """Keep a line that is said when all is done: beside an error there is no other line."""
    if line not in _notes:
        _notes.append(line)


def say_notes(*, quiet: bool) -> None:
    """Print on stderr what was kept, unless nothing is to be said."""
    for line in () if quiet else _notes:
        say(line)
    drop_notes()


def drop_notes() -> None:
    """Forget what was kept."""
    _notes.clear()


def takes_unicode() -> bool:
    """Return whether every character can be written on stdout."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")


def writable(text: str) -> str:
    """Return a text in characters that stdout has, to be measured before it is laid out."""
    if takes_unicode():
        return text
    parts, i = [], 0
    while i < len(text):
        run = _RAISED.match(text, i)
        part = run[0] if run else text[i]
        parts.append(part if _has(sys.stdout.encoding, part) else _typed(text, i))
        i += len(part)
    return "".join(parts)


def printable(text: str) -> str:
    r"""Return a text whose control characters are spelled: ``\x1b`` for escape."""
    return _UNSEEN.sub(lambda one: repr(one[0])[1:-1], text)


def file_name(path: str) -> str:
    r"""Return a path as a shell reads it, where it has characters that are not printed.

    ``a.png`` stays as it is; a name with an escape becomes ``$'\x1b[31m.png'``.
    """
    if not _UNSEEN.search(path) and "\n" not in path and not _is_broken(path):
        return path
    quoted = path.encode("utf-8", "surrogateescape")
    return "$'" + "".join(_in_quotes(byte) for byte in quoted) + "'"


def columns() -> int:
    """Return the width that output may take: that of the terminal, or ``COLUMNS``, or 80."""
    return get_terminal_size().columns


def _typed_instead(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return what stands for the first character that could not be written, and where it ends."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    run = _RAISED.match(error.object, error.start)
    return _typed(error.object, error.start), run.end() if run else error.start + 1


def _has(encoding: str, text: str) -> bool:
    """Return whether an encoding has these characters."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _typed(text: str, i: int) -> str:
    """Return what one would type for the character there, or for the superscripts there."""
    if run := _RAISED.match(text, i):
        return _level(run[0])
    word = _in_ascii(text[i])
    runs_on = len(word) > 1 and word.isalpha() and text[i + 1 : i + 2].isalpha()
    return f"{word} " if runs_on else word


def _level(run: str) -> str:
    """Return superscripts as an exponent, subscripts as an index: ``^-8``, ``_i``, ``12``."""
    plain = unicodedata.normalize("NFKD", run).replace("−", "-")
    if not unicodedata.decomposition(run[0]).startswith("<sub>"):
        return f"^{plain}"
    return f"_{plain}" if plain.isalpha() else plain


def _in_ascii(character: str) -> str:
    """Return what one would type for a character; its number where there is no such thing."""
    if character in _AS_TYPED:
        return _AS_TYPED[character]
    alphabet, _, letter = unicodedata.name(character, "").rpartition(" LETTER ")
    if alphabet == "GREEK SMALL":
        return letter.lower()
    if alphabet == "GREEK CAPITAL":
        return letter.capitalize()
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if plain or unicodedata.combining(character):
        return plain
    return character.encode("ascii", "backslashreplace").decode()


def _is_broken(text: str) -> bool:
    """Return whether a name has bytes that are no characters."""
    return any("\ud800" <= one <= "\udfff" for one in text)


def _in_quotes(byte: int) -> str:
    one = chr(byte)
    if one in "'\\":
        return "\\" + one
    return one if " " <= one <= "~" else f"\\x{byte:02x}"
