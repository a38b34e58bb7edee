"""Korean: the words of figures and tables, as Korean textbooks of machine learning have them.

Terms follow those books: 학습률, 경사 하강법, 모멘텀, 기울기 for the gradient, 최소점 for a
minimum. The gap f − f* is 격차. Nouns have no plural, and counters follow them: 시드 3개. A
particle goes by the sound before it; `particles` finds it where that is a name or a number.
"""

from __future__ import annotations

from optim_viz.text.en import SAID_OF_MINIMA
from optim_viz.text.ko.alternatives import *  # noqa: F403
from optim_viz.text.ko.benchmarks import *  # noqa: F403
from optim_viz.text.ko.descriptions import *  # noqa: F403
from optim_viz.text.ko.figures import *  # noqa: F403
from optim_viz.text.ko.gallery import *  # noqa: F403
from optim_viz.text.ko.glossary import *  # noqa: F403
from optim_viz.text.ko.networks import *  # noqa: F403
from optim_viz.text.ko.pages import *  # noqa: F403
from optim_viz.text.ko.play import *  # noqa: F403
from optim_viz.text.ko.studies import *  # noqa: F403
from optim_viz.text.ko.titles import SURFACE_TITLE
from optim_viz.text.ko.training import *  # noqa: F403


def no_font_has(characters: str) -> str:
    """Say which characters are drawn as others, and what helps."""
    shown = " ".join(f"{one} (U+{ord(one):04X})" for one in characters[:3])
    more = f" 외 {len(characters) - 3}자" if len(characters) > 3 else ""
    return (
        f"{shown}{more}: 이 글자가 있는 글꼴이 없어 그림에는 다른 글자나 번호로 쓴다; Noto Sans"
        f" 같은"
        " 글꼴을 설치하면 된다"
    )


FONTS = (
    *("NanumGothic", "Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo"),
    *("AppleGothic", "Nanum Gothic", "NanumBarunGothic", "NanumSquare", "Pretendard"),
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "UnDotum", "Baekmuk Gulim"),
)
LETTERS = "가낡벎쟁힣"
"""Some common syllables and some rare ones: fonts with a few of Hangul only are passed over."""

__all__ = ["FONTS", "LETTERS", "SAID_OF_MINIMA", "SURFACE_TITLE", "no_font_has"]
