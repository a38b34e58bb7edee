"""The random numbers of `optim_viz.runs.noise` in vectors: a hash of seed, turn and coordinate."""

from __future__ import annotations

from optim_viz.tracing.assembly import DOUBLES, LONGS, Assembly, alike, number

GOLDEN_RATIO = 0x9E3779B97F4A7C15
FACTORS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
"""Shifts and factors of SplitMix64."""


def uniform(code: Assembly, seeds: str, turn: str, coordinate: int) -> str:
    """Write uniform numbers in (0, 1], and return their name.

    Parameters
    ----------
    code : Assembly
    seeds, turn : names
        Whole numbers of eight runs: seeds, scrambled once, and gradients asked for before.
    coordinate : int
        Number of the coordinate.
    """
    address = _scrambled(code, code.get(f"add {LONGS} {seeds}, {turn}"))
    place = _whole(coordinate * GOLDEN_RATIO)
    word = _scrambled(code, code.get(f"add {LONGS} {address}, {place}"))
    upper = code.get(f"lshr {LONGS} {word}, {_whole(11)}")
    one = code.get(
        f"fadd {DOUBLES} {code.get(f'uitofp {LONGS} {upper} to {DOUBLES}')},"
        f" {alike('double', number(1.0))}"
    )
    return code.get(f"fmul {DOUBLES} {one}, {alike('double', number(2.0**-53))}")


def _scrambled(code: Assembly, words: str) -> str:
    words = code.get(f"add {LONGS} {words}, {_whole(GOLDEN_RATIO)}")
    for shift, factor in FACTORS:
        shifted = code.get(f"lshr {LONGS} {words}, {_whole(shift)}")
        mixed = code.get(f"xor {LONGS} {words}, {shifted}")
        words = code.get(f"mul {LONGS} {mixed}, {_whole(factor)}")
    shifted = code.get(f"lshr {LONGS} {words}, {_whole(31)}")
    return code.get(f"xor {LONGS} {words}, {shifted}")


def _whole(value: int) -> str:
    value %= 2**64
    return alike("i64", str(value - 2**64 if value >= 2**63 else value))
