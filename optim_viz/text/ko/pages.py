"""The words of pages and lists of what there is, of checks, and of what commands tell."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.ko.figures import KIND
from optim_viz.text.ko.particles import attach as _attach
from optim_viz.text.ko.titles import function_named as _function

YES, NO = "예", "아니요"
SURFACE_COLUMNS = ("이름", "차원", "최소점", "안장점", "매끄러움", "보여 주는 것")
MORE_MINIMA = "+: 정의역에 최소점이 더 있거나 있을 수 있음; `optim-viz show NAME`에서 확인"
MODEL_COLUMNS = ("데이터 모델", "매개변수", "손실", "설명")
LAYER_COLUMNS = ("층", "가중치", "편향", "매개변수")
ALL_LAYERS = "전체"
DATA = "데이터"
DATA_DO_NOT_FIT = "층이 이 데이터와 맞지 않음"
NO_MINIMUM_KNOWN = "알려진 최소점이 없음; 값은 0보다 작아지지 않음."
SEPARABLE = (
    "최소점 없음: 직선이나 평면 하나가 모든 행을 나누므로, 가중치가 커질수록 손실이 0에 가까워짐."
    " 릿지 항을 더하면 최소점이 생김."
)
OPTIMIZER_COLUMNS = ("이름", "설정값", "하는 일")
SCHEDULE_COLUMNS = ("이름", "입력하는 법", "하는 일")
WORD_COLUMNS = ("낱말", "뜻")
DOMAIN = "정의역"
WINDOW = "표시 범위"
START = "시작점"
SOURCE = "출처"
NOT_SMOOTH = "비매끄러움"
THE_DOMAIN = "정의역"
AMONG_OTHERS, LOWEST_AMONG_OTHERS = "그중 하나", "그중 하나, 찾은 것 중 가장 낮은 값"
ON_THE_EDGE = "경계 위"
IN_A_CUSP_OR_KINK = "첨점이나 꺾인 곳"
WHERE_VALUES_END = "함숫값이 정의된 곳의 끝"
KNOBS_BELOW = "설정값:"
NO_KNOBS = "설정값이 없다."
RULE_BELOW = "한 단계 (f는 곡면, x는 현재 점):"
RULES_BELOW = "라이브러리마다 쓰는 한 단계 (f는 곡면, x는 현재 점):"
HELPERS_BELOW = "여기서"
RULE_IS_WRITTEN_IN = "규칙은 다음에 쓰여 있다:"
LIBRARY_CALL_BELOW = "배정밀도와 곡면의 기울기로 실행되는 것:"
CONVENTION_COLUMNS = ("이름", "처음 값", "설정값", "차이")
OUR_CONVENTION = "이 프로그램: PyTorch에 있으면 그와 같음"
PARAMETERS_BELOW = "매개변수:"
SCHEDULE_BELOW = "0부터 센 단계 t에서의 학습률:"
COMPARE_DRAWS_RATES = "`compare`는 격차 아래에 학습률을 그린다."


OPERATION_COLUMNS = ("", "+ -", "*", "/", "제곱근", "함수", "선택", "연산 수")
ONCE_FOR_ALL_RUNS = "모든 실행에 한 번:"
FOR_EACH_RUN = "실행마다:"
THE_STEP = "한 단계"
FIRST_STEP_DIFFERS = "다음 단계들이 기억하는 값이 아직 없으므로 첫 단계는 다르다."


def step_of(method: str, surface: str) -> str:
    """Say whose step it is."""
    return f"{_function(surface)}에서 {method}의 한 단계, NumPy가 하는 연산으로"


def steps_on(surface: str) -> str:
    """Say whose steps they are."""
    return f"{_function(surface)}에서 각 방법의 한 단계: 실행마다의 연산 수, 곡면의 연산 포함"


def not_recorded(names: str, reason: str) -> str:
    """Say which methods are not counted, and why."""
    return f"세지 않음: {names}: {reason}"


def value_at(value: str, point: str) -> str:
    """Say where a surface has a value."""
    return f"f = {value}  {point}"


def not_attained(place: str) -> str:
    """Say that values come near to the lowest one at a jump, and that none reaches it."""
    return f"최솟값 없음: 불연속점에서 {place}에 한없이 가까워짐"


EDGES_NOT_SEARCHED = "불연속 경계가 너무 많음: 그 위의 극소점은 찾지 않음."


def and_more(count: int) -> str:
    """Say how many lines are missing."""
    return f"... 외 {count}개 (--json: 전부)"


def points_inside(
    minima: int,
    others: int | None,
    where: str,
    on_edge: int,
    *,
    continuum: str = "",
    is_complete: bool,
    more_outside: bool,
) -> str:
    """Say how many stationary points a surface has, and whether these are all.

    ``others`` are those that are no minima, None where nobody has looked for them; ``continuum``
    is the kind of the set of minimizers where these are not single points.
    """
    edge = f", 경계 위에 {_none_or_counted(KIND['minimum'], on_edge)}" if on_edge else ""
    rest = "; 그 밖의 정의역에 더 있음" if more_outside else ""
    if not is_complete:
        rest = (
            "; 더 있을 수 있음"
            if minima or others or continuum
            else "; 찾지 못한 점이 있을 수 있음"
        )
    return f"{where} 안에 {_counted_points(minima, others, continuum)}{edge}{rest}"


def points_everywhere(minima: int, others: int | None, continuum: str = "") -> str:
    """Say how many stationary points a surface has in the whole of space."""
    return f"전체 공간에 {_counted_points(minima, others, continuum)}"


def _counted_points(minima: int, others: int | None, continuum: str) -> str:
    points = _none_or_counted(KIND["minimum"], minima)
    if continuum:
        points = f"{KIND[continuum]}, {_none_or_counted('고립된 최소점', minima)}"
    if others is not None:
        points += f", {_none_or_counted('다른 정류점', others)}"
    return points


def at_most_value(value: str) -> str:
    """Name a value that a run has to reach."""
    return f"f ≤ {value.replace('-', '−')}"


def share_of_first_decrease(share: str) -> str:
    """Name a share of the decrease from the start to the lowest known value."""
    return f"처음 감소량의 {share}"


GAP_ABOVE_TARGET = "격차: f − 목푯값"


def gap_above(goal: str) -> str:
    """Say from where the gap is measured."""
    return f"격차: f − 목푯값, {goal}"


def not_searched_beyond(told: str) -> str:
    """Add to a sentence about the points in a box that others may lie outside."""
    return f"{told}; 그 밖은 찾지 않음"


def _none_or_counted(noun: str, count: int) -> str:
    return f"{noun} {count}개" if count else f"{noun} 없음"


def run_by(version: str) -> str:
    """Say which library takes the steps."""
    return f"모든 단계를 {_attach(version, '이')} 직접 실행한다."


def idle_knobs(names: Sequence[str]) -> str:
    """Say which parameters of a library change how it computes, not what."""
    return f"규칙을 바꾸지 않아 생략한 매개변수: {', '.join(names)}."


def same_rule_as(name: str, when: str = "") -> str:
    """Say which method of ours goes the same way; where the numbers decide, with which."""
    where = f" ({when})" if when else ""
    return f"열 자리까지 같은 경로{where}: {name}"


def how_a_schedule_is_typed(example: str) -> str:
    """Say where a schedule is typed."""
    return f"어느 설정값에나 쓸 수 있다: {example}. 단계를 생략하면 실행의 단계를 따른다."


def schedule_over(schedule: str, steps: int) -> str:
    """Name the course of a schedule."""
    return f"{steps}단계 동안의 {schedule}:"


# Derivatives against differences.

DERIVATIVE = {"gradient": "기울기", "Hessian": "헤세 행렬"}
CHECK_COLUMNS = ("도함수", "중심 차분", "복소 단계", "", "해석적", "차분")
AGREES = "일치"
DISAGREES = "불일치"


def random_points(surface: str, count: int, domain: str) -> str:
    """Say on which points a surface is checked."""
    return f"{surface}: {domain}의 무작위 점 {count}개"


def points_without_value(count: int) -> str:
    """Say how many points are left out of a check."""
    return f"점 {count}개 제외: 그곳이나 바로 옆에서 f의 값이 없음"


def not_smooth(kinks: str) -> str:
    """Say where a surface is not smooth."""
    return f"매끄럽지 않은 곳: {kinks}"


# What commands do.

TO_STDOUT = "표준 출력"
BOOKS_RATES = "책의 학습률"
BEST_RATES = "방법마다 최선의 학습률"
THE_SAME_TURNED = "같은 경주를 45° 돌린 것"


def figure_of(file: str, command: str, version: str) -> str:
    """Say which command made a figure."""
    return f"{file}: `optim-viz {command}`의 그림, 버전 {version}"


VERDICT = {
    "same": "같음",
    "different": "다름",
    "no recipe": "레시피 없음",
    "refused": "다시 만들 수 없음",
}

OTHER_BYTES = "바이트가 다름, matplotlib이나 글꼴의 버전이 다를 수 있음"
OTHER_PAGE = "바이트가 다름, optim-viz의 버전이 다를 수 있음"
SAME_PIXELS = "픽셀은 같고 바이트만 다름"


def other_fonts(before: str, now: str) -> str:
    """Say that a picture would have other fonts, where it has any beside matplotlib's own."""
    return f"글꼴이 다름: 만들 때 {before or '다른 글꼴 없음'}, 지금 {now or '다른 글꼴 없음'}"


