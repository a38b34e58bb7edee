"""The live page in a real Chromium: clicks, drags, scrubs, keys, frames, phones, both languages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import optim_viz
import surfaces
from optim_viz import optimizers
from optim_viz.cli.typed import recipe_of
from optim_viz.plots.panels.projection import principal_plane
from optim_viz.plots.style.text import number
from optim_viz.runs.status import LOST
from optim_viz.studies.compare import study
from optim_viz.studies.explain import explain
from optim_viz.text import language, words

METHODS = ("sgd:lr=0.4", "momentum:lr=0.1", "adagrad:lr=1.5", "adam:lr=0.3", "newton")
STATE = (
    "[state.surface, state.start, state.step, [...state.off], state.knobs[1][0].lr, state.chosen]"
)
SLOWEST = 8.0
"""Milliseconds of script for a frame with five methods; the middle one of many."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the addresses of some pages."""
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "ravine": optim_viz.play("ravine", METHODS, steps=40),
        "several": optim_viz.play(
            ["rosenbrock", "himmelblau"], ["adam:lr=0.1", "bfgs"], lang="ko", theme="dark"
        ),
        "curve": optim_viz.play("double_well", METHODS, steps=40),
        "grid": optim_viz.play("perceptron", ["sgd:lr=1", "adam:lr=0.1"], steps=20),
        "many": optim_viz.play(surfaces.get("rosenbrock", dim=4), METHODS[:4], steps=30, lr=1e-3),
    }
    framed = folder / "framed.html"
    framed.write_text(
        f"<!doctype html><title>Frames</title><link rel=icon href='data:,'>"
        f"<iframe src='ravine.html' width=960 height=540></iframe>{made['ravine']._repr_html_()}",
        encoding="utf-8",
    )
    found = {name: f"file://{one.save(folder / f'{name}.html')}" for name, one in made.items()}
    return found | {"framed": f"file://{framed}"}


def path_in(page: Any, method: int) -> np.ndarray:
    return np.array(page.run(f"drawn.runs[{method}].points"))


def assert_runs_are_those_of_numpy(page: Any, surface: str, start: list[float]) -> None:
    for i, spec in enumerate(METHODS):
        ours = optim_viz.run(optimizers.get(spec), surfaces.get(surface), start, 40)
        taken = int(ours.taken) + 1
        assert path_in(page, i)[:taken] == pytest.approx(ours.points.T[:taken], rel=1e-9, abs=1e-9)


def test_all_methods_run_from_where_one_clicks(page, pages):
    page.open(pages["ravine"])
    page.drag((300, 250))
    start = page.run("state.start")
    assert start == pytest.approx(
        page.run("fromPage(300 - 0, 250 - $('#paths').getBoundingClientRect().y)"), abs=0.02
    )
    assert start != [-7, 2]
    assert_runs_are_those_of_numpy(page, "ravine", start)
    assert page.run("state.isPlaying")
    page.run("state.speed = 4")
    page.wait("state.step > 2")
    page.wait("!state.isPlaying && state.step === 40")


@pytest.mark.parametrize("view", ["", "&relief=-60,88"])
def test_a_trail_fades_by_its_age_also_of_a_run_that_was_lost(page, pages, view):
    page.open(f"{pages['ravine']}#sgd.lr=1e200{view}")
    strengths = page.run(
        """(() => { goTo(0); state.isPlaying = true; state.step = 35; const found = [];
        const pen = { within: (_, act) => act(), shape() {}, text() {},
          line: (points, { colour, alpha = 1 }) => found.push([colour, alpha]) };
        drawPaths(pen, drawn.stage, drawn.em); state.isPlaying = false;
        const of = (i) => found.filter(([colour]) => colour === colours().methods[i].colour);
        return [of(0), of(1)]; })()"""
    )
    lost, running = ([alpha for _, alpha in one] for one in strengths)
    assert max(lost, default=0) < 0.3
    assert max(running) == pytest.approx(1.0)
    assert running[0] == pytest.approx(0.22)
    assert running[1:] == sorted(running[1:])


def test_paths_follow_while_one_drags(page, pages):
    page.open(pages["ravine"])
    page.mouse("Pressed", 300, 250)
    seen = []
    for x in (350, 420, 500):
        page.mouse("Moved", x, 300)
        seen.append(
            page.run("[state.start, drawn.runs[0].points[0], state.step, state.isDragging]")
        )
    page.mouse("Released", 500, 300)
    assert all(start == first and step == 40 and drags for start, first, step, drags in seen)
    assert len({tuple(start) for start, *_ in seen}) == 3
    assert page.run("state.isPlaying")
    assert page.run("state.start") == seen[-1][0]


