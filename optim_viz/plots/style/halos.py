"""Halos in the colour of the paper: what stands on anything, a slide or a photograph, is read."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke
from matplotlib.spines import Spine
from matplotlib.text import Text

_OF_TEXT = 0.3
"""Width of the halo of text, both sides together, as a share of its size."""

_OF_LINES = 2.5
"""Width of a line with its halo, as a share of its own."""


def make_transparent(figure: Figure, paper: str) -> None:
    """Take the background away; lines, marks and text get halos, unless they have some."""
    figure.patch.set_visible(False)
    for ax in figure.axes:
        if same_color(ax.patch.get_facecolor(), paper):
            ax.patch.set_visible(False)
    for one in figure.findobj():
        if not one.get_path_effects() and (width := _halo_of(one, paper)):
            one.set_path_effects([Stroke(linewidth=width, foreground=paper), Normal()])


def _halo_of(artist: Artist, paper: str) -> float:
    """Return how wide the halo of an artist is, in points; 0 for none."""
    if isinstance(artist, Text):
        return _OF_TEXT * float(artist.get_fontsize())
    if isinstance(artist, Line2D):
        return _OF_LINES * _breadth(artist, paper)
    if isinstance(artist, Spine):
        return _OF_LINES * float(artist.get_linewidth())
    if isinstance(artist, LineCollection):
        return _OF_LINES * float(np.max(artist.get_linewidth(), initial=0.0))
    return 0.0


def _breadth(line: Line2D, paper: str) -> float:
    """Return the width of a line, or of the outline of its marks where it is no more than these.

    Lines of a grid need no halo; marks whose outline is the paper have one.
    """
    ax = line.axes
    if isinstance(ax, Axes) and line in (*ax.get_xgridlines(), *ax.get_ygridlines()):
        return 0.0
    if line.get_linestyle() != "None":
        return float(line.get_linewidth())
    is_outlined = same_color(line.get_markeredgecolor(), paper)
    return 0.0 if is_outlined else float(line.get_markeredgewidth())
