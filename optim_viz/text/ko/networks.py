"""Korean: trainings of networks, their landscapes and gradients."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.ko.figures import seed, seeds
from optim_viz.text.ko.titles import function_named as _function


def epochs(count: int, updates: int) -> str:
    """Say how long a training is."""
    return f"{count}에폭, 갱신 {updates}회"


def band_of_seeds(count: int, first: int) -> str:
    """Say what the bands of trainings are over."""
    if count == 1:
        return seed(first)
    return f"{seeds(count, first)}의 중앙값과 범위"


def rates_of_trainings(count: int, seeds: int, updates: int | None) -> str:
    """Say how the rates of trainings were chosen; trials may be shorter than trainings."""
    short = f"갱신 {updates}회 뒤 " if updates else ""
    return (
        f"lr: 10⁻⁴…10의 {count}개 중 {short}마지막 10분의 1의 손실 중앙값이 최소, 다른 시드"
        f" {seeds}개"
    )


def ends_at_loss(value: str) -> str:
    """Say how high a training ends that is out of view."""
    return f"마지막 손실 {value}"


def diverged_of(count: int, of: int) -> str:
    """Say how many trainings have diverged."""
    return f"{of}회 중 {count}회 발산"


def trained_on(model: str, data: str) -> str:
    """Name a model with its data."""
    return f"{model}: {data}"


def training_described(model: str, epochs: int, seeds: int) -> str:
    """Begin to say what trainings have come to."""
    return f"{model}, {epochs}에폭 뒤, 시드 {seeds}개의 중앙값"


def training_told(name: str, loss: str | None, accuracy: str | None) -> str:
    """Say what an optimizer has come to."""
    if loss is None:
        return f"{name} 발산"
    return f"{name} 손실 {loss}" + (f", 정확도 {accuracy} %" if accuracy else "")


LOSS_ON_ALL_ROWS = "전체 훈련 데이터의 손실"
ACCURACY_HELD_OUT = "시험 정확도"
ACCURACY_ON_DATA = "훈련 정확도"
LOSS_OF_TRIALS = "학습률을 시험한 손실"
UPDATES = "갱신 횟수"
TRAINING_COLUMNS = ("옵티마이저", "lr", "손실: 중앙값", "최소", "최대")


def random_direction(number: int, share: str) -> str:
    """Say which random direction an axis is, and which share of the paths lies along it."""
    return f"임의 방향 {number}: {share}"


def towards(origin: str, end: str) -> str:
    """Say between which points an axis runs."""
    return f"{origin} → {end}"


SLICED = "등고선: 단면; 빈 표식: 단면 밖의 경로를 투영"
PLANE_COLUMNS = ("단면까지 거리", "단면의 손실")
START_OF_PATHS = "출발점"
OVER_SLICE = ", 손실의 단면 위"
FORWARD_DIFFERENCE = "전진 차분"
CENTRAL_DIFFERENCE = "중앙 차분"
BACKPROPAGATION = "역전파"
STEP_SIZE = "간격 h"
ERROR_OF_DERIVATIVES = "미분의 상대 오차", "상대 오차"
PARAMETERS = "매개변수 수"
TIME_OF_A_GRADIENT = "기울기 계산 시간"
STEPS_CROSS_KINKS = "큰 간격은 꺾인 곳을 넘는다"
TIMED_HERE = "시간: 여기서 측정, 매개변수마다 함숫값 2회"
GRADIENT_COLUMNS = ("공식", "최선의 간격", "오차")
TIME_COLUMNS = ("매개변수 수", "역전파, ms", "중앙 차분, ms", "비율")


def derivatives_compared(count: int, of: int) -> str:
    """Say how many derivatives are compared with those of the surface."""
    if count == of:
        return "출발점에서 모든 미분"
    return f"출발점에서 미분 {of}개 중 {count}개"


def best_steps(forward: str, central: str) -> str:
    """Say which steps have the smallest error."""
    return f"최선의 간격: 전진 {forward}, 중앙 {central}"


def gradients_described(
    surface: str, forward: str, forward_error: str, central: str, central_error: str
) -> str:
    """Say what a figure shows of numerical derivatives."""
    return (
        f"{_function(surface)}의 수치 미분 오차를 간격에 따라: 전진 차분은 {forward}에서 최선"
        f" (오차 {forward_error}), 중앙 차분은 {central}에서 최선 (오차 {central_error})."
    )


def times_described(parameters: int, ratio: str) -> str:
    """Say how much longer numerical derivatives take."""
    return f"매개변수가 {parameters}개이면 역전파의 {ratio}배가 걸린다."


def same_rows(epochs: int, rows: int) -> str:
    """Say that all trainings see as many rows."""
    return f"모두 행 {rows}개를 {epochs}에폭"


def median_of_seeds(count: int) -> str:
    """Say over how many seeds a loss is the median."""
    return f"시드 {count}개, 마지막 10분의 1의 중앙값"


def best_rates_grow(power: str) -> str:
    """Say with which power of the batch size the best rate grows, as measured."""
    return f"측정: 최선의 lr ∝ 배치^{power}"


def batch_map_described(
    surface: str, method: str, sizes: tuple[int, int], rates: tuple[str, str], power: str
) -> str:
    """Say what a map over rate and batch size shows."""
    return (
        f"같은 수의 행을 본 뒤 {_function(surface)}에서 {method}의 값, 학습률과 배치 크기에 따라:"
        f" 최선의 학습률은 배치 {sizes[0]}에서 {rates[0]}, 배치 {sizes[1]}에서 {rates[1]}이며 대략"
        f" 배치의 {power}제곱으로 커진다."
    )


SCALING = {"linear": "선형 규칙: lr ∝ 배치", "root": "제곱근 규칙: lr ∝ √배치"}
BATCH_SIZE = "배치 크기"
BEST_LR = "최선의 lr"
BATCH_MAP_COLUMNS = ("배치 크기", "최선의 lr", "손실", "선형 규칙", "제곱근 규칙")


def unstable_above(limit: str) -> str:
    """Say above which curvature a method is unstable at its rate."""
    return f"한계 {limit}"


def barrier(line: str, height: str) -> str:
    """Say how high the barrier between two solutions is."""
    return f"{line}: 장벽 {height}"


def curvature_told(optimizer: str, largest: str, limit: str) -> str:
    """Say how large the curvature along a path becomes."""
    told = f"{optimizer}: 최대 {largest}"
    return told if limit == "-" else f"{told} (한계 {limit})"


def curvature_described(surface: str, runs: Sequence[str], barriers: Sequence[str]) -> str:
    """Say what a figure of curvatures shows."""
    crossed = f" {'; '.join(barriers)}." if barriers else ""
    return f"경로를 따른 {_function(surface)}의 최대 곡률: {'; '.join(runs)}.{crossed}"


HOW_CURVATURE_IS_DRAWN = "전체 데이터에서 헤세 행렬의 최대 고윳값; 파선: 학습률의 한계"
LARGEST_EIGENVALUE = "최대 곡률"
ON_THE_LINE = "한 해 0에서 다른 해 1까지"
BETWEEN = {
    "same_start": "같은 출발점에서",
    "other_start": "다른 가중치에서",
    "start_to_end": "출발점에서 끝까지",
}
CURVATURE_COLUMNS = ("옵티마이저", "f", "출발점의 λ max", "최대", "끝", "한계")
