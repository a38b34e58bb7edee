"""What a picture or a film carries is found again, whatever the file is called.

That is its recipe, and a description in words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from surfaces import InputError

_MOST_BYTES = 200_000_000
"""Size of the largest file that is read."""

SUFFIXES = (".png", ".svg", ".pdf", ".gif", ".webp", ".mp4", ".tex", ".html", ".qmd")
"""Suffixes of files that carry recipes."""

ALTERNATIVE = b"Alternative Text"
"""The keyword of the description in a PNG, whose own keyword Description has the recipe."""

_HEAD = 2_000_000
"""Bytes of a source in which its recipe is looked for."""

_MEDIA = re.compile(r"ppt/media/[^/]+\.(?:png|svg|gif|webp|mp4)", re.IGNORECASE)


class Inside(NamedTuple):
    """What a file carries beside its picture."""

    recipe: str
    description: str = ""
    """What the picture shows, and what it says, in words; empty where nobody has said it."""


def recipe_in(path: Path) -> str | None:
    """Return the text of the recipe in a picture or a film; None where there is none.

    Raises
    ------
    InputError
        There is no such file, it cannot be read, or it is too large.
    """
    return find(read(path))


def find(data: bytes) -> str | None:
    """Return the text of the recipe in the bytes of a file; None where there is none."""
    found = inside(data)
    return found and found.recipe


def inside(data: bytes) -> Inside | None:
    """Return what the bytes of a file carry; None where there is no recipe."""
    for magic, reader in _READERS.items():
        if data.startswith(magic):
            return reader(data)
    return _in_mp4(data) if data[4:8] == b"ftyp" else None


def pictures_in(path: Path) -> dict[str, bytes]:
    """Return the pictures of a PowerPoint file, by their names inside.

    Raises
    ------
    InputError
        The file is none, or holds more than can be read.
    """
    try:
        with ZipFile(path) as deck:
            held = [one for one in deck.infolist() if _MEDIA.fullmatch(one.filename)]
            if sum(one.file_size for one in held) > _MOST_BYTES:
                raise _too_large(path)
            return {one.filename: deck.read(one) for one in held}
    except (BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise InputError(f"cannot read {path}: {error}") from None


def size_of_png(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels."""
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def read(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    InputError
        There is no such file, it cannot be read, or it is too large.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _too_large(path)
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _too_large(path: Path) -> InputError:
    return InputError(f"{path} is larger than {_MOST_BYTES / 1e6:.0f} MB: it is not read")


def _in_png(data: bytes) -> Inside | None:
    """Read the chunks of text up to the pixels; nothing is decoded."""
    at, found = 8, dict[bytes, str]()
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind == b"IDAT":
            break
        keyword, _, text = data[at + 8 : at + 8 + size].partition(b"\0")
        if kind == b"tEXt":
            found.setdefault(keyword, text.decode("latin-1"))
        elif kind == b"iTXt" and text.startswith(b"\0\0"):
            found.setdefault(keyword, text[2:].split(b"\0", 2)[-1].decode(errors="replace"))
        at += 12 + size
    return _found(found.get(b"Description"), found.get(ALTERNATIVE))


def _found(recipe: str | None, description: str | None) -> Inside | None:
    return None if recipe is None else Inside(recipe, description or "")


def _in_source(data: bytes) -> Inside | None:
    """Read the comment at the beginning of the source of slides, or of a page."""
    found = re.search(rb"(?:^[%#]|<!--) optim-viz: (\{.*\})(?: -->)?$", data[:_HEAD], re.MULTILINE)
    return Inside(found[1].decode(errors="replace")) if found else None


def _in_svg(data: bytes) -> Inside | None:
    """Read the descriptions without a parser of XML, which could be led astray."""
    text = data.decode(errors="replace")
    recipe = re.search("<dc:description>([^<]*)</dc:description>", text)
    words = re.search("<desc>([^<]*)</desc>", text)
    return _found(*(one and html.unescape(one[1]) for one in (recipe, words)))


def _in_pdf(data: bytes) -> Inside | None:
    """Read the subject of the document, and its keywords."""
    return _found(*(_entry_of_pdf(data, name) for name in (b"Subject", b"Keywords")))


def _entry_of_pdf(data: bytes, name: bytes) -> str | None:
    found = re.search(rb"/%b \(((?:[^\\()]|\\.)*)\)" % name, data, re.DOTALL)
    if found is None:
        return None
    raw = re.sub(rb"\\([0-7]{1,3}|.)", _unescaped, found[1], flags=re.DOTALL)
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", errors="replace")
    return raw.decode("latin-1")


def _in_gif(data: bytes) -> Inside | None:
    """Read the comments, which come before the first frame: recipe, description."""
    at, found = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 128 else 0), []
    while data[at : at + 1] == b"!":
        kind, at, text = data[at + 1 : at + 2], at + 2, b""
        while size := int.from_bytes(data[at : at + 1]):
            text += data[at + 1 : at + 1 + size]
            at += 1 + size
        if kind == b"\xfe":
            found.append(text.decode(errors="replace"))
        at += 1
    return Inside(*found[:2]) if found else None


def _in_webp(data: bytes) -> Inside | None:
    """Read the chunk of metadata: a line with the recipe, then the description."""
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"XMP ":
            recipe, _, words = data[at + 8 : at + 8 + size].decode(errors="replace").partition("\n")
            return Inside(recipe, words)
        at += 8 + size + size % 2
    return None


def _in_mp4(data: bytes) -> Inside | None:
    """Read comment and description in the table of contents, wherever it lies."""
    return _found(*(_tag_of_mp4(data, name) for name in (b"\xa9cmt", b"desc")))


def _tag_of_mp4(data: bytes, name: bytes) -> str | None:
    found = re.search(re.escape(name) + rb"(.{4})data", data, re.DOTALL)
    if found is None:
        return None
    end = found.start(1) + int.from_bytes(found[1])
    return data[found.end() + 8 : end].decode(errors="replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code.isdigit():
        return bytes([int(code, 8) & 255])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(code, code)


_READERS: dict[bytes, Callable[[bytes], Inside | None]] = {
    b"\x89PNG\r\n\x1a\n": _in_png,
    b"<?xml": _in_svg,
    b"<svg": _in_svg,
    b"%PDF": _in_pdf,
    b"GIF8": _in_gif,
    b"RIFF": _in_webp,
    b"% optim-viz": _in_source,
    b"<!doctype html": _in_source,
    b"---\n": _in_source,
}
"""Functions that read a format, by the bytes that a file of it begins with."""