def other_size(before: str, now: str) -> str:
    """Say that a picture would have another size."""
    return f"픽셀 크기 {before}, 지금은 {now}"


def affine_layer(number: int) -> str:
    """Name a layer of a network."""
    return f"아핀 {number}"


def data_rows(name: str, rows: int, inputs: int, classes: int) -> str:
    """Say how many rows and columns data have."""
    told = f"{name}: 행 {rows}개, 입력 {inputs}개"
    return told + (f", 클래스 {classes}개" if classes else "")


def pixels_differ(share: str) -> str:
    """Say how much of a picture differs."""
    return f"픽셀의 {share}"


def would_write(paths: str, recipe: str) -> str:
    """Say what a command would do that only checks what was typed."""
    return f"쓸 파일 {paths}: {recipe}"


def formula_is_read_as(typed: str, read: str) -> str:
    """Say how a formula was read that is not in the notation of Python."""
    return f"{typed} → {_attach(read, '으로')} 읽음"


def variables_are(names: Sequence[str]) -> str:
    """Say which variables a formula has that are not called x and y."""
    if len(names) == 1:
        return f"변수: {names[0]}"
    order = ",".join(reversed(names)) if len(names) == 2 else "..."
    return f"변수: {', '.join(names)} 순서; --variables {_attach(order, '으로')} 바꿀 수 있음"


def speed_and_time_left(share: str, speed: str, seconds: str) -> str:
    """Say how far a long command is, how many steps it does in a second, and how long it takes."""
    return f"{share}  초당 {speed} 단계  {seconds}초 남음"