def test_the_slider_and_the_panel_scrub(page, pages):
    page.open(pages["ravine"])
    x, y, wide = page.run(
        "(() => { const box = $('#scrub').getBoundingClientRect();"
        "return [box.x, box.y + box.height / 2, box.width]; })()"
    )
    page.drag((x + wide / 2, y))
    assert page.run("state.step") == 20
    assert page.run("$('#steps').textContent") == "step 20 of 40"
    page.drag((x + wide / 2, y), (x + 0.3 * wide, y), (x + 0.25 * wide, y))
    assert page.run("state.step") == pytest.approx(10, abs=1)
    x, y, wide = page.run(
        "(() => { const box = $('#curves').getBoundingClientRect();"
        "return [box.x + drawn.panel.x, box.y + drawn.panel.y + 20, drawn.panel.w]; })()"
    )
    page.drag((x + wide / 4, y), (x + wide / 2, y))
    assert page.run("state.step") == 20
    shown = page.run("[...document.querySelectorAll('.end')].map((one) => one.textContent)")
    gap = float(optim_viz.run(optimizers.get(METHODS[0]), surfaces.get("ravine"), steps=40).gap[20])
    assert float(
        shown[0].replace("·10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    ) == pytest.approx(gap, rel=0.06)


def test_keys_play_step_switch_and_move(page, pages):
    page.open(pages["ravine"])
    page.key("Home")
    assert page.run("[state.step, state.isPlaying]") == [0, False]
    page.key("ArrowRight")
    page.key("ArrowRight")
    page.key("ArrowLeft")
    assert page.run("state.step") == 1
    page.key(" ")
    assert page.run("[state.isPlaying, $('#do-play').getAttribute('aria-label')]") == [
        True,
        "Pause (space)",
    ]
    page.key(" ")
    assert not page.run("state.isPlaying")
    page.key("End")
    page.key("2")
    assert page.run("[[...state.off], drawn.runs[1]]") == [[1], None]
    assert (
        page.run("document.querySelectorAll('.swatch')[1].getAttribute('aria-pressed')") == "false"
    )
    page.key("2")
    page.run("$('#paths').focus()")
    before = page.run("state.start")
    page.key("ArrowUp")
    page.key("ArrowLeft", shift=True)
    left, up = np.subtract(page.run("state.start"), before)
    wide, tall = page.run("drawn.box.map(([low, high]) => high - low)")
    assert (left, up) == pytest.approx((-0.002 * wide, 0.02 * tall))
    page.wait("$('#said').textContent")
    text = page.run("$('#said').textContent")
    assert text.startswith("SGD, step 40: gap ")
    assert float(text.rpartition(" ")[2]) == pytest.approx(
        page.run("heightOf(drawn.runs[0].values[40])"), rel=0.06
    )


def test_tab_visits_every_control_in_the_order_of_the_page(page, pages):
    page.open(pages["ravine"])
    visited = []
    for _ in range(40):
        page.key("Tab")
        visited.append(
            page.run(
                "(({ id, className, dataset }) => id || className || dataset.knob)"
                "(document.activeElement)"
            )
        )
    order = [
        "do-copy",
        "do-theme",
        "paths",
        "do-zoomIn",
        "do-whole",
        "swatch",
        "name",
        "lr",
        "noise-size",
        "do-back",
        "do-play",
        "scrub",
        "speed",
    ]
    places = [visited.index(one) for one in order]
    assert places == sorted(places)
    unnamed = (
        "[...document.querySelectorAll('button, input, select, canvas')].filter((one) =>"
        " !(one.title || one.getAttribute('aria-label') || one.getAttribute('aria-hidden')"
        " || one.textContent.trim())).map((one) => one.outerHTML)"
    )  # fmt: skip
    assert page.run(unnamed) == []


def test_a_slider_changes_a_rate_and_knows_the_limit_of_stability(page, pages):
    page.open(pages["ravine"])
    assert page.run("[limitOf(0), limitOf(1), limitOf(3)]") == [1.0, 1.9, None]
    before = page.run("drawn.runs[0].points[5]")
    page.run("document.querySelector('[data-method=sgd] input').focus()")
    for _ in range(3):
        page.key("ArrowRight")
    rate = page.run("state.knobs[0][0].lr")
    assert rate > 0.4
    assert page.run("drawn.runs[0].points[5]") != before
    ours = optim_viz.run(optimizers.get("sgd", lr=rate), surfaces.get("ravine"), steps=40)
    assert path_in(page, 0)[:5] == pytest.approx(ours.points.T[:5], rel=1e-12)
    assert page.run("document.querySelectorAll('#methods .slider > i').length") == 2
    page.click("[data-method=momentum] .name")
    page.run("document.querySelector('[data-method=momentum] [data-knob=momentum]').focus()")
    page.key("Home")
    assert page.run("[state.knobs[0][1].momentum, limitOf(1)]") == [0, 1.0]
    page.key("End")
    page.run("document.querySelector('[data-method=momentum] [data-knob=weight_decay]').focus()")
    page.key("End")
    assert page.run("[state.knobs[0][1].weight_decay, limitOf(1)]") == [10, None]
    recipe = recipe_of(page.run("commandOf()"))
    assert "weight_decay=10" in recipe.optimizers[1]
    page.key("Home")
    assert page.run("state.knobs[0][1].weight_decay") == 0
    assert page.run(
        "[1e-4, 0.02, 10].map((x) => numberAt({ scale: 'zero' },"
        " sliderOf({ scale: 'zero' }, x, [1e-4, 10]), [1e-4, 10]))"
    ) == [1e-4, 0.02, 10]


def test_the_command_draws_what_is_seen(page, pages):
    page.open(
        f"{pages['ravine']}#start=-3.5,1.25&off=adagrad&adam.beta1=0.8&noise=0.2&seed=7&view=-5:5,-3:2.5&theme=dark"
    )
    recipe = recipe_of(page.run("commandOf()"))
    assert recipe.theme == "dark"
    assert recipe.view == ((-5.0, 5.0), (-3.0, 2.5))
    drawn = study(recipe).runs
    assert [run.optimizer.name for run in drawn] == ["sgd", "momentum", "adam", "newton"]
    for run, place in zip(drawn, (0, 1, 3, 4), strict=True):
        assert path_in(page, place) == pytest.approx(run.points.T, rel=1e-9, abs=1e-9)


def test_the_address_has_the_state(page, pages):
    page.open(
        f"{pages['several']}#surface=himmelblau&start=1,-2&step=12&off=bfgs&adam.lr=0.25&arrows=bfgs"
    )
    page.wait("location.hash.includes('step=12')")
    told = page.run(STATE)
    assert told == [1, [1, -2], 12, [1], 0.25, 1]
    address = page.run("location.href")
    page.open(address)
    page.wait("location.hash.includes('step=12')")
    assert page.run(STATE) == told
    page.run("location.hash = 'surface=rosenbrock&step=3'")
    page.wait("state.step === 3")
    assert page.run("[state.surface, [...state.off], state.knobs[1][0].lr, state.chosen]") == [
        *(0, [], 0.1, 0)
    ]
    for odd in (
        "start=1",
        "start=a,b",
        "adam.lr=x",
        "view=1",
        "surface=no",
        "step=-1",
        "noise=-2",
        "=",
        "%2",
    ):
        page.open(f"{pages['several']}#{odd}")
        assert page.run("drawn.runs.length") == 2, odd


def test_zoom_and_pan(page, pages):
    page.open(pages["ravine"])
    whole = page.run("drawn.box")
    at = page.run("fromPage(400, 300)")
    y = page.run("$('#paths').getBoundingClientRect().y")
    page.mouse("Wheel", 400, 300 + y, deltaX=0, deltaY=-200, button="none", clickCount=0)
    page.settle()
    near = page.run("drawn.box")
    assert near[0][1] - near[0][0] < 0.8 * (whole[0][1] - whole[0][0])
    assert page.run("fromPage(400, 300)") == pytest.approx(at, abs=0.01)
    start = page.run("state.start")
    page.drag((400, 300), (450, 320), modifiers=8)
    assert page.run("state.start") == start
    assert page.run("drawn.box")[0][0] < near[0][0]
    page.click("#do-whole")
    assert page.run("drawn.box") == whole


def test_hover_says_values(page, pages):
    page.open(pages["ravine"])
    page.mouse("Moved", 500, 500, buttons=0, button="none")
    text = page.run("$('#hover').textContent").replace("−", "-").split()
    x, y = page.run("fromPage(500, 500 - $('#paths').getBoundingClientRect().y)")
    assert [text[0], text[2], text[4]] == ["x", "y", "f"]
    assert float(text[1]) == pytest.approx(x, rel=0.01, abs=0.01)
    assert float(text[5]) == pytest.approx(x**2 / 20 + y**2, rel=0.01)


def test_a_phone_has_touch_and_room(page, pages):
    page.open(pages["ravine"], 360, 740, touch=True)
    assert page.run("document.documentElement.scrollWidth") <= 360
    y = page.run("$('#paths').getBoundingClientRect().y")
    page.touch([(150, y + 120)], [(160, y + 130)])
    start = page.run("state.start")
    assert start == pytest.approx(page.run("fromPage(160, 130)"), abs=0.05)
    wide = page.run("drawn.box[0][1] - drawn.box[0][0]")
    page.touch([(150, y + 120), (190, y + 120)], [(110, y + 120), (230, y + 120)])
    assert page.run("drawn.box[0][1] - drawn.box[0][0]") == pytest.approx(wide / 3, rel=0.05)
    small = (
        "[...document.querySelectorAll('button')].filter((one) => one.offsetParent &&"
        " Math.min(one.offsetWidth, one.offsetHeight) < 24).length"
    )
    assert page.run(small) == 0
    page.open(pages["ravine"])


def test_a_page_works_in_frames(page, pages):
    page.open(pages["framed"], 1000, 1200)
    inside = page.run("[...document.querySelectorAll('iframe')].map((one) => one.offsetWidth)")
    assert len(inside) == 2
    page.drag((300, 250))
    page.drag((300, 850))
    framed = page.run("frames[1].document.querySelector('#steps').textContent")
    assert framed.startswith("step ")
    assert "srcdoc" in page.run("frames[1].location.href")
    assert page.run("frames[1].document.querySelector('#do-link')") is None  # it has no address


def test_a_wheel_belongs_to_the_page_around_until_the_picture_is_pressed(page, pages):
    page.open(pages["framed"], 1000, 1200)
    page.run(
        "window.passed = 0;"
        "document.querySelectorAll('iframe')[1].addEventListener('wheel', () => { passed += 1; });"
    )
    seen = []
    for way in ("wheel", "press", "wheel", "leave", "wheel"):
        if way == "wheel":
            page.mouse("Wheel", 300, 850, deltaX=0, deltaY=-200, button="none", clickCount=0)
            page.settle()
            page.settle()
            seen.append(
                [page.run("frames[1].eval('JSON.stringify(state.view)')"), page.run("passed")]
            )
        elif way == "press":
            page.drag((300, 850))
            page.run(  # as Safari does when a pointer is let go
                "frames[1].document.querySelector('#paths').dispatchEvent("
                "new PointerEvent('pointerleave', { clientX: 290, clientY: 280 }))"
            )
        else:
            page.mouse("Moved", 300, 300, buttons=0, button="none")
    assert seen[0] == ["null", 1]
    assert seen[1][0] != "null"
    assert seen[1][1] == 1
    assert seen[2] == [seen[1][0], 2]


def test_a_frame_of_a_deck_that_is_enlarged_is_sharp(page, pages):
    shown = "[$('#ground'), $('#paths'), $('#curves')].map((one) => one.width / one.clientWidth)"
    page.open(pages["ravine"], 960, 540)
    assert page.run(shown) == [1, 1, 1]
    page.run("isFramed = () => true; layOut()")
    assert page.run(shown) == [2, 2, 2]
    page.run("isInText = () => true; layOut()")  # a notebook
    assert page.run(shown) == [1, 1, 1]


def test_a_frame_that_has_no_clipboard_copies_and_says_nothing(page, pages, tmp_path):
    page.open(pages["ravine"], 960, 540)
    x, y = page.run(
        "(({ x, y, width, height }) => [x + width / 2, y + height / 2])"
        "($('#do-copy').getBoundingClientRect())"
    )
    command = page.run("commandOf()")
    (tmp_path / "host.html").write_text(
        f"<!doctype html><title>Host</title><body style='margin:0'><iframe src='{pages['ravine']}'"
        ' allow="clipboard-write \'none\'" width=960 height=540 style="border:0"></iframe>'
        "<textarea></textarea>"
    )
    page.open(f"file://{tmp_path / 'host.html'}", 960, 600)
    page.drag((x, y))
    page.run("document.querySelector('textarea').focus()")
    page.call("Input.dispatchKeyEvent", type="keyDown", commands=["paste"])
    assert page.run("document.querySelector('textarea').value") == command


@pytest.mark.parametrize("barrier", ["sandbox", "policy"])
def test_where_scripts_are_not_allowed_a_line_says_so(page, tmp_path, barrier):
    made = optim_viz.play("ravine", METHODS[:1], steps=5, lang="ko")
    frame = made._repr_html_()
    if barrier == "sandbox":
        host = frame.replace("<iframe ", "<iframe sandbox='allow-same-origin' ")
    else:
        policy = """<meta http-equiv="Content-Security-Policy" content="script-src 'none'">"""
        host = policy + frame
    (tmp_path / "host.html").write_text(f"<!doctype html><title>Host</title>{host}")
    page.open(f"file://{tmp_path / 'host.html'}")
    line = "frames[0].document.querySelector('#asleep')"
    page.wait(line)
    page.run(f"{line}.getAnimations().forEach((one) => one.finish())")
    with language("ko"):
        assert page.run(f"{line}.textContent") == words.PAGE_WITHOUT_SCRIPTS
    assert page.run(f"frames[0].getComputedStyle({line}).visibility") == "visible"
    assert page.messages  # the browser's own
    page.messages.clear()
    made.save(tmp_path / "a.html")
    page.open(f"file://{tmp_path / 'a.html'}")
    assert page.run("document.querySelector('#asleep')") is None


def test_long_names_and_many_methods_keep_their_places(page, tmp_path):
    formula = "(x-1)**2 + 10*(y-x**2)**2 + sin(3*x)*cos(2*y)/5 + log(1+x**2+y**2) + exp(-(x-2)**2)"
    many = ["sgd", "momentum", "adagrad", "adam", "newton", "rmsprop", "lion", "bfgs", "nesterov"]
    made = optim_viz.play([], many, formulas=(formula,), steps=5, lr=0.01, rotate=20)
    page.open(f"file://{made.save(tmp_path / 'a.html')}", 800, 450)
    name, tools, panel, rows = page.run(
        "['h1', '#tools', '#panel', '#methods'].map((one) => $(one).getBoundingClientRect())"
        ".map(({ left, right, top, bottom }) => ({ left, right, top, bottom }))"
    )
    assert name["right"] <= tools["left"] < tools["right"] <= 800
    assert panel["bottom"] <= rows["top"] + 1
    still = page.run(
        "(() => { const pen = new SvgPen(); drawStill(pen, 1280, 720, 1);"
        "return pen.whole(1280, 720, '#fff', 'Still'); })()"
    )
    texts = list(ElementTree.fromstring(still).iter("{http://www.w3.org/2000/svg}text"))
    assert {"SGD", "Nesterov"} <= {one.text for one in texts}
    assert max(float(one.get("y")) for one in texts) < 720
    assert max(len(one.text or "") for one in texts) <= 50
    page.open(f"file://{tmp_path / 'a.html'}", 390, 844, touch=True)
    assert page.run("document.documentElement.scrollWidth") <= 390
    page.open("about:blank")


@pytest.mark.parametrize("size", [(1280, 720), (960, 540)])
def test_controls_fit_a_slide(page, pages, size):
    page.open(pages["ravine"], *size)
    wide, tall = size
    outside = (
        "[...document.querySelectorAll('button, input, select, .end')].filter((one) => {"
        "const box = one.getBoundingClientRect();"
        "return one.offsetParent && (box.right > innerWidth + 1 || box.left < -1"
        " || box.bottom > innerHeight + 1); }).map((one) => one.outerHTML)"
    )  # fmt: skip
    assert page.run(outside) == []
    assert page.run("drawn.stage.w * drawn.stage.h") > 0.35 * wide * tall
    page.open(pages["ravine"])


def test_a_frame_on_half_a_slide_shows_the_picture_and_the_curves(page, pages):
    page.open(pages["ravine"], 599, 540)
    tops = page.run(
        "['#panel', '#transport'].map((one) => $(one).getBoundingClientRect().toJSON())"
    )
    assert tops[0]["bottom"] <= tops[1]["top"]
    assert page.run("[drawn.stage.h > 200, drawn.panel.h > 75]") == [True, True]


def test_words_are_korean_and_colours_dark(page, pages):
    page.open(pages["several"])
    with language("ko"):
        told = dict(words.PLAY)
        gap = words.GAP_WITH_FORMULA
    assert page.run("data.words") == told
    assert page.run("data.panel.gap") == gap
    shown = page.run(
        "document.body.innerText"
        " + [...document.querySelectorAll('[title]')].map((one) => one.title)"
    )
    english = [word for word in optim_viz.text.en.PLAY.values() if len(word) > 5 and word in shown]
    assert english == []
    assert page.run("document.documentElement.lang") == "ko"
    paper, ink = page.run(
        "((of) => [of.backgroundColor, of.color])(getComputedStyle(document.body))"
    )
    assert (paper, ink) == ("rgb(20, 23, 28)", "rgb(233, 236, 239)")
    page.click("#do-theme")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.wait("location.hash.includes('theme=light')")


def test_arrows_of_a_relief_lie_on_it(page, pages):
    page.open(f"{pages['ravine']}#step=3&arrows=momentum&relief=-60,88")
    drawn, colours, tails, tips, at = page.run(
        """(() => { const [found, lines] = [[], []]; const of = colours().arrows;
        const pen = { text() {}, line() {},
          shape: (points, { fill }) => found.push([fill, points]) };
        const ground = blockGround();
        drawArrows(pen, drawn.em, colours(), { ...ground, onPage: (from, to) => {
          lines.push(ground.onPage(from, to)); return lines[lines.length - 1]; } });
        const at = onBlock(arrowsNow().point);
        return [found.map(([colour]) => colour), [of.step, of.velocity, of.gradient],
          lines.map((one) => one.slice(0, 2)), found.map(([, points]) => points.slice(0, 2)),
          drawn.scene.place(...at, drawn.scene.heightOn(...at))]; })()"""
    )
    assert drawn == colours
    assert tails[0] == pytest.approx(at)
    assert tips[0] == pytest.approx(tips[2], abs=12)  # beside each other, or the same


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("ravine", "momentum:lr=0.1"),
        ("ravine", "nesterov:lr=0.1"),
        ("ravine", "adam:lr=0.3"),
        ("curve", "momentum:lr=0.1"),
    ],
)
def test_arrows_are_the_parts_of_a_step_as_explain_has_them(page, tmp_path, name, spec):
    surface = {"curve": "double_well"}.get(name, name)
    made = optim_viz.play(surface, [spec], steps=12, noise=0.2, seed=4)
    page.open(f"file://{made.save(tmp_path / 'a.html')}#step=5")
    told = explain(spec, surface, step=6, steps=12, noise=0.2, seed=4)
    arrows = page.run("arrowsNow()")
    kinds, ways = zip(*arrows["parts"], strict=True)
    assert arrows["point"] == pytest.approx(told.parts.point.tolist())
    if not told.terms:
        assert (kinds, "move" in arrows) == (("gradient", "momentum"), False)
        assert ways[0] == pytest.approx((-told.parts.gradient).tolist())
        assert np.array(ways[1]) @ told.momentum[1] > 0
        return
    assert kinds == tuple(term.kind for term in told.terms)
    assert np.array(ways) == pytest.approx(np.array([term.move for term in told.terms]))
    assert np.sum(ways, axis=0) == pytest.approx(arrows["move"])
    if told.behind is None:
        assert arrows["behind"] is None
    else:
        assert arrows["behind"] == pytest.approx(told.behind.tolist())
    shafts = page.run(
        """(() => { const found = []; const of = colours().arrows;
        const pen = { within: (_, act) => act(), shape() {}, text() {},
          line: (points, { colour }) => found.push([colour, points]) };
        drawArrows(pen, drawn.em, colours(), flatGround());
        return [of.step, of.gradient, toPage(placeOf(arrowsNow().point, arrowsNow().value)),
          found.filter(([colour]) => colour !== colours().paper)]; })()"""
    )
    assert {colour for colour, _ in shafts[3]} >= set(shafts[:2])
    assert shafts[2] in [points[:2] for _, points in shafts[3]]
    key = page.run("document.querySelector('.knobs p').textContent")
    assert words.PLAY["sum"] in key
    assert words.TERM["gradient"] in key


