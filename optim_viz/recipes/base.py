"""Recipes: everything that decides a figure, as plain data, checked when it is made."""

from __future__ import annotations

import json
import math
from abc import ABC
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import (
    Any,
    ClassVar,
    NamedTuple,
    Self,
    TypeVar,
    get_type_hints,
)

import numpy as np

from optim_viz import optimizers
from optim_viz.deck_style import DeckStyle
from optim_viz.field_types import AS_TEXT, fitted, in_words, surface_as_text
from optim_viz.optimizers import Optimizer
from optim_viz.presets import PRESETS, SIZES, Preset, preset
from optim_viz.problem import Problem, Sides
from optim_viz.recipe_text import read_plain, written
from optim_viz.runs import noise
from optim_viz.runs.batch import read_start
from optim_viz.runs.noise import Noise
from optim_viz.text import ENGLISH, languages, words
from surfaces import InputError, Surface
from surfaces.specs import choose, number

FIVE: tuple[str, ...] = ("sgd", "momentum", "adagrad", "adam", "newton")
"""The optimizers of a figure unless others are asked for."""

TARGET = 1e-6
"""The gap that counts as success unless another is asked for."""

RATES_FOR_ALL = ("tuned", "default")
"""Values of ``lr`` that are not numbers."""

TUNE_BY = "tail"
"""What a tuned rate is the best by; see `read_tune_by`."""

HEIGHTS = ("linear", "log")
"""Scales of the heights of a relief."""

THEMES = ("light", "dark", "print")

FOOTERS = ("none", "short", "full")
"""How much is said at the foot of a figure."""

NO_TITLE = "none"
"""The title of a figure that has none."""

_LONGEST_TITLE = 200

MOST_STEPS = 100_000

FARTHEST = 1000
"""Largest distance of a start from the middle of the domain, in sides of the domain."""

_Value = TypeVar("_Value")


def shown(default: _Value, help: str = "", **option: Any) -> _Value:  # noqa: A002
    """Return a field that decides how a figure is drawn, not what it is about.

    Parameters
    ----------
    default : object
    help : str
        What the command line says of it, where all figures share it.
    **option
        What else the command line is told: ``metavar``, ``choices``, ``min``, ``max``, ``option``,
        the name that is typed. With ``terse`` a recipe does not mention the default.
    """
    about = {"shown": True, "help": help, **option}
    return field(default=default, kw_only=True, metadata=about)


def set_beside(default: _Value, *others: str) -> _Value:
    """Return a field that was chosen together with others.

    Where one of those is set anew, as `optim-viz replay --set` does, this one is chosen anew.
    """
    return field(default=default, metadata={"set_beside": others})


