"""Symbols in the place of numbers: what is computed with them is written down, not computed.

A `Symbol` stands for one number of one run: an input, a constant, or an operation on other symbols.
A `SymbolArray` is a NumPy array of them, so that a step or a surface indexes, slices, stacks and
changes it as it does with numbers. NumPy itself hands each operation over, by its protocols
``__array_ufunc__`` and ``__array_function__``: nothing is parsed. What would need the numbers (an
``if``, a loop that ends when they say so, LAPACK) raises `NotRecorded`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from optim_viz.tracing.operations import OPERATIONS


class NotRecorded(Exception):  # noqa: N818  # it says what happened: nothing is wrong
    """A step depends on numbers in another way than by arithmetic; the message says how."""


def _no_symbols(name: str) -> NotRecorded:
    return NotRecorded(f"{name} takes no symbols")


def _dispatch(self: Any, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    """Record what NumPy was asked to compute: its protocol for ufuncs."""
    out = options.pop("out", None)
    for name, idle in _IDLE.items():
        given = options.pop(name, idle[0])
        if not any(given is value for value in idle):
            raise _no_symbols(f"{ufunc.__name__}(..., {name}=...)")
    if method == "reduce":
        result = _reduced(ufunc, *inputs, **options)
    elif method == "accumulate":
        result = _accumulated(ufunc, *inputs, **options)
    elif method == "outer":
        left, right = (np.asarray(one) for one in inputs)
        result = _applied(ufunc, left.reshape(left.shape + (1,) * right.ndim), right)
    elif method == "__call__" and not options:
        result = _applied(ufunc, *inputs)
    else:
        raise _no_symbols(ufunc.__name__)
    return result if out is None else _written_to(out, result)


_IDLE: dict[str, tuple[Any, ...]] = {
    "where": (True,),
    "initial": (None, np._NoValue),
    "dtype": (None, np.dtype(bool)),
}
"""Options that say nothing: NumPy's own reductions give them."""


def _written_to(out: tuple[Any, ...], result: Any) -> Any:
    """Write a result into the arrays given for it, as ``a *= b`` does."""
    (target,) = out
    if not isinstance(target, SymbolArray):
        raise NotRecorded("an array of numbers hides symbols")
    target[...] = result
    return target


class Symbol(NDArrayOperatorsMixin):
    """One number of one run: an input, a constant, or an operation on other symbols."""

    __slots__ = ("arguments", "operation", "value")

    ndim, shape = 0, ()
    __array_ufunc__ = _dispatch
    __hash__ = object.__hash__

    def __init__(self, operation: str, arguments: tuple[Symbol, ...] = (), value: Any = None):
        self.operation, self.arguments, self.value = operation, arguments, value

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Record a function of NumPy that is no ufunc."""
        return _recorded(func, args, kwargs)

    def item(self) -> Symbol:
        """Return the symbol, as an array of one number returns that."""
        return self

    @property
    def is_truth(self) -> bool:
        """Whether it stands for true or false."""
        if self.operation == "constant":
            return isinstance(self.value, bool)
        if self.operation == "where":
            return self.arguments[1].is_truth and self.arguments[2].is_truth
        return self.operation != "input" and OPERATIONS[self.operation].is_truth

    def __bool__(self) -> bool:
        raise NotRecorded("numbers decide")

    __float__ = __int__ = __index__ = __complex__ = __bool__

    def __pow__(self, exponent: Any) -> Any:
        return _power(self, exponent)


class SymbolArray(np.ndarray):
    """An array of symbols, and of numbers where these do not depend on any."""

    __array_ufunc__ = _dispatch

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Record a function of NumPy that is no ufunc."""
        return _recorded(func, args, kwargs)

    def __pow__(self, exponent: Any, _: Any = None) -> Any:
        return _power(self, exponent)

    def __ipow__(self, exponent: Any, _: Any = None) -> Any:
        self[...] = _power(self, exponent)
        return self

    def dot(self, *_: Any, **__: Any) -> Any:
        """Refuse: BLAS adds in an order of its own.

        Raises
        ------
        NotRecorded
            Always.
        """
        raise _no_symbols("dot")


def array_of(symbols: Any) -> SymbolArray:
    """Return an array of symbols or numbers of any shape."""
    return np.asarray(symbols, dtype=object).view(SymbolArray)


def constant(number: Any) -> Symbol:
    """Return a symbol; for a number one that stands for it.

    Raises
    ------
    NotRecorded
        It is neither.
    """
    if isinstance(number, Symbol):
        return number
    if isinstance(number, bool | np.bool_):
        return Symbol("constant", value=bool(number))
    if isinstance(number, int | float | np.integer | np.floating):
        return Symbol("constant", value=float(number))
    raise NotRecorded("an array of numbers hides symbols")


