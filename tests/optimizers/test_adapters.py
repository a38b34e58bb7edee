"""Optimizers of other libraries as ours, where they are installed."""

import pickle
import sys

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import adapters, optimizers
from optim_viz.cli.pages import optimizer_facts, optimizer_page
from optim_viz.optimizers import adam, bfgs, get, newton
from surfaces import InputError

ROSENBROCK = surfaces.get("rosenbrock")


def paths(*specs, steps=80):
    return [optim_viz.run(get(spec), ROSENBROCK, steps=steps) for spec in specs]


@pytest.mark.parametrize("spec", ["torch.Adam", "optax.lion:learning_rate=0.1", "scipy.BFGS"])
def test_a_library_that_is_missing_is_named_in_one_line(spec, monkeypatch):
    library = spec.partition(".")[0]
    for name in ("torch", "jax", "optax", "scipy", "scipy.optimize"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, f"optim_viz.adapters.{library}", raising=False)
    with pytest.raises(InputError, match=rf"pip install 'optim-viz\[{library}\]'") as error:
        get(spec)
    assert "\n" not in str(error.value)
    with pytest.raises(ImportError, match=rf"^from_{library} needs .* 'optim-viz\[{library}\]'$"):
        getattr(adapters, f"from_{library}")(object)


def test_libraries_are_found_without_being_loaded():
    assert adapters.libraries() == ["optax", "scipy", "torch"]


def test_a_library_may_have_another_word_for_the_rate():
    def step(f, x, **knobs):
        return x - knobs["lr"] * f.gradient(x)

    words = {"lr": "learning_rate"}
    method = adapters.foreign(step, "lib", "down", {"lr": 0.1}, origin=(), words=words)
    assert method(learning_rate=0.2) == method(lr=0.2) == method().replace(learning_rate=0.2)
    assert str(method(lr=0.2)) == "lib.down:learning_rate=0.2"
    assert optim_viz.compare(ROSENBROCK, [method()], steps=5).runs[0].optimizer.given["lr"] != 0.1
    with pytest.raises(InputError, match=r"lib.down: lr is given twice"):
        method(lr=0.2, learning_rate=0.1)


