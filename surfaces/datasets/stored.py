"""Real data inside the package, with source and licence."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from surfaces.datasets.data import Data

_HOLD_OUT = 5
"""Every fifth digit is held out."""


def digits() -> Data:
    """Return 1 797 handwritten digits of 8 x 8 pixels, scaled to 0 to 1; a fifth is held out."""
    with (files(__package__) / "digits.npz").open("rb") as file, np.load(file) as stored:
        pixels, targets = stored["pixels"], stored["digits"]
    return Data(
        "digits",
        pixels / 16.0,
        targets.astype(int),
        classes=tuple("0123456789"),
        input_names=tuple(f"pixel {i}" for i in range(64)),
        target_name="digit",
        source="Alpaydin & Kaynak 1998, Optical Recognition of Handwritten Digits (UCI), test part",
        licence="CC BY 4.0",
    ).split(_HOLD_OUT)


def forbes() -> Data:
    """Return 17 boiling points of water in the Alps, with the pressure there; row 12 is an outlier.

    The input is the temperature above 200 °F, in tens of degrees; the target is 100 times the
    decimal logarithm of the pressure in inches of mercury, less 140.
    """
    temperature, pressure = np.array(_FORBES).T
    return Data(
        "forbes",
        ((temperature - 200.0) / 10.0)[:, np.newaxis],
        100.0 * np.log10(pressure) - 140.0,
        input_names=("boiling point − 200 °F, in tens",),
        target_name="100 log₁₀ pressure − 140",
        source="Forbes 1857, Trans. R. Soc. Edinburgh 21, as in Weisberg 1980",
        licence="public domain",
    )


_FORBES = (
    (194.5, 20.79), (194.3, 20.79), (197.9, 22.40), (198.4, 22.67), (199.4, 23.15), (199.9, 23.35),
    (200.9, 23.89), (201.1, 23.99), (201.4, 24.02), (201.3, 24.01), (203.6, 25.14), (204.6, 26.57),
    (209.5, 28.49), (208.6, 27.76), (210.7, 29.04), (211.9, 29.88), (212.2, 30.06),
)  # fmt: skip
"""Boiling point of water in °F and pressure in inches of mercury."""
