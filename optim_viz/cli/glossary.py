"""What `show` and `list` tell of the words on figures and in tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from shutil import get_terminal_size

from optim_viz.cli.app import table
from optim_viz.cli.tables import lines
from optim_viz.text import words


@dataclass(frozen=True)
class Word:
    """A word and its definition, in the language in force."""

    word: str
    meaning: str

    def facts(self) -> dict[str, str]:
        """Return the word as plain data."""
        return asdict(self)

    def page(self) -> str:
        """Return the word as a page of text."""
        return f"{self.word}\n{_wrapped(self.meaning)}"


def glossary() -> list[Word]:
    """Return every word, in alphabetical order."""
    every = sorted(words.GLOSSARY.items(), key=lambda item: item[0].lower())
    return [Word(word, meaning) for word, meaning in every]


def names() -> list[str]:
    """Return what can be asked for: the words, then their other names."""
    return [*(one.word for one in glossary()), *words.ALIASES]


def find(name: str) -> Word | None:
    """Return the word of this name or other name, in capital or small letters."""
    small = " ".join(name.lower().split())
    wanted = words.ALIASES.get(small, small).lower()
    return next((one for one in glossary() if one.word.lower() == wanted), None)


def words_table() -> str:
    """Return a table of every word, its definition in as many lines as the terminal needs."""
    every = glossary()
    column = max(len(one.word) for one in every) + 2
    rows = [
        (one.word if first else "", line)
        for one in every
        for first, line in _numbered(_wrapped(one.meaning, column))
    ]
    return table(words.WORD_COLUMNS, rows)


def _numbered(text: str) -> list[tuple[bool, str]]:
    """Return lines, each with whether it is the first."""
    return [(i == 0, line) for i, line in enumerate(text.splitlines())]


def _wrapped(text: str, used: int = 0) -> str:
    """Return a text in lines that fit the terminal beside some columns that are used."""
    width = min(get_terminal_size().columns, 100) - used
    return "\n".join(lines(text, max(width, 40)))