def test_what_cannot_run_says_so_when_the_start_moves(page, pages):
    page.open(pages["several"])
    before = page.run("drawn.runs[1].points")
    ours = optim_viz.run(optimizers.get("bfgs"), surfaces.get("rosenbrock"), steps=100)
    assert np.array(before) == pytest.approx(ours.points.T)
    page.drag((300, 300))
    assert page.run("drawn.runs[1].points") == before
    with language("ko"):
        assert page.run("$('#note').textContent") == words.PLAY["fixedMoved"]
    assert not page.run("$('#note').hidden")
    assert page.run("drawn.runs[0].points[0]") == page.run("state.start")


def test_a_surface_that_cannot_run_has_its_values_between_nodes(page, pages):
    page.open(pages["grid"])
    surface = surfaces.get("perceptron")
    ours = optim_viz.run(optimizers.get("adam", lr=0.1), surface, steps=20)
    assert path_in(page, 1) == pytest.approx(ours.points.T)
    for node in ([0, 0], [7, 33], [70, 70]):
        place = page.run(
            f"{node}.map((one, k) => {{ const [low, high] = surface().grid.sides[k];"
            "return low + (one / 70) * (high - low); })"
        )
        value = page.run(f"RECORDED[0].value({place})")
        assert value == pytest.approx(float(surface(np.array(place))), rel=1e-4)
    parabola = [(x - 0.7) ** 2 - 3 * x * y + y for y in range(5) for x in range(6)]
    grid = {"sides": [[0, 5], [0, 4]], "shape": [6, 5], "values": " ".join(map(str, parabola))}
    assert page.run(f"valueOnGrid({grid})([2.3, 1.9])") == pytest.approx(
        1.6**2 - 3 * 2.3 * 1.9 + 1.9
    )
    assert page.run("document.querySelector('.knobs p').textContent") == words.PLAY["fixedAll"]
    page.click("#do-relief")
    assert page.run("drawn.scene.heights.every(Number.isFinite)")
    page.key("r")
    page.drag((300, 300))
    assert page.run("$('#note').textContent") == words.PLAY["fixedAll"]
    assert page.run("[state.start, $('#noise').hidden]") == [list(surface.start), True]