class TestTorch:
    def test_what_runs_is_told(self):
        told = get("torch.Adam").method.library_call
        assert told.call.startswith("torch.optim.Adam(params, lr=0.001, betas=(0.9, 0.999), eps=")
        assert told.version == f"torch {self.torch.__version__}"
        assert told.manual.endswith("torch.optim.Adam.html")
        assert set(told.ours) == {"adam", "amsgrad"}

    @pytest.mark.parametrize(
        ("name", "switches"),
        [
            ("Adam", ["amsgrad", "decoupled_weight_decay"]),
            ("AdamW", ["amsgrad"]),
            ("SGD", ["nesterov"]),
            ("RMSprop", ["centered"]),
            ("NAdam", ["decoupled_weight_decay"]),
            ("Adadelta", []),
            ("Rprop", []),
        ],
    )
    def test_switches_that_change_no_iterate_are_idle(self, name, switches):
        method = get(f"torch.{name}").method
        listed = [one for one in method.knobs if one not in method.idle()]
        assert [one for one in listed if not isinstance(method.knobs[one], int | float)] == []
        assert [one for one in listed if isinstance(method.knobs[one], bool)] == switches
        assert {"foreach", "maximize", "differentiable"} <= set(method.idle())

    def test_what_cannot_be_tried_keeps_its_switches(self):
        assert get("torch.Muon").method.idle() == []

    def test_the_page_lists_what_a_reader_can_check(self):
        page = optimizer_page(get("torch.Adam"))
        assert page.count("foreach") == page.count("fused") == 1
        assert "amsgrad=False, decoupled_weight_decay=False)" in " ".join(page.split())
        assert "Left out, as the rule is the same with them: foreach, maximize" in page
        assert "  maximize                True" in optimizer_page(get("torch.Adam:maximize=true"))
        assert optimizer_facts(get("torch.SGD"))["idle_knobs"][0] == "maximize"

    torch = property(lambda self: pytest.importorskip("torch"))

    @pytest.fixture(autouse=True)
    def _needs(self):
        pytest.importorskip("torch")

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("torch.Adam:lr=0.1", "adam:lr=0.1"),
            ("torch.Adam:lr=0.1,beta1=0.5", "adam:lr=0.1,beta1=0.5"),
            ("torch.Adam:lr=cosine(0.1)", "adam:lr=cosine(0.1)"),
            ("torch.Adam:lr=0.1,weight_decay=0.1", "adam:lr=0.1,weight_decay=0.1"),
            ("torch.SGD:lr=0.001,weight_decay=0.1", "sgd:lr=0.001,weight_decay=0.1"),
            ("torch.Adam:lr=0.1,amsgrad=true", "amsgrad:lr=0.1"),
            ("torch.SGD:lr=0.001,momentum=0.9", "momentum:lr=0.001"),
            ("torch.SGD:lr=0.001,momentum=0.9,nesterov=true", "nesterov:lr=0.001"),
            ("torch.RMSprop", "rmsprop"),
        ],
    )
    def test_goes_the_same_way_as_ours(self, theirs, ours):
        first, second = paths(theirs, ours)
        np.testing.assert_allclose(first.points, second.points, rtol=1e-10)
        assert first.evaluations == second.evaluations

    def test_in_python(self):
        made = adapters.from_torch(self.torch.optim.Adam, lr=0.1, betas=(0.5, 0.9))
        assert str(made) == "torch.Adam:lr=0.1,beta1=0.5,beta2=0.9"
        assert made == get(str(made))
        assert pickle.loads(pickle.dumps(made)) == made

    def test_each_run_of_a_batch_is_as_alone(self):
        optimizer = adapters.from_torch(self.torch.optim.Adam)
        start = np.array([[-1.2, 1.0, 2.0], [1.0, 1.0, 0.0]])  # the second is there
        rates = np.array([0.1, 0.2, 0.3])
        run = optim_viz.run(optimizer.replace(lr=rates), ROSENBROCK, start, steps=20)
        assert run.taken.tolist() == [20, 0, 20]
        for i in (0, 2):
            alone = optim_viz.run(optimizer.replace(lr=rates[i]), ROSENBROCK, start[:, i], steps=20)
            np.testing.assert_array_equal(run.points[..., i], alone.points)

    def test_a_closure_pays_for_every_question(self):
        (run,) = paths("torch.LBFGS:lr=0.5,max_iter=4", steps=3)
        assert run.evaluations.value == run.evaluations.gradient > run.taken
        both = optim_viz.run(
            get("torch.LBFGS:lr=0.5,max_iter=4"), ROSENBROCK, [[-1.2, 0.0], [1.0, 0.0]], steps=3
        )
        assert both.evaluations.value[0] == run.evaluations.value
        assert (both.points[..., 0] == run.points).all()

    def test_noise_is_the_same_as_ours_sees(self):
        first, second = (
            optim_viz.run(get(spec), ROSENBROCK, steps=30, noise=1.0, seed=7)
            for spec in ("torch.SGD:lr=0.0001", "sgd:lr=0.0001")
        )
        np.testing.assert_allclose(first.points, second.points, rtol=1e-12)

    @pytest.mark.parametrize(
        ("spec", "message"),
        [
            ("torch.Adma", "unknown optimizer of torch: 'Adma'; did you mean Adam"),
            ("torch.Adam:rate=1", "unknown parameter of torch.Adam: 'rate'"),
            ("torch.Adam:lr=0", "torch.Adam: lr is greater than 0"),
            ("torch.Adam:amsgrad=maybe", "unknown value of torch.Adam: amsgrad"),
            ("torch.Adam:weight_decay=-1", "torch.Adam cannot be used here: Invalid weight_decay"),
            ("torch.SparseAdam", "torch.SparseAdam cannot be used here: .*dense gradients"),
            ("torch.Muon", "torch.Muon cannot be used here: .*2D"),
        ],
    )
    def test_what_cannot_be_used_is_said_in_one_line(self, spec, message):
        with pytest.raises(InputError, match=message) as error:
            optim_viz.run(get(spec), ROSENBROCK, steps=2)
        assert "\n" not in str(error.value)

    def test_every_optimizer_of_torch_runs_or_says_why_not(self):
        from optim_viz.adapters import torch

        ran, refused = set(), {}
        for name in torch._names():
            try:
                run = optim_viz.run(get(f"torch.{name}:lr=0.001"), ROSENBROCK, steps=5)
            except InputError as error:
                refused[name] = str(error)
            else:
                ran.add(name)
                assert np.isfinite(run.points).all()
        assert len(ran) >= 13
        assert refused.keys() <= {"SparseAdam", "Muon"}
        assert all("cannot be used here: " in said for said in refused.values())

    def test_one_of_your_own(self):
        class Mine(self.torch.optim.Optimizer):
            def __init__(self, params, lr, *, brake=0.5, **more):
                super().__init__(params, {"lr": lr, "brake": brake})

            def step(self, closure=None):
                for group in self.param_groups:
                    for p in group["params"]:
                        p.data -= group["lr"] * group["brake"] * p.grad

        made = adapters.from_torch(Mine, lr=[0.001, 0.002])
        ours = get("sgd").replace(lr=np.array([0.0005, 0.001]))
        first, second = (optim_viz.run(one, ROSENBROCK, steps=20) for one in (made, ours))
        np.testing.assert_allclose(first.points, second.points, rtol=1e-12)
        assert made.method.knobs == {"lr": 1e-3, "brake": 0.5}

    def test_it_cannot_be_taken_apart(self):
        with pytest.raises(InputError, match="opaque"):
            optim_viz.ingredients(get("torch.Adam"), ROSENBROCK)


