"""Every family against a second transcription of its formula, differentiated by SymPy."""

import math
from functools import cache
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import surfaces
from surfaces.custom.derivatives import derivative  # what SymPy's diff gives, in less time

HALF = sp.Rational(1, 2)


def decimal(text):
    return sp.Rational(text)


def numbered(p):
    return enumerate(p, start=1)


def radius(p):
    return sp.sqrt(sum(x**2 for x in p))


def levy(p):
    w = [1 + (x - 1) / 4 for x in p]
    inner = sum((v - 1) ** 2 * (1 + 10 * sp.sin(sp.pi * v + 1) ** 2) for v in w[:-1])
    last = (w[-1] - 1) ** 2 * (1 + sp.sin(2 * sp.pi * w[-1]) ** 2)
    return sp.sin(sp.pi * w[0]) ** 2 + inner + last


def trid(p):
    return sum((x - 1) ** 2 for x in p) - sum(x * y for x, y in pairwise(p))


def zakharov(p):
    s = sum(i * x / 2 for i, x in numbered(p))
    return sum(x**2 for x in p) + s**2 + s**4


def schaffer(p, wave):
    return HALF + (wave - HALF) / (1 + decimal("0.001") * (p[0] ** 2 + p[1] ** 2)) ** 2


def levy_montalvo(p):
    y = [1 + (x + 1) / sp.Integer(4) for x in p]
    waves = [10 * sp.sin(sp.pi * v) ** 2 for v in y]
    inner = sum((v - 1) ** 2 * (1 + wave) for v, wave in zip(y[:-1], waves[1:], strict=True))
    return sp.pi / len(p) * (waves[0] + inner + (y[-1] - 1) ** 2)


def levy_montalvo_n2(p):
    inner = sum((x - 1) ** 2 * (1 + sp.sin(3 * sp.pi * y) ** 2) for x, y in pairwise(p))
    last = (p[-1] - 1) ** 2 * (1 + sp.sin(2 * sp.pi * p[-1]) ** 2)
    return (sp.sin(3 * sp.pi * p[0]) ** 2 + inner + last) / 10


def hartmann(p, widths, centres):
    """Return the sum of bells; the entries are given as text, row by row."""
    rows = zip(["1", "1.2", "3", "3.2"], widths.splitlines(), centres.splitlines(), strict=True)
    return -sum(
        decimal(depth)
        * sp.exp(
            -sum(
                decimal(width) * (x - decimal(centre)) ** 2
                for x, width, centre in zip(p, wide.split(), middle.split(), strict=True)
            )
        )
        for depth, wide, middle in rows
    )


HARTMANN_6 = (
    "10 3 17 3.5 1.7 8\n.05 10 17 .1 8 14\n3 3.5 1.7 10 17 8\n17 8 .05 10 .1 14",
    ".1312 .1696 .5569 .0124 .8283 .5886\n.2329 .4135 .8307 .3736 .1004 .9991\n"
    ".2348 .1451 .3522 .2883 .3047 .6650\n.4047 .8828 .8732 .5743 .1091 .0381",
)


def shekel(p, terms, a72, a73):
    """Return the sum of holes, after the columns of the table of Dixon and Szegő."""
    first, second = [4, 1, 8, 6, 3, 2, 5, 8, 6, 7], [4, 1, 8, 6, 7, 9, a72, 1, 2, decimal("3.6")]
    third, fourth = [4, 1, 8, 6, 3, 2, a73, 8, 6, 7], [4, 1, 8, 6, 7, 9, 3, 1, 2, decimal("3.6")]
    widths = [decimal(c) for c in [".1", ".2", ".2", ".4", ".4", ".6", ".3", ".7", ".5", ".5"]]
    holes = list(zip(first, second, third, fourth, widths, strict=True))[:terms]
    return -sum(1 / (sum((x - a) ** 2 for x, a in zip(p, at, strict=True)) + c) for *at, c in holes)


