"""Pages of models, losses and data can be read: on every canvas, in every theme and language.

``COVERING=all pytest tests/plots/test_covering_data.py`` tries all combinations.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from optim_viz.plots import curvature as curvature_page
from optim_viz.plots import train as train_page
from optim_viz.plots.style.themes import THEMES
from optim_viz.presets import PRESETS
from optim_viz.recipes.curvature import CurvatureRecipe
from optim_viz.recipes.train import TrainRecipe
from optim_viz.studies.curvature import study as curvature
from optim_viz.studies.train import study as train

pytestmark = pytest.mark.usefixtures("coarse_landscapes")

_SPEC = importlib.util.spec_from_file_location(
    "test_half_slides", Path(__file__).with_name("test_half_slides.py")
)
others = sys.modules.setdefault("test_half_slides", importlib.util.module_from_spec(_SPEC))
_SPEC.loader.exec_module(others)
checks = others.checks
covering = checks.covering


@cache
def _train() -> object:
    return train(TrainRecipe("moons", epochs=2, seeds=2))


@cache
def _curvature() -> object:
    return curvature(CurvatureRecipe("moons", steps=20))


PAGES = {name: draw for name, draw in others.PAGES.items() if not name.startswith("bench")} | {
    "train": lambda: train_page.figure(_train()),
    "curvature": lambda: curvature_page.figure(_curvature()),
}


def choices() -> Iterator[covering.Choice]:
    """Yield two figures of each page: every two of a medium, theme, size and language occur."""
    media, themes = list(PRESETS), list(THEMES)
    for i, page in enumerate(PAGES):
        for j, size in enumerate(("slide", "half")):
            lang = covering.LANGUAGES[(i + j) % 2]
            medium, theme = media[(3 * i + j) % len(media)], themes[(i + j) % len(themes)]
            yield covering.Choice(page, medium, theme, size, lang, "2-D", covering.OWN)
    # the title of its trials of rates left this canvas
    yield covering.Choice("train", "notebook", "light", "half", "en", "2-D", covering.OWN)


def every_choice() -> Iterator[covering.Choice]:
    """Yield every figure that can be chosen."""
    for page, *rest in product(PAGES, PRESETS, THEMES, covering.SIZES, covering.LANGUAGES):
        yield covering.Choice(page, *rest, "2-D", covering.OWN)


FIGURES = covering.drawn_once(every_choice()) if checks.EVERY else tuple(choices())


@pytest.mark.parametrize("one", FIGURES, ids=str)
def test_a_page_can_be_read(one):
    with covering.in_force(one):
        found = checks.looked_at(PAGES[one.page]())
    complaints = [
        *checks.overlapping(found), *checks.cut(found), *checks.small(found, one),
        *checks.faint_texts(found), *checks.faint_lines(found), *checks.alike_in_grey(found),
    ]  # fmt: skip
    assert not complaints


def test_every_two_choices_occur():
    chosen = list(choices())
    for first, second in ((3, 2), (3, 4), (2, 4), (0, 3), (0, 4)):  # theme, size, language, page
        fields = {(one[first], one[second]) for one in chosen}
        assert fields == set(
            product({one[first] for one in chosen}, {one[second] for one in chosen})
        )
