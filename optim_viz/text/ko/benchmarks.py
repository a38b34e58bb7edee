"""The words of benchmarks: names of axes, signs and tables, and sentences to say aloud."""

from __future__ import annotations

from collections.abc import Sequence

from optim_viz.text.ko.figures import NEVER, steps
from optim_viz.text.ko.particles import attach as _attach

NO_RATE = "학습률 없음"
DASH_IS_NEVER = "–: 도달하지 못함"
NONE = "없음"
ALL_SURFACES = "전체"
BEST = "최선"
MEDIAN_FINAL_GAP = "최종 격차 중앙값"
TARGET_GAP = "목표 격차"
RUNS_THAT_REACH_IT = "도달한 실행"
TARGETS_REACHED = "도달한 목표"
ERT = "ERT"
BEST_RATE_ALONE = "최선의 학습률"
BEST_RATE_AND_DECADES = "최선의 학습률, 통하는 범위의 자릿수"
DEFAULT_AND_TUNED_RATE = "기본 학습률 ◇, 조정한 학습률 ★"
SHARE_OF_PROBLEMS_SOLVED = "푼 문제의 비율"
SHARE_OF_TARGETS = "모든 실행에서 도달한 목표의 비율   ×: 예산 끝, 가는 선: 재시작"
PERFORMANCE_PROFILE = "성능 프로파일: 곡면"
SIGN_OF_DEFAULT = "◇ 기본값"
SIGN_OF_LOST_RUNS = "✕ 실행 대부분 이탈"
DOTTED_IS_LIMIT = "점선: 이론의 한계"
CURVES_FROM_TUNING = "곡선: 조정용 시작점"
CURVES_FROM_TUNING_NUMBERS_NOT = "곡선: 조정용 시작점, 숫자: 다른 시작점"
FINAL_GAPS_AT_TUNED_RATE = "조정한 학습률에서 각 방법의 모든 실행의 최종 격차"
FINAL_GAPS_ON_ONE_SURFACE = "조정한 학습률에서 모든 실행의 최종 격차"
SIGN_OF_RUN = "● 실행 하나"
LINE_IS_MEDIAN = "선: 중앙값"
BOXES_EXPLAINED = "상자: 가운데 50 %와 75 %"
LOST_EXPLAINED = "이탈: 정의역 밖이거나 유한하지 않음"
ONE_SEED_WITHOUT_NOISE = "잡음이 없으면 모든 시드가 같은 실행: 시드 1개"


def summary_columns(unit: str) -> tuple[str, ...]:
    """Name the columns of the summary; what steps cost has no need of a second column."""
    return (
        "곡면",
        "옵티마이저",
        "최선 lr",
        "lr 구간",
        "자릿수",
        "성공률",
        "성공률 구간",
        "ERT",
        *(() if unit == "steps" else ("ERT (단계)",)),
        "기본 lr에서",
    )


STARTS_OF_A_KIND = {
    "latin": "",
    "halton": "할톤",
    "grid": "격자",
    "fixed": "고정",
    "random": "무작위",
}

COST = {
    "evaluations": "평가 횟수",
    "gradients": "기울기 계산",
    "rows": "본 행 수",
    "steps": "단계 수",
}

_COUNTED_COST = {
    "evaluations": "평가 {}회",
    "gradients": "기울기 {}회",
    "rows": "{}행",
    "steps": "{}단계",
}


def costs(number: str, unit: str) -> str:
    """Say what something costs."""
    return _COUNTED_COST[unit].format(number)


def costs_and_steps(number: str, unit: str, count: int) -> str:
    """Say what something costs at most, and how many steps it has, some of which may be free."""
    return f"최대 {costs(number, unit)}, {steps(count)}"


def instance(number: int) -> str:
    """Say which instance of a surface it is: rotated and shifted by chance."""
    return f"사례 {number}"


def instances(count: int) -> str:
    """Say how many instances of each surface there are."""
    return f"곡면마다 사례 {count}개"


SUCCESS_STAYS = "성공: 도달 후 유지"

EXACT = {"value": "정확한 함숫값", "hessian": "정확한 ∇²f"}


