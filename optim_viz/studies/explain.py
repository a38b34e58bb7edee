"""One step taken apart: its ingredients as a table, and those that a picture draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.optimizers import AnyOptimizer, as_optimizer, as_surface
from optim_viz.recipes.base import RATES_FOR_ALL, TUNE_BY, read_tune_by
from optim_viz.recipes.explain import ExplainRecipe
from optim_viz.runs.noise import Noise
from optim_viz.runs.noise import get as read_noise
from optim_viz.runs.results import Run
from optim_viz.runs.run import run
from optim_viz.studies.compare import noise_in_words
from optim_viz.studies.step_trace import Ingredients, ingredients
from optim_viz.studies.tuning import details, rule, short_rule, tune
from optim_viz.text import words
from surfaces import AnySurface, Array, InputError
from surfaces.brief import Brief
from surfaces.specs import choose

_MOMENTA = ("m_hat", "m_next", "velocity", "m", "v")
"""Names that methods give to the mean of past gradients, the corrected one first."""

_VELOCITIES = ("velocity", "v")
"""Names that they give to the velocity."""

_SQUARES = ("squares", "h", "v", "s", "u")
"""Names that they give to the mean of past squares."""

_MAX_DOMAIN_SIZES = 1e6
"""A run that is this many times the size of the domain away from the origin is lost."""

Curvature = Literal["exact", "learnt", "absolute", "shifted"]
"""The second derivatives of a model: those of the surface, an estimate of them from gradients,
their absolute values, or their sum with a multiple of the identity."""


@dataclass(frozen=True)
class Row:
    """A line of the table; a quantity that does not exist before the step, or after it, is None."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, eq=False, repr=False)
class Model(Brief):
    """The parabola that a method puts in the surface's place: value, slope and curvature there."""

    at: Array
    value: float
    gradient: Array
    hessian: Array
    curvature: Curvature = "exact"

    @property
    def centre(self) -> Array | None:
        """The stationary point of the parabola ``(d,)``; None where it has none."""
        try:
            centre = self.at - np.linalg.solve(self.hessian, self.gradient)
        except np.linalg.LinAlgError:
            return None
        return centre if np.isfinite(centre).all() else None

    @property
    def kind(self) -> str:
        """Kind of that point: ``minimum``, ``maximum`` or ``saddle``."""
        curvatures = np.linalg.eigvalsh(self.hessian)
        if (curvatures > 0).all():
            return "minimum"
        return "maximum" if (curvatures < 0).all() else "saddle"

    def __call__(self, point: Array) -> Array:
        """Return the heights ``(*batch)`` of the parabola at points ``(d, *batch)``."""
        s = point - self.at.reshape(-1, *[1] * (point.ndim - 1))
        slope = np.tensordot(self.gradient, s, 1)
        return self.value + slope + (s * np.tensordot(self.hessian, s, 1)).sum(axis=0) / 2


class Part(StrEnum):
    """What a part of a step is."""

    VELOCITY = "velocity"
    GRADIENT = "gradient"
    AHEAD = "ahead"


