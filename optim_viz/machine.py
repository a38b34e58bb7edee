"""What numbers may depend on beside what was asked: the processor, and the code of this package."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import python_version
from subprocess import SubprocessError, run

import surfaces

__all__ = ["code_hash", "packages", "processor_name", "python_version"]

_SOURCES = (".py", ".json")
"""Suffixes of the files that decide numbers: code, and tables that it reads."""


def packages() -> list[Path]:
    """Return the folders of both packages."""
    return [Path(__file__).parent, Path(surfaces.__file__).parent]


def code_hash(folders: Iterable[Path]) -> str:
    """Return the SHA-256 over the source files in folders: names and contents, sorted by name."""
    found = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SOURCES:
                contents = path.read_bytes().replace(b"\r\n", b"\n")
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                found.update(f"{name} {len(contents)}\n".encode() + contents)
    return found.hexdigest()


@cache
def processor_name() -> str:
    """Return the name of the processor as its maker has it; of its kind where that is unknown."""
    return _from_linux() or _from_mac() or platform.processor() or platform.machine()


def _from_linux() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    names = (line.partition(":")[2] for line in lines if line.startswith("model name"))
    return " ".join(next(names, "").split())


def _from_mac() -> str:
    if platform.system() != "Darwin":
        return ""
    asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
    try:
        return run(asked, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    except (OSError, SubprocessError):
        return ""
