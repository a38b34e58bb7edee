"""What tests of runs share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from optim_viz.runs import compiled


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Give a list that grows each time that a compiled loop runs."""
    pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")
    found: list[object] = []
    descend = compiled.descend

    def noted(loop: Any, *others: Any) -> Any:
        found.append(loop)
        return descend(loop, *others)

    monkeypatch.setattr(compiled, "descend", noted)
    yield found
    assert found, "nothing was compiled"
