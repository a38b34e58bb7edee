"""Every figure can be read: on every canvas, in every theme and language, from the last row.

``COVERING=all pytest tests/plots/test_covering.py`` tries all combinations, not only those that
have every two choices together: each figure once, whatever the size of the canvas in inches.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import TICKDOWN, TICKLEFT, TICKRIGHT, TICKUP, Line2D
from matplotlib.patheffects import Stroke
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from optim_viz.export import stills
from optim_viz.export.embedded import Inside
from optim_viz.plots.animate import figure as moving
from optim_viz.plots.panels.moving import show_step
from optim_viz.plots.panels.relief_paths import _DOTS, HIDDEN
from optim_viz.plots.style.optimizer_styles import lightness
from optim_viz.plots.style.text_sizes import PageRenderer
from optim_viz.plots.style.themes import theme
from optim_viz.presets import preset

_SPEC = importlib.util.spec_from_file_location("covering", Path(__file__).with_name("covering.py"))
covering = sys.modules.setdefault("covering", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(covering)

EVERY = os.environ.get("COVERING") == "all"
FIGURES = covering.drawn_once(covering.every_choice()) if EVERY else covering.covering()

DOTS = tuple(_DOTS[1])

TEXT, LINE = 4.5, 3.0
"""Contrast that WCAG 2 asks for: of text, and of lines and marks."""

IN_GREY = 8.0
"""Lightnesses L* of CIE 1976 that are told apart in grey."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure, what is written and drawn on it, and the pixels behind."""

    figure: Figure
    texts: list[tuple[Text, Bbox]]
    lines: list[Line2D]
    behind: np.ndarray
    """Of the canvas without text and lines, from the lower left corner: red, green, blue."""


def looked_at(figure: Figure) -> Drawn:
    """Draw a figure once; text and lines are told, not drawn."""
    texts: list[Text] = []
    lines: list[Line2D] = []

    def told(text: Text, *_: object) -> None:
        if text.get_visible() and text.get_text().strip():
            texts.append(text)

    def drawn(line: Line2D, *_: object) -> None:
        if line.get_visible():
            lines.append(line)

    renderer = PageRenderer(*figure.bbox.size, figure.dpi)
    with (
        patch.object(Text, "draw", told),
        patch.object(Line2D, "draw", drawn),
        patch.object(Spine, "draw", lambda *_: None),
    ):
        figure.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())[::-1, :, :3] / 255
    return Drawn(figure, [(one, one.get_window_extent(renderer)) for one in texts], lines, pixels)


def overlapping(found: Drawn) -> Iterator[str]:
    """Yield texts on each other, and texts on the mark of the start."""
    boxes = [(text.get_text(), box) for text, box in found.texts]
    boxes += [("(start)", box) for box in map(_start, found.lines) if box is not None]
    for (one, its), (other, that) in combinations(boxes, 2):
        width = min(its.x1, that.x1) - max(its.x0, that.x0)
        height = min(its.y1, that.y1) - max(its.y0, that.y0)
        if min(width, height) > 1.0 and one + other != 2 * "(start)":
            yield f"{one!r} is on {other!r}"


def _start(line: Line2D) -> Bbox | None:
    """Return the box of a mark of the start, None of another line."""
    hollow = line.get_marker() == "o" and len(line.get_xdata()) == 1 and line.get_zorder() == 6
    if not hollow or line.get_clip_on():
        return None
    (x, y) = line.get_transform().transform(line.get_xydata())[0]
    radius = line.get_markersize() * line.figure.dpi / 144
    return Bbox([[x - radius, y - radius], [x + radius, y + radius]])


def cut(found: Drawn) -> Iterator[str]:
    """Yield texts that leave the canvas."""
    width, height = found.figure.bbox.size
    for text, box in found.texts:
        if min(box.x0, box.y0, width - box.x1, height - box.y1) < -0.5:
            yield f"{text.get_text()!r} leaves the canvas"


def small(found: Drawn, one: covering.Choice) -> Iterator[str]:
    """Yield texts that cannot be read from the last row, or in print."""
    share = 0.028 if one.size == "half" else 0.033
    slide = one.medium not in ("paper", "notebook")
    least = share * 72 * preset(one.medium).slide_height if slide else 7.0
    for text, _ in found.texts:
        if text.get_fontsize() < least - 0.01:
            yield f"{text.get_text()!r} has {text.get_fontsize():.1f} pt, not {least:.1f}"


