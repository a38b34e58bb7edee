"""Identity of a unit: canonical text of everything that decides its outcomes, and of nothing else.

The recipe as a whole is not part of it. Another order of optimizers, one optimizer more or another
figure leave the units as they are, and so does another goal if it is on the ladder `TARGET_GAPS`.
Starts count by their coordinates, however they were chosen, so that runs from the first of many
starts are those from a few wherever the points are the same.
"""

from __future__ import annotations

import json
import math
from dataclasses import fields
from hashlib import sha256
from typing import Any

import numpy as np

from optim_viz import optimizers
from optim_viz.bench.units import Unit, seeds_of, starts_of
from optim_viz.version import __version__
from surfaces.custom import absent

_ELSEWHERE = frozenset(
    [
        *("surfaces", "formulas", "rotate", "shift", "domain", "project"),  # the problem
        *("optimizers", "code", "rates"),  # of the unit, its own
        *("kind", "starts", "seed"),  # the points and seeds that follow from them
        "instances",  # of the unit, its own
        "target",  # only if it is not on the ladder
        "reach",  # only if it is given
    ]
)
"""Fields of a recipe that count by what they mean for a unit; every other field counts as it is."""


def conditions(unit: Unit) -> str:
    """Return what decides the outcomes of a unit beside its starts, as JSON.

    The phase does not count: the same runs are the same runs.
    """
    recipe = unit.recipe
    others = {
        one.name: getattr(recipe, one.name)
        for one in fields(recipe)
        if one.name not in _ELSEWHERE and "shown" not in one.metadata
    }
    return canonical(
        others
        | {
            "optim-viz": __version__,
            "problem": unit.problem._replace(code=absent.code_of(unit.problem.code)).given(),
            "optimizer": unit.optimizer,
            "code": optimizers.code_of(unit.optimizer, recipe.code),
            "rates": [None if math.isnan(rate) else rate for rate in unit.rates],
            "noise": str(recipe.noise_model),
            "target": unit.own_target,
            "instance": ["turned", unit.instance, recipe.seed] if unit.instance else None,
        }
        | ({} if recipe.reach is None else {"reach": recipe.reach})
    )


def starts(unit: Unit) -> str:
    """Return the hash of the starts of a unit, and with noise of the seeds of its runs."""
    found = sha256(np.ascontiguousarray(starts_of(unit).T).tobytes())
    if np.any(unit.recipe.noise_model.size):
        found.update(np.ascontiguousarray(seeds_of(unit), dtype=np.int64).tobytes())
    return found.hexdigest()


def hashed(text: str) -> str:
    """Return the SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


def canonical(data: dict[str, Any]) -> str:
    """Return plain data as JSON, the same text for the same data."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
