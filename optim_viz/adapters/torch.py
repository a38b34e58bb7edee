"""Optimizers of PyTorch, run by PyTorch."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import torch

from optim_viz.adapters import foreign
from optim_viz.optimizers.base import Method, Optimizer
from surfaces.specs import choose


def find(name: str, knobs: list[str]) -> Method:
    """Return the optimizer of `torch.optim` with that name."""
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
    """Return an optimizer class with its knobs set."""
    given: dict[str, Any] = {}
    for name, value in knobs.items():
        given |= _parts(name, value)
    return method(kind)(**given)


@cache
def method(kind: Any) -> Method:
    """Return the method of an optimizer class."""
    defaults = {
        name: _default(parameter)
        for name, parameter in inspect.signature(kind).parameters.items()
        if name != "params"
    }
    knobs: dict[str, Any] = {}
    for name, default in defaults.items():
        knobs |= _parts(name, default)

    def settings(values: Mapping[str, Any], run: int) -> dict[str, Any]:
        """Return what the constructor takes, for one run."""
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
        columns = range(x.shape[1])
        if optimizer is None:
            tensors = [torch.tensor(x[:, i], requires_grad=True) for i in columns]
            optimizer = kind([{"params": [tensor]} for tensor in tensors], **settings(knobs, 0))
            groups = np.array(optimizer.param_groups, dtype=object)
        g = f.gradient(x)
        for i, group in enumerate(groups):
            group.update(_numbers(settings(knobs, i)))
            group["params"][0].grad = torch.tensor(g[:, i])
        optimizer.param_groups = list(groups)
        optimizer.step()
        new = [group["params"][0].detach().numpy() for group in groups]
        return np.stack(new, axis=1), optimizer, groups

    def by_closure(f: Any, x: Any, optimizers: Any = None, **knobs: Any) -> Any:
        """One PyTorch optimizer for each run, which asks as often as it likes."""
        if optimizers is None:
            optimizers = np.array(
                [
                    kind([torch.tensor(x[:, i], requires_grad=True)], **settings(knobs, i))
                    for i in range(x.shape[1])
                ],
                dtype=object,
            )
        new = np.empty_like(x)
        for i, optimizer in enumerate(optimizers):
            (group,) = optimizer.param_groups
            group.update(_numbers(settings(knobs, i)))
            tensor, alone = group["params"][0], f.alone(i)

            def closure(tensor: Any = tensor, alone: Any = alone) -> Any:
                point = tensor.detach().numpy()
                tensor.grad = torch.tensor(alone.gradient(point))
                return torch.tensor(alone.value(point))

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
    )


def _default(parameter: inspect.Parameter) -> Any:
    whole = type(parameter.default) is int and "float" not in str(parameter.annotation)
    if whole or type(parameter.default) is not int:
        return parameter.default
    return float(parameter.default)


def _numbers(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may change from step to step: the rates of a schedule."""
    return {k: v for k, v in settings.items() if isinstance(v, float | tuple)}


def _parts(name: str, value: Any) -> dict[str, Any]:
    """Return a knob, or the two knobs of a pair: ``betas`` are ``beta1`` and ``beta2``."""
    if not isinstance(value, tuple | list):
        return {name: value}
    return {f"{name.removesuffix('s')}{i}": part for i, part in enumerate(value, 1)}
