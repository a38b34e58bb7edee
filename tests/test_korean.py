"""Korean: particles, and words of minima and maxima."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import surfaces
from optim_viz import text
from optim_viz.recipe_text import fonts_of, read_plain
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.studies.compare import study
from optim_viz.studies.description import of_comparison
from optim_viz.text import ko, language, said_of_maxima, title_of, words
from optim_viz.text.ko.particles import attach
from surfaces.box import Box
from surfaces.custom.bounded import bounded
from surfaces.transforms import Rotated, Scaled, Shifted

HANGUL = re.compile("[가-힣]")
FOLDER = Path(text.__file__).parent / "ko"


@pytest.mark.parametrize(
    ("word", "particle", "said"),
    [
        ("학습률", "은", "학습률은"),
        ("단계", "은", "단계는"),
        ("모멘텀", "이", "모멘텀이"),
        ("격차", "을", "격차를"),
        ("서울", "으로", "서울로"),
        ("시작점", "으로", "시작점으로"),
        ("SGD", "은", "SGD는"),
        ("Adam", "은", "Adam은"),
        ("Newton", "과", "Newton과"),
        ("Nesterov", "이", "Nesterov가"),
        ("BFGS", "은", "BFGS는"),
        ("AdaGrad", "은", "AdaGrad는"),
        ("Barzilai-Borwein", "은", "Barzilai-Borwein은"),
        ("Momentum (Keras)", "은", "Momentum (Keras)는"),
        ("PyTorch 2.1", "이", "PyTorch 2.1이"),
        ("3", "을", "3을"),
        ("20", "을", "20을"),
        ("0.2", "을", "0.2를"),
        ("1000", "은", "1000은"),
        ("5", "은", "5는"),
        ("1", "으로", "1로"),
        ("10⁻⁶", "을", "10⁻⁶을"),
        ("50 %", "을", "50 %를"),
        ("x", "은", "x는"),
    ],
)
def test_particles_go_by_the_sound_before_them(word: str, particle: str, said: str) -> None:
    assert attach(word, particle) == said


def test_words_of_minima_become_those_of_maxima_whatever_follows() -> None:
    with language("ko"):
        assert words.OUTCOME["local minimum"] == "국소 최소점"
        assert words.points("global minimum", 3) == "전역 최소점 3개"
        with said_of_maxima():
            assert words.OUTCOME["local minimum"] == "국소 최대점"
            assert words.OUTCOME["stalled at a maximum"] == "최소점에서 정체"
            assert words.points("global minimum", 3) == "전역 최대점 3개"
            assert words.same_rate_without_lowest("0.1") == "모두 lr 0.1: f의 최댓값을 모름"
            assert words.GAP_WITH_FORMULA == "최댓값과의 격차  f* − f"


def test_no_text_is_left_in_english() -> None:
    for name in ("STEP", "LEARNING_RATE", "SUCCESS", "NOT_REACHED", "MORE_MINIMA"):
        assert HANGUL.search(getattr(ko, name))
    for family in (ko.OUTCOME, ko.KIND, ko.FATE, ko.GLOSSARY, ko.DESCRIPTION, ko.QUANTITY):
        plain = [one for one in family.values() if not HANGUL.search(one)]
        assert plain in ([], ["PyTorch: CosineAnnealingWarmRestarts."])


def test_no_particle_is_left_open() -> None:
    """A particle with both forms, 은(는), is none of a language that people speak."""
    for path in FOLDER.glob("*.py"):
        assert not re.search(r"[은이을과]\([는가를와]\)", path.read_text(encoding="utf-8")), path


def test_fonts_are_read_from_a_recipe_and_are_no_field() -> None:
    recipe = '{"optim-viz": "0.1.0", "fonts": "NanumGothic 3.021", "surface": {"surface": "bowl"}}'
    assert fonts_of(recipe) == "NanumGothic 3.021"
    assert read_plain(recipe) == ("surface", {"surface": "bowl"})


@dataclass(frozen=True)
class Named:
    """What has a title."""

    title: str


@pytest.mark.parametrize(
    ("plain", "korean"),
    [
        ("Ravine", "협곡"),
        ("Rosenbrock", "Rosenbrock"),
        ("Logistic regression", "로지스틱 회귀"),
        ("Ravine, rotated 45°", "협곡, 45° 회전"),
        ("Ravine, rotated -30°, shifted by (1, 2)", "협곡, -30° 회전, (1, 2)만큼 이동"),
        ("Bowl, stretched by 2 and 3 times as high", "그릇, 2배로 늘임, 높이 3배"),
        ("Booth, domain [-3, 3] × [-1, 2], maximized", "Booth, 정의역 [-3, 3] × [-1, 2], 최대화"),
        ("Levy, plane of (1, 0, 0) and (0, 1, 0)", "Levy, (1, 0, 0), (0, 1, 0) 방향의 평면"),
        ("max(x, y)", "max(x, y)"),
        ("Egg carton", "Egg carton"),
    ],
)
def test_surfaces_have_titles_in_korean(plain: str, korean: str) -> None:
    assert title_of(Named(plain)) == plain
    with language("ko"):
        assert title_of(Named(plain)) == korean


def test_changes_of_surfaces_are_understood() -> None:
    changed = [
        Rotated(surfaces.get("ravine"), 45.0),
        Shifted(surfaces.get("ravine"), (1.0, 2.0)),
        Scaled(surfaces.get("ravine"), (2.0, 1.0), 3.0),
        surfaces.maximized(surfaces.get("ravine")),
        bounded(surfaces.get("ravine"), Box((-3, 3), (-1, 2))),
        surfaces.Plane(surfaces.get("rastrigin:dim=3"), (0, 0, 0), (1, 0, 0), (0, 1, 0)),
    ]
    with language("ko"):
        for surface in changed:
            assert not re.search("[a-z]{2}", title_of(surface).replace("Rastrigin", "")), surface


FAMILIES = surfaces.catalogue() | surfaces.model_families()


def test_every_family_has_a_title_in_korean_or_keeps_its_own_on_purpose() -> None:
    titles = {family().title for family in FAMILIES.values()}
    assert titles == set(ko.SURFACE_TITLE)


def test_titles_tell_families_apart() -> None:
    told = list(ko.SURFACE_TITLE.values())
    assert len(set(told)) == len(told)


def test_what_a_word_can_say_is_not_left_in_latin_letters() -> None:
    kept = [one for one in ko.SURFACE_TITLE if ko.SURFACE_TITLE[one] == one]
    assert "Rosenbrock" in kept
    things = r"\b(bowl|camel|crate|pass|plateau|peaks|ravine|saddle|sum|valley|wave|well|table)\b"
    assert not [one for one in kept if re.search(things, one, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Ravine", "협곡 함수에서"),
        ("Rosenbrock, rotated 45°", "Rosenbrock 함수 (45° 회전)에서"),
        ("Brown badly scaled", "척도가 나쁜 Brown 함수에서"),
        ("Network", "신경망 손실에서"),
        ("x**2 + y**2", "함수 x**2 + y**2에서"),
    ],
)
def test_sentences_name_surfaces_as_functions(title: str, told: str) -> None:
    with language("ko"):
        name = title_of(Named(title))
        assert told in words.map_described("SGD", ["lr 0 ~ 1"], name, "")
        assert told.removesuffix("에서") in words.basins_described(name, ["SGD"])
        assert words.on(name) == told.removesuffix("에서")


SHOWN = re.compile(r"\b(surface|posed|model|ground|problem)\.title\b")
AS_DATA = {
    ("cli/surface_pages.py", '"title": surface.title,'),
    ("plots/style/text.py", "its_own = not surface.title.startswith(surface.formula)"),
}


def test_titles_are_shown_in_the_language_in_force_everywhere() -> None:
    package = Path(text.__file__).parent.parent
    found = {
        (path.relative_to(package).as_posix(), line.strip())
        for path in package.rglob("*.py")
        if FOLDER.parent not in path.parents
        for line in path.read_text(encoding="utf-8").splitlines()
        if SHOWN.search(line)
    }
    assert {(file, line.partition(" and not ")[0]) for file, line in found} <= AS_DATA, (
        "title_of(surface) says it in the language in force"
    )


def test_a_race_is_told_in_korean() -> None:
    recipe = CompareRecipe("ravine", optimizers=("newton",), steps=3)
    with language("ko"):
        assert of_comparison(study(recipe)).startswith("협곡 함수, 시작점")
