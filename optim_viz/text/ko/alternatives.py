"""What a figure shows, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.ko.figures import KIND as _KIND
from optim_viz.text.ko.particles import attach as _attach
from optim_viz.text.ko.titles import function_named as _function

MANNER = {
    "zigzags across the valley": "골짜기를 가로질러 지그재그로 움직이다가",
    "jumps back and forth": "앞뒤로 오가다가",
    "overshoots": "목표를 지나쳤다가",
    "creeps": "천천히 기어가",
    "creeps along the valley": "골짜기를 따라 천천히 기어가",
}

GROWING = {
    "zigzags across the valley": "골짜기를 가로질러 점점 크게 지그재그로 움직이다가",
    "jumps back and forth": "점점 크게 앞뒤로 오가다가",
}

ENDS = {
    "stalled at a saddle": "안장점에서 정체",
    "stalled at a maximum": "최대점에서 정체",
    "stalled at a flat point": "평탄점에서 정체",
    "stopped by itself": "스스로 종료",
    "local minimum": "국소 최소점에 도달",
    "converged": "멈춤",
    "budget spent": "끝남",
}

NOISY = ", 기울기에 잡음"
ON_BATCHES = ", 데이터 배치로"


def noisy_over_seeds(seeds: int, steps: int) -> str:
    """Say that runs differ in their noise, and what is said of them."""
    return f", 기울기에 잡음; {steps}단계 후 시드 {seeds}개의 중앙값"


def race_described(surface: str, start: str, noise: str, runs: Sequence[str]) -> str:
    """Say what a comparison shows: where it takes place, and what becomes of each method."""
    return f"{_function(surface)}, 시작점 ({start})에서의 경로{noise}: {'; '.join(runs)}."


def page_described(surface: str, start: str, step: int, last: int, runs: Sequence[str]) -> str:
    """Say what a page shows that is as of one step."""
    where = f"{_function(surface)}, 시작점 ({start})에서의 경로"
    return f"{where}, {last}단계 중 단계 {step}: {'; '.join(runs)}."


def film_described(seconds: str, still: str) -> str:
    """Say what a film shows, of which the last picture is described already."""
    return f"{seconds}초 동영상. {still}"


def run_described(method: str, manner: str, end: str) -> str:
    """Say how a method goes its way and where that ends."""
    return f"{_attach(method, '은')} {manner} {end}" if manner else f"{_attach(method, '은')} {end}"


def is_at(method: str, level: str) -> str:
    """Say how high a method is at a step."""
    return f"{method} {level}"


def value_of_f(value: str) -> str:
    """Say a value where there is no gap."""
    return f"f = {value}"


def arrives(steps: int, *, several: bool) -> str:
    """Say in how many steps a run is at the lowest minimum."""
    return f"{steps}단계 만에 {'전역 ' if several else ''}최소점에 도달"


def ends_at(how: str, level: str, steps: int | None, *, swings: bool) -> str:
    """Say how high a run ends; after how many steps, unless that was said."""
    after = f"{steps}단계 후 " if steps is not None else ""
    return f"{after}{how} ({level}{', 아직 흔들림' if swings else ''})"


def diverges(steps: int | None) -> str:
    """Say from which step on a run that diverges is outside for good, if it ever was inside."""
    return "발산" if steps is None else f"{steps}단계 후 발산"


def leaves_domain(steps: int | None) -> str:
    """Say after how many steps a run is outside the domain for good."""
    return f"{steps}단계 후 정의역 이탈" if steps else "정의역 이탈"


FALLS_WITHOUT_BOUND = "한없이 하강"
AND_OTHERS = "그 밖의 방법"


def over_seeds_described(method: str, level: str, lost: int) -> str:
    """Say how high the runs of a method end that differ in their noise, and how many are lost."""
    some = f", {lost}회 이탈" if lost else ""
    return f"{_attach(method, '은')} 끝남 ({level}{some})"


def others_described(count: int, arrived: int, lost: int) -> str:
    """Say what becomes of the methods that are not named."""
    groups = (
        (arrived, "최소점에 도달"),
        (lost, "이탈"),
        (count - arrived - lost, "도달 못 함"),
    )
    told = ", ".join(f"{number}개 {what}" for number, what in groups if number)
    return f"나머지 {count}개 중 {told}"


def surface_described(surface: str, formula: str, where: str, points: Sequence[str]) -> str:
    """Say what the picture of a surface shows: its shape, and which points are marked."""
    what = f"{surface}, f = {formula}" if formula != surface else f"f = {formula}"
    marked = f": {', '.join(points)}" if points else ""
    return f"{what}의 모양, 범위 {where}{marked}."


def lowest_described(value: str, points: Sequence[str], more: int, *, proven: bool) -> str:
    """Say how low a surface is, and where."""
    beyond = f" 외 {more}곳" if more else ""
    found = "" if proven else "찾은 "
    return f"{found}최솟값은 {value}, 위치 {', '.join(points)}{beyond}."


def continuum_described(kind: str, value: str) -> str:
    """Say that the lowest points are not single ones."""
    return f"최솟값은 {value}, {_KIND[kind]} 전체에서."


def basins_described(surface: str, methods: Sequence[str]) -> str:
    """Say what a picture of basins shows."""
    return f"{_function(surface)}의 시작점을 도착하는 곳에 따라 칠한 그림: {'; '.join(methods)}."


def leads(method: str, ends: Sequence[str]) -> str:
    """Say to which ends a method leads, with their shares."""
    return f"{_attach(method, '은')} {', '.join(ends)}"


def share_that_ends(share: str, end: str) -> str:
    """Say which share of the starts has an end."""
    return f"{LEADS_TO[end]} {share}"


LEADS_TO = {
    "global minimum": "전역 최소점",
    "lowest found": "찾은 것 중 가장 낮은 최소점",
    "minimum": "최소점",
    "local minimum": "국소 최소점",
    "saddle": "안장점",
    "maximum": "최대점",
    "degenerate": "평탄점",
    "curve": "최소점의 곡선",
    "region": "최소점의 영역",
    "budget spent": "아직 도중",
    "left the domain": "정의역 이탈",
    "diverged": "발산",
    "stopped early": "조기 종료",
    "fell without bound": "한없이 하강",
    "held at the edge": "경계에 걸림",
}


def map_described(method: str, axes: Sequence[str], surface: str, shares: str) -> str:
    """Say what a map over two knobs shows."""
    return f"{_function(surface)}에서 {method}의 지도, {', '.join(axes)}: {shares}."


def range_of_knob(knob: str, low: str, high: str) -> str:
    """Say which values of a knob an axis has."""
    return f"{knob} {low} ~ {high}"


def fastest_pair(knobs: str, steps: str) -> str:
    """Say which pair of knobs is the fastest."""
    return f"{knobs}에서 가장 빠름: 격차 한 자릿수당 {steps}단계."


def stable_below(formula: str) -> str:
    """Say up to which rate theory says that a method is stable."""
    return f"이론상 lr = {formula} 미만에서 안정."


def orders_described(surface: str, dimensions: str, goal: str, methods: Sequence[str]) -> str:
    """Say what a figure of orders shows."""
    return (
        f"{_function(surface)}에서 차수별 방법의 단계, 평가 횟수, 시간, 메모리, 차원 {dimensions},"
        f" {goal}. 가장 높은 차원에서 {'; '.join(methods)}."
    )


def takes_steps(method: str, steps: int | None) -> str:
    """Say how many steps a method takes to a target, None: it never reaches it."""
    return f"{_attach(method, '은')} {f'{steps}단계' if steps else '도달 못 함'}"


def theory_described(surface: str, limit: str, between: str, best: str, measured: str) -> str:
    """Say what theory says of gradient descent, and what was measured."""
    return (
        f"{_function(surface)}에서 경사 하강법의 학습률에 따른 격차: 이론상 {limit} 위에서 발산"
        f" (측정 {between}), {best}에서 가장 빠름 (측정 {measured})."
    )


def factors_described(descent: str, measured: str, ball: str, measured_ball: str) -> str:
    """Say by which factor errors shrink in a step, in theory and measured."""
    return (
        f"오차는 단계마다 {descent}배로 줄고 (측정 {measured}), 최선의 모멘텀이면 {ball}배로"
        f" 준다 (측정 {measured_ball})."
    )


def step_described(method: str, step: int, surface: str, before: str, after: str) -> str:
    """Say what a step of a method does: from where to where."""
    return f"{_function(surface)}에서 {method}의 단계 {step}, ({before})에서 ({after})까지."


def value_changes(before: str, after: str, *, falls: bool) -> str:
    """Say how the value changes with a step."""
    return f"함숫값은 {before}에서 {_attach(after, '으로')} {'줄어든다' if falls else '늘어난다'}."


VALUE_STAYS = "함숫값은 그대로다."


def angle_to_descent(degrees: int) -> str:
    """Say how far a step points away from where the surface falls most steeply."""
    if degrees == 0:
        return "가장 가파른 내리막으로 곧장 간다."
    return f"가장 가파른 내리막에서 {degrees}도 벗어난다."


def benchmark_described(title: str, optimizers: str, surfaces: str) -> str:
    """Say what a figure of a benchmark shows."""
    return f"벤치마크: {optimizers}, {surfaces}: {title}."


def counted_or_named(names: Sequence[str], what: str) -> str:
    """Name a few optimizers or surfaces, or say how many there are."""
    return ", ".join(names) if len(names) <= 5 else f"{_COUNTED[what]} {len(names)}개"


_COUNTED = {"optimizer": "옵티마이저", "surface": "곡면"}

FIGURE_OF_BENCHMARK = {
    "sensitivity": "학습률에 따른 성공률과 최종 격차",
    "success": "학습률에 따른 성공률",
    "rates": "통하는 학습률",
    "defaults": "기본 학습률과 조정한 학습률의 성공률",
    "ert": "목표까지의 기대 비용",
    "ecdf": "비용에 따라 도달한 목표",
    "profiles": "성능 프로파일과 데이터 프로파일",
    "spread": "모든 실행의 최종 격차",
}


def deck_of(title: str, slides: int) -> str:
    """Say what a deck is."""
    return f"{title}: 슬라이드 {slides + 1}장짜리 강의"
