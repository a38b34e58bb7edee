"""A live page in one file: its script, its style, what it shows; nothing else is loaded.

``play.js`` and ``play.css`` go into the page as they stand here: there is no build step.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from optim_viz.export.decks import in_comment
from optim_viz.export.embedded import Inside
from optim_viz.export.files import check_writable, write_all
from optim_viz.text import language, words

SUFFIX = ".html"


@dataclass(frozen=True, eq=False, repr=False)
class LivePage:
    """A page that runs by itself: it shows itself in notebooks, and can be saved.

    The text is whole but for the recipe.
    """

    title: str
    language: str
    data: Mapping[str, Any]
    """What the page shows, as `optim_viz.plots.play.page` has it."""
    functions: str
    """The recorded functions, in JavaScript."""
    recipe: str

    def text(self, description: str = "") -> str:
        """Return the whole page."""
        with language(self.language):
            asleep = html.escape(words.PAGE_WITHOUT_SCRIPTS)
        return part("play.html").format(
            language=self.language,
            asleep=asleep,
            title=html.escape(self.title),
            description=html.escape(description),
            recipe=in_comment(self.recipe),
            theme=self.data["theme"],
            style=part("play.css"),
            data=_in_script(json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))),
            functions=_in_script(self.functions),
            script=part("play.js"),
        )

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, and return where it is.

        Raises
        ------
        InputError
            Another suffix than ``.html``, or a place that cannot be written to.
        """
        place = Path(path)
        check_writable(place, [SUFFIX])
        write_all([(place, lambda made: write(self, made, Inside(self.recipe)))])
        return place

    def _repr_html_(self) -> str:
        """Return a frame with the page in it, for notebooks; below it a hint, where there is none.

        Notebooks that are not trusted, and sites that show notebooks, leave frames out. All is
        ASCII: what is around may be in any encoding.
        """
        with language(self.language):
            hint = html.escape(words.PAGE_IS_LEFT_OUT)
        page, title = html.escape(self.text()), html.escape(self.title)
        frame = part("frame.html").format(hint=hint, page=page, title=title)
        return frame.encode("ascii", "xmlcharrefreplace").decode("ascii")

    def __repr__(self) -> str:
        return f"<LivePage of {self.title}: save('play.html') writes it, a browser opens it>"


def write(page: LivePage, path: Path, inside: Inside) -> None:
    """Write a page straight to the path."""
    path.write_text(page.text(inside.description), encoding="utf-8", newline="\n")


def part(name: str) -> str:
    """Return a part of every page, as it stands in this folder."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8").rstrip("\n")


def _in_script(text: str) -> str:
    """Return a text that does not end the script that it is in."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")
