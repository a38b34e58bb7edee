"""Sine and cosine together, from + − · and roots alone: the same bits on every processor.

The sine and cosine of the C library are slow and may differ in the last bit between machines. A
surface needs both, at the same place, for its value and its gradient.
"""

from __future__ import annotations

import numpy as np

from surfaces.box import Array

TAU = 2 * np.pi

_SINE = (
    1.5707963267948966,
    -0.645964097506245,
    0.07969262624606334,
    -0.0046817541326259334,
    0.00016044115266738095,
    -3.598649570240692e-06,
    5.634704113884751e-08,
)
"""The polynomial nearest to the sine within ±π/4 (FreeBSD's k_sin.c), in quarter revolutions."""

_SINE_IN_RADIANS = (
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10,
)
"""The same by the angle itself, without the leading 1."""

_HALF_TURN = (float.fromhex("0x1.921fb54400000p+1"), float.fromhex("0x1.0b4611a626331p-33"))
"""π in two parts, the first of 33 digits."""


def sine_cosine(angles: Array) -> tuple[Array, Array]:
    """Return sin and cos of angles in radians, each to 5e-16.

    Multiples of π are taken off in two parts, of which the first has so few digits that they are
    exact up to a million of them (Cody & Waite 1980). Half of the rest lies within ±π/4,
    where a short polynomial does. Where neighbouring numbers lie more than a revolution apart, from
    1e16 on, the result is some point of the circle, or not a number.
    """
    halves = np.rint(angles * (1 / np.pi))
    z = angles - halves * _HALF_TURN[0]
    z -= halves * _HALF_TURN[1]
    z *= 0.5
    z2 = z * z
    s = _SINE_IN_RADIANS[-1] * z2
    for term in _SINE_IN_RADIANS[-2::-1]:
        s += term
        s *= z2
    s *= z
    s += z
    c = np.sqrt(1 - s * s)
    halves *= 0.5
    odd = halves - np.rint(halves)
    odd *= odd
    odd *= -8
    odd += 1  # -1 after an odd number of half revolutions
    cosine = (c - s) * (c + s)
    cosine *= odd
    s *= c
    s *= 2
    s *= odd
    return s, cosine


def sine_cosine_versine(revolutions: Array) -> tuple[Array, Array, Array]:
    """Return sin 2πt, cos 2πt and 1 − cos 2πt, each to 9e-16, the last to full relative precision.

    Parameters
    ----------
    revolutions : array
        Angles in revolutions, any shape.
    """
    sine, versine = sine_and_versine(revolutions)
    return sine, 1 - versine, versine


def sine_and_versine(
    revolutions: Array, sine: float = 1.0, versine: float = 1.0
) -> tuple[Array, Array]:
    """Return sin 2πt and 1 − cos 2πt, times a number each.

    The quarter of the angle lies within ±π/4, where a short polynomial does; doubling it twice
    gives the angle.
    """
    t = revolutions - np.rint(revolutions)
    t2 = t * t
    s = _SINE[-1] * t2
    for term in _SINE[-2:0:-1]:
        s += term
        s *= t2
    s += _SINE[0]
    s *= t
    s2 = s * s
    s *= np.sqrt(1 - s2)
    versines = s * s
    versines *= 8 * versine
    s *= 0.5 - s2
    s *= 8 * sine
    return s, versines
