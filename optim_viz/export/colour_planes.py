"""Frames as encoders of video keep them: brightness in full, colour for squares of four pixels.

Only what has changed since the frame before is computed anew, which is a few thousand pixels of a
million: an encoder that is given red, green and blue spends as long on this as on its own work.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

_TO_PLANES = np.array(
    [
        [0.2126, 0.7152, 0.0722],
        [-0.2126 / 1.8556, -0.7152 / 1.8556, 0.5],
        [0.5, -0.7152 / 1.5748, -0.0722 / 1.5748],
    ]
)
"""Brightness, blue and red difference from red, green and blue (ITU-R BT.709, section 3)."""

_RANGE = np.array([219.0, 224.0, 224.0])
"""Range of each of them in a byte (the same, section 4) ..."""

_ZERO = np.array([16.0, 128.0, 128.0])
"""... and the byte that stands for zero."""

_WEIGHTS = _TO_PLANES * (_RANGE / 255)[:, np.newaxis]


class Planes:
    """The planes of a film, frame by frame."""

    def __init__(self, height: int, width: int) -> None:
        self._size = height // 2 * 2, width // 2 * 2  # an odd side loses a line
        high, wide = self._size
        self._earlier = np.zeros((high, wide), np.uint32)
        self._bytes = np.empty(high * wide * 3 // 2, np.uint8)
        count = high * wide
        self._bright = self._bytes[:count]
        self._blue = self._bytes[count : count + count // 4]
        self._red = self._bytes[count + count // 4 :]
        self._is_first = True

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the film."""
        return self._size[::-1]

    def of(self, frame: Bytes) -> memoryview:
        """Return the planes of a frame ``(height, width, 4)``, one after the other.

        They are overwritten by the next frame.
        """
        high, wide = self._size
        now = frame.view(np.uint32)[:high, :wide, 0]
        changed = np.ones(now.shape, bool) if self._is_first else now != self._earlier
        at = np.flatnonzero(changed)
        self._is_first = False
        colours = now.reshape(-1)[at] if now.flags.c_contiguous else now[changed]
        self._earlier.reshape(-1)[at] = colours
        self._bright[at] = _weighted(_channels(colours), 0)
        is_square = np.zeros(high * wide // 4, bool)
        is_square[at // wide // 2 * (wide // 2) + at % wide // 2] = True
        squares = np.flatnonzero(is_square)
        corner = squares // (wide // 2) * 2 * wide + squares % (wide // 2) * 2
        four = self._earlier.reshape(-1)[corner + np.array([[0], [1], [wide], [wide + 1]])]
        mean = _channels(four).sum(axis=1) / 4
        self._blue[squares], self._red[squares] = _weighted(mean, 1), _weighted(mean, 2)
        return self._bytes.data


def _channels(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """Return red, green and blue of packed pixels, ``(3, *shape)``."""
    return np.stack([packed >> shift & 255 for shift in (0, 8, 16)]).astype(float)


def _weighted(channels: npt.NDArray[np.float64], plane: int) -> Bytes:
    red, green, blue = _WEIGHTS[plane]
    value = red * channels[0] + green * channels[1] + blue * channels[2] + _ZERO[plane]
    return np.rint(value).astype(np.uint8)
