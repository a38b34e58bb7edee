"""Data in files of the user: CSV, NPZ, and the IDX files of MNIST and Fashion-MNIST.

Nothing is downloaded. A file that is missing, cut off or of another kind is one clear line.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from surfaces.datasets.data import Data
from surfaces.specs import InputError

_PARTS = {"train": "train", "t10k": "held out"}
"""Beginnings of the names of IDX files."""

_IDX_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""NumPy's names of the types of IDX files, by their code."""

_MOST_CLASSES = 1000

_Numbers = npt.NDArray[np.float64]


def read(path: Path) -> Data:
    """Return the data of a CSV or NPZ file, or of a folder with IDX files.

    Raises
    ------
    InputError
        A file that is missing, cut off or of another kind.
    """
    if not path.exists():
        raise InputError(f"there is no file or folder {path}")
    if path.is_dir():
        return _read_folder(path)
    kinds: dict[str, Callable[[Path], Data]] = {".csv": _read_csv, ".npz": _read_npz}
    if path.suffix.lower() not in kinds:
        raise InputError(
            f"{path} is no data that can be read: .csv, .npz, or a folder of IDX files"
        )
    return kinds[path.suffix.lower()](path)


def _read_folder(folder: Path) -> Data:
    """Return the images and labels of a folder, pixels from 0 to 1; those of t10k are held out."""
    train, test = (_read_part(folder, part) for part in _PARTS)
    if train is None:
        raise InputError(
            f"{folder} has no train-images-idx3-ubyte and train-labels-idx1-ubyte (or .gz)"
        )
    return _images(folder, *train, None if test is None else _images(folder, *test, None))


def _images(
    folder: Path, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8], held: Data | None
) -> Data:
    classes = tuple(map(str, range(int(labels.max()) + 1)))
    pixels = images.reshape(len(images), -1) / 255.0
    names = tuple(f"pixel {i}" for i in range(pixels.shape[1]))
    return Data(
        str(folder), pixels, labels.astype(int), classes, names, "class", str(folder), "", held
    )


def _read_part(
    folder: Path, part: str
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]] | None:
    found = [_idx_file(folder, f"{part}-{what}") for what in ("images-idx3", "labels-idx1")]
    if None in found:
        return None
    images, labels = (read_idx(file) for file in found if file)
    if images.ndim != 3 or labels.ndim != 1 or len(images) != len(labels) or not len(images):
        raise InputError(
            f"{folder}: images {images.shape} and labels {labels.shape} of {part} do not match"
        )
    return images, labels


def _idx_file(folder: Path, name: str) -> Path | None:
    for end in ("-ubyte", "-ubyte.gz", ".ubyte", ".ubyte.gz"):
        if (path := folder / f"{name}{end}").exists():
            return path
    return None


def read_idx(path: Path) -> npt.NDArray[np.uint8]:
    """Return the array of an IDX file, gzip or not (LeCun, Cortes & Burges 1998).

    Raises
    ------
    InputError
        Another kind of file, or one that is cut off.
    """
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error) as error:
            raise InputError(f"{path} is cut off or damaged: {error}") from None
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _IDX_TYPES:
        raise InputError(
            f"{path} is no IDX file: it begins with {content[:4].hex(' ') or 'nothing'}"
        )
    dimensions = content[3]
    head = 4 + 4 * dimensions
    shape = tuple(np.frombuffer(content[4:head].ljust(4 * dimensions, b"\0"), ">u4").tolist())
    kind = np.dtype(_IDX_TYPES[content[2]])
    needed = head + kind.itemsize * int(np.prod(shape, dtype=object))
    if len(content) != needed:
        raise InputError(f"{path} is cut off or damaged: {len(content)} bytes, not {needed}")
    return np.frombuffer(content, kind, offset=head).reshape(shape)


def _read_npz(path: Path) -> Data:
    """Return ``x_train, y_train`` (and ``x_test, y_test``), or ``x, y``, of an NPZ file."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, BadZipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    for x, y in (("x_train", "y_train"), ("x", "y"), ("inputs", "targets")):
        if x in arrays and y in arrays:
            held = _arrays(path, arrays["x_test"], arrays["y_test"]) if "x_test" in arrays else None
            return _arrays(path, arrays[x], arrays[y], held)
    raise InputError(f"{path} has no x and y, nor x_train and y_train, but {', '.join(arrays)}")


def _arrays(
    path: Path, x: npt.NDArray[np.generic], y: npt.NDArray[np.generic], held: Data | None = None
) -> Data:
    if len(x) != len(y) or not len(x):
        raise InputError(f"{path}: {len(x)} inputs and {len(y)} targets do not match")
    if x.dtype.kind not in "uif" or y.dtype.kind not in "uifb":
        raise InputError(f"{path}: inputs and targets are numbers, not {x.dtype} and {y.dtype}")
    scale = 255.0 if x.dtype == np.uint8 else 1.0
    inputs = np.asarray(x, dtype=float).reshape(len(x), -1) / scale
    whole = y.dtype.kind in "uib" and y.ndim == 1
    classes = _classes([str(int(value)) for value in np.unique(y)]) if whole else ()
    targets = np.searchsorted(np.unique(y), y) if classes else np.asarray(y, dtype=float)
    _check_finite(path, inputs, np.asarray(targets, dtype=float))
    names = tuple(f"x{i}" for i in range(inputs.shape[1]))
    return Data(str(path), inputs, targets, classes, names, "y", str(path), "", held)


def _read_csv(path: Path) -> Data:
    """Return the rows of a CSV file with a header: the last column is the target.

    A target of text is a class.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *rows = [row for row in csv.reader(file) if row]
    except (ValueError, csv.Error) as error:
        raise InputError(f"{path} is no CSV file with a header: {error}") from None
    if not rows or len(header) < 2:
        raise InputError(f"{path} has {len(rows)} rows and {len(header)} columns: too few")
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise InputError(f"{path}, line {number}: {len(row)} values, not {len(header)}")
    inputs = _columns(path, [row[:-1] for row in rows])
    last = [row[-1].strip() for row in rows]
    classes: Sequence[str] = ()
    try:
        targets: npt.NDArray[np.float64 | np.int64] = np.array([float(word) for word in last])
    except ValueError:
        classes = _classes(sorted(set(last)))
        targets = np.array([classes.index(word) for word in last])
    _check_finite(path, inputs, np.asarray(targets, dtype=float))
    return Data(
        str(path), inputs, targets, tuple(classes), tuple(header[:-1]), header[-1], str(path)
    )


def _columns(path: Path, rows: Sequence[Sequence[str]]) -> _Numbers:
    numbers = []
    for line, row in enumerate(rows, 2):
        try:
            numbers.append([float(word) for word in row])
        except ValueError:
            raise InputError(f"{path}, line {line}: inputs are numbers, not {row!r:.60}") from None
    return np.array(numbers)


def _classes(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of classes, none where they are too few or too many to be classes."""
    return tuple(names) if 2 <= len(names) <= _MOST_CLASSES else ()


def _check_finite(path: Path, *arrays: _Numbers) -> None:
    if not all(np.isfinite(array).all() for array in arrays):
        raise InputError(f"{path} has numbers that are missing or infinite")
