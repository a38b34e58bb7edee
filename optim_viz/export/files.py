"""Files appear whole or not at all, and a place that cannot be written to is known beforehand."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from surfaces import InputError
from surfaces.specs import choose

Writer = Callable[[Path], None]


def check_writable(path: Path, suffixes: Iterable[str]) -> None:
    """Raise unless a file with one of these suffixes (``.png``) can be written at the path.

    Raises
    ------
    InputError
        Another suffix or none, a name that no file can have, no such folder, or a protected
        place.
    """
    suffixes, folder = list(suffixes), path.parent
    try:
        exists, is_folder, has_folder = path.exists(), path.is_dir(), folder.is_dir()
    except OSError as error:  # a name that no file can have
        raise InputError(f"cannot write {path.name[:40]}...: {error.strerror}") from None
    if is_folder:
        raise InputError(f"cannot write {path}: it is a folder")
    if not path.suffix:
        raise InputError(f"{path.name!r} has no file type (allowed: {', '.join(suffixes)})")
    choose(path.suffix.lower(), suffixes, f"file type of {path.name!r}:")
    if not has_folder:
        raise InputError(f"cannot write {path}: there is no folder {folder}")
    # The folder decides, for files are replaced; one that is protected is left alone all the same.
    if not os.access(folder, os.W_OK) or (exists and not os.access(path, os.W_OK)):
        raise InputError(f"cannot write {path}: permission denied")


def write_all(writers: Iterable[tuple[Path, Writer]]) -> None:
    """Write several files beside their places, then move all of them in; on failure none."""
    with _temporary_names() as temporary:
        pairs = []
        for path, write in writers:
            pairs.append((temporary(path), path))
            write(pairs[-1][0])
        for made, path in pairs:
            made.chmod(_usual_mode(path))
            os.replace(made, path)


def _usual_mode(path: Path) -> int:
    """Return the permissions that the file has, or that a new one would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _temporary_names() -> Iterator[Callable[[Path], Path]]:
    made: list[Path] = []

    def name(path: Path) -> Path:
        _remove_abandoned(path)
        start = f"{_start_of_names(path)}{os.getpid()}-"
        try:
            handle, text = tempfile.mkstemp(prefix=start, suffix=path.suffix, dir=path.parent)
        except OSError as error:  # a folder of the system, say
            raise InputError(f"cannot write {path}: {error.strerror}") from None
        os.close(handle)
        made.append(Path(text))
        return made[-1]

    try:
        yield name
    finally:
        for path in made:
            path.unlink(missing_ok=True)


def _start_of_names(path: Path) -> str:
    """Return how temporary names for a file begin: its own name would be too long for some."""
    return f".optim-viz-{sha256(path.name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}-"


def _remove_abandoned(path: Path) -> None:
    """Remove what an earlier writing of the same file has left that was killed."""
    start = _start_of_names(path)
    for left in path.parent.glob(f"{start}*{path.suffix}"):
        number = left.name.removeprefix(start).partition("-")[0]
        if number.isdecimal() and not _is_running(int(number), left):
            with suppress(OSError):
                left.unlink()


def _is_running(process: int, made: Path) -> bool:
    """Return whether the process that made a file may still write to it."""
    if os.name == "nt":  # where one cannot ask without ending it
        with suppress(OSError):
            return time.time() - made.stat().st_mtime < _LONGEST_WRITING
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's process
        pass
    return True


_LONGEST_WRITING = 24 * 3600
"""Seconds after which a temporary file is no longer written to."""
