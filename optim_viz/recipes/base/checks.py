"""What several recipes ask for, and the errors where it cannot be: steps, starts, rates, views."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.problem import LARGEST_COORDINATE, Sides
from optim_viz.runs import noise
from optim_viz.runs.batch import read_start
from optim_viz.runs.noise import Noise
from surfaces import InputError, Surface
from surfaces.models import is_model
from surfaces.specs import choose, number

FIVE: tuple[str, ...] = ("sgd", "momentum", "adagrad", "adam", "newton")
"""The optimizers of a figure unless others are asked for."""

TARGET = 1e-6
"""The gap that counts as success unless another is asked for."""

RATES_FOR_ALL = ("tuned", "default")
"""Values of ``lr`` that are not numbers."""

TUNE_BY = "tail"
"""What a tuned rate is the best by; see `read_tune_by`."""

MOST_STEPS = 100_000

PLANES = ("filter", "pca")
"""Planes that are named; another one goes through three points, `START` or ends of runs."""

START = "start"
"""The start, as a point of a plane."""

_FARTHEST_VIEW, _NARROWEST_VIEW = 1e9, 1e-9
"""How far a view may reach, and how narrow it may be, in sides of the domain."""

FARTHEST = 1000
"""Largest distance of a start from the middle of the domain, in sides of the domain."""


def read_optimizers(
    specs: Iterable[str], most: int | None = None, code: Iterable[str] = ()
) -> tuple[Optimizer, ...]:
    """Return optimizers as they are typed, each of them once.

    Those of files that are gone are as the fingerprints ``code`` have them.

    Raises
    ------
    InputError
        An unknown name, one optimizer twice, none, or more than a figure has room for.
    """
    specs = tuple(specs)
    if not specs or (most and len(specs) > most):
        room = f"1 to {most} optimizers" if most else "at least one optimizer"
        raise InputError(f"a figure has room for {room}, not {len(specs)}")
    found: list[Optimizer] = []
    for spec in specs:
        one = optimizers.as_recorded(spec, code)
        if one in found:
            raise InputError(f"{spec} is given twice")
        found.append(one)
    return told_apart(found)


def told_apart(given: Iterable[Optimizer]) -> tuple[Optimizer, ...]:
    """Return optimizers of which no two methods have one title: those of users as one types them.

    Two versions of a method, ``v1.py:amom`` and ``v2.py:amom``, would both be Amom.
    """
    given = tuple(given)
    methods: dict[str, set[str]] = {}
    for one in given:
        methods.setdefault(one.title, set()).add(one.name)
    return tuple(
        one
        if one.method.is_ours or len(methods[one.title]) == 1
        else Optimizer(one.method.titled(one.name), one.given)
        for one in given
    )


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise unless a value lies between two ends, both included.

    Raises
    ------
    InputError
        It does not.
    """
    if not low <= value <= high:
        raise InputError(f"{name} is between {low} and {high}, not {value}")


def check_rate(lr: float | str) -> None:
    """Raise unless ``lr`` is a rate or one of `RATES_FOR_ALL`.

    Raises
    ------
    InputError
        It is not.
    """
    if isinstance(lr, str):
        choose(lr, RATES_FOR_ALL, "lr (a number, or a name):")
    elif not 0 < lr < math.inf:
        raise InputError(f"lr is a finite number greater than 0, not {lr:g}")


class TuneBy(NamedTuple):
    """What a tuned rate is the best by."""

    name: str
    """``tail``, ``steps`` or ``final``."""
    gap: float = 0.0
    """The gap to which steps are counted."""


def read_tune_by(text: str) -> TuneBy:
    """Return the rule that is typed: ``tail``, ``final`` or ``steps:1e-6``.

    Raises
    ------
    InputError
        Another rule, or a gap that is no number greater than 0.
    """
    name, colon, gap = text.partition(":")
    known = {"tail": "tail", "final": "final", "steps": "steps:GAP"}
    choose(name, known, "tune_by:")
    if name != "steps":
        if colon:
            raise InputError(f"tune_by {name} takes no number, and {text!r} has one")
        return TuneBy(name)
    size = number(gap)
    if isinstance(size, str) or not 0 < size < math.inf:
        raise InputError(f"tune_by takes a gap greater than 0, as in steps:1e-6, not {text!r}")
    return TuneBy(name, float(size))


