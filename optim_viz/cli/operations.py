"""The arithmetic of a step, as ``optim-viz show --operations`` prints it.

The recorder is loaded when it is asked for, as all commands load this module.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from optim_viz import optimizers
from optim_viz.cli.tables import paragraph, table
from optim_viz.optimizers import Optimizer
from optim_viz.text import title_of, words
from surfaces import InputError, Surface

if TYPE_CHECKING:
    from optim_viz.tracing import Recording
    from optim_viz.tracing.operations import Cost
    from optim_viz.tracing.writing import Line

_HANG = 8
"""Spaces in front of what does not fit in a line of a step."""


def recorded(optimizer: Optimizer, surface: Surface) -> Recording:
    """Return the recording of a step.

    Raises
    ------
    InputError
        The step cannot be recorded; the message says why.
    """
    from optim_viz.tracing import NotRecorded, record

    try:
        return record(optimizer, surface)
    except NotRecorded as reason:
        raise InputError(f"{optimizer} on {surface} is not recorded: {reason}") from None


def step_page(recording: Recording) -> str:
    """Return the lines of a step, and how many operations they are."""
    steps = _lines(recording)
    once = [line for line in steps if not line.of_each_run]
    each = [line for line in steps if line.of_each_run]
    first = [paragraph(words.FIRST_STEP_DIFFERS), ""] if recording.first else []
    return "\n".join(
        [
            words.step_of(recording.optimizer.title, title_of(recording.surface)),
            "",
            *([words.ONCE_FOR_ALL_RUNS, *map(_written, once), ""] if once else []),
            words.FOR_EACH_RUN,
            *map(_written, each),
            "",
            *first,
            table(words.OPERATION_COLUMNS, _rows(recording), indent=2),
        ]
    )


def step_facts(recording: Recording) -> dict[str, Any]:
    """Return the same as plain data."""
    return {
        "optimizer": str(recording.optimizer),
        "surface": str(recording.surface),
        "operations": _plain(recording.costs),
        "of_surface": _plain(recording.surface_costs),
        "flops": recording.flops,
        "lines": [
            {"name": name, "expression": text, "each_run": own}
            for name, text, own in _lines(recording)
        ],
    }


def every_step_page(surface: Surface) -> str:
    """Return a table of the operations of all methods, and which are not recorded, and why."""
    recordings, reasons = _of_all(surface)
    rows = [(one.optimizer.name, *_numbers(one.costs)) for one in recordings]
    missing = [
        paragraph(f"  {words.not_recorded(', '.join(names), reason)}", 4)
        for reason, names in reasons.items()
    ]
    return "\n".join(
        [
            words.steps_on(title_of(surface)),
            "",
            table(words.OPERATION_COLUMNS, rows, indent=2),
            *(["", *missing] if missing else []),
        ]
    )


def every_step_facts(surface: Surface) -> list[dict[str, Any]]:
    """Return the same as plain data."""
    recordings, reasons = _of_all(surface)
    facts: list[dict[str, Any]] = [
        {
            "optimizer": one.optimizer.name,
            "operations": _plain(one.costs),
            "of_surface": _plain(one.surface_costs),
            "flops": one.flops,
        }
        for one in recordings
    ]
    missing = [(name, reason) for reason, names in reasons.items() for name in names]
    return facts + [{"optimizer": name, "reason": reason} for name, reason in missing]


def _of_all(surface: Surface) -> tuple[list[Recording], dict[str, list[str]]]:
    """Return what is recorded, and the names of what is not by the reasons."""
    from optim_viz.tracing import NotRecorded
    from optim_viz.tracing.record import Recorder

    recorder = Recorder(surface)
    recordings: list[Recording] = []
    reasons: dict[str, list[str]] = {}
    for name in optimizers.methods():
        try:
            recordings.append(recorder.record(optimizers.get(name)))
        except (NotRecorded, InputError) as reason:
            reasons.setdefault(str(reason), []).append(name)
    return recordings, reasons


def _lines(recording: Recording) -> list[Line]:
    from optim_viz.tracing.printing import printed

    return printed(recording)


def _written(line: Line) -> str:
    return paragraph(f"  {line.name} = {line.expression}", _HANG)


def _rows(recording: Recording) -> list[tuple[str, ...]]:
    """Return the operations of the surface, of the method, and of both."""
    whole, surface = recording.costs, recording.surface_costs
    rest = whole - surface
    titles = title_of(recording.surface), recording.optimizer.title, words.THE_STEP
    return [
        (title, *_numbers(costs))
        for title, costs in zip(titles, (surface, rest, whole), strict=True)
    ]


def _numbers(costs: Counter[Cost]) -> tuple[str, ...]:
    from optim_viz.tracing.graph import flops
    from optim_viz.tracing.operations import Cost

    return (*(str(costs[cost]) for cost in Cost), str(flops(costs)))


def _plain(costs: Counter[Cost]) -> dict[str, int]:
    from optim_viz.tracing.operations import Cost

    return {cost.value: costs[cost] for cost in Cost}
