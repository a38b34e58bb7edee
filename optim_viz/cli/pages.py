"""Optimizers and schedules as `show` prints them: as plain data, and as a page of text."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import zip_longest
from shutil import get_terminal_size
from textwrap import indent, wrap
from typing import Any

import numpy as np

from optim_viz import optimizers
from optim_viz.cli.tables import padded_to, paragraph, paragraphs, table
from optim_viz.optimizers import Method, Optimizer
from optim_viz.optimizers.base import LibraryCall
from optim_viz.optimizers.knobs import meaning
from optim_viz.optimizers.vocabulary import KNOBS
from optim_viz.schedules import Chain, Curve, Schedule, Shape
from optim_viz.text import described, words
from surfaces import InputError
from surfaces.numerals import display_width

_APART = 4
"""Columns between blocks that stand side by side."""

_BARS = "▁▂▃▄▅▆▇█"
_LENGTH = 60
"""Number of steps shown of a schedule without a length of its own."""

_LONGEST = 100_000
"""Largest number of steps of a schedule that can be shown."""


def optimizer_facts(optimizer: Optimizer) -> dict[str, Any]:
    """Return the facts of an optimizer as plain data."""
    method = optimizer.method
    return {
        "name": method.name,
        "spec": str(optimizer),
        "title": method.title,
        "summary": method.summary,
        "order": method.order,
        "knobs": {name: _plain(value) for name, value in optimizer.knobs.items()},
        "knob_meanings": {name: _meaning(method, name) for name in optimizer.knobs},
        **({"idle_knobs": list(idle)} if (idle := method.idle()) else {}),
        "state": list(method.state),
        "rule": method.rule,
        "helpers": method.helpers,
        **_library_facts(method),
        "conventions": [
            {
                "name": other.name,
                "title": other.title,
                "difference": other.summary if other.library else "",
                "knobs": dict(other.knobs),
                "initial": dict(other.state),
                "rule": other.rule,
            }
            for other in _forms(method)
        ],
    }


def optimizer_page(optimizer: Optimizer) -> str:
    """Return a page: knobs with their meanings, the rule, and the rules of other libraries."""
    method = optimizer.method
    idle = [name for name in method.idle() if name not in optimizer.given]
    knobs = [
        (name, short(value), described(_meaning(method, name)))
        for name, value in optimizer.knobs.items()
        if name not in idle
    ]
    head = [
        method.title,
        paragraphs(described(inspect.cleandoc(method.step.__doc__ or ""))),
        "",
        words.KNOBS_BELOW if knobs else words.NO_KNOBS,
        *([table(knobs[0], knobs[1:], indent=2)] if knobs else []),
        *([paragraph(words.idle_knobs(idle))] if idle else []),
        "",
    ]
    if method.library_call:
        return "\n".join([*head, _library_page(method.library_call, idle)])
    forms = _forms(method)
    if not forms:
        rule = indent(method.rule, "  ")
        return "\n".join([*head, words.RULE_BELOW, rule, *_helper_lines([method])])
    width = get_terminal_size().columns - 2
    return "\n".join(
        [
            *head,
            words.RULES_BELOW,
            "",
            indent(beside(_blocks(forms), width), "  "),
            *_helper_lines(forms),
            "",
            table(words.CONVENTION_COLUMNS, map(_row, forms), indent=2),
        ]
    )


def _meaning(method: Method, knob: str) -> str:
    """Return the line on a knob; of another library's, that of our method with the same rule."""
    same = method.library_call.ours if method.library_call else {}
    ours = [optimizers.methods()[name] for name in same]
    meant = [(one, word) for one in ours for word in (knob, *KNOBS.get(knob, ()))]
    return next(
        (meaning(one, word) for one, word in meant if word in one.knobs), meaning(method, knob)
    )


def _helper_lines(methods: Iterable[Method]) -> list[str]:
    """Return the functions that the rules call, below a heading; nothing where there are none."""
    helpers = {name: code for method in methods for name, code in method.helpers.items()}
    blocks = ["", words.HELPERS_BELOW, *(indent(code, "  ") + "\n" for code in helpers.values())]
    return "\n".join(blocks).rstrip().split("\n") if helpers else []


def _library_facts(method: Method) -> dict[str, Any]:
    """Return what another library runs, as plain data; nothing of a method that is written here."""
    found = method.library_call
    return {"library_call": asdict(found)} if found else {}


def _library_page(found: LibraryCall, idle: Sequence[str]) -> str:
    """Return what another library runs, and the rules here that are the same."""
    width = get_terminal_size().columns
    shown = re.sub(rf", ({'|'.join(idle)})=\w+", "", found.call) if idle else found.call
    call = wrap(shown, width, initial_indent="  ", subsequent_indent=6 * " ")
    blocks = [words.LIBRARY_CALL_BELOW, *call, "", words.run_by(found.version)]
    blocks += [words.RULE_IS_WRITTEN_IN, f"  {found.manual}"]
    ours = [optimizers.methods()[name] for name in found.ours]
    for method, when in zip(ours, found.ours.values(), strict=True):
        blocks += ["", words.same_rule_as(method.name, when), indent(method.rule, "  ")]
    return "\n".join([*blocks, *_helper_lines(ours)])


