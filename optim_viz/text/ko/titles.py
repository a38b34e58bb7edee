"""Titles of surfaces, by those in English, and how a sentence names a surface.

A family that is called after a thing has the Korean word for it; one that is called after people,
or by a number, keeps its Latin letters, as Korean lecture notes write it. Either is an adjective or
a noun before 함수, so that a particle always follows that. A family that is not listed here is one
that somebody brought, and keeps its title.
"""

from __future__ import annotations

_AS_PAPERS_WRITE = (
    *("Ackley", "Adjiman", "Beale", "Bohachevsky", "Bohachevsky N. 2", "Bohachevsky N. 3"),
    *("Booth", "Branin", "Bukin N. 6", "Deckkers–Aarts", "Dixon–Price", "Easom", "Forrester"),
    *("Freudenstein–Roth", "Goldstein–Price", "Gramacy–Lee", "Griewank", "Hartmann 3"),
    *("Hartmann 6", "Himmelblau", "Jennrich–Sampson", "Leon", "Levy", "Levy N. 13"),
    *("Levy–Montalvo", "Levy–Montalvo N. 2", "Matyas", "McCormick", "Michalewicz", "Rastrigin"),
    *("Rosenbrock", "Salomon", "Schaffer F6", "Schaffer N. 1", "Schaffer N. 2"),
    *("Schaffer N. 4", "Schwefel", "Schwefel 1.2", "Shekel", "Shubert", "Styblinski–Tang"),
    *("Trefethen", "Trid", "Wood", "Zakharov", "Zettl"),
    "Bird",  # 새 is a bird, and means new before 함수
)

_MODELS = {
    "Linear regression": "선형 회귀",
    "Logistic regression": "로지스틱 회귀",
    "Network": "신경망",
    "Perceptron": "퍼셉트론",
}

SURFACE_TITLE = (
    {name: name for name in _AS_PAPERS_WRITE}
    | _MODELS
    | {
        "Axis-parallel ellipsoid": "축에 나란한 타원체",
        "Bowl": "그릇",
        "Brown badly scaled": "척도가 나쁜 Brown",
        "Cross-in-tray": "쟁반 위 십자",
        "Double well": "이중 우물",
        "Drop-wave": "물방울 파동",
        "Egg crate": "달걀판",
        "Eggholder": "달걀 받침",
        "Ellipsoid": "타원체",
        "Extended Rosenbrock": "확장 Rosenbrock",
        "Helical valley": "나선 골짜기",
        "Holder table": "Holder 탁자",
        "Momentum valley": "모멘텀 골짜기",
        "Monkey saddle": "원숭이 안장",
        "Mountain pass": "산길 고개",
        "Peaks": "봉우리",
        "Plateau": "고원",
        "Powell badly scaled": "척도가 나쁜 Powell",
        "Powell singular": "특이 Powell",
        "Ravine": "협곡",
        "Saddle": "안장",
        "Sine bowl": "사인 그릇",
        "Six-hump camel": "여섯 혹 낙타",
        "Smooth abs": "매끄러운 절댓값",
        "Sum of squares": "제곱합",
        "Three-hump camel": "세 혹 낙타",
    }
)

_NOUNS = dict.fromkeys(SURFACE_TITLE.values(), "함수") | dict.fromkeys(_MODELS.values(), "손실")


def function_named(surface: str) -> str:
    """Return a surface as a sentence names it: ``Rosenbrock 함수 (45° 회전)``, ``함수 x² + y²``."""
    name, _, changes = surface.partition(", ")
    if name not in _NOUNS:
        return f"함수 {surface}"
    return f"{name} {_NOUNS[name]}" + (f" ({changes})" if changes else "")