def faint_texts(found: Drawn) -> Iterator[str]:
    """Yield texts too near in lightness to what is behind them, or to their halo."""
    for text, box in found.texts:
        colour, halo = to_rgba(text.get_color(), text.get_alpha()), _halo(text)
        behind = _pixels(found.behind, box) if halo is None else np.array([halo])
        if not behind.size:  # off the canvas
            continue
        if (least := np.quantile(_contrast(colour, behind), 0.02)) < TEXT:
            yield f"{text.get_text()!r} has a contrast of {least:.2f}"


def faint_lines(found: Drawn) -> Iterator[str]:
    """Yield lines and marks too near in lightness to what is behind them, or to their halo.

    Not grids, what is behind a hill and drawn as such, and pale intervals below their estimates.
    """
    grids = {tick.gridline for ax in found.figure.axes for axis in (ax.xaxis, ax.yaxis)
             for tick in (*axis.majorTicks, *axis.minorTicks)}  # fmt: skip
    together: dict[tuple[int, bytes], list[Line2D]] = {}
    for line in found.lines:
        together.setdefault(_first(line), []).append(line)
    for line in found.lines:
        if line in grids or line.get_zorder() <= 0 or _is_hidden(line):
            continue
        others = together[_first(line)]
        ribbon = next((_colour(one)[:3] for one in others if _is_ribbon(one, line)), None)
        contrasts = (
            np.quantile(_contrast(own, behind), 0.25) for side in SIDES
            for own, behind in _seen(line, _beside(line, found, side), ribbon)
        )  # fmt: skip
        if (least := _highest(contrasts, LINE)) < LINE:
            yield (
                f"{line.get_color()} {line.get_linestyle()} {line.get_marker()!r} has a contrast"
                f" of {least:.2f}"
            )


def _highest(contrasts: Iterator[float], enough: float) -> float:
    """Return the highest one, or the first that is enough; enough where there are none."""
    found: list[float] = []
    for one in contrasts:
        found.append(one)
        if one >= enough:
            break
    return max(found, default=enough)


def _is_hidden(line: Line2D) -> bool:
    """Whether a line is one of those that are faint, as what they stand for is behind a hill."""
    faint = line.get_alpha() not in (None, 1.0) or _dash(line) == DOTS
    return faint or line.get_label() == HIDDEN


def _first(line: Line2D) -> tuple[int, bytes]:
    """Return what lines through the same points have in common: their number, and the first."""
    points = line.get_xydata()
    return len(points), (points[:1] + 0.0).tobytes()


def _is_ribbon(one: Line2D, line: Line2D) -> bool:
    """Whether a line is a wider one of another colour below a line, or a narrower one on it."""
    is_drawn = len(one.get_xdata()) > 1 or one.get_marker() not in ("None", "", None)
    return is_drawn and (
        (one.get_linewidth(), one.get_markeredgewidth())
        != (line.get_linewidth(), line.get_markeredgewidth())
        and np.array_equal(one.get_xydata(), line.get_xydata())
        and one.get_transform() == line.get_transform()
    )  # fmt: skip


def _colour(line: Line2D) -> tuple[float, ...]:
    """Return the colour of a line, or of the edge of a mark."""
    return to_rgba(line.get_markeredgecolor() if len(line.get_xdata()) == 1 else line.get_color())


def _dash(line: Line2D) -> tuple[float, ...]:
    """Return the dash of a line, in line widths."""
    return tuple(line._unscaled_dash_pattern[1] or ())


def _seen(
    line: Line2D, behind: np.ndarray, ribbon: tuple[float, ...] | None
) -> list[tuple[tuple[float, ...], np.ndarray]]:
    """Return pairs of colours (n, 3) of which one has to be told apart: a ring from its inside."""
    if not len(behind):
        return []
    opacity, known = line.get_alpha(), _halo(line) or ribbon
    behind = np.array([known]) if known else behind
    if line.get_linestyle() != "None" and len(line.get_xdata()) > 1:
        return [(to_rgba(line.get_color(), opacity), behind)]
    edge, face = line.get_markeredgecolor(), line.get_markerfacecolor()
    inside, around = to_rgba(face, opacity), to_rgba(edge, opacity)
    within = [(around, np.array([inside[:3]]))] if inside[3] else []
    return [(around, behind), (inside, behind), *within]


