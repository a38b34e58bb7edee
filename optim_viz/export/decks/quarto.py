"""A deck for Quarto: Markdown whose format is reveal.js."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from optim_viz.export.decks import Deck, Page, Picture
from optim_viz.export.snippets import text_in_markdown

_COLOURS = """\
    include-in-header:
      - text: |
          <style>
          :root:root {{
            --r-background-color: {paper}; --r-main-color: {ink}; --r-heading-color: {ink};
          }}
          </style>"""
"""Over those of the theme, whatever comes first: no option of the format sets them on slides."""


def write(deck: Deck, path: Path) -> None:
    """Write the source; several steps of a figure become fragments, each above the one before."""
    folder = quote(deck.folder)
    about = {"title": deck.title, "subtitle": deck.subtitle, "author": deck.author}
    head = [
        "---",
        *(f"{name}: {_quoted(text_in_markdown(value))}" for name, value in about.items() if value),
        f"lang: {deck.language}",
        "format:",
        "  revealjs:",
        f"    theme: {'dark' if int(deck.paper[1:3], 16) < 128 else 'simple'}",
        *([f"    mainfont: {_quoted(deck.font)}"] if deck.font else []),
        *_COLOURS.format(paper=deck.paper, ink=deck.ink).splitlines(),
        f"# optim-viz: {deck.recipe}",  # below the head it would be a slide
        "---",
    ]
    pages = [_slide(page, folder) for page in deck.pages]
    path.write_text("\n".join([*head, *pages, ""]), encoding="utf-8")


def _slide(page: Page, folder: str) -> str:
    steps = [_picture(one, folder, late=nth > 0) for nth, one in enumerate(page.pictures)]
    stack = ["::: {.r-stack}", "\n\n".join(steps), ":::"]  # one paragraph is one part of a stack
    pictures = stack if len(steps) > 1 else steps
    items = [f"- {text_in_markdown(line)}" for line in page.text]
    if pictures and items:
        left = ['::: {.column width="56%"}', *pictures, ":::"]
        right = ['::: {.column width="42%"}', *items, ":::"]
        body = [":::: {.columns}", "", *left, "", *right, "", "::::"]
    else:
        body = pictures or items
    notes = ["", "::: {.notes}", text_in_markdown(page.notes), ":::"] if page.notes else []
    return "\n".join(["", f"## {text_in_markdown(page.title)}", "", *body, *notes])


def _picture(picture: Picture, folder: str, *, late: bool) -> str:
    source = f"{folder}/{quote(picture.path.name)}"
    alt = picture.description.replace("\\", "").replace('"', "'")
    kind = ".fragment " if late else ""
    if picture.poster is not None:
        poster = f"{folder}/{quote(picture.poster.name)}"
        about = f'src="{source}" poster="{poster}" aria-label="{alt}"'
        return f"<video {about} data-autoplay muted playsinline></video>"
    return f'![]({source}){{{kind}fig-alt="{alt}"}}'


def _quoted(text: str) -> str:
    """Return a text as YAML takes it."""
    return json.dumps(text, ensure_ascii=False)
