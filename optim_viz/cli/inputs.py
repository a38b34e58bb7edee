"""What is typed becomes data, or one clear line says why not."""

from __future__ import annotations

from surfaces import InputError
from surfaces.specs import number


def read_point(text: str | None) -> tuple[float, ...] | None:
    """Return the coordinates of ``-7,2``."""
    if text is None:
        return None
    numbers = [number(item.strip()) for item in text.split(",")]
    if any(isinstance(item, str) for item in numbers):
        raise InputError(f"a start is numbers joined by commas, as in --start=-7,2; not {text!r}")
    return tuple(float(item) for item in numbers)


def read_rate(text: str) -> float | str:
    """Return the number that was typed, or the word."""
    rate = number(text)
    return rate if isinstance(rate, str) else float(rate)


def complete_surface(incomplete: str) -> list[str]:
    """Return the surfaces that begin so."""
    import surfaces

    return [name for name in surfaces.names() if name.startswith(incomplete)]


def complete_optimizer(incomplete: str) -> list[str]:
    """Return the optimizers that begin so."""
    from optim_viz import optimizers

    return [name for name in optimizers.names() if name.startswith(incomplete)]


def complete_name(incomplete: str) -> list[str]:
    """Return the surfaces and optimizers that begin so."""
    return complete_surface(incomplete) + complete_optimizer(incomplete)
