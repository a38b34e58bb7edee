"""Korean: what training is made of: promises of gradients, losses, layers, searches."""

from __future__ import annotations

from optim_viz.text.ko.particles import attach as _attach

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
    return f"{told} · 회색: f가 더는 낮아지지 않아 약속이 깨진 곳" if breaks else told


def taylor_described(surface: str, at: str, breaks: str | None, limit: str | None) -> str:
    """Say what a figure shows of what the gradient promises."""
    told = f"점 ({at})에서 기울기의 반대 방향으로 갈 때 {surface}의 감소량, 학습률에 따라."
    kept = (
        f"1차 모형은 끝없이 약속하지만, 학습률 {breaks}부터 f는 낮아지지 않는다."
        if breaks
        else "시도한 모든 학습률에서 f가 낮아진다."
    )
    return f"{told} {kept}" + (f" {_attach('2/L', '은')} {limit}이다." if limit else "")
