"""Functions that no processor has an instruction for: a compiled loop calls those of NumPy.

A ufunc of NumPy has a loop in C over numbers that lie one after the other (`PyUFuncObject` in
``numpy/ufuncobject.h``). It takes addresses, and no lock. Its results are used only where they are
those of the ufunc itself, and do not depend on what lies beside a number; both are tried once.
"""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_char, c_int, c_int64, c_void_p
from functools import cache
from typing import NamedTuple

import numpy as np

from surfaces import Array

ARGUMENTS = {
    **dict.fromkeys(("exp", "expm1", "log", "log1p", "log2", "log10", "cbrt"), 1),
    **dict.fromkeys(("sin", "cos", "tan", "sinh", "cosh", "tanh"), 1),
    **dict.fromkeys(("arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"), 1),
    **dict.fromkeys(("power", "arctan2", "hypot", "logaddexp"), 2),
}
"""Functions, and how many numbers each takes."""

_COUNT, _FUNCTIONS, _DATA, _KINDS, _TYPES = 24, 32, 40, 48, 64
"""Where a `PyUFuncObject` has the number of arguments, the loops and what is handed to them, the
number of loops, and the types of each."""


class Loop(NamedTuple):
    """Addresses of a loop, and of what is handed to it."""

    function: int
    data: int


@cache
def loop_of(name: str) -> Loop | None:
    """Return the loop over doubles of a function; None if it cannot be used."""
    ufunc, arguments = getattr(np, name), ARGUMENTS[name]
    base = id(ufunc)
    count = c_int.from_address(base + _COUNT).value
    kinds = c_int.from_address(base + _KINDS).value
    if count != arguments + 1 or ufunc.nargs != count or kinds != len(ufunc.types):
        return None  # another layout than that of the header
    types = c_void_p.from_address(base + _TYPES).value or 0
    double = np.dtype(float).num
    for k in range(kinds):
        signature = (c_char * count).from_address(types + k * count)
        if set(signature.raw) == {double}:
            loops, data = (
                c_void_p.from_address(base + offset).value for offset in (_FUNCTIONS, _DATA)
            )
            found = Loop(_pointer(loops, k), _pointer(data, k))
            return found if found.function and _is_alike(name, found) else None
    return None


def _pointer(array: int | None, place: int) -> int:
    if not array:
        return 0
    return c_void_p.from_address(array + 8 * place).value or 0


def _is_alike(name: str, loop: Loop) -> bool:
    """Whether a loop has the bits of its function, for each number alone and beside others.

    They may lie apart, and the second of two numbers may be the same for all.
    """
    numbers = np.random.default_rng(0).standard_normal(_TRIED) * 2.0 ** (np.arange(_TRIED) % 40)
    numbers = np.concatenate([numbers, np.random.default_rng(1).random(_TRIED), _SPECIAL])
    given = [numbers, np.roll(numbers, 7)][: ARGUMENTS[name]]
    ufunc, last = getattr(np, name), given[-1]
    same = [*given[:-1], np.full_like(last, last[3])]
    with np.errstate(all="ignore"):
        alone = [ufunc(*(one[i : i + 2] for one in given))[0] for i in range(len(last))]
        apart = ufunc(*(np.repeat(one, 2)[::2] for one in given))
        by_one = ufunc(*given[:-1], last[3]) if len(given) > 1 else ufunc(*same)
        ours = _bits(ufunc(*given))
    found = called(loop, *given), np.array(alone), apart
    return {ours} == set(map(_bits, found)) and _bits(by_one) == _bits(called(loop, *same))


def called(loop: Loop, *given: Array) -> Array:
    """Return what a loop computes from arrays of one length."""
    made = np.empty(len(given[0]))
    arrays = [*given, made]
    addresses = np.array([array.ctypes.data for array in arrays], dtype=np.int64)
    count, strides = np.array([len(made)], dtype=np.int64), np.full(len(arrays), 8, dtype=np.int64)
    kind = CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_int64)
    kind(loop.function)(*(one.ctypes.data for one in (addresses, count, strides)), loop.data)
    return made


def _bits(numbers: Array) -> bytes:
    return np.where(np.isnan(numbers), np.nan, numbers).tobytes()


_TRIED = 200
_SPECIAL = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 5e-324, 1e-310, 1e300, -1e300, 0.5]
