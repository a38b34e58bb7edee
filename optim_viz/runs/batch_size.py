"""Sizes of batches as they are typed, ``16`` or ``all``, and what they come to in rows of data."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.runs.noise import Minibatch, Noise
from optim_viz.runs.noise import get as read_noise
from surfaces import Array, InputError, Surface
from surfaces.models import check_has_data, is_model
from surfaces.specs import number, quoted

ALL = "all"
"""The size of a batch that has every row."""

BOTH = "batches are a noise of their own: give a batch size or a noise, not both"

BatchSize = int | str


def read_batch_size(size: BatchSize) -> BatchSize:
    """Return a number of rows, or `ALL`.

    Raises
    ------
    InputError
        Something else.
    """
    read = number(size) if isinstance(size, str) else size
    if read == ALL or (isinstance(read, int) and not isinstance(read, bool) and read > 0):
        return read
    raise InputError(
        f"a batch size is a whole number of rows, at least 1, or {ALL}, not {quoted(size)}"
    )


def as_noise(size: BatchSize) -> str:
    """Return the noise of gradients on a number of rows, as it is typed."""
    return f"minibatch:{size}"


def in_batches(
    size: BatchSize | None, surface: Surface, noise: npt.ArrayLike | Noise = 0.0
) -> Noise:
    """Return the noise of gradients on batches of this size; that which is given for None.

    Raises
    ------
    InputError
        A surface without data, more rows than it has, or another noise as well.
    """
    given = read_noise(noise)  # type: ignore[arg-type]  # a number, an array, a text
    if size is None:
        return given
    if np.any(given.size):
        raise InputError(BOTH)
    check_has_data(surface)
    assert is_model(surface)
    read = read_batch_size(size)
    made = Minibatch(surface.rows if isinstance(read, str) else read)
    made.check(surface)
    return made


def rows_of(size: BatchSize | None, surface: Surface) -> int | None:
    """Return the rows of a batch, none where no size was asked for."""
    if size is None or not is_model(surface):
        return None
    read = read_batch_size(size)
    return surface.rows if isinstance(read, str) else read


def rows_seen(updates: npt.ArrayLike, size: int, rows: int) -> Array:
    """Return the rows that updates have seen: an epoch has all rows, its last batch the rest."""
    epochs, rest = np.divmod(np.asarray(updates, dtype=float), updates_in_epoch(size, rows))
    return np.asarray(epochs * rows + np.minimum(rest * size, rows))


def updates_in_epoch(size: int, rows: int) -> int:
    """Return the updates of an epoch: ``ceil(rows / size)``."""
    return -(-rows // size)
