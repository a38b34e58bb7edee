"""English: every word of a figure, of a table and of what is said about them.

The names tell what is meant, not where it is printed. A constant is a fixed word, a function is a
sentence with numbers in it, a dictionary is a family whose keys are the values in the data.
Mathematics (``f``, ``lr``, ``2/L``) and the titles of methods are no words; surfaces bring theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.en.alternatives import *  # noqa: F403
from optim_viz.text.en.benchmarks import *  # noqa: F403
from optim_viz.text.en.figures import *  # noqa: F403
from optim_viz.text.en.gallery import *  # noqa: F403
from optim_viz.text.en.glossary import *  # noqa: F403
from optim_viz.text.en.help import *  # noqa: F403
from optim_viz.text.en.networks import *  # noqa: F403
from optim_viz.text.en.pages import *  # noqa: F403
from optim_viz.text.en.play import *  # noqa: F403
from optim_viz.text.en.studies import *  # noqa: F403
from optim_viz.text.en.training import *  # noqa: F403

DESCRIPTION: dict[str, str] = {}
"""Translations of what surfaces, methods, knobs and schedules say of themselves in English."""

SURFACE_TITLE: dict[str, str] = {}
"""Translations of the titles that families of surfaces have in English."""

FONTS: Sequence[str] = ()
"""Families of fonts for the letters of the language, the best first: none for those of Latin."""

LETTERS = ""
"""Letters that such a font has."""
