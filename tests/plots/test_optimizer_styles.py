"""One colour, dash and marker for each method: everywhere the same, told apart by every eye."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from optim_viz import optimizers
from optim_viz.optimizers import adam, optimizer, sgd
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.style.optimizer_styles import styles_for
from optim_viz.plots.style.themes import THEMES, paper
from optim_viz.plots.style.themes import theme as themed
from optim_viz.studies.compare import FIVE

METHODS = [optimizers.get(name) for name in optimizers.names()]
OWN = [method for method in METHODS if "." not in method.name]
OFTEN = [
    optimizers.get(name)
    for name in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton")
]

SIGHTS = {  # Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB
    "all cones": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                 [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900]],
    "grey print": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip


def linear(colour):
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast ratio of WCAG 2: 1 for the same, 21 for black on white."""
    low, high = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour, sight):
    """Return the CIE Lab coordinates of a colour as such an eye sees it."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    rgb = np.clip(np.array(SIGHTS[sight]) @ linear(colour), 0, 1)
    xyz = np.array(to_xyz) @ rgb / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lines_of(ax):
    """Return the lines of the runs on some axes, in their order: those with a halo."""
    return [line for line in ax.lines if line.get_path_effects()]


@pytest.mark.parametrize("theme", THEMES)
def test_a_method_has_one_style_whatever_the_company(theme):
    with themed(theme):
        together = dict(zip(METHODS, styles_for(METHODS), strict=True))
        for one in METHODS:
            assert styles_for([one]) == [together[one]]
            assert styles_for(reversed(METHODS))[::-1] == list(together.values())
            assert styles_for([one.replace(lr=0.3) if "lr" in one.knobs else one]) == [
                together[one]
            ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_style_is_what_every_figure_shows(theme, layout, drawing):
    for name in ("ravine", "beale", "rosenbrock:dim=10"):
        drawn = drawing(name, layout, theme)
        with themed(theme):
            styles = styles_for(run.optimizer for run in drawn.comparison.runs)
            on_stage = [line for ax in drawn.stages for line in lines_of(ax)]
            for lines in (lines_of(drawn.curves), on_stage):
                assert [line.get_color() for line in lines] == [style.colour for style in styles]
                assert [line.is_dashed() for line in lines] == [bool(s.dash) for s in styles]
            markers = {line.get_marker() for ax in drawn.stages for line in ax.lines}
            assert markers >= {style.marker for style in styles}


def test_no_two_methods_share_colour_and_dash_and_marker():
    styles = styles_for(METHODS)
    assert len({(style.light, style.dash, style.marker) for style in styles}) == len(METHODS)
    assert len({(style.dark, style.dash, style.marker) for style in styles}) == len(METHODS)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_methods_are_told_apart_by_colour_or_by_dash(theme, sight):
    """Where two colours come near for some eye or print, the lines or their markers differ."""
    with themed(theme):
        for one, other in combinations(styles_for(OFTEN), 2):
            distance = np.linalg.norm(seen(one.colour, sight) - seen(other.colour, sight))
            assert distance > 15 or one.dash != other.dash or one.marker != other.marker


FAMILIES = {
    "adaptive": "adagrad rmsprop adadelta adam adamw amsgrad adamax nadam radam"
    " adabelief yogi lion",
    "descent": "sgd momentum nesterov sign_descent normalized_descent clipped_descent polyak"
    " barzilai_borwein",
    "curvature": "newton damped_newton saddle_free_newton regularized_newton trust_region bfgs"
    " lbfgs conjugate_gradient",
}
"""Methods that are raced against each other: a lecture on one kind shows them all."""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("family", FAMILIES)
def test_in_a_family_no_two_methods_are_alike(theme, family):
    """Every two differ in colour, clearly; and for each eye or print in colour or in dash."""
    with themed(theme):
        styles = styles_for(optimizers.get(name) for name in FAMILIES[family].split())
        assert len({style.marker for style in styles}) == len(styles)
        for one, other in combinations(styles, 2):
            distances = {
                sight: np.linalg.norm(seen(one.colour, sight) - seen(other.colour, sight))
                for sight in SIGHTS
            }
            assert distances["all cones"] > 20, (one, other)
            assert min(distances.values()) > 7 or one.dash != other.dash, (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight != "grey print"])
def test_the_five_of_the_default_differ_in_colour_for_every_eye(theme, sight):
    with themed(theme):
        five = styles_for(optimizers.get(name) for name in FIVE)
        for one, other in combinations(five, 2):
            distance = np.linalg.norm(seen(one.colour, sight) - seen(other.colour, sight))
            assert distance > 11


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_names_stand_out_from_the_paper(theme):
    """WCAG 2 asks for 3 to 1, for graphics as for large type."""
    with themed(theme):
        for method, style in zip(OWN, styles_for(OWN), strict=True):
            assert contrast(style.colour, paper()) >= 3, method


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("method", [one.method for one in METHODS], ids=str)
def test_runs_of_one_method_are_told_apart(theme, method):
    knob = next((knob for knob in method.knobs if knob not in ("memory", "c1", "c2")), None)
    several = [method(**({knob: 0.1 * i} if knob else {})) for i in range(1, 7)]
    with themed(theme):
        styles = styles_for(several)
        assert len({(style.colour, style.dash, style.filling) for style in styles}) == 6
        first, second = styles[:2]
        assert first.dash != second.dash
        assert first.marker == second.marker, "the marker says which method it is"
        assert first.filling != second.filling
        assert all(contrast(style.colour, paper()) > 1.4 for style in styles)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight != "grey print"])
@pytest.mark.parametrize("method", OFTEN, ids=str)
def test_three_rates_of_one_method_differ_in_colour_for_every_eye(theme, sight, method):
    """Too small, good, too large: the slide that every lecture has."""
    with themed(theme):
        for one, other in combinations(styles_for([method] * 3), 2):
            assert np.linalg.norm(seen(one.colour, sight) - seen(other.colour, sight)) > 11
        colours = [style.colour for style in styles_for([method] * 4 + OFTEN)]
        assert len(set(colours)) == len(colours), "no variant looks like another method"


def test_two_rates_of_one_method_look_different_in_a_figure(drawing):
    drawn = drawing("diverging", "race")
    assert [run.optimizer.name for run in drawn.comparison.runs[:2]] == ["sgd", "sgd"]
    first, second = lines_of(drawn.curves)[:2]
    assert first.get_color() != second.get_color()
    assert first.is_dashed() != second.is_dashed()


def test_the_first_of_a_method_keeps_its_style_when_others_follow():
    assert styles_for([adam(lr=1), sgd(), adam(lr=2)])[0] == styles_for([adam()])[0]


def test_a_method_from_elsewhere_has_a_style_that_depends_on_its_name_alone():
    @optimizer
    def mine(f, x):
        """Stand still."""
        return x

    @optimizer
    def yours(f, x):
        """Stand still."""
        return x

    assert styles_for([mine()]) == styles_for([sgd(), yours(), mine()])[2:]
    assert styles_for([mine()]) != styles_for([yours()])