def told_exactly(what: str, methods: Sequence[str]) -> str:
    """Say which methods are told something without noise."""
    return f"{EXACT[what]}: {', '.join(methods)}"


ROWS_AS_COST = "비용: 본 데이터 행 수, f 전체, ∇f 배치, ∇²f 전체의 d배"


def weights_of_cost(value: str, gradient: str, hessian: str) -> str:
    """Say how much each kind of evaluation counts."""
    return f"비용 f {value}, ∇f {gradient}, ∇²f {hessian}"


def expected_cost(unit: str) -> str:
    """Name the expected runtime."""
    return f"{COST[unit]} 기댓값 (ERT)"


def expected_cost_to_best(unit: str) -> str:
    """Name the same as a multiple of the best."""
    return f"{COST[unit]} 기댓값 / 최선"


def cost_of_a_problem(unit: str, *, by_dimension: bool) -> str:
    """Name the axis of a data profile; where no method uses gradients, in simplex gradients."""
    return f"{COST[unit]} / (차원 + 1)" if by_dimension else COST[unit]


def ert_explained(unit: str) -> str:
    """Say what the expected runtime is."""
    return f"ERT: 실패한 실행까지 모든 실행의 {_attach(COST[unit], '을')} 성공 횟수로 나눈 값"


def band(low: int, high: int) -> str:
    """Say what a curve and its band are, after a comma or for itself."""
    return f"최종 격차 중앙값, 띠 {low} ~ {high} %"


def runs_that_reach(goal: str) -> str:
    """Name the share of runs that reach a gap."""
    return f"{goal}에 도달한 실행"


def runs_that_reach_against_rate(goal: str) -> str:
    """Name the figure of success."""
    return f"학습률에 따른, {goal}에 도달한 실행"


def percent_that_reach(goal: str) -> str:
    """Name the same in per cent, with intervals."""
    return f"{goal} 도달 %, 막대: 95 %"


def all_reach(goal: str) -> str:
    """Name the upper end of a scale of success."""
    return f"100 %가 {goal} 도달"


def dotted_is_goal(goal: str) -> str:
    """Say what the dotted line is."""
    return f"점선: {goal}"


def first_runs_only(count: int) -> str:
    """Say that only the first runs are shown."""
    return f"각각 처음 {count}회 실행"


RELATIVE_TO_BEST = "*"
STAR_IS_BEST = "★ 최선"
BARS_ARE_INTERVALS, BANDS_ARE_INTERVALS = "막대: 95 %", "띠: 95 %"
BEST_LR, DECADES, SUCCESS = "최선 lr", "자릿수", "성공률"


def page_of(page: int, pages: int) -> str:
    """Say which page of a figure this is."""
    return f"{pages}쪽 중 {page}쪽 (--page)"


def decades_explained(goal: str) -> str:
    """Say what ``dec`` means in the table of rates, on either side of the half."""
    return f"자릿수: 실행의 ½ 이상이 {goal}에 도달; * 최선의 학습률일 때의 ½ 이상"


def decades(count: str) -> str:
    """Say how many decades of rates work."""
    return f"{count}자리"


def in_parts(decades: str, count: int) -> str:
    """Say that these decades are not one interval."""
    return f"{decades}, {count}부분"


def expected_cost_to(goal: str, unit: str) -> str:
    """Name the table of expected costs."""
    return f"{goal}까지 {COST[unit]} 기댓값, 성공률"


def cost_to_best(unit: str) -> str:
    """Name the expected cost as a multiple of the best where there is little room."""
    return f"{COST[unit]} / 최선"


def colour_is_share(goal: str) -> str:
    """Say what the colours of a table stand for."""
    return f"색: {goal}에 도달한 비율"


def expected_cost_alone(goal: str, unit: str) -> str:
    """Name the table of expected costs where there is room for nothing else."""
    return f"{goal}까지 {COST[unit]} 기댓값"


def targets_reached(count: int, low: str, high: str) -> str:
    """Name the figure of targets reached."""
    return f"도달한 목표: {high}부터 {low}까지 격차 {count}개"


def data_profile(percent: str) -> str:
    """Name the data profile."""
    return f"데이터 프로파일: 시작점, 격차의 {percent} %까지"


