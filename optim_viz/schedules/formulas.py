"""The formulas of schedules: each from the step, counted from 0, and its parameters to the rate."""

from __future__ import annotations

import math

from optim_viz.schedules.base import Shape


@Shape
def constant(t: int, lr: float) -> float:
    """Keep the rate."""
    return lr


@Shape
def step(t: int, lr: float, every: int, factor: float = 0.1) -> float:
    """Multiply the rate by a factor once in ``every`` steps (PyTorch: StepLR)."""
    return lr * factor ** (t // every)


@Shape
def exponential(t: int, lr: float, factor: float) -> float:
    """Multiply the rate by a factor at every step (PyTorch: ExponentialLR)."""
    return lr * factor**t


@Shape
def inverse(t: int, lr: float, decay: float) -> float:
    """Let the rate fall as 1/t (Robbins & Monro 1951)."""
    return lr / (1 + decay * t)


@Shape
def inverse_sqrt(t: int, lr: float, decay: float = 1.0) -> float:
    """Let the rate fall as 1/√t: lr, lr/√2, lr/√3, ... (Zinkevich 2003, theorem 1)."""
    return lr / math.sqrt(1 + decay * t)


@Shape
def polynomial(t: int, lr: float, steps: int, power: float = 1.0, end: float = 0.0) -> float:
    """Fall to ``end`` along a power of the steps left (PyTorch: PolynomialLR; Keras, optax)."""
    return end + (lr - end) * (1 - min(t, steps) / steps) ** power


@Shape
def cosine(t: int, lr: float, steps: int, end: float = 0.0) -> float:
    """Fall along half a cosine (Loshchilov & Hutter 2017, equation 5; PyTorch: CosineAnnealingLR).

    Beyond its steps it rises again, as in PyTorch.
    """
    return end + (lr - end) * (1 + math.cos(math.pi * t / steps)) / 2


@Shape
def restarts(t: int, lr: float, period: int, grow: int = 1, end: float = 0.0) -> float:
    """Fall along a cosine, start again, each time ``grow`` times longer (Loshchilov & Hutter 2017).

    PyTorch: CosineAnnealingWarmRestarts.
    """
    while t >= period:
        t, period = t - period, period * grow
    return end + (lr - end) * (1 + math.cos(math.pi * t / period)) / 2


@Shape
def warmup(t: int, lr: float, steps: int, start: float = 1 / 3) -> float:
    """Rise in a straight line from a share of the rate to the rate (PyTorch: LinearLR)."""
    return lr * (start + (1 - start) * min(t, steps) / steps)


@Shape
def onecycle(
    t: int, lr: float, steps: int, rise: float = 0.3, first: float = 25.0, last: float = 1e4
) -> float:
    """Rise to the rate, then fall far below the first (Smith & Topin 2018; PyTorch: OneCycleLR).

    Both along half a cosine: from ``lr / first`` in a share ``rise`` of the steps, and down to
    ``lr / first / last`` at the last step.
    """
    low, top, bottom = lr / first, rise * steps - 1, steps - 1
    if t <= top and top > 0:
        return lr + (low - lr) * (1 + math.cos(math.pi * t / top)) / 2
    share = (t - top) / (bottom - top) if t < bottom else 1.0
    return low / last + (lr - low / last) * (1 + math.cos(math.pi * share)) / 2


@Shape
def linear_onecycle(
    t: int, lr: float, steps: int, rise: float = 0.3, first: float = 25.0, last: float = 1e4
) -> float:
    """Rise to the rate and fall in straight lines (PyTorch: OneCycleLR, anneal_strategy linear).

    From ``lr / first`` in a share ``rise`` of the steps, and down to ``lr / first / last`` at the
    last step.
    """
    low, top, bottom = lr / first, rise * steps - 1, steps - 1
    if t <= top and top > 0:
        return low + (lr - low) * t / top
    share = (t - top) / (bottom - top) if t < bottom else 1.0
    return lr + (low / last - lr) * share


@Shape
def cyclic(t: int, lr: float, half: int, low: float = 0.0) -> float:
    """Rise and fall in straight lines, again and again (Smith 2017; PyTorch: CyclicLR)."""
    away = abs(t % (2 * half) / half - 1)
    return low + (lr - low) * (1 - away)