class TestOptax:
    @pytest.fixture(autouse=True)
    def optax(self):
        return pytest.importorskip("optax")

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("optax.adam:learning_rate=0.1", "adam:lr=0.1"),
            ("optax.adam:learning_rate=cosine(0.1)", "adam:lr=cosine(0.1)"),
            ("optax.rmsprop:learning_rate=0.01", "optax.rmsprop:lr=0.01"),
            ("optax.lion:learning_rate=0.01,weight_decay=0", "lion:lr=0.01"),
            ("optax.sgd:learning_rate=0.001", "sgd:lr=0.001"),
        ],
    )
    def test_goes_the_same_way_as_ours(self, theirs, ours):
        first, second = paths(theirs, ours)
        np.testing.assert_allclose(first.points, second.points, rtol=1e-10)
        assert first.evaluations == second.evaluations

    def test_in_python(self, optax):
        made = adapters.from_optax(optax.adam, learning_rate=0.1)
        assert made == adapters.from_optax(optax.adam, lr=0.1)
        assert made == get("optax.adam:learning_rate=0.1")
        assert pickle.loads(pickle.dumps(made)) == made
        finished = adapters.from_optax(optax.chain(optax.clip(1.0), optax.sgd(0.1)))
        run = optim_viz.run(finished, ROSENBROCK, steps=3)
        assert (np.abs(np.diff(run.points)) <= 0.1 + 1e-12).all()
        with pytest.raises(InputError, match="takes no knobs"):
            adapters.from_optax(optax.adam(0.1), learning_rate=1)

    def test_what_runs_is_told(self, optax):
        told = get("optax.adam:learning_rate=0.1").method.library_call
        assert told.call.startswith("optax.adam(learning_rate, b1=0.9, b2=0.999, eps=1e-08")
        assert told.version == f"optax {optax.__version__}"
        assert list(told.ours) == ["adam"]

    def test_its_rate_is_a_rate_like_any_other(self):
        """It is tuned, told and drawn as ``lr``, and typed as optax has it, lest ours be meant."""
        surface = surfaces.get("ravine")
        left_open = optim_viz.compare(surface, [get("optax.adam"), adam()], steps=20)
        theirs, ours = left_open.runs
        assert theirs.optimizer.knobs["lr"] == ours.optimizer.knobs["lr"]
        np.testing.assert_allclose(theirs.points, ours.points, rtol=1e-9)
        for spec in ("optax.rmsprop:learning_rate=0.01", "optax.novograd:lr=cosine(0.1)"):
            assert get(str(get(spec))) == get(spec)
        assert str(get("optax.novograd:lr=0.1")) == "optax.novograd:learning_rate=0.1"

    def test_each_run_of_a_batch_is_as_alone(self, optax):
        """Also where the transformation looks at the whole vector of a run."""
        optimizer = adapters.from_optax(
            lambda learning_rate: optax.chain(
                optax.clip_by_global_norm(1.0), optax.adam(learning_rate)
            )
        )
        start = np.array([[-1.2, 1.0, 2.0], [1.0, 1.0, 0.0]])
        rates = np.array([0.1, 0.2, 0.3])
        run = optim_viz.run(optimizer.replace(learning_rate=rates), ROSENBROCK, start, steps=20)
        assert run.taken.tolist() == [20, 0, 20]
        for i in (0, 2):
            made = optimizer.replace(learning_rate=rates[i])
            alone = optim_viz.run(made, ROSENBROCK, start[:, i], steps=20)
            np.testing.assert_allclose(run.points[..., i], alone.points, rtol=1e-12)

    def test_the_precision_of_jax_elsewhere_is_left_alone(self, optax):
        jax = pytest.importorskip("jax")
        before = jax.numpy.ones(1).dtype
        paths("optax.adam:learning_rate=0.1", steps=2)
        assert jax.numpy.ones(1).dtype == before

    def test_wrong_text(self):
        with pytest.raises(
            InputError, match="unknown optimizer of optax: 'lyon'; did you mean lion"
        ):
            get("optax.lyon:learning_rate=1")
        with pytest.raises(InputError, match=r"unknown parameter of optax.novograd: 'rate'"):
            get("optax.novograd:rate=1")
        with pytest.raises(InputError, match=r"optax.novograd: lr is given twice"):
            get("optax.novograd:lr=1,learning_rate=2")
        with pytest.raises(InputError, match=r"optax.lbfgs cannot be used here: .*value_fn"):
            optim_viz.run(get("optax.lbfgs:learning_rate=0.1"), ROSENBROCK, steps=1)