def test_a_ball_on_a_curve(page, pages):
    page.open(pages["curve"])
    page.drag((400, 300))
    (start,) = page.run("state.start")
    assert start == pytest.approx(page.run("fromPage(400, 300)")[0], abs=0.01)
    assert_runs_are_those_of_numpy(page, "double_well", [start])
    assert page.run(
        "placeOf(drawn.runs[0].points[3], drawn.runs[0].values[3])[1]"
    ) == pytest.approx(page.run("RECORDED[0].value(drawn.runs[0].points[3])"))


def test_many_dimensions_are_seen_in_a_plane(page, pages):
    page.open(pages["many"])
    assert page.run("surface().axes")[0].startswith("PC 1: ")
    page.drag((400, 300))
    start = page.run("state.start")
    assert len(start) == 4
    y = page.run("$('#paths').getBoundingClientRect().y")
    assert page.run("placeOf(state.start)") == pytest.approx(
        page.run(f"fromPage(400, {300 - y})"), abs=0.01
    )


def test_paths_of_many_parameters_that_cannot_run_are_seen_in_a_plane(page, tmp_path):
    made = optim_viz.play("moons", ["sgd:lr=0.1", "adam:lr=0.01"], steps=12)
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    ours = [
        optim_viz.run(optimizers.get(spec), "moons", steps=12)
        for spec in ("sgd:lr=0.1", "adam:lr=0.01")
    ]
    plane = principal_plane(ours)
    for node in ([0, 0], [11, 30], [40, 40]):
        place = page.run(
            f"{node}.map((one, k) => {{ const [low, high] = surface().grid.sides[k];"
            "return low + (one / 40) * (high - low); })"
        )
        value = float(ours[0].surface(plane.lifted(np.array(place))))
        assert page.run(f"RECORDED[0].value({place})") == pytest.approx(value, rel=1e-4)
    command = page.run("commandOf()")
    assert study(recipe_of(command)).runs[1].points == pytest.approx(ours[1].points)
    for i, run in enumerate(ours):
        seen = page.run(f"drawn.runs[{i}].points.map((point) => placeOf(point))")
        assert np.array(seen) == pytest.approx(plane(run.points).T, abs=1e-7)
        x, y = page.run(f"toPage(placeOf(drawn.runs[{i}].points[12]))")
        page.run(f"hover([{x}, {y}])")
        told = page.run("$('#hover').textContent").rpartition("f ")[2]
        assert told == number(float(run.values[-1]))


