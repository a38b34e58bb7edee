"""Rates that change during a run: callables from the step (counted from 0) to the rate.

>>> from optim_viz.schedules import cosine, warmup
>>> rate = warmup(0.1, 10) + cosine(0.1, 90)
>>> rate(10)
0.1

A schedule is typed as it prints, ``adam:lr=cosine(0.1,200)``, or with colons where a shell would
mind parentheses, ``adam:lr=cosine:0.1:200``. Where the number of steps is left out, the schedule
lasts as long as the run. Where the rate is left out, ``adam:lr=cosine``, the schedule is a shape,
whose scale is tuned, or is the default of the knob that follows it. A new decorated function in
`optim_viz.schedules.formulas` is all that a new schedule needs.
"""

from __future__ import annotations

import re
from typing import Any

from optim_viz.schedules import formulas
from optim_viz.schedules.base import MEANINGS, RATES, Chain, Curve, Schedule, Shape
from surfaces import InputError
from surfaces.specs import choose, number

__all__ = ["MEANINGS", "RATES", "Chain", "Curve", "Schedule", "Shape", "get", "shapes"]


_ELSEWHERE = {
    **dict.fromkeys(("cosine_annealing", "cosineannealinglr", "cosine_decay"), "cosine"),
    **dict.fromkeys(("sgdr", "warm_restarts", "cosine_restarts"), "restarts"),
    **dict.fromkeys(("linear", "poly", "polynomial_decay", "linear_decay"), "polynomial"),
    **dict.fromkeys(("linear_warmup", "linearlr"), "warmup"),
    **dict.fromkeys(("one_cycle", "superconvergence", "onecyclelr"), "onecycle"),
    **dict.fromkeys(("triangular", "clr", "cycliclr"), "cyclic"),
    **dict.fromkeys(("inverse_time", "inverse_time_decay", "robbins_monro"), "inverse"),
    **dict.fromkeys(("rsqrt", "sqrt", "noam", "inverse_square_root"), "inverse_sqrt"),
    **dict.fromkeys(("steplr", "step_decay", "multistep", "piecewise"), "step"),
    **dict.fromkeys(("exp", "exponential_decay", "exponentiallr"), "exponential"),
}
"""Schedules as others call them, in small letters, and as they are called here."""


def shapes() -> dict[str, Shape]:
    """Return every family of schedules by its name."""
    return {item.name: item for item in vars(formulas).values() if isinstance(item, Shape)}


def get(text: str) -> Schedule:
    """Return the schedule that a text stands for: ``warmup(0.1,10)+cosine:0.1``.

    Raises
    ------
    InputError
        Unknown schedule or parameter (with the nearest match), or a number that does not fit.
    """
    parts = [_read(part) for part in re.split(r"\+(?=\s*[A-Za-z_])", text)]
    return parts[0] if len(parts) == 1 else Chain(tuple(parts))


def _read(text: str) -> Schedule:
    if text.strip() in shapes():
        return shapes()[text.strip()]()
    form = re.fullmatch(r"\s*([A-Za-z_]+)\s*(?:\((.*)\)|:(.*))\s*", text)
    if form is None:
        raise InputError(f"{text!r} is neither a number nor a schedule such as cosine(0.1,200)")
    name, inside, tail = form.groups()
    ours = _ELSEWHERE.get(name.lower())
    shape = shapes()[choose(name, shapes(), "schedule", here=f"here it is {ours}" if ours else "")]
    values: list[Any] = []
    named: dict[str, Any] = {}
    for item in inside.split(",") if inside is not None else tail.split(":"):
        key, equals, value = (word.strip() for word in item.rpartition("="))
        if not value or bool(equals) != bool(key) or (named and not equals):
            raise InputError(f"cannot read {text!r}: expected {shape.signature}")
        if equals:
            named[key] = number(value)
        else:
            values.append(number(value))
    return shape(*values, **named)


def __getattr__(name: str) -> Shape:
    if name in shapes():
        return shapes()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *shapes()})