class TestScipy:
    @pytest.fixture(autouse=True)
    def scipy(self):
        return pytest.importorskip("scipy.optimize")

    @pytest.mark.parametrize(
        "method",
        ["Nelder-Mead", "Powell", "CG", "BFGS", "Newton-CG", "L-BFGS-B", "TNC", "trust-exact"],
    )
    def test_its_iterates_and_its_costs(self, scipy, method):
        asked = {"value": 0, "gradient": 0, "hessian": 0}
        theirs = [np.array(ROSENBROCK.start)]
        at = []

        def counted(what, function):
            def ask(x):
                asked[what] += 1
                return function(x)

            return ask

        def note(x):
            theirs.append(x.copy())
            at.append(tuple(asked.values()))

        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scipy.minimize(
                counted("value", ROSENBROCK),
                ROSENBROCK.start,
                jac=counted("gradient", ROSENBROCK.gradient),
                hess=counted("hessian", ROSENBROCK.hessian),
                method=method,
                callback=note,
                tol=1e-14,
                options={"maxiter": 1000},
            )
        run = optim_viz.run(get(f"scipy.{method}"), ROSENBROCK, steps=30)
        steps = min(int(run.taken), len(theirs) - 1)
        np.testing.assert_array_equal(run.points[:, : steps + 1].T, theirs[: steps + 1])
        assert tuple(map(int, run.evaluations)) == at[steps - 1]

    def test_it_is_found_in_small_letters_and_keeps_its_options(self, scipy):
        made = get("scipy.bfgs:gtol=1e-3")
        run = optim_viz.run(made, ROSENBROCK, steps=100)
        assert run.status == "stopped by itself", "SciPy stopped before our tolerance"
        theirs = scipy.minimize(
            ROSENBROCK,
            ROSENBROCK.start,
            jac=ROSENBROCK.gradient,
            method="BFGS",
            options={"gtol": 1e-3},
        )
        assert run.taken == theirs.nit
        assert optim_viz.run(made, ROSENBROCK, steps=theirs.nit).status == "budget spent"
        assert np.linalg.norm(ROSENBROCK.gradient(run.end)) < 1e-2
        assert pickle.loads(pickle.dumps(made)) == made
        assert adapters.from_scipy("bfgs", gtol=1e-3) == made

    def test_each_run_of_a_batch_is_as_alone(self):
        start = np.array([[-1.2, 1.0, 2.0], [1.0, 1.0, 0.0]])
        run = optim_viz.run(get("scipy.BFGS"), ROSENBROCK, start, steps=50)
        for i in range(3):
            alone = optim_viz.run(get("scipy.BFGS"), ROSENBROCK, start[:, i], steps=50)
            assert (run.points[..., i] == alone.points).all()
            assert [c[i] for c in run.evaluations] == list(alone.evaluations)

    @pytest.mark.parametrize(
        ("spec", "message"),
        [
            ("scipy.BFSG", "unknown optimizer of scipy: 'bfsg'; did you mean bfgs"),
            ("scipy.BFGS:gtool=1", "scipy.BFGS knows no option 'gtool'"),
        ],
    )
    def test_wrong_text(self, spec, message):
        with pytest.raises(InputError, match=message):
            get(spec)


