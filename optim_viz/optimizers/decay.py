"""Weight decay as a penalty on the size of the parameters: L2."""

from __future__ import annotations


def penalized(g, x, weight_decay):
    """Return the gradient of f + weight_decay · ‖x‖²/2, as PyTorch adds it to that of f."""
    plain = isinstance(weight_decay, float) and weight_decay == 0
    return g if plain else g + weight_decay * x
