"""The compiled loop and that of NumPy: every number of the results has the same bits."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Barrier, get_ident
from threading import enumerate as enumerate_threads
from typing import Any

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import Optimizer
from optim_viz.runs import compilable, compiled, engine
from optim_viz.runs.batch import Batch
from optim_viz.runs.checkpoints import Checkpoints
from optim_viz.runs.costs import Budget, Cost
from optim_viz.runs.loop import descend
from optim_viz.runs.noise import Minibatch
from optim_viz.runs.notes import Notes, known, when
from optim_viz.runs.recorders import Nothing, Samples, Summary
from optim_viz.runs.results import Sweep
from optim_viz.runs.run import final_states, run, stream, sweep
from optim_viz.runs.several import Several
from optim_viz.runs.status import CODE, Status, is_held
from optim_viz.runs.workers import Workers
from optim_viz.schedules import cosine, polynomial
from optim_viz.tracing import descent, record
from optim_viz.tracing.calls import ARGUMENTS, loop_of
from optim_viz.tracing.frame import frame
from optim_viz.tracing.places import Watch
from optim_viz.tracing.record import Recorder
from optim_viz.tracing.stages import Stages
from optim_viz.tracing.vectors import branches
from surfaces import Array, Surface
from surfaces.custom.formulas import Formula

OURS = [name for name, method in optimizers.methods().items() if not method.library]

FEW = ("sgd", "momentum", "adam", "newton", "rprop", "polyak", "radam", "barzilai_borwein")

METHODS_THAT_STAY = {
    **dict.fromkeys(("steepest_descent", "bfgs", "lbfgs", "conjugate_gradient"), "in wolfe"),
    **dict.fromkeys(("armijo_descent", "damped_newton"), "in armijo"),
    "trust_region": "in _lowest_within",
    "regularized_newton": "only some runs ask",
}
"""Methods that stay with NumPy in two dimensions, and why."""


def reason(method: str, surface: str) -> str:
    """Return why a pair stays with NumPy; empty if it is compiled."""
    batch = Batch.of(optimizers.get(method), surface, None, 0, 0, 10)
    kind = compilable.kind_of(batch, 1e-8, 50, Nothing())
    found = kind if isinstance(kind, str) else compilable.loop_for(kind)
    return found if isinstance(found, str) else ""


@pytest.mark.parametrize("name", surfaces.names())
def test_all_families_are_compiled(name: str) -> None:
    found = reason("sgd", name)
    assert not found or (found in ARGUMENTS and loop_of(found) is None)


@pytest.mark.parametrize("method", optimizers.methods())
def test_methods_are_compiled_or_the_reason_is_known(method: str) -> None:
    found, why = reason(method, "rosenbrock"), METHODS_THAT_STAY.get(method, "")
    assert (why in found) if why else not found


def numbers(done: Sweep) -> dict[str, Any]:
    """Return every number of a result."""
    names = ("end", "value", "best", "stayed", "hits", "hit_steps", "taken", "unrefined", "spent")
    counts = {f"number of {name}s": n for name, n in done.evaluations._asdict().items()}
    return {name: getattr(done, name) for name in names} | counts


def differing(optimizer: Optimizer, surface: Surface, start: Array, **options: Any) -> list[str]:
    """Return in which numbers the engines differ."""
    ours = numbers(sweep(optimizer, surface, start, engine="numpy", **options))
    return differing_from(ours, optimizer, surface, start, **options)


def differing_from(
    ours: dict[str, Any], optimizer: Optimizer, surface: Surface, start: Array, **options: Any
) -> list[str]:
    """Return in which numbers the compiled engine differs from what NumPy has made."""
    theirs = numbers(sweep(optimizer, surface, start, engine="compiled", **options))
    return [
        name
        for name, value in ours.items()
        if value.dtype != theirs[name].dtype or value.tobytes() != theirs[name].tobytes()
    ]


def starts_around(surface: Surface, count: int = 37) -> Array:
    """Return points in the domain and some beyond, ``(d, count)``."""
    side = surface.domain.high - surface.domain.low
    low, high = surface.domain.low - 0.2 * side, surface.domain.high + 0.2 * side
    return np.random.default_rng(3).uniform(low, high, (count, surface.dim)).T


TARGETS = np.array([10.0, 1e-3, 1.0, 1e-3, -np.inf])
"""In no order, and one twice."""


@pytest.mark.parametrize("name", ["double_well", "rosenbrock", "saddle", "rastrigin", "wood"])
def test_compiled_runs_have_the_bits_of_numpy(name: str, used: list[object]) -> None:
    surface = surfaces.get(name)
    start = starts_around(surface)[..., np.newaxis]
    seen: set[int] = set()
    for method in OURS if name == "rosenbrock" else FEW:
        if reason(method, name) or (method == "polyak" and surface.lowest is None):
            continue
        one = optimizers.get(method)
        one = one.at_scale(np.array([1e-3, 0.1, 30.0])) if one.scale_is_open else one
        options = {"steps": 83, "targets": (surface.lowest or 0) + TARGETS}
        options["tolerance"] = 1e-3 if len(used) % 2 else 1e-8
        ours = numbers(sweep(one, surface, start, engine="numpy", **options))
        assert differing_from(ours, one, surface, start, **options) == [], method
        seen |= set(ours["unrefined"].ravel())
    assert len(used) >= 6
    assert len(seen) >= 3, "few kinds of ends were compared"


@pytest.mark.parametrize("budget", [None, 1.0, 2.0, 100.0, 100.5, 101.0])
@pytest.mark.parametrize("cost", ["steps", "evaluations", "evaluations:gradient=0,hessian=2.5"])
def test_costs_and_budgets_are_the_same(cost: str, budget: float, used: list[object]) -> None:
    surface = surfaces.get("himmelblau")
    options = {"steps": 60, "targets": TARGETS, "cost": Cost.read(cost), "budget": budget}
    for spec in ("momentum:lr=0.01", "newton", "sgd:lr=0.01"):
        one, start = optimizers.get(spec), starts_around(surface)
        assert differing(one, surface, start, **options, tolerance=1e-2) == []
        assert differing(one, surface, start, **options, tolerance=None) == []


def test_runs_without_targets_are_the_same(used: list[object]) -> None:
    for name in ("rosenbrock", "saddle", "wood"):
        surface = surfaces.get(name)
        for spec in ("sgd:lr=0.001", "adam:lr=1", "newton"):
            one, start = optimizers.get(spec), starts_around(surface, 300)
            assert differing(one, surface, start, steps=90) == []
            assert differing(one, surface, start, steps=90, tolerance=None) == []


def test_rates_that_change_are_the_same(used: list[object]) -> None:
    surface = surfaces.get("rosenbrock")
    for spec in ("adam:lr=cosine(0.1,60)", "nadam:lr=warmup(0.01,10)+cosine(0.01,50)"):
        one = optimizers.get(spec)
        assert differing(one, surface, starts_around(surface), steps=60, targets=TARGETS) == []


HELD = (
    surfaces.get("saddle"),
    surfaces.get("wood"),
    surfaces.Rotated(surfaces.get("himmelblau"), 30.0),
    Formula("(x - 3)**2 + 2*(y - 1)**2 + x*y", surfaces.Box((-2.0, 2.0), (-1.0, 0.5))),
)
"""Surfaces that runs leave, or would; on some the way down ends at an edge."""


def test_steps_that_are_projected_are_the_same(used: list[object]) -> None:
    at_edge = 0
    for surface in map(surfaces.constrained, HELD):
        for spec, noise in (("momentum:lr=0.01", 0.0), ("adam:lr=1", 0.1), ("newton", 0.0)):
            one, start = optimizers.get(spec), starts_around(surface)
            options = {"steps": 70, "targets": TARGETS, "tolerance": 1e-3, "noise": noise}
            assert differing(one, surface, start, **options) == [], (surface, spec)
            done = sweep(one, surface, start, **options, engine="numpy")
            ends = done.end[:, done.unrefined == CODE[Status.CONVERGED]]
            at_edge += int(is_held(surface, ends).sum())
    assert at_edge > 25


def test_a_callable_that_returns_an_array_stays_with_numpy(used: list[object]) -> None:
    surface, each = surfaces.get("rosenbrock"), np.linspace(1e-6, 2e-6, 37)
    for rate in (lambda t: each, lambda t: each if t else 1e-6, lambda t: np.array(1e-6)):
        one = optimizers.get("sgd").replace(lr=rate)
        assert differing(one, surface, starts_around(surface), steps=30, targets=TARGETS) == []


def test_very_many_steps_are_the_same(used: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """What all runs share is computed for some steps at once; of too many they stay with NumPy."""
    surface, start = surfaces.get("himmelblau"), starts_around(surfaces.get("himmelblau"))
    one, module = optimizers.get("adam:lr=cosine(0.1,60)"), "optim_viz.tracing.descent"
    monkeypatch.setattr(f"{module}._STEPS_AT_ONCE", 7)
    assert differing(one, surface, start, steps=60, targets=TARGETS) == []
    monkeypatch.setattr(f"{module}.MOST_SHARED", 30)
    assert differing(one, surface, start, steps=60, targets=TARGETS) == []


def test_a_schedule_for_each_run_is_the_same(used: list[object]) -> None:
    """A grid of schedules, one for every run, two knobs at once, and rates that are at a limit."""
    surface, rates = surfaces.get("himmelblau"), np.geomspace(1e-4, 1, 9)
    start, column = starts_around(surface), starts_around(surface)[..., np.newaxis]
    options = {"steps": 60, "targets": TARGETS, "tolerance": 1e-2}
    for spec in ("adam:lr=cosine", "sgd:lr=warmup(0.1,20)+cosine(0.3,40)", "radam:lr=inverse_sqrt"):
        one = optimizers.get(spec).at_scale(rates)
        assert differing(one, surface, column, **options, noise=0.1) == [], spec
        assert differing(one, surface, column, **options, workers=2) == [], spec
    alone = optimizers.get("adam").replace(
        lr=cosine(np.geomspace(1e-3, 1, 37), 60), beta1=polynomial(np.linspace(0.1, 0.9, 37), 60)
    )
    assert differing(alone, surface, start, **options) == []
    assert len(used) == 7


def test_very_many_schedules_stay_with_numpy() -> None:
    one = optimizers.get("sgd").replace(lr=cosine(np.linspace(0.1, 0.2, 2**19), 10))
    batch = Batch.of(one, "ravine", None, 0, 0, 10)
    found = compilable.kind_of(batch, None, 0, Nothing())
    assert found == "too many schedules differ between runs"


@pytest.mark.parametrize(
    "text", ["x**4 - 3*x**2 + x + y**2", "x**3 - y**2", "100*(y - x**2)**2 + (1 - x)**2"]
)
def test_formulas_are_the_same(text: str, used: list[object]) -> None:
    """Where there is no domain to leave, and where a function falls without bound."""
    surface = Formula(text)
    for spec in ("sgd:lr=0.02", "momentum:lr=0.3", "adam:lr=0.5", "newton"):
        one, start = optimizers.get(spec), starts_around(surface)
        assert differing(one, surface, start, steps=90, targets=TARGETS) == []


def test_functions_are_those_of_numpy(used: list[object]) -> None:
    """Where a step has to wait for exp, powers, or the angle of a point."""
    for name in ("ackley", "jennrich_sampson", "michalewicz", "helical_valley", "hartmann6"):
        surface = surfaces.get(name)
        for spec in ("adam:lr=0.1", "saddle_free_newton" if surface.dim == 2 else "sgd"):
            one, start = optimizers.get(spec), starts_around(surface)
            assert differing(one, surface, start, steps=50, targets=TARGETS) == [], (name, spec)


NOISES = (0.1, "relative(0.5)", "heavy(0.5,3)", "heavy(0.5,2)", np.linspace(0, 1, 37))


@pytest.mark.parametrize("tail", [0.0, 0.1])
@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: str(noise)[:12])
def test_noise_is_the_same(noise: Any, tail: float, used: list[object]) -> None:
    """Each run has its seed, and its errors are those of the gradients that it has asked for."""
    surface, seeds = surfaces.get("rosenbrock"), np.arange(37) % 5
    for spec in ("adam:lr=0.1", "barzilai_borwein", "momentum:lr=1e-3"):
        one, start = optimizers.get(spec), starts_around(surface)
        options = {"steps": 77, "targets": TARGETS, "noise": noise, "seed": seeds, "tail": tail}
        assert differing(one, surface, start, **options, tolerance=1e-1) == [], spec


@pytest.mark.parametrize("tolerance", [None, 0.3])
@pytest.mark.parametrize("budget", [1.0, 2.0, 100.0, 100.5, 101.0])
def test_noise_with_a_budget_is_the_same(
    budget: float, tolerance: float | None, used: list[object]
) -> None:
    """A run that cannot pay its last step stays where it is, and this counts among its last."""
    surface = surfaces.get("himmelblau")
    options = {"steps": 120, "targets": np.geomspace(60, 0.1, 40), "noise": 5.0, "tail": 0.2}
    options |= {"cost": Cost.read("evaluations:gradient=1,hessian=2.5"), "budget": budget}
    for spec in ("adam:lr=0.1", "newton", "sgd:lr=0.01"):
        one, start = optimizers.get(spec), starts_around(surface, 300)
        assert differing(one, surface, start, **options, tolerance=tolerance) == [], spec


def test_batches_of_data_stay_with_numpy() -> None:
    model = surfaces.get("linear_regression")
    batch = Batch.of(optimizers.get("sgd"), model, None, Minibatch(4), 0, 10)
    assert "batches of data" in str(compilable.kind_of(batch, 1e-8, 50, Nothing()))


@pytest.mark.parametrize("height", [1e-160, 1e-100, 1.0, 1e160])
def test_tiny_and_huge_determinants_are_the_same(height: float, used: list[object]) -> None:
    """The other way to solve a system is skipped where none of eight runs needs it."""
    surface = surfaces.Scaled(surfaces.get("himmelblau"), (1.0, 1.0), height)
    newton = optimizers.get("newton")
    assert branches(record(newton, surface).step)
    assert differing(newton, surface, starts_around(surface), steps=9, tolerance=0.0) == []


def test_many_knobs_differ_between_runs(used: list[object]) -> None:
    betas = np.array([0.0, 0.5, 0.9, 0.99])
    one = optimizers.get("momentum").replace(lr=np.geomspace(1e-4, 1, 7)[:, None], momentum=betas)
    start = starts_around(surfaces.get("rosenbrock"))[..., np.newaxis, np.newaxis]
    assert differing(one, surfaces.get("rosenbrock"), start, steps=50, targets=TARGETS) == []


def test_neither_threads_nor_pieces_change_anything(used: list[object]) -> None:
    surface, one = surfaces.get("himmelblau"), optimizers.get("momentum:lr=0.02")
    start = starts_around(surface, 6_001)
    assert differing(one, surface, start, steps=120, targets=TARGETS, workers=2) == []
    pieces = stream(one, surface, start, 120, targets=TARGETS, most=2_700, engine="compiled")
    whole = numbers(sweep(one, surface, start, 120, targets=TARGETS, engine="numpy"))
    joined = np.concatenate([piece.value for piece in pieces])
    assert joined.tobytes() == whole["value"].tobytes()


def test_ends_alone_are_the_same(used: list[object]) -> None:
    surface = surfaces.get("himmelblau")
    ours, theirs = (
        final_states("adam:lr=0.3", surface, starts_around(surface), 300, engine=one)
        for one in ("numpy", "compiled")
    )
    for name in ("point", "value", "taken", "unrefined"):
        assert getattr(ours, name).tobytes() == getattr(theirs, name).tobytes(), name


def test_paths_are_the_same(used: list[object]) -> None:
    """Every iterate and every value, whatever the place of a run among those that are left."""
    seen: set[tuple[int, int]] = set()
    for name in ("himmelblau", "saddle", "wood"):
        start = starts_around(surfaces.get(name), 300)
        for spec, noise in (("momentum:lr=0.02", 0.0), ("adam:lr=1", 0.1), ("newton", 0.0)):
            options = {"noise": noise, "tolerance": 1e-3}
            ours, theirs = (
                run(spec, name, start, 90, engine=one, **options) for one in ("numpy", "compiled")
            )
            seen |= set(zip(ours.taken.tolist(), ours.unrefined.tolist(), strict=True))
            for what in ("points", "values", "taken", "unrefined"):
                same = getattr(ours, what).tobytes() == getattr(theirs, what).tobytes()
                assert same, (name, spec, what)
    assert len(seen) > 50, "runs ended alike"


@dataclass(frozen=True)
class Everything:
    """Notes that depend on the value, on the step, and on themselves, with a function called."""

    initial = 0.0, -1.0, np.inf

    def update(self, step: Any, value: Any, *notes: Any) -> tuple[Any, ...]:
        total, last, root = notes
        return (
            total + known(value) / (1.0 + step),
            np.where(value < 1.0, step, last),
            when((step > 9) & (step < 40), lambda: np.minimum(np.log1p(np.abs(value)), root), root),
        )


def recorded(spec: str, surface: Surface, one: str) -> list[bytes]:
    """Return what several recorders keep of runs, and how these end."""
    batch = Batch.of(optimizers.get(spec), surface, starts_around(surface, 300), 0.1, 3, 61)
    size = batch.size
    summary = Summary(surface, (surface.lowest or 0.0) + TARGETS, size)
    notes = Notes(Everything(), size)
    samples = Samples(np.array([0, 7, 8, 61]), 61, size)
    whole, several = slice(0, size), Several(summary, notes, samples)
    ends = descend(batch, 1e-2, several, whole, Workers(), engine=one)
    seen = samples.sampled[:, np.newaxis] <= ends.taken
    kept = summary.best, summary.hits, notes.kept, np.where(seen, samples.values, 0.0)
    return [array.tobytes() for array in (*kept, ends.point, ends.taken, ends.unrefined)]


@pytest.mark.parametrize("name", ["himmelblau", "saddle", "rosenbrock", "ackley"])
def test_recorders_keep_the_same(name: str, used: list[object]) -> None:
    for spec in ("momentum:lr=0.02", "adam:lr=1", "newton"):
        ours, theirs = (recorded(spec, surfaces.get(name), one) for one in ("numpy", "compiled"))
        assert [a == b for a, b in zip(ours, theirs, strict=True)] == [True] * 7, spec


def test_a_function_is_called_only_at_steps_that_need_it() -> None:
    watch = Watch(None, 0, None, summarized=False, notes=Everything())
    rosenbrock = surfaces.get("rosenbrock")
    recorder = Recorder(rosenbrock, watching=watch.asks, notes=watch.notes)
    graph = recorder.record(optimizers.get("sgd")).step
    conditional = Stages(graph).conditions
    functions = [i for i, node in enumerate(graph.nodes) if node.operation == "log1p"]
    assert functions
    for i in functions:
        assert {graph.nodes[k].operation for k in conditional[i]} == {"logical_and"}


def test_what_looks_at_iterates_in_another_way_stays_with_numpy() -> None:
    batch = Batch.of(optimizers.get("sgd"), "ravine", None, 0, 0, 10)
    two = Several(*(Notes(Everything(), 1) for _ in range(2)))
    other = Checkpoints(lambda x: x, 2, [3], 1)
    for recorder in (two, other, Several(Nothing(), other)):
        assert compilable.kind_of(batch, None, 0, recorder) == "every iterate is looked at"
    notes, budget = Notes(Everything(), 1), Budget(Cost("steps"), 5.0)
    assert "middle of a step" in str(compilable.kind_of(batch, None, 0, notes, budget))


def test_a_loop_is_compiled_once_for_all_rates(used: list[object]) -> None:
    for rate in (0.01, 0.02):
        sweep(f"sgd:lr={rate}", "rosenbrock", steps=5, engine="compiled")
    assert all(one is other for one, other in pairwise(used))


def test_what_all_loops_share_is_compiled_once() -> None:
    pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")
    some = Watch(1e-8, 50, None, summarized=True, notes=Everything())
    other = Watch(1e-3, 50, -7.0, summarized=True, notes=replace(Everything()), noisy=True)
    assert frame(2, some) is frame(2, other)
    assert frame(2, some) is not frame(3, some)


def test_users_steps_are_compiled(used: list[object]) -> None:
    def signed(f: Any, x: Array, m: Any = 0.0, *, lr: float = 0.1) -> Any:
        m = 0.5 * m + f.gradient(x)
        return x - lr * np.sign(m), m

    surface = surfaces.get("rosenbrock")
    one = optimizers.as_optimizer(signed)
    assert differing(one, surface, starts_around(surface), steps=40, targets=TARGETS) == []


def test_stretches_are_compiled_where_steps_are_many(
    used: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then each step is taken by itself, with the same bits."""
    monkeypatch.setenv(engine.VARIABLE, "compiled")
    monkeypatch.setattr(compilable, "_loops", OrderedDict())
    surface, one = surfaces.get("beale"), optimizers.get("momentum:lr=0.01")
    start, options = starts_around(surface, 600), {"steps": 90, "targets": TARGETS}
    found = []
    for worth in (2**25, 2**16):
        monkeypatch.setattr(descent, "WORTH_STRETCHES", worth)
        found.append(numbers(sweep(one, surface, start, **options)))
        assert used[-1].has_stretches == (worth < 2**25)  # type: ignore[attr-defined]
    found.append(numbers(sweep(one, surface, start, **options, engine="numpy")))
    for name, value in found[0].items():
        assert {value.tobytes()} == {other[name].tobytes() for other in found[1:]}, name


