"""Korean: particles, and words of minima and maxima."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import surfaces
from optim_viz import text
from optim_viz.recipe_text import fonts_of, read_plain
from optim_viz.text import ko, language, said_of_maxima, words
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


@pytest.mark.parametrize(
    ("plain", "korean"),
    [
        ("Ravine", "Ravine"),
        ("Ravine, rotated 45°", "Ravine, 45° 회전"),
        ("Ravine, rotated -30°, shifted by (1, 2)", "Ravine, -30° 회전, (1, 2)만큼 이동"),
        ("Bowl, stretched by 2 and 3 times as high", "Bowl, 2배로 늘임, 높이 3배"),
        ("Booth, domain [-3, 3] × [-1, 2], maximized", "Booth, 정의역 [-3, 3] × [-1, 2], 최대화"),
    ],
)
def test_titles_say_in_korean_how_a_surface_was_changed(plain: str, korean: str) -> None:
    assert words.as_changed(plain) == plain
    with language("ko"):
        assert words.as_changed(plain) == korean


def test_titles_of_changed_surfaces_are_understood() -> None:
    changed = [
        Rotated(surfaces.get("ravine"), 45.0),
        Shifted(surfaces.get("ravine"), (1.0, 2.0)),
        Scaled(surfaces.get("ravine"), (2.0, 1.0), 3.0),
        surfaces.maximized(surfaces.get("ravine")),
        bounded(surfaces.get("ravine"), Box((-3, 3), (-1, 2))),
    ]
    with language("ko"):
        for surface in changed:
            told = words.as_changed(surface.title).removeprefix("Ravine")
            assert HANGUL.search(told), surface.title
            assert not re.search("[a-z]", told), surface.title
