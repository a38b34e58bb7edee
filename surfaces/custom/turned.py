"""Functions turned over: their maxima are looked for, as minima of −f.

Methods go down on −f, and gaps are those to the highest value of f; `Surface.told` gives values
back as those of f.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from surfaces.base import Surface
from surfaces.box import Array, Box
from surfaces.custom.explored import Explored
from surfaces.custom.formulas import Formula
from surfaces.derived import Derived, kept
from surfaces.moved import Moved


def maximized(surface: Surface) -> Surface:
    """Return the surface −f of a function f whose maxima are wanted.

    Its own maxima are searched for, in the domain of f; `Surface.told` turns its values over.
    """
    if isinstance(surface, Formula):
        turned: Surface = replace(surface, is_maximized=True)
        return turned
    if isinstance(surface, Moved):
        return replace(surface, surface=maximized(surface.surface))  # type: ignore[type-var]
    return Negative(surface, surface.domain)


@dataclass(frozen=True)
class Negative(Derived, Explored):
    """The negative −f of a function f that is no formula."""

    surface: Surface
    within: Box

    is_maximized = True
    dim = kept()
    coordinates = kept()
    formula = kept()
    latex = kept()

    @property
    def begin(self) -> tuple[float, ...] | None:  # type: ignore[override]
        """The start of f, if it lies in the domain, and on a slope."""
        start = self.surface.start
        usable = self.within.contains(start) and abs(self.surface.gradient(start)).max() > 0
        return start if usable else None

    @property
    def title(self) -> str:
        """The title of f, maximized."""
        return f"{self.surface.title}, maximized"

    @property
    def lesson(self) -> str:
        """Empty: what f teaches is about its minima."""
        return ""

    @property
    def _typed(self) -> str:
        return f"{self.surface}, maximized"

    def _value(self, point: Array) -> Array:
        return -self.surface._value(point)

    def _gradient(self, point: Array) -> Array:
        return -self.surface._gradient(point)

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        value, gradient = self.surface._value_and_gradient(point)
        return -value, -gradient

    def _hessian(self, point: Array) -> Array:
        return -self.surface._hessian(point)
