"""Optimizers of files as they were: what a result needs to be drawn when the file is gone.

A fingerprint is one line of JSON: the optimizer as it is typed, the hash of its file, and its
title, order and knobs. It holds no code, so that what is read from it can be drawn, never run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from inspect import Parameter, Signature
from typing import Any

from optim_viz.optimizers.base import Method
from surfaces import InputError
from surfaces.custom.files import hash_of
from surfaces.custom.user_code import MODULE_PREFIX

_PLAIN = (str, int, float, bool, type(None))


def fingerprint(file: str, method: Method) -> str:
    """Return the fingerprint of a method in a file."""
    knobs = {
        name: value if isinstance(value, _PLAIN) else str(value)
        for name, value in method.knobs.items()
    }
    return json.dumps(
        {
            "optimizer": method.name,
            "sha256": hash_of(file),
            "title": method.title,
            "order": method.order,
            "knobs": knobs,
        }
    )


def recorded(fingerprints: Iterable[str], name: str) -> dict[str, Any]:
    """Return what the fingerprint of an optimizer holds; empty if there is none.

    Raises
    ------
    InputError
        A fingerprint that cannot be read.
    """
    for text in fingerprints:
        try:
            found = json.loads(text)
            called = "" if "surface" in found else found["optimizer"]
            if called == name and isinstance(found["sha256"], str):
                return dict(found)
        except (ValueError, TypeError, KeyError):
            raise InputError(f"this is no fingerprint of an optimizer: {text!r:.60}") from None
    return {}


@cache
def standing_in(text: str) -> Method:
    """Return a method with the name, title and knobs of a fingerprint; it raises when it is run.

    Raises
    ------
    InputError
        A fingerprint that cannot be read.
    """
    try:
        about = json.loads(text)
        name, title, order = str(about["optimizer"]), str(about["title"]), float(about["order"])
        knobs = dict(about["knobs"])
        step = _step(name, knobs)
    except (ValueError, TypeError, KeyError):
        raise InputError(f"this is no fingerprint of an optimizer: {text!r:.60}") from None
    return Method(step, title, order).known_as(name, (standing_in, (text,)))


def _step(name: str, knobs: dict[str, Any]) -> Any:
    file, _, bare = name.rpartition(":")

    def step(f: Any, x: Any, **knobs: Any) -> Any:
        raise InputError(f"{file} is gone, or was edited since: {bare} can be drawn, but not run")

    ours = [Parameter(one, Parameter.POSITIONAL_OR_KEYWORD) for one in ("f", "x")]
    theirs = [Parameter(one, Parameter.KEYWORD_ONLY, default=knobs[one]) for one in knobs]
    step.__name__ = bare
    step.__module__ = MODULE_PREFIX + "absent"
    step.__signature__ = Signature([*ours, *theirs])  # type: ignore[attr-defined]
    return step
