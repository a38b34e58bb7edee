"""A figure becomes a PNG, SVG or PDF that carries its recipe, and repeats byte for byte.

Beside the recipe it carries a description in words, for those who do not see it.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optim_viz.export.embedded import ALTERNATIVE, Inside
from optim_viz.export.files import write_all
from optim_viz.export.pdf_fonts import lean_fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.PngImagePlugin import PngInfo


def save(figure: Figure, path: Path, inside: Inside) -> None:
    """Write the figure, its recipe and its description; the suffix chooses the format."""
    write_all([(path, lambda made: write(figure, made, inside))])


def write(figure: Figure, path: Path, inside: Inside) -> None:
    """Write the figure straight to the path."""
    FORMATS[path.suffix.lower()](figure, path, inside)


def _write_png(figure: Figure, path: Path, inside: Inside) -> None:
    """Write lightly compressed, without an alpha channel where there is a background."""
    from PIL import Image

    figure.canvas.draw()
    pixels = figure.canvas.buffer_rgba()  # type: ignore[attr-defined]  # the canvas is Agg
    height, width, _ = pixels.shape
    picture = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1)
    if figure.patch.get_visible():
        picture = picture.convert("RGB")  # faster, and hardly larger
    picture.save(path, compress_level=3, pnginfo=in_png(inside), dpi=(figure.dpi, figure.dpi))


def in_png(inside: Inside) -> PngInfo:
    """Return what a PNG carries: the recipe as its description, and the description in words."""
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Description", inside.recipe)
    if inside.description:
        about.add_itxt(ALTERNATIVE, inside.description)
    return about


def _write_svg(figure: Figure, path: Path, inside: Inside) -> None:
    """Write text as the settings in force say: as paths, or for a browser as text."""
    from optim_viz.export.svg import smaller

    drawing = BytesIO()
    about = {"Date": None, "Creator": None, "Description": inside.recipe}
    with _settings({"svg.hashsalt": "optim-viz"}):
        figure.savefig(drawing, format="svg", metadata=about)
    svg = smaller(drawing.getvalue())
    path.write_bytes(_described(svg, inside.description) if inside.description else svg)


def _described(svg: bytes, description: str) -> bytes:
    """Return a drawing that programs which read aloud take for one picture, with its words."""
    words = html.escape(description).encode()
    svg = svg.replace(b"<svg ", b'<svg role="img" aria-label="%b" ' % words, 1)
    return svg.replace(b"<metadata>", b"<desc>%b</desc>\n <metadata>" % words, 1)


def _write_pdf(figure: Figure, path: Path, inside: Inside) -> None:
    """Embed fonts as type 42, which every viewer and printer takes."""
    nobody = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    with _settings({"pdf.fonttype": 42}), lean_fonts():
        figure.savefig(path, metadata={**nobody, "Subject": inside.recipe, **_keywords(inside)})


def _keywords(inside: Inside) -> dict[str, str]:
    """Return the description as the keywords: the title would stand above the window."""
    return {"Keywords": inside.description} if inside.description else {}


def _settings(settings: dict[str, Any]) -> Any:
    from matplotlib import rc_context

    return rc_context(settings)  # type: ignore[arg-type]  # the names are literals there


FORMATS: dict[str, Callable[[Figure, Path, Inside], None]] = {
    ".png": _write_png,
    ".svg": _write_svg,
    ".pdf": _write_pdf,
}
"""Functions that write a figure, by suffix."""
