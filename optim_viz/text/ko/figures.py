"""The words of figures: quantities, outcomes, races and their conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from optim_viz.text.ko.particles import attach as _attach
from optim_viz.text.ko.titles import function_named as _function

STEP = "단계"
RATE = "학습률"
LEARNING_RATE = "학습률"
DIMENSION = "차원"
GAP = "격차"
LOSS = "손실"
GAP_WITH_FORMULA = "격차  f − f*"
LOSS_WITH_FORMULA = "손실  f"
GAP_ON_LOG_SCALE = "격차 (로그)"

QUANTITY = {
    "direction": "방향",
    "gradient": "기울기",
    "gradient seen": "관측된 기울기",
    "hessian": "헤세 행렬",
    "moves": "이동량",
    "rates": "학습률",
    "squares": "제곱합",
    "velocity": "속도",
    # Rules of methods have some more, which English shows as the rules write them.
    "axes": "축",
    "curvatures": "곡률",
    "inverse": "역행렬",
    "length": "길이",
    "move": "이동량",
    "norm": "노름",
    "product": "곱",
    "promised": "예상 감소량",
    "radius": "반지름",
    "ratio": "비율",
    "rounding": "반올림 오차",
    "step": "걸음",
    "trial": "시도한 점",
    "update": "갱신량",
    "value": "함숫값",
    "weight": "가중치",
}


def gap(number: str) -> str:
    """Say which gap was reached."""
    return f"격차 {number}"


def steps(count: int | str) -> str:
    """Say how many steps."""
    return f"{count}단계"


def step(number: int) -> str:
    """Name one step."""
    return f"단계 {number}"


MEASURED = "측정값"


def after(steps: int) -> str:
    """Say after how many steps something is measured."""
    return f"{steps}단계 후"


def interval(low: str, high: str) -> str:
    """Say between which numbers something lies."""
    return f"{low} ~ {high}"


def out_of(count: int, total: int) -> str:
    """Say how many of all."""
    return f"{count}/{total}"


_CHANGES = (
    (r", rotated ([^ ,]+°)", r", \1 회전"),
    (r", shifted by (\([^)]*\)|\S+)", r", \1만큼 이동"),
    (r", stretched by (\([^)]*\)|\S+)", r", \1배로 늘임"),
    (r" and ([^ ,]+) times as high", r", 높이 \1배"),
    (", maximized", ", 최대화"),
    (r", domain (?=[\[(−-])", ", 정의역 "),
    (r", plane of (\([^)]*\)) and (\([^)]*\))", r", \1, \2 방향의 평면"),
)
"""What surfaces say of changes, and what stands for it."""


def as_changed(told: str) -> str:
    """Return a title or a formula of a surface: it says how that was turned, moved, bounded."""
    for english, korean in _CHANGES:
        told = re.sub(english, korean, told)
    return told


def in_dimensions(count: int) -> str:
    """Say in how many dimensions a function is meant."""
    return f"{count}차원"


def on(surface: str) -> str:
    """Say on which surface."""
    return _function(surface)


def principal_component(number: int, share: str) -> str:
    """Say which principal component an axis is, and how much of the variance it explains."""
    return f"제{number} 주성분: {share}"


# Where maxima are looked for.

WHERE_MAXIMIZED = {
    "GAP": "최댓값과의 격차",
    "GAP_WITH_FORMULA": "최댓값과의 격차  f* − f",
    "GAP_ON_LOG_SCALE": "최댓값과의 격차 (로그)",
    "LOSS": "함숫값",
    "LOSS_WITH_FORMULA": "함숫값  f",
    "TERM": {"velocity": "유지된 속도", "gradient": "lr · 기울기", "ahead": "앞을 내다봄"},
}

MAXIMUM = {
    "최소": "최대",
    "최대": "최소",
    "최솟값": "최댓값",
    "최댓값": "최솟값",
    "극소": "극대",
    "극대": "극소",
    "가장 낮은": "가장 높은",
    "가장 높은": "가장 낮은",
    "감소": "증가",
    "하강": "상승",
    "낮은 순서": "높은 순서",
}
"""What a word becomes where f is turned over; particles stay, as both end alike."""


# How runs end, and what points there are.

OUTCOME = {
    "converged": "수렴",
    "budget spent": "예산 소진",
    "left the domain": "정의역 이탈",
    "diverged": "발산",
    "stalled at a saddle": "안장점에서 정체",
    "stalled at a maximum": "최대점에서 정체",
    "stopped by itself": "스스로 종료",
    "stopped early": "조기 종료",
    "held at the edge": "경계에 걸림",
    "local minimum": "국소 최소점",
    "stalled at a flat point": "평탄점에서 정체",
    "fell without bound": "한없이 하강",
}
OUTCOME_IN_A_WORD = {
    "converged": "수렴",
    "budget spent": "소진",
    "left the domain": "이탈",
    "diverged": "발산",
    "stalled at a saddle": "안장점",
    "stalled at a maximum": "최대점",
    "stopped by itself": "종료",
    "stopped early": "종료",
    "held at the edge": "경계",
    "local minimum": "국소",
    "stalled at a flat point": "평탄",
    "fell without bound": "하강",
}
KIND = {
    "global minimum": "전역 최소점",
    "lowest found": "찾은 것 중 가장 낮은 점",
    "local minimum": "국소 최소점",
    "minimum": "최소점",
    "saddle": "안장점",
    "maximum": "최대점",
    "degenerate": "평탄점",
    "curve": "최소점의 곡선",
    "region": "최소점의 영역",
}
KINDS = KIND
"""Nouns have no plural."""

NEVER = "실패"
LOST = "이탈"


def lost(count: int, total: int) -> str:
    """Say how many of some runs left the domain or diverged."""
    return f"{total}회 중 {count}회 이탈"


def at_step(outcome: str, step: int) -> str:
    """Say at which step a run ended so."""
    return f"단계 {step}에서 {outcome}"


def points(kind: str, count: int) -> str:
    """Say how many stationary points of a kind there are."""
    return f"{KIND[kind]} {count}개"


# A comparison: columns of its table.

OPTIMIZER = "옵티마이저"
STATUS = "상태"
EVALUATIONS = "평가 횟수"
MEAN_EVALUATIONS = "평균 평가 횟수"


def median(quantity: str) -> str:
    """Name the median of a quantity."""
    return f"{quantity} 중앙값"


def reached(goal: str) -> str:
    """Name the number of runs that reach a gap."""
    return f"{goal} 도달"


def steps_to(goal: str) -> str:
    """Name the steps to a gap."""
    return f"{goal}까지 단계"


# The conditions of a comparison.

FINAL_GAP = "최종 격차"
WORST_GAP_OF_TAIL = "마지막 10분의 1 단계의 최악 격차, lr ± 10 %"
MEDIAN_GAP_OF_TAIL = "마지막 10분의 1의 중앙값 ± 10 %"
MEDIAN = "중앙값, ± 10 %"
RATES_BY_DEFAULT = "lr: 방법마다 기본값"
BEST_RATE_OF_EACH = "lr: 방법마다 최선"
PATHS_OF_FIRST_SEED = "경로: 첫 시드"


def steps_to_gap(gap: str) -> str:
    """Name what is counted until a gap is reached."""
    return f"격차 {gap}까지 단계 수"


def rate_tuned(count: int, criterion: str) -> str:
    """Say how the rate was tuned."""
    return f"lr: {count}개 중 최선, 기준 {criterion}"


def rate_at_the_edge(name: str, rate: str, *, is_lowest: bool) -> str:
    """Say that the best rate of a method is the last that was tried."""
    end, other = ("가장 낮다", "낮은") if is_lowest else ("가장 높다", "높은")
    tried = _attach(f"lr {rate}", "이")
    return f"{name}: {tried} 시도한 값 가운데 {end}; 더 {other} 값이 나을 수 있다"


def rate_tuned_under_noise(count: int, criterion: str, seeds: int) -> str:
    """Say how the rate was tuned where gradients have noise."""
    return f"lr: {count}개 중 최선, 기준 {criterion}, 다른 시드 {seeds}개"


def best_rate_under_noise(criterion: str, seeds: int) -> str:
    """Say the same where there is less room."""
    return f"lr: 최선, {criterion}, 다른 시드 {seeds}개"


def same_rate_without_lowest(rate: str) -> str:
    """Say that all methods have one rate, as there is no lowest value to tune by."""
    return f"모두 lr {rate}: f의 최솟값을 모름"


def rate_tuned_on_starts(count: int, starts: int) -> str:
    """Say how the rate was tuned where there are many starts."""
    return f"lr: {count}개 중 최선, 시작점 {starts}개"


def same_rate(rate: str) -> str:
    """Say that all methods have one rate."""
    return f"모두 lr {rate}"


def start(coordinates: str) -> str:
    """Say where runs begin."""
    return f"시작점 ({coordinates})"


def with_batch(title: str, size: str) -> str:
    """Call an optimizer after the size of its batches."""
    return f"{title}, 배치 {size}"


def epoch(rows: int, sizes: Sequence[str], updates: Sequence[str]) -> str:
    """Say how many updates an epoch has with each size of a batch."""
    return f"배치 {', '.join(sizes)}: 행 {rows}개의 에폭은 갱신 {', '.join(updates)}회"


ROWS_SEEN = "본 데이터 행 수"


def noise(kind: str, seeds: str = "") -> str:
    """Say which noise gradients have, and with which seeds."""
    return f"잡음 {kind}, {seeds}" if seeds else f"잡음 {kind}"


def seed(number: int) -> str:
    """Name one seed."""
    return f"시드 {number}"


def seeds(count: int, first: int = 0) -> str:
    """Say how many seeds, and the first one where that is not 0."""
    return f"시드 {count}개" + (f" ({first}부터)" if first else "")


def median_with_band(quantity: str, low: str, high: str) -> str:
    """Say what a curve and the band around it are; the ends of the band are per cent."""
    return f"{quantity}: 중앙값, {low}–{high} %"
