"""What one would write by hand for the picture of `optim-viz compare`: pyplot and tight_layout.

Same canvas, same panels, grid and levels; rates already known. The yardstick of test_commands.py.
"""

import sys

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def f(x, y):
    return x**2 / 20 + y**2


def grad(p):
    return np.array([p[0] / 10, 2 * p[1]])


def sgd(p, lr):
    while True:
        p = p - lr * grad(p)
        yield p


def momentum(p, lr, mu=0.9):
    v = 0
    while True:
        v = mu * v - lr * grad(p)
        p = p + v
        yield p


def adagrad(p, lr):
    h = 0
    while True:
        g = grad(p)
        h = h + g * g
        p = p - lr * g / (np.sqrt(h) + 1e-10)
        yield p


def adam(p, lr):
    m = v = 0
    t = 0
    while True:
        t += 1
        g = grad(p)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        p = p - lr * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        yield p


def newton(p, lr):
    hessian = np.diag([0.1, 2.0])
    while True:
        p = p - np.linalg.solve(hessian, grad(p))
        yield p


runs = {}
for name, method, lr in [
    ("SGD", sgd, 0.91),
    ("Momentum", momentum, 0.33),
    ("AdaGrad", adagrad, 6.8),
    ("Adam", adam, 0.82),
    ("Newton", newton, None),
]:
    p = np.array([-7.0, 2.0])
    path = [p]
    step = method(p, lr)
    for _ in range(100):
        path.append(next(step))
    runs[name] = np.array(path).T

plt.rcParams.update({"font.size": 18})
fig, (left, right) = plt.subplots(1, 2, figsize=(40 / 3, 7.5), dpi=150)
x, y = np.meshgrid(np.linspace(-8, 4, 240), np.linspace(-7, 4, 240))
left.contourf(x, y, np.log(f(x, y) + 1e-3), levels=14, cmap="Blues_r", alpha=0.5)
left.contour(x, y, np.log(f(x, y) + 1e-3), levels=14, colors="grey", linewidths=0.5)
for name, path in runs.items():
    left.plot(*path, marker="o", ms=4, label=name)
    right.semilogy(np.maximum(f(*path), 1e-12), label=name)
left.plot(-7, 2, "ko")
left.plot(0, 0, "k*", ms=15)
left.set(xlabel="x", ylabel="y", title="x²/20 + y²")
right.set(xlabel="step", ylabel="gap")
right.legend()
fig.tight_layout()
fig.savefig(sys.argv[1])
