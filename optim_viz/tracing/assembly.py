"""Text in LLVM's language: instructions one after the other, loops, and what is done if.

Only what is needed here: numbers are doubles, alone or eight side by side, and counts are whole
numbers of 64 bits. A name that an instruction gets is never given twice.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

LANES = 8
"""Runs that one instruction treats side by side."""

DOUBLES, LONGS, TRUTHS = f"<{LANES} x double>", f"<{LANES} x i64>", f"<{LANES} x i1>"


def number(value: float) -> str:
    """Return a constant by its bits."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def alike(kind: str, constant: str) -> str:
    """Return a vector of one constant."""
    return "<" + ", ".join([f"{kind} {constant}"] * LANES) + ">"


class Carried(NamedTuple):
    """A loop in which some values are carried from one round to the next."""

    now: dict[Any, str]
    """Their names in a round, ..."""
    following: dict[Any, str]
    """... and those in the next one, which the body of the loop puts here."""
    done: str
    """The label behind the loop, which its body branches to."""


class Assembly:
    """The body of a function as it is written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._named = 0
        self._block = "entry"

    def get(self, instruction: str) -> str:
        """Write an instruction and return the name of its result."""
        self._named += 1
        self.lines.append(f"  %v{self._named} = {instruction}")
        return f"%v{self._named}"

    def do(self, instruction: str) -> None:
        """Write an instruction without a result."""
        self.lines.append(f"  {instruction}")

    def label(self, name: str) -> None:
        """Begin a block."""
        self.lines.append(f"{name}:")
        self._block = name

    def _labels(self, *names: str) -> list[str]:
        self._named += 1
        return [f"{name}{self._named}" for name in names]

    @contextmanager
    def each(self, begin: str, end: str, step: int = 1) -> Iterator[str]:
        """Write a loop over whole numbers below an end; what is written inside is its body."""
        head, body, after, done = self._labels("head", "body", "after", "done")
        i, following = f"%i.{head}", f"%next.{head}"
        before = self._block
        self.do(f"br label %{head}")
        self.label(head)
        self.do(f"{i} = phi i64 [{begin}, %{before}], [{following}, %{after}]")
        going = self.get(f"icmp slt i64 {i}, {end}")
        self.do(f"br i1 {going}, label %{body}, label %{done}")
        self.label(body)
        yield i
        self.do(f"br label %{after}")
        self.label(after)
        self.do(f"{following} = add i64 {i}, {step}")
        self.do(f"br label %{head}")
        self.label(done)

    @contextmanager
    def repeat(self) -> Iterator[str]:
        """Write a loop that ends where its body branches to the label that is given."""
        head, done = self._labels("head", "done")
        self.do(f"br label %{head}")
        self.label(head)
        yield done
        self.do(f"br label %{head}")
        self.label(done)

    @contextmanager
    def carrying(self, begin: dict[Any, tuple[str, str]]) -> Iterator[Carried]:
        """Write a loop that carries values, each of a kind, and ends where its body says so."""
        head, done = self._labels("head", "done")
        before = self._block
        self.do(f"br label %{head}")
        self.label(head)
        place, names = len(self.lines), self._labels(*["c"] * len(begin))
        loop = Carried(
            {k: f"%{name}.{i}" for i, (k, name) in enumerate(zip(begin, names, strict=True))},
            {},
            done,
        )
        yield loop
        self.lines[place:place] = [
            f"  {loop.now[key]} = phi {kind} [{value}, %{before}],"
            f" [{loop.following[key]}, %{self._block}]"
            for key, (kind, value) in begin.items()
        ]
        self.do(f"br label %{head}")
        self.label(done)

    def leave(self, condition: str, label: str) -> None:
        """Branch to a label if a condition holds."""
        (on,) = self._labels("on")
        self.do(f"br i1 {condition}, label %{label}, label %{on}")
        self.label(on)

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Write what is done if a condition holds."""
        then, on = self._labels("then", "on")
        self.do(f"br i1 {condition}, label %{then}, label %{on}")
        self.label(then)
        yield
        self.do(f"br label %{on}")
        self.label(on)

    def only_when(
        self, condition: str, write: Callable[[], list[str]], otherwise: list[str], kind: str
    ) -> list[str]:
        """Write what computes some values if a condition holds; otherwise they are others."""
        then, on = self._labels("then", "on")
        before = self._block
        self.do(f"br i1 {condition}, label %{then}, label %{on}")
        self.label(then)
        made, last = write(), self._block
        self.do(f"br label %{on}")
        self.label(on)
        return [
            self.get(f"phi {kind} [{one}, %{last}], [{other}, %{before}]")
            for one, other in zip(made, otherwise, strict=True)
        ]

    def at(self, pointer: str, place: str | int) -> str:
        """Return the address of a number in an array."""
        return self.get(f"getelementptr double, ptr {pointer}, i64 {place}")

    def load(self, pointer: str, place: str | int = 0, kind: str = "double") -> str:
        """Read a number from an array, or eight."""
        return self.get(f"load {kind}, ptr {self.at(pointer, place)}, align 8")

    def gather(self, pointer: str, places: str) -> str:
        """Read eight numbers from their places in an array."""
        at = self.get(f"getelementptr double, ptr {pointer}, {LONGS} {places}")
        return self.get(
            f"call {DOUBLES} @llvm.masked.gather.v{LANES}f64.v{LANES}p0(<{LANES} x ptr> {at},"
            f" i32 8, {TRUTHS} {alike('i1', '1')}, {DOUBLES} poison)"
        )

    def store(self, value: str, pointer: str, place: str | int = 0, kind: str = "double") -> None:
        """Write a number to an array, or eight."""
        self.do(f"store {kind} {value}, ptr {self.at(pointer, place)}, align 8")

    def spread(self, value: str) -> str:
        """Return a number in all lanes."""
        one = self.get(f"insertelement {DOUBLES} poison, double {value}, i32 0")
        zeros = alike("i32", "0")
        return self.get(f"shufflevector {DOUBLES} {one}, {DOUBLES} poison, <{LANES} x i32> {zeros}")

    def function(self, heading: str, attributes: str = "") -> str:
        """Return the whole function."""
        return "\n".join([f"define {heading} {attributes} {{", "entry:", *self.lines, "}"])


SELDOM = "noinline optnone"
"""Attributes of functions that are compiled quickly rather than well."""
