"""`show --operations`: the arithmetic of a step, printed and counted."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest

import surfaces
from optim_viz import optimizers
from optim_viz.runs.run import run

ADAM = """\
One step of Adam on Rosenbrock, in the operations that NumPy carries out

Once for all runs:
  u1 = 1 - beta1
  t' = t + 1
  u2 = 1 - power(beta1, t')
  u3 = 1 - beta2
  u4 = 1 - power(beta2, t')

For each run:
  g_y = 200 * (y - x * x)
  g_x = (x * g_y + (1 - x)) * (-2)
  m_x' = beta1 * m_x + u1 * g_x
  v_x' = beta2 * v_x + u3 * (g_x * g_x)
  x' = x - lr * (m_x' / u2) / (sqrt(v_x' / u4) + eps)
  m_y' = beta1 * m_y + u1 * g_y
  v_y' = beta2 * v_y + u3 * (g_y * g_y)
  y' = y - lr * (m_y' / u2) / (sqrt(v_y' / u4) + eps)

              + -  *   /  roots  functions  choices  flops
  Rosenbrock  3    4   0  0      0          0        7
  Adam        8    12  6  2      0          0        28
  the step    11   16  6  2      0          0        35
"""


def test_a_step_reads_like_the_textbook(cli):
    ran = cli("show", "adam", "--operations", "--on", "rosenbrock")
    assert (ran.code, ran.out, ran.err) == (0, ADAM, "")


FUNCTIONS = {
    "sqrt": math.sqrt,
    "power": math.pow,
    "abs": abs,
    "sign": lambda x: float(np.sign(x)),
    "where": lambda c, a, b: a if c else b,
    "max": max,
    "min": min,
    "clip": np.clip,
    "exponent": lambda x: math.frexp(x)[1],
    "ldexp": math.ldexp,
}
"""What the lines call."""


@pytest.mark.parametrize("method", ["adam", "newton", "rprop", "nadam", "yogi"])
def test_the_printed_lines_compute_the_step(cli, method):
    """They are run by Python, one after the other, from what a run has after its third step."""
    ran = cli("show", method, "--operations", "--on", "rosenbrock", "--json")
    lines = json.loads(ran.out)["lines"]
    made = optimizers.get(method)
    initial = made.method.state.items()
    names = FUNCTIONS | made.knobs
    names |= {f"{name}{at}": start for name, start in initial for at in ("_x", "_y", "")}
    names |= dict.fromkeys(("step_x", "step_y"), made.knobs.get("lr"))
    names |= dict(zip("xy", surfaces.get("rosenbrock").start, strict=True))
    for _ in range(4):
        now = dict(names)
        for line in lines:
            key = line["name"].replace("'", "_next")
            now[key] = eval(line["expression"].replace("'", "_next"), {}, now)
        names |= {key.removesuffix("_next"): v for key, v in now.items() if key.endswith("_next")}
    real = run(made, "rosenbrock", steps=4).points[:, 4]
    assert [names["x"], names["y"]] == pytest.approx(real.tolist(), rel=1e-12)


def test_without_a_name_every_method_is_counted_or_not_with_the_reason(cli):
    ran = cli("show", "--operations", "--on", "rosenbrock")
    table, _, missing = ran.out.partition("\n\n  not counted")
    rows = {line.split()[0]: line.split()[1:] for line in table.splitlines()[3:]}
    assert rows["adam"] == ["11", "16", "6", "2", "0", "0", "35"]
    others = set(optimizers.methods()) - set(rows)
    assert others == {name for name in others if name in missing}
    assert "conjugate_gradient: numbers decide in wolfe: `if not searching.any():`" in missing
    facts = json.loads(cli("show", "--operations", "--on", "rosenbrock", "--json").out)
    assert {one["optimizer"] for one in facts} == set(optimizers.methods())
    assert {one["optimizer"] for one in facts if "reason" in one} == others
    assert next(one["flops"] for one in facts if one["optimizer"] == "adam") == 35


def test_formulas_and_steps_from_files_are_counted(cli, folder):
    (folder / "mine.py").write_text(
        "import numpy as np\n\n\ndef signed(f, x, *, lr=0.1):\n"
        "    return x - lr * np.sign(f.gradient(x))\n"
    )
    ran = cli("show", "mine.py:signed", "--operations", "-f", "x**2/20 + y**2", "-q")
    assert "  x' = x - lr * sign(g_x)" in ran.lines
    assert ran.lines[-1].split() == ["the", "step", "2", "4", "0", "0", "0", "2", "6"]


def test_names_of_coordinates_and_state_do_not_clash(cli):
    ran = cli("show", "adam", "--operations", "-f", "(t-1)**2 + m**2", "--variables", "t,m", "-q")
    assert "  x_t' = x_t - lr * (m_t' / u2) / (sqrt(v_t' / u4) + eps)" in ran.lines


def test_korean_has_its_own_words(cli):
    ran = cli("show", "sgd", "--operations", "--lang", "ko")
    assert "실행마다:" in ran.lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bfgs", "--operations"], "bfgs on ravine is not recorded: numbers decide in wolfe"),
        (["rosenbrock", "--operations"], "rosenbrock is a surface; name an optimizer"),
        (["adam", "--on", "ravine"], "--on: only --operations"),
        (["adam", "--operations", "--on", "rosenbrok"], "did you mean rosenbrock"),
        (["adamm", "--operations"], "did you mean adam"),
        (["polyak", "--operations", "--on", "saddle"], "needs the lowest value"),
    ],
)
def test_wrong_input_is_one_line(cli, arguments, said):
    ran = cli("show", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_nobody_else_loads_the_recorder() -> None:
    code = (
        "import sys; from optim_viz.cli import main\n"
        "try: main(['show', 'adam', '-q'])\n"
        "except SystemExit: print(*(name for name in sys.modules if '.tracing' in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""
