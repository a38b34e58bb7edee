"""The page of the gallery: each figure with its command and its lesson, in every language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from optim_viz.recipes.gallery import figures
from optim_viz.text import ENGLISH, language, languages, words

NAME = "README.md"
"""The file, as those who look into the folder expect it."""


def page(files: Mapping[str, str]) -> str:
    """Return the page in Markdown, English first.

    Parameters
    ----------
    files : mapping of str to str
        The file of each figure, by its name.
    """
    title, foreword = _said(lambda: words.GALLERY), _said(lambda: words.GALLERY_FOREWORD)
    parts = [words.GALLERY_PAGE, f"# {' · '.join(title)}", *foreword]
    for name, file in files.items():
        parts += _section(name, file)
    return "\n\n".join(parts) + "\n"


def _section(name: str, file: str) -> list[str]:
    """Return the paragraphs about one figure."""
    titles = _said(lambda: words.GALLERY_TITLES[name])
    command = f"```sh\noptim-viz {figures()[name]}\n```"
    lessons = _said(lambda: words.GALLERY_LESSONS[name])
    return [f"## {' · '.join(titles)}", f"![{titles[0]}]({file})", command, *lessons]


def _said(word: Callable[[], str]) -> list[str]:
    """Return a word in every language, English first."""
    said = []
    for one in sorted(languages(), key=lambda name: (name != ENGLISH, name)):
        with language(one):
            said.append(word())
    return said
