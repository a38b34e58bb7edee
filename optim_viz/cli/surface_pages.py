"""Surfaces as `show` and `surface` print them: as plain data, and as a page of text."""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz.cli.models import data_in_words, layers_table, model_facts, note, on_newton
from optim_viz.cli.tables import padded_to, paragraph
from optim_viz.text import described, title_of, words
from surfaces import Surface
from surfaces.models import is_model

_MAX_POINTS_LISTED = 12
"""Most minima that are printed; JSON has them all."""

_MAX_COORDINATES = 20
"""A point with more coordinates than this is shortened to the first, and how many there are."""

_BESIDE = 1e-6
"""Where values end, there are none so far beside a minimum, as a share of what is shown."""

_HANG_OF_POINTS = 18
"""Spaces in front of what does not fit in the line of a point."""


def surface_facts(surface: Surface) -> dict[str, Any]:
    """Return the facts of a surface as plain data."""
    told = surface.told
    more = model_facts(surface) if is_model(surface) else {}
    return more | {
        "name": surface.name,
        "spec": str(surface),
        "title": surface.title,
        "lesson": surface.lesson,
        "formula": surface.formula,
        "dim": surface.dim,
        "domain": {"low": surface.domain.low.tolist(), "high": surface.domain.high.tolist()},
        "unlimited": surface.unlimited,
        "start": list(surface.start),
        "highest" if surface.is_maximized else "lowest": told(surface.lowest),
        "smooth": surface.smooth,
        "kinks": surface.kinks,
        "bounded": surface.bounded,
        "maxima" if surface.is_maximized else "minima": [
            {
                "at": list(minimum.at),
                "value": told(minimum.value),
                "global": minimum.is_global,
                "on_edge": minimum.on_edge,
                "kink": minimum.kink,
            }
            for minimum in surface.minima
        ],
        "continuum": _continuum_facts(surface),
        "unattained": _end_facts(surface),
        "lowest_is_proven": surface.lowest is not None and surface.lowest_is_proven,
        "minima_complete": surface.minima_complete,
        "more_outside": surface.more_outside,
        "certified": surface.survey.certified,
        "stationary_points": [
            {
                "at": list(point.at),
                "value": told(point.value),
                "kind": surface.told_kind(point.kind),
            }
            for point in surface.stationary_points
        ],
        "charted": {"low": surface.charted.low.tolist(), "high": surface.charted.high.tolist()},
        "searched": {"low": surface.searched.low.tolist(), "high": surface.searched.high.tolist()},
        "proven_everywhere": surface.proven_everywhere,
        "source": surface.source,
    }


def _end_facts(surface: Surface) -> dict[str, Any] | None:
    end = surface.unattained
    return None if end is None else {"value": surface.told(end.value), "near": list(end.at)}


def _continuum_facts(surface: Surface) -> dict[str, Any] | None:
    continuum = surface.continuum
    if continuum is None:
        return None
    at = list(continuum.example)
    return {
        "value": surface.told(continuum.value),
        "extent": continuum.extent,
        "among_others_at": at,
    }


def points_table(surface: Surface) -> str:
    """Return minima and other stationary points, at most `_MAX_POINTS_LISTED` of each."""
    rows = []
    proven = surface.lowest_is_proven
    lowest = words.KIND[surface.kind_of_lowest]
    for minimum in surface.minima:
        kind = lowest if minimum.is_global else words.KIND["local minimum"]
        note = ""
        if minimum.on_edge or minimum.kink:
            note = words.ON_THE_EDGE if minimum.on_edge else _in_a_kink(surface, minimum.at)
        rows.append((kind, minimum.value, minimum.at, note))
    others = [point for point in surface.stationary_points if point.kind != "minimum"]
    shown = [(words.KIND[point.kind], point.value, point.at, "") for point in others]
    lines = []
    if level := surface.continuum:
        place = words.value_at(f"{surface.told(level.value):<14.10g}", _point(level.example))
        note = words.AMONG_OTHERS if proven else words.LOWEST_AMONG_OTHERS
        line = f"  {padded_to(14, words.KIND[level.kind])}  {place}  {note}"
        lines.append(paragraph(line, _HANG_OF_POINTS))
    for several in (rows, shown):
        for kind, value, at, note in several[:_MAX_POINTS_LISTED]:
            place = words.value_at(f"{surface.told(value):<14.10g}", _point(at))
            line = f"  {padded_to(14, kind)}  {place}  {note}".rstrip()
            lines.append(paragraph(line, _HANG_OF_POINTS))
        if len(several) > _MAX_POINTS_LISTED:
            lines.append(f"  {words.and_more(len(several) - _MAX_POINTS_LISTED)}")
    if end := surface.unattained:
        place = words.value_at(f"{surface.told(end.value):.10g}", _point(end.at))
        lines.append(paragraph(f"  {words.not_attained(place)}", 2))
    skipped = [paragraph(words.EDGES_NOT_SEARCHED)] * surface.skips_edges
    return "\n".join([paragraph(_scope(surface) + (":" if lines else ".")), *lines, *skipped])


