"""What only help and the messages of errors say, which are in English in every language."""

from __future__ import annotations

from collections.abc import Sequence

HELP_AND_ERRORS = (
    "changed_places",
    *("no_relief", "no_gap_for_heights", "only_with_relief", "not_drawn_so"),
    *("ARGUMENTS", "OPTIONS", "EXAMPLES", "named_after_surface", "kinds_of_file", "default_name"),
    "one_by_one",
    *("ONE", "belongs_elsewhere", "cannot_read", "too_many", "last_one_counts", "left_out"),
    *("commands_have_it", "no_recipe_inside", "recipe_names_code", "no_such_page"),
    "no_font_for_language",
    *("OUTLINE_OR_EXAMPLE", "NO_TEXT", "MISSING_PPTX", "DECK_NEEDS_FOLDER", "in_slide"),
    *("NO_WINDOW", "GALLERY_PAGE", "HELP_AND_ERRORS"),
    *("no_such_font", "faint_text", "faint_colour"),
)
"""What only help and the messages of errors say, which are in English in every language: other
languages have none of these. Errors of single modules stand there, in English as well."""


def no_relief(name: str, dim: int) -> str:
    """Say that a surface of another dimension than 2 has no relief."""
    return (
        f"a relief shows a surface of two dimensions; {name} has {dim}, and in a slice of it paths"
        " would stand at heights that they do not have: --layout race shows the plane of the paths"
    )


def no_gap_for_heights(name: str) -> str:
    """Say that heights cannot be logarithms of a gap."""
    return f"heights in logarithms are those of the gap, and {name} has no known lowest value"


def only_with_relief(options: str) -> str:
    """Say that options are about a relief."""
    return f"{options}: only --layout relief has a relief"


def not_drawn_so(command: str, option: str, options: Sequence[str]) -> str:
    """Say that a kind of figure has nothing that an option would change, and what it has."""
    return f"a figure of {command} has no {option}; it takes {', '.join(options)}"


def no_font_for_language(name: str, families: Sequence[str]) -> str:
    """Say that no font can write a language, and what helps."""
    return (
        f"figures are in English: no font here has the letters of --lang {name}; install"
        f" {families[0]}, as in apt install fonts-nanum, or {families[1]}"
    )


def no_such_font(font: str, near: Sequence[str]) -> str:
    """Say that another font is taken."""
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"the font {font} is not installed: DejaVu Sans is taken{hint}"


def faint_text(ink: str, paper: str, contrast: float, least: float) -> str:
    """Say that text can hardly be read."""
    return f"text {ink} on {paper} has a contrast of {contrast:.1f}; {least:g} can be read by all"


def faint_colour(name: str, colour: str, paper: str, contrast: float, least: float) -> str:
    """Say that lines of an optimizer can hardly be seen."""
    return (
        f"the colour of {name}, {colour}, has a contrast of {contrast:.1f} to {paper}; lines are"
        f" seen by all from {least:g} on"
    )


def no_font_has(characters: str) -> str:
    """Say which characters are drawn as others, and what helps."""
    shown = " ".join(f"{one} (U+{ord(one):04X})" for one in characters[:3])
    more = f" and {len(characters) - 3} others" if len(characters) > 3 else ""
    return (
        f"no font here has {shown}{more}: other letters or a number stand in the figure; install a"
        " font that has them, such as Noto Sans"
    )


# The help of commands.

ARGUMENTS = "Arguments"
OPTIONS = "Options"
EXAMPLES = "Examples"


def named_after_surface(command: str) -> str:
    """Say how most figures are called."""
    return f"{command}-SURFACE"


def kinds_of_file(suffixes: Sequence[str]) -> str:
    """Say which files a command can write."""
    *first, last = suffixes
    either = f"{', '.join(first)} or {last}" if first else last
    return f"A {either}; - for stdout"


def default_name(name: str) -> str:
    """Say behind the help of an option how a figure is called where nobody says it."""
    return f"  [default: {name}]"


# Decks.

OUTLINE_OR_EXAMPLE = "give the outline of a lecture, as in `deck lecture.toml`, or --example"
NO_TEXT = "it is no text"
DECK_NEEDS_FOLDER = "the pictures of this deck go beside its source: give a file with -o"
MISSING_PPTX = "PowerPoint files are written by python-pptx: pip install 'optim-viz[pptx]'"


def in_slide(number: int, problem: str) -> str:
    """Say in which slide of an outline something is wrong."""
    return f"slide {number}: {problem}"
