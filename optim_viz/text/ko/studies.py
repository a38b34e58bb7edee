"""The words of the other figures: steps taken apart, orders, theory, maps and basins."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.ko.figures import KIND
from optim_viz.text.ko.particles import attach as _attach

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
NO_MINIMUM = "최소점 아님"
MINIMA_IN_ORDER = "높이순 최소점"
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
