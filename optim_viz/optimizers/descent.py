"""One rate for every coordinate: gradient descent, and gradient descent with a velocity."""

from __future__ import annotations

from optim_viz.optimizers.base import optimizer


@optimizer(title="SGD")
def sgd(f, x, *, lr=1e-3):
    """Step against the gradient (Cauchy 1847; stochastic: Robbins & Monro 1951)."""
    return x - lr * f.gradient(x)


@optimizer
def momentum(f, x, velocity=0.0, *, lr=1e-3, momentum=0.9):
    """Let a heavy ball gather speed: past gradients are remembered (Polyak 1964).

    The rate multiplies the velocity, as in PyTorch. Where it multiplies the gradient instead
    (``v = momentum * v - lr * g; x += v``), the path is the same for a constant rate.
    """
    velocity = momentum * velocity + f.gradient(x)
    return x - lr * velocity, velocity


@optimizer
def nesterov(f, x, velocity=0.0, *, lr=1e-3, momentum=0.9):
    """Momentum that looks ahead: it corrects the velocity before it moves (Nesterov 1983).

    In the variables of Sutskever et al. (2013) as PyTorch and Keras write them: the iterate is
    the point looked ahead to, so that the gradient is taken where the iterate is.
    """
    g = f.gradient(x)
    velocity = momentum * velocity + g
    return x - lr * (g + momentum * velocity), velocity