def test_steps_are_projected_onto_the_domain_and_so_is_the_start(page, tmp_path):
    placed = {"domain": ((-8, 8), (-3, 2.5)), "rotate": 20}
    made = optim_viz.play(
        "ravine", ["sgd:lr=1.05", "momentum:lr=0.3"], steps=30, project=True, **placed
    )
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    page.drag((60, 120))  # left of the domain, which is turned
    recipe = recipe_of(page.run("commandOf()"))
    assert recipe.project
    surface = recipe.posed
    assert surface.project(np.array(recipe.start)) == pytest.approx(recipe.start, abs=1e-12)
    ours = study(recipe).runs
    free = optim_viz.run("sgd:lr=1.05", surfaces.get("ravine"), recipe.start, 30)
    assert not np.allclose(ours[0].points, free.points)
    for i, run in enumerate(ours):
        assert path_in(page, i) == pytest.approx(run.points.T, rel=1e-9, abs=1e-9)
    assert words.OUTCOME_IN_A_WORD["left the domain"] not in page.run("$('#methods').innerText")
    assert words.PROJECTED in page.run("$('#formula').textContent")


def test_runs_are_lost_in_the_words_of_the_package(page, tmp_path):
    specs = ["sgd:lr=0.05", "momentum:lr=0.3", "adam:lr=0.5", "sgd:lr=1.5", "bfgs"]
    formulas = "x**3 + y**2", "log(x) + y**2", "x**2 + y**2"
    made = optim_viz.play(["mccormick", "six_hump_camel"], specs, steps=80, formulas=formulas)
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    ends = set()
    for i in range(5):
        page.run(f"showSurface({i})")
        runs = study(recipe_of(page.run("commandOf()"))).runs
        for k, run in enumerate(runs):
            lost = words.OUTCOME_IN_A_WORD[str(run.status)] if run.unrefined in LOST else ""
            assert page.run(f"data.outcome[drawn.runs[{k}].ending] || ''") == lost, (i, run)
            assert page.run(f"endOf(drawn.runs[{k}])").startswith(lost)
            ends.add(lost)
    assert ends == {"", "out", "diverged", "fell"}


