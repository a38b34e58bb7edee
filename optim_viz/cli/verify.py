"""``optim-viz verify``: whether figures would still be the same if they were made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from optim_viz.cli.app import AsJson, add_command, print_json
from optim_viz.cli.languages import in_words_of
from optim_viz.cli.output import write_figure
from optim_viz.cli.replay import TrustCode, asked, job_of
from optim_viz.cli.reports import described
from optim_viz.cli.terminal import tell
from optim_viz.export import embedded
from optim_viz.recipe_text import fonts_of
from optim_viz.text import words
from surfaces import InputError
from surfaces.specs import choose

CHANGED = 1
"""The exit code where a figure is not as it would be now."""

_LONGEST = 100
"""Characters that are told of the fonts in a recipe."""

_KINDS = dict.fromkeys((*embedded.SUFFIXES, ".pptx"))
"""Suffixes of the files that are looked at."""


class Verdict(StrEnum):
    """What became of a picture."""

    SAME = "same"
    DIFFERENT = "different"
    NO_RECIPE = "no recipe"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verified:
    """A picture, and what became of it."""

    file: str
    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {': '.join(filter(None, [words.VERDICT[self.verdict], self.detail]))}"


@add_command("verify")
def verify(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|FOLDER|DECK.pptx", help="What is looked at.", show_default=False
        ),
    ],
    trust_code: TrustCode = False,
    as_json: AsJson = False,
) -> int:
    """Make figures again from their recipes, and say which are no longer the same.

    Leaves with 1 if one is different or cannot be made again.

    optim-viz verify figures
    optim-viz verify lecture.pptx --json
    """
    verdicts = []
    for file, data in _pictures(paths):
        verdicts.append(_verdict(file, data, trust_code=trust_code))
        if not as_json:
            tell(str(verdicts[-1]))
    if as_json:
        print_json([vars(one) for one in verdicts])
    fine = (Verdict.SAME, Verdict.NO_RECIPE)
    return 0 if all(one.verdict in fine for one in verdicts) else CHANGED


def _pictures(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every picture."""
    for path in [file for given in paths for file in _files(given)]:
        if path.suffix.lower() == ".pptx":
            for inside, data in embedded.pictures_in(path).items():
                yield f"{path}: {inside.rpartition('/')[2]}", data
        else:
            yield str(path), embedded.read(path)


def _files(path: Path) -> list[Path]:
    """Return the files that a path stands for: those of a folder by name.

    Raises
    ------
    InputError
        There is none, or a file of a kind that has no recipe.
    """
    if not (path.exists() or path.suffix):
        raise InputError(f"there is no file or folder {path}")
    if not path.is_dir():
        choose(path.suffix.lower(), _KINDS, f"file type of {path.name!r}:")
        return [path]
    found = sorted(one for one in path.rglob("*") if one.suffix.lower() in _KINDS and one.is_file())
    if not found:
        raise InputError(f"there is no {', '.join(_KINDS)} in {path}")
    return found


def _verdict(file: str, data: bytes, *, trust_code: bool) -> Verified:
    text = embedded.find(data)
    if text is None:
        return Verified(file, Verdict.NO_RECIPE)
    try:
        recipe = asked(text, trust_code=trust_code)
        again = _made_again(job_of(recipe), PurePosixPath(file).suffix.lower())
    except InputError as error:
        return Verified(file, Verdict.REFUSED, str(error))
    if again == data:
        return Verified(file, Verdict.SAME)
    fonts = fonts_of(text)[:_LONGEST], fonts_of(embedded.find(again) or text)
    differences = [words.other_fonts(*fonts)] if fonts[0] != fonts[1] else []
    return Verified(file, Verdict.DIFFERENT, "; ".join([*differences, _difference(data, again)]))


def _made_again(job: Any, suffix: str) -> bytes:
    """Return the bytes of the figure of a job."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "figure").with_suffix(suffix)
        with in_words_of(job.recipe):
            found = job.study(True)
            write_figure(job, found, described(job, found), path)
        return path.read_bytes()


def _difference(before: bytes, now: bytes) -> str:
    """Say how two figures of one recipe differ, as far as one can see."""
    if now.startswith(b"<!doctype"):
        return words.OTHER_PAGE
    if not now.startswith(b"\x89PNG"):
        return words.OTHER_BYTES
    sizes = [embedded.size_of_png(data) for data in (before, now)]
    if sizes[0] != sizes[1]:  # so that no huge picture of others is opened
        return words.other_size(*(f"{wide} x {high}" for wide, high in sizes))
    import numpy as np
    from PIL import Image

    old, new = (np.asarray(Image.open(BytesIO(data)).convert("RGB")) for data in (before, now))
    share = float((old != new).any(axis=2).mean())
    return words.pixels_differ(f"{share:.2%}") if share else words.SAME_PIXELS
