"""Figures that show themselves, and keep the settings of matplotlib that they were made with."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.registry import BackendFilter, backend_registry
from matplotlib.figure import Figure

from optim_viz.plots.style.fonts import FontWarning, make_legible
from optim_viz.plots.style.text_sizes import PageCanvas
from optim_viz.text import words

_OF_THE_READER = re.compile(
    r"(animation|backend|date|docstring|interactive|keymap|macosx|pgf|svg|timezone|tk|toolbar|webagg)"
    r"|figure\.(hooks|max_open|raise)|p(df|s)\.(compression|fonttype|inherit|usedistiller)"
    r"|savefig\.(directory|format)"
)
"""Beginnings of the settings that are no matter of how a figure looks: windows, keys, formats."""


def in_force(settings: mpl.RcParams) -> dict[str, Any]:
    """Return the settings of matplotlib that decide how a figure looks."""
    plain = dict.items(settings)  # its own method complains of old names
    return {name: value for name, value in plain if not _OF_THE_READER.match(name)}


@contextmanager
def with_settings(wanted: Mapping[str, Any]) -> Iterator[None]:
    """Set what is to be in force, as far as it is not and decides how a figure looks."""
    now = in_force(mpl.rcParams)
    changes: Any = {name: wanted[name] for name in wanted.keys() & now if now[name] != wanted[name]}
    if not changes:
        yield
        return
    with mpl.rc_context(changes):
        yield


class Picture(Figure):
    """A figure that shows itself, without pyplot, and looks the same wherever it is drawn."""

    def __init__(self) -> None:
        super().__init__()
        PageCanvas(self)
        self.fonts: tuple[str, ...] = ()
        """The fonts of its text beside matplotlib's own, with their versions."""
        self.unwritten = ""
        """The characters of its text that no font has: others stand for them."""
        self._is_finished = False
        self._settings = in_force(mpl.rcParams)

    def finish(self) -> None:
        """Let every text be legible, now that all of it is there."""
        self._is_finished = True
        self._make_legible()

    def _make_legible(self) -> None:
        self.fonts, unwritten = make_legible(self)
        self.unwritten += unwritten
        if unwritten:
            warnings.warn(words.no_font_has(unwritten), FontWarning, stacklevel=4)

    def with_its_settings(self) -> AbstractContextManager[None]:
        """Put the settings in force that it was made with: more is drawn on it."""
        return with_settings(self._settings)

    def draw(self, renderer: RendererBase) -> None:
        """Draw with the settings that were in force when it was made: some are read only now."""
        if not self._is_finished:  # seaborn measures by drawing
            self._make_legible()
        with with_settings(self._settings):
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save with the settings that were in force when it was made."""
        with with_settings(self._settings):
            super().savefig(fname, **options)

    def show(self, warn: bool = True) -> None:
        """Show the figure below the cell of a notebook, else in a window until that is closed.

        Parameters
        ----------
        warn : bool
            Whether to say how it can be seen where there is neither.
        """
        if _is_notebook():
            import_module("IPython.display").display(self)
            return
        pyplot = import_module("matplotlib.pyplot")
        if self._hand_to(pyplot):
            pyplot.show()
        elif warn:
            warnings.warn(words.NO_WINDOW, stacklevel=2)

    def offer(self) -> None:
        """Let ``plt.show()`` show it, where the reader uses pyplot and windows."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None or _is_notebook() or self.canvas.manager is not None:
            return
        windows = backend_registry.list_builtin(BackendFilter.INTERACTIVE)
        few = len(pyplot.get_fignums()) < mpl.rcParams["figure.max_open_warning"]
        if few and mpl.get_backend().lower() in windows:
            with suppress(ImportError):  # there is no screen
                self._hand_to(pyplot)

    def _hand_to(self, pyplot: Any) -> bool:
        """Hand the figure to pyplot; return whether it has a window now."""
        try:
            pyplot.figure(self)
        except ValueError:  # pyplot takes figures of others from matplotlib 3.11 on
            return False
        if self.canvas.required_interactive_framework:
            return True
        pyplot.close(self)
        PageCanvas(self)
        return False

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take a canvas, which no pickle holds."""
        super().__setstate__(state)  # type: ignore[misc]  # the types leave it out
        PageCanvas(self)

    def _repr_png_(self) -> bytes:
        picture = BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue()


def _is_notebook() -> bool:
    """Whether a notebook displays what is made."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