def _beside(line: Line2D, found: Drawn, side: tuple[int, int]) -> np.ndarray:
    """Return the pixels (n, 3) on one side of a line, or of marks, as far as they are seen."""
    points = line.get_transform().transform(np.ma.filled(line.get_xydata().astype(float), np.nan))
    points = points[np.isfinite(points).all(axis=1)] + side
    if 1 < len(points) < 10:  # straight pieces
        along = np.linspace(0, len(points) - 1, 40)
        points = np.array([np.interp(along, np.arange(len(points)), one) for one in points.T]).T
    if line.get_marker() in OUTWARDS:
        points = points + OUTWARDS[line.get_marker()]
    elif line.get_linestyle() == "None" and line.get_marker() in ("", " ", "None"):
        return np.empty((0, 3))
    width, height = found.figure.bbox.size
    box = line.get_clip_box() if line.get_clip_on() and line.get_clip_box() else found.figure.bbox
    low, high = np.maximum(box.min, 0), np.minimum(box.max, [width - 1, height - 1])
    x, y = points[((points >= low) & (points <= high)).all(axis=1)].astype(int).T
    return found.behind[y, x]


SIDES = [(0, 0), (-2, 0), (2, 0), (0, -2), (0, 2)]
"""Where to look for what is beside a line, in pixels: an edge is seen if it is on one side."""

OUTWARDS = {TICKLEFT: (-2, 0), TICKRIGHT: (2, 0), TICKUP: (0, 2), TICKDOWN: (0, -2)}
"""Where to look for what is behind a tick, in pixels from its foot."""


def _halo(artist: Text | Line2D) -> tuple[float, ...] | None:
    """Return the colour of the halo, or of the box of a text; None where there is none."""
    box = artist.get_bbox_patch() if isinstance(artist, Text) else None
    if box and box.get_facecolor()[3] == 1:
        return box.get_facecolor()[:3]
    found = [one._gc["foreground"] for one in artist.get_path_effects() or ()
             if isinstance(one, Stroke)]  # fmt: skip
    return to_rgba(found[0])[:3] if found else None


def _pixels(behind: np.ndarray, box: Bbox) -> np.ndarray:
    """Return the pixels (n, 3) in a box, as far as it is on the canvas."""
    height, width, _ = behind.shape
    x0, x1 = np.clip([int(box.x0), int(box.x1) + 1], 0, width)
    y0, y1 = np.clip([int(box.y0), int(box.y1) + 1], 0, height)
    return behind[y0:y1, x0:x1].reshape(-1, 3)


def _contrast(colour: tuple[float, ...], behind: np.ndarray) -> np.ndarray:
    """Return the contrast of a colour, which may let something through, with pixels (n, 3)."""
    *own, opacity = colour
    one = _luminance(opacity * np.array(own) + (1 - opacity) * behind)
    other = _luminance(behind)
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def _luminance(colours: np.ndarray) -> np.ndarray:
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def alike_in_grey(found: Drawn) -> Iterator[str]:
    """Yield pairs of colours of curves that are told apart by nothing else, and not in grey."""
    drawn: dict[str, set[object]] = {}
    for line in found.lines:
        if line.get_zorder() <= 1 or _is_hidden(line):
            continue
        if len(line.get_xdata()) > 2 and line.get_linestyle() != "None":
            signs = _dash(line), line.get_marker()
            drawn.setdefault(to_hex(line.get_color()), set()).add(signs)
        elif line.get_marker() not in (*OUTWARDS, "None", "", None) and line.get_zorder() > 2:
            for colour in {line.get_markerfacecolor(), line.get_markeredgecolor()}:
                if isinstance(colour, str) and colour in drawn:
                    drawn[colour].add((line.get_marker(), line.get_markerfacecolor() == colour))
    for (one, its), (other, that) in combinations(drawn.items(), 2):
        if its == that and abs(lightness(one) - lightness(other)) < IN_GREY:
            yield f"{one} and {other} look alike in grey"


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize("one", FIGURES, ids=str)
def test_a_figure_can_be_read(one):
    found = looked_at(covering.draw(one))
    complaints = [
        *overlapping(found), *cut(found), *small(found, one), *faint_texts(found),
        *faint_lines(found), *alike_in_grey(found),
    ]  # fmt: skip
    assert not complaints


def test_figures_are_drawn_once_on_canvases_of_one_shape():
    every = tuple(covering.every_choice())
    left = covering.drawn_once(every)
    again = set(every) - set(left)
    assert {one.medium for one in again} == {"gslides", "quarto"}
    assert {one.size for one in again if one.medium == "quarto"} == {"4:3"}
    assert len(left) < 0.9 * len(every)