def helical_valley(p):
    theta = sp.atan(p[1] / p[0]) / (2 * sp.pi) + (1 - sp.sign(p[0])) / 4
    return 100 * ((p[2] - 10 * theta) ** 2 + (radius(p[:2]) - 1) ** 2) + p[2] ** 2


def branin(p):
    a, b, c, r, s, t = (
        1, decimal("5.1") / (4 * sp.pi**2), 5 / sp.pi, 6, 10, 1 / (8 * sp.pi)
    )  # fmt: skip
    return a * (p[1] - b * p[0] ** 2 + c * p[0] - r) ** 2 + s * (1 - t) * sp.cos(p[0]) + s


def shubert(p):
    return sp.prod(sum(j * sp.cos((j + 1) * x + j) for j in range(1, 6)) for x in p)


FORMULAS = {
    "ackley": lambda p: (
        -20 * sp.exp(-decimal("0.2") * sp.sqrt(sum(x**2 for x in p) / len(p)))
        - sp.exp(sum(sp.cos(2 * sp.pi * x) for x in p) / len(p))
        + 20
        + sp.E
    ),
    "adjiman": lambda p: sp.cos(p[0]) * sp.sin(p[1]) - p[0] / (p[1] ** 2 + 1),
    "axis_parallel_ellipsoid": lambda p: sum(sum(x**2 for x in p[: i + 1]) for i in range(len(p))),
    "beale": lambda p: sum(
        (c - p[0] * (1 - p[1] ** i)) ** 2
        for i, c in enumerate([decimal("1.5"), decimal("2.25"), decimal("2.625")], start=1)
    ),
    "bird": lambda p: (
        sp.sin(p[0]) * sp.exp((1 - sp.cos(p[1])) ** 2)
        + sp.cos(p[1]) * sp.exp((1 - sp.sin(p[0])) ** 2)
        + (p[0] - p[1]) ** 2
    ),
    "bohachevsky": lambda p: (
        p[0] ** 2
        + 2 * p[1] ** 2
        - decimal("0.3") * sp.cos(3 * sp.pi * p[0])
        - decimal("0.4") * sp.cos(4 * sp.pi * p[1])
        + decimal("0.7")
    ),
    "bohachevsky_n2": lambda p: (
        p[0] ** 2
        + 2 * p[1] ** 2
        - decimal("0.3") * sp.cos(3 * sp.pi * p[0]) * sp.cos(4 * sp.pi * p[1])
        + decimal("0.3")
    ),
    "bohachevsky_n3": lambda p: (
        p[0] ** 2
        + 2 * p[1] ** 2
        - decimal("0.3") * sp.cos(3 * sp.pi * p[0] + 4 * sp.pi * p[1])
        + decimal("0.3")
    ),
    "booth": lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2,
    "bowl": lambda p: sum(x**2 for x in p),
    "branin": branin,
    "brown_badly_scaled": lambda p: (
        (p[0] - 10**6) ** 2 + (p[1] - decimal("2e-6")) ** 2 + (p[0] * p[1] - 2) ** 2
    ),
    "bukin_n6": lambda p: (
        100 * sp.sqrt(sp.Abs(p[1] - decimal("0.01") * p[0] ** 2))
        + decimal("0.01") * sp.Abs(p[0] + 10)
    ),
    "cross_in_tray": lambda p: (
        -decimal("0.0001")
        * (sp.Abs(sp.sin(p[0]) * sp.sin(p[1]) * sp.exp(sp.Abs(100 - radius(p) / sp.pi))) + 1)
        ** decimal("0.1")
    ),
    "deckkers_aarts": lambda p: (
        10**5 * p[0] ** 2
        + p[1] ** 2
        - (p[0] ** 2 + p[1] ** 2) ** 2
        + decimal("1e-5") * (p[0] ** 2 + p[1] ** 2) ** 4
    ),
    "dixon_price": lambda p: (
        (p[0] - 1) ** 2
        + sum(i * (2 * y**2 - x) ** 2 for i, (x, y) in enumerate(pairwise(p), start=2))
    ),
    "double_well": lambda p, tilt: p[0] ** 4 - 2 * p[0] ** 2 + 1 + tilt * p[0],
    "drop_wave": lambda p: -(1 + sp.cos(12 * radius(p))) / (HALF * radius(p) ** 2 + 2),
    "easom": lambda p: (
        -sp.cos(p[0]) * sp.cos(p[1]) * sp.exp(-((p[0] - sp.pi) ** 2) - (p[1] - sp.pi) ** 2)
    ),
    "eggholder": lambda p: (
        -(p[1] + 47) * sp.sin(sp.sqrt(sp.Abs(p[1] + p[0] / 2 + 47)))
        - p[0] * sp.sin(sp.sqrt(sp.Abs(p[0] - (p[1] + 47))))
    ),
    "egg_crate": lambda p: sum(x**2 for x in p) + 25 * sum(sp.sin(x) ** 2 for x in p),
    "ellipsoid": lambda p, condition: sum(
        condition ** sp.Rational(i, max(len(p) - 1, 1)) * x**2 for i, x in enumerate(p)
    ),
    "extended_rosenbrock": lambda p: sum(
        100 * (p[i + 1] - p[i] ** 2) ** 2 + (1 - p[i]) ** 2 for i in range(0, len(p), 2)
    ),
    "forrester": lambda p: (6 * p[0] - 2) ** 2 * sp.sin(12 * p[0] - 4),
    "freudenstein_roth": lambda p: (
        (-13 + p[0] + ((5 - p[1]) * p[1] - 2) * p[1]) ** 2
        + (-29 + p[0] + ((p[1] + 1) * p[1] - 14) * p[1]) ** 2
    ),
    "goldstein_price": lambda p: (
        (
            1
            + (p[0] + p[1] + 1) ** 2
            * (19 - 14 * p[0] + 3 * p[0] ** 2 - 14 * p[1] + 6 * p[0] * p[1] + 3 * p[1] ** 2)
        )
        * (
            30
            + (2 * p[0] - 3 * p[1]) ** 2
            * (18 - 32 * p[0] + 12 * p[0] ** 2 + 48 * p[1] - 36 * p[0] * p[1] + 27 * p[1] ** 2)
        )
    ),
    "gramacy_lee": lambda p: sp.sin(10 * sp.pi * p[0]) / (2 * p[0]) + (p[0] - 1) ** 4,
    "griewank": lambda p: (
        1 + sum(x**2 for x in p) / 4000 - sp.prod(sp.cos(x / sp.sqrt(i)) for i, x in numbered(p))
    ),
    "hartmann3": lambda p, p41: hartmann(
        p,
        "3 10 30\n.1 10 35\n3 10 30\n.1 10 35",
        f".3689 .1170 .2673\n.4699 .4387 .7470\n.1091 .8732 .5547\n{p41} .5743 .8828",
    ),
    "hartmann6": lambda p: hartmann(p, *HARTMANN_6),
    "helical_valley": helical_valley,
    "himmelblau": lambda p: (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2,
    "holder_table": lambda p: (
        -sp.Abs(sp.sin(p[0]) * sp.cos(p[1]) * sp.exp(sp.Abs(1 - radius(p) / sp.pi)))
    ),
    "jennrich_sampson": lambda p: sum(
        (2 + 2 * i - (sp.exp(i * p[0]) + sp.exp(i * p[1]))) ** 2 for i in range(1, 11)
    ),
    "leon": lambda p: 100 * (p[1] - p[0] ** 3) ** 2 + (1 - p[0]) ** 2,
    "levy": levy,
    "levy_montalvo": levy_montalvo,
    "levy_montalvo_n2": levy_montalvo_n2,
    "levy_n13": lambda p: (
        sp.sin(3 * sp.pi * p[0]) ** 2
        + (p[0] - 1) ** 2 * (1 + sp.sin(3 * sp.pi * p[1]) ** 2)
        + (p[1] - 1) ** 2 * (1 + sp.sin(2 * sp.pi * p[1]) ** 2)
    ),
    "matyas": lambda p: decimal("0.26") * (p[0] ** 2 + p[1] ** 2) - decimal("0.48") * p[0] * p[1],
    "mccormick": lambda p: (
        sp.sin(p[0] + p[1]) + (p[0] - p[1]) ** 2 - decimal("1.5") * p[0] + decimal("2.5") * p[1] + 1
    ),
    "michalewicz": lambda p, steepness: (
        -sum(sp.sin(x) * sp.sin(i * x**2 / sp.pi) ** (2 * steepness) for i, x in numbered(p))
    ),
    "momentum_valley": lambda p: (1 - p[0]) ** 2 + 20 * (3 * p[1] - p[0] ** 2) ** 2,
    "monkey_saddle": lambda p: p[0] ** 3 - 3 * p[0] * p[1] ** 2,
    "mountain_pass": lambda p: p[0] ** 4 - 2 * p[0] ** 2 + 1 + p[1] ** 2,
    "peaks": lambda p: (
        3 * (1 - p[0]) ** 2 * sp.exp(-(p[0] ** 2) - (p[1] + 1) ** 2)
        - 10 * (p[0] / 5 - p[0] ** 3 - p[1] ** 5) * sp.exp(-(p[0] ** 2) - p[1] ** 2)
        - sp.exp(-((p[0] + 1) ** 2) - p[1] ** 2) / 3
    ),
    "plateau": lambda p: 3 * p[0] ** 4 - 4 * p[0] ** 3,
    "powell_badly_scaled": lambda p: (
        (10**4 * p[0] * p[1] - 1) ** 2 + (sp.exp(-p[0]) + sp.exp(-p[1]) - decimal("1.0001")) ** 2
    ),
    "powell_singular": lambda p: (
        (p[0] + 10 * p[1]) ** 2
        + 5 * (p[2] - p[3]) ** 2
        + (p[1] - 2 * p[2]) ** 4
        + 10 * (p[0] - p[3]) ** 4
    ),
    "rastrigin": lambda p, amplitude: (
        amplitude * len(p) + sum(x**2 - amplitude * sp.cos(2 * sp.pi * x) for x in p)
    ),
    "ravine": lambda p, condition: p[0] ** 2 / condition + p[1] ** 2,
    "rosenbrock": lambda p, steepness: sum(
        steepness * (y - x**2) ** 2 + (1 - x) ** 2 for x, y in pairwise(p)
    ),
    "saddle": lambda p: p[0] ** 2 - p[1] ** 2,
    "salomon": lambda p: 1 - sp.cos(2 * sp.pi * radius(p)) + radius(p) / 10,
    "schaffer_f6": lambda p: schaffer(p, sp.sin(radius(p)) ** 2),
    "schaffer_n1": lambda p, power: schaffer(p, sp.sin((p[0] ** 2 + p[1] ** 2) ** power) ** 2),
    "schaffer_n2": lambda p: schaffer(p, sp.sin(p[0] ** 2 - p[1] ** 2) ** 2),
    "schaffer_n4": lambda p: schaffer(p, sp.cos(sp.sin(sp.Abs(p[0] ** 2 - p[1] ** 2))) ** 2),
    "schwefel": lambda p: sum(
        decimal("418.9828872724337") - x * sp.sin(sp.sqrt(sp.Abs(x))) for x in p
    ),
    "schwefel12": lambda p: sum(sum(p[: i + 1]) ** 2 for i in range(len(p))),
    "shekel": shekel,
    "shubert": shubert,
    "sine_bowl": lambda p, amplitude: p[0] ** 2 + amplitude * sp.sin(p[0]),
    "six_hump_camel": lambda p: (
        4 * p[0] ** 2
        - decimal("2.1") * p[0] ** 4
        + p[0] ** 6 / 3
        + p[0] * p[1]
        - 4 * p[1] ** 2
        + 4 * p[1] ** 4
    ),
    "smooth_abs": lambda p, width: sp.sqrt(p[0] ** 2 + width**2) - width,
    "styblinski_tang": lambda p: HALF * sum(x**4 - 16 * x**2 + 5 * x for x in p),
    "sum_of_squares": lambda p: sum(i * x**2 for i, x in numbered(p)),
    "three_hump_camel": lambda p: (
        2 * p[0] ** 2 - decimal("1.05") * p[0] ** 4 + p[0] ** 6 / 6 + p[0] * p[1] + p[1] ** 2
    ),
    "trefethen": lambda p: (
        sp.exp(sp.sin(50 * p[0]))
        + sp.sin(60 * sp.exp(p[1]))
        + sp.sin(70 * sp.sin(p[0]))
        + sp.sin(sp.sin(80 * p[1]))
        - sp.sin(10 * (p[0] + p[1]))
        + (p[0] ** 2 + p[1] ** 2) / 4
    ),
    "trid": trid,
    "wood": lambda p: (
        100 * (p[1] - p[0] ** 2) ** 2
        + (1 - p[0]) ** 2
        + 90 * (p[3] - p[2] ** 2) ** 2
        + (1 - p[2]) ** 2
        + decimal("10.1") * ((p[1] - 1) ** 2 + (p[3] - 1) ** 2)
        + decimal("19.8") * (p[1] - 1) * (p[3] - 1)
    ),
    "zakharov": zakharov,
    "zettl": lambda p: (p[0] ** 2 + p[1] ** 2 - 2 * p[0]) ** 2 + p[0] / 4,
}
"""By name: the function of the coordinates ``p`` and of the parameters, as printed."""

OTHERS = {
    "double_well": ["tilt=-1.3", "tilt=0"],
    "ellipsoid": ["condition=0.2", "dim=4,condition=1000"],
    "hartmann3": ["p41=0.0381"],
    "michalewicz": ["steepness=1", "dim=3,steepness=2"],
    "rastrigin": ["amplitude=3.5", "dim=3,amplitude=0"],
    "ravine": ["condition=0.3", "condition=1000"],
    "rosenbrock": ["steepness=2.5", "dim=4,steepness=7"],
    "schaffer_n1": ["power=2"],
    "shekel": ["terms=5", "terms=7,a72=3,a73=5"],
    "sine_bowl": ["amplitude=-4", "amplitude=0"],
    "smooth_abs": ["width=2"],
}
"""By name: parameters other than the default, each at least once."""


def specs():
    return list(_specs())


def _specs():
    for name, family in surfaces.catalogue().items():
        yield name
        yield from (f"{name}:{other}" for other in OTHERS.get(name, ()))
        if "dim" in family.__dataclass_fields__:
            dims = (1, 3, 5) if family.multiple == 1 else (2, 6)
            yield from (f"{name}:dim={dim}" for dim in dims if accepts_dim(name, dim))


def accepts_dim(name, dim):
    try:
        return bool(surfaces.get(name, dim=dim))
    except ValueError:
        return False


@cache
def transcribed(spec):
    """Return the symbols and the value, gradient and Hessian (row by row) as expressions."""
    surface = surfaces.get(spec)
    symbols = sp.symbols(f"x:{surface.dim}", real=True)
    parameters = {
        key: sp.nsimplify(getattr(surface, key), rational=True)
        for key in surface.__dataclass_fields__
        if key != "dim"
    }
    value = sp.sympify(FORMULAS[surface.name](symbols, **parameters))
    gradient = [smooth_part(derivative(value, x)) for x in symbols]
    lower = [
        [smooth_part(derivative(slope, x)) for x in symbols[: i + 1]]
        for i, slope in enumerate(gradient)
    ]
    rows = range(surface.dim)
    hessian = [lower[max(i, j)][min(i, j)] for i in rows for j in rows]
    return symbols, value, gradient, hessian


def smooth_part(expression):
    """Leave out what is concentrated on kinks."""
    return expression.replace(sp.DiracDelta, lambda *_: sp.Integer(0))


@cache
def numeric(function, count):
    """Return a function of SymPy of so many arguments and its slopes, to be computed by NumPy."""
    dummies = sp.symbols(f"a:{count}", real=True)
    called = function(*dummies)
    slopes = [sp.lambdify(dummies, smooth_part(called.diff(dummy))) for dummy in dummies]
    return sp.lambdify(dummies, called), slopes


def evaluate(expression, symbols, points):
    """Return the values of an expression and the scale of its terms, both ``(n,)``.

    The scale bounds, in units of the last place, what rounding can do to a sum of products: terms
    add up without their signs, and a function passes on the scale of its argument.
    """
    known = {x: (row, np.abs(row)) for x, row in zip(symbols, points, strict=True)}

    def walk(node):
        if node not in known:
            known[node] = computed(node)
        return known[node]

    def computed(node):
        if node.is_number:
            number = float(node)
            return number, abs(number)
        parts = [walk(part) for part in node.args]
        values, scales = zip(*parts, strict=True)
        if node.is_Add:
            return sum(values), sum(scales)
        if node.is_Mul:
            return math.prod(values), math.prod(scales)
        if node.is_Pow and node.exp.is_Integer and node.exp > 0:
            return values[0] ** int(node.exp), scales[0] ** int(node.exp)
        if node.is_Pow and node.exp.is_Integer:
            value = values[0] ** int(node.exp)
            return value, np.abs(value) * (1 - int(node.exp) * scales[0] / np.abs(values[0]))
        function, slopes = numeric(node.func, len(values))
        value = function(*values)
        scale = np.abs(value)
        for slope, part in zip(slopes, scales, strict=True):
            scale = scale + np.abs(slope(*values)) * part
        return value, scale

    ones = np.ones(points.shape[1])
    value, scale = walk(expression)
    return value * ones, scale * ones


def scattered(surface):
    """200 random points of the whole domain, and 100 of the part where something happens."""
    random = np.random.default_rng(20)
    marks = np.array([surface.start, *(minimum.at for minimum in surface.minima[:4])])
    margin = 0.01 + 0.1 * np.abs(marks).max(axis=0)
    return np.hstack(
        [
            random.uniform(low[:, None], high[:, None], (surface.dim, count))
            for low, high, count in [
                (surface.domain.low, surface.domain.high, 200),
                (marks.min(axis=0) - margin, marks.max(axis=0) + margin, 100),
            ]
        ]
    )


def assert_close(ours, expression, symbols, points):
    theirs, scale = evaluate(expression, symbols, points)
    assert ours.shape == theirs.shape
    np.testing.assert_array_less(np.abs(ours - theirs), 1e-12 * scale + 1e-300)


def test_every_family_has_a_second_transcription():
    assert sorted(FORMULAS) == surfaces.names()


@pytest.mark.parametrize("name", surfaces.names())
def test_every_parameter_is_varied(name):
    keys = set(surfaces.catalogue()[name].__dataclass_fields__) - {"dim"}
    varied = {item.split("=")[0] for other in OTHERS.get(name, ()) for item in other.split(",")}
    assert keys <= varied


@pytest.mark.parametrize("spec", specs(), scope="module")
def test_value_equals_the_transcription(spec):
    surface, (symbols, value, _, _) = surfaces.get(spec), transcribed(spec)
    points = scattered(surface)
    assert_close(surface(points), value, symbols, points)


@pytest.mark.parametrize("spec", specs(), scope="module")
def test_gradient_equals_the_transcription(spec):
    surface, (symbols, _, gradient, _) = surfaces.get(spec), transcribed(spec)
    points = scattered(surface)
    for ours, theirs in zip(surface.gradient(points), gradient, strict=True):
        assert_close(ours, theirs, symbols, points)


@pytest.mark.parametrize("spec", specs(), scope="module")
def test_hessian_equals_the_transcription(spec):
    surface, (symbols, _, _, hessian) = surfaces.get(spec), transcribed(spec)
    points = scattered(surface)
    ours = surface.hessian(points).reshape(-1, points.shape[1])
    for entry, theirs in zip(ours, hessian, strict=True):
        assert_close(entry, theirs, symbols, points)


UNSUITED = {"powell_singular", "drop_wave", "schaffer_f6"}
"""Newton's method in many digits fails: a singular Hessian, 0/0 in the transcription. Their
minimizers are the origin, to every digit."""


@pytest.mark.parametrize("spec", [s for s in specs() if not s.endswith("saddle")])
def test_minima_are_right_to_forty_digits(spec):
    """Newton's method in 40 digits from each listed minimizer stays where it is."""
    surface, (symbols, value, gradient, hessian) = surfaces.get(spec), transcribed(spec)
    lower = [(i, j) for i in range(surface.dim) for j in range(i + 1)]
    slopes_and_bends = [*gradient, *(hessian[i * surface.dim + j] for i, j in lower)]
    exact, derivatives = (
        sp.lambdify([symbols], one, "mpmath", docstring_limit=0, cse=True)
        for one in (value, slopes_and_bends)
    )
    side = surface.charted.high - surface.charted.low
    assert surface.minima
    assert surface.name not in UNSUITED or [m.at for m in surface.minima] == [(0,) * surface.dim]
    with mp.workdps(40):
        for minimum in surface.minima[:6]:
            at = mp.matrix(minimum.at)
            free = [i for i in range(surface.dim) if minimum.at[i] not in surface.domain.sides[i]]
            if not minimum.kink and surface.name not in UNSUITED:
                for _ in range(4):
                    entries = derivatives(list(at))
                    slopes = entries[: surface.dim]
                    bends = dict(zip(lower, entries[surface.dim :], strict=True))
                    part = mp.matrix([[bends[max(i, j), min(i, j)] for j in free] for i in free])
                    step = mp.lu_solve(part, mp.matrix([slopes[i] for i in free]))
                    for i, change in zip(free, step, strict=True):
                        at[i] -= change
                assert mp.norm(step) < 1e-36 * mp.norm(list(side))
            ulps = np.spacing(np.maximum(np.abs(minimum.at), 0.02 * side))
            off = np.array([float(a - b) for a, b in zip(at, minimum.at, strict=True)])
            assert (np.abs(off) <= 2 * ulps).all()
            _, scale = evaluate(
                transcribed(spec)[1], symbols, (np.array(minimum.at) + 1e-9 * side)[:, None]
            )
            assert abs(minimum.value - exact(list(at))) <= 4e-16 * scale[0]


@pytest.mark.parametrize("r", [1e-12, 1e-6, 1e-3, 0.02, 0.0416, 0.04167, 0.05, 0.1])
def test_drop_wave_is_smooth_at_its_middle(r):
    surface = surfaces.get("drop_wave")
    assert surface((0, 0)) == -1
    np.testing.assert_array_equal(surface.hessian((0, 0)), [[72.5, 0], [0, 72.5]])
    symbols, value, gradient, hessian = transcribed("drop_wave")
    point = (0.6 * r, 0.8 * r)
    with mp.workdps(80):
        exactly = [mp.mpf(c) for c in point]
        exact = [sp.lambdify([symbols], e, "mpmath")(exactly) for e in (value, *gradient, *hessian)]
    ours = [surface(point), *surface.gradient(point), *surface.hessian(point).ravel()]
    np.testing.assert_allclose(ours, np.array(exact, dtype=float), rtol=1e-13)
