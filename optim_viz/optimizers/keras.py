"""Methods as Keras 3 writes them, where that differs from ours; each says how."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import power
from optim_viz.optimizers.base import convention

optimizer = convention("Keras")


@optimizer
def momentum(f, x, velocity=0.0, *, lr=1e-2, momentum=0.9):
    """Let the rate multiply the gradient, not the velocity: another path once the rate changes."""
    velocity = momentum * velocity - lr * f.gradient(x)
    return x + velocity, velocity


@optimizer
def nesterov(f, x, velocity=0.0, *, lr=1e-2, momentum=0.9):
    """Let the rate multiply the gradient, not the velocity: another path once the rate changes."""
    g = f.gradient(x)
    velocity = momentum * velocity - lr * g
    return x + momentum * velocity - lr * g, velocity


@optimizer(title="AdaGrad")
def adagrad(f, x, squares=0.1, *, lr=1e-3, eps=1e-7):
    """Start the squares at 0.1, not 0, with eps inside the root: smaller first steps."""
    g = f.gradient(x)
    squares = squares + g * g
    return x - lr * g / np.sqrt(squares + eps), squares


@optimizer(title="RMSProp")
def rmsprop(f, x, squares=0.0, *, lr=1e-3, rho=0.9, eps=1e-7):
    """Forget ten times faster (0.9, not 0.99), with eps inside the root."""
    g = f.gradient(x)
    squares = rho * squares + (1 - rho) * (g * g)
    return x - lr * g / np.sqrt(squares + eps), squares


@optimizer(title="AdaDelta")
def adadelta(f, x, squares=0.0, moves=0.0, *, lr=1e-3, rho=0.95, eps=1e-7):
    """Follow the same rule with other defaults: a rate of 0.001, not 1, and a tenth of eps."""
    g = f.gradient(x)
    squares = rho * squares + (1 - rho) * (g * g)
    move = np.sqrt(moves + eps) / np.sqrt(squares + eps) * g
    moves = rho * moves + (1 - rho) * (move * move)
    return x - lr * move, squares, moves


@optimizer
def adam(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Correct the bias of v in the rate, so that eps weighs more in the first steps."""
    t = t + 1
    g = f.gradient(x)
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    alpha = lr * np.sqrt(1 - power(beta2, t)) / (1 - power(beta1, t))
    return x - alpha * m / (np.sqrt(v) + eps), m, v, t


@optimizer(title="AdamW")
def adamw(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-7, weight_decay=4e-3):
    """Correct the bias of v in the rate, and shrink the iterate less than half as fast."""
    t = t + 1
    g = f.gradient(x)
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    alpha = lr * np.sqrt(1 - power(beta2, t)) / (1 - power(beta1, t))
    shrunk = x - lr * weight_decay * x
    return shrunk - alpha * m / (np.sqrt(v) + eps), m, v, t


@optimizer(title="AMSGrad")
def amsgrad(f, x, m=0.0, v=0.0, v_max=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Correct the bias of v in the rate, so that eps weighs more in the first steps."""
    t = t + 1
    g = f.gradient(x)
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    v_max = np.maximum(v_max, v)
    alpha = lr * np.sqrt(1 - power(beta2, t)) / (1 - power(beta1, t))
    return x - alpha * m / (np.sqrt(v_max) + eps), m, v, v_max, t


@optimizer(title="AdaMax")
def adamax(f, x, m=0.0, u=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Add eps to the largest gradient where it divides, not where it is remembered."""
    t = t + 1
    g = f.gradient(x)
    m = m + (1 - beta1) * (g - m)
    u = np.maximum(beta2 * u, np.abs(g))
    return x - lr * m / ((1 - power(beta1, t)) * (u + eps)), m, u, t


@optimizer(title="NAdam")
def nadam(f, x, m=0.0, v=0.0, product=1.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Warm the momentum up 250 times faster: 0.96 is raised to t, not to t/250."""
    t = t + 1
    g = f.gradient(x)
    mu = beta1 * (1 - 0.5 * power(0.96, t))
    mu_next = beta1 * (1 - 0.5 * power(0.96, t + 1))
    product = product * mu
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
    v_hat = v / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, product, t


@optimizer
def lion(f, x, m=0.0, *, lr=1e-3, beta1=0.9, beta2=0.99, weight_decay=0.0):
    """Follow the same rule with a rate of 0.001, ten times ours."""
    g = f.gradient(x)
    update = np.sign(beta1 * m + (1 - beta1) * g)
    shrunk = x - lr * weight_decay * x
    return shrunk - lr * update, beta2 * m + (1 - beta2) * g