def _wrapped(result: Any) -> Any:
    """Return an array of symbols; a single one as itself."""
    if isinstance(result, np.ndarray) and result.ndim:
        return result.view(SymbolArray)
    return result[()] if isinstance(result, np.ndarray) else result


def apply(name: str, *arrays: Any) -> Any:
    """Return an operation on symbols, elementwise, with the broadcasting of NumPy."""

    def one(*numbers: Any) -> Symbol:
        return Symbol(name, tuple(map(constant, numbers)))

    operands = [np.asarray(array, dtype=object) for array in arrays]
    return _wrapped(np.frompyfunc(one, len(arrays), 1)(*operands))


_SAME: dict[str, str] = {"true_divide": "divide", "fabs": "absolute"}
_OF_TRUTHS = {"bitwise_and": "logical_and", "bitwise_or": "logical_or", "invert": "logical_not"}
"""What NumPy calls an operation otherwise."""


def _applied(ufunc: np.ufunc, *inputs: Any) -> Any:
    name = _SAME.get(ufunc.__name__, ufunc.__name__)
    if name in _OF_TRUTHS and all(_are_truths(one) for one in inputs):
        return apply(_OF_TRUTHS[name], *inputs)
    if name in ("square", "positive", "conjugate", "reciprocal"):
        (x,) = inputs
        one = {"square": (x, x), "reciprocal": (1.0, x)}.get(name, (x, 1.0))
        return apply("divide" if name == "reciprocal" else "multiply", *one)
    if name == "frexp":
        return apply("mantissa", *inputs), apply("exponent", *inputs)
    if name not in OPERATIONS or name == "where":
        raise _no_symbols(name)
    if name in ("add", "subtract", "multiply") and all(_are_truths(one) for one in inputs):
        raise _no_symbols(name)  # of truths it means another thing
    return apply(name, *inputs)


def _are_truths(array: Any) -> bool:
    symbols = np.asarray(array, dtype=object).ravel().tolist()
    return bool(symbols) and all(constant(one).is_truth for one in symbols)


def _power(base: Any, exponent: Any) -> Any:
    """Return a power as NumPy computes that of arrays: the commonest ones are no powers."""
    if isinstance(exponent, int | float) and not isinstance(exponent, bool):
        if exponent == 2:
            return base * base
        if exponent == 1:
            return base * 1.0
        if exponent == 0.5:
            return np.sqrt(base)
        if exponent == -1:
            return 1.0 / base
    return apply("power", base, exponent)


_FOLDED = {"add", "multiply", "maximum", "minimum", "logical_and", "logical_or"}
"""Operations of which NumPy makes a sum, a product, or the like, along an axis."""


def _fold(ufunc: np.ufunc, array: Any, axis: int) -> list[Any]:
    """Return the results of taking one slice along an axis after the other, in NumPy's order."""
    array = np.asarray(array, dtype=object)
    if ufunc.__name__ not in _FOLDED:
        raise _no_symbols(f"{ufunc.__name__}.reduce")
    folded: list[Any] = []
    for one in np.moveaxis(array, axis, 0):
        folded.append(apply(ufunc.__name__, folded[-1], one) if folded else one)
    return folded


