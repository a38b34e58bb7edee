"""Methods of `scipy.optimize.minimize`, run by SciPy; and ours, run by `minimize`."""

from __future__ import annotations

import inspect
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from typing import Any

import numpy as np
import scipy.optimize

from optim_viz.adapters import foreign
from optim_viz.optimizers.base import LibraryCall, Method, Optimizer
from optim_viz.runs.batch import Batch
from optim_viz.runs.loop import TOLERANCE, descend
from optim_viz.runs.oracle import Oracle
from optim_viz.runs.recorders import Numbers, Peek
from optim_viz.runs.status import CODE, Status, by_curvature, status_names
from optim_viz.runs.workers import Workers
from surfaces import Array, Box, InputError, Surface
from surfaces.custom.user_code import described
from surfaces.specs import choose

MAXITER = 1000
"""At most this many iterations are run by SciPy, unless ``maxiter`` says otherwise."""

_SCIPY_TOLERANCE = 1e-14
"""Tolerance that is passed to SciPy: it is the loop that decides when a run has converged."""

_FINITE_DIFFERENCE_TOLERANCE = 1e-5
"""Norm at which a gradient by finite differences counts as zero, as in SciPy."""


def find(name: str, knobs: list[str]) -> Method:
    """Return the method of `minimize` with that name, in large or small letters.

    Raises
    ------
    InputError
        An unknown name or option.
    """
    choose(name.lower(), scipy.optimize._minimize.MINIMIZE_METHODS, "optimizer of scipy:")
    return method(name, tuple(sorted(knobs)))


def adapt(name: str, options: Mapping[str, Any]) -> Optimizer:
    """Return a method of `minimize` with its options set.

    Raises
    ------
    InputError
        An unknown name or option.
    """
    return find(name, list(options))(**options)


@cache
def method(name: str, options: tuple[str, ...]) -> Method:
    """Return the method of a solver with those options, whose defaults are not known: None.

    Raises
    ------
    InputError
        An unknown option.
    """
    asked = _try_out(name, options)

    def step(f: Any, x: Any, paths: Any = None, t: int = 0, **options: Any) -> Any:
        """Let SciPy run to its end at the first step; then follow its iterates, paying for each."""
        if paths is None:
            paths = np.empty(x.shape[1], dtype=object)
            for i in range(x.shape[1]):
                paths[i] = _path(name, f.single(i), x[:, i], options)
        new = np.empty_like(x)
        for i, path in enumerate(paths):
            new[:, i], calls = path[min(t, len(path) - 1)]
            if t < len(path):
                f.charge(i, calls)
        return new, paths, t + 1

    return foreign(
        step,
        "scipy",
        name,
        dict.fromkeys(options),
        order=2 if asked["hessian"] else 1,
        apart=True,
        origin=(method, (name, options)),
        stopped=_stopped,
        call=_call(name, asked),
    )


def _call(name: str, asked: Mapping[str, bool]) -> LibraryCall:
    """Return how SciPy is called, with the derivatives that the solver asks for."""
    derivatives = [
        f"{argument}=surface.{what}"
        for what, argument in (("gradient", "jac"), ("hessian", "hess"))
        if asked[what]
    ]
    arguments = ["surface", "start", f"method={name!r}", *derivatives]
    return LibraryCall(
        f"scipy.optimize.minimize({', '.join(arguments)}, tol={_SCIPY_TOLERANCE:g})",
        f"scipy {scipy.__version__}",
        "https://docs.scipy.org/doc/scipy/reference/optimize.minimize-"
        f"{name.lower().replace('-', '')}.html",
    )


def _stopped(x: Array, paths: Any = None, t: int = 0) -> Any:
    """Return which runs are at SciPy's last iterate, ``(n,)``, by its criterion or ``maxiter``."""
    if paths is None:
        return np.full(x.shape[1], False)
    return np.array([t >= len(path) for path in paths])


def _path(name: str, f: Any, start: Array, options: Mapping[str, Any]) -> list[tuple[Array, Array]]:
    """Return the iterates of SciPy, each with the calls that it took to get there."""
    path: list[tuple[Array, Array]] = []

    def note(intermediate_result: Any) -> None:
        x = getattr(intermediate_result, "x", intermediate_result)  # some hand over the bare point
        path.append((np.array(x), f.take()))

    # SciPy warns of derivatives that are not used, and prints; stdout is kept for our output.
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        try:
            end = scipy.optimize.minimize(
                f.value,
                start,
                method=name,
                jac=f.gradient,
                hess=f.hessian,
                tol=_SCIPY_TOLERANCE,
                callback=note,
                options={"maxiter": MAXITER, **options},
            ).x
        except (ArithmeticError, np.linalg.LinAlgError):  # some methods end like this
            end = path[-1][0] if path else start
        except (TypeError, ValueError) as error:
            if isinstance(error, InputError) or described(error) or not options:
                raise
            given = ", ".join(f"{option}={value}" for option, value in options.items())
            raise InputError(f"scipy.{name} cannot be used with {given}: {error}") from error
    if not path or (end != path[-1][0]).any():
        path.append((np.array(end), f.take()))
    return path


