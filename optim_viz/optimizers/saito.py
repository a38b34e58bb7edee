"""Methods as Saito (2016, Deep Learning from Scratch) writes them, where that differs from ours."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import power
from optim_viz.optimizers.base import convention

optimizer = convention("Saito")


@optimizer
def momentum(f, x, v=0.0, *, lr=1e-2, momentum=0.9):
    """Let the rate multiply the gradient, not the velocity: another path once the rate changes."""
    v = momentum * v - lr * f.gradient(x)
    return x + v, v


@optimizer
def nesterov(f, x, v=0.0, *, lr=1e-2, momentum=0.9):
    """Let the rate multiply the gradient, not the velocity (as in editions since 2021)."""
    g = f.gradient(x)
    v = momentum * v - lr * g
    return x + momentum * v - lr * g, v


@optimizer(title="AdaGrad")
def adagrad(f, x, h=0.0, *, lr=1e-2, eps=1e-7):
    """Follow the same rule with eps = 1e-7, a thousand times ours."""
    g = f.gradient(x)
    h = h + g * g
    return x - lr * g / (np.sqrt(h) + eps), h


@optimizer(title="RMSProp")
def rmsprop(f, x, h=0.0, *, lr=1e-2, decay_rate=0.99, eps=1e-7):
    """Follow the same rule with eps = 1e-7, ten times ours."""
    g = f.gradient(x)
    h = decay_rate * h + (1 - decay_rate) * (g * g)
    return x - lr * g / (np.sqrt(h) + eps), h


@optimizer
def adam(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Correct the bias of v in the rate, so that eps weighs more in the first steps."""
    t = t + 1
    g = f.gradient(x)
    lr_t = lr * np.sqrt(1 - power(beta2, t)) / (1 - power(beta1, t))
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    return x - lr_t * m / (np.sqrt(v) + eps), m, v, t
