"""Folders into which commands write several files."""

from __future__ import annotations

from pathlib import Path

from surfaces import InputError


def create(folder: Path) -> None:
    """Create a folder unless it is there.

    Raises
    ------
    InputError
        It cannot be created, or a file has its name.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"cannot write into {folder}: it is a file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error.strerror}") from None
