"""Korean: what training is made of: promises of gradients, losses, layers, searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optim_viz.text.ko.particles import attach as _attach
from optim_viz.text.ko.titles import function_named as _function

FIRST_ORDER = "1차: lr·|g|²"
SECOND_ORDER = "2차"
DECREASE_KEPT = "f 자신"
DECREASE = "f의 감소량"
ERROR_OF_MODELS = "감소량의 오차 (로그)"
PROMISE_BREAKS = "약속이 깨짐"
PROMISE_COLUMNS = ("", "학습률", "1차", "2차", "f 자신")
HALF_IS_KEPT = "1차의 절반이 지켜지는 한계"
NO_DECREASE_FROM = "f가 낮아지지 않는 한계"
SAFE_BELOW = "2/L"
NEVER_BREAKS = "시도한 모든 학습률에서 f가 낮아짐"
BEST_BY_SECOND_ORDER = "2차 모형의 최선 학습률"


def gradient_at(at: str, value: str, slope: str) -> str:
    """Say what is known at the point of expansion."""
    return f"({at})에서 f = {value}, |g|² = {slope}"


def grows_as(power: int) -> str:
    """Say with which power of the rate an error grows."""
    return f"∝ lr{'¹²³'[power - 1]}"


def how_taylor_is_drawn(breaks: bool) -> str:
    """Say what is drawn, and when the promise of the gradient breaks."""
    told = "−lr·g만큼 이동 · L: 출발점에서 가장 큰 곡률"
    return f"회색: f가 더는 낮아지지 않아 약속이 깨진 곳 · {told}" if breaks else told


def taylor_described(surface: str, at: str, breaks: str | None, limit: str | None) -> str:
    """Say what a figure shows of what the gradient promises."""
    told = (
        f"점 ({at})에서 기울기의 반대 방향으로 갈 때 {_function(surface)}의 감소량, 학습률에 따라."
    )
    kept = (
        f"1차 모형은 끝없이 약속하지만, 학습률 {breaks}부터 f는 낮아지지 않는다."
        if breaks
        else "시도한 모든 학습률에서 f가 낮아진다."
    )
    return f"{told} {kept}" + (f" {_attach('2/L', '은')} {limit}이다." if limit else "")


LOSSES = "손실과 그 기울기"
LOSSES_ARE_LIKELIHOODS = "손실은 음의 로그 가능도이다"
ENTROPY_BEATS_SQUARES = "시그모이드 뒤: 교차 엔트로피와 제곱"
LOSS_NAMES = {
    "mse": "MSE",
    "mae": "MAE",
    "huber": "후버, δ 1",
    "bce": "교차 엔트로피",
    "cross_entropy": "교차 엔트로피",
    "smoothed": "스무딩 0.1",
    "focal": "초점, γ 2",
    "dice": "다이스",
    "mse_of_sigmoid": "σ(z)의 MSE",
}
DENSITIES = {
    "normal": "exp(−r²)/√π",
    "laplace": "exp(−|r|)/2",
    "huber_tails": "exp(−Huber r)/3.57",
    "bernoulli": "σ(z)",
    "categorical": "softmax(z, 0, 0)₁",
}
LIKELIHOOD_NAMES = {
    "normal": "정규: MSE",
    "laplace": "라플라스: MAE",
    "huber_tails": "라플라스 꼬리: 후버",
    "bernoulli": "베르누이: 교차 엔트로피",
    "categorical": "세 클래스: 교차 엔트로피",
}
RESIDUAL = "잔차 r"
LOGIT = "정답 클래스의 로짓 z"
LOGIT_IN_SHORT = "로짓 z"
LOSS_OF_ROW = "손실"
SLOPE_OF_LOSS = "손실의 기울기"
DENSITY = "목푯값의 밀도", "밀도"
PROBABILITY = "정답 클래스의 확률", "확률"
SURPRISE = "그 −ln; 점: 손실 + 상수", "그 −ln; 점: 손실", "그 −ln"
WRONG_ROWS = "틀린 행, %"
LOSSES_OF_ONE_ROW = "한 행의 손실"
NO_SUMS_OVER_ROWS = "RMSE와 다이스는 행의 평균이 아니므로 미니배치가 편향됨"
HOW_LIKELIHOODS_ARE_DRAWN = "독립인 행: 결합 밀도의 −ln = 손실의 합 + 상수"
LIKELIHOODS_IN_SHORT = "곱의 −ln은 손실의 합"
LOSS_COLUMN = "손실"
LIKELIHOOD_COLUMNS = ("분포: 손실", "밀도", "−ln 밀도 − 손실")
DUEL_COLUMNS = (
    "학습한 손실", "시작의 |기울기|", "시작 정확도", "끝 정확도", "끝의 교차 엔트로피", "w, b",
)  # fmt: skip
LOSSES_DESCRIBED = (
    "잔차와 정답 클래스의 로짓에 따른 손실과 그 기울기. MSE의 기울기는 잔차와 함께 커지고, MAE와"
    " 후버 손실의 기울기는 유계이다. 크게 틀린 로짓에서 교차 엔트로피의 기울기는 −1로, 시그모이드"
    " 뒤 제곱 오차의 기울기는 0으로 간다."
)
LIKELIHOODS_DESCRIBED = (
    "목푯값의 밀도와 그 음의 로그: 정규 분포는 제곱 오차, 라플라스 분포는 절대 오차, 베르누이와"
    " 범주 분포는 교차 엔트로피이며, 상수만 다르다."
)


def loss_and_slope_at(place: str) -> str:
    """Name a loss and its gradient at a residual or logit."""
    return f"{place}에서 손실, 기울기"


def slopes_at_start(squares: str, entropy: str) -> str:
    """Say how long the gradients of both losses are at the start."""
    return f"시작에서 |기울기|: 제곱 오차 {squares}, 교차 엔트로피 {entropy}"


def duel_described(start: str, slopes: Sequence[str], steps: int, ends: Sequence[str]) -> str:
    """Say how one neuron is trained with two losses."""
    return (
        f"뉴런 하나를 ({start})에서 학습한다. 그곳에서 시그모이드의 제곱 오차의 기울기는 길이가"
        f" {slopes[0]}, 교차 엔트로피는 {slopes[1]}이다: {steps}단계 뒤 앞의 학습은 행의 {ends[0]},"
        f" 뒤의 학습은 {_attach(ends[1], '을')} 맞힌다."
    )


NORMAL_EQUATION = "정규 방정식"
WAYS = ("뉴턴법", "경사 하강법", "한 행씩")
WAY_COLUMNS = ("", "단계", "본 행", "격차", "거리")


def rates_of_regression(descent: str, rows: str, condition: str) -> str:
    """Say at which rates both kinds of descent run, and why one is slow."""
    return f"경사 하강법: lr {descent} = 1/L, L/μ = {condition} · 한 행씩: lr {rows}"


def regression_described(
    data: str, point: str, gaps: Sequence[str], steps: int, condition: str
) -> str:
    """Say how a regression is solved in four ways."""
    best = _attach(f"({point})", "을")
    return (
        f"{data} 데이터의 최소 제곱, 매개변수와 데이터를 나란히. 정규 방정식은 {best} 바로"
        f" 주고, 뉴턴법은 한 단계에 격차 {gaps[0]}에 이른다. {steps}단계 뒤 경사 하강법의 격차는"
        f" {gaps[1]}이고 조건수는 {condition}이다; 한 행씩 가면 격차 {gaps[2]} 둘레를 오간다."
    )


STARTS_OF_EACH_PLACE = "그곳에서 끝난 시작점 수"
PLACE_COLUMNS = ("곳", "f", "시작점", "비율", "위치")


def place_with_value(rank: int, value: str) -> str:
    """Name a place by its rank and its value."""
    return f"{rank}:  f = {value}"


def other_places(count: int) -> str:
    """Name the places that are not told one by one."""
    return f"다른 {count}곳"


def how_searches_are_drawn(method: str, starts: int, lowest: bool | None) -> str:
    """Say what is drawn, and whether the best is the lowest there is."""
    end = {True: "전역 최소점", False: "전역 최소점 아님", None: "찾은 것 중 가장 낮은 점"}
    return f"무작위 시작점 {starts}개, {method} · ★ {end[lowest]} · 낮은 순서로 번호"


def starts_enough(count: int, lowest: bool | None) -> str:
    """Say how many starts find the best place again."""
    end = "" if lowest is None else " (전역 최소점)" if lowest else " (전역 최소점 아님)"
    return f"그 비율이면 무작위 시작점 {count}개로 가장 낮은 곳{end}에 95 % 확률로 한 번은 이른다"


def multistart_described(
    surface: str, method: str, starts: int, places: int, best: tuple[str, str, int],
    lowest: bool | None,
) -> str:  # fmt: skip
    """Say where searches from many starts end."""
    at, value, count = best
    known = {True: "전역 최소점이다", False: "전역 최소점이 아니다", None: "찾은 것 중 가장 낮다"}
    return (
        f"{_function(surface)}에서 무작위 시작점 {starts}개로 {method} 탐색을 하면 {places}곳에서"
        f" 끝난다. 가장 낮은 곳은 ({at})의 f = {value}, 시작점 {count}개가"
        f" 이르렀으며 {known[lowest]}."
    )


ACTIVATIONS = "활성화 함수와 그 도함수"
GRADIENTS_IN_DEPTH = "깊은 신경망을 거슬러 가는 기울기"
LINEAR_LAYERS = "활성화 없는 층들은 하나의 직선이다"
XOR = "배타적 논리합: 한 층과 두 층"
ACTIVATION_NAMES = {
    "identity": "활성화 없음",
    "sigmoid": "시그모이드",
    "tanh": "tanh",
    "relu": "ReLU",
}
INIT_NAMES = {"he": "He", "xavier": "Xavier", "plain": "단순, 0.01"}
ACTIVATION = "활성화"
SLOPE_OF_ACTIVATION = "도함수"
INPUT_OF_UNIT = "유닛의 입력", "입력"
INPUT = "입력 x"
HIDDEN_LAYER = "은닉층"
ONE_LAYER, TWO_LAYERS = "한 층", "두 층"
EVEN_ODDS = "반반"
ACTIVATION_COLUMN, LARGEST_SLOPE = "활성화", "가장 큰 도함수"
DEPTH_COLUMNS = ("가중치", "활성화", "첫 층", "마지막 층", "층마다의 배수")
COLLAPSE_COLUMNS = ("은닉층", "매개변수", "w", "b", "가장 큰 차이")
XOR_COLUMNS = ("", "매개변수", "손실", "정답")
SLOPES_OF_ACTIVATIONS = "기울기는 층마다 도함수가 곱해진다"
PRODUCT_OF_WEIGHTS = "(x W + b) V + c = x (W V) + (b V + c): 가중치 하나, 편향 하나"
WHY_NOT_ONE_LAYER = "한 층: 기껏해야 반반, ln 2 = 0.693 · 직선은 네 행 가운데 셋까지 가른다"
ACTIVATIONS_DESCRIBED = (
    "시그모이드, tanh, ReLU와 그 도함수. 시그모이드의 도함수는 1/4 이하, tanh의 도함수는 1 이하이며"
    " 입력이 커지면 사라진다; ReLU의 도함수는 양의 입력에서 1, 나머지에서 0이다."
)
COLLAPSE_DESCRIBED = (
    "은닉층이 0, 1, 4개인 신경망의 입력 하나에 대한 출력. 활성화가 없으면 가중치가 곱해져 하나의"
    " 가중치와 편향이 되므로 모두 직선이다; 같은 가중치에 ReLU나 tanh를 쓰면 굽는다."
)


def value_and_slope_at(place: str) -> str:
    """Name an activation and its derivative at an input."""
    return f"{place}에서"


def output_with(activation: str) -> str:
    """Name what networks with an activation return."""
    return f"출력: {activation}"


def hidden_layers(count: int) -> str:
    """Name a network by its hidden layers."""
    return f"은닉층 {count}개" if count else "은닉층 없음"


def deep_networks(depth: int, width: int) -> str:
    """Say what networks these are, and what is drawn of them."""
    return f"유닛 {width}개인 은닉층 {depth}개, 숫자 데이터, 학습 전: ∂손실/∂출력의 RMS"


def right(share: str) -> str:
    """Say how many rows are classified correctly."""
    return f"{share} 정답"


def depth_described(depth: int, factors: Mapping[str, str]) -> str:
    """Say by which factor gradients change in each layer."""
    plain, tanh = factors["plain_tanh"], factors["xavier_tanh"]
    sigmoid, relu = factors["he_sigmoid"], factors["he_relu"]
    return (
        f"은닉층 {depth}개인 학습 전 신경망의 기울기, 마지막 층에서 첫 층으로, 로그 눈금. 층마다"
        f" 단순한 가중치와 tanh는 {plain}배, He와 시그모이드는 {sigmoid}배, He와 ReLU는 {relu}배,"
        f" Xavier와 tanh는 {tanh}배가 된다."
    )


def xor_described(loss: str, one: str, two: str) -> str:
    """Say what one layer and two learn of exclusive or."""
    return (
        f"두 입력의 평면에서 두 클래스의 확률. 한 층이 끝에서 맞히는 행: {one}, 손실 {loss};"
        f" 두 층이 맞히는 행: {two}."
    )


COMPUTATION_GRAPH = "계산 그래프"
GRAPH_COLUMNS = ("노드", "값", "∂결과/∂값")
HOW_GRAPH_IS_DRAWN = "화살표 위: 값 · 아래: 거슬러 오는 ∂결과/∂값"


def node_name(name: str) -> str:
    """Name a node: an operation, a variable, an activation, a loss."""
    return (LOSS_NAMES | ACTIVATION_NAMES).get(name, name.replace("_", "-"))


def derivative_by(name: str, derivative: str) -> str:
    """Say the derivative of the result by a variable."""
    return f"{name} {derivative}"


def graph_described(title: str, nodes: int, result: str, derivatives: Sequence[str]) -> str:
    """Say what a graph computes, and the derivatives of its result."""
    return (
        f"{title}의 계산 그래프: 노드 {nodes}개, 변에 앞으로 가는 값과 거슬러 오는 기울기. 결과는"
        f" {result}이고, 각 변수에 대한 도함수: {', '.join(derivatives)}."
    )


NEWTON_FROM_AFAR = (
    "뉴턴법은 모든 확률이 반반인 시작점에서 최소점을 찾는다. (-1, -1)처럼 먼 곳에서는 곡률이 작아"
    " 온전한 단계가 점점 크게 지나친다: damped_newton은 그렇지 않다."
)
