"""What is no number, no name and no list gets an error that says what was expected."""

import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.optimizers import adam
from optim_viz.plots.style.themes import theme
from surfaces import InputError

RAVINE = surfaces.get("ravine")
NO_STARTS = [(1j, 2), "ab", "1,2", {1, 2}, [[1, 2], [3]], ..., (None, 2), ["a", 1]]
NO_NAMES = [None, 3, 2.5, ["adam"], {"adam": 1}]


@pytest.mark.parametrize("start", NO_STARTS, ids=repr)
def test_starts_are_real_numbers(start):
    for door in (optim_viz.run, optim_viz.tune):
        with pytest.raises(InputError, match=r"a start is (made of real numbers|finite)"):
            door(adam(), RAVINE, start=start)


@pytest.mark.parametrize("steps", [True, False, 2.5, "10", None, 0, -1], ids=repr)
def test_steps_are_whole_numbers_and_no_truth(steps):
    for door in (optim_viz.run, optim_viz.tune):
        with pytest.raises(InputError, match="steps is a whole number, at least 1, not"):
            door(adam(), RAVINE, steps=steps)


@pytest.mark.parametrize("noise", [True, 1j, None], ids=repr)
def test_noise_is_a_number(noise):
    with pytest.raises(InputError, match=r"the size of a noise is a (finite )?number,"):
        optim_viz.run(adam(), RAVINE, noise=noise)


@pytest.mark.parametrize("rate", ["fast", None, True, 1j, {}], ids=repr)
def test_rates_are_numbers(rate):
    with pytest.raises(InputError, match="lr is a number or a schedule, not"):
        adam(lr=rate)


@pytest.mark.parametrize("name", NO_NAMES, ids=repr)
@pytest.mark.parametrize("get", [surfaces.get, optimizers.get], ids=["surfaces", "optimizers"])
def test_names_are_text(get, name):
    with pytest.raises(InputError, match=r"text, as in .*(ravine|adam).*, not"):
        get(name)


@pytest.mark.parametrize("given", ["adam", adam(), 3], ids=repr)
def test_optimizers_are_a_list(given):
    with pytest.raises(InputError, match=r"optimizers are a list, as in \['adam', 'sgd'\], not"):
        optim_viz.compare(RAVINE, given)


@pytest.mark.parametrize("value", ["a", None, True, 1j, [1]], ids=repr)
def test_parameters_of_surfaces_are_numbers(value):
    for family, name in [(surfaces.Rosenbrock, "steepness"), (surfaces.Rosenbrock, "dim"),
                         (type(RAVINE), "condition")]:  # fmt: skip
        with pytest.raises(InputError, match=f"{name} is a number, not"):
            family(**{name: value})


@pytest.mark.parametrize("point", ["a", (1j, 2), [[1], [2, 3]], ...], ids=repr)
def test_points_are_real_numbers(point):
    for door in (RAVINE, RAVINE.gradient, RAVINE.hessian, RAVINE.value_and_gradient):
        with pytest.raises(InputError, match="ravine takes points of real numbers, not"):
            door(point)


@pytest.mark.parametrize("name", ["drak", "", None, 3], ids=repr)
def test_themes_have_names(name):
    with pytest.raises(InputError, match=r"unknown theme .*allowed: light, dark"), theme(name):
        pass


def test_long_texts_are_repeated_in_part():
    for call in (surfaces.get, optimizers.get):
        with pytest.raises(InputError) as error:
            call("b" * 5000)
        assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    "call",
    [
        lambda: optim_viz.compare(adam(), RAVINE),
        lambda: optim_viz.compare(adam, ["ravine"]),
        lambda: optim_viz.compare("adam:lr=0.1", RAVINE),
        lambda: optim_viz.compare([adam()], RAVINE),
        lambda: optim_viz.run(RAVINE, adam()),
        lambda: optim_viz.run("ravine", "adam"),
        lambda: optim_viz.run("sgd", "adam:lr=0.1"),
        lambda: optim_viz.tune("sgd", "adam"),
        lambda: surfaces.get(adam()),
        lambda: surfaces.as_surface(adam()),
        lambda: optimizers.get("ravine"),
    ],
)
def test_a_surface_and_an_optimizer_that_changed_places_are_told_their_order(call):
    order = r"run\(optimizer, surface\), compare\(surface, optimizers\)"
    with pytest.raises(InputError, match=rf"(adam|ravine).* is .*{order}"):
        call()
