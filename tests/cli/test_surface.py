"""``optim-viz surface`` draws one surface, ``optim-viz check`` holds its derivatives to account."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import numpy as np
import pytest

import surfaces
from optim_viz.cli import main
from optim_viz.plots.panels.marks import kinds
from optim_viz.plots.style.themes import theme as themed
from optim_viz.plots.surface import figure as portrait
from optim_viz.studies import check as checks
from optim_viz.studies.check import central, check, complex_step
from surfaces import InputError


def call(capsys, *words: str) -> tuple[int, str, str]:
    try:
        with pytest.raises(SystemExit) as left:
            main(list(words))
    finally:
        gc.enable()  # a program has a short life, a test session has not
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


@pytest.mark.parametrize("name", surfaces.names())
def test_every_derivative_of_the_catalogue_agrees(name):
    for result in check(surfaces.get(name)):
        assert result.agrees, result


def test_a_wrong_gradient_is_found(monkeypatch):
    beale = surfaces.get("beale")
    true = type(beale)._gradient
    monkeypatch.setattr(type(beale), "_gradient", lambda self, x: true(self, x) * [[1.0], [1.001]])
    gradient, hessian = check(beale)
    assert not gradient.agrees
    assert not hessian.agrees, "the Hessian is no longer the derivative of the gradient"


def test_a_wrong_hessian_is_found(monkeypatch):
    booth = surfaces.get("booth")
    true = type(booth)._hessian
    monkeypatch.setattr(type(booth), "_hessian", lambda self, x: true(self, x) + 0.01)
    gradient, hessian = check(booth)
    assert gradient.agrees
    assert not hessian.agrees


def test_differences_of_a_cubic_are_known():
    where = np.array([[0.5, -2.0], [1.5, 3.0]])
    cubic = lambda x: x[0] ** 3 + x[0] * x[1]  # noqa: E731
    exact = np.array([3 * where[0] ** 2 + where[1], where[0]])
    np.testing.assert_allclose(central(cubic, where), exact, rtol=1e-9)
    np.testing.assert_allclose(complex_step(cubic, where), exact, rtol=1e-15)


def test_complex_step_is_left_out_where_it_cannot_be_taken():
    assert complex_step(lambda x: np.abs(x).sum(axis=0), np.ones((2, 3))) is None


def test_check_prints_a_table_and_leaves_with_zero(capsys):
    code, out, err = call(capsys, "check", "rosenbrock:steepness=10")
    assert (code, err) == (0, "")
    assert out.count("agrees") == 2


def test_check_leaves_with_one_where_they_disagree(capsys, monkeypatch):
    monkeypatch.setattr(checks, "EXACTLY", -1.0)
    code, out, _ = call(capsys, "check", "bowl", "--json")
    assert code == 1
    assert [one["agrees"] for one in json.loads(out)["checks"]] == [False, False]


def test_check_finds_a_wrong_factor(capsys, monkeypatch):
    leon = type(surfaces.get("leon"))
    true = leon._hessian
    monkeypatch.setattr(leon, "_hessian", lambda self, x: true(self, x) * 1.0001)
    code, out, _ = call(capsys, "check", "leon", "--rotate", "20")
    assert code == 1
    assert [line.split()[0] for line in out.splitlines() if "DISAGREES" in line] == ["Hessian"]


@pytest.mark.parametrize(("limit", "code"), [(1e-13, 0), (-1.0, 1)])
def test_quiet_check_only_leaves_with_a_code(limit, code, capsys, monkeypatch):
    monkeypatch.setattr(checks, "EXACTLY", limit)
    assert call(capsys, "check", "bowl", "-q") == (code, "", "")
    assert len(json.loads(call(capsys, "check", "bowl", "-q", "--json")[1])["checks"]) == 2


DRAWN = ("-o", "a.png", "--dpi", "40")
_ODD = ["x", "x**0.5", "1/x", "log(x)*y", "x**y", "exp(100*x)", "sin(1/x)", "max(x, -x, y)"]


@pytest.mark.parametrize("formula", _ODD)
@pytest.mark.parametrize(
    "words",
    [
        ("show",), ("check",), ("theory", *DRAWN), ("orders", "--steps", "9", *DRAWN),
        ("surface", *DRAWN), ("compare", "--steps", "9", *DRAWN), ("explain", "adam", *DRAWN),
        ("basins", "--side", "20", "--steps", "9", *DRAWN),
        ("bench", "-a", "sgd", "--rates", "1e-3:1:3", "--starts", "2", "--steps", "9", *DRAWN),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_odd_formulas_are_drawn_or_refused_in_one_line(
    formula, words, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    code, _, err = call(capsys, *words, "-f", formula)
    assert code in (0, 2)
    if code:
        assert err.count("\n") == 1
        assert len(err) < 250


@pytest.mark.parametrize(
    "words",
    [("check", "bowl", "--points", "0"), ("check", "nowhere"), ("check", "bowl", "--seed", "-1"),
     ("surface", "bowl:dim=3"), ("surface", "-f", "x +"), ("surface", "bowl", "-f", "x"),
     ("surface", "bowl", "--theme", "pink"), ("surface", "double_well", "--rotate", "10"),
     ("compare", "bowl", "--shift", "1"), ("check", "bowl", "--shift", "a,b")],
)  # fmt: skip
def test_wrong_input_is_one_line(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not list(tmp_path.iterdir())


def test_surface_writes_a_picture_and_lists_the_points(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    moved = ("--rotate", "30", "--shift=1,-1", "--dpi", "60")
    code, out, err = call(capsys, "surface", "himmelblau", *moved)
    assert (code, err.splitlines()[1:]) == (0, ["surface-himmelblau.png"])
    assert Path("surface-himmelblau.png").stat().st_size > 20_000
    assert out.count("global minimum") == 4
    assert out.count("saddle") == 4


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_surface_repeats_byte_for_byte(suffix, capsys, tmp_path):
    files = [tmp_path / f"{i}.{suffix}" for i in range(2)]
    for file in files:
        call(
            capsys, *("surface", "-f", "x**2 - y**2 + x**4/9", "-q", "-o", str(file), "--dpi", "40")
        )
    assert files[0].read_bytes() == files[1].read_bytes()


def test_surface_as_json_has_every_point(capsys, tmp_path, sketch):
    _, out, _ = call(capsys, "surface", "beale", "--json", "-q", "-o", str(tmp_path / "beale.png"))
    points = json.loads(out)["stationary_points"]
    assert sorted(point["kind"] for point in points) == ["minimum", "saddle", "saddle"]


@pytest.mark.parametrize(
    "name", ["ackley", "adjiman", "bird", "double_well", "gramacy_lee", "michalewicz", "saddle"]
)
def test_a_portrait_has_its_words_on_the_canvas(name, words_of):
    surface = surfaces.get(name)
    with themed("dark" if name < "d" else "light"):
        figure = portrait(surface)
        width, height = figure.canvas.get_width_height()
        boxes = [(text, box) for text, box in words_of(figure) if text in figure.texts]
        assert len(boxes) > 2
        for text, box in boxes:
            assert 0 <= box.x0 <= box.x1 <= width, text.get_text()
            assert 0 <= box.y0 <= box.y1 <= height, text.get_text()
    said = " ".join(text.get_text() for text in figure.texts)
    assert surface.title in said
    for kind, at in kinds(surface).items():
        assert not at or str(len(at)) in said, kind


def test_a_portrait_of_many_dimensions_is_refused():
    with pytest.raises(InputError, match="one or two dimensions"):
        portrait(surfaces.get("bowl:dim=4"))


def test_check_takes_fewer_points_where_hessians_are_large(capsys, monkeypatch):
    assert checks.number_of_points(surfaces.get("bowl:dim=2")) == 200
    assert checks.number_of_points(surfaces.get("bowl:dim=500")) == 32
    monkeypatch.setattr(checks, "_ENTRIES", checks._ENTRIES // 100)
    code, out, _ = call(capsys, "check", "bowl:dim=50")
    assert code == 0
    assert "32 random points" in out


def test_a_formula_without_a_point_ends_in_a_full_stop_and_has_no_lesson(cli, sketch):
    ran = cli("surface", "-f", "log(x**2 + y**2)")
    assert ran.out.strip().endswith("there may be some.")
    assert surfaces.formula("log(x**2 + y**2)").lesson == ""
    assert cli("show", "-f", "x**2").lines[1:3] == ["", "  f           x²"]


@pytest.mark.parametrize(
    "formula", ["sqrt(x-y) + x**2", "log(x*y)", "asin(x+y)*y", "sqrt(x*y - 1)", "acosh(x) + y**2"]
)
def test_check_leaves_out_points_without_a_value_and_says_so(formula, capsys):
    code, out, _ = call(capsys, "check", "-f", formula, "--domain=-5:5")
    assert code == 0
    assert "nan" not in out
    assert "points left out: f has no value there, or right beside" in out
    told = json.loads(call(capsys, "check", "-f", formula, "--domain=-5:5", "--json")[1])
    assert {0 < one["without_value"] < 200 for one in told["checks"]} == {True}


def test_check_still_finds_a_wrong_derivative_where_some_points_have_no_value():
    own = surfaces.from_functions(
        lambda p: np.sqrt(p[0]) + p[1] ** 2,
        gradient=lambda p: np.array([1 / np.sqrt(p[0]), 2 * p[1]]),
        domain=((-1, 2), (-1, 1)),
    )
    gradient, _ = check(own)
    assert gradient.without_value > 0
    assert not gradient.agrees
