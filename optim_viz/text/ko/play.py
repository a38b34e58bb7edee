"""The words of the live page."""

from __future__ import annotations

from collections.abc import Sequence

PLAY = {
    "play": "재생 (스페이스)",
    "pause": "멈춤 (스페이스)",
    "back": "한 단계 뒤로 (←)",
    "forward": "한 단계 앞으로 (→)",
    "step": "단계",
    "steps": "{steps}단계 중 {step}단계",
    "atStep": "{step}단계",
    "start": "시작점 ({point})",
    "speed": "속도",
    "surface": "곡면",
    "stage": "지형. 누르거나 끌면 모든 실행의 시작점이 옮겨지고, 화살표 키로도 옮길 수 있다."
    " 더하기와 빼기로 확대하고 축소하며, 0은 전체를 보인다.",
    "hint": "누르거나 끌면 모두 그곳에서 출발",
    "hintRelief": "끌면 돌고, 누르면 그곳에서 출발",
    "curves": "수렴 곡선; {step}단계의 {quantity}: {values}. 누르거나 끌면 단계가 바뀐다.",
    "methods": "옵티마이저",
    "switch": "{method} 보이기 또는 숨기기 ({digit} 키)",
    "choose": "{method}의 설정값과 화살표",
    "downhill": "내리막: −∇f",
    "uphill": "오르막: ∇f",
    "momentum": "미는 힘: 모멘텀",
    "sum": "둘의 합: 한 번의 이동",
    "longer": "화살표 ×{times}",
    "noise": "잡음",
    "seed": "잡음의 시드",
    "zoom": "보기",
    "zoomIn": "확대 (+)",
    "zoomOut": "축소 (−)",
    "whole": "전체 보기 (0)",
    "relief": "위에서 또는 옆에서 (r): 끌면 돌고, 누르면 그곳에서 출발",
    "tools": "가져가기",
    "copy": "이 그림을 그리는 명령 복사",
    "copyShort": "명령",
    "link": "이 순간으로 가는 링크 복사",
    "linkShort": "링크",
    "linkCopied": "링크를 복사했다",
    "svg": "이 순간을 SVG로 저장",
    "png": "이 순간을 PNG로 저장",
    "theme": "밝게 또는 어둡게",
    "limit": "{formula} = {rate}부터 불안정",
    "fixed": "{method}: 이 페이지에서 실행할 수 없어, 주어진 시작점에서 미리 계산한 경로만 보인다.",
    "fixedShort": "주어진 시작점에서만",
    "fixedMoved": "흐린 경로: 이 페이지에서 실행할 수 없어 주어진 시작점의 것",
    "fixedAll": "이 곡면은 페이지에서 실행할 수 없어, 주어진 시작점의 경로만 보인다.",
    "said": "{method}, {step}단계: {quantity} {value}",
}

PAGE_COLUMNS = ("곡면", "옵티마이저", "페이지에서")
RUNS_IN_PAGE = "실행됨"
IS_PRECOMPUTED = "주어진 시작점의 경로"
OPEN_PAGE = "브라우저로 열어 누르거나 끌면 모두 그곳에서 출발함"


PAGE_IS_LEFT_OUT = "optim-viz 라이브 페이지: 셀을 실행하거나 노트북을 신뢰하면 보임"
PAGE_WITHOUT_SCRIPTS = (
    "optim-viz 라이브 페이지는 스크립트로 움직이는데 여기서는 허용되지 않음: 새 탭에서 열기"
)
OPEN_FIXED_PAGE = "브라우저로 열기: 페이지에서 실행할 수 없어 경로는 주어진 그대로임"


def live_page_of(surfaces: Sequence[str], methods: Sequence[str], *, is_fixed: bool) -> str:
    """Describe a live page."""
    page = f"{', '.join(methods)} ({', '.join(surfaces)})"
    if is_fixed:
        return f"라이브 페이지: 주어진 시작점에서 한 단계씩 가는 {page}."
    return f"라이브 페이지: 누르는 곳에서 출발하는 {page}, 학습률과 설정값을 바꿀 수 있음."
