"""The words of comparisons, of steps taken apart, of orders, theory, maps and basins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from optim_viz.text.ko.particles import attach as _attach

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
    return f"곡면 {surface}"


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


# One step taken apart.

STEP_TAKEN = "이동 Δx"
GRADIENT = "기울기"
GRADIENT_SEEN = "관측된 값"
NEXT_GRADIENT = "다음 기울기"
CURVATURE = {
    "exact": "곡률",
    "learnt": "곡률, 학습됨",
    "absolute": "|곡률|",
    "shifted": "곡률 + w",
}

CURVATURE_ALONG_AXES = "곡률: 축마다"
DASHED_IS_PARABOLA = ("이동은 x축을 따른다. 점선: 새", "함숫값까지. 파선: 포물선.")
DASHED_IS_TANGENT = ("이동은 x축을 따른다. 점선: 새", "함숫값까지. 파선: 접선.")
TERM = {
    "velocity": "유지된 속도",
    "gradient": "−lr · 기울기",
    "ahead": "앞을 내다봄",
}

TERMS_ADD_UP = ("화살표의 길이는 실제와 같고, 이어", "붙이면 한 번의 이동이 된다.")
LOOKED_AHEAD = ("기울기는 ○보다 앞, 속도가 향하는", "곳에서 계산한다.")
SLOPES_TO_SCALE = ("−기울기는 내리막을 가리킨다. 축의", "눈금으로 기울기 1의 길이는 1이다.")
SLOPES_HAVE_A_SCALE = (
    "−기울기는 내리막을 가리키며 축척이",
    "따로 있다. 이동의 길이는 실제와 같다.",
)
ELLIPSE_OF_RATES = ("타원: 같은 힘을 어느 방향으로든", "주었을 때 이동이 끝나는 곳.")
LEVELS_OF_PARABOLA = ("파선: 포물선의 등고선. 그중 하나는", "현재 점을 지난다.")
CIRCLE_OF_TRUST = ("원: 이동은 이 원을 벗어나지 않는다.",)


def method_at_step(method: str, step: int) -> str:
    """Name the step of a method that is taken apart."""
    return f"{method}, 단계 {step}"


def stationary_point_of_model(kind: str) -> str:
    """Name the stationary point of the parabola that a method believes in."""
    return f"그 {KIND[kind]}"


def momentum(symbol: str) -> str:
    """Name the mean of gradients of a method, which has a symbol of its own."""
    return f"모멘텀 {symbol}"


def farthest_coordinates(shown: int, total: int) -> str:
    """Say which coordinates are shown."""
    return f"좌표 {total}개 중 가장 멀리 움직이는 {shown}개"


def ellipse_of_rates(formula: str) -> Sequence[str]:
    """Say what the ellipse is where the rate of a coordinate has a formula."""
    return (f"학습률: {formula}. 타원: 같은 힘의", "방향을 돌렸을 때 끝나는 곳.")


QUANTITY_COLUMNS = ("양", "이동 전", "이동 후")
QUANTITY_COLUMNS_ALONE = ("양", "이동 전", "이동 후")

# Orders of methods by dimension.

ORDER = {1.0: "1차", 1.5: "1.5차", 2.0: "2차"}
STEPS = "단계"
TIME_OF_A_STEP = "단계당 시간"
MEMORY_OF_A_STEP = "단계당 메모리"
EVALUATIONS_OF_ALL_KINDS = "평가 횟수  f + ∇f + ∇²f"
NOT_REACHED = "△ 도달 못 함"
DOTTED_IS_THEORY = "점선: 이론"

EFFORT_COLUMNS = ("차원", "옵티마이저", "차수", "단계", "f", "g", "H", "시간", "메모리")


def measured(method: str, dimension: int) -> str:
    """Say which measurement is done."""
    return f"{dimension}차원에서 {method} 측정 완료"


def orders_on(surface: str) -> str:
    """Name the figure."""
    return f"{surface}: 1차, 1.5차, 2차 방법"


def share_of_first_gap(share: str) -> str:
    """Say which gap is to be reached."""
    return f"처음 격차의 {share}까지"


PROJECTED = "매 단계를 정의역으로 투영"


def to_goal(goal: str) -> str:
    """Say which value is to be reached."""
    return f"{goal}까지"


def most_steps_or_seconds(steps: int, seconds: str) -> str:
    """Say when a run is given up."""
    return f"최대 {steps}단계 또는 {seconds}초"


def rate_of_method_tuned(method: str, count: int) -> str:
    """Say whose rate was tuned."""
    return f"{method}의 lr: {count}개 중 최선"


def best_rate_of_method(method: str) -> str:
    """Say in few words whose rate was tuned."""
    return f"{method}의 lr: 최선"


def order_and_growth(order: float, growth: str) -> str:
    """Say the order of a method, and how what is drawn grows in theory."""
    return f"{ORDER[order]}, ∝ {growth}" if growth else ORDER[order]


# Theory on a quadratic.

GRADIENT_DESCENT = "경사 하강법"
HEAVY_BALL = "헤비볼"
LIMIT_OF_RATES = "한계  2/L"
BEST_RATE = "최적 학습률  2/(L + μ)"
BEST_RATE_IN_THE_LONG_RUN = "장기적 최적\n2/(L + μ)"
THEORY = "이론"
THEORY_IS_TAKEN = "(이론값 사용)"
DESCENT_LIMIT = "경사 하강법: 학습률의 한계, 2/L"
DESCENT_BEST_RATE = "장기적으로 최적인 학습률, 2/(L + mu)"
DESCENT_FACTOR = "이론 학습률에서의 인수, (k - 1)/(k + 1)"
BALL_BEST_RATE = "헤비볼: 장기적으로 최적인 학습률, 4/(√L + √mu)²"
BALL_BEST_MOMENTUM = "최적 모멘텀, 인수의 제곱"
BALL_FACTOR = "장기적인 인수, (√k - 1)/(√k + 1)"


def rates_and_factors_after(rate_steps: int, steps: int) -> str:
    """Say after how many steps rates were measured, and within how many factors."""
    return f"학습률은 {rate_steps}단계 후, 인수는 {steps}단계 동안 측정"


FACTOR_EXPLAINED = "인수: 한 단계마다 오차(격차의 제곱근)에 곱해지는 수"


def gap_after(steps: int) -> str:
    """Say when the gap is measured."""
    return f"{steps}단계 후 격차"


def factor_in_theory(factor: str) -> str:
    """Say by which factor the error shrinks in theory."""
    return f"이론 × {factor}"


def factor_measured(factor: str) -> str:
    """Say by which factor it shrank."""
    return f"측정 × {factor}"


def curvatures(mu: str, most: str, condition: str) -> str:
    """Say what is known of a quadratic."""
    return f"μ = {mu}, L = {most}, 조건수 {condition}"


def how_theory_is_drawn(steps: int) -> str:
    """Say what lines and signs mean."""
    return f"점선: 이론 · × : 한 단계 후 오차의 비 · {steps}단계"


# Maps over two knobs.

KNOB = {
    "lr": "학습률",
    "momentum": "모멘텀",
    "lr1": "앞쪽 절반 매개변수의 학습률",
    "lr2": "뒤쪽 절반의 학습률",
}

FATE = {
    "gap shrinks": "격차 감소: 한 자릿수당 단계",
    "slow or stuck": "느리거나 멈춤",
    "left the domain": "정의역 이탈",
    "diverged": "발산: 잃기까지 단계",
}
FATE_IN_A_WORD = {
    "gap shrinks": "격차 감소",
    "slow or stuck": "느리거나 멈춤",
    "left the domain": "정의역 이탈",
    "diverged": "발산",
}
BEST_MEASURED = "측정된 최선"
BEST_IN_THEORY = "이론, 장기적으로"
DIGIT_EXPLAINED = "한 자릿수: 격차가 10분의 1로 줄어듦"


def limit_in_theory(formula: str) -> str:
    """Say from which rate on theory says that a method diverges."""
    return f"한계  {formula}"


def steps_per_digit(steps: str) -> str:
    """Say how fast the gap shrinks."""
    return f"한 자릿수당 {steps}단계"


def from_start(coordinates: str) -> str:
    """Say where runs begin."""
    return f"시작점 ({coordinates})"


def runs_on_grid(across: int, up: int) -> str:
    """Say how many runs a map has."""
    return f"{across} × {up}회 실행"


def runs_by_fate(runs: int, shares: str) -> str:
    """Say how many runs a map has, and which share of them has which fate."""
    return f"실행 {runs}회: {shares}"


def gap_shrinks(goal: str, steps: int) -> str:
    """Say when the gap of a run counts as shrinking."""
    return (
        f"격차 감소: {steps}단계 안에 {goal}에 이르거나, 두 번째 4분의 1부터 마지막 4분의 1까지"
        " 적어도 절반으로 줄어듦"
    )


def best_pair(knobs: str, steps: str) -> str:
    """Say which two knobs are the fastest, and how fast they are."""
    return f"최선: {knobs}: 격차 한 자릿수당 {steps}단계"


def best_pair_in_theory(
    rate: str, momentum: str, steps: str, limit: str, *, is_outside: bool
) -> str:
    """Say the same of theory, and the rate below which it is stable."""
    outside = " (축 범위 밖)" if is_outside else ""
    return (
        f"이론: lr {rate}, 모멘텀 {momentum}{outside}: 장기적으로 한 자릿수당 {steps}단계;"
        f" lr = {limit} 미만에서 안정"
    )


# Basins of attraction.

MINIMA_BY_HEIGHT = ("최소점: 가장 낮은 ¼", "둘째 ¼", "셋째 ¼", "가장 높은 ¼")
BEST_OF_K = "k개 중 최선이 ★ 도달"
BEST_OF_K_STARTS = "시작점 k개 중 최선이 ★에 도달"
K_STARTS = "시작점 k개"
FAINT_IS_SLOW = "흐림: 느림"
CHANCE_OF_BEST_OF_K = {
    "global minimum": "무작위 시작점 k개 중 최선이 전역 최소점에 도달할 확률",
    "lowest found": "무작위 시작점 k개 중 최선이 찾은 것 중 가장 낮은 점에 도달할 확률",
}
BASIN_COLUMNS = ("옵티마이저", "끝나는 곳", "", "비율", "단계 중앙값")


def best_is(kind: str) -> str:
    """Name the lowest minima, which have the colour of the best."""
    return f"{KIND[kind]} ★"


def star_is(kind: str) -> str:
    """Say what a star marks, and what the shares beside it are."""
    return f"★ {KIND[kind]}, % 도달"


def starts_on_grid(shape: str) -> str:
    """Say how many starts a picture has."""
    return f"시작점 {shape}"


def slow_one_by_one(method: str, starts: int) -> str:
    """Warn of a method that cannot run from many starts at once."""
    return f"{_attach(method, '은')} {starts}번을 하나씩 실행: 몇 분; --side 100이면 몇 초"


def other_ends(count: int) -> str:
    """Name the ends that have no row of their own."""
    return f"그 밖 ({count})"