def test_a_formula_with_a_tip_runs_also_from_there(page, tmp_path):
    made = optim_viz.play(formulas=("sqrt(x**2 + y**2) + x**2/(1 + y**2)",), steps=15, lr=0.2)
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    page.drag((300, 250))
    ours = study(recipe_of(page.run("commandOf()"))).runs
    for i, run in enumerate(ours):
        taken = int(run.taken) + 1
        assert path_in(page, i)[:taken] == pytest.approx(run.points.T[:taken], rel=1e-9, abs=1e-9)
    page.run("moveStart([0, 0])")
    assert page.run("[0, 1, 2, 3].map((i) => drawn.runs[i].points[15])") == [[0, 0]] * 4


def test_what_an_address_cannot_mean_is_left_as_it_was_made(page, pages):
    page.open(pages["ravine"])
    known = "[state.theme, state.noise, state.knobs[0], drawn.box, state.start, state.step]"
    made = page.run(known)
    for odd in (
        "theme=constructor", "theme=__proto__", "seed=x", "seed=-1", "noise=-1", "noise=1e999",
        "adam.beta1=1", "sgd.lr=0", "sgd.lr=-1", "view=1:1.0000000000000002,0:1", "view=2:1,0:1",
        "view=1e300:2e300,0:1", "start=Infinity,1", "step=abc", "view=,", "view=1:2", "%E0%A4%A",
        "start=<img src=x onerror=1>",
    ):  # fmt: skip
        page.run(f"readAddress({odd!r})")
        assert page.run(known) == made, odd
    page.run("readAddress('seed=1.5&noise=1')")
    assert page.run("state.noise.seed") == 1
    page.run("readAddress('view=1e-7:2e-7,3:4')")
    assert recipe_of(page.run("commandOf()")).view == ((1e-7, 2e-7), (3, 4))
    for _ in range(200):
        page.run("zoom(0.5)")
    assert recipe_of(page.run("commandOf()")).view
    for _ in range(200):
        page.run("zoom(2)")
    assert recipe_of(page.run("commandOf()")).view
    assert page.run("document.querySelectorAll('img').length") == 0
    page.run("readAddress('off=sgd,momentum,adagrad,adam,newton&view=1:2,3:4')")
    recipe = recipe_of(page.run("commandOf()"))
    assert (recipe.command, recipe.surface, recipe.view) == ("surface", "ravine", ((1, 2), (3, 4)))