def test_every_two_choices_occur_in_few_figures():
    wanted = set().union(*map(covering.pairs, covering.every_choice()))
    chosen = covering.covering()
    assert set().union(*map(covering.pairs, chosen)) == wanted
    assert len(wanted) > 400
    assert len(chosen) <= 80
    names = {covering.figure_of_bench(one) for one in chosen if one.page == "bench"}
    assert names == set(covering.FIGURES)


@pytest.mark.parametrize("page", covering.PAGES if EVERY else ["race", "map"])
@pytest.mark.parametrize("size", covering.SIZES if EVERY else ["half"])
def test_figures_that_are_not_drawn_again_are_the_same_ones_smaller(page, size):
    number = covering.NUMBERS.get(page, (1,))[0]
    one = covering.Choice(page, "pptx", "light", size, "en", "2-D", number)
    found = []
    for medium in ("pptx", "gslides"):
        usual = covering.canvas(one._replace(medium=medium))
        with theme("light", replace(usual, dpi=360 / preset(medium).slide_height)):
            found.append(looked_at(covering.PAGES[page](one)))
    large, small = found
    for (one, its), (other, that) in zip(large.texts, small.texts, strict=True):
        assert one.get_text() == other.get_text()
        np.testing.assert_allclose(its.bounds, that.bounds, atol=1e-4)
    np.testing.assert_array_equal(large.behind, small.behind)


@pytest.mark.parametrize("fault", ["overlapping", "cut", "small", "faint_texts", "faint_lines"])
def test_what_is_wrong_is_found(fault):
    one = covering.Choice("race", "pptx", "light", "slide", "en", "2-D", 1)
    drawn = covering.draw(one)
    title, em = drawn.texts[0], covering.canvas(one).type_size
    if fault == "faint_lines":
        drawn.axes[1].axhline(np.sqrt(np.prod(drawn.axes[1].get_ylim())), color="#bbbbbb")
    else:
        {
            "overlapping": lambda: drawn.text(*title.get_position(), "on it", fontsize=em),
            "cut": lambda: drawn.text(0.99, 0.5, "too long", fontsize=em),
            "small": lambda: drawn.text(0.3, 0.99, "x", fontsize=0.7 * em, va="top"),
            "faint_texts": lambda: drawn.axes[0].text(
                0.4, 0.1, "pale", color="#888888", fontsize=em, transform=drawn.axes[0].transAxes
            ),
        }[fault]()
    found = looked_at(drawn)
    checks = {"overlapping": overlapping, "cut": cut, "faint_texts": faint_texts,
              "faint_lines": faint_lines, "small": lambda found: small(found, one)}  # fmt: skip
    assert {name for name, check in checks.items() if list(check(found))} == {fault}


@pytest.mark.usefixtures("coarse_landscapes")
@pytest.mark.parametrize(("kind", "number"), [("2-D", 5), ("many minima", 12), ("1-D", 5)])
@pytest.mark.parametrize("layout", ["race", "grid", "relief"])
def test_the_layout_stays_the_same_over_all_frames(layout, kind, number):
    if layout == "relief" and kind == "1-D":
        kind = "formula"
    with covering.in_force(covering.Choice(layout, "beamer", "light", "slide", "en", kind, number)):
        drawn = moving(covering.comparison(kind, number), layout)
    places = []
    for step in (0, 1, 7, 30):
        show_step(drawn, step)
        found = looked_at(drawn)
        axes = [ax.get_position().bounds for ax in drawn.axes]
        texts = [(text.get_text(), box.bounds) for text, box in found.texts
                 if not text.get_text().startswith("step ")]  # fmt: skip
        places.append((axes, texts))
        assert not [*overlapping(found), *cut(found)]
    axes, texts = places[-1]
    for these, written in places:
        assert these == axes
        assert [text for text in written if text not in texts] == []


@pytest.mark.parametrize(("kind", "number"), [("2-D", 5), ("many minima", 12), ("projected", 12)])
@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_a_race_takes_less_than_half_a_megabyte(suffix, kind, number, tmp_path):
    with theme(preset=preset("beamer")):
        drawn = covering.compare_page.figure(covering.comparison(kind, number))
        stills.save(drawn, tmp_path / f"race{suffix}", Inside("{}"))
    assert (tmp_path / f"race{suffix}").stat().st_size < 500_000
