"""A surface in three dimensions: a block whose top it is, lit from the side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from optim_viz.plots.panels.height_field import Camera, HeightField
from optim_viz.plots.panels.landscape import FULL, Landscape, Tones, values_in_view
from optim_viz.plots.panels.relief_axes import Scene, draw_frame
from optim_viz.plots.panels.relief_image import Paint, Window, picture
from optim_viz.plots.style import text
from optim_viz.plots.style.framing import extent, with_margin
from optim_viz.plots.style.themes import ink, mix, paper
from optim_viz.plots.style.ticks import Ticks, ticks
from optim_viz.text import words
from surfaces import Array, InputError, Surface

_DECADES = 3.0
"""Heights are logarithms of the gap where that spans more decades than this."""

_LOWEST = 0.01
"""That span begins where this share of the view lies below."""

_HIGH, _FOOT = 0.55, 0.05
"""Height of a block, and of what is below the lowest point, for a mean side of 1."""

_SLIMMEST = 0.6
"""The shorter side of a block is at least this share of the longer one."""

_SUN = (-0.55, 0.5, 0.67)
"""Where the light comes from, in the picture: from the left, from above, from the front."""

_AZIMUTHS = (-60.0, -120.0, 30.0, 150.0)
"""From where an eye may look that nobody has placed."""

_HIDDEN = 1e-9
"""What lies deeper behind a surface than this is hidden; less is rounding."""

_SAMPLES = 20
"""Places along each axis that stand for the whole surface; of a path their square."""

_CONTRAST = 0.34
"""How much lighter or darker than level ground a slope can be."""

_FEWEST_TICKS, _MOST_TICKS, _APART = 2, 4, 0.2
"""Number of ticks of an axis, and the distance of those of the height, as a share of it."""


@dataclass(frozen=True)
class View:
    """How a relief is looked at."""

    elevation: float = 45.0
    """Height of the eye above the ground, in degrees."""
    azimuth: float | None = None
    """Where the eye is around it, in degrees from the first axis; None: where it sees most."""
    turn: float = 0.0
    """By how much it goes around during a film, in degrees."""
    z: str | None = None
    """Scale of the heights; None: logarithms of a gap of more than three decades."""


@dataclass(frozen=True, eq=False)
class Relief:
    """A landscape with heights."""

    ground: Landscape
    field: HeightField
    values: Array
    """``(rows, columns)``: the values at the nodes of the field."""
    height: Callable[[Array], Array]
    """Returns the heights in the block of values of the surface."""
    axis: Ticks
    """The ticks of the heights, at places in the block."""
    name: str
    """What the heights are."""

    @property
    def foot(self) -> float:
        """The height of the lower end of the block."""
        return -_FOOT * float(np.mean(self.field.size))

    @property
    def top(self) -> float:
        """The height of the highest point."""
        return float(np.nanmax(self.field.heights, initial=0.0))

    def camera(self, view: View, *points: Array) -> Camera:
        """Return the eye of a view; it is where it sees most of groups of points ``(2, n)``."""
        if view.azimuth is not None:
            return Camera(view.elevation, view.azimuth)
        eyes = [Camera(view.elevation, azimuth) for azimuth in _AZIMUTHS]
        groups = [
            self.on_top(group[:, :: -(-group.shape[1] // _SAMPLES**2)])
            for group in points
            if group.size
        ]

        def hidden(eye: Camera) -> float:
            """Return the sum of the shares of the groups, roughly: the first eyes are usual."""
            return round(sum(float(self.is_hidden(one, eye).mean()) for one in groups), 1)

        return min(eyes, key=hidden)

    def is_hidden(self, places: Array, camera: Camera) -> npt.NDArray[np.bool_]:
        """Whether something lies before places ``(3, n)``."""
        return self.field.depth_behind(places, camera) > _HIDDEN

    @property
    def nodes(self) -> Array:
        """Some points all over the plane, ``(2, n)``."""
        sides = (np.linspace(*side, _SAMPLES) for side in self.ground.box.sides)
        return np.array(np.meshgrid(*sides)).reshape(2, -1)

    def places(self, points: Array) -> Array:
        """Return places in the block, ``(2, *batch)``, of points in the plane of the axes."""
        (left, right), (bottom, top) = self.ground.box.sides
        wide, deep = self.field.size
        x, y = points
        return np.array(
            [
                ((x - left) / (right - left) - 0.5) * wide,
                ((y - bottom) / (top - bottom) - 0.5) * deep,
            ]
        )

    def on_top(self, points: Array) -> Array:
        """Return the points of the surface, ``(3, *batch)``, above points of the plane."""
        places = self.places(points)
        return np.array([*places, self.field.at(places)])


def relief(ground: Landscape, scale: str | None = None) -> Relief:
    """Return a landscape with heights: values, or logarithms of the gap, rounded off at its lowest.

    Raises
    ------
    InputError
        Logarithms of a gap that nobody knows.
    """
    surface, (wide, deep) = ground.surface, ground.box.high - ground.box.low
    ratio = float(np.clip(wide / deep, _SLIMMEST, 1 / _SLIMMEST))
    size = (ratio**0.5, ratio**-0.5)
    values = values_in_view(surface, ground.box)
    if (scale or usual_scale(surface, values)) == "linear":
        own, axis, name = _linear(surface, values)
    else:
        own, axis, name = _logarithmic(surface, values)
    low, high = extent(own(values))
    high = high if high > low else low + 1.0
    unit = _HIGH * float(np.mean(size)) / (high - low)

    def height(values: Array) -> Array:
        return (own(values).clip(low, high) - low) * unit

    places = tuple((at - low) * unit for at in axis.at)
    field = HeightField(height(values), size)
    return Relief(ground, field, values, height, replace(axis, at=places), name)


def usual_scale(surface: Surface, values: Array) -> str:
    """Return the scale of heights that shows values best: linear up to three decades."""
    if surface.lowest is None:
        return "linear"
    gap = values[np.isfinite(values)] - surface.lowest
    if not gap.size or gap.max() <= 0:
        return "linear"
    low = max(float(np.quantile(gap, _LOWEST)), np.finfo(float).tiny)
    return "log" if extent(gap)[1] / low > 10**_DECADES else "linear"


def _linear(surface: Surface, values: Array) -> tuple[Callable[[Array], Array], Ticks, str]:
    low, high = extent(surface.told(values))
    if low == high:
        low, high = with_margin(low, high, 0.5)
    return surface.told, ticks(low, high, 2.0 * _MOST_TICKS, across=False), "f"


def _logarithmic(surface: Surface, values: Array) -> tuple[Callable[[Array], Array], Ticks, str]:
    """Return heights that are logarithms of the gap, rounded off below its lower tenth."""
    if surface.lowest is None:
        raise InputError(words.no_gap_for_heights(surface.name))
    lowest, sign = surface.lowest, -1.0 if surface.is_maximized else 1.0
    gap = np.maximum(values - lowest, 0.0)
    unit = max(float(np.nanquantile(gap, 0.1)), np.finfo(float).tiny)

    def height(values: Array) -> Array:
        return sign * np.log1p(np.maximum(values - lowest, 0.0) / unit)

    marks = _ticks_of_gap(float(np.nanmax(gap)), unit)
    return height, replace(marks, at=tuple(sign * at for at in marks.at)), words.GAP_ON_LOG_SCALE


def _ticks_of_gap(highest: float, unit: float) -> Ticks:
    """Return ticks at powers of ten, or at other round gaps, whose heights are clearly apart."""
    if not highest > 0:
        return Ticks((), (), 0)
    top, largest = float(np.log1p(highest / unit)), int(np.floor(np.log10(highest)))
    decades = range(int(np.floor(np.log10(unit))) - 1, largest + 2)
    exponent = 0
    for digits in ((1,), (1, 2, 5), range(1, 10)):
        at, labels = [0.0], [""]
        for k, digit in product(decades, digits):
            height = float(np.log1p(digit * 10.0**k / unit))
            if at[-1] + _APART * top <= height <= top:
                at.append(height)
                own = text.power_of_ten(k) if digits == (1,) and abs(k) > 1 else ""
                labels.append(own or text.number(digit * 10.0 ** (k - exponent)))
        if len(at) > _FEWEST_TICKS:
            break
        exponent = 0 if -2 <= largest < 5 else largest
    return Ticks(tuple(at[1:]), tuple(labels[1:]), exponent if digits != (1,) else 0)


def draw_relief(
    shown: Relief,
    camera: Camera,
    ax: Axes,
    tones: Tones = FULL,
    seen_from: tuple[Camera, ...] = (),
) -> Scene:
    """Draw the block with its axes on axes whose size is final; return where its points fall.

    There is room for it as it is seen from other eyes, too.
    """
    scene = Scene(shown.field.size, (shown.foot, shown.top), camera, ax, seen_from)
    names = (*text.coordinates(shown.ground.surface), shown.name)
    draw_frame(scene, shown.ground.box, shown.axis, names)
    window = Window(*scene.corner, *scene.pixels, scene.scale)
    pixels = picture(shown.field, shown.foot, _paint(shown, camera, tones), camera, window)
    (left, bottom), wide, high = scene.corner, *(side / scene.scale for side in scene.pixels)
    ax.imshow(
        pixels, extent=(left, left + wide, bottom, bottom + high), interpolation="none",
        aspect="auto", zorder=0,
    )  # fmt: skip
    scene.limit()
    return scene


def _paint(shown: Relief, camera: Camera, tones: Tones) -> Paint:
    ground, heights = shown.ground, shown.field.heights
    whole = np.isfinite(heights)
    bands = np.arange(len(ground.levels), dtype=float)
    gap = shown.values - (ground.surface.lowest or 0.0)
    places = np.interp(np.where(whole, gap, 0.0), ground.levels, bands)
    colours = np.array([to_rgb(colour) for colour in tones(ground.tones)])
    walls = np.array([to_rgb(mix(ink(), paper(), share)) for share in (0.2, 0.14)])
    light = np.nan_to_num(_light(shown.field, camera), nan=1.0)  # beside holes, too
    return Paint(places, light, colours, np.array(to_rgb(ink(0.45))), walls)


def _light(field: HeightField, camera: Camera) -> Array:
    """Return how light each node is: as the light falls on its slope, 1 on level ground."""
    rows, columns = field.heights.shape
    wide, deep = field.size
    with np.errstate(invalid="ignore"):
        up, along = np.gradient(field.heights, deep / (rows - 1), wide / (columns - 1))
    sun = np.array(_SUN) @ np.array([camera.across, camera.up, camera.toward])
    sun /= np.linalg.norm(sun)
    falls = (sun[2] - sun[0] * along - sun[1] * up) / np.sqrt(1 + along**2 + up**2)
    return 1 + _CONTRAST * (falls - sun[2])