@dataclass(frozen=True)
class Recipe(ABC):
    """The settings of one command, in text and numbers only.

    A subclass is named after its module, which is named after the command. Its fields are what
    decides the figure, their defaults those of the command line.

    Raises
    ------
    InputError
        A value of the wrong kind, or one that the command cannot run.
    """

    command: ClassVar[str]
    """The word that is typed."""

    theme: str = shown("light", "Colours.", choices=THEMES)
    lang: str = shown(
        ENGLISH,
        "Language of the figure and of what is told about it.",
        choices=tuple(languages()),
        terse=True,
    )
    dpi: int | None = shown(
        None, "Dots per inch of a picture  [default: 150]", metavar="N", min=20, max=1200
    )
    medium: str | None = shown(
        None,
        "Where it is shown: decides canvas, type size, lines, format. Keynote takes pptx, Marp"
        " revealjs.  [default: a slide of 16:9]",
        choices=tuple(PRESETS),
        option="--for",
        terse=True,
    )
    size: str | None = shown(
        None,
        "Canvas; type keeps its size. Half: beside text. W and H are inches.  [default: slide]",
        metavar=SIZES,
        terse=True,
    )
    title: str | None = shown(
        None, "Title; none leaves it out.  [default: the surface]", metavar="TEXT|none", terse=True
    )
    footer: str | None = shown(
        None, "How much is said at the foot.  [default: short]", choices=FOOTERS, terse=True
    )
    style: str | None = shown(
        None,
        "What a deck shares: background, text, accent, font, colormap, names and colours of"
        " optimizers.",
        metavar="FILE.toml",
        terse=True,
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.command = cls.__module__.rpartition(".")[2]

    def __post_init__(self) -> None:
        """Check and normalize the fields: lists become tuples, integers floats, objects text."""
        hints = field_types(type(self))
        for name, as_text in AS_TEXT.items():
            if name in hints and (given := getattr(self, name)) is not None:
                object.__setattr__(self, name, as_text(given))
        for one in fields(self):
            value = fitted(getattr(self, one.name), hints[one.name])
            if value is MISSING:
                wanted = in_words(hints[one.name])
                raise InputError(f"{one.name} is {wanted}, not {getattr(self, one.name)!r:.60}")
            object.__setattr__(self, one.name, value)
            if "choices" in one.metadata and value is not None:
                choose(value, one.metadata["choices"], one.name)
            if "min" in one.metadata and value is not None:
                check_range(one.name, value, one.metadata["min"], one.metadata["max"])
        if self.title is not None and not 0 < len(self.title.strip()) <= _LONGEST_TITLE:
            raise InputError(f"a title has 1 to {_LONGEST_TITLE} letters, not {len(self.title)}")
        assert self.preset  # a canvas that cannot be raises

    @property
    def preset(self) -> Preset:
        """Canvas and sizes."""
        return preset(self.medium, self.size, self.dpi)

    @property
    def deck_style(self) -> DeckStyle:
        """What the style says for the theme."""
        return DeckStyle.read(self.style, self.theme)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of matplotlib beside theme and preset."""
        return {}

    def text(self, fonts: Iterable[str] = ()) -> str:
        """Return the recipe as one line of JSON, the same for the same recipe.

        Parameters
        ----------
        fonts : iterable of str
            The fonts, with their versions, that a file depends on beside those that come with
            matplotlib.
        """
        usual = {one.name: one.default for one in fields(self) if "terse" in one.metadata}
        plain = asdict(self).items()
        said = {k: v for k, v in plain if k not in usual or v != usual[k]}
        if self.style is not None:
            said["style"] = json.loads(self.style)
        return written(self.command, said, fonts)

    def key(self) -> str:
        """Return the text without the fields that only decide how the figure is drawn."""
        drawn = {one.name for one in fields(self) if "shown" in one.metadata}
        plain = {name: value for name, value in asdict(self).items() if name not in drawn}
        return written(self.command, plain)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the recipe that `text` wrote.

        Raises
        ------
        InputError
            No recipe, one of a newer version, of an unknown command, or of another one than this
            class is for; an unknown field; a value that does not fit.
        """
        return cls.of(*read_plain(text))

    @classmethod
    def of(cls, command: str, values: Mapping[str, Any]) -> Self:
        """Return the recipe of a command with these fields.

        Raises
        ------
        InputError
            A command of another class; an unknown field; a value that does not fit.
        """
        kind = kind_of(command)
        if not issubclass(kind, cls):
            raise InputError(f"this is a recipe of {command}, not of {cls.command}")
        known = {one.name: one.default for one in fields(kind)}
        for name in values:
            choose(name, known, f"field of a recipe of {command}:")
        return kind(**values)


@dataclass(frozen=True)
class ProblemRecipe(Recipe):
    """A recipe about one surface: of the catalogue or a formula, rotated, then shifted.

    Those of commands that run from one start have a field ``start`` as well, and those whose runs
    can be held in the domain a field ``project``.
    """

    usual: ClassVar[str] = "ravine"
    """The surface unless another or a formula is given."""

    surface: str | None = set_beside(None, "formula")
    formula: str | None = set_beside(None, "surface")
    rotate: float = 0.0
    """Rotation about the origin, in degrees."""
    shift: tuple[float, ...] | None = None
    """Translation after the rotation."""
    domain: Sides | None = field(default=None, kw_only=True)
    """Another domain than that of the surface, before it is rotated: a pair for each coordinate, or
    one for all. None: its own; a formula has none."""
    maximize: bool = field(default=False, kw_only=True)
    """Whether maxima are looked for."""

    def __post_init__(self) -> None:
        surface, formula = surface_as_text(self.surface)
        object.__setattr__(self, "surface", surface)
        if formula is not None and self.formula is None:
            object.__setattr__(self, "formula", formula)
        super().__post_init__()
        if self.surface is None and self.formula is None:
            object.__setattr__(self, "surface", self.usual)

    @property
    def problem(self) -> Problem:
        """The surface in text and numbers."""
        start = getattr(self, "start", None)
        problem = Problem(self.surface, self.formula, self.rotate, self.shift, self.domain, start)
        project = getattr(self, "project", False)
        return problem._replace(maximize=self.maximize or None, project=project or None)

    @property
    def posed(self) -> Surface:
        """The surface itself."""
        return self.problem.posed


@dataclass(frozen=True)
class ReliefRecipe(ProblemRecipe):
    """A recipe whose figure can have a relief: how that is looked at, None where it is chosen."""

    elevation: float | None = shown(None, min=5.0, max=90.0)
    """Height of the eye above the ground, in degrees."""
    azimuth: float | None = shown(None, min=-360.0, max=360.0)
    """Where the eye is around it, in degrees from the first axis."""
    z: str | None = shown(None, choices=HEIGHTS)
    """Scale of the heights."""

    @property
    def relief(self) -> dict[str, Any]:
        """What was chosen of the relief."""
        chosen = {"elevation": self.elevation, "azimuth": self.azimuth, "z": self.z}
        return {name: value for name, value in chosen.items() if value is not None}

    def _check_relief(self) -> None:
        """Raise unless there are two axes, and heights of the kind that is asked for."""
        surface = self.posed
        if surface.dim != 2:
            raise InputError(words.no_relief(surface.name, surface.dim))
        if self.z == "log" and surface.lowest is None:
            raise InputError(words.no_gap_for_heights(surface.name))


def commands() -> list[str]:
    """Return the commands that have a recipe: the modules of this folder."""
    folder = __name__.rpartition(".")[0]
    names = (one.name for one in iter_modules(import_module(folder).__path__))
    return [name for name in names if f"{folder}.{name}" != __name__]


def read_optimizers(
    specs: Iterable[str], most: int | None = None, code: Iterable[str] = ()
) -> tuple[Optimizer, ...]:
    """Return optimizers as they are typed, each of them once.

    Those of files that are gone are as the fingerprints ``code`` have them.

    Raises
    ------
    InputError
        An unknown name, one optimizer twice, none, or more than a figure has room for.
    """
    specs = tuple(specs)
    if not specs or (most and len(specs) > most):
        room = f"1 to {most} optimizers" if most else "at least one optimizer"
        raise InputError(f"a figure has room for {room}, not {len(specs)}")
    found: list[Optimizer] = []
    for spec in specs:
        one = optimizers.as_recorded(spec, code)
        if one in found:
            raise InputError(f"{spec} is given twice")
        found.append(one)
    return told_apart(found)


def told_apart(given: Iterable[Optimizer]) -> tuple[Optimizer, ...]:
    """Return optimizers of which no two methods have one title: those of users as one types them.

    Two versions of a method, ``v1.py:amom`` and ``v2.py:amom``, would both be Amom.
    """
    given = tuple(given)
    methods: dict[str, set[str]] = {}
    for one in given:
        methods.setdefault(one.title, set()).add(one.name)
    return tuple(
        one
        if one.method.is_ours or len(methods[one.title]) == 1
        else Optimizer(one.method.titled(one.name), one.given)
        for one in given
    )


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise unless a value lies between two ends, both included.

    Raises
    ------
    InputError
        It does not.
    """
    if not low <= value <= high:
        raise InputError(f"{name} is between {low} and {high}, not {value}")


def check_rate(lr: float | str) -> None:
    """Raise unless ``lr`` is a rate or one of `RATES_FOR_ALL`.

    Raises
    ------
    InputError
        It is not.
    """
    if isinstance(lr, str):
        choose(lr, RATES_FOR_ALL, "lr (a number, or a name):")
    elif not 0 < lr < math.inf:
        raise InputError(f"lr is a finite number greater than 0, not {lr:g}")


class TuneBy(NamedTuple):
    """What a tuned rate is the best by."""

    name: str
    """``tail``, ``steps`` or ``final``."""
    gap: float = 0.0
    """The gap to which steps are counted."""


def read_tune_by(text: str) -> TuneBy:
    """Return the rule that is typed: ``tail``, ``final`` or ``steps:1e-6``.

    Raises
    ------
    InputError
        Another rule, or a gap that is no number greater than 0.
    """
    name, colon, gap = text.partition(":")
    known = {"tail": "tail", "final": "final", "steps": "steps:GAP"}
    choose(name, known, "tune_by:")
    if name != "steps":
        if colon:
            raise InputError(f"tune_by {name} takes no number, and {text!r} has one")
        return TuneBy(name)
    size = number(gap)
    if isinstance(size, str) or not 0 < size < math.inf:
        raise InputError(f"tune_by takes a gap greater than 0, as in steps:1e-6, not {text!r}")
    return TuneBy(name, float(size))


def check_start(surface: Surface, start: tuple[float, ...] | None) -> None:
    """Raise unless a picture can show where the runs begin.

    Raises
    ------
    InputError
        Another number of coordinates, a start far outside, or one without a finite value.
    """
    point = read_start(surface, start)
    low, high = surface.domain.low, surface.domain.high
    if (np.abs(point - (low + high) / 2) > FARTHEST * (high - low)).any():
        raise InputError(
            f"the start {start} is further than {FARTHEST} times the domain from its middle"
            f" ({surface.domain})"
        )
    with np.errstate(all="ignore"):
        if not np.isfinite(surface(point)):
            raise InputError(f"{surface.name} has no finite value at the start {start}")


def check_projection(
    surface: Surface, optimizers: Iterable[Optimizer], start: tuple[float, ...] | None = None
) -> None:
    """Raise unless all runs can be held in the domain.

    Raises
    ------
    InputError
        An optimizer that keeps its iterates to itself, or a start outside.
    """
    for one in optimizers:
        if one.method.apart:
            raise InputError(f"{one} keeps its iterates to itself: they cannot be projected")
    if start is not None and not surface.inside(start):
        raise InputError(f"the start {start} lies outside the domain, {surface.domain}")


def check_view(surface: Surface, view: Sides | None) -> None:
    """Raise unless a picture of a surface can have a frame.

    Raises
    ------
    InputError
        More than two dimensions, another number of sides, or one without length.
    """
    if view is None:
        return
    if surface.dim > 2:
        raise InputError(f"view frames one or two dimensions; {surface.name} has {surface.dim}")
    if not surface.dim <= len(view) <= 2:
        raise InputError(f"view has a side for each coordinate: X0:X1,Y0:Y1, not {len(view)}")
    if not all(-math.inf < low < high < math.inf for low, high in view):
        raise InputError(f"each side of a view goes from low to high, as in -1:1; not {view}")


def check_noise(spec: float | str) -> Noise:
    """Return the noise that is typed: a number, or another kind such as ``heavy:0.5:2``.

    Raises
    ------
    InputError
        An unknown kind, or a size that cannot be.
    """
    return noise.get(spec)


def kind_of(command: str) -> type[Recipe]:
    """Return the class of the recipes of a command.

    Raises
    ------
    InputError
        There is no such command.
    """
    return _class(choose(command, commands(), "kind of recipe:"))


@cache
def _class(command: str) -> type[Recipe]:
    """Return the recipe that the module of a command has."""
    module = import_module(f"{__name__.rpartition('.')[0]}.{command}")
    (kind,) = (
        item
        for item in vars(module).values()
        if isinstance(item, type)
        and issubclass(item, Recipe)
        and item.__module__ == module.__name__
    )
    return kind


@cache
def field_types(kind: type[Recipe]) -> dict[str, Any]:
    """Return the type of each field of a recipe."""
    return get_type_hints(kind)
