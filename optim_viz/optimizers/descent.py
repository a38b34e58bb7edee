"""One rate for every coordinate: gradient descent, its velocity, and its choice of the rate."""

from __future__ import annotations

import numpy as np

from optim_viz.linalg import dot, squared_norm
from optim_viz.optimizers.base import optimizer
from optim_viz.optimizers.decay import penalized
from optim_viz.optimizers.searches import armijo, wolfe


@optimizer(title="SGD")
def sgd(f, x, *, lr=1e-3, weight_decay=0.0):
    """Step against the gradient (Cauchy 1847; stochastic: Robbins & Monro 1951)."""
    return x - lr * penalized(f.gradient(x), x, weight_decay)


@optimizer
def steepest_descent(f, x, value=None, g=None, length=None, *, c2=1e-6):
    """Go against the gradient to the lowest point ahead, the textbook's zigzag (Cauchy 1847).

    An exact line search: the slope that is left is ``c2`` of the first one at most, so that each
    step is perpendicular to the one before (Nocedal & Wright 2006, section 3.3). The first trial
    step is as long as the last rate was.
    """
    if g is None:
        value, g = f.value(x), f.gradient(x)
        length = 1 / np.sqrt(squared_norm(g))
    x_new, value, g_new = wolfe(f, x, value, g, -g, length, c1=0.0, c2=c2)
    taken = np.sqrt(squared_norm(x_new - x) / squared_norm(g))
    length = np.where(taken > 0, taken, 1 / np.sqrt(squared_norm(g_new)))
    return x_new, value, g_new, length


@optimizer(title="Armijo descent")
def armijo_descent(f, x, value=None, *, first=1.0, shrink=0.5, c1=1e-4):
    """Go against the gradient, with a step that is halved until the value falls (Armijo 1966).

    Backtracking (Nocedal & Wright 2006, algorithm 3.1): the fall has to be ``c1`` of what the slope
    promises. Every search begins with the same step.
    """
    value = f.value(x) if value is None else value
    g = f.gradient(x)
    return armijo(f, x, value, g, -first * g, shrink=shrink, c1=c1)


@optimizer(title="Layerwise SGD")
def layerwise_descent(f, x, *, lr1=1e-3, lr2=1e-3):
    """Step with one rate for the first half of the parameters and another for the second.

    As for the two layers of a network (Singh et al. 2015; Sohl-Dickstein 2024). A parameter in the
    middle belongs to the first half.
    """
    g, half = f.gradient(x), (len(x) + 1) // 2
    return x - np.concatenate([lr1 * g[:half], lr2 * g[half:]])


@optimizer
def momentum(f, x, velocity=0.0, *, lr=1e-3, momentum=0.9, weight_decay=0.0):
    """Let a heavy ball gather speed: past gradients are remembered (Polyak 1964).

    The rate multiplies the velocity, as in PyTorch. Where it multiplies the gradient instead
    (``v = momentum * v - lr * g; x += v``), the path is the same for a constant rate.
    """
    velocity = momentum * velocity + penalized(f.gradient(x), x, weight_decay)
    return x - lr * velocity, velocity


@optimizer
def nesterov(f, x, velocity=0.0, *, lr=1e-3, momentum=0.9, weight_decay=0.0):
    """Momentum that looks ahead: it corrects the velocity before it moves (Nesterov 1983).

    In the variables of Sutskever et al. (2013) as PyTorch and Keras write them: the iterate is
    the point looked ahead to, so that the gradient is taken where the iterate is.
    """
    g = penalized(f.gradient(x), x, weight_decay)
    velocity = momentum * velocity + g
    return x - lr * (g + momentum * velocity), velocity


@optimizer
def sign_descent(f, x, *, lr=1e-3):
    """Take the same step in every coordinate, whatever the slope (Bernstein et al. 2018)."""
    return x - lr * np.sign(f.gradient(x))


@optimizer
def normalized_descent(f, x, *, lr=1e-3):
    """Take a step as long as the rate, whatever the slope (Shor 1985)."""
    g = f.gradient(x)
    return x - lr * g / np.sqrt(squared_norm(g))


@optimizer(title="Clipped SGD")
def clipped_descent(f, x, *, lr=1e-3, max_norm=1.0):
    """Shorten gradients longer than a norm (Pascanu, Mikolov & Bengio 2013, algorithm 1)."""
    g = f.gradient(x)
    norm = np.sqrt(squared_norm(g))
    return x - lr * g * np.minimum(1, max_norm / norm)


@optimizer
def polyak(f, x):
    """Step as far as the lowest value, which has to be known, would lie on a cone (Polyak 1987)."""
    g = f.gradient(x)
    lr = (f.value(x) - f.lowest) / squared_norm(g)
    return x - lr * g


@optimizer(title="Barzilai-Borwein")
def barzilai_borwein(f, x, x_old=None, g_old=None, *, lr=1e-3):
    """Read the rate off the last two gradients (Barzilai & Borwein 1988, equation 5).

    The rate s·s / s·y is taken positive, as the curvature along s may not be; ``lr`` is the first.
    """
    g = f.gradient(x)
    if x_old is None:
        return x - lr * g, x, g
    s, y = x - x_old, g - g_old
    return x - squared_norm(s) / np.abs(dot(s, y)) * g, x, g
