"""Formulas without a search where a value has no slope: the same steps at every point.

`Formula` looks for the shortest subgradient in such a tip, as of √(x² + y²) at 0. Here the gradient
is 0 in every tip, which is the shortest subgradient of those that are minima. What results is
arithmetic alone: it can be recorded.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from surfaces.base import Surface
from surfaces.box import Array
from surfaces.custom.formulas import Formula
from surfaces.moved import Moved


def branchless(surface: Surface) -> Surface:
    """Return a surface whose formula, if it has one with tips, is free of searches."""
    if isinstance(surface, Moved):
        return replace(surface, surface=branchless(surface.surface))  # type: ignore[type-var]
    if not (isinstance(surface, Formula) and surface._may_have_tips):
        return surface
    made = Branchless(surface.text, surface.within, surface.begin, surface.is_maximized)
    vars(made).update(vars(surface))  # what is compiled, and what was searched for
    return made


class Branchless(Formula):
    """A formula with a gradient and a Hessian of 0 in its tips."""

    def _gradient(self, point: Array) -> Array:
        slopes = self._plain_gradient(point)
        return np.where(self._is_tip(slopes, point), 0.0, slopes)

    def _hessian(self, point: Array) -> Array:
        bends = self._plain_hessian(point)
        return np.where(self._is_tip(self._plain_gradient(point), point), 0.0, bends)

    def _is_tip(self, slopes: Array, point: Array) -> npt.NDArray[np.bool_]:
        """Return where a value has no slope, of the shape of a batch."""
        return np.isnan(slopes).any(axis=0) & np.isfinite(self._value(point))
