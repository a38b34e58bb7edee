"""One colour, dash and marker for each method: everywhere the same, told apart by every eye."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from optim_viz import optimizers
from optim_viz.optimizers import adam, optimizer, sgd
from optim_viz.plots.compare import LAYOUTS
from optim_viz.plots.panels.basin_colours import palette
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
        assert styles_for(reversed(METHODS))[::-1] == list(together.values())
        for one in METHODS:
            assert styles_for([one]) == [together[one]]
            assert styles_for([one.replace(lr=0.3) if "lr" in one.knobs else one]) == [
                together[one]
            ]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("layout", [one for one in LAYOUTS if one != "relief"])
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


TWELVE_NAMES = (
    *("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta"),
    *("adam", "adamw", "nadam", "lion", "newton", "lbfgs"),
)
TWELVE = [optimizers.get(name) for name in TWELVE_NAMES]


def colour_difference(one, other):
    """Return CIEDE2000 of two colours in Lab (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * np.cos(np.radians(hm - 30)) + 0.24 * np.cos(np.radians(2 * hm))
    t += 0.32 * np.cos(np.radians(3 * hm + 6)) - 0.2 * np.cos(np.radians(4 * hm - 63))
    r = -2 * np.sqrt(cm**7 / (cm**7 + 25.0**7))
    r *= np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    dl = (l2 - l1) / (1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2))
    dc, dh = (c2 - c1) / (1 + 0.045 * cm), dh / (1 + 0.015 * cm * t)
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + r * dc * dh))


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_of_colours_is_the_published_one(one, other, wanted):
    assert colour_difference(one, other) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES)
def test_curves_of_the_twelve_are_told_apart_without_their_markers(theme):
    """By the dash; or by 8 in lightness, and by 10 in colour for each kind of colour blindness."""
    with themed(theme):
        for one, other in combinations(styles_for(TWELVE), 2):
            assert one.marker != other.marker  # dashes take turns where paths lie on each other
            if one.dash != other.dash:
                continue
            light, dark = (seen(style.colour, "all cones")[0] for style in (one, other))
            assert abs(light - dark) >= 8, (one, other)
            for sight in set(SIGHTS) - {"grey print"}:
                apart = colour_difference(seen(one.colour, sight), seen(other.colour, sight))
                assert apart >= 10, (one, other, sight)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("method", TWELVE, ids=str)
def test_further_runs_of_a_method_keep_its_hue(theme, method):
    with themed(theme):
        first, *others = styles_for([method] * 4)
        _, a, b = seen(first.colour, "all cones")
        for style in others:
            _, x, y = seen(style.colour, "all cones")
            turn = np.arctan2(b, a) - np.arctan2(y, x)
            has_none = min(np.hypot(a, b), np.hypot(x, y)) < 8
            assert has_none or abs((turn + np.pi) % (2 * np.pi) - np.pi) < 0.45


FAMILIES = {
    "adaptive": "adagrad rmsprop adadelta adam adamw amsgrad adamax nadam radam"
    " adabelief yogi lion",
    "descent": "sgd momentum nesterov sign_descent normalized_descent clipped_descent polyak"
    " barzilai_borwein steepest_descent armijo_descent",
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
        assert all(contrast(style.colour, paper()) >= 3 for style in styles)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight != "grey print"])
@pytest.mark.parametrize("method", OFTEN, ids=str)
def test_three_rates_of_one_method_differ_in_colour_for_every_eye(theme, sight, method):
    """Too small, good, too large: the slide that every lecture has."""
    others = [one for one in OFTEN if one != method]
    with themed(theme):
        for one, other in combinations(styles_for([method] * 3), 2):
            assert np.linalg.norm(seen(one.colour, sight) - seen(other.colour, sight)) > 11
        colours = [style.colour for style in styles_for([method] * 4 + others)]
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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight != "grey print"])
def test_basins_differ_for_every_eye_and_the_first_four_in_grey(theme, sight):
    """In print they have letters, too."""
    with themed(theme):
        known = palette()
    minima = [seen(colour, sight) for colour in (*known.minima, known.best)]
    assert min(colour_difference(*pair) for pair in combinations(minima, 2)) >= 10
    lightness = [seen(colour, "all cones")[0] for colour in known.minima[:4]]
    assert min(np.diff(sorted(lightness))) >= 8
    others = [seen(colour, sight) for colour in known.heights]
    assert min(colour_difference(seen(known.best, sight), one) for one in others) >= 10


@pytest.mark.parametrize("theme", THEMES)
def test_no_colour_of_a_basin_looks_like_a_method(theme):
    """Nor like that of another basin: names of methods stand above pictures of basins."""
    with themed(theme):
        known = palette()
        methods = [seen(style.colour, "all cones") for style in styles_for(TWELVE)]
    minima = [seen(colour, "all cones") for colour in (*known.minima, known.best)]
    for colour in (*minima, *(seen(colour, "all cones") for colour in known.heights)):
        assert min(colour_difference(colour, method) for method in methods) >= 12
    for one, other in combinations(minima, 2):
        assert colour_difference(one, other) >= 12
    lightness = [seen(colour, "all cones")[0] for colour in known.heights]
    assert min(np.diff(lightness)) > 5
