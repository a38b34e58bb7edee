"""A real browser for tests: headless Chromium, spoken to over pipes; the standard library only."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_PATIENCE = 60.0
"""Seconds that an answer may take on a busy machine."""


class Browser:
    """One page of a Chromium, by the DevTools protocol."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._left, self._number, self._session = b"", 0, ""
        self.messages: list[str] = []
        """What the page has written on the console, and errors that it did not catch."""

    def attach(self) -> None:
        """Open a page and listen to it."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Runtime", "Page", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the protocol and return its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + _PATIENCE
        while True:
            told = self._receive(end)
            if told.get("id") == self._number:
                assert "error" not in told, (method, told["error"])
                return told["result"]

    def _receive(self, end: float) -> Any:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._back], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            part = os.read(self._back, 1 << 20)
            assert part, "the browser has gone"
            self._left += part
        line, self._left = self._left.split(b"\0", 1)
        told = json.loads(line)
        event, about = told.get("method"), told.get("params", {})
        if event == "Runtime.consoleAPICalled":
            self.messages.append(str([one.get("value") for one in about["args"]]))
        elif event == "Runtime.exceptionThrown":
            details = about["exceptionDetails"]
            self.messages.append(str(details.get("exception", {}).get("description", details)))
        elif event == "Log.entryAdded":
            self.messages.append(about["entry"]["text"])
        return told

    def open(self, address: str, wide: int = 1280, tall: int = 720, *, touch: bool = False) -> None:
        """Open an address in a window of a size, and wait until it is drawn."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=wide, height=tall, deviceScaleFactor=1, mobile=touch,
        )  # fmt: skip
        self.call("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")
        self.settle()

    def run(self, script: str) -> Any:
        """Return what an expression is, as plain data."""
        told = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + _PATIENCE
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < end, condition
            time.sleep(0.02)

    def settle(self) -> None:
        """Wait for two frames."""
        self.run("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        """Send a real event of the mouse: pressed, moved, released, wheel."""
        held = {"buttons": 1} if kind != "Wheel" else {}
        about = {"button": "left", "clickCount": 1, **held, **more}
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **about)

    def drag(self, *places: tuple[float, float], **more: Any) -> None:
        """Press at the first place, move over the others, release at the last."""
        self.mouse("Pressed", *places[0], **more)
        for place in places[1:]:
            self.mouse("Moved", *place, **more)
        self.mouse("Released", *places[-1], **more)
        self.settle()

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        x, y = self.run(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)});"
            "one.scrollIntoView({block: 'nearest'}); const box = one.getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        self.drag((x, y))

    def key(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key: a letter, or a name such as ``ArrowLeft``."""
        text = {"text": key} if len(key) == 1 else {}
        codes = {" ": 32, "Enter": 13, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39,
                 "ArrowDown": 40, "Home": 36, "End": 35}  # fmt: skip
        code = codes.get(key, ord(key[0].upper()))
        about = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type="keyDown", **about, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)
        self.settle()

    def touch(self, *frames: list[tuple[float, float]]) -> None:
        """Touch with one finger or more: the places of all fingers in each frame, then lift."""
        for kind, fingers in zip(["Start", *["Move"] * len(frames)], frames, strict=False):
            points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(fingers)]
            self.call("Input.dispatchTouchEvent", type=f"touch{kind}", touchPoints=points)
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.settle()

    def shot(self, path: Path) -> Path:
        """Save a picture of the window."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))
        return path


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser with a profile in a folder; skip where there is none."""
    program = shutil.which("chromium")
    if program is None and not os.environ.get("OPTIM_VIZ_PROGRAMS"):
        pytest.skip("no chromium")
    assert program, "chromium is not installed"
    (theirs, to), (back, ours) = os.pipe(), os.pipe()

    def hand_over() -> None:
        saved = os.dup(theirs), os.dup(ours)
        os.dup2(saved[0], 3)
        os.dup2(saved[1], 4)

    started = subprocess.Popen(
        [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--no-first-run", "--disable-extensions", "--remote-debugging-pipe",
            f"--user-data-dir={folder / 'browser'}",
        ],
        close_fds=False, preexec_fn=hand_over, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    try:
        page = Browser(to, back)
        page.attach()
        yield page
        page._session = ""
        page.call("Browser.close")
        started.wait(_PATIENCE)
    finally:
        os.close(to)
        os.close(back)
        if started.poll() is None:
            started.kill()
            started.wait()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Give one browser to all tests of a module; none of them may write on its console."""
    with browser(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@pytest.fixture
def page(chromium: Browser) -> Iterator[Browser]:
    """Give the browser as it was started, and see to it that nothing is said on its console."""
    chromium.messages.clear()
    chromium.call("Emulation.setEmulatedMedia", features=[])
    yield chromium
    assert chromium.messages == []
