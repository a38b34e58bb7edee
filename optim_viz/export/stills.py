"""A figure becomes a PNG, SVG or PDF that carries its recipe and repeats byte for byte."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optim_viz.export.files import write_all

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save(figure: Figure, path: Path, recipe: str) -> None:
    """Write the figure; the suffix chooses the format, and the recipe becomes its description."""
    write_all([(path, lambda made: write(figure, made, recipe))])


def write(figure: Figure, path: Path, recipe: str) -> None:
    """Write the figure straight to the path."""
    FORMATS[path.suffix.lower()](figure, path, recipe)


def _write_png(figure: Figure, path: Path, recipe: str) -> None:
    """Write without the alpha channel and lightly compressed: faster, and hardly larger."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Description", recipe)
    figure.canvas.draw()
    pixels = figure.canvas.buffer_rgba()  # type: ignore[attr-defined]  # the canvas is Agg
    height, width, _ = pixels.shape
    picture = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    picture.save(path, compress_level=3, pnginfo=about, dpi=(figure.dpi, figure.dpi))


def _write_svg(figure: Figure, path: Path, recipe: str) -> None:
    """Write text as the settings in force say: as paths, or for a browser as text."""
    with _settings({"svg.hashsalt": "optim-viz"}):
        figure.savefig(path, metadata={"Date": None, "Creator": None, "Description": recipe})


def _write_pdf(figure: Figure, path: Path, recipe: str) -> None:
    """Embed fonts as type 42, which every viewer and printer takes."""
    nobody = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    with _settings({"pdf.fonttype": 42}), _without_notes_on_tables():
        figure.savefig(path, metadata={**nobody, "Subject": recipe})


@contextmanager
def _without_notes_on_tables() -> Iterator[None]:
    """Embed fonts in silence: some have tables that no viewer needs, and that are left out."""
    notes = logging.getLogger("fontTools.subset")
    before = notes.level
    notes.setLevel(logging.ERROR)
    try:
        yield
    finally:
        notes.setLevel(before)


def _settings(settings: dict[str, Any]) -> Any:
    from matplotlib import rc_context

    return rc_context(settings)  # type: ignore[arg-type]  # the names are literals there


FORMATS: dict[str, Callable[[Figure, Path, str], None]] = {
    ".png": _write_png,
    ".svg": _write_svg,
    ".pdf": _write_pdf,
}
"""Functions that write a figure, by suffix."""