class Term(NamedTuple):
    """A part of a step, and the way ``(d,)`` that it takes the iterate."""

    kind: Part
    move: Array


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Brief):
    """One step of a run, the run up to it, and the conditions."""

    parts: Ingredients
    run: Run
    """The whole run that the step belongs to."""
    conditions: tuple[str, ...]
    tuning: Mapping[str, Any] = field(default_factory=dict)
    """The tuning rule in plain data, if the rate was tuned."""
    summary: tuple[str, ...] = ()
    """The conditions in few words: where the run begins, how the rate was chosen."""

    @property
    def path(self) -> Array:
        """The iterates up to the one before the step, ``(d, step)``."""
        return self.run.points[:, : self.parts.step]

    @property
    def momentum(self) -> tuple[str, Array] | None:
        """The method's mean of gradients and its name, in the direction of its push; or None."""
        parts, method = self.parts, self.parts.optimizer.method
        for name in _MOMENTA:
            vector = self._known(name)
            if (name != "v" or "m" not in method.state) and np.shape(vector) == parts.point.shape:
                sign = np.sign(vector @ parts.move) if method.library else -1.0
                return name, sign * vector
        return None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The parts that the step of a method with velocity is the sum of, in their order.

        What is kept of the velocity and the gradient, or, where it looks ahead, the gradient and
        the look ahead. Empty for other methods.
        """
        parts = self.parts
        before, after = self._velocities
        lr, keeps = (parts.knobs.get(name) for name in ("lr", "momentum"))
        if not (isinstance(lr, float) and isinstance(keeps, float)):
            return ()
        gradient = Term(Part.GRADIENT, -lr * parts.seen)
        for factor in (-lr, 1.0):  # the rate outside the velocity, or inside
            for terms in (
                (Term(Part.VELOCITY, factor * keeps * before + 0 * parts.point), gradient),
                (gradient, Term(Part.AHEAD, factor * keeps * after + 0 * parts.point)),
            ):
                whole = terms[0].move + terms[1].move
                if np.allclose(whole, parts.move, rtol=1e-9, atol=1e-12 * np.abs(whole).max()):
                    return terms
        return ()

    @property
    def behind(self) -> Array | None:
        """The point ``(d,)`` from which the iterate was looked ahead to; None without look ahead.

        It is where the run stands in the variables in which Nesterov's method is often written.
        """
        parts, terms = self.parts, self.terms
        if not any(term.kind is Part.AHEAD for term in terms):
            return None
        before, after = self._velocities
        share = terms[-1].move @ after / (after @ after)
        return np.asarray(parts.point - share * before)

    @property
    def _velocities(self) -> tuple[Any, Any]:
        """The velocity before and after the step, where the method has one: else zeros."""
        name = next((one for one in _VELOCITIES if one in self.parts.after), "")
        return self.parts.before.get(name, 0.0), self.parts.after.get(name, 0.0)

    @property
    def rates(self) -> Array | None:
        """The length that each coordinate moves per unit of its (mean) gradient ``(d,)``.

        None for methods that have one rate for all coordinates.
        """
        parts, state = self.parts, self.parts.optimizer.method.state
        adaptive = any(name in state for name in _SQUARES[:2]) or (
            "m" in state and any(name in state for name in _SQUARES)
        )
        if not adaptive:
            return None
        with np.errstate(all="ignore"):
            rates = np.abs((parts.end - parts.named.get("shrunk", parts.point)) / self.pushed)
        return rates if np.isfinite(rates).all() else None

    @property
    def pushed(self) -> Array:
        """The vector that the rates multiply: the momentum, or the gradient where there is none."""
        return self.momentum[1] if self.momentum else -self.parts.seen

    @property
    def noisy(self) -> bool:
        """Whether the method has seen another gradient than the true one."""
        return not np.allclose(self.parts.seen, self.parts.gradient, rtol=1e-9, atol=0.0)

    @property
    def model(self) -> Model | None:
        """The parabola of a method that works with curvature, else None."""
        parts = self.parts
        curvature = _curvature(parts)
        if curvature is None:
            return None
        return Model(parts.point, float(parts.surface(parts.point)), parts.seen, *curvature)

    @property
    def radius(self) -> float | None:
        """Radius of the circle that the step may not leave; None where there is none."""
        if "radius" not in self.parts.optimizer.method.state:
            return None
        radius = self.parts.before.get("radius")
        return float(self.parts.knobs["first"] if radius is None else radius)

    @property
    def scheduled(self) -> dict[str, float]:
        """The knobs that are on a schedule, at their rate of this step."""
        given = self.parts.optimizer.knobs
        return {name: knob for name, knob in self.parts.knobs.items() if callable(given[name])}

    def rows(self) -> list[Row]:
        """Return every quantity of the step: iterate, gradient, state, what it computed, step."""
        parts = self.parts
        surface, state = parts.surface, parts.optimizer.method.state
        first = {
            "x": (parts.point, parts.end),
            "gradient": (parts.gradient, None),
            "gradient seen": (parts.seen if self.noisy else None, None),
        }
        scheduled = {name: (knob, None) for name, knob in self.scheduled.items()}
        asked = parts.optimizer.method.order == 2 and "hessian" not in {*state, *parts.named}
        curvature = {"hessian": (surface.hessian(parts.point) if asked else None, None)}
        carried = {name: (parts.before.get(name), parts.after.get(name)) for name in state}
        computed = {name: (None, value) for name, value in self._computed()}
        last = {
            "rates": (None, self.rates),
            "Δx": (None, parts.move),
            "f": (surface(parts.point), surface(parts.end)),
        }
        groups: list[dict[str, tuple[Any, Any]]]
        groups = [first, scheduled, curvature, carried, computed, last]
        return [
            Row(name, before, after)
            for group in groups
            for name, (before, after) in group.items()
            if before is not None or after is not None
        ]

    def _computed(self) -> Iterator[tuple[str, Any]]:
        """Yield the quantities that the step function names, without its state and arguments."""
        for name, value in self.parts.named.items():
            decided = np.asarray(value).dtype == bool
            if not (decided or name in self.parts.told or name in self.parts.after):
                yield name, value

    def _known(self, name: str) -> Any:
        after = self.parts.after
        return self.parts.named.get(name, after.get(name)) if name not in after else after[name]


def _curvature(parts: Ingredients) -> tuple[Array, Curvature] | None:
    """Return the second derivatives that the method works with, and of which kind they are."""
    method = parts.optimizer.method
    if method.order < 2:
        inverse = parts.before.get("inverse")
        if not isinstance(inverse, np.ndarray):
            return None
        return np.linalg.inv(inverse), "learnt"
    hessian = parts.surface.hessian(parts.point)
    if method.name == "saddle_free_newton":
        curvatures, axes = np.linalg.eigh(hessian)
        return axes * (np.abs(curvatures) + parts.knobs["damping"]) @ axes.T, "absolute"
    if "weight" in method.state:
        weight = parts.before.get("weight")
        weight = parts.knobs["damping"] if weight is None else weight
        return hessian + weight * np.eye(len(hessian)), "shifted"
    return hessian, "exact"


def explain(
    optimizer: AnyOptimizer,
    surface: AnySurface,
    start: npt.ArrayLike | None = None,
    step: int = 1,
    *,
    steps: int = ExplainRecipe.steps,
    lr: float | str = "tuned",
    noise: float | str | Noise = 0.0,
    seed: int = 0,
    tune_by: str = TUNE_BY,
) -> Explanation:
    """Take one step of one run apart.

    Parameters
    ----------
    optimizer, surface, start, step, steps, noise, seed
        As in `ingredients`.
    lr : "tuned", "default" or a number
        The rate where none was set by hand, as in `compare`.
    tune_by : text
        What the best rate is the best by, as in `tune`.

    Raises
    ------
    InputError
        A step that is no whole number of at least 1, or before which the run is lost.
    """
    if not (isinstance(step, int) and step >= 1):
        raise InputError(f"steps are counted from 1: there is no step {step}")
    optimizer, surface = as_optimizer(optimizer), as_surface(surface)
    noise, conditions, tuning = read_noise(noise), [], {}
    read_tune_by(tune_by)
    if isinstance(lr, str):
        choose(lr, RATES_FOR_ALL, "lr (a number, or a name):")
    if optimizer.scale_is_open and lr != "default":
        if isinstance(lr, str):
            noisy = bool(np.any(noise.size))
            optimizer = tune(
                optimizer, surface, start, steps, noise=noise, seed=seed, by=tune_by
            ).optimizer
            tuning = details(surface, noisy, tune_by)
            short = short_rule(tune_by)
            plain = not noisy or surface.lowest is None
            conditions.append(rule(surface, by=tune_by) if plain else short)
        else:
            optimizer = optimizer.at_scale(lr)
    parts = ingredients(optimizer, surface, start, step, steps=steps, noise=noise, seed=seed)
    taken = run(optimizer, surface, start, steps, noise=noise, seed=seed)
    farthest = _MAX_DOMAIN_SIZES * np.abs(surface.domain.sides).max()
    for what, at in (("is at", parts.point), ("then goes to", parts.end)):
        if not (np.abs(at) <= farthest).all():
            where = ", ".join(f"{x:.3g}" for x in at[:3]) + ", …" * (surface.dim > 3)
            raise InputError(
                f"{optimizer!r} on {surface} is lost by step {step}: it {what} ({where})"
                f"{', as the Hessian is singular there' if _lacks_a_step(parts) else ''}"
            )
    begin = ", ".join(f"{x:.4g}" for x in taken.points[:3, 0]) + ", …" * (surface.dim > 3)
    noisy_words = list(noise_in_words(noise, range(seed, seed + 1)))
    conditions += [words.start(begin), *noisy_words]
    known = words.best_rate_of_method(optimizer.title)
    chosen = [rule(surface) if surface.lowest is None else known] if tuning else []
    summary = words.start(begin), *chosen, *noisy_words
    return Explanation(parts, taken, tuple(conditions), tuning, summary)


def _lacks_a_step(parts: Ingredients) -> bool:
    """Return whether a step of second order has no end because the Hessian is singular."""
    hessian = parts.surface.hessian(parts.point)
    if parts.optimizer.method.order < 2 or np.isfinite(parts.end).all():
        return False
    return bool(np.isfinite(hessian).all() and np.linalg.matrix_rank(hessian) < len(hessian))


def study(recipe: ExplainRecipe) -> Explanation:
    """Take the step apart that a recipe asks for."""
    return explain(
        recipe.method,
        recipe.posed,
        recipe.start,
        recipe.step,
        steps=recipe.steps,
        lr=recipe.lr,
        noise=recipe.noise,
        seed=recipe.seed,
        tune_by=recipe.tune_by,
    )
