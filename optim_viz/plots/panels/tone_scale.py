"""What the tones of a landscape mean: a slim row of them above the panel, with its ends."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from optim_viz.plots.panels.landscape import FULL, Landscape, Tones
from optim_viz.plots.style import text
from optim_viz.plots.style.labels import text_width
from optim_viz.plots.style.page import NOTE
from optim_viz.plots.style.themes import FAINT_LINE, ink, points
from optim_viz.text import words

_WIDE, _HIGH, _ABOVE, _APART = 4.2, 0.55, 0.45, 0.35
"""Width and height of the row, its distance from the panel, and that of text from it, in ems."""

_BESIDE = 1.0
"""Room between the scale and what stands left of it above the panel, in ems."""


def draw_tone_scale(
    ground: Landscape, ax: Axes, tones: Tones = FULL, *, taken: float = 0.0
) -> bool:
    """Draw the tones of a landscape, low to high, at the right above its panel if there is room.

    Parameters
    ----------
    ground : Landscape
        What is drawn.
    ax : Axes
        Its panel, whose size must be final.
    tones : Tones
        Those that it is drawn in.
    taken : float
        Room in ems that is taken above the panel, at its left.

    Returns
    -------
    bool
        Whether there was room.
    """
    if len(ground.bands) < 2:
        return False
    em = points("font.size")
    wide, tall = ax.bbox.width * 72 / ax.figure.dpi / em, ax.bbox.height * 72 / ax.figure.dpi / em
    low, high = _ends(ground)
    right = wide - _width(high) - _APART
    left = right - _WIDE
    if left - _APART - _width(low) < taken + _BESIDE:
        return False
    step = _WIDE / len(ground.bands)
    for i, colour in enumerate(tones(ground.tones)):
        place = (left + i * step) / wide, 1 + _ABOVE / tall
        ax.add_artist(
            Rectangle(
                place, 1.02 * step / wide, _HIGH / tall, transform=ax.transAxes, facecolor=colour,
                linewidth=0, clip_on=False, zorder=0.5,
            )
        )  # fmt: skip
    around = (left / wide, 1 + _ABOVE / tall), _WIDE / wide, _HIGH / tall
    ax.add_artist(
        Rectangle(
            *around, transform=ax.transAxes, fill=False, edgecolor=ink(FAINT_LINE), clip_on=False,
            linewidth=0.25 * points("lines.linewidth"), zorder=0.6,
        )
    )  # fmt: skip
    for x, line, side in ((left - _APART, low, "right"), (right + _APART, high, "left")):
        ax.text(
            x / wide, 1 + _ABOVE / tall, line, transform=ax.transAxes, ha=side,
            fontsize=NOTE * em, color=ink(0.72),
        )  # fmt: skip
    return True


def _ends(ground: Landscape) -> tuple[str, str]:
    """Return what the lowest and the highest tone stand for."""
    surface, edges = ground.surface, ground.levels[[1, -2]]
    if surface.lowest is not None:
        low, high = map(_rounded, edges.tolist())
        return f"{words.GAP} ≤ {low}", f"≥ {high}"
    low, high = map(_rounded, surface.told(edges + (surface.floor or 0.0)).tolist())
    signs = "≥≤" if surface.is_maximized else "≤≥"
    return f"f {signs[0]} {low}", f"{signs[1]} {high}"


def _rounded(x: float) -> str:
    return text.number(float(f"{x:.1e}"))


def _width(line: str) -> float:
    em = points("font.size")
    return text_width([line], NOTE * em) / em
