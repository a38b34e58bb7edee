"""A recipe: everything that decides a figure, as plain data, checked when it is made."""

from __future__ import annotations

import json
from abc import ABC
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar, Self, TypeVar, get_type_hints

from optim_viz.deck_style import DeckStyle
from optim_viz.field_types import AS_TEXT, fitted, in_words
from optim_viz.presets import PRESETS, SIZES, Preset, preset
from optim_viz.recipe_text import read_plain, written
from optim_viz.recipes.base.checks import check_range
from optim_viz.text import ENGLISH, can_be_written, languages
from surfaces import InputError
from surfaces.specs import choose, quoted

_RECIPES = "optim_viz.recipes"
"""The folder of the recipes: a module for each command."""

THEMES = ("light", "dark", "print")

FOOTERS = ("none", "short", "full")
"""How much is said at the foot of a figure."""

NO_TITLE = "none"
"""The title of a figure that has none."""

_LONGEST_TITLE = 200

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
        the name that is typed, and ``aliases``, other names for it. With ``terse`` a recipe does
        not mention the default.
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
    without: ClassVar[tuple[str, ...]] = ()
    """Options of every figure that a kind cannot have: help leaves them out; giving one raises."""

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
        if self.title and not (
            self.title.splitlines() == [self.title] and can_be_written(self.title)
        ):
            raise InputError(
                f"a title is on one line, without control characters: {quoted(self.title)}"
            )
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
        drawn = {one.name for one in shown_fields(type(self))}
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


@cache
def commands() -> tuple[str, ...]:
    """Return the commands that have a recipe: the modules of the folder of recipes."""
    found = iter_modules(import_module(_RECIPES).__path__)
    return tuple(one.name for one in found if not one.ispkg)  # this package is what they share


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
    module = import_module(f"{_RECIPES}.{command}")
    (kind,) = (
        item
        for item in vars(module).values()
        if isinstance(item, type)
        and issubclass(item, Recipe)
        and item.__module__ == module.__name__
    )
    return kind


def shown_fields(kind: type[Recipe]) -> list[Field[Any]]:
    """Return the fields that decide how a figure is drawn, not what it is about: its own first."""
    shown = [one for one in fields(kind) if "shown" in one.metadata]
    return sorted(shown, key=lambda one: one in fields(Recipe))


@cache
def field_types(kind: type[Recipe]) -> dict[str, Any]:
    """Return the type of each field of a recipe."""
    return get_type_hints(kind)