def _try_out(name: str, options: tuple[str, ...]) -> dict[str, bool]:
    """Return which derivatives a solver asks for; raise an error for options unknown to it."""
    asked = dict.fromkeys(("gradient", "hessian"), False)

    def gradient(x: Array) -> Array:
        asked["gradient"] = True
        return 2 * x

    def hessian(x: Array) -> Array:
        asked["hessian"] = True
        return 2 * np.eye(len(x))

    with warnings.catch_warnings(record=True) as said, redirect_stdout(StringIO()):
        warnings.simplefilter("always")
        scipy.optimize.minimize(
            lambda x: x @ x,
            [1.0, 2.0],
            method=name,
            jac=gradient,
            hess=hessian,
            options={"maxiter": 2} | dict.fromkeys(options, 1),
        )
    unknown = " ".join(str(one.message) for one in said if "Unknown solver opt" in str(one.message))
    for option in options:
        if re.search(rf"\b{option}\b", unknown):
            raise InputError(f"scipy.{name} knows no option {option!r}")
    return asked


def minimize(
    optimizer: Optimizer,
    fun: Callable[..., Any],
    x0: Any,
    args: tuple[Any, ...] = (),
    *,
    jac: Any = None,
    hess: Any = None,
    callback: Callable[..., Any] | None = None,
    maxiter: int = MAXITER,
    gtol: float | None = None,
    tol: float | None = None,
    bounds: Any = None,
    constraints: Any = (),
    **unknown: Any,
) -> Any:
    """Minimize a function as `scipy.optimize.minimize` asks its custom methods to.

    Parameters
    ----------
    optimizer : Optimizer
        With scalar knobs.
    fun, x0, args, jac, hess, callback
        As in SciPy. Without ``jac`` the gradient is taken by finite differences, whose values
        are counted.
    maxiter : int
        The budget of steps.
    gtol, tol : float
        It stops when the norm of the gradient is at most this; by default 1e-8, and SciPy's own
        1e-5 where finite differences can do no better.

    Returns
    -------
    scipy.optimize.OptimizeResult

    Raises
    ------
    InputError
        Bounds or constraints, a method of second order without ``hess``, one that needs to know
        the lowest value, an unknown option, knobs that are arrays.
    """
    for given, what in ((bounds, "bounds"), (constraints, "constraints")):
        if given is not None and np.size(given):
            raise InputError(f"{optimizer.name} knows no {what}")
    if optimizer.method.order == 2 and not callable(hess):
        raise InputError(f"{optimizer.name} is of second order and needs hess")
    known = {"hessp", "disp", "return_all"}
    if strange := set(unknown) - known:
        raise InputError(f"{optimizer.name} knows no option {min(strange)!r}: maxiter, gtol, tol")
    surface = _Function(fun, jac, hess, args, np.atleast_1d(np.asarray(x0, dtype=float)))
    batch = Batch.of(optimizer, surface, surface.start, 0.0, 0, maxiter)
    if batch.shape:
        raise InputError(f"minimize runs one optimizer: {optimizer!r} is {batch.shape}")
    observer = _Observer(surface, callback)
    default = TOLERANCE if callable(jac) else _FINITE_DIFFERENCE_TOLERANCE
    tolerance = next(limit for limit in (tol, gtol, default) if limit is not None)
    try:
        # Who asks for a point with a short gradient gets the first: waiting would cost evaluations.
        ends = descend(batch, tolerance, observer, slice(0, 1), Workers(), 0).reshape(())
        ending = ends.unrefined
        if ending == CODE[Status.CONVERGED]:
            ending = by_curvature(surface.hessian(ends.point[:, np.newaxis]))[0]
        status, taken = Status(str(status_names(ending))), int(ends.taken)
    except StopIteration:
        status, taken = None, observer.step
    x = observer.x
    with np.errstate(all="ignore"):  # where a run diverged, a value may overflow
        value, slope = surface.value(x), surface.slope(x)
    return scipy.optimize.OptimizeResult(
        x=x,
        fun=value,
        jac=slope,
        nit=taken,
        nfev=surface.evaluations["fun"],
        njev=surface.evaluations["jac"],
        nhev=surface.evaluations["hess"],
        success=status is Status.CONVERGED,
        status=_SCIPY_STATUS[status],
        message=f"{optimizer!r}: {status or 'stopped by the callback'}",
    )


