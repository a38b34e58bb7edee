"""Quotients by what all runs share have the bits of a division, or it is told that they may not."""

from ctypes import CFUNCTYPE, c_int64, c_void_p
from fractions import Fraction

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.runs.run import sweep
from optim_viz.tracing.assembly import DOUBLES, LANES, Assembly
from optim_viz.tracing.graph import Graph, Input, Node
from optim_viz.tracing.quotients import Quotients, divided, divisors, reciprocals

DIGITS = 6


def rounded(value: Fraction) -> Fraction:
    """Return the nearest number of `DIGITS` binary digits; of two, the even one."""
    if not value:
        return value
    size, scale = abs(value), Fraction(1)
    while size * scale >= 2**DIGITS:
        scale /= 2
    while size * scale < 2 ** (DIGITS - 1):
        scale *= 2
    return (round(size * scale) / scale) * (1 if value > 0 else -1)  # to even, as IEEE has it


def test_the_quotient_is_rounded_to_nearest_whatever_the_digits() -> None:
    """All of them, in a small precision, with exact arithmetic."""
    every = [Fraction(n) for n in range(2 ** (DIGITS - 1), 2**DIGITS)]
    for divisor in every:
        reciprocal = rounded(1 / divisor)
        for x in every:
            first = rounded(x * reciprocal)
            rest = rounded(x - first * divisor)
            assert rounded(first + rest * reciprocal) == rounded(x / divisor)


X, C = Input("x", (0,)), Input("c", (), False)
GRAPH = Graph((Node("input", (), X), Node("input", (), C), Node("divide", (0, 1))), {X: 2}, {})


def machine_quotients(x: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the quotients that machine code computes, and which of them are doubtful."""
    machine = pytest.importorskip("optim_viz.tracing.machine")
    pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")
    if not machine.fuses():
        pytest.skip("this processor multiplies and adds with two roundings")
    code = Assembly()
    divisor, reciprocal = (code.spread(code.load("%shared", k)) for k in (0, 1))
    with code.each("0", "%n", LANES) as i:
        vectors = Quotients(code, GRAPH, {1: reciprocal})
        found = vectors.write(GRAPH, lambda _: code.load("%x", i, DOUBLES), {1: divisor})
        code.store(found[2].name, "%made", i, DOUBLES)
        told = vectors.choose(
            vectors.exact(), vectors.constant(0.0).name, vectors.constant(1.0).name
        )
        code.store(told, "%told", i, DOUBLES)
    code.do("ret void")
    text = code.function("void @quotients(ptr %x, ptr %shared, ptr %made, ptr %told, i64 %n)")
    library = machine.Library([text])
    made, told = np.empty_like(x), np.empty_like(x)
    shared = np.array([c, reciprocals(np.array(c))])
    call = CFUNCTYPE(None, *[c_void_p] * 4, c_int64)(library.address("quotients"))
    call(*(one.ctypes.data for one in (x, shared, made, told)), len(x))
    return made, told != 0


@pytest.mark.parametrize("c", [0.1, 1 - 0.999, 1 - 2.0**-53, 3.0, -7e-20, 1e28, 2.0**-100, np.pi])
def test_machine_code_divides_as_numpy_does(c: float) -> None:
    generator = np.random.default_rng(0)
    x = generator.uniform(1, 2, 80_000) * 2.0 ** generator.integers(-600, 600, 80_000)
    x *= generator.choice([-1.0, 1.0], len(x))
    x[:800] = c * generator.integers(1, 2**20, 800)  # exact, and near to ties
    made, doubtful = machine_quotients(x, c)
    assert not doubtful.any()
    assert made.tobytes() == (x / c).tobytes()


def test_what_may_be_another_number_is_told() -> None:
    edges = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -1e-310, 1e-300, 1e-250, 1.7e308, 1e305]
    x = np.array([*edges, *[1.0] * 5])
    for c in (0.001, 3.0, 1e30, 1e-30, 1e-40, 0.0, np.inf, np.nan):
        made, doubtful = machine_quotients(x, c)
        with np.errstate(all="ignore"):
            true = x / c
        assert (doubtful | (made.view(np.int64) == true.view(np.int64))).all()
        assert doubtful[-5:].all() == (not 2.0**-100 <= c <= 2.0**100)


def test_only_quotients_that_are_always_needed_are_looked_for() -> None:
    assert divided(GRAPH) == [GRAPH.nodes[2]]
    assert divisors(GRAPH) == [1]


@pytest.mark.parametrize("name", ["ravine", "bowl", "saddle"])
def test_gradients_of_zero_have_the_same_bits(name: str) -> None:
    pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")
    zeros = np.array([0.0, -0.0, 1.0, -1e-200, 1e-320, 3.0])
    start = np.array(np.meshgrid(zeros, zeros)).reshape(2, -1)
    for spec in ("adam:lr=0.1", "nadam:lr=0.01", "adamax:lr=0.1"):
        one = optimizers.get(spec)
        ours, theirs = (
            sweep(one, surfaces.get(name), start, 70, tolerance=1e-3, engine=engine)
            for engine in ("numpy", "compiled")
        )
        for key in ("end", "value", "best", "taken"):
            assert getattr(ours, key).tobytes() == getattr(theirs, key).tobytes(), (spec, key)