def _in_a_kink(surface: Surface, at: tuple[float, ...]) -> str:
    """Say whether a minimum without a slope is where the values of a formula end, or in a kink."""
    away = _BESIDE * np.diag(surface.domain.high - surface.domain.low)
    beside = np.array(at)[:, None] + np.hstack([away, -away])
    ends = surface.unlimited and bool(np.isnan(surface(beside)).any())
    return words.WHERE_VALUES_END if ends else words.IN_A_CUSP_OR_KINK


def surface_page(surface: Surface) -> str:
    """Return the page of a surface: its formula, domain, start, source and known points."""
    facts = {
        "f": words.as_changed(surface.formula),
        words.WINDOW if surface.unlimited else words.DOMAIN: str(surface.domain),
        words.START: _point(surface.start),
        **({words.DATA: data_in_words(surface)} if is_model(surface) else {}),
        words.SOURCE: surface.source,
        words.NOT_SMOOTH: described(surface.kinks),
    }
    return "\n".join(
        [
            title_of(surface),
            *([paragraph(described(surface.lesson))] if surface.lesson else []),
            "",
            *(
                paragraph(f"  {padded_to(11, name)} {value}", 14)
                for name, value in facts.items()
                if value
            ),
            "",
            *_about_points(surface),
        ]
    )


def _about_points(surface: Surface) -> list[str]:
    """Return what is said of minima, and of a model its layers."""
    if not is_model(surface):
        return [points_table(surface)]
    why = paragraph(note(surface)) if note(surface) else ""
    known = points_table(surface) if surface.minima else why or words.NO_MINIMUM_KNOWN
    newton = on_newton(surface)
    return [layers_table(surface), "", known, *(["", paragraph(newton)] if newton else [])]


def _scope(surface: Surface) -> str:
    """Return a sentence: the numbers of minima and other points, and whether there may be more.

    Minima on the edge of the domain are listed only where they matter.
    """
    edge = sum(minimum.on_edge for minimum in surface.minima)
    others = sum(point.kind != "minimum" for point in surface.stationary_points)
    counts = len(surface.minima) - edge, others if surface.dim <= 2 else None
    if surface.proven_everywhere:
        return words.points_everywhere(*counts)
    searched = surface.searched
    is_domain = searched == surface.domain and not surface.unlimited
    told = words.points_inside(
        *counts,
        words.THE_DOMAIN if is_domain else str(searched),
        edge,
        continuum=surface.continuum.kind if surface.continuum else "",
        is_complete=surface.minima_complete,
        more_outside=surface.more_outside,
    )
    is_open = surface.unlimited and surface.minima_complete
    return words.not_searched_beyond(told) if is_open else told


def _point(at: tuple[float, ...]) -> str:
    rest = [f"… {len(at)}"] if len(at) > _MAX_COORDINATES else []
    return "(" + ", ".join([*(f"{x:.10g}" for x in at[: _shown(at)]), *rest]) + ")"


def _shown(at: tuple[float, ...]) -> int:
    """Return how many coordinates of a point are printed."""
    return len(at) if len(at) <= _MAX_COORDINATES else 3
