"""A deck for the browser, in the form of reveal.js, which shows itself where that is missing."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

from optim_viz.export.decks import Deck, Page, Picture, in_comment

_HEAD = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<!-- optim-viz: {recipe} -->
<!-- With a copy of reveal.js in the folder reveal.js beside this file, that shows the slides;
without it they show themselves: arrow keys, space, Home, End. -->
<link rel="stylesheet" href="reveal.js/dist/reveal.css">
<style>
{style}
</style>
</head>
<body>
<div class="reveal"><div class="slides">
"""

_STYLE = """:root {{ --paper: {paper}; --ink: {ink}; }}
html, body, .reveal-viewport {{ margin: 0; background: var(--paper); color: var(--ink); }}
.reveal {{ font-family: {font}"DejaVu Sans", Verdana, sans-serif; font-size: 28px; }}
.reveal .controls, .reveal .progress {{ color: var(--ink); }}
.reveal .slides > section {{ text-align: left; line-height: 1.25; }}
.reveal h1 {{ font-size: 1.7em; margin: 0 0 .4em; }}
.reveal h2 {{ font-size: 1.25em; margin: 0 0 .5em; }}
.reveal img, .reveal video {{ max-width: 100%; max-height: 590px; display: block; margin: 0; }}
.reveal .pair {{ display: grid; grid-template-columns: 55% 42%; gap: 3%; align-items: start; }}
.reveal .steps {{ display: grid; }}
.reveal .steps > * {{ grid-area: 1 / 1; background: var(--paper); }}
.reveal ul {{ margin: 0; padding-left: 1em; }}
.reveal li {{ margin-bottom: .6em; }}
.reveal aside.notes {{ display: none; }}
.alone .slides {{ width: 960px; height: 700px; position: absolute; left: 50%; top: 50%;
  transform: translate(-50%, -50%) scale(var(--scale, 1)); }}
.alone section {{ display: none; position: absolute; inset: 0; padding: 12px 0; }}
.alone section.present {{ display: block; }}
.alone .fragment {{ visibility: hidden; }}
.alone .fragment.visible {{ visibility: visible; }}"""

_FOOT = """</div></div>
<script src="reveal.js/dist/reveal.js"></script>
<script src="reveal.js/plugin/notes/notes.js"></script>
<script src="reveal.js/dist/plugin/notes.js"></script>
<script>
"use strict";
const slides = [...document.querySelectorAll(".slides > section")];

/** Show the slides without reveal.js: one at a time, as large as the window allows. */
function showAlone() {
  const deck = document.querySelector(".reveal");
  let at = 0;
  const show = (number, whole) => {
    at = Math.max(0, Math.min(slides.length - 1, number));
    slides.forEach((slide, i) => slide.classList.toggle("present", i === at));
    for (const film of document.querySelectorAll("video")) {
      film.pause();
      film.currentTime = 0;
      if (slides[at].contains(film)) film.play();
    }
    for (const part of slides[at].querySelectorAll(".fragment")) {
      part.classList.toggle("visible", whole);
    }
    history.replaceState(null, "", `#/${at}`);
  };
  const step = (forward) => {
    const parts = [...slides[at].querySelectorAll(".fragment")];
    const seen = parts.filter((part) => part.classList.contains("visible")).length;
    if (forward && seen < parts.length) parts[seen].classList.add("visible");
    else if (!forward && seen > 0) parts[seen - 1].classList.remove("visible");
    else show(at + (forward ? 1 : -1), !forward);
  };
  const fit = () => {
    const share = Math.min(innerWidth / 1000, innerHeight / 730);
    deck.style.setProperty("--scale", share);
  };
  const keys = { ArrowRight: true, PageDown: true, " ": true, ArrowLeft: false, PageUp: false };
  deck.classList.add("alone");
  addEventListener("resize", fit);
  addEventListener("keydown", (event) => {
    if (event.key in keys) step(keys[event.key]);
    else if (event.key === "Home") show(0, false);
    else if (event.key === "End") show(slides.length - 1, false);
    else return;
    event.preventDefault();
  });
  deck.addEventListener("click", (event) => {
    if (!event.target.closest("video, a")) step(true);
  });
  fit();
  show(Number(location.hash.slice(2)) || 0, false);
}

for (const film of document.querySelectorAll("video")) {
  film.addEventListener("click", () => (film.paused ? film.play() : film.pause()));
}
if (window.Reveal) {
  const plugins = window.RevealNotes ? [RevealNotes] : [];
  Reveal.initialize({ hash: true, center: false, plugins });
} else {
  showAlone();
}
</script>
</body>
</html>
"""


def write(deck: Deck, path: Path) -> None:
    """Write the page; several steps of a figure become fragments, each above the one before."""
    folder = quote(deck.folder)
    font = f'"{deck.font}", ' if deck.font else ""
    head = _HEAD.format(
        language=deck.language,
        title=escape(deck.title),
        recipe=in_comment(deck.recipe),
        style=_STYLE.format(paper=deck.paper, ink=deck.ink, font=font),
    )
    below = [f"<p>{escape(line)}</p>" for line in (deck.subtitle, deck.author) if line]
    first = "\n".join(["<section>", f"<h1>{escape(deck.title)}</h1>", *below, "</section>"])
    pages = [_section(page, folder) for page in deck.pages]
    path.write_text("\n".join([head.rstrip("\n"), first, *pages, _FOOT]), encoding="utf-8")


def _section(page: Page, folder: str) -> str:
    steps = [_picture(one, folder, late=nth > 0) for nth, one in enumerate(page.pictures)]
    pictures = ['<div class="steps">', *steps, "</div>"] if len(steps) > 1 else steps
    items = ["<ul>", *(f"<li>{escape(line)}</li>" for line in page.text), "</ul>"]
    if pictures and page.text:
        body = ['<div class="pair">', "<div>", *pictures, "</div>", *items, "</div>"]
    else:
        body = pictures or items
    notes = [f'<aside class="notes">{escape(page.notes)}</aside>'] if page.notes else []
    return "\n".join(["<section>", f"<h2>{escape(page.title)}</h2>", *body, *notes, "</section>"])


def _picture(picture: Picture, folder: str, *, late: bool) -> str:
    kind = ' class="fragment"' if late else ""
    alt, source = escape(picture.description), f"{folder}/{quote(picture.path.name)}"
    if picture.poster is None:
        return f'<img{kind} src="{source}" alt="{alt}">'
    poster = f"{folder}/{quote(picture.poster.name)}"
    about = f'src="{source}" poster="{poster}" aria-label="{alt}"'
    return f"<video{kind} {about} data-autoplay muted playsinline></video>"
