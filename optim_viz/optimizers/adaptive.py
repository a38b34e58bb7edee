"""A rate for each coordinate, from the squared gradients seen so far."""

from __future__ import annotations

import numpy as np

from optim_viz.algebra import power
from optim_viz.optimizers.base import optimizer


@optimizer(title="AdaGrad")
def adagrad(f, x, squares=0.0, *, lr=1e-2, eps=1e-10):
    """Divide by the root of all squared gradients so far (Duchi, Hazan & Singer 2011)."""
    g = f.gradient(x)
    squares = squares + g * g
    return x - lr * g / (np.sqrt(squares) + eps), squares


@optimizer(title="RMSProp")
def rmsprop(f, x, squares=0.0, *, lr=1e-2, alpha=0.99, eps=1e-8):
    """AdaGrad that forgets: a running mean of the squared gradients (Tieleman & Hinton 2012)."""
    g = f.gradient(x)
    squares = alpha * squares + (1 - alpha) * (g * g)
    return x - lr * g / (np.sqrt(squares) + eps), squares


@optimizer
def adam(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Moments of the gradient scale each coordinate (Kingma & Ba 2015, Algorithm 1)."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, t
