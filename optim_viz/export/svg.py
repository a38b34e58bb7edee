"""Drawings for browsers and slides made smaller: what nobody can see is left out."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from io import BytesIO

import numpy as np
from PIL import Image

_COORDINATES = re.compile(rb' (?:d|x|y|width|height)="[^"]*"')
_BEYOND_HUNDREDTHS = re.compile(rb"(?<=\.\d\d)\d+(?![\de])")
_NO_HUNDREDTHS = re.compile(rb"\.00(?!\d)")
_BETWEEN = re.compile(rb" ?\n(?: (?![MLQCz]))?|(?<=[MLQCz]) ")
"""White space before and after the letters of a path."""

_IMAGE = re.compile(
    rb'<image xlink:href="data:image/png;base64,\s*(?P<data>[^"]*)" id="(?P<id>[^"]*)"'
    rb' transform="(?P<transform>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)"(?P<rest>[^>]*)/>'
)
"""A picture as matplotlib writes it: upside down, so that heights count from its foot."""


_MARKS = re.compile(
    rb"<g(?P<clip>[^>]*)>(?P<marks>\s*<use [^>]*(?P<style> style=\"[^\"]*\")/>"
    rb"(?:\s*<use [^>]*(?P=style)/>)+)\s*</g>"
)
"""Marks of one look in a group of their own."""


def smaller(svg: bytes) -> bytes:
    """Return a drawing with coordinates to a hundredth of a point, and small pictures in it."""
    return _MARKS.sub(_in_one_style, _with_small_pictures(_COORDINATES.sub(_to_hundredths, svg)))


def _in_one_style(found: re.Match[bytes]) -> bytes:
    """Return marks that inherit their look from the group."""
    return b"<g%b%b>%b</g>" % (
        found["clip"],
        found["style"],
        _short(found["marks"], found["style"]),
    )


def _short(marks: bytes, style: bytes) -> bytes:
    return re.sub(rb"\s*\n\s*", b"\n", marks.replace(style, b""))


def _to_hundredths(found: re.Match[bytes]) -> bytes:
    shorter = _NO_HUNDREDTHS.sub(b"", _BEYOND_HUNDREDTHS.sub(b"", found[0]))
    return _BETWEEN.sub(b"", shorter) if shorter.startswith(b" d") else shorter


def _with_small_pictures(svg: bytes) -> bytes:
    """Return a drawing whose pictures have tables of their colours; each is in it once."""
    first: dict[bytes, tuple[float, float]] = {}

    def written(found: re.Match[bytes]) -> bytes:
        x, y = float(found["x"]), float(found["y"])
        if found["id"] not in first:
            first[found["id"]] = x, y
            return found[0].replace(found["data"], _with_table(found["data"]))
        across, down = x - first[found["id"]][0], first[found["id"]][1] - y
        return b'<use xlink:href="#%b" x="%.2f" y="%.2f"/>' % (found["id"], across, down)

    return _IMAGE.sub(written, svg)


def _with_table(data: bytes) -> bytes:
    """Return a PNG in base 64 with a table of its colours where it has few, else as it is."""
    picture = Image.open(BytesIO(b64decode(data)))
    if picture.mode != "RGBA" or picture.getcolors(256) is None:
        return data
    pixels = np.ascontiguousarray(picture).view(np.uint32)[..., 0]
    table, indices = np.unique(pixels, return_inverse=True)
    colours = np.ascontiguousarray(table).view(np.uint8).reshape(-1, 4)
    few = Image.fromarray(indices.reshape(pixels.shape).astype(np.uint8), mode="P")
    few.putpalette(colours[:, :3].tobytes())
    clear = {} if (colours[:, 3] == 255).all() else {"transparency": colours[:, 3].tobytes()}
    packed = BytesIO()
    few.save(packed, format="png", optimize=True, **clear)
    return b64encode(packed.getvalue())