_OTHER_FAILURES = (
    Status.SADDLE,
    Status.MAXIMUM,
    Status.LEFT,
    Status.STOPPED,
    Status.FLAT,
    Status.FELL,
)

_SCIPY_STATUS = {
    Status.CONVERGED: 0,
    Status.BUDGET: 1,
    Status.DIVERGED: 3,
    None: 99,
} | dict.fromkeys(_OTHER_FAILURES, 2)
"""Status numbers as in SciPy: 0 success, 1 out of iterations, 2 other failure, 3 diverged, 99 ended
by the callback."""


class _Function(Surface):
    """A function as SciPy takes it, as a surface; the last point of each kind is kept."""

    source, formula, minima = "", "fun", ()
    bounded = False
    dim, start = 0, ()

    def __str__(self) -> str:
        return "fun"

    @property
    def domain(self) -> Box:
        """Everywhere."""
        return Box.cube(-1e150, 1e150, self.dim)

    def __init__(self, fun: Any, jac: Any, hess: Any, args: tuple[Any, ...], x0: Array) -> None:
        self.evaluations = dict.fromkeys(("fun", "jac", "hess"), 0)
        self._known: dict[str, tuple[Array, Any]] = {}
        self._functions = {"fun": fun, "jac": jac, "hess": hess}
        self._args = args
        self.dim, self.start = len(x0), tuple(x0)

    def _ask(self, what: str, x: Array) -> Any:
        if what not in self._known or not np.array_equal(self._known[what][0], x):
            self.evaluations[what] += 1
            answer = self._functions[what](x.copy(), *self._args)
            self._known[what] = x.copy(), np.asarray(answer, dtype=float)
        return self._known[what][1]

    def value(self, x: Array) -> float:
        """Return the value at one point."""
        return float(self._ask("fun", x))

    def slope(self, x: Array) -> Array:
        """Return the gradient at one point, by finite differences if ``jac`` is not given."""
        if callable(self._functions["jac"]):
            return self._ask("jac", x)
        if "slope" not in self._known or not np.array_equal(self._known["slope"][0], x):
            step = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(x))
            ends = [(self.value(x + h), self.value(x - h)) for h in np.diag(step)]
            self._known["slope"] = x.copy(), np.array([a - b for a, b in ends]) / (2 * step)
        return self._known["slope"][1]

    def curvature(self, x: Array) -> Array:
        """Return the Hessian at one point; NaN where there is none."""
        if not callable(self._functions["hess"]):
            return np.full((self.dim, self.dim), np.nan)
        return self._ask("hess", x)

    def all_inside(self, point: Array) -> bool:
        """Whether all points are finite: there is no domain to leave."""
        return bool(np.isfinite(point.sum()))

    def inside(self, point: Any) -> Any:
        """Return that every point is inside: there is no domain to leave."""
        return np.ones(np.shape(point)[1:], dtype=bool)

    def _value(self, point: Array) -> Array:
        return np.array([self.value(x) for x in point.T])

    def _gradient(self, point: Array) -> Array:
        return np.array([self.slope(x) for x in point.T]).reshape(-1, self.dim).T

    def _hessian(self, point: Array) -> Array:
        stack = np.array([self.curvature(x) for x in point.T])
        return np.moveaxis(stack.reshape(-1, self.dim, self.dim), 0, -1)


class _Observer:
    """A recorder that keeps the last iterate and passes each to SciPy's callback."""

    asks_inside = False

    def __init__(self, surface: _Function, callback: Callable[..., Any] | None) -> None:
        self._surface, self._callback = surface, callback
        self.x: Array = np.array(surface.start)
        self.step = 0

    def open(self, workers: Workers) -> None:
        pass

    def of(self, runs: Numbers, oracle: Oracle) -> _Observer:
        return self

    def close(self, workers: Workers) -> None:
        pass

    def see(self, step: int, x: Array, peek: Peek, all_inside: bool) -> None:
        self.step = step
        if np.isfinite(x[:, 0]).all():
            self.x = x[:, 0].copy()
        if step and self._callback is not None:
            _tell(self._callback, self._surface, self.x)

    def end(self, positions: Numbers) -> None:
        pass

    def rest(self, positions: Numbers) -> None:
        pass

    def end_at_rest(self, positions: Numbers, since: Numbers, evaluations: Numbers) -> None:
        pass

    def keep(self, positions: Numbers) -> None:
        pass


def _tell(callback: Callable[..., Any], surface: _Function, x: Array) -> None:
    """Call back in the way that the callback's signature asks for, as SciPy does."""
    if set(inspect.signature(callback).parameters) == {"intermediate_result"}:
        result = scipy.optimize.OptimizeResult(x=x.copy(), fun=surface.value(x))
        callback(intermediate_result=result)
    else:
        callback(x.copy())