def test_a_method_that_keeps_its_gradient_has_the_noise_of_the_package(page, tmp_path):
    made = optim_viz.play("rosenbrock", ["regularized_newton"], steps=9, noise=0.1, seed=5)
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    (run,) = study(recipe_of(page.run("commandOf()"))).runs
    stood = (np.diff(run.points, axis=1) == 0).all(axis=0)
    assert stood.any()
    assert path_in(page, 0) == pytest.approx(run.points.T, rel=1e-7, abs=1e-9)


def test_methods_from_files_and_schedules_run_and_are_typed(page, tmp_path):
    (tmp_path / "own=1&2.py").write_text(
        "import numpy as np\n\n\ndef signed(f, x, *, lr=0.01, power=1.0):\n"
        "    return x - lr * np.sign(f.gradient(x)) * power\n",
        encoding="utf-8",
    )
    own = f"{tmp_path}/own=1&2.py:signed"
    specs = [own, f"{own}:lr=0.02,power=0.5", "sgd:lr=cosine(0.1)", f"{own}:lr=step(0.1,4)"]
    made = optim_viz.play([], specs, steps=9, lr=0.1, formulas=("x**2 + y**4",), title="A 'b'")
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    recipe = recipe_of(page.run("commandOf()"))
    assert recipe.title == "A 'b'"
    assert recipe.optimizers == (f"{own}:lr=0.1", *specs[1:])
    for i, run in enumerate(study(recipe).runs):
        assert path_in(page, i) == pytest.approx(run.points.T, rel=1e-7, abs=1e-9)
    told = page.run("[...document.querySelectorAll('.still')].map((one) => one.textContent)")
    assert told == ["lr cosine(0.1)", "lr step(0.1, 4)"]
    address = page.run("state.knobs[0][0].lr = 0.25, state.chosen = 1, addressOf()")
    assert page.run(f"readAddress(''), readAddress({address!r}), addressOf()") == address
    assert page.run("[state.knobs[0][0].lr, state.chosen]") == [0.25, 1]


