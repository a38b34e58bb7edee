"""Methods as optax writes them, where that differs from ours; each says how.

optax has no default rates: those here are ours.
"""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import power
from optim_viz.optimizers.base import convention

optimizer = convention("optax")


@optimizer(title="AdaGrad")
def adagrad(f, x, squares=0.1, *, lr=1e-2, eps=1e-7):
    """Start the squares at 0.1, not 0, with eps inside the root: smaller first steps."""
    g = f.gradient(x)
    squares = squares + g * g
    return x - lr * g / np.sqrt(squares + eps), squares


@optimizer(title="RMSProp")
def rmsprop(f, x, squares=0.0, *, lr=1e-2, decay=0.9, eps=1e-8):
    """Forget ten times faster (0.9, not 0.99), with eps inside the root."""
    g = f.gradient(x)
    squares = decay * squares + (1 - decay) * (g * g)
    return x - lr * g / np.sqrt(squares + eps), squares


@optimizer(title="AMSGrad")
def amsgrad(f, x, m=0.0, v=0.0, v_max=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Take the maximum of the bias-corrected v, which is largest at first: smaller steps."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_max = np.maximum(v_max, v / (1 - power(beta2, t)))
    return x - lr * m_hat / (np.sqrt(v_max) + eps), m, v, v_max, t


@optimizer(title="AdamW")
def adamw(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-4):
    """Follow the same rule, and shrink the iterate a hundred times more slowly by default."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    return x - lr * (m_hat / (np.sqrt(v_hat) + eps) + weight_decay * x), m, v, t


@optimizer
def lion(f, x, m=0.0, *, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=1e-3):
    """Follow the same rule, and shrink the iterate a little, where ours does not by default."""
    g = f.gradient(x)
    update = np.sign(beta1 * m + (1 - beta1) * g)
    return x - lr * (update + weight_decay * x), beta2 * m + (1 - beta2) * g


@optimizer(title="Rprop")
def rprop(
    f, x, move=0.0, step=None, *, lr=1e-2, eta1=0.5, eta2=1.2, step_size1=1e-6, step_size2=50.0
):
    """Move by the step before, so that the first move is none (optax 0.2.8)."""
    g = f.gradient(x)
    step = np.full_like(x, 1.0) * lr if step is None else step
    turn = np.sign(g * move)
    changed = np.clip(step * np.where(turn > 0, eta2, eta1), step_size1, step_size2)
    step = np.where(turn == 0, step, changed)
    ahead = np.where(turn < 0, 0.0, step * np.sign(g))
    return x - np.where(turn < 0, 0.0, move), ahead, step


@optimizer(title="NAdam")
def nadam(f, x, m=0.0, v=0.0, t=0, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Look ahead with the full beta1 from the first step: the momentum does not warm up."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_next = beta1 * m / (1 - power(beta1, t + 1)) + (1 - beta1) * g / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    return x - lr * m_next / (np.sqrt(v_hat) + eps), m, v, t


@optimizer(title="RAdam")
def radam(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Add eps after the bias of v is corrected, not before, and trust v from 5 on, as above 5."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    most = 2 / (1 - beta2) - 1
    seen = most - 2 * t * power(beta2, t) / (1 - power(beta2, t))
    enough = seen >= 5
    r2 = (seen - 4) * (seen - 2) * most / ((most - 4) * (most - 2) * seen)
    r = np.sqrt(np.where(enough, r2, 1.0))
    return x - lr * m_hat * np.where(enough, r / (np.sqrt(v_hat) + eps), 1.0), m, v, t


@optimizer
def yogi(f, x, m=1e-6, v=1e-6, t=0, *, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-3):
    """Correct the bias of both moments, though both start at 1e-6: shorter first steps."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = v - (1 - beta2) * np.sign(v - g * g) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, t