def _reduced(ufunc: np.ufunc, array: Any, axis: Any = 0, keepdims: bool = False) -> Any:
    array = np.asarray(array, dtype=object)
    axes = range(array.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    places = sorted(one % array.ndim for one in axes)
    if ufunc.__name__ == "add" and (len(places) > 1 or _is_added_in_pairs(array, places[0])):
        raise NotRecorded("NumPy may add in another order")
    for place in reversed(places):
        if ufunc.__name__ in ("add", "multiply"):  # NumPy begins with 0, which is not -0, or with 1
            shape = list(array.shape)
            shape[place] = 1
            array = np.concatenate([np.full(shape, float(ufunc.identity)), array], axis=place)
        array = np.asarray(_fold(ufunc, array, place)[-1], dtype=object)
    return _wrapped(np.expand_dims(array, tuple(places)) if keepdims else array)


def _is_added_in_pairs(array: Any, axis: int) -> bool:
    """Whether NumPy adds numbers that lie side by side in memory, as it does with pairs of them."""
    strides = [s for s, n in zip(array.strides, array.shape, strict=True) if n > 1]
    return array.shape[axis] >= 8 and array.strides[axis] == min(strides)


def _accumulated(ufunc: np.ufunc, array: Any, axis: int = 0) -> Any:
    folded = [np.asarray(one, dtype=object) for one in _fold(ufunc, array, axis)]
    return _wrapped(np.stack(folded, axis=axis))


_STRUCTURE = {
    *(np.concatenate, np.stack, np.hstack, np.vstack, np.reshape, np.ravel, np.moveaxis),
    *(np.swapaxes, np.transpose, np.broadcast_to, np.repeat, np.delete, np.take, np.expand_dims),
    *(np.squeeze, np.flip, np.roll, np.tile, np.copy, np.shape, np.ndim, np.size, np.diagonal),
    *(np.append, np.atleast_1d, np.atleast_2d, np.split, np.array_split, np.empty_like),
}
"""Functions that only move numbers: NumPy's own do it with symbols."""

_REDUCTIONS = {np.sum, np.prod, np.max, np.min, np.any, np.all, np.cumsum, np.cumprod, np.clip}
"""Functions that NumPy builds on ufuncs, which come back here."""

_FILLED: dict[Any, float] = {
    **dict.fromkeys((np.zeros, np.zeros_like), 0.0),
    **dict.fromkeys((np.ones, np.ones_like), 1.0),
    np.empty: np.nan,
}
"""Functions that make arrays, and what of: the former when they are told ``like=`` which."""


def _recorded(func: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Record a function of NumPy that is no ufunc: its protocol for functions."""
    if func in _FILLED:
        shape = np.shape(args[0]) if func in (np.zeros_like, np.ones_like) else args[0]
        return array_of(np.full(shape, _FILLED[func], dtype=object))
    if func in _REDUCTIONS or func in _STRUCTURE:
        return _moved(func, args, kwargs)
    if func in _OTHERS:
        return _OTHERS[func](*args, **kwargs)
    module = "linalg." if func.__module__ == "numpy.linalg" else ""
    raise _no_symbols(f"{module}{func.__name__}")


def _moved(func: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Return what NumPy's own code makes of arrays of symbols."""
    result = func._implementation(*args, **kwargs)
    if isinstance(result, list):
        return [_wrapped(one) for one in result]
    is_array = isinstance(result, np.ndarray) and result.dtype == object
    return _wrapped(result) if is_array else result


def _where(condition: Any, *choices: Any) -> Any:
    if len(choices) != 2:
        raise _no_symbols("where")
    return apply("where", condition, *choices)


def _full_like(array: Any, value: Any, *_: Any, **__: Any) -> Any:
    filled = np.empty(np.shape(array), dtype=object)
    filled[...] = value
    return array_of(filled)


def _stacked(rows: Any, *_: Any, **__: Any) -> Any:
    return array_of(rows)


def _contiguous(array: Any, *_: Any, **__: Any) -> Any:
    return array_of(np.ascontiguousarray(np.asarray(array, dtype=object)))


def _einsum(subscripts: str, *operands: Any) -> Any:
    """Record a sum of products over one index, which NumPy adds one after the other to zero."""
    inputs, _, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    summed = sorted(set(inputs) - set(output) - {","})
    if len(summed) != 1 or len(terms) != len(operands) or not output:
        raise _no_symbols(f"einsum({subscripts!r})")
    aligned = [
        _aligned(term, operand, output + summed[0])
        for term, operand in zip(terms, operands, strict=True)
    ]
    product = aligned[0]
    for other in aligned[1:]:
        product = apply("multiply", product, other)
    total: Any = 0.0
    for part in np.moveaxis(np.asarray(product, dtype=object), -1, 0):
        total = apply("add", total, part)
    return total


def _aligned(term: str, operand: Any, wanted: str) -> Any:
    """Return an operand with one axis for each letter that is wanted."""
    array = np.asarray(operand, dtype=object)
    letters = [letter for letter in wanted if letter in term]
    if len(set(term)) != len(term):
        raise _no_symbols(f"einsum({term!r})")
    turned = array.transpose([term.index(letter) for letter in letters])
    places = tuple(slice(None) if letter in term else np.newaxis for letter in wanted)
    return turned[places]


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002
    if ord not in (None, 2) or not isinstance(axis, int):
        raise _no_symbols("linalg.norm")
    squares: Any = array_of(x) * array_of(x)
    return np.sqrt(squares.sum(axis=axis, keepdims=keepdims))


_OTHERS: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.einsum: _einsum,
    np.full_like: _full_like,
    np.array: _stacked,
    np.asarray: _stacked,
    np.ascontiguousarray: _contiguous,
    np.linalg.norm: _norm,
}


def _method(name: str) -> Callable[[Symbol], Any]:
    def method(self: Symbol) -> Any:
        return apply(name, self)

    return method


for _name in ("sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "tanh", "rint"):
    setattr(Symbol, _name, _method(_name))  # what NumPy calls for arrays that hide their symbols
