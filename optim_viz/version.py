"""The version of optim-viz."""

__version__ = "0.1.0"