def test_runs_end_at_rest_as_in_the_package(page, tmp_path):
    far, near = "-exp(-(x**2 + y**2)/4)", ("sgd:lr=0.3", "adam:lr=0.1", "momentum:lr=0.3")
    made = optim_viz.play([], near, (40.0, 22.0), 80, formulas=(far,), noise=1.0, seed=3)
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    ours = study(recipe_of(page.run("commandOf()"))).runs
    assert [int(run.taken) for run in ours] == [0, 0, 0]
    for i, run in enumerate(ours):
        assert path_in(page, i) == pytest.approx(run.points.T, rel=1e-9, abs=1e-9)
    newton = optim_viz.play([], ["newton", "sgd:lr=1"], (-3.5,), 80, formulas=("exp(-1/x**2)",))
    page.open(f"file://{newton.save(tmp_path / 'b.html')}")
    ours = study(recipe_of(page.run("commandOf()"))).runs
    assert int(ours[0].taken) < 80
    for i, run in enumerate(ours):
        assert path_in(page, i) == pytest.approx(run.points.T, rel=1e-9, abs=1e-9)


def test_motion_is_reduced_where_that_is_asked_for(page, pages):
    page.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-reduced-motion", "value": "reduce"}],
    )
    page.open(pages["ravine"])
    page.drag((300, 250))
    assert page.run("[state.isPlaying, state.step]") == [False, 40]


def test_a_still_is_saved(page, pages, tmp_path: Path):
    page.open(f"{pages['ravine']}#step=12")
    page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    for kind in ("svg", "png"):
        page.click(f"#do-{kind}")
        file = tmp_path / f"play-ravine-12.{kind}"
        end = time.monotonic() + 20
        while not file.exists():
            assert time.monotonic() < end
            time.sleep(0.05)
    drawing = ElementTree.fromstring((tmp_path / "play-ravine-12.svg").read_text(encoding="utf-8"))
    texts = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "start (−7, 2) · step 12 of 40" in texts
    assert {"Ravine", "SGD", "Momentum", "Adam", "gap  f − f*", "lr 0.4"} <= set(texts)
    assert (tmp_path / "play-ravine-12.png").read_bytes().startswith(b"\x89PNG")


def test_a_relief_turns_and_takes_the_start(page, pages):
    page.open(f"{pages['several']}#surface=himmelblau&relief=-60,20&step=9")
    told = page.run(
        """(() => { const { scene, box } = drawn; const found = [];
        for (let i = 0; i < 300; i += 1) {
          const at = [0.02 + 0.96 * ((i * 0.754877) % 1), 0.02 + 0.96 * ((i * 0.569840) % 1)];
          const [x, y] = scene.place(...at, scene.heightOn(...at));
          const seen = onBlock(pick(x, y) || [1e9, 1e9]);
          found.push([scene.isHidden(...at), Math.hypot(seen[0] - at[0], seen[1] - at[1]) > 0.04]);
        } return found; })()"""
    )
    hidden = [one for one, _ in told]
    assert 40 < sum(hidden) < 200
    assert sum(one == other for one, other in told) >= 285  # the cell that is seen is another one
    x, y = page.run("drawn.scene.place(0.6, 0.55, drawn.scene.heightOn(0.6, 0.55))")
    y += page.run("$('#paths').getBoundingClientRect().y")
    page.drag((x, y))
    assert page.run("onBlock(state.start)") == pytest.approx([0.6, 0.55], abs=0.02)
    page.drag((400, 300), (460, 320), (480, 320))
    azimuth, elevation = page.run("[state.relief.azimuth, state.relief.elevation]")
    assert (azimuth, elevation) == (pytest.approx(-100, abs=2), pytest.approx(28, abs=2))
    assert page.run("onBlock(state.start)") == pytest.approx([0.6, 0.55], abs=0.02)
    recipe = recipe_of(page.run("commandOf()"))
    assert (recipe.layout, recipe.azimuth, recipe.elevation) == ("relief", azimuth, elevation)
    still = page.run(
        "(() => { const pen = new SvgPen(); drawStill(pen, 1280, 720, 1);"
        "return pen.whole(1280, 720, '#fff', 'Relief'); })()"
    )
    assert ElementTree.fromstring(still) is not None
    assert len(still) < 1_500_000
    page.key("r")
    assert page.run("state.relief") is None
    page.open(pages["curve"])
    assert page.run("$('#do-relief').disabled")


def test_a_style_has_names_colours_and_a_font(page, tmp_path: Path):
    style = {"names": {"sgd": "Descent"}, "colours": {"sgd": "#dc322f"}, "background": "#fdf6e3"}
    made = optim_viz.play(
        "ravine", METHODS[:2], steps=5, title="Mine", style=style | {"font": "Fira Sans"}
    )
    page.open(f"file://{made.save(tmp_path / 'a.html')}")
    assert page.run("$('h1').textContent") == "Mine"
    assert recipe_of(page.run("commandOf()")).deck_style.names == {"sgd": "Descent"}
    assert page.run("[...document.querySelectorAll('.name')].map((one) => one.textContent)") == [
        *("Descent", "Momentum")
    ]
    assert (
        page.run("getComputedStyle(document.querySelector('.method')).getPropertyValue('--colour')")
        == "#dc322f"
    )
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(253, 246, 227)"
    assert page.run("getComputedStyle(document.body).fontFamily").startswith(
        '"Fira Sans", system-ui'
    )


@pytest.mark.parametrize("view", ["", "#relief=-60,42"])
def test_a_frame_takes_little_time(page, pages, view):
    page.open(pages["ravine"] + view)
    page.run(
        "window.times = []; const real = tick; tick = (now) => { const begun = performance.now();"
        "real(now); times.push(performance.now() - begun); }; goTo(0); state.speed = 4; play();"
    )
    page.wait("!state.isPlaying")
    times = page.run("times")
    assert len(times) > 20
    assert float(np.median(times)) < SLOWEST
