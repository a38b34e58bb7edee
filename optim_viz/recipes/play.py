"""The recipe of ``optim-viz play``: surfaces and optimizers on a live page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from optim_viz.field_types import surface_as_text
from optim_viz.optimizers import Optimizer
from optim_viz.problem import Problem, Sides
from optim_viz.recipes.base import (
    FIVE,
    TUNE_BY,
    ProblemRecipe,
    Recipe,
    check_noise,
    check_projection,
    check_range,
    check_rate,
    check_start,
    read_optimizers,
    read_tune_by,
)
from optim_viz.recipes.compare import FIRST_ORDER, CompareRecipe, is_large
from optim_viz.runs.noise import Noise
from surfaces import InputError

MOST_SURFACES = 12
MOST_OPTIMIZERS = 9
"""As many as there are digits to switch them."""

MEDIA = ("revealjs", "quarto")
"""What can hold a page in a frame."""

MOST_STEPS = 2000
"""All runs are run anew while the start is dragged."""


@dataclass(frozen=True)
class PlayRecipe(Recipe):
    """Surfaces to choose from, and the optimizers that run on them, as the page opens."""

    usual: ClassVar[str] = ProblemRecipe.usual
    """The surface unless another or a formula is given."""
    without: ClassVar[tuple[str, ...]] = ("size", "dpi", "footer", "data")

    surfaces: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    rotate: float = 0.0
    """Rotation of each surface about the origin, in degrees."""
    shift: tuple[float, ...] | None = None
    """Translation of each surface after the rotation."""
    maximize: bool = field(default=False, kw_only=True)
    """Whether maxima are looked for."""
    domain: Sides | None = field(default=None, kw_only=True)
    """Another domain for each surface than its own, before it is rotated."""
    project: bool = field(default=False, kw_only=True)
    """Whether each step is projected onto the domain."""
    optimizers: tuple[str, ...] = FIVE
    start: tuple[float, ...] | None = None
    """Where the runs begin on the first surface; on the others at their own start."""
    steps: int = CompareRecipe.steps
    lr: float | str = "tuned"
    noise: float | str = 0.0
    """As the page opens: its size can be changed there, its kind cannot."""
    seed: int = 0
    tune_by: str = TUNE_BY

    def __post_init__(self) -> None:
        for name in ("surfaces", "formulas"):
            given = getattr(self, name)
            if isinstance(given, str) or not isinstance(given, Iterable):
                raise InputError(f"{name} is a tuple, such as ({given!r:.60},), not {given!r:.60}")
        named = [surface_as_text(one) for one in self.surfaces]
        formulas = *self.formulas, *(formula for _, formula in named if formula is not None)
        names = tuple(name for name, formula in named if formula is None)
        if not names and not formulas:
            names = (self.usual,)
        object.__setattr__(self, "surfaces", names)
        object.__setattr__(self, "formulas", formulas)
        super().__post_init__()
        if self.optimizers == FIVE and any(is_large(one.posed) for one in self.problems):
            object.__setattr__(self, "optimizers", FIRST_ORDER)
        self._check()

    def _check(self) -> None:
        """Raise unless everything can be run."""
        for name in self.without:
            if getattr(self, name, None) is not None:
                raise InputError(f"a live page fits its window: it has no {name}")
        if self.medium not in (None, *MEDIA):
            raise InputError(f"a live page is for a browser: --for {' or '.join(MEDIA)}, or none")
        check_range("steps", self.steps, 1, MOST_STEPS)
        check_range("seed", self.seed, 0, 2**53)  # as the page has whole numbers
        check_rate(self.lr)
        read_tune_by(self.tune_by)
        kind, problems = self.kind_of_noise, self.problems
        if not kind.is_added:
            raise InputError(f"a live page has no data: noise is a number, not {self.noise!r}")
        if len(problems) > MOST_SURFACES:
            raise InputError(f"a page has 1 to {MOST_SURFACES} surfaces, not {len(problems)}")
        for one in problems:
            if problems.count(one) > 1:
                raise InputError(f"the surface {one.surface or one.formula} is given twice")
            check_start(one.posed, one.start)
            if self.project:
                check_projection(one.posed, self.contestants, one.start)
        assert self.contestants  # none, or an unknown one, raises

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The surfaces and the formulas, rotated and shifted."""
        posed = self.rotate, self.shift, self.domain
        named = [Problem(name, None, *posed) for name in self.surfaces]
        given = [*named, *(Problem(None, text, *posed) for text in self.formulas)]
        given[0] = given[0]._replace(start=self.start)
        maximize, project = self.maximize or None, self.project or None
        return tuple(one._replace(maximize=maximize, project=project) for one in given)

    @property
    def kind_of_noise(self) -> Noise:
        """The noise of the gradients."""
        return check_noise(self.noise)

    @cached_property
    def contestants(self) -> tuple[Optimizer, ...]:
        """The optimizers."""
        return read_optimizers(self.optimizers, MOST_OPTIMIZERS)
