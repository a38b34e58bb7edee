"""The recipe of ``optim-viz animate``: a comparison as a film."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from optim_viz.deck_style import DeckStyle
from optim_viz.recipes.base import shown
from optim_viz.recipes.compare import CompareRecipe
from surfaces import InputError

MOST_FRAMES = 5000


@dataclass(frozen=True)
class AnimateRecipe(CompareRecipe):
    """A comparison, and how fast its steps follow each other."""

    fps: int = shown(25, "Frames per second.", min=1, max=100)
    seconds: float = shown(8.0, "Length of the way to the last step.", min=0.1, max=600.0)
    turn: float = shown(
        0.0,
        "By how much a relief turns during the film.",
        metavar="DEGREES",
        min=-720.0,
        max=720.0,
    )
    pause: float = shown(2.0, "How long the last step stays.", min=0.0, max=60.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fps * self.seconds > MOST_FRAMES:
            raise InputError(
                f"{self.seconds:g} seconds at {self.fps} frames per second are more than"
                f" {MOST_FRAMES} frames"
            )

    @property
    def deck_style(self) -> DeckStyle:
        """What the style says for the theme; films have a background."""
        style = super().deck_style
        return replace(style, background=None) if style.is_transparent else style

    @property
    def relief(self) -> dict[str, Any]:
        """What was chosen of the relief, and of its turn."""
        return super().relief | ({"turn": self.turn} if self.turn else {})

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of matplotlib beside the preset: 720 lines on a slide unless chosen."""
        return {} if self.dpi else {"figure.dpi": 720 / self.preset.slide_height}
