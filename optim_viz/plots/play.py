"""What a live page looks like, as plain data: colours, marks, frames and words for its script.

The page draws by itself. What stands here is what it shares with the figures: the tones of the
landscape, the style of each optimizer, the outlines of markers, the part of a surface that is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.markers import MarkerStyle

from optim_viz.deck_style import DeckStyle
from optim_viz.plots.compare_page import styles_of
from optim_viz.plots.panels import arrows, landscape
from optim_viz.plots.panels.convergence import HEADROOM
from optim_viz.plots.panels.landscape import landmarks
from optim_viz.plots.panels.marks import neighbours
from optim_viz.plots.panels.projection import Projection, principal_plane
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import COMPARABLE, around, view
from optim_viz.plots.style.themes import FAINT_LINE, FAINT_TEXT, ink, paper, theme
from optim_viz.recipes.base import FARTHEST
from optim_viz.runs.noise import Noise
from optim_viz.runs.results import Run
from optim_viz.runs.status import LOST, Status
from optim_viz.studies.play import LiveMethod, LiveRaces, LiveSurface
from optim_viz.studies.tuning import FLOOR
from optim_viz.text import title_of, words
from surfaces import Array, Box, Surface

_SIZES_OF_MARKS = {"global minimum": 2.9, "local minimum": 2.5, "saddle": 1.3}
_OUTLINES = {"global minimum": "*", "local minimum": "*", "saddle": "x"}
_NODES = {1: 801, 2: 71}
"""Nodes along each axis of a surface that is not recorded."""

_NODES_OF_PLANE = 41
"""The same for a plane through many dimensions: each value may be that of a large model."""

_MOST_MARKS = 1500
"""Points of one kind on a page."""

_ARROWS = {
    "momentum": arrows.MOMENTUM,
    "step": arrows.STEP,
    **{part.value: pen for part, pen in arrows.TERMS.items()},
}
"""Pens by what an arrow is: a gradient, a mean of gradients, a part of a step, or the step."""


def page(races: LiveRaces) -> dict[str, Any]:
    """Return all that the script of a page needs beside the recorded functions."""
    recipe = races.recipe
    return {
        "words": dict(words.PLAY),
        "quantity": {"gap": words.GAP, "value": words.LOSS, "step": words.STEP},
        "panel": {"gap": words.GAP_WITH_FORMULA, "value": words.LOSS_WITH_FORMULA},
        "outcome": {
            str(name): words.OUTCOME_IN_A_WORD[name]
            for name in (Status.DIVERGED, Status.LEFT, Status.FELL)
        },
        "terms": dict(words.TERM),
        "told": {
            "velocity": " ".join(words.TERMS_ADD_UP),
            "ahead": " ".join(words.TERMS_ADD_UP + words.LOOKED_AHEAD),
        },
        "dashes": {name: list(pen.dash) for name, pen in _ARROWS.items()},
        "language": recipe.lang,
        "theme": recipe.theme,
        "themes": _themes(races),
        "rules": rules(),
        "marks": {
            kind: {"outline": _outline_of(marker), "size": _SIZES_OF_MARKS[kind]}
            for kind, marker in _OUTLINES.items()
        },
        "title": recipe.title or "",
        "font": recipe.deck_style.font or "",
        "style": recipe.style or "",
        "steps": recipe.steps,
        "noise": _noise(recipe.kind_of_noise) | {"seed": recipe.seed},
        "surfaces": [_surface(one) for one in races.surfaces],
    }


def rules() -> dict[str, float]:
    """Return the numbers by which landscapes and curves are drawn in figures."""
    return {
        "bands": landscape.BANDS,
        "deepest": landscape.DEEPEST,
        "even": landscape.EVEN,
        "comparable": COMPARABLE,
        "floor": FLOOR,
        "headroom": HEADROOM,
        "farthest": FARTHEST,
    }


def _noise(noise: Noise) -> dict[str, Any]:
    """Return the kind of a noise, and its numbers."""
    kind = type(noise).__name__.lower()
    more = {name: value for name, value in vars(noise).items() if name != "size"}
    return {"kind": kind, "size": float(np.max(noise.size)), **more}


def _themes(races: LiveRaces) -> dict[str, Any]:
    """Return the colours on light and on dark paper, and in print if that was asked for."""
    recipe = races.recipe
    names = dict.fromkeys([recipe.theme, "light", "dark"])
    return {name: _colours(races, name, DeckStyle.read(recipe.style, name)) for name in names}


def _colours(races: LiveRaces, name: str, style: DeckStyle) -> dict[str, Any]:
    with theme(name, style=style):
        shares = {"quiet": 0.72, "faint": FAINT_TEXT, "line": FAINT_LINE, "hair": 0.14}
        return {
            "paper": paper(),
            "ink": ink(),
            **{key: ink(share) for key, share in shares.items()},
            "wash": ink(0.05),
            "tones": list(landscape.QUIET.ramp),
            "arrows": {key: pen.colour for key, pen in _ARROWS.items()},
            "methods": [
                {"colour": one.colour, "text": one.text_colour, "filling": one.filling}
                for one in styles_of([one.run for one in races.surfaces[0].methods])
            ],
        }


def _surface(live: LiveSurface) -> dict[str, Any]:
    surface, runs = live.surface, [one.run for one in live.methods]
    styles = styles_of(runs)
    plane = principal_plane(runs) if surface.dim > 2 else None
    seen = None if live.recorded else plane
    ground = _ground(surface, runs) if plane is None else _ground_of_plane(surface, runs, plane)
    through = {"plane": _directions(plane)} if plane and seen is None else {}
    start = runs[0].points[:, :1]
    return {
        "name": surface.name,
        "typed": live.typed,
        "title": title_of(surface),
        "formula": _formula(surface),
        "coordinates": text.coordinates(surface) if plane is None else [],
        "start": list(map(float, (start if seen is None else seen(start))[:, 0])),
        "lowest": surface.lowest,
        "sign": -1 if surface.is_maximized else 1,
        "domain": _exactly(live.outline.T) if live.outline.size and seen is None else [],
        "window": _rounded(live.window.T) if seen is None else [],
        "isRecorded": live.recorded is not None,
        "isBottomless": live.is_bottomless,
        "heightOfStart": _exactly(live.height_of_start),
        **ground,
        **through,
        **({} if live.recorded else {"grid": _grid(surface, ground["frame"], seen)}),
        "methods": [
            _method(one, style.dash, style.marker) | _path(one, seen)
            for one, style in zip(live.methods, styles, strict=True)
        ],
    }


def _formula(surface: Surface) -> str:
    """Return the formula, and what is done beside it."""
    told = [text.formula(surface), *([words.PROJECTED] if surface.projected else [])]
    return ", ".join(filter(None, told))


def _ground(surface: Surface, runs: Sequence[Run]) -> dict[str, Any]:
    """Return the frame, and what is marked in it."""
    names = text.coordinates(surface)
    if surface.dim == 1:
        heights = [[*one.at, float(surface.told(one.value))] for one in surface.minima]
        kinds = ["global minimum" if one.is_global else "local minimum" for one in surface.minima]
        marked: dict[str, Any] = {}
        for kind, at in zip(kinds, heights, strict=True):
            marked.setdefault(kind, []).append(at)
        return {"frame": _sides(view(surface, runs)), "marked": marked, "axes": [*names, "f"]}
    window = Box(*((low - (high - low), high + (high - low)) for low, high in surface.domain.sides))
    frame = view(surface, runs)
    marked = {kind: _near(frame, at) for kind, at in landmarks(surface, window).items()}
    return {
        "frame": _sides(frame),
        "marked": {kind: _rounded(at.T) for kind, at in marked.items()},
        "axes": list(names),
        **_curve(surface, window),
    }


def _near(frame: Box, at: Array) -> Array:
    """Return points ``(2, n)``, and of very many those that are nearest to what is shown."""
    middle, size = (frame.low + frame.high) / 2, frame.high - frame.low
    away = np.abs((at - middle[:, np.newaxis]) / size[:, np.newaxis]).max(axis=0)
    return at[:, np.sort(np.argsort(away, kind="stable")[:_MOST_MARKS])]


def _ground_of_plane(surface: Surface, runs: Sequence[Run], plane: Projection) -> dict[str, Any]:
    """Return the same in a plane through many dimensions."""
    paths = np.concatenate([plane(run.points) for run in runs], axis=1)
    inside = np.concatenate([surface.inside(run.points) for run in runs])
    inside[0] = True
    lowest = np.array([one.at for one in surface.minima if one.is_global]).reshape(-1, surface.dim)
    shown = np.concatenate([paths[:, inside], plane(lowest.T)], axis=1)
    names = [
        words.principal_component(nth, text.percent(share))
        for nth, share in enumerate(plane.explained, 1)
    ]
    return {
        "frame": _sides(around(shown)),
        "marked": {"global minimum": _rounded(plane(lowest.T).T)},
        "axes": names,
    }


def _directions(plane: Projection) -> dict[str, Any]:
    """Return where a plane lies, for what is computed on it in the page."""
    return {"centre": plane.centre.tolist(), "axes": plane.axes.tolist()}


def _grid(surface: Surface, frame: list[list[float]], plane: Projection | None) -> dict[str, Any]:
    """Return the values in and around a frame, where they cannot be computed in the page."""
    ends = np.array(frame)
    middle, size = ends.mean(axis=1), ends[:, 1] - ends[:, 0]
    if size.max() <= COMPARABLE * size.min():  # the page makes both scales the same
        size = np.maximum(size, 0.6 * size.max())
    box = Box(*zip(middle - size, middle + size, strict=True))
    count = _NODES[surface.dim] if plane is None else _NODES_OF_PLANE
    nodes = [np.linspace(low, high, count) for low, high in box.sides]
    rows = np.moveaxis(np.array(np.meshgrid(*nodes)).reshape(len(nodes), -1, count), 1, 0)
    with np.errstate(all="ignore"):  # row by row: points may have thousands of coordinates
        lifted = (row if plane is None else plane.lifted(row) for row in rows)
        values = np.concatenate([surface(row) for row in lifted])
    known = " ".join(f"{x:.5g}".replace("e+", "e") for x in values.tolist())
    return {"sides": _sides(box), "shape": [len(one) for one in nodes], "values": known}


def _curve(surface: Surface, box: Box) -> dict[str, Any]:
    """Return the parts of a curve of minimizers, where there is one."""
    continuum = surface.continuum
    if continuum is None or continuum.kind != "curve":
        return {}
    return {
        "curve": [
            _rounded(continuum.points[:, pair].T) for pair in neighbours(continuum.points, box)
        ]
    }


def _method(live: LiveMethod, dash: Iterable[float], marker: str) -> dict[str, Any]:
    optimizer = live.run.optimizer
    recorded = live.recording
    return {
        "name": optimizer.name,
        "title": optimizer.title,
        "spec": _typed_of(live),
        "joint": "," if _kept(live) else ":",
        "dash": list(dash),
        "outline": _outline_of(marker),
        "isOurs": not optimizer.method.library,
        "knobs": [
            {
                "name": one.name,
                "symbol": text.symbol(one.name),
                "meaning": one.meaning,
                "value": one.value,
                "scale": one.scale,
                "isRate": one.is_rate,
                "isTyped": one.is_typed,
            }
            for one in live.sliders
        ],
        "schedules": dict(live.schedules),
        "changing": text.each_knob({k: optimizer.knobs[k] for k in live.schedules}),
        "limit": live.limit and live.limit[0],
        "push": live.push,
        "patience": live.patience,
        "gradients": list(recorded.gradients) if recorded else [0, 0],
        "asksWhere": live.asks_where,
    }


def _path(live: LiveMethod, plane: Projection | None) -> dict[str, Any]:
    """Return where a method has been that cannot run in the page: in the plane, if there is one."""
    if live.recording:
        return {}
    points = live.run.points if plane is None else plane(live.run.points)
    ending = str(live.run.status) if live.run.unrefined in LOST else ""
    return {
        "path": _exactly(points.T),
        "heights": _exactly(live.run.values),
        "ending": ending,
    }


def _exactly(numbers: Any) -> Any:
    """Return numbers in as many digits as nobody can tell apart in a page; JSON has no infinity."""
    if np.ndim(numbers):
        return [_exactly(one) for one in numbers]
    return float(f"{numbers:.9g}") if np.isfinite(numbers) else None


def _kept(live: LiveMethod) -> dict[str, Any]:
    """Return the knobs that were set and have no slider."""
    moving = {one.name for one in live.sliders}
    return {k: v for k, v in live.run.optimizer.given.items() if k not in moving}


def _typed_of(live: LiveMethod) -> str:
    """Return a method as it is typed, with the knobs that have no slider."""
    return str(type(live.run.optimizer)(live.run.optimizer.method, _kept(live)))


def _outline_of(marker: str) -> list[list[list[float]]]:
    """Return the outlines of a marker, its size 1, as lists of corners; y goes up."""
    style = MarkerStyle(marker)
    path = style.get_path().transformed(style.get_transform())
    closed = style.is_filled()
    return [_rounded(one) for one in path.to_polygons(closed_only=closed)]


def _sides(box: Box) -> list[list[float]]:
    return [list(side) for side in box.sides]


def _rounded(points: npt.ArrayLike) -> list[list[float]]:
    """Return points ``(n, d)`` with as many digits as a page can show."""
    return [[float(f"{x:.6g}") for x in point] for point in np.asarray(points).tolist()]
