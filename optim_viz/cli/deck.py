"""``optim-viz deck``: a lecture from an outline, for PowerPoint, Beamer, reveal.js or Quarto."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from optim_viz.cli.figure import Job, Report, figure_command
from optim_viz.cli.languages import in_words_of
from optim_viz.cli.output import STDOUT, write_figure
from optim_viz.cli.replay import job_of
from optim_viz.cli.reports import described
from optim_viz.cli.typed import recipe_of
from optim_viz.deck_style import with_background
from optim_viz.export import decks, films
from optim_viz.export.decks import Deck, Format, Page, Picture
from optim_viz.export.embedded import Inside
from optim_viz.export.snippets import building
from optim_viz.outlines import Slide
from optim_viz.recipes import Recipe
from optim_viz.recipes.animate import AnimateRecipe
from optim_viz.recipes.base import NO_TITLE
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.recipes.deck import DeckRecipe
from optim_viz.recipes.frames import FramesRecipe
from optim_viz.text import words
from surfaces import InputError


@figure_command(stem="TITLE", formats=dict.fromkeys(one.suffix for one in decks.FORMATS.values()))
def deck(
    outline: Annotated[
        Path | None,
        typer.Argument(metavar="OUTLINE.toml", help="Title and slides.", show_default=False),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="A whole lecture, instead of an outline.")
    ] = False,
    **drawn: Any,
) -> Job[Any]:
    """Make a lecture from an outline: slides with figures, films, text, notes.

    An outline is TOML: title, subtitle, author, and [[slides]] with title, figure, text, notes; a
    figure is a command of this program. Slides have a background, that of the theme where a style
    has none.

    optim-viz deck --example --for pptx -o lecture.pptx
    optim-viz deck --example --for beamer --lang ko -o lecture.tex
    """
    _check_given(outline, example)
    lecture = decks.example_in(drawn["lang"]) if outline is None else _read(outline)
    return job(DeckRecipe(lecture=lecture, **drawn))


def _check_given(outline: Path | None, example: bool) -> None:
    """Raise unless either an outline is given or the example is asked for."""
    if example == (outline is not None):
        raise InputError(words.OUTLINE_OR_EXAMPLE)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else words.NO_TEXT
        raise InputError(f"cannot read {path}: {reason}") from None


@dataclass(frozen=True)
class _Planned:
    """A slide, and the recipes of what it shows, one after the other."""

    slide: Slide
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True)
class _Lecture:
    """A lecture whose figures are ready to be drawn."""

    recipe: DeckRecipe
    plan: tuple[_Planned, ...]


def job(recipe: DeckRecipe) -> Job[Any]:
    """Return the job of a recipe: figures are checked here, before anything is run."""
    form = decks.FORMATS[recipe.target]
    plan = tuple(_planned(nth, one, recipe) for nth, one in enumerate(recipe.plan.slides, 1))
    lecture = _Lecture(recipe, plan)
    return Job(
        recipe,
        stem=_file_name(recipe.plan.title),
        study=lambda quiet: lecture,
        draw=lambda lecture: lecture,
        report=_report,
        describe=lambda lecture: words.deck_of(recipe.plan.title, len(plan)),
        write_data=None,
        formats={form.suffix: partial(_write, form)},
        check=lambda path: _check(recipe, path),
        line=building,
    )


def _check(recipe: DeckRecipe, path: Path) -> None:
    """Raise unless what writes the deck is installed, and has a place for its pictures."""
    if path == STDOUT and recipe.target != "pptx":
        raise InputError(words.DECK_NEEDS_FOLDER)
    if recipe.target == "pptx":
        try:
            import_module("pptx")
        except ImportError:
            raise InputError(words.MISSING_PPTX) from None


def _report(lecture: _Lecture) -> Report:
    lines = [
        f"{nth:>3}  {one.slide.title}" + (f"  ({one.slide.figure})" if one.slide.figure else "")
        for nth, one in enumerate(lecture.plan, 1)
    ]
    slides = [{"title": one.slide.title, "figure": one.slide.figure} for one in lecture.plan]
    return Report("\n".join(lines), facts={"slides": slides})


def _file_name(title: str) -> str:
    """Return a title as files are called."""
    plain = unicodedata.normalize("NFC", title).lower()
    return re.sub(r"\W+", "-", plain).strip("-")[:60] or "lecture"


def _planned(number: int, slide: Slide, deck: DeckRecipe) -> _Planned:
    """Return a slide with the recipes of its figure, as the deck presents them."""
    if not slide.figure:
        return _Planned(slide, ())
    try:
        recipe = _presented(recipe_of(slide.figure), slide, deck)
    except InputError as error:
        raise InputError(words.in_slide(number, str(error))) from None
    if isinstance(recipe, FramesRecipe):
        return _Planned(slide, tuple(replace(recipe, at=(step,)) for step in recipe.shown_steps))
    return _Planned(slide, (recipe,))


def _presented(recipe: Recipe, slide: Slide, deck: DeckRecipe) -> Recipe:
    """Return a recipe with the presentation of the deck; what its command says itself stays."""
    form = decks.FORMATS[deck.target]
    room = form.half if slide.text else form.size
    return replace(
        recipe,
        medium=deck.target,
        theme=recipe.theme if recipe.theme != Recipe.theme else deck.theme,
        lang=deck.lang,
        style=recipe.style or with_background(deck.style),  # slides have one
        dpi=recipe.dpi or deck.dpi,
        size=recipe.size or (f"{room[0]:g}x{room[1]:g}" if room else None),
        title=recipe.title or NO_TITLE,
        footer=recipe.footer or deck.footer,
    )


def _write(form: Format, lecture: _Lecture, path: Path, inside: Inside) -> None:
    """Make all pictures, then the deck; pictures of a source go into a folder beside it."""
    folder = path.with_name(f"{_file_name(lecture.recipe.plan.title)}-{decks.PICTURES}")
    with TemporaryDirectory(dir=path.parent, prefix=".optim-viz-") as made:
        pages = tuple(_pages(lecture, form, Path(made)))
        form.write(_deck(lecture, pages, inside.recipe, folder.name), path)
        if form.suffix != ".pptx":
            _move(Path(made), folder)


def _pages(lecture: _Lecture, form: Format, folder: Path) -> Iterator[Page]:
    for nth, planned in enumerate(lecture.plan, 1):
        several = len(planned.recipes) > 1
        stems = [
            f"{nth:02}-{i:02}" if several else f"{nth:02}" for i in range(len(planned.recipes))
        ]
        pictures = _pictures(planned.recipes, [folder / stem for stem in stems], form)
        slide = planned.slide
        yield Page(slide.title, tuple(pictures), slide.text, slide.notes)


def _pictures(recipes: tuple[Recipe, ...], stems: list[Path], form: Format) -> Iterator[Picture]:
    """Make the pictures of a slide: runs are run once for all steps."""
    found: Any = None
    for recipe, stem in zip(recipes, stems, strict=True):
        job = job_of(recipe)
        with in_words_of(recipe):
            found = job.study(True) if found is None else found
            description = described(job, found)
            if isinstance(recipe, AnimateRecipe):
                yield _film(job, found, description, stem, form)
            else:
                path = stem.with_suffix(form.pictures)
                write_figure(job, found, description, path)
                yield Picture(path, description)


def _film(job: Job[Any], found: Any, description: str, stem: Path, form: Format) -> Picture:
    """Make a film and its last step; without an encoder, a GIF."""
    path = stem.with_suffix(".gif")
    with suppress(InputError):
        films.check(stem.with_suffix(form.films))
        path = stem.with_suffix(form.films)
    write_figure(job, found, description, path)
    own = {one.name: getattr(job.recipe, one.name) for one in fields(CompareRecipe)}
    still, poster = job_of(CompareRecipe(**own)), stem.with_suffix(form.pictures)
    write_figure(still, found, described(still, found), poster)
    return Picture(path, description, poster)


def _deck(lecture: _Lecture, pages: tuple[Page, ...], recipe: str, folder: str) -> Deck:
    from optim_viz.plots.style.fonts import families, family_of
    from optim_viz.plots.style.themes import page_colours

    plan, style = lecture.recipe.plan, lecture.recipe.deck_style
    colours = page_colours(lecture.recipe.theme, style)
    of_language = [family_of(words.LETTERS)] if words.LETTERS else []
    fonts = [*of_language, *families(style.font)]
    return Deck(
        plan.title,
        plan.subtitle,
        plan.author,
        pages,
        recipe,
        lecture.recipe.target,
        folder,
        lecture.recipe.lang,
        colours["paper"],
        colours["ink"],
        next(filter(None, fonts), None),
    )


def _move(made: Path, folder: Path) -> None:
    """Move all pictures into the folder beside the source."""
    folder.mkdir(exist_ok=True)
    for picture in sorted(made.iterdir()):
        picture.replace(folder / picture.name)
