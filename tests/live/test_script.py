"""What the script of a live page computes, in a JavaScript engine: noise, numbers, levels."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import surfaces
from optim_viz.export.live import part
from optim_viz.plots.panels.landscape import landscape
from optim_viz.plots.play import rules
from optim_viz.plots.style import text
from optim_viz.runs import noise
from optim_viz.text import language, languages, words
from surfaces import Box


def engine(folder: Path, script: str) -> Any:
    node = shutil.which("node")
    if node is None:
        assert not os.environ.get("OPTIM_VIZ_PROGRAMS"), "node is not installed"
        pytest.skip("node is not installed")
    file = folder / "script.js"
    file.write_text(part("play.js") + "\n" + script, encoding="utf-8")
    return json.loads(subprocess.run([node, file], capture_output=True, check=True).stdout)


def test_noise_in_a_page_is_that_of_runs(tmp_path):
    seeds, evaluations = [0, 1, 7, 2**33 + 5, 2**52 - 1], [0, 1, 99, 2**32 + 3]
    told = engine(
        tmp_path,
        f"const all = {seeds}.flatMap((s) => {evaluations}.map((e) => uniforms(s, e, 3)));"
        f"const kinds = [['normal', 0.3], ['heavy', 0.3, 2.5], ['relative', 0.3]];"
        "const errors = kinds.map(([kind, size, freedom]) =>"
        " errorsOf({kind, size, freedom, seed: 9}, 4, 3));"
        "console.log(JSON.stringify([all, errors]));",
    )
    ours = [
        noise._two_uniforms(np.array([s], np.uint64), np.array([e]), 3).ravel().tolist()
        for s in seeds
        for e in evaluations
    ]
    assert told[0] == ours  # every bit
    address = np.array([9], np.uint64), np.array([4])
    g = np.ones((3, 1))
    for spec, errors in zip(("0.3", "heavy:0.3:2.5", "relative:0.3"), told[1], strict=True):
        seen = noise.get(spec).disturb(g, *address)[:, 0]
        mine = np.array(errors) if spec.startswith("relative") else 1 + np.array(errors)
        assert mine == pytest.approx(seen, rel=1e-14)


def test_numbers_are_written_as_in_figures(tmp_path):
    numbers = [
        0,
        1,
        -1,
        0.82,
        1234.6,
        999.6,
        12345,
        1e-3,
        9.99e-4,
        1e-5,
        -1e-5,
        1.04e-5,
        6.8e-12,
        1e10,
        3e300,
    ]
    told = engine(tmp_path, f"console.log(JSON.stringify({numbers}.map(numberText)));")
    assert told == [text.number(x) for x in numbers]


def test_levels_of_a_landscape_are_those_of_figures(tmp_path):
    for name in ("rosenbrock", "saddle"):
        surface = surfaces.get(name)
        box = Box((-2.0, 2.0), (-1.0, 3.0))
        ours = landscape(surface, box)
        value = {"rosenbrock": "(1 - x) ** 2 + 100 * (y - x * x) ** 2", "saddle": "x * x - y * y"}[
            name
        ]
        told = engine(
            tmp_path,
            f"const ground = landscape((x, y) => {value}, [[-2, 2], [-1, 3]], 320, 320,"
            f" {json.dumps(surface.lowest)}, {json.dumps(rules())});"
            "console.log(JSON.stringify([ground.floor, ground.ceiling, ground.tones]));",
        )
        edges = np.log(ours.levels) if surface.lowest is not None else ours.levels
        step = (told[1] - told[0]) / 20
        assert told[0] + step * np.arange(1, 21) == pytest.approx(edges[1:], rel=1e-9)
        assert told[2] == pytest.approx(ours.tones, abs=1e-3)


SCRIPT = part("play.js")


def test_every_function_of_the_script_says_what_it_is_for():
    lines = SCRIPT.splitlines()
    silent = [
        line
        for before, line in pairwise(lines)
        if re.match(r"(async )?function\*? ", line) and not before.rstrip().endswith("*/")
    ]
    assert silent == []
    assert max(map(len, lines)) <= 115


@pytest.mark.parametrize("name", languages())
def test_every_word_of_a_page_is_used_and_every_used_one_is_there(name):
    with language(name):
        known = set(words.PLAY)
        gaps = {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words.PLAY.items()}
    called = set(re.findall(r'\b(?:said|iconButton)\("(\w+)"', SCRIPT))
    assert called <= known
    assert {key for key in known if f'"{key}"' not in SCRIPT and f" {key}:" not in SCRIPT} == set()
    with language("en"):
        assert gaps == {k: set(re.findall(r"\{(\w+)\}", v)) for k, v in words.PLAY.items()}
