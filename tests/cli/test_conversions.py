"""Decks are opened by what shows them: LibreOffice, LaTeX, a browser, and Pandoc, as Quarto does.

Where a program is missing the test is skipped, but not where ``OPTIM_VIZ_PROGRAMS`` says that all
are there, as it is in CI.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from optim_viz.export.decks import FORMATS

OUTLINE = """
title = "Down & up: 100 %"

[[slides]]
title = "Steps_1"
figure = "frames ravine -a sgd:lr=0.4 --steps 5 --at 1,5"
notes = "Say it."

[[slides]]
title = "Beside text"
figure = "compare ravine -a sgd:lr=0.4 --steps 5"
text = ["First <line>", "second $line"]
"""
KOREAN = """
title = "지그재그에서 Adam까지"

[[slides]]
title = "그림"
figure = "compare ravine -a sgd:lr=0.4 --steps 5"
"""


def program(name: str) -> str:
    """Return where a program is, or skip the test."""
    found = shutil.which(name)
    if found is None and not os.environ.get("OPTIM_VIZ_PROGRAMS"):
        pytest.skip(f"no {name}")
    assert found, f"{name} is not installed"
    return found


def call(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def deck(cli, target: str, outline: str = OUTLINE, *more: str) -> Path:
    Path("outline.toml").write_text(outline, encoding="utf-8")
    path = Path(f"deck{FORMATS[target].suffix}")
    ran = cli("deck", "outline.toml", "--for", target, "-o", str(path), "-q", *more)
    assert ran.code == 0, ran.err
    return path


def pages_of(path: Path) -> list[str]:
    """Return the text of each page of a PDF."""
    text = call(program("pdftotext"), "-layout", str(path), "-")
    return text.split("\f")[:-1]


def test_libreoffice_opens_the_slides_of_powerpoint(cli, folder):
    office = program("soffice")
    path = deck(cli, "pptx", OUTLINE, "--dpi", "40")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    call(office, profile, "--headless", "--convert-to", "pdf", str(path))
    pages = pages_of(path.with_suffix(".pdf"))
    assert len(pages) == 4
    assert "Down & up: 100 %" in pages[0]
    assert "second $line" in pages[3]


@pytest.mark.parametrize("target", ["beamer", "beamer-43"])
def test_latex_sets_the_slides_of_beamer(cli, folder, target):
    latex = program("pdflatex")
    path = deck(cli, target)
    log = call(latex, "-interaction=nonstopmode", "-halt-on-error", str(path))
    assert "Overfull \\vbox" not in log
    pages = pages_of(path.with_suffix(".pdf"))
    assert len(pages) == 4
    assert "Steps_1" in pages[1]
    assert "First <line>" in pages[3]


def test_lualatex_sets_korean(cli, folder):
    latex = program("lualatex")
    path = deck(cli, "beamer", KOREAN, "--lang", "ko")
    if "setsansfont" not in path.read_text(encoding="utf-8"):
        assert not os.environ.get("OPTIM_VIZ_PROGRAMS")
        pytest.skip("no font with Hangul")
    call(latex, "-interaction=nonstopmode", "-halt-on-error", str(path))
    assert "지그재그에서" in pages_of(path.with_suffix(".pdf"))[0]


TELL = """
window.addEventListener("load", () => {
  for (const frame of document.querySelectorAll("iframe"))
    for (const slide of frame.contentDocument.querySelectorAll("section.present")) {
      const told = document.createElement("pre");
      told.textContent = slide.innerHTML;
      document.body.append(told);
    }
});
"""
"""Tells the slide that each frame shows."""


def test_a_browser_shows_the_slides_of_reveal(cli, folder):
    browser = program("chromium")
    path = deck(cli, "revealjs")
    places = "".join(f'<iframe src="{path.name}#/{i}"></iframe>' for i in range(3))
    (folder / "three.html").write_text(f"<!doctype html><body>{places}<script>{TELL}</script>")
    page = call(
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'browser'}",
        f"file://{folder.resolve() / 'three.html'}",
    )  # fmt: skip
    told = re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)
    shown = [html.unescape(one) for one in told]
    assert len(shown) == 3
    assert "Down &amp; up: 100 %" in shown[0]
    assert shown[1].count("<img") == 2
    assert "<li>second $line</li>" in shown[2]


def test_pandoc_reads_the_slides_of_quarto(cli, folder):
    pandoc = program("pandoc")
    path = deck(cli, "quarto")
    page = call(pandoc, "--from=markdown", "--to=revealjs", "--fail-if-warnings", str(path))
    first, second = re.findall(r"<section id=.*?</section>", page, re.DOTALL)
    pictures = re.findall(r'<img\s+data-src="(.*?)".*?data-fig-alt="(.*?)"', page, re.DOTALL)
    assert len(pictures) == 3
    for picture, words in pictures:
        assert Path(picture).is_file()
        assert words.startswith("Paths on Ravine from (−7, 2)")
    assert first.count("<img") == 2
    assert first.count('class="fragment"') == 1
    assert re.search(r'<aside class="notes">\s*<p>Say it.</p>', first)
    assert "<h2>Beside text</h2>" in second
    assert "<li>First &lt;line&gt;</li>" in second
    assert "<li>second $line</li>" in second