class TestMinimize:
    """Ours through `scipy.optimize.minimize`."""

    @pytest.fixture(autouse=True)
    def scipy(self):
        return pytest.importorskip("scipy.optimize")

    def test_the_result_is_that_of_a_run(self, scipy):
        result = scipy.minimize(
            ROSENBROCK,
            (-1.2, 1.0),
            jac=ROSENBROCK.gradient,
            method=adam(lr=0.1),
            options={"maxiter": 50},
        )
        run = optim_viz.run(adam(lr=0.1), ROSENBROCK, (-1.2, 1.0), steps=50)
        np.testing.assert_array_equal(result.x, run.end)
        assert result.fun == run.values[-1]
        np.testing.assert_array_equal(result.jac, ROSENBROCK.gradient(run.end))
        assert isinstance(result, scipy.OptimizeResult)
        assert (result.nit, result.success, result.status) == (50, False, 1)
        assert "budget spent" in result.message
        assert result.nfev == 1, "only the last value was needed"
        assert result.njev == 51

    def test_convergence_is_success(self, scipy):
        result = scipy.minimize(
            ROSENBROCK,
            (-1.2, 1.0),
            jac=ROSENBROCK.gradient,
            hess=ROSENBROCK.hessian,
            method=newton(),
            tol=1e-6,
        )
        assert (result.success, result.status) == (True, 0)
        np.testing.assert_allclose(result.x, 1, rtol=1e-8)

    @pytest.mark.parametrize("name", ["bfgs", "lbfgs", "conjugate_gradient"])
    def test_without_a_gradient_it_stops_where_differences_see_none(self, scipy, name):
        result = scipy.minimize(ROSENBROCK, (-1.2, 1.0), method=get(name))
        assert result.success, result.message
        np.testing.assert_allclose(result.x, 1, atol=1e-5)
        assert result.njev == 0
        sooner = scipy.minimize(ROSENBROCK, (-1.2, 1.0), method=get(name), options={"gtol": 1e-3})
        assert sooner.nit < result.nit

    def test_every_call_is_counted_and_none_is_made_twice(self, scipy):
        points = {"fun": [], "jac": []}

        def fun(x, scale):
            points["fun"].append(tuple(x))
            return scale * ROSENBROCK(x)

        def jac(x, scale):
            points["jac"].append(tuple(x))
            return scale * ROSENBROCK.gradient(x)

        result = scipy.minimize(fun, (-1.2, 1.0), args=(2.0,), jac=jac, method=bfgs(), tol=1e-6)
        assert result.success
        assert (result.nfev, result.njev) == (len(points["fun"]), len(points["jac"]))
        assert len(set(points["jac"])) == len(points["jac"])

    def test_without_a_gradient_it_is_estimated(self, scipy):
        result = scipy.minimize(ROSENBROCK, (-1.2, 1.0), method=bfgs(), tol=1e-5)
        assert result.success
        np.testing.assert_allclose(result.x, 1, rtol=1e-5)
        assert result.njev == 0
        assert result.nfev > 2 * 2 * result.nit

    def test_a_function_that_returns_both(self, scipy):
        result = scipy.minimize(
            lambda x: (ROSENBROCK(x), ROSENBROCK.gradient(x)),
            (-1.2, 1.0),
            jac=True,
            method=bfgs(),
            tol=1e-6,
        )
        assert result.success

    def test_callbacks_of_both_kinds(self, scipy):
        seen = []
        for callback in (
            lambda xk: seen.append(xk),
            lambda intermediate_result: seen.append(intermediate_result.x),
        ):
            scipy.minimize(
                ROSENBROCK,
                (-1.2, 1.0),
                jac=ROSENBROCK.gradient,
                method=adam(lr=0.1),
                callback=callback,
                options={"maxiter": 3},
            )
        run = optim_viz.run(adam(lr=0.1), ROSENBROCK, (-1.2, 1.0), steps=3)
        np.testing.assert_array_equal(np.array(seen).T, np.tile(run.points[:, 1:], 2))

    def test_a_callback_may_stop_it(self, scipy):
        def stop(xk):
            raise StopIteration

        result = scipy.minimize(
            ROSENBROCK, (-1.2, 1.0), jac=ROSENBROCK.gradient, method=adam(), callback=stop
        )
        assert (result.nit, result.success, result.status) == (1, False, 99)

    def test_divergence_is_a_result(self, scipy):
        result = scipy.minimize(
            ROSENBROCK, (-1.2, 1.0), jac=ROSENBROCK.gradient, method=get("sgd:lr=1")
        )
        assert (result.success, result.status) == (False, 3)
        assert np.isfinite(result.x).all()

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"bounds": [(0, 1), (0, 1)]}, "adam knows no bounds"),
            ({"constraints": {"type": "eq", "fun": sum}}, "adam knows no constraints"),
            ({"options": {"maxit": 3}}, "adam knows no option 'maxit'"),
            ({"method": newton()}, "newton is of second order and needs hess"),
            ({"method": adam(lr=[0.1, 0.2])}, "minimize runs one optimizer"),
        ],
    )
    def test_what_it_cannot_do(self, scipy, options, message):
        with pytest.raises(InputError, match=message):
            scipy.minimize(
                ROSENBROCK,
                (-1.2, 1.0),
                **{"jac": ROSENBROCK.gradient, "method": adam(), **options},
            )


def test_their_names_do_not_hide_our_conventions():
    assert optimizers.get("optax.rmsprop:lr=0.1").method.library == "optax"
    assert optimizers.get("optax.rmsprop").method is optimizers.methods()["optax.rmsprop"]
