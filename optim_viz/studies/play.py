"""What a live page runs: steps recorded for it, and the paths of what cannot be recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from optim_viz.optimizers import Optimizer
from optim_viz.optimizers.base import RATES
from optim_viz.optimizers.knobs import meaning
from optim_viz.problem import Problem, largest_curvature
from optim_viz.recipes.play import PlayRecipe
from optim_viz.runs.arrival import PATIENCE, stands_still
from optim_viz.runs.noise import Noise
from optim_viz.runs.results import Run
from optim_viz.runs.status import bottomless, height_of_start
from optim_viz.studies.compare import Comparison, compare
from optim_viz.studies.explain import Explanation
from optim_viz.studies.step_trace import ingredients
from optim_viz.studies.theory import stability_limit, stability_rule
from optim_viz.tracing import NotRecorded, Recording
from optim_viz.tracing.graph import Graph
from optim_viz.tracing.page_script import (
    MethodFunctions,
    SurfaceFunctions,
    limit_of_momentum,
    page_script,
)
from optim_viz.tracing.record import Recorder, record_projection, record_surface
from surfaces import Array, Box, InputError, Surface
from surfaces.brief import Brief
from surfaces.custom.branchless import branchless
from surfaces.moved import Moved
from surfaces.numerals import shortest

OPERATION = {"normal": "add", "heavy": "add", "relative": "multiply"}
"""How an error enters a gradient, by the kind of the noise."""

_SHARES = ("momentum", "alpha", "rho", "decay", "decay_rate")
"""Knobs between 0 and 1 of which what is left to 1 counts, beside every beta: 0.9, 0.99, 0.999."""


@dataclass(frozen=True)
class Slider:
    """A knob that can be changed while the page is open."""

    name: str
    value: float
    meaning: str
    scale: str
    """``log``; ``share`` for what counts by its distance to 1; ``zero`` for what begins there."""
    is_rate: bool
    is_typed: bool
    """Whether a command that makes the same run has to say it."""


@dataclass(frozen=True, eq=False, repr=False)
class LiveMethod(Brief):
    """A method on a surface: its recording, or the path from the start where there is none."""

    run: Run
    """From the start of the page."""
    recording: Recording | None
    sliders: tuple[Slider, ...]
    schedules: Mapping[str, list[float]]
    """The numbers of knobs that are on a schedule, one for each step."""
    limit: tuple[str, Graph] | None
    """The rate from which on theory says that it diverges: formula, and the graph of a function."""
    push: str
    """The name of what it carries that is its mean of gradients, or its velocity; or empty."""

    @property
    def asks_where(self) -> str:
        """The part of the state that says whether a step asks for a gradient; empty: all do."""
        return "" if self.recording is None or _asks_always(self.recording) else _MOVED

    @property
    def patience(self) -> int:
        """Steps for which it has to stay at rest until it has arrived."""
        return 0 if stands_still(self.run.optimizer.method) else PATIENCE


@dataclass(frozen=True, eq=False, repr=False)
class LiveSurface(Brief):
    """A surface of a page, and the methods on it."""

    problem: Problem
    comparison: Comparison
    recorded: Graph | None
    """Its value and gradient."""
    projection: Graph | None
    """How a point is projected onto its domain; None where steps are free."""
    outline: Array
    """The corners of the domain, ``(d, corners)``; none where no point is outside."""
    window: Array
    """The corners of the box that holds it, or of what is shown where there is no domain."""
    methods: tuple[LiveMethod, ...]

    @property
    def surface(self) -> Surface:
        """The surface itself."""
        return self.comparison.surface

    @property
    def is_bottomless(self) -> bool:
        """Whether a run that falls below `height_of_start` has not diverged."""
        return bottomless(self.surface)

    @property
    def height_of_start(self) -> float:
        """The value at the start that the surface suggests."""
        return height_of_start(self.surface)

    @property
    def functions(self) -> SurfaceFunctions:
        """What runs in the page."""
        methods = (
            MethodFunctions(one.recording, one.limit and one.limit[1]) for one in self.methods
        )
        return SurfaceFunctions(self.recorded, self.projection, tuple(methods))

    @property
    def typed(self) -> list[str]:
        """The surface as the arguments of a command."""
        problem = self.problem
        named = [problem.surface] if problem.surface else ["-f", str(problem.formula)]
        sides = [":".join(map(shortest, side)) for side in problem.domain or ()]
        fixed = problem.start if self.recorded is None else None  # others start where they stand
        options = {
            "--start": ",".join(map(shortest, fixed or ())),
            "--rotate": shortest(problem.rotate) if problem.rotate else "",
            "--shift": ",".join(map(shortest, problem.shift or ())),
            "--domain": ",".join(sides),
        }
        more = [f"{name}={text}" for name, text in options.items() if text]
        flags = {"--maximize": problem.maximize, "--project": problem.project}
        return [*named, *more, *(name for name, is_set in flags.items() if is_set)]


@dataclass(frozen=True, eq=False, repr=False)
class LiveRaces(Brief):
    """All that a page shows before anybody has touched it."""

    recipe: PlayRecipe
    surfaces: tuple[LiveSurface, ...]

    @property
    def surface(self) -> Surface:
        """The one that is shown first."""
        return self.surfaces[0].surface

    @property
    def script(self) -> str:
        """The functions of all surfaces and steps in JavaScript."""
        return page_script(one.functions for one in self.surfaces)


def study(recipe: PlayRecipe) -> LiveRaces:
    """Run and record what a recipe asks for."""
    return LiveRaces(recipe, tuple(_surface(problem, recipe) for problem in recipe.problems))


def _surface(problem: Problem, recipe: PlayRecipe) -> LiveSurface:
    race = compare(
        problem.posed,
        recipe.contestants,
        problem.start,
        recipe.steps,
        lr=recipe.lr,
        noise=recipe.noise,
        seed=recipe.seed,
        tune_by=recipe.tune_by,
    )
    surface = race.surface
    arithmetic = branchless(surface)
    recorded, projection = _recorded_surface(arithmetic)
    recorder = Recorder(arithmetic, operation(recipe.kind_of_noise))
    methods = (_method(run, recorder if recorded else None) for run in race.runs)
    window = _corners(surface.domain)
    outline = np.empty((surface.dim, 0)) if surface.unlimited else _outline(surface)
    return LiveSurface(problem, race, recorded, projection, outline, window, tuple(methods))


def operation(noise: Noise) -> str:
    """Return how the errors of a noise enter a gradient."""
    return OPERATION[type(noise).__name__.lower()]


def _recorded_surface(surface: Surface) -> tuple[Graph | None, Graph | None]:
    """Record a surface, and how steps on it are projected onto its domain, if they are."""
    try:
        held = record_projection(surface) if surface.projected else None
        return record_surface(surface), held
    except NotRecorded:
        return None, None


def _method(run: Run, recorder: Recorder | None) -> LiveMethod:
    optimizer = run.optimizer
    recording = _recorded_method(recorder, optimizer) if recorder is not None else None
    inputs = _knobs_of(recording) if recording else set()
    knobs: dict[str, Any] = {k: v for k, v in optimizer.knobs.items() if k in inputs}
    return LiveMethod(
        run,
        recording,
        tuple(_slider(optimizer, k, v) for k, v in knobs.items() if isinstance(v, float)),
        {k: rates[1:].tolist() for k, rates in run.changing().items() if k in knobs},
        _limit(optimizer, run.surface) if recording else None,
        _push(run),
    )


def _recorded_method(recorder: Recorder, optimizer: Optimizer) -> Recording | None:
    """Record a step with knobs that are 0 as inputs, too, unless its code asks whether they are."""
    zeros = [k for k, v in optimizer.knobs.items() if isinstance(v, float) and v == 0]
    for free in (zeros, []) if zeros else ([],):
        try:
            recording = recorder.record(optimizer, free)
        except NotRecorded:
            continue
        known = _asks_always(recording) or _MOVED in optimizer.method.state
        return recording if known else None
    return None


_MOVED = "moved"
"""What the state of a method says that looks at a new point only where it has moved."""


def _asks_always(recording: Recording) -> bool:
    return all(asked.by_all for asked in recording.asked)


def _knobs_of(recording: Recording) -> set[str]:
    """Return the knobs that are inputs of a step."""
    graphs = filter(None, (recording.first, recording.step))
    return {one.name for each in graphs for one in each.inputs} & recording.optimizer.knobs.keys()


def _slider(optimizer: Optimizer, name: str, value: float) -> Slider:
    is_share = name in _SHARES or name.startswith("beta")
    scale = "share" if is_share and 0 <= value < 1 else "log" if value else "zero"
    is_rate = name in RATES
    typed = is_rate or name in optimizer.given
    return Slider(name, value, meaning(optimizer.method, name), scale, is_rate, typed)


def _limit(optimizer: Optimizer, surface: Surface) -> tuple[str, Graph] | None:
    """Record the limit of stability as a function of the momentum."""
    known, rule = stability_limit(optimizer, surface), stability_rule(optimizer)
    curvature = largest_curvature(surface)
    if known is None or rule is None or curvature is None:
        return None

    def limit(momentum: Any) -> Any:
        return rule.of_one(momentum) / curvature

    return known.formula, limit_of_momentum(limit)


def _push(run: Run) -> str:
    """Return what a method carries that `explain` draws as its momentum."""
    try:
        parts = ingredients(run.optimizer, run.surface, run.points[:, 0], 1)
    except InputError:
        return ""
    named = Explanation(parts, run, ()).momentum
    name = named[0].removesuffix("_hat").removesuffix("_next") if named else ""
    return name if name in run.optimizer.method.state else ""


def _outline(surface: Surface) -> Array:
    """Return the corners of the domain in the order of their neighbours, in two dimensions."""
    if isinstance(surface, Moved):
        return surface._from_inner(_outline(surface.surface))
    return _corners(surface.domain)


def _corners(box: Box) -> Array:
    """Return the corners of a box in the order of their neighbours; above two dimensions, two."""
    if box.dim > 2:
        return np.stack([box.low, box.high], axis=1)
    corners = np.array(list(product(*box.sides)), dtype=float).T
    return corners[:, [0, 1, 3, 2]] if box.dim == 2 else corners
