"""What is recorded of a step has the bits of an ordinary run, or the reason is known why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.linalg import eigen, solve
from optim_viz.optimizers import Optimizer, optimizer
from optim_viz.runs.run import run
from optim_viz.tracing import NotRecorded, Recording, record
from optim_viz.tracing.record import Recorder
from surfaces import Array, InputError, Surface
from surfaces.custom.formulas import Formula

STEPS = 3

SEARCHING = {
    **dict.fromkeys(("steepest_descent", "bfgs", "lbfgs", "conjugate_gradient"), "in wolfe"),
    **dict.fromkeys(("armijo_descent", "damped_newton"), "in armijo"),
    "trust_region": "in _lowest_within",
}
"""Methods with a loop that ends when the numbers say so, and where it stands."""

OURS = [name for name, method in optimizers.methods().items() if not method.library]
CONVENTIONS = [name for name, method in optimizers.methods().items() if method.library]
FEW = ("double_well", "rosenbrock", "rastrigin", "ackley", "monkey_saddle", "powell_singular")
"""One, two and four dimensions: other conventions of a method ask a surface for nothing else."""
ALWAYS = ("sgd", "nesterov", "polyak", "newton", "bfgs", "trust_region")
"""Methods that ask for all that a surface has, and those that cannot be recorded."""


def methods_on(name: str) -> list[str]:
    """Return all methods on a few surfaces, and on each other one those of a third in turn."""
    if name in FEW:
        return OURS + CONVENTIONS
    return [one for one in OURS if one in ALWAYS] + _others()[surfaces.names().index(name) % 3 :: 3]


def _others() -> list[str]:
    return [one for one in OURS if one not in ALWAYS]


def reason(method: str, surface: Surface) -> str:
    """Return what a recording stops at; empty if it does not."""
    if method in SEARCHING:
        on_the_way = surface.dim > 2 and method in ("damped_newton", "trust_region")
        return "flatnonzero" if on_the_way else SEARCHING[method]
    return "flatnonzero" if surface.dim > 2 and _is_second_order(method) else ""


def _is_second_order(method: str) -> bool:
    return optimizers.methods()[method].order == 2


@cache
def starts(surface: Surface) -> Array:
    """Return five points of the domain, ``(d, 5)``, the start among them."""
    box = surface.domain
    points = np.random.default_rng(1).uniform(box.low, box.high, size=(4, surface.dim))
    return np.vstack([surface.start, points]).T


def bits(numbers: Array) -> bytes:
    """Return the bits, with one NaN for all of them."""
    return np.where(np.isnan(numbers), np.nan, numbers).tobytes()


def differing(recording: Recording) -> Iterator[int]:
    """Yield the steps at which a run and its recording differ; ended runs are not compared."""
    begin = starts(recording.surface)
    real = run(recording.optimizer, recording.surface, begin, steps=STEPS)
    replayed = recording.run(begin, STEPS)
    for t in range(real.points.shape[1]):
        live = real.taken >= t
        if bits(real.points[:, t, live]) != bits(replayed[t][:, live]):
            yield t


@pytest.mark.parametrize("name", surfaces.names())
def test_every_method_is_recorded_with_its_bits_or_the_reason_is_known(name: str) -> None:
    surface = surfaces.get(name)
    recorder = Recorder(surface)
    for method in methods_on(name):
        if method == "polyak" and surface.lowest is None:
            with pytest.raises(InputError, match="lowest value"):
                recorder.record(optimizers.get(method))
        elif why := reason(method, surface):
            with pytest.raises(NotRecorded, match=why):
                recorder.record(optimizers.get(method))
        else:
            recording = recorder.record(optimizers.get(method))
            assert list(differing(recording)) == [], method


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "ravine"])
def test_a_knob_that_is_zero_can_be_an_input_without_changing_bits(name: str) -> None:
    recorder = Recorder(surfaces.get(name))
    tried = set()
    for method in OURS + CONVENTIONS if name in FEW else OURS:
        optimizer = optimizers.get(method)
        zeros = [knob for knob, value in optimizer.knobs.items() if value == 0.0]
        if zeros and not reason(method, recorder.surface):
            recording = recorder.record(optimizer, zeros)
            assert {one.name for one in recording.step.inputs} >= set(zeros), method
            assert list(differing(recording)) == [], method
            shifted = dict.fromkeys(zeros, 0.125)
            changed = recorder.record(optimizers.get(method, **shifted))
            begin = starts(recorder.surface)
            others = recording.run(begin, 5, shifted), changed.run(begin, 5)
            for one, other in zip(*others, strict=True):
                assert bits(one) == bits(other), method
            tried.add(method)
    assert tried >= {"sgd", "momentum", "nesterov", "adam", "lion", "saddle_free_newton"}


def test_most_methods_are_recorded() -> None:
    assert len(SEARCHING) == 7
    assert len(OURS + CONVENTIONS) - len(SEARCHING) >= 50


@pytest.mark.parametrize(
    "surface",
    [
        surfaces.get("griewank:dim=8"),
        surfaces.get("rosenbrock:dim=10"),
        surfaces.get("ackley:dim=9"),
        surfaces.Rotated(surfaces.get("ackley"), 30),
        surfaces.Shifted(surfaces.get("rastrigin"), (1.0, 2.0)),
        surfaces.Scaled(surfaces.get("peaks"), (2.0, 3.0), 0.5),
        surfaces.Plane(surfaces.get("rosenbrock:dim=4"), (0, 0, 0, 0), (1, 0, 2, 0), (0, 1, 0, 1)),
        Formula("x**4 - 3*x**2 + x + y**2 + exp(-x)*sin(3*y)"),
        surfaces.maximized(surfaces.get("himmelblau")),
    ],
    ids=str,
)
def test_surfaces_in_other_coordinates_and_formulas_are_recorded(surface: Surface) -> None:
    for method in ("adam", "newton" if surface.dim == 2 else "normalized_descent"):
        assert list(differing(record(optimizers.get(method), surface))) == []


def test_knobs_are_inputs_that_may_differ_between_runs() -> None:
    ravine = surfaces.get("ravine")
    recording = record(optimizers.get("adam"), ravine)
    rates = np.array([1e-3, 0.1, 2.0])
    replayed = recording.run(np.array([ravine.start] * 3).T, 5, {"lr": rates, "beta1": 0.5})
    real = run(optimizers.get("adam", lr=rates, beta1=0.5), ravine, steps=5)
    assert bits(real.points.swapaxes(0, 1)) == bits(np.array(replayed))


def test_a_singular_system_is_recorded_with_its_other_way() -> None:
    """The way for determinants beyond the numbers is chosen run by run, on symbols as well."""
    matrices = np.empty((2, 2, 4))
    matrices[0] = np.array([[2.0, 0, 1e-170, 1], [1.0, 0, 0, 1]])
    matrices[1] = np.array([[1.0, 0, 0, 1], [3.0, 0, 3e-170, 1]])
    vectors = np.array([[1.0, 1, 1e-170, 1], [2.0, 1, 1e-170, 2]])
    with np.errstate(all="ignore"):
        together = solve(matrices, vectors)
        alone = [solve(matrices[..., i : i + 1], vectors[:, i : i + 1]) for i in range(4)]
    assert bits(together) == bits(np.concatenate(alone, axis=1))
    assert np.allclose(together[:, 0], (0.2, 0.6))
    assert np.allclose(together[:, 2], (1, 1 / 3))


def test_zero_knobs_stay_what_they_are() -> None:
    plain = record(optimizers.get("sgd"), surfaces.get("bowl"))
    decayed = record(optimizers.get("sgd:weight_decay=0.1"), surfaces.get("bowl"))
    assert {key.name for key in plain.step.inputs} == {"x", "lr"}
    assert {key.name for key in decayed.step.inputs} == {"x", "lr", "weight_decay"}


def signed(f, x, m=0.0, *, lr=0.1):
    m = 0.5 * m + np.array([f.gradient(x)[0], *f.gradient(x)[1:]])
    return x - lr * np.sign(m) * np.linalg.norm(m, axis=0), m


def test_users_steps_are_recorded() -> None:
    made = optimizers.as_optimizer(signed)
    assert list(differing(record(made, surfaces.get("rosenbrock")))) == []


def deciding(f, x, *, lr=0.1):
    g = f.gradient(x)
    return x - lr * g if np.abs(g).max() > 1 else x


def mixing(f, x, *, lr=0.1):
    return x - lr * f.gradient(x) / len(x.T) * x.sum(axis=1, keepdims=True)


def swapping(f, x, *, lr=0.1):
    return x - lr * f.gradient(x)[:, ::-1]


def hiding(f, x, *, lr=0.1):
    moved = np.zeros(x.shape)
    moved += x - lr * f.gradient(x)
    return moved


def changing(f, x, *, lr=0.1):
    x -= lr * f.gradient(x)
    return x


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (deciding, "numbers decide in deciding: `return x - lr"),
        (mixing, "a run depends on another"),
        (swapping, "a run depends on another"),
        (hiding, "hides symbols in hiding"),
        (changing, "read-only"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_steps_that_need_numbers_are_refused_with_the_line(step: object, why: str) -> None:
    with pytest.raises(NotRecorded, match=why):
        record(optimizers.as_optimizer(step), surfaces.get("ravine"))


def counting(f, x, *, lr=0.1):
    return x - lr * f.gradient(x) / x.shape[1]


def test_a_step_that_counts_the_runs_is_noticed() -> None:
    """What divides by the number of runs would be right for the two that are recorded only."""
    with pytest.raises(NotRecorded, match="first steps are other than what was recorded"):
        record(optimizers.as_optimizer(counting), surfaces.get("ravine"))


def beginning(f, x, m=0.0, *, lr=0.1):
    m = f.gradient(x) * (2.0 if isinstance(m, float) else 1.0) + 0.0 * m
    return x - lr * m, m


def test_a_first_step_that_is_told_by_its_type_is_noticed() -> None:
    with pytest.raises(NotRecorded, match="first steps are other than what was recorded"):
        record(optimizers.as_optimizer(beginning), surfaces.get("ravine"))


MIXER = np.array([[0.1, 0.7], [1 / 3, 0.9]])


def handing_to_blas(f, x, *, lr=0.1):
    along, across = f.gradient(x)
    return x - lr * (MIXER @ np.array([along + 0.1, across / 3]))


def test_another_order_of_a_sum_is_noticed() -> None:
    """BLAS fuses what is multiplied and added: NumPy's loop over symbols does not."""
    with suppress(NotRecorded):
        recording = record(optimizers.as_optimizer(handing_to_blas), surfaces.get("rosenbrock"))
        assert list(differing(recording)) == []


@pytest.mark.parametrize("name", surfaces.model_families())
def test_models_of_data_are_refused_with_the_line(name: str) -> None:
    with pytest.raises(NotRecorded, match=r"in slopes|in sigmoid|in forward"):
        record(optimizers.get("adam"), surfaces.get(name))


def test_methods_that_treat_runs_one_by_one_are_refused() -> None:
    @optimizer
    def alone(f, x, *, lr=0.1):
        return x - lr * f.single(0).gradient(x[:, 0])[:, np.newaxis]

    with pytest.raises(NotRecorded, match="a library runs it"):
        record(Optimizer(alone, {}), surfaces.get("ravine"))


def test_eigenvalues_of_two_rows_are_recorded() -> None:
    assert not reason("saddle_free_newton", surfaces.get("monkey_saddle"))
    assert eigen(np.eye(2)[:, :, np.newaxis].repeat(2, axis=2))[0].tolist() == [[1, 1], [1, 1]]
