"""Sine and cosine together, from + − · and roots alone: the same bits on every processor.

The sine and cosine of the C library are slow and may differ in the last bit between machines. A
surface needs both, at the same place, for its value and its gradient.
"""

from __future__ import annotations

import numpy as np

from surfaces.base import Array

_SINE = (
    1.5707963267948966,
    -0.645964097506245,
    0.07969262624606334,
    -0.0046817541326259334,
    0.00016044115266738095,
    -3.598649570240692e-06,
    5.634704113884751e-08,
)
"""The polynomial nearest to the sine within ±π/4 (FreeBSD's k_sin.c), in quarter turns."""


def sines(turns: Array) -> tuple[Array, Array, Array]:
    """Return sin 2πt, cos 2πt and 1 − cos 2πt, each to 9e-16, the last to full relative precision.

    Parameters
    ----------
    turns : array
        Angles as shares of a full turn, any shape.
    """
    sine, versine = sine_and_versine(turns)
    return sine, 1 - versine, versine


def sine_and_versine(turns: Array) -> tuple[Array, Array]:
    """Return sin 2πt and 1 − cos 2πt.

    The quarter of the angle lies within ±π/4, where a short polynomial does; doubling it twice
    gives the angle.
    """
    t = turns - np.rint(turns)
    t2 = t * t
    s = _SINE[-1] * t2
    for term in _SINE[-2:0:-1]:
        s += term
        s *= t2
    s += _SINE[0]
    s *= t
    s2 = s * s
    s *= np.sqrt(1 - s2)
    versine = s * s
    versine *= 8
    s2 *= -2
    s2 += 1
    s *= 4
    s *= s2
    return s, versine
