"""Optimizers of PyTorch, run by PyTorch."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import torch

from optim_viz.adapters import foreign
from optim_viz.optimizers.base import LibraryCall, Method, Optimizer
from surfaces import InputError
from surfaces.specs import choose


def find(name: str, knobs: list[str]) -> Method:
    """Return the optimizer of `torch.optim` with that name; ``knobs`` are not needed.

    Raises
    ------
    InputError
        An unknown name (with the nearest match).
    """
    return method(getattr(torch.optim, choose(name, _names(), "optimizer of torch:")))


def _names() -> list[str]:
    return [
        name
        for name, item in vars(torch.optim).items()
        if inspect.isclass(item)
        and issubclass(item, torch.optim.Optimizer)
        and item is not torch.optim.Optimizer
    ]


def adapt(kind: Any, knobs: Mapping[str, Any]) -> Optimizer:
    """Return the optimizer of a class of `torch.optim`, with its knobs set.

    Raises
    ------
    InputError
        An unknown knob, or a value that does not fit.
    """
    made, given = method(kind), dict[str, Any]()
    for name, value in knobs.items():
        given |= {name: value} if name in made.knobs else _parts(name, value)
    return made(**given)


@cache
def method(kind: Any) -> Method:
    """Return the method of an optimizer class; a class that takes a closure is run one by one."""
    defaults = {
        name: _default(parameter)
        for name, parameter in list(inspect.signature(kind).parameters.items())[1:]
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    }
    knobs: dict[str, Any] = {}
    for name, default in defaults.items():
        knobs |= _parts(name, default)

    def settings(values: Mapping[str, Any], run: int) -> dict[str, Any]:
        """Return the arguments of the constructor, for one run."""
        mine = {
            name: value[run].item() if isinstance(value, np.ndarray) else value
            for name, value in values.items()
        }
        return {
            name: tuple(mine[part] for part in _parts(name, default))
            if isinstance(default, tuple)
            else mine[name]
            for name, default in defaults.items()
        }

    def together(f: Any, x: Any, optimizer: Any = None, groups: Any = None, **knobs: Any) -> Any:
        """One PyTorch optimizer, with a parameter group for each run."""
        if optimizer is None:
            tensors = [torch.tensor(column, requires_grad=True) for column in x.T]
            with _in_one_line(kind):
                optimizer = kind([{"params": [one]} for one in tensors], **settings(knobs, 0))
            groups = np.array(optimizer.param_groups, dtype=object)
        g = f.gradient(x)
        for i, group in enumerate(groups):
            group.update(_numbers(settings(knobs, i)))
            group["params"][0].grad = torch.tensor(g[:, i])
        optimizer.param_groups = list(groups)
        with _in_one_line(kind):
            optimizer.step()
        new = [group["params"][0].detach().numpy() for group in groups]
        return np.stack(new, axis=1), optimizer, groups

    def by_closure(f: Any, x: Any, optimizers: Any = None, **knobs: Any) -> Any:
        """One PyTorch optimizer for each run, which calls its closure as often as it needs."""
        if optimizers is None:
            tensors = [torch.tensor(column, requires_grad=True) for column in x.T]
            with _in_one_line(kind):
                made = [kind([one], **settings(knobs, i)) for i, one in enumerate(tensors)]
            optimizers = np.array(made, dtype=object)
        new = np.empty_like(x)
        for i, optimizer in enumerate(optimizers):
            (group,) = optimizer.param_groups
            group.update(_numbers(settings(knobs, i)))
            tensor, alone = group["params"][0], f.single(i)

            def closure(tensor: Any = tensor, alone: Any = alone) -> Any:
                point = tensor.detach().numpy()
                tensor.grad = torch.tensor(alone.gradient(point))
                return torch.tensor(alone.value(point))

            with _in_one_line(kind):
                optimizer.step(closure)
            alone.charge()
            new[:, i] = tensor.detach().numpy()
        return new, optimizers

    closure = inspect.signature(kind.step).parameters.get("closure")
    asks = closure is not None and closure.default is closure.empty
    return foreign(
        by_closure if asks else together,
        "torch",
        kind.__name__,
        knobs,
        apart=True,
        origin=(method, (kind,)),
        call=_call(kind),
        idle=lambda: _idle(kind),
    )


_OURS: dict[str, dict[str, str]] = {
    "SGD": {"sgd": "momentum=0", "momentum": "momentum=0.9", "nesterov": "nesterov=True"},
    "Adam": {"adam": "amsgrad=False", "amsgrad": "amsgrad=True"},
} | {
    name: {name.lower(): ""}
    for name in ("Adagrad", "RMSprop", "Adadelta", "AdamW", "Adamax", "NAdam", "RAdam", "Rprop")
}
"""Methods of this package with the same rule, and when: `tests/references` has iterates of both."""


def _call(kind: Any) -> LibraryCall:
    """Return how an optimizer class is called, and where its rule is written."""
    name, home = kind.__name__, kind.__module__.partition(".")[0]
    settings = [
        f"{one.name}={one.default!r}" if one.default is not one.empty else one.name
        for one in list(inspect.signature(kind).parameters.values())[1:]
    ]
    is_theirs = getattr(torch.optim, name, None) is kind
    page = f"https://docs.pytorch.org/docs/stable/generated/torch.optim.{name}.html"
    return LibraryCall(
        f"{'torch.optim' if is_theirs else kind.__module__}.{name}(params, {', '.join(settings)})",
        f"torch {torch.__version__}" if is_theirs else home,
        page if is_theirs else f"help({kind.__module__}.{name})",
        _OURS.get(name, {}) if is_theirs else {},
    )


_SLOPES = ((3.0, -2.0), (1e-3, 1e-3), (1e-3, -2e-3))
"""Gradients of a few steps: large, then small, so that every memory of them shows."""


def _idle(kind: Any) -> list[str]:
    """Return the switches that change no iterate, or only turn the gradient's sign.

    They are tried, with every other knob at its default and with each penalty and share that is 0
    by default (without momentum, Nesterov's switch is refused). A switch that is always refused,
    as those of graphics processors, changes nothing here, either.
    """
    parameters = list(inspect.signature(kind).parameters.values())[1:]
    off = [p.name for p in parameters if p.default == 0 and "float" in str(p.annotation)]
    settings = [{}, *({name: 0.5} for name in off)]
    if all(_tried(kind, one) is None for one in settings):
        return []
    switches = [p.name for p in parameters if "bool" in str(p.annotation)]
    return [name for name in switches if not any(_matters(kind, name, one) for one in settings)]


def _matters(kind: Any, switch: str, settings: Mapping[str, Any]) -> bool:
    """Return whether a switch changes the iterates by more than rounding and the sign."""
    on, off = settings | {switch: True}, settings | {switch: False}  # type: ignore[operator]
    same = _tried(kind, off)
    others = [_tried(kind, on), _tried(kind, on, -1.0)]
    return same is not None and all(
        one is not None and not torch.allclose(one, same, rtol=1e-9) for one in others
    )


def _tried(kind: Any, settings: Mapping[str, Any], sign: float = 1.0) -> Any:
    """Return the iterates ``(steps, 2)`` on `_SLOPES`; None where the class refuses."""
    point = torch.tensor((1.0, 2.0), dtype=torch.float64, requires_grad=True)
    path = []
    try:
        optimizer = kind([point], **settings)
        for slope in _SLOPES:
            point.grad = sign * torch.tensor(slope, dtype=torch.float64)
            optimizer.step()
            path.append(point.detach().clone())
    except (AssertionError, RuntimeError, TypeError, ValueError):
        return None
    return torch.stack(path)


def _default(parameter: inspect.Parameter) -> Any:
    """Return the default, as a float where it is an integer only by its spelling."""
    if parameter.default is parameter.empty:
        return 1e-3 if parameter.name == "lr" else None
    rate = type(parameter.default) is int and "float" in str(parameter.annotation)
    return float(parameter.default) if rate else parameter.default


def _numbers(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that may change from step to step: numbers and pairs of numbers."""
    return {k: v for k, v in settings.items() if isinstance(v, float | tuple)}


@contextmanager
def _in_one_line(kind: Any) -> Iterator[None]:
    """Turn an error of PyTorch into an `InputError` of one line."""
    try:
        yield
    except (RuntimeError, TypeError, ValueError) as error:
        complaint = " ".join(str(error).split())
        raise InputError(f"torch.{kind.__name__} cannot be used here: {complaint}") from error


def _parts(name: str, value: Any) -> dict[str, Any]:
    """Return a knob, or the two knobs of a pair: ``betas`` are ``beta1`` and ``beta2``."""
    if not isinstance(value, tuple | list):
        return {name: value}
    return {f"{name.removesuffix('s')}{i}": part for i, part in enumerate(value, 1)}
