"""Basins: what the picture says is what single runs do."""

import json
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.text import Text

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.basins import DIVERGED, LEFT, UNDECIDED, basins, cells
from optim_viz.cli import main
from optim_viz.plots.basins import picture, shaded
from optim_viz.plots.looks import THEMES, look
from surfaces import Box, InputError

FIVE = ("sgd", "momentum", "adagrad", "adam", "newton")


def found(name, *specs, **options):
    options = {"side": 24, "steps": 120} | options
    return basins(surfaces.get(name), [optimizers.get(spec) for spec in specs or FIVE], **options)


@pytest.mark.parametrize("name", ["himmelblau", "six_hump_camel", "double_well"])
def test_every_start_ends_where_a_single_run_does(name):
    surface = surfaces.get(name)
    for one in found(name, "newton", "momentum", "sgd:lr=0.05"):
        starts = cells(one.box, 24).reshape(surface.dim, -1)
        for i in range(0, starts.shape[1], 41):
            run = optim_viz.run(one.optimizer, surface, starts[:, i], 120, tolerance=1e-5)
            end = int(one.end.ravel()[i])
            assert one.taken.ravel()[i] == run.taken
            if end >= 0:
                np.testing.assert_allclose(run.end, one.targets[end], atol=0.02)
            else:
                expected = {"left the domain": LEFT, "diverged": DIVERGED}
                assert end == expected.get(str(run.status), UNDECIDED)


def test_newton_finds_all_that_is_stationary_on_himmelblau():
    (one,) = found("himmelblau", "newton", side=80)
    assert set(one.shares) == set(range(9))
    assert sorted(one.kinds) == ["maximum", *["minimum"] * 4, *["saddle"] * 4]
    assert one.kinds[:4] == ("minimum",) * 4
    assert one.lowest == {0, 1, 2, 3}
    assert sum(one.shares.values()) == pytest.approx(1)


def test_starting_again_helps_as_drawing_again_does():
    (one,) = found("six_hump_camel", "newton")
    good = np.isin(one.end, list(one.lowest))
    draws = np.random.default_rng(0).choice(good.ravel(), (20_000, 5)).any(axis=1)
    assert abs(one.best_of(5) - draws.mean()) < 0.02
    assert one.best_of(1) == pytest.approx(good.mean())


def test_starts_are_the_middles_of_cells():
    np.testing.assert_allclose(cells(Box((0, 4)), 4), [[0.5, 1.5, 2.5, 3.5]])
    assert cells(Box((0, 2), (0, 1)), 2)[:, 1, 0].tolist() == [0.5, 0.75]


def test_few_steps_are_vivid():
    (one,) = found("himmelblau", "newton")
    with look():
        pixels = shaded(one)
    basin = one.end == 2
    saturation = np.ptp(pixels[basin], axis=-1)
    fast = one.taken[basin] <= np.median(one.taken[basin])
    assert saturation[fast].mean() > saturation[~fast].mean()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "specs"),
    [
        ("himmelblau", FIVE),
        ("double_well", FIVE),
        ("rastrigin", ("newton",)),
        ("saddle", ("sgd:lr=0.5", "newton")),
        ("rosenbrock", ("sgd:lr=1", "momentum", "adam", "adagrad", "newton", "rmsprop")),
    ],
)
def test_every_word_can_be_read(name, specs, theme):
    with look(theme):
        figure = picture(found(name, *specs))
        seen, draw = [], Text.draw

        def watch(text, *arguments):
            if text.get_visible() and text.get_text().strip():
                seen.append(text)
            draw(text, *arguments)

        with patch.object(Text, "draw", watch):
            figure.draw_without_rendering()
        boxes = [(text.get_text(), text.get_window_extent()) for text in seen]
    width, height = figure.bbox.size
    for text, box in boxes:
        assert box.x0 >= -0.5, text
        assert box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= height + 0.5, text
    for (a, one), (b, other) in combinations(boxes, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        up = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert min(across, up) <= 0.5, (a, b)


def command(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["basins", *arguments])
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def test_the_command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = ["--side", "20", "--steps", "50", "-a", "newton"]
    code, out, err = command(capsys, *small)
    assert (code, out) == (0, "basins.png\n")
    assert "saddle" in err
    code, out, _ = command(capsys, *small, "--zoom=-1:1,0:2", "--json", "-o", "b.png", "-q")
    data = json.loads(out)
    assert sum(row["share"] for row in data["ends"]) == pytest.approx(1)
    assert data["recipe"]["basins"]["zoom"] == [[-1, 1], [0, 2]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["himmelblua"], "did you mean himmelblau"),
        (["bowl:dim=3"], "one or two dimensions"),
        (["--side", "1"], "side is between 2 and 2048"),
        (["--zoom", "1:2"], "zoom on himmelblau is LOW:HIGH,LOW:HIGH"),
        (["--zoom", "2:1,0:1"], "low < high"),
        (["--lr", "tund"], "did you mean tuned"),
    ],
)
def test_wrong_input_is_one_line(capsys, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = command(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert not list(tmp_path.iterdir())


def test_three_dimensions_are_refused():
    with pytest.raises(InputError, match="bowl has 3"):
        found("bowl:dim=3", "sgd")