def check_start(surface: Surface, start: tuple[float, ...] | None) -> None:
    """Raise unless a picture can show where the runs begin.

    Raises
    ------
    InputError
        Another number of coordinates, a start far outside, or one without a finite value.
    """
    point = read_start(surface, start)
    low, high = surface.domain.low, surface.domain.high
    if (np.abs(point - (low + high) / 2) > FARTHEST * (high - low)).any():
        raise InputError(
            f"the start {start} is further than {FARTHEST} times the domain from its middle"
            f" ({surface.domain})"
        )
    with np.errstate(all="ignore"):
        if not np.isfinite(surface(point)):
            raise InputError(f"{surface.name} has no finite value at the start {start}")


def check_projection(
    surface: Surface, optimizers: Iterable[Optimizer], start: tuple[float, ...] | None = None
) -> None:
    """Raise unless all runs can be held in the domain.

    Raises
    ------
    InputError
        An optimizer that keeps its iterates to itself, or a start outside.
    """
    for one in optimizers:
        if one.method.apart:
            raise InputError(f"{one} keeps its iterates to itself: they cannot be projected")
    if start is not None and not surface.inside(start):
        raise InputError(f"the start {start} lies outside the domain, {surface.domain}")


def check_view(surface: Surface, view: Sides | None) -> None:
    """Raise unless a picture of a surface can have a frame.

    Raises
    ------
    InputError
        More than two dimensions, another number of sides, one without length, or one so long or
        so short that numbers have no digits left for what is in it.
    """
    if view is None:
        return
    if surface.dim > 2:
        raise InputError(f"view frames one or two dimensions; {surface.name} has {surface.dim}")
    if not surface.dim <= len(view) <= 2:
        raise InputError(f"view has a side for each coordinate: X0:X1,Y0:Y1, not {len(view)}")
    if not all(-LARGEST_COORDINATE <= low < high <= LARGEST_COORDINATE for low, high in view):
        typed = ",".join(f"{low:g}:{high:g}" for low, high in view)
        raise InputError(f"each side of a view goes from low to high, as in -1:1; not {typed}")
    usual = [*(surface.domain.high - surface.domain.low), None]  # heights of a curve have no domain
    for (low, high), own in zip(view, usual, strict=False):
        farthest = max(abs(low), abs(high))
        side = farthest if own is None else own
        if farthest > _FARTHEST_VIEW * side:
            raise InputError(f"a view reaches to ±{_FARTHEST_VIEW * side:g} here, not {low}:{high}")
        narrowest = _NARROWEST_VIEW * max(side, farthest)
        if high - low < narrowest:
            raise InputError(f"a view is at least {narrowest:g} wide here, not {low}:{high}")


def check_noise(spec: float | str) -> Noise:
    """Return the noise that is typed: a number, or another kind such as ``heavy:0.5:2``.

    Raises
    ------
    InputError
        An unknown kind, or a size that cannot be.
    """
    return noise.get(spec)


def check_plane(kind: str | None, surface: Surface, names: Iterable[str]) -> None:
    """Raise unless there is such a plane for a comparison of methods of these names.

    Raises
    ------
    InputError
        An unknown plane, one of a surface in a plane, or filters where there are none.
    """
    if kind is None:
        return
    if surface.dim < 3:
        raise InputError(f"{surface} has {surface.dim} dimensions: there is nothing to slice")
    if kind == "filter" and not is_model(surface):
        raise InputError(f"filters are those of networks: {surface} takes --plane pca")
    if kind in PLANES:
        return
    points = kind.split(",")
    if len(points) != 3 or len(set(points)) < 3:
        raise InputError(
            f"--plane is {', '.join(PLANES)} or three different points of {START} and the names of"
            f" optimizers, as in {START},sgd,adam; not {kind!r:.60}"
        )
    for point in points:
        choose(point, [START, *names], "point of a plane:")
