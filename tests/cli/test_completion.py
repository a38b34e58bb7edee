"""The Tab key offers names, knobs and choices in bash, zsh and fish."""

import pytest

from optim_viz import optimizers
from optim_viz.cli import main
from optim_viz.cli.completion import complete_choice, complete_optimizer, complete_surface

OFFERED = [
    ("compare ros", ["rosenbrock"]),
    ("compare rosenbrock:d", ["rosenbrock:dim=", "rosenbrock:dim=2"]),
    (
        "compare -a adam:",
        ["adam:lr=", "adam:beta1=", "adam:beta2=", "adam:eps=", "adam:weight_decay="],
    ),
    (
        "compare -a adam:lr=0.1,",
        [
            "adam:lr=0.1,beta1=",
            "adam:lr=0.1,beta2=",
            "adam:lr=0.1,eps=",
            "adam:lr=0.1,weight_decay=",
        ],
    ),
    ("compare -a adam:l", ["adam:lr=", "adam:lr=0.001"]),
    ("compare --theme ", ["light", "dark", "print"]),
    ("compare --lr ", ["tuned", "default"]),
    ("compare --lr=t", ["tuned"]),
    ("compare --tune-by ", ["tail", "steps:", "final"]),
    ("compare --lay", ["--layout"]),
    ("bench --figure s", ["sensitivity", "success", "spread"]),
    ("bench --start ", ["latin", "fixed", "grid", "random", "halton"]),
    ("explain adam --table l", ["latex"]),
    ("explain adam --on him", ["himmelblau"]),
    ("list ", ["surfaces", "optimizers", "schedules", "words"]),
    ("gallery sai", ["saito", "saito_turned"]),
    ("gallery --theme d", ["dark"]),
    ("com", ["compare"]),
    ("ba", ["basins"]),
]


@pytest.fixture
def complete(monkeypatch, capsys):
    """Give a function that asks as a shell does, by environment variables."""

    def call(shell, **variables):
        monkeypatch.setenv("_OPTIM_VIZ_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("COLUMNS", "40")
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as leave:
            main([])
        assert not leave.value.code
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize(("line", "offered"), OFFERED)
def test_fish_is_offered_whole_words(line, offered, complete):
    out = complete(
        "fish", _TYPER_COMPLETE_ARGS=f"optim-viz {line}", _TYPER_COMPLETE_FISH_ACTION="get-args"
    )
    assert sorted(one.partition("\t")[0] for one in out.splitlines()) == sorted(offered)


@pytest.mark.parametrize(("line", "offered"), OFFERED)
def test_zsh_is_offered_whole_words(line, offered, complete):
    out = complete("zsh", _TYPER_COMPLETE_ARGS=f"optim-viz {line}")
    for one in offered:
        assert f'"{one.replace(":", chr(92) * 2 + ":")}"' in out


PARTED = [
    ("compare -a adam : l", ["lr=", "lr=0.001"]),
    ("compare -a adam : lr = 0.1,b", ["0.1,beta1=", "0.1,beta2="]),
    ("compare -a adam :", ["beta1=", "beta2=", "eps=", "lr=", "weight_decay="]),
    ("compare --lr = t", ["tuned"]),
    ("compare --lr =", ["default", "tuned"]),
    ("compare -f 'x=2' --theme d", ["dark"]),
    ("compare rosenbrock : d", ["dim=", "dim=2"]),
    ("list ", ["optimizers", "schedules", "surfaces", "words"]),
]
"""Words as bash parts them, and what it puts behind its last break."""


@pytest.mark.parametrize(("line", "offered"), PARTED)
def test_bash_is_offered_what_follows_its_last_break(line, offered, complete):
    words = ["optim-viz", *line.split(" ")]
    out = complete("bash", COMP_WORDS="\n".join(words), COMP_CWORD=str(len(words) - 1))
    assert sorted(out.splitlines()) == offered


def test_what_is_offered_can_be_used():
    for spec in complete_optimizer("adam:l"):
        assert optimizers.get(spec.removesuffix("=") + "=1" * spec.endswith("="))
    assert complete_surface("nothing:d") == []
    assert complete_optimizer("adam:nothing") == []


def test_capitals_stand_for_something_else():
    assert complete_choice("FILE") is None
    assert complete_choice("SIGMA|KIND:SIZE") is None
    assert complete_choice("FILE.csv|.parquet") is None
    assert complete_choice("tail|steps:GAP|final")("s") == ["steps:"]
