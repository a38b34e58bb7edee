"""What it costs to read formulas and to survey surfaces.

``pytest tests/benchmarks/test_formulas.py --benchmark-enable``.
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest

import surfaces
from surfaces.analysis.zeros import distinct
from surfaces.box import Box
from surfaces.custom.grammar import FormulaError, parse

TEXTS = {
    "short": "(1-x)^2 + 100(y-x²)²",
    "as people write": "y = 2x sin x + |x| - π np.exp(-x[0]**2)",
    "the longest": "x" + "*x" * 119,
    "refused": "x" + "*x" * 130,
    "brackets": "(" * 60 + "x" + ")" * 60,
    "letters of mathematics": "\U0001d465**2 - 1",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_reading_a_text(benchmark, kind):
    def read():
        with suppress(FormulaError):
            parse(TEXTS[kind])

    benchmark(read)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "holder_table", "cross_in_tray"])
def test_surveying_a_surface(benchmark, name):
    benchmark(lambda: surfaces.get(name).survey)


def test_telling_ten_thousand_points_apart(benchmark):
    points = np.array(np.meshgrid(*[np.linspace(0, 1, 100)] * 2)).reshape(2, -1)
    points = np.hstack([points, points + 1e-9])
    benchmark(lambda: distinct(points, 1e-7, Box((0, 1), (0, 1))))
