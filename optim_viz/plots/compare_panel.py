"""A panel for one run: its path on the stage, its name and what became of it above."""

from __future__ import annotations

from matplotlib.axes import Axes

from optim_viz.plots.compare_labels import note_on
from optim_viz.plots.compare_lattice import OVER
from optim_viz.plots.compare_page import draw_stage
from optim_viz.plots.compare_plans import Place
from optim_viz.plots.panels.stages import Stage
from optim_viz.plots.style.optimizer_styles import Style
from optim_viz.plots.style.page import EDGE, NAME, NOTE, Page
from optim_viz.plots.style.themes import ink
from optim_viz.runs.results import Run
from surfaces.numerals import display_width


def draw_panel(
    page: Page,
    ground: Stage,
    run: Run,
    style: Style,
    place: Place,
    head: float,
    note: str,
) -> tuple[Axes, str]:
    """Draw one run alone, its name above; return the axes, and the name of the axis upwards."""
    ax = page.axes(*place)
    draw_stage(ground, [run], [style], ax)
    up = ax.get_title(loc="left")
    ax.set_title("")
    left, bottom, width, height = place
    _write_heading(page, run, style, left, bottom + height + 0.35, width, head, note)
    return ax, up


def fits_on_one_line(page: Page, run: Run, width: float) -> bool:
    """Whether the name of a panel and the note on its run have room on one line."""
    name = page.measure([run.optimizer.title], NAME, "bold")
    return name + 0.5 + page.measure([note_on(run)], NOTE) <= width


def _write_heading(
    page: Page,
    run: Run,
    style: Style,
    left: float,
    bottom: float,
    width: float,
    head: float,
    note: str,
) -> None:
    """Write the name of a panel and the note on its run, on one line or on two."""
    one_line = head < 2
    name = bottom if one_line else bottom + 0.95
    room = min(width + OVER, page.width - left - EDGE)
    sizes = (NAME, NOTE, page.smallest)
    fits = (one for one in sizes if page.measure([run.optimizer.title], one, "bold") <= room)
    size = next(fits, NOTE)
    title = page.fitted(run.optimizer.title, size, room, "bold")
    page.write(left, name, title, size, color=style.text_colour, fontweight="bold")
    if one_line and note:
        page.write(left + width, bottom, note, NOTE, color=ink(0.8), ha="right")
    elif note:
        note = _fitted_note(page, run, note, width + 0.4)
        page.write(left, bottom, note, NOTE, color=ink(0.8))


def _fitted_note(page: Page, run: Run, note: str, width: float) -> str:
    """Return a note as far as there is room: several knobs are cut, a single number is not."""
    shorter, letters = note, display_width(note)
    while ", " in note and letters > 8 and page.measure([shorter], NOTE) > width:
        letters -= 1
        shorter = note_on(run, letters)
    last = note.rpartition(" · ")[2]
    for one in (shorter, shorter.removeprefix("lr "), last, last.rpartition(" ")[2]):
        if page.measure([one], NOTE) <= width:
            return one
    return "" if last.rpartition(" ")[2][:1].isdigit() else page.fitted(last, NOTE, width)
