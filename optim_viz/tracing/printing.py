"""A recorded step as it would be written by hand, in the operations that NumPy carries out."""

from __future__ import annotations

from optim_viz.tracing.graph import Input
from optim_viz.tracing.recording import Recording
from optim_viz.tracing.writing import Language, Line, lines
from surfaces.numerals import shortest

_LETTERS = {"f": "f", "gradient": "g", "hessian": "H"}
"""What values and derivatives are called."""


def printed(recording: Recording) -> list[Line]:
    """Return the lines of a step: the gradient is ``g_x``, what follows a step is ``x'``."""
    return list(lines(recording.step, _language(recording)))


def _language(recording: Recording) -> Language:
    coordinates = recording.surface.coordinates
    others = {item.name for item in recording.items} | set(recording.optimizer.knobs)

    def named(name: str, place: tuple[int, ...]) -> str:
        along = "".join(coordinates[i] for i in place)
        return f"{name}_{along}" if along else name

    def given(key: Input) -> str:
        alone = coordinates[key.place[0]] if key.name == "x" else ""
        is_taken = alone in others - {"x"} or alone[1:].isdigit()
        return alone if alone and not is_taken else named(key.name, key.place)

    def part(key: Input) -> str:
        bare = key.name.rstrip("0123456789")
        letter = bare if _LETTERS[bare] in others else _LETTERS[bare]
        return named(letter + key.name[len(bare) :], key.place)

    return Language(
        template=lambda operation: operation.text,
        constant=lambda value: str(value) if isinstance(value, bool) else shortest(value),
        given=given,
        part=part,
        result=lambda key: given(key) + "'",
    )
