"""Whatever computes the steps: the same command gives the same bytes."""

from __future__ import annotations

import pytest

from optim_viz.runs import compiled

COMMANDS = {
    "bench": "rosenbrock himmelblau -a adam -a newton --starts 4 --steps 60 --rates 1e-3:1:4",
    "basins": "himmelblau -a momentum:lr=0.01 --side 24 --steps 80",
    "map": "rosenbrock --x lr=1e-4:1e-2:7 --y momentum=0:0.9:5 --steps 60",
    "compare": "himmelblau -a adam -a momentum --lr tuned --steps 60",
    "compare --noise": "rosenbrock -a adam --lr tuned --steps 60 --noise 0.5",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_both_engines_write_the_same_bytes(command, cli, tmp_path, monkeypatch):
    pytest.importorskip("llvmlite", reason="the extra `fast` is not installed")
    used, descend = [], compiled.descend
    monkeypatch.setattr(compiled, "descend", lambda *given: used.append(0) or descend(*given))
    monkeypatch.chdir(tmp_path)
    name = command.partition(" ")[0]
    written = []
    for engine in ("numpy", "compiled"):
        monkeypatch.setenv("OPTIM_VIZ_ENGINE", engine)
        asked = (name, *COMMANDS[command].split(), "-q", "-o", "a.png", "--dpi", "40")
        asked += ("--data", "a.csv")
        ran = cli(*asked)
        assert ran.code == 0, ran.err
        written.append((ran.out, *((tmp_path / f"a.{end}").read_bytes() for end in ("png", "csv"))))
        assert bool(used) == (engine == "compiled")
    assert written[0] == written[1]


def test_an_unknown_engine_is_one_line(cli, monkeypatch):
    monkeypatch.setenv("OPTIM_VIZ_ENGINE", "compield")
    ran = cli("basins", "booth", "-a", "sgd", "--side", "8", "-q")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "unknown engine 'compield'" in ran.err
    assert "compiled" in ran.err


def test_a_missing_extra_is_one_line(cli, monkeypatch):
    monkeypatch.setenv("OPTIM_VIZ_ENGINE", "compiled")
    monkeypatch.setattr("optim_viz.runs.engine._is_installed", lambda: False)
    ran = cli("basins", "booth", "-a", "sgd", "--side", "8", "-q")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "pip install 'optim-viz[fast]'" in ran.err
