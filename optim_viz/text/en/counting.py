"""Numbers with their nouns, and lists in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 step``, ``20 steps``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def span(counts: tuple[int, int]) -> str:
    """Return one number, or the least and the greatest of several."""
    return f"{counts[0]}" if counts[0] == counts[1] else f"{counts[0]} to {counts[1]}"


def all_of(names: Sequence[str], every: bool) -> str:
    """Name methods, or all others in two words."""
    return "any other" if every and len(names) > 2 else listed(names)


def listed(names: Sequence[str]) -> str:
    """Return names with commas and a word before the last."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def none_or_counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun: ``no saddle``, ``1 saddle``, ``2 saddles``."""
    return counted(count, one, many) if count else f"no {one}"