def on_one_surface(surface: str, title: str) -> str:
    """Name a figure of one surface."""
    return f"{surface}: {title}"


def expected(cost: str, unit: str, success: str, *, one: bool) -> str:
    """Say which cost is expected, and how many runs succeed."""
    return f"{costs(cost, unit)}, {success}"


def expected_steps(count: str, *, one: bool) -> str:
    """Say how many steps are expected."""
    return f"{count}단계"


def never_with_success(success: str) -> str:
    """Say the same where no run succeeds."""
    return f"{NEVER}, {success}"


def interval_at_rate(low: int, high: int, rate: str) -> str:
    """Say how sure the success is, and at which rate it was measured."""
    return f"[{low}, {high}], lr {rate}"


def success_and_expected(success: str, cost: str) -> str:
    """Say both in a cell of the summary."""
    return f"{success}, ERT {cost}"


def summary_explained(goal: str, unit: str, *, noisy: bool) -> str:
    """Say what the columns of the summary mean; under noise a run has to stay at the goal."""
    stay = "하고 유지(이후 마지막 10분의 1의 격차 중앙값)" if noisy else ""
    steps = "" if unit == "steps" else "; ERT (단계): 같은 실행의 단계 수"
    return (
        f"성공률: {goal}에 도달{stay}한 실행의 비율; 자릿수: 실행의 절반 이상이 도달하는 학습률의"
        " 범위, (*) 그런 학습률이 없으면 최선의 학습률일 때의 절반 이상이 도달하는 범위;"
        f" ERT: {goal}까지 {COST[unit]}의 기댓값, 실패한 실행의 비용까지 합해 성공 횟수로 나눈 값"
        f"{steps}; 구간: 95 %"
    )


def rate_tuned_by_expected_cost(
    counts: tuple[int, int], low: str, high: str, goal: str, unit: str, *, same_start: bool
) -> str:
    """Say how rates were tuned and scored; the grids of some cells may have grown."""
    return (
        f"lr: {_range(counts)}개({low}…{high}) 중 최선, 기준 {goal}까지 {COST[unit]} 기댓값"
        f" (또는 격차 중앙값); 채점: {_scored_on(same_start)}"
    )


def rate_tuned_in_short(
    counts: tuple[int, int], low: str, high: str, *, same_start: bool
) -> list[str]:
    """Say the same in a few words, and in fewer."""
    best = f"lr: {_range(counts)}개({low}…{high}) 중 최선"
    scored = f"채점: {_scored_on(same_start)}"
    return [f"{best}, 기준 ERT; {scored}", f"{best}; {scored}", best]


def _scored_on(same_start: bool) -> str:
    return "같은 시작점" if same_start else "다른 시작점"


def _range(counts: tuple[int, int]) -> str:
    return f"{counts[0]}" if counts[0] == counts[1] else f"{counts[0]}~{counts[1]}"


def starts_and_seeds(fewest: int, most: int, kind: str, seeds: int) -> str:
    """Say how many starts of which kind, and how many seeds from each."""
    starts = f"{STARTS_OF_A_KIND[kind]} 시작점".strip()
    count = f"{most}" if fewest == most else f"{fewest}~{most}"
    return f"{starts} {count}개 × 시드 {seeds}개"


def reproducibility(processor: str, python: str, numpy: str, version: str, code: str) -> str:
    """Say where numbers come from: the machine, and the code."""
    return (
        f"계산 환경: {processor}, Python {python}, NumPy {numpy}, optim-viz {version}, 코드 {code}"
    )


STORED_COLUMNS = ("번호", "곡면", "옵티마이저", "단위")


def made_by_version(version: str) -> str:
    """Say that a stored benchmark is of another version."""
    return f"optim-viz {version}에서 만듦" if version else "읽을 수 없음"


def units_that_are_done(done: int, units: int) -> str:
    """Say how far a stored benchmark is."""
    return f"{done} / {units}"


def units_merged(file: str, count: int) -> str:
    """Say what came from another store."""
    return f"{file}: 빠져 있던 단위 {count}개"


# Benchmarks: sentences to say aloud.