def _forms(method: Method) -> list[Method]:
    """Return the method in all conventions, ours first; nothing where there is one only."""
    forms = optimizers.conventions(method.name) if method.name in optimizers.methods() else []
    return forms if len(forms) > 1 else []


def _blocks(forms: Iterable[Method]) -> list[str]:
    """Return each rule below the names of those that follow it."""
    names: dict[str, list[str]] = {}
    for form in forms:
        names.setdefault(form.rule, []).append(form.name)
    return [f"{', '.join(who)}:\n{indent(rule, '  ')}" for rule, who in names.items()]


def _row(form: Method) -> tuple[str, ...]:
    carried = {name: value for name, value in form.state.items() if isinstance(value, float)}
    knobs = ", ".join(f"{name}={value:g}" for name, value in form.knobs.items())
    starts = ", ".join(f"{name}={value:g}" for name, value in carried.items())
    return form.name, starts or "-", knobs, _difference(form)


def _difference(form: Method) -> str:
    return described(form.summary) if form.library else words.OUR_CONVENTION


def beside(blocks: Sequence[str], width: int) -> str:
    """Put blocks of text side by side, as many as have room, the others below."""
    rows: list[list[list[str]]] = [[]]
    for block in (text.splitlines() for text in blocks):
        row = [*rows[-1], block]
        if rows[-1] and sum(map(_wide, row)) + _APART * (len(row) - 1) > width:
            rows.append([block])
        else:
            rows[-1] = row
    return "\n\n".join(map(_joined, rows))


def _joined(row: Sequence[list[str]]) -> str:
    widths = [_wide(block) + _APART for block in row]
    lines = zip_longest(*row, fillvalue="")
    return "\n".join(
        "".join(padded_to(width, cell) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _wide(block: Iterable[str]) -> int:
    return max(map(display_width, block))


def schedule_facts(thing: Shape | Schedule) -> dict[str, Any]:
    """Return the facts of a family of schedules, or of one with its numbers, as plain data.

    Raises
    ------
    InputError
        A schedule with more steps than can be shown.
    """
    shape = thing.shape if isinstance(thing, Curve) else thing
    facts: dict[str, Any] = {}
    if isinstance(shape, Shape):
        empty = inspect.Parameter.empty
        facts = {
            "name": shape.name,
            "signature": shape.signature,
            "summary": shape.summary,
            "parameters": {k: None if v is empty else v for k, v in shape.parameters.items()},
            "parameter_meanings": shape.meanings,
            "formula": shape.rule,
        }
    if isinstance(thing, Schedule):
        steps = _shown_steps(thing)
        facts |= {"spec": str(thing), "steps": steps, "rates": thing.rates(steps).tolist()}
    return facts


def schedule_page(thing: Shape | Schedule) -> str:
    """Return a page: the formula of a family of schedules; with numbers given, also the course."""
    parts = [thing] if isinstance(thing, Shape) else []
    if isinstance(thing, Schedule):
        curves = thing.parts if isinstance(thing, Chain) else (thing,)
        parts = list(dict.fromkeys(curve.shape for curve in curves if isinstance(curve, Curve)))
    pages = [_shape_page(shape) for shape in parts]
    return "\n\n".join([*pages, _course(thing)] if isinstance(thing, Schedule) else pages)


def _shape_page(shape: Shape) -> str:
    example = f"adam:lr={shape.name}(0.1,...)"
    parameters = [(name, described(meaning)) for name, meaning in shape.meanings.items()]
    return "\n".join(
        [
            shape.signature,
            paragraphs(described(inspect.cleandoc(shape.formula.__doc__ or ""))),
            "",
            words.PARAMETERS_BELOW,
            table(parameters[0], parameters[1:], indent=2),
            "",
            words.SCHEDULE_BELOW,
            indent(shape.rule, "  "),
            "",
            paragraph(words.how_a_schedule_is_typed(example)),
            words.COMPARE_DRAWS_RATES,
        ]
    )


def _shown_steps(schedule: Schedule) -> int:
    steps = schedule.length or _LENGTH
    if steps > _LONGEST:
        raise InputError(f"{schedule} has {steps} steps: up to {_LONGEST} can be shown")
    return steps


def _course(schedule: Schedule) -> str:
    """Return the rates as a row of bars and, at some of the steps, in numbers."""
    steps = _shown_steps(schedule)
    rates = schedule.rates(steps)
    finite = rates[np.isfinite(rates)]
    top = max(finite.max(initial=0.0), 1e-300)
    heights = np.clip(np.nan_to_num(rates / top * 8), 0, 7).astype(int)
    shown = sorted({round(i * (steps - 1) / 60) for i in range(61)})
    bars = "".join(_BARS[heights[t]] for t in shown)
    told = sorted({round(i * (steps - 1) / 6) for i in range(7)})
    numbers = table((words.STEP, words.RATE), [(str(t), f"{rates[t]:.6g}") for t in told])
    return "\n".join(
        [words.schedule_over(str(schedule), steps), f"  {bars}", indent(numbers, "  ")]
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value)


def short(value: Any) -> str:
    """Return the value of a knob as text."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if plain else str(value)
