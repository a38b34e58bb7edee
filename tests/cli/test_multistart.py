"""``optim-viz multistart``: what its table says."""

from __future__ import annotations

import re


def test_what_is_left_of_a_zero_is_told_as_zero(cli, sketch):
    ran = cli("multistart", "rastrigin", "--starts", "20")
    rows = [line for line in ran.lines if re.match(r"\d", line)]
    assert any(re.search(r"\D0$|\D0, ", row) for row in rows)
    assert "e−" not in ran.out
