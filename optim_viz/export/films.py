"""Frames become a film that carries its recipe and a description: MP4, GIF, WebP, animated PNG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from optim_viz.export.colour_planes import Planes
from optim_viz.export.embedded import Inside
from optim_viz.export.stills import in_png
from surfaces import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = npt.NDArray[np.uint8]
"""A frame, ``(height, width, 4)``: red, green, blue, opacity. It may change with the next one."""

_Packed = npt.NDArray[np.uint32]
"""Pixels as one number each, ``(height, width)``."""

_COLOURS = 255
"""Colours of a GIF; one more stands for what has not changed."""


_MOTIONLESS = (
    "ref=1:bframes=0:subme=0:me=dia:trellis=0:mbtree=0:rc-lookahead=0:weightp=0:scenecut=0"
)
"""What x264 need not look for where lines grow on a ground that stays: as good in two thirds of the
time."""


def check(path: Path) -> None:
    """Raise unless the program that writes such a film is installed.

    Raises
    ------
    InputError
        It is not.
    """
    if path.suffix.lower() == ".mp4":
        _ffmpeg()


class Film(Protocol):
    """A film: its frames, of which the last one is known beforehand."""

    @property
    def last(self) -> Pixels:
        """The last frame."""

    @property
    def moving(self) -> tuple[slice, slice]:
        """The rows and the columns of pixels outside which all frames are the same."""

    @property
    def others(self) -> Iterator[Pixels]:
        """The frames before the last one; each array may be overwritten by the next frame."""


def write(film: Film, path: Path, inside: Inside, *, fps: int, pause: float) -> None:
    """Write a film, the last frame of which stays for ``pause`` seconds."""
    FORMATS[path.suffix.lower()](film, path, inside, fps, pause)


def _write_mp4(film: Film, path: Path, inside: Inside, fps: int, pause: float) -> None:
    """Pipe raw planes to x264: a fixed number of threads and no dates, so that the bytes repeat."""
    import subprocess

    planes = Planes(*film.last.shape[:2])
    width, height = planes.size
    command = [
        _ffmpeg(), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p",
        "-s", f"{width}x{height}", "-r", str(fps), "-i", "-", "-an", "-c:v", "libx264",
        "-preset", "veryfast", "-crf", "25", "-tune", "animation", "-threads", "2",
        "-x264-params", _MOTIONLESS,
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-color_range", "tv", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1",
        "-metadata", f"comment={inside.recipe}",
        *(["-metadata", f"description={inside.description}"] if inside.description else []),
        "-f", "mp4", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        assert encoder.stderr is not None
        with suppress(BrokenPipeError):  # then it says why
            for frame in _lasting(film, round(fps * pause)):
                encoder.stdin.write(planes.of(frame))
            encoder.stdin.close()
        problem = encoder.stderr.read().decode(errors="replace").strip()
    if encoder.returncode:
        raise InputError(f"ffmpeg cannot write {path.name}: {problem[-200:]}")


def _lasting(film: Film, more: int) -> Iterator[Pixels]:
    """Yield all frames, and the last one some more times."""
    yield from film.others
    for _ in range(1 + more):
        yield film.last


def _ffmpeg() -> str:
    """Return the encoder that is installed."""
    if found := which("ffmpeg"):
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        raise InputError(
            "MP4 needs ffmpeg: install it, or pip install 'optim-viz[video]'; .gif needs nothing"
        ) from None
    return str(get_ffmpeg_exe())


def _write_gif(film: Film, path: Path, inside: Inside, fps: int, pause: float) -> None:
    """Write one palette, and of each frame the rectangle that has changed."""
    colours = _Colours(film.last)
    rows, columns = film.moving
    others = film.others
    first = _packed(next(others)).copy()
    count = 1
    with path.open("wb") as file:
        _begin_gif(first, colours, inside, file)
        waiting = _Part(colours.indices(first.ravel()).reshape(first.shape), (0, 0))
        earlier = first[film.moving].copy()
        for frame in chain(others, [film.last]):
            _write_part(waiting, _hundredths(count, fps), file)
            now = _packed(frame)[film.moving]
            waiting = _change(earlier, now, colours, (columns.start, rows.start))
            count += 1
        _write_part(waiting, _hundredths(count, fps) + round(100 * pause), file)
        file.write(b";")


class _Part(NamedTuple):
    """A rectangle of places in the palette; `_COLOURS` leaves what is there."""

    places: Pixels
    at: tuple[int, int]
    """Its left upper corner."""


def _change(earlier: _Packed, now: _Packed, colours: _Colours, at: tuple[int, int]) -> _Part:
    """Return what a frame changes of what was there earlier, which becomes what is there now."""
    changed = np.flatnonzero(now != earlier)  # few: all that follows is about these pixels
    rows, columns = np.divmod(changed if changed.size else np.zeros(1, int), now.shape[1])
    high, wide = _span(rows), _span(columns)
    new = now[rows, columns]
    earlier[rows, columns] = new
    places = np.full((high.stop - high.start, wide.stop - wide.start), _COLOURS, np.uint8)
    places[rows - high.start, columns - wide.start] = colours.indices(new)
    return _Part(places, (at[0] + wide.start, at[1] + high.start))


def _packed(frame: Pixels) -> _Packed:
    """Return each pixel as one number, ``(height, width)``."""
    return frame.view(np.uint32)[..., 0]


def _span(changed: npt.NDArray[np.intp]) -> slice:
    """Return the rows, or columns, from the first that has changed to the last."""
    return slice(int(changed.min()), int(changed.max()) + 1)


class _Colours:
    """The palette of a film, and which of its colours is nearest to another."""

    def __init__(self, example: Pixels) -> None:
        from PIL import Image

        picture = Image.fromarray(
            np.ascontiguousarray(example[::2, ::2, :3])
        )  # as good, and sooner
        method, plain = Image.Quantize.MEDIANCUT, Image.Dither.NONE
        self.palette = bytes(picture.quantize(_COLOURS, method, dither=plain).getpalette() or [])
        self._known = np.zeros(1 << 24, np.uint8)
        self._is_known = np.zeros(1 << 24, bool)

    def indices(self, pixels: _Packed) -> Pixels:
        """Return the places in the palette of packed pixels ``(n,)``."""
        bare = pixels & 0xFFFFFF
        new = np.unique(bare[~self._is_known[bare]])
        for some in np.array_split(new, -(-len(new) // 4096) or 1):
            self._known[some] = self._nearest(some)
        self._is_known[new] = True
        return self._known[bare]

    def _nearest(self, pixels: _Packed) -> npt.NDArray[np.intp]:
        own = np.frombuffer(self.palette, np.uint8).reshape(-1, 3).astype(np.int32)
        given = np.array([pixels & 255, pixels >> 8 & 255, pixels >> 16 & 255]).T.astype(np.int32)
        return ((given[:, np.newaxis] - own) ** 2).sum(axis=2).argmin(axis=1)


def _hundredths(nth: int, fps: int) -> int:
    """Return how long a frame is shown, the first being 1, in hundredths of a second.

    They add up: 30 frames take a second.
    """
    return round(100 * nth / fps) - round(100 * (nth - 1) / fps)


def _begin_gif(first: _Packed, colours: _Colours, inside: Inside, file: BinaryIO) -> None:
    """Write size, palette, an endless loop; recipe and description as comments."""
    height, width = first.shape
    file.write(b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little"))
    file.write(b"\xf7\0\0" + colours.palette.ljust(3 * 256, b"\0"))
    file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
    for text in (one.encode() for one in inside if one):
        parts = [text[at : at + 255] for at in range(0, len(text), 255)]
        file.write(b"!\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0")


def _write_part(part: _Part, duration: int, file: BinaryIO) -> None:
    from PIL import Image
    from PIL.GifImagePlugin import getdata

    picture = Image.frombytes("P", part.places.shape[::-1], part.places.tobytes())
    blocks = getdata(picture, part.at, duration=10 * duration, transparency=_COLOURS, disposal=1)
    file.writelines(blocks)


def _write_webp(film: Film, path: Path, inside: Inside, fps: int, pause: float) -> None:
    first, others, durations = _pictures(film, fps, pause)
    first.save(
        path, format="WEBP", save_all=True, append_images=others, loop=0, quality=85, method=3,
        duration=durations, xmp="\n".join(filter(None, inside)).encode(),
    )  # fmt: skip


def _write_png(film: Film, path: Path, inside: Inside, fps: int, pause: float) -> None:
    first, others, durations = _pictures(film, fps, pause)
    first.save(
        path, format="PNG", save_all=True, append_images=others, loop=0, pnginfo=in_png(inside),
        duration=durations, compress_level=6,
    )  # fmt: skip


def _pictures(film: Film, fps: int, pause: float) -> tuple[Image, list[Image], list[int]]:
    """Return the first frame and the others as pictures, and how many milliseconds each lasts."""
    from PIL import Image

    first, *others = (Image.fromarray(frame[..., :3]) for frame in _lasting(film, 0))
    durations = [10 * _hundredths(nth, fps) for nth in range(1, len(others) + 2)]
    durations[-1] += round(1000 * pause)
    return first, others, durations


FORMATS: dict[str, Callable[[Film, Path, Inside, int, float], None]] = {
    ".gif": _write_gif,
    ".mp4": _write_mp4,
    ".webp": _write_webp,
    ".png": _write_png,
}
"""Functions that write a film, by suffix."""
