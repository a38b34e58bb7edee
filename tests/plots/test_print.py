"""In print no picture needs its colours: shades, stripes and letters say the same."""

from __future__ import annotations

import numpy as np
import pytest

import surfaces
from optim_viz.optimizers import get
from optim_viz.plots import basins as basins_page
from optim_viz.plots.panels.knob_map import colours, draw_map
from optim_viz.plots.style import themes
from optim_viz.plots.style.optimizer_styles import contrast, styles_for
from optim_viz.plots.style.themes import theme as themed
from optim_viz.recipes.map import Axis
from optim_viz.studies.basins import basins
from optim_viz.studies.map import CONVERGED, DIVERGED, Map, map_knobs


@pytest.fixture(scope="module")
def mapped() -> Map:
    axes = Axis("lr", 0.02, 2.0, 24), Axis("momentum", 0.0, 0.9, 24)
    return map_knobs(surfaces.get("ravine"), get("momentum"), *axes, steps=40)


def test_a_map_is_grey_and_falls_from_what_converges_to_what_does_not(mapped: Map) -> None:
    with themed("print"):
        pixels = colours(mapped)
    assert np.ptp(pixels, axis=-1).max() == 0
    grey = pixels[..., 0]
    for fate, measure in ((CONVERGED, mapped.pace), (DIVERGED, mapped.escape)):
        mine = mapped.fate == fate
        order = np.argsort(measure[mine])
        assert (np.diff(grey[mine][order]) <= 1e-12).all()
    assert grey[mapped.fate == CONVERGED].min() > grey[mapped.fate == DIVERGED].max() + 0.15


def test_other_fates_have_stripes_in_print_only(mapped: Map) -> None:
    others = ~np.isin(mapped.fate, [CONVERGED, DIVERGED])
    assert others.any()
    kinds = len(np.unique(mapped.fate[others]))
    with themed("light"):
        assert len(draw_map(mapped).images) == 1
    with themed("print"):
        assert len(draw_map(mapped).images) == 1 + kinds


def test_basins_have_letters_that_the_key_explains() -> None:
    led = basins(surfaces.get("himmelblau"), [get("sgd:lr=0.01"), get("sgd:lr=0.05")], side=60)
    with themed("print"):
        drawn = basins_page.figure(led)
    keyed = {line[0]: line[1:].strip() for line in (t.get_text() for t in drawn.texts)
             if line[:3].endswith("  ")}  # fmt: skip
    assert set("ABCD") <= set(keyed)
    first, second = [ax for ax in drawn.axes if ax.images][:2]
    written = {text.get_text(): text.get_position() for text in first.texts}
    assert set(written) == set("ABCD")
    for letter, (across, up) in written.items():
        column, row = int(across * 60), int(up * 60)
        end = led[0].targets[led[0].end[row, column]]
        assert keyed[letter].startswith(f"({end[0]:.3g}".replace("-", "−"))
    assert "diverged" in {t.get_text() for t in drawn.texts}
    assert len(second.images) == 1 + 1, "starts that are lost have stripes"
    with themed("light"):
        plain = basins_page.figure(led)
    assert not [text for ax in plain.axes if ax.images for text in ax.texts]


def test_methods_are_darker_than_on_a_screen() -> None:
    methods = [get(name) for name in ("sgd", "momentum", "adagrad", "adam", "newton", "lbfgs")]
    with themed("light"):
        usual = [style.colour for style in styles_for(methods)]
    with themed("print"):
        printed = [style.colour for style in styles_for(methods)]
    for one, other in zip(usual, printed, strict=True):
        assert contrast(other, "#ffffff") > max(4.4, contrast(one, "#ffffff"))


def test_axes_of_the_reader_are_not_in_print() -> None:
    """Their ink is black as well."""
    assert not themes.is_print()
    with themed("print"):
        assert themes.is_print()
        with themed("light"):
            assert not themes.is_print()