def reaches(method: str, goal: str, share: str) -> str:
    """Claim how often a method reaches the goal."""
    return f"{_attach(method, '은')} 실행의 {share}에서 {goal}에 도달한다"


def sentence(claim: str) -> str:
    """End a claim that nothing has to be added to."""
    return f"{claim}."


def of_a_single_start(claim: str) -> str:
    """End a claim for which there is too little evidence."""
    return f"{claim}. 시작점 하나로는 다른 시작점에 대해 알 수 없다."


def best_of_suite(
    claim: str, by_success: Sequence[str], by_cost: Sequence[str], untold: Sequence[str]
) -> str:
    """Say which methods the best one is ahead of, and how; and which it may be ahead of by chance.

    One of the three is not empty.
    """
    told = [
        f"{_all_of(names, not more)}보다 {how}"
        for how, names, more in (
            ("더 자주 도달한다", by_success, [*by_cost, *untold]),
            ("같은 시작점에서 대체로 더 빨리 도달한다", by_cost, [*by_success, *untold]),
        )
        if names
    ]
    open_ = [f"{_attach(_listed(untold), '과')}는 우열을 가리기 어렵다"] if untold else []
    return "".join(f"{one}. " for one in [claim, *told, *open_]).rstrip()


def _all_of(names: Sequence[str], every: bool) -> str:
    """Name methods, or all others in two words."""
    return "다른 어떤 방법" if every and len(names) > 2 else _listed(names)


def _listed(names: Sequence[str]) -> str:
    """Return names with commas between them."""
    return ", ".join(names)


def tested(surfaces: int, tests: int, level: str) -> str:
    """Say what was tested, and at which level."""
    on = "이 곡면" if surfaces == 1 else f"이 곡면 {surfaces}개"
    return (
        f"검정: {on}에 한해 같은 시작점에서 방법을 둘씩, 성공 여부와 비용 순으로 비교(실패는"
        f" 모든 성공보다 뒤); 짝지은 부호 뒤집기, 검정 {tests}개에 홀름 보정, 유의수준 {level} %"
    )


NOTHING_TESTED = "검정: 없음, 어느 시작점에서도 두 방법의 결과가 다르지 않음"
COMPARISON_COLUMNS = (
    "앞설 확률",
    "개선",
    "95 % 구간",
    "p (성공)",
    "p (비용)",
    "판정",
)


def best_over(best: str, other: str) -> str:
    """Name the best method and one that it is held against."""
    return f"{best} 대 {other}"


AHEAD_BY = {"success": "성공률에서 앞섬", "cost": "비용에서 앞섬", None: "우열을 가리기 어려움"}


def percentage_points(count: int) -> str:
    """Say how large a difference of two shares is."""
    return f"{count} %p"


def sure_lead(count: int) -> str:
    """Say how large a lead is at least."""
    return f"적어도 {percentage_points(count)} (95 % 신뢰)"


def tuning_gains(count: int) -> str:
    """Claim how many percentage points tuning gains."""
    return f"학습률을 조정하면 기본값보다 성공률이 {percentage_points(count)} 높아진다"


def tuning_loses(count: int) -> str:
    """Claim how many percentage points tuning loses."""
    return f"학습률을 조정하면 기본값보다 성공률이 {percentage_points(count)} 낮아진다"


def tuning_for_sure(claim: str, lead: str) -> str:
    """End that claim where it is sure."""
    return f"{claim}. 차이는 {lead}."


def tuning_by_chance(claim: str) -> str:
    """End that claim where it may be by chance."""
    return f"{claim}. 우연일 수 있다."


WHAT_MATTERS = {
    "tuning": "여기서는 조정이 더 중요하다.",
    "choosing": "여기서는 방법의 선택이 더 중요하다.",
    "": "어느 쪽이 더 중요한지 가리기 어렵다.",
}


def tuning_or_choosing(claim: str, gain: str, verdict: str) -> str:
    """Compare tuning with the choice of another method."""
    return (
        f"{claim}. 조정한 방법 가운데 최악 대신 최선을 고르면 {gain} %p 높아진다."
        f" {WHAT_MATTERS[verdict]}"
    )
