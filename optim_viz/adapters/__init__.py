"""Optimizers of other libraries, made to run as ours; and ours, made to serve SciPy.

>>> from optim_viz.adapters import from_scipy
>>> from_scipy("BFGS")  # doctest: +SKIP
scipy.BFGS()

Each library has a module here, which imports it when it is needed. In `optimizers.get` and on the
command line they go by their names: ``torch.Adam:lr=0.1``, ``optax.lion:learning_rate=0.01``,
``scipy.BFGS``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from optim_viz.optimizers.base import LibraryCall, Method, Optimizer
from surfaces import InputError

__all__ = ["find", "from_optax", "from_scipy", "from_torch", "libraries"]


def from_torch(kind: Any, /, **knobs: Any) -> Optimizer:
    """Return a PyTorch optimizer as ours: ``from_torch(torch.optim.Adam, lr=0.1)``.

    Parameters
    ----------
    kind : type
        A class of `torch.optim`, or one that is built like them.
    **knobs
        What its constructor takes. Pairs may also be given by their parts, ``beta1`` for ``betas``.

    Raises
    ------
    ImportError
        PyTorch is not installed; the message says how to install it.
    InputError
        An unknown knob, or a value that does not fit; during a run, an optimizer that PyTorch
        refuses to build or to step.
    """
    return _load("torch", "from_torch").adapt(kind, knobs)


def from_optax(kind: Any, /, **knobs: Any) -> Optimizer:
    """Return an optax optimizer as ours.

    Parameters
    ----------
    kind : optax.GradientTransformation or callable
        ``from_optax(optax.adam(0.1))``; or what makes one, so that its knobs are known, can differ
        from run to run and may be schedules: ``from_optax(optax.adam, learning_rate=0.1)``. The
        learning rate is the knob ``lr`` as everywhere, and is tuned where it is left open.
    **knobs
        What the callable takes.

    Raises
    ------
    ImportError
        optax is not installed; the message says how to install it.
    InputError
        An unknown knob, a value that does not fit, or knobs for a finished transformation; during
        a run, a transformation that needs more than gradients.
    """
    return _load("optax", "from_optax").adapt(kind, knobs)


def from_scipy(kind: str, /, **options: Any) -> Optimizer:
    """Return a method of `scipy.optimize.minimize` as ours: ``from_scipy("BFGS", gtol=1e-8)``.

    Parameters
    ----------
    kind : str
        Name of the method, in large or small letters.
    **options
        Its options.

    Raises
    ------
    ImportError
        SciPy is not installed; the message says how to install it.
    InputError
        An unknown method (with the nearest match) or option; during a run, a value that SciPy
        refuses.
    """
    return _load("scipy", "from_scipy").adapt(kind, options)


def libraries() -> list[str]:
    """Return the names of the libraries that can be adapted."""
    return [module.name for module in iter_modules(__path__)]


def find(name: str, knobs: Iterable[str]) -> Method:
    """Return the method that a dotted name stands for, ``torch.Adam``, if it takes those knobs.

    Raises
    ------
    InputError
        The library is not installed, or has no such optimizer (with the nearest match).
    """
    library, _, kind = name.partition(".")
    try:
        adapter = _load(library, name)
    except ImportError as error:
        raise InputError(str(error)) from None
    return adapter.find(kind, list(knobs))


def _load(library: str, asker: str) -> Any:
    """Return the module that adapts a library, or raise an error that says how to install it."""
    try:
        return import_module(f"{__name__}.{library}")
    except ModuleNotFoundError as error:
        raise ImportError(
            f"{asker} needs {error.name}, which is not installed:"
            f" pip install 'optim-viz[{library}]'",
            name=error.name,
        ) from None


def foreign(
    step: Callable[..., Any],
    library: str,
    name: str,
    knobs: Mapping[str, Any],
    *,
    order: float = 1.0,
    apart: bool = False,
    origin: tuple[Any, ...],
    stopped: Callable[..., Any] | None = None,
    words: Mapping[str, str] | None = None,
    call: LibraryCall | None = None,
    idle: Callable[[], Collection[str]] = tuple,
) -> Method:
    """Return the method of a step function whose knobs are known only when the program runs.

    Parameters
    ----------
    step : callable
        ``step(f, x, *state, **knobs)``.
    library, name : str
        The library, and the name of the optimizer there.
    knobs : mapping
        Names and defaults.
    order, apart, stopped, words, idle
        As in `Method`.
    origin : tuple
        A function and its arguments that make this method again: how it is pickled.
    call : LibraryCall, optional
        What the library runs.
    """
    signature = inspect.signature(step)
    state = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    named = [
        inspect.Parameter(knob, inspect.Parameter.KEYWORD_ONLY, default=default)
        for knob, default in knobs.items()
    ]
    step.__name__ = name
    step.__doc__ = f"{name} as {library} runs it."
    step.__signature__ = signature.replace(parameters=[*state, *named])  # type: ignore[attr-defined]
    title = f"{name} ({library})"
    return Method(step, title, order, library, apart, origin, stopped, call, words or {}, idle)
