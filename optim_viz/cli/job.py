"""A command whose input is checked: what is run, drawn, told and written of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from optim_viz.export.embedded import Inside
from optim_viz.export.snippets import snippet
from optim_viz.export.stills import FORMATS
from optim_viz.recipes import Recipe

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_Found = TypeVar("_Found")
"""The type of what a study finds."""


@dataclass(frozen=True)
class Report:
    """What a command tells: a table, notes below it, the same as plain data, an exit code."""

    table: str
    notes: Sequence[str] = ()
    facts: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(default_factory=dict)
    """The plain data, or what makes them: of a benchmark that takes a while."""
    code: int = 0

    @property
    def data(self) -> Mapping[str, Any]:
        """The plain data."""
        return self.facts() if callable(self.facts) else self.facts


@dataclass(frozen=True)
class File(Generic[_Found]):
    """A file that a command writes beside its figure: where, with which suffixes, and how."""

    path: Path
    suffixes: tuple[str, ...]
    write: Callable[[_Found, Path], None]


@dataclass(frozen=True)
class Job(Generic[_Found]):
    """A command whose input is checked: what is run, drawn, told and written."""

    recipe: Recipe
    stem: str
    """The name of the figure unless another is given, without its suffix."""
    study: Callable[[bool], _Found]
    """Runs what was asked; the argument is whether to be quiet."""
    draw: Callable[[_Found], Figure]
    report: Callable[[_Found], Report]
    describe: Callable[[_Found], str]
    """Says what the figure shows in a few sentences, for those who do not see it."""
    write_data: Callable[[_Found, Path], None] | None
    """Writes the numbers of the figure as comma-separated values; None: it has no one table."""
    files: tuple[File[_Found], ...] = ()
    """Files beside the figure and its numbers."""
    formats: Mapping[str, Callable[[Figure, Path, Inside], None]] = field(
        default_factory=lambda: FORMATS
    )
    """Functions that write the figure with what it carries, by suffix; the first is the usual one,
    unless the medium has another."""
    line: Callable[[Path | None, str, str | None], str] = snippet
    """Returns the line that puts the figure into a document: see `snippet`."""
    check: Callable[[Path], None] | None = None
    """Raises unless what writes the figure is installed."""
    check_study: Callable[[], object] | None = None
    """Raises what the study would, before it runs anything: for those who only ask for the plan."""
    keep: Path | None = None
    """A file in which results are kept: it must not be overwritten."""
