"""A rate for each coordinate, from the gradients seen so far."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import power
from optim_viz.optimizers.base import optimizer
from optim_viz.optimizers.decay import penalized


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


@optimizer(title="AdaDelta")
def adadelta(f, x, squares=0.0, moves=0.0, *, lr=1.0, rho=0.9, eps=1e-6):
    """RMSProp whose rate is the size of its own past moves (Zeiler 2012, algorithm 1)."""
    g = f.gradient(x)
    squares = rho * squares + (1 - rho) * (g * g)
    move = np.sqrt(moves + eps) / np.sqrt(squares + eps) * g
    moves = rho * moves + (1 - rho) * (move * move)
    return x - lr * move, squares, moves


@optimizer
def adam(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
    """Moments of the gradient scale each coordinate (Kingma & Ba 2015, algorithm 1)."""
    t = t + 1
    g = penalized(f.gradient(x), x, weight_decay)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, t


@optimizer(title="AdamW")
def adamw(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
    """Adam that also shrinks the iterate itself (Loshchilov & Hutter 2019, algorithm 2)."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v / (1 - power(beta2, t))
    shrunk = x - lr * weight_decay * x
    return shrunk - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, t


@optimizer(title="AMSGrad")
def amsgrad(f, x, m=0.0, v=0.0, v_max=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam whose rates only fall: it divides by the largest v so far (Reddi, Kale & Kumar 2018).

    As in PyTorch: the maximum is of the raw v, and the bias of both moments is corrected after.
    """
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    v_max = np.maximum(v_max, v)
    m_hat = m / (1 - power(beta1, t))
    v_hat = v_max / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, v_max, t


@optimizer(title="AdaMax")
def adamax(f, x, m=0.0, u=0.0, t=0, *, lr=2e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam with the largest gradient for the mean square (Kingma & Ba 2015, algorithm 2)."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g) + eps)
    m_hat = m / (1 - power(beta1, t))
    return x - lr * m_hat / u, m, u, t


@optimizer(title="NAdam")
def nadam(
    f,
    x,
    m=0.0,
    v=0.0,
    product=1.0,
    t=0,
    *,
    lr=2e-3,
    beta1=0.9,
    beta2=0.999,
    eps=1e-8,
    momentum_decay=4e-3,
):
    """Adam with Nesterov's look ahead, its momentum warming up (Dozat 2016, algorithm 2)."""
    t = t + 1
    g = f.gradient(x)
    mu = beta1 * (1 - 0.5 * power(0.96, t * momentum_decay))
    mu_next = beta1 * (1 - 0.5 * power(0.96, (t + 1) * momentum_decay))
    product = product * mu
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
    v_hat = v / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, product, t


@optimizer(title="RAdam")
def radam(f, x, m=0.0, v=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam that trusts v only once it has seen enough gradients (Liu et al. 2020, algorithm 2).

    As in PyTorch, v is trusted where it counts for more than 5 gradients, where the paper says 4,
    and ``eps`` is added before the bias of v is corrected.
    """
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / (1 - power(beta1, t))
    shrink = 1 - power(beta2, t)
    most = 2 / (1 - beta2) - 1
    seen = most - 2 * t * power(beta2, t) / shrink
    enough = seen > 5
    r2 = (seen - 4) * (seen - 2) * most / ((most - 4) * (most - 2) * seen)
    r = np.sqrt(np.where(enough, r2, 1.0))
    return x - lr * m_hat * np.where(enough, r * np.sqrt(shrink) / (np.sqrt(v) + eps), 1.0), m, v, t


@optimizer(title="AdaBelief")
def adabelief(f, x, m=0.0, s=0.0, t=0, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-16):
    """Adam that slows where gradients surprise it (Zhuang et al. 2020, algorithm 2)."""
    t = t + 1
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * (g - m) ** 2 + eps
    m_hat = m / (1 - power(beta1, t))
    s_hat = s / (1 - power(beta2, t))
    return x - lr * m_hat / (np.sqrt(s_hat) + eps), m, s, t


@optimizer
def yogi(f, x, m=0.0, v=1e-6, *, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-3):
    """Adam whose v changes by steps of g² only, and so slowly (Zaheer et al. 2018, algorithm 2)."""
    g = f.gradient(x)
    m = beta1 * m + (1 - beta1) * g
    v = v - (1 - beta2) * np.sign(v - g * g) * (g * g)
    return x - lr * m / (np.sqrt(v) + eps), m, v


@optimizer
def lion(f, x, m=0.0, *, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0):
    """Move by the sign of a mixture of momentum and gradient (Chen et al. 2023, algorithm 2)."""
    g = f.gradient(x)
    update = np.sign(beta1 * m + (1 - beta1) * g)
    return x - lr * (update + weight_decay * x), beta2 * m + (1 - beta2) * g


@optimizer(title="Rprop")
def rprop(
    f, x, g_old=0.0, step=None, *, lr=1e-2, eta1=0.5, eta2=1.2, step_size1=1e-6, step_size2=50.0
):
    """Lengthen steps while the slope keeps its sign, shorten them when it turns (Riedmiller 1994).

    The variant without weight backtracking, iRprop- (Igel & Husken 2000), as in PyTorch: where
    the sign has turned the coordinate rests for one step. ``lr`` is the first step.
    """
    g = f.gradient(x)
    step = np.full_like(x, 1.0) * lr if step is None else step
    turn = np.sign(g * g_old)
    grown = step * np.where(turn > 0, eta2, np.where(turn < 0, eta1, 1.0))
    step = np.clip(grown, step_size1, step_size2)
    g = np.where(turn < 0, 0.0, g)
    return x - np.sign(g) * step, g, step
