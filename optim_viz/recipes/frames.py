"""The recipe of ``optim-viz frames``: a comparison as of some of its steps."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.recipes.compare import CompareRecipe
from surfaces import InputError

MOST_PAGES = 500


@dataclass(frozen=True)
class FramesRecipe(CompareRecipe):
    """A comparison, and the steps of which there is a page each."""

    at: tuple[int, ...] | None = None
    """None: 0, 1, 2, 5, 10, 20, ... up to the last step."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.at is None:
            object.__setattr__(self, "at", usual_steps(self.steps))
        shown = self.shown_steps
        if not 1 <= len(shown) <= MOST_PAGES:
            raise InputError(f"there are 1 to {MOST_PAGES} pages, not {len(shown)}")
        if any(not 0 <= step <= self.steps for step in shown):
            raise InputError(f"each page shows a step from 0 to {self.steps}, not {self.at}")

    @property
    def shown_steps(self) -> tuple[int, ...]:
        """The step of each page."""
        assert self.at is not None
        return self.at


def usual_steps(last: int) -> tuple[int, ...]:
    """Return the steps that a lecture shows: dense at first, then ever fewer, and the last."""
    steps = [0, *(digit * 10**power for power in range(6) for digit in (1, 2, 5))]
    return (*(step for step in steps if step < last), last)