@pytest.mark.parametrize("count", [1, 16, 17, 49, 100])
def test_however_many_runs_are_left_behind_the_last_full_vectors(
    count: int, used: list[object]
) -> None:
    """Four vectors of eight go side by side, and two where no more are left."""
    surface, one = surfaces.get("rosenbrock"), optimizers.get("sgd:lr=1e-3")
    start = starts_around(surface, count)
    assert differing(one, surface, start, steps=90, targets=TARGETS) == []
    assert used[-1].has_stretches  # type: ignore[attr-defined]


def test_what_fails_in_a_thread_beside_is_raised_and_no_other_block_is_begun() -> None:
    begun, here, both = [], get_ident(), Barrier(2, timeout=60)

    def run(block: slice) -> None:
        begun.append(block)
        both.wait()  # a block for each thread
        if get_ident() != here:
            raise ArithmeticError("beside")
        others = [one for one in enumerate_threads() if one.name.endswith("(work_beside)")]
        for one in others:
            one.join(60)

    with pytest.raises(ArithmeticError, match="beside"):
        compiled._share_out(run, [slice(i, i + 1) for i in range(9)], 2)
    assert len(begun) == 2


@pytest.mark.parametrize("nth", range(3))
@pytest.mark.parametrize("name", ["parse_assembly", "create_mcjit_compiler"])
def test_what_llvm_cannot_do_stays_with_numpy(
    name: str, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what all loops share, nor a step by itself, nor several steps at once."""
    binding = pytest.importorskip("llvmlite.binding", reason="the extra `fast` is not installed")
    asked, able = [0], getattr(binding, name)

    def refuse(*given: Any) -> Any:
        asked[0] += 1
        if asked[0] > nth:
            raise RuntimeError("LLVM ERROR: no such instruction")
        return able(*given)

    monkeypatch.setattr(binding, name, refuse)
    monkeypatch.setattr(compilable, "_loops", OrderedDict())
    surface, start = surfaces.get("himmelblau"), starts_around(surfaces.get("himmelblau"))
    steps = 330 + 40 * nth + 20 * len(name)  # no other loop has as many last values
    options = {"steps": steps, "targets": TARGETS, "tail": 0.1}
    for _ in range(2):
        assert differing(optimizers.get("sgd:lr=0.01"), surface, start, **options) == []
    assert asked[0] == nth + 1, "it is tried once"
