"""``optim-viz play``: one small file with its recipe, the same bytes again, clear refusals."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

import optim_viz
from optim_viz.cli.replay import asked, job_of
from optim_viz.export.embedded import find, inside
from optim_viz.export.live import LivePage, write
from optim_viz.live import page_of
from optim_viz.recipes import Recipe
from optim_viz.recipes.compare import FIRST_ORDER
from optim_viz.recipes.play import PlayRecipe
from optim_viz.studies.play import study
from surfaces import InputError

MOST_BYTES = 200_000


def data_of(page: bytes) -> dict:
    found = re.search(rb'id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1].replace(rb"<\/", b"</"))


@pytest.fixture(scope="module")
def ravine() -> LivePage:
    return optim_viz.play(steps=20, lr=0.1)


def test_a_page_is_small_and_loads_nothing(ravine, tmp_path):
    data = ravine.save(tmp_path / "page.html").read_bytes()
    assert len(data) < MOST_BYTES
    page = data.decode()
    assert re.findall(r'(?:src|href)="(?!data:,|\$)[^"]*"', page) == []
    assert set(re.findall(r"https?://[^\s\"']+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(?:fetch|import|XMLHttpRequest|eval)\s*\(", page)
    assert Recipe.read(find(data)) == PlayRecipe(steps=20, lr=0.1)


@pytest.mark.parametrize("surface", ["shubert", "perceptron", "moons"])
def test_the_largest_pages_stay_small(surface, tmp_path):
    """The longest formula, a loss on a grid with all paths, and one with many parameters."""
    size = optim_viz.play(surface, lr=0.01).save(tmp_path / "a.html").stat().st_size
    assert size < MOST_BYTES


def test_the_same_page_is_made_again(ravine, tmp_path):
    path = ravine.save(tmp_path / "page.html")
    recipe = asked(find(path.read_bytes()), trust_code=False)
    again = tmp_path / "again.html"
    write(page_of(study(recipe)), again, inside(path.read_bytes()))
    assert again.read_bytes() == path.read_bytes()
    assert job_of(recipe).stem == "play-ravine"


def test_a_page_of_a_large_model_has_paths_of_methods_without_hessians():
    assert PlayRecipe(surfaces=("digits",)).optimizers == FIRST_ORDER


def test_what_cannot_run_is_not_said_to_follow_clicks(cli, folder):
    ran = cli("play", "perceptron", "-a", "sgd:lr=1", "--steps", "3", "-o", "a.html")
    assert "paths stay as they are" in ran.err
    assert "step by step from the given start." in ran.err
    assert "--start" not in " ".join(
        data_of((folder / "a.html").read_bytes())["surfaces"][0]["typed"]
    )


def test_replay_and_verify(cli, folder):
    made = cli("play", "ravine", "booth", "--steps", "9", "--lr", "0.1", "--lang", "ko", "-q")
    assert (made.code, made.err) == (0, "")
    page = (folder / "play-ravine.html").read_bytes()
    assert cli("verify", "play-ravine.html").out == "play-ravine.html: the same\n"
    (folder / "old.html").write_bytes(page.replace(b"nudge", b"push"))
    assert "perhaps of another version of optim-viz" in cli("verify", "old.html").out
    ran = cli("replay", "play-ravine.html", "--set", "steps=12", "-o", "other.html", "-q")
    assert ran.code == 0
    other = (folder / "other.html").read_bytes()
    assert (data_of(page)["steps"], data_of(other)["steps"]) == (9, 12)
    assert (
        cli(
            "play", "ravine", "booth", "--steps", "9", "--lr", "0.1", "--lang", "ko", "-o", "b.html"
        ).code
        == 0
    )
    assert (folder / "b.html").read_bytes() == page


def test_a_gradient_that_is_followed_upwards_is_told_so():
    told = optim_viz.play("ravine", ["momentum:lr=0.1"], steps=3, maximize=True).data["terms"]
    assert told["gradient"] == "lr · gradient"


def test_help_has_only_options_that_it_can_have(cli):
    told = cli("play", "--help").out
    assert "  SURFACE...  " in told
    assert not [one for one in PlayRecipe.without if f"--{one}" in told]
    assert "--theme" in told
    assert "--size" not in cli("play", "--batch-size", "3").err


def test_it_says_what_runs_and_how_to_open_it(cli, folder):
    ran = cli("play", "-a", "sgd:lr=0.1", "-a", "lbfgs", "--steps", "5")
    assert ran.code == 0
    assert [line.split()[1:] for line in ran.lines[1:]] == [
        ["sgd:lr=0.1", "runs"], ["lbfgs", "path", "from", "the", "given", "start"],
    ]  # fmt: skip
    assert "open it in a browser" in ran.err
    line, path = ran.err.splitlines()[-2:]
    assert path == "play-ravine.html"
    assert line.startswith('<iframe src="play-ravine.html" title="Live page: SGD, L-BFGS on Ravine')
    assert line.endswith('height="540" style="border:0" allow="clipboard-write"></iframe>')
    told = json.loads(cli("play", "-a", "sgd:lr=0.1", "--steps", "5", "--json", "-o", "b.html").out)
    assert told["methods"] == [{"surface": "ravine", "optimizer": "sgd:lr=0.1", "live": True}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--size", "half"], "a live page fits its window: it has no size"),
        (["--for", "beamer"], "a live page is for a browser: --for revealjs or quarto, or none"),
        (["ravine", "ravine"], "the surface ravine is given twice"),
        (["ravin"], "did you mean ravine or"),
        (["--steps", "9999"], "steps is between 1 and 2000"),
        (["--noise", "minibatch:8"], "a live page has no data"),
        (["--data", "a.csv"], "leave --data out"),
        (["-o", "a.png"], "file type of 'a.png'"),
        (["--batch-size", "8"], "compare, bench, explain, animate, frames and train have it"),
        (["-f", "x**2", "--project"], "has no domain to project onto: give --domain"),
        (["--project", "--start", "99,0"], "lies outside the domain"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(cli, files, arguments, said):
    ran = cli("play", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not files()


def test_formulas_and_files_are_recorded(cli, folder):
    Path("mine.py").write_text(
        "import numpy as np\n\n\ndef signed(f, x, *, lr=0.1):\n"
        "    return x - lr * np.sign(f.gradient(x))\n\n\n"
        "def halving(f, x, *, lr=0.1):\n    step = lr\n"
        "    while (f.value(x - step * f.gradient(x)) > f.value(x)).any():\n"
        "        step = step / 2\n"
        "    return x - step * f.gradient(x)\n",
        encoding="utf-8",
    )
    formula = "x**4 - 3*x**2 + x + y**2"
    ran = cli(
        "play",
        "-f",
        formula,
        "-a",
        "mine.py:signed",
        "-a",
        "mine.py:halving",
        "-o",
        "a.html",
        "--json",
    )
    assert ran.code == 0
    assert [one["live"] for one in json.loads(ran.out)["methods"]] == [True, False]
    (surface,) = data_of((folder / "a.html").read_bytes())["surfaces"]
    assert surface["typed"] == ["-f", formula]
    assert len(surface["methods"][1]["path"]) == 101
    assert cli("verify", "a.html", "--trust-code").code == 0


def test_a_page_shows_itself_in_notebooks(ravine):
    frame = ravine._repr_html_()
    assert '<iframe srcdoc="&lt;!doctype html&gt;' in frame
    assert frame.endswith("</iframe>")
    assert frame.isascii()  # whatever the encoding of the page around it
    assert ravine.text() in html.unescape(frame)
    assert repr(ravine).startswith("<LivePage of Ravine: ")  # where only text is shown
    with pytest.raises(InputError, match="file type"):
        ravine.save("page.pdf")
    with pytest.raises(InputError, match="optimizers are a list"):
        optim_viz.play("ravine", "adam")


def test_a_surface_that_cannot_run_there_has_its_values_on_a_grid(cli, folder):
    Path("own.py").write_text(
        "import math\n\n\ndef bumpy(x, y):\n"
        "    return math.sin(3 * x) + x * x + (0 if y < 0 else y * y)\n",
        encoding="utf-8",
    )
    ran = cli(
        "play", "own.py:bumpy", "-a", "sgd:lr=0.1", "--start=2,1", "--steps", "9", "-o", "a.html"
    )
    assert ran.code == 0, ran.err
    data = (folder / "a.html").read_bytes()
    assert len(data) < MOST_BYTES
    (surface,) = data_of(data)["surfaces"]
    assert not surface["isRecorded"]
    assert len(surface["grid"]["values"].split()) == 71**2
    assert len(surface["methods"][0]["path"]) == 10
