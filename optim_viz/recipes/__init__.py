"""Recipes: the settings of each command as plain data, written as text and read back.

A recipe lies below the studies: it imports specs and checks only. The command line fills it, a
study runs it, a page draws it, and the file that was made carries it.
"""

from __future__ import annotations

from optim_viz.recipes.base import Recipe

__all__ = ["Recipe"]
