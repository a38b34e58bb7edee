"""The picture of the orders: every curve is there, every word can be read."""

from dataclasses import replace

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.plots.orders import figure as draw_orders
from optim_viz.plots.style.text import in_units, power_of
from optim_viz.plots.style.themes import theme as themed
from optim_viz.studies.orders import GROWTH, Effort, Orders


def made(lost=()):
    """Make measurements that grow as theory says."""
    efforts = []
    for dim in (2, 10, 100, 1000):
        for i, (name, growth) in enumerate(GROWTH.items()):
            seconds = 1e-6 * (10 + dim**growth.time * 10.0 ** (-growth.time))
            space = 100 * dim**growth.memory
            effort = Effort(
                optimizers.get(name), dim, 300 // 5**i, 0, 500 // 5**i, 0, seconds, space
            )
            efforts.append(replace(effort, steps=None) if name in lost else effort)
    return Orders(surfaces.get("ellipsoid"), tuple(efforts), 1000, ("one", "dotted: theory"))


@pytest.mark.parametrize("lost", [(), ("sgd",), tuple(GROWTH)])
def test_text_can_be_read(lost, read):
    with themed():
        words = read(draw_orders(made(lost)))
    assert any("△" in item.get_text() for item, _ in words) == bool(lost)


def test_measurements_are_drawn_where_they_are():
    measured = made()
    with themed():
        steps, seconds, _, space = draw_orders(measured).axes
    for ax, value in ((steps, "steps"), (seconds, "seconds"), (space, "bytes")):
        for name in GROWTH:
            own = [(e.dim, getattr(e, value)) for e in measured.of(name)]
            assert any(np.array_equal(line.get_xydata(), own) for line in ax.lines), (value, name)


def test_powers_of_units():
    assert [in_units(k, "s") for k in (-6, -5, -3, 0, 1)] == [
        "1 µs",
        "10 µs",
        "1 ms",
        "1 s",
        "10 s",
    ]
    assert [in_units(k, "B") for k in (2, 3, 8)] == ["100 B", "1 kB", "100 MB"]
    assert [power_of("d", k) for k in (1, 2, 3)] == ["d", "d²", "d³"]
