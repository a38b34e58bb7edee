"""Synthetic data by seed: what lectures draw on the board.

Numbers come from `numpy.random.default_rng`, so the same seed gives the same rows everywhere.
"""

from __future__ import annotations

import numpy as np

from surfaces.datasets.data import Data

TWO = ("0", "1")
PLANE = ("x", "y")


def line(seed: int) -> Data:
    """Return 50 rows along y = 1 + 2 x, with normal errors of 0.5."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.0, 3.0, 50)
    return Data("line", x[:, np.newaxis], 1.0 + 2.0 * x + 0.5 * rng.standard_normal(50))


def interval(seed: int) -> Data:
    """Return 40 rows of one input, whose class becomes likelier with it: a logistic curve."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-3.0, 3.0, 40)
    odds = 1.0 / (1.0 + np.exp(-(2.0 * x - 1.0)))
    return Data("interval", x[:, np.newaxis], (rng.uniform(size=40) < odds).astype(int), TWO)


def clusters(seed: int) -> Data:
    """Return two normal clusters of 40 rows in the plane, which overlap."""
    rng = np.random.default_rng(seed)
    middles = np.repeat([[-1.0, -0.5], [1.0, 0.5]], 40, axis=0)
    inputs = middles + 0.9 * rng.standard_normal((80, 2))
    return Data("clusters", inputs, np.repeat([0, 1], 40), TWO, PLANE)


def moons(seed: int) -> Data:
    """Return two half circles of 60 rows each that reach into each other."""
    rng = np.random.default_rng(seed)
    angle = np.pi * rng.uniform(size=(2, 60))
    upper = np.cos(angle[0]), np.sin(angle[0])
    lower = 1.0 - np.cos(angle[1]), 0.5 - np.sin(angle[1])
    inputs = np.concatenate([upper, lower], axis=1).T - (0.5, 0.25)
    noise = 0.12 * rng.standard_normal(inputs.shape)
    return Data("moons", inputs + noise, np.repeat([0, 1], 60), TWO, PLANE)


def spirals(seed: int) -> Data:
    """Return two spirals of 80 rows each, wound around each other one and a half times."""
    rng = np.random.default_rng(seed)
    turn = np.sqrt(rng.uniform(0.02, 1.0, (2, 80)))
    angle = 3.0 * np.pi * turn + np.pi * np.array([[0.0], [1.0]])
    inputs = np.array([turn * np.cos(angle), turn * np.sin(angle)]).reshape(2, -1).T
    noise = 0.02 * rng.standard_normal(inputs.shape)
    return Data("spirals", inputs + noise, np.repeat([0, 1], 80), TWO, PLANE)


def xor(seed: int) -> Data:
    """Return the four rows of exclusive or, which no single layer can tell apart; no seed."""
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Data("xor", inputs, np.array([0, 1, 1, 0]), TWO, PLANE)


def neuron(seed: int) -> Data:
    """Return six rows of one input that no threshold tells apart; no seed.

    With the squares of a sigmoid's errors a neuron has two minima: even odds for all, because of
    the last row, and a local one that rises with the others.
    """
    x = np.array([-2.5, -1.5, -1.0, 0.5, 1.0, 4.0])
    return Data("neuron", x[:, np.newaxis], np.array([0, 1, 0, 1, 1, 0]), TWO)
