"""Surfaces of files as they were: what a result needs to be drawn when the file is gone.

A fingerprint is one line of JSON: the surface as it is typed, the hash of its file, and what is
drawn of it: names, domain, start, minima. It holds no code, so that it can be drawn, never run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

import surfaces
from surfaces.base import Surface
from surfaces.box import Array, Box, Minimum
from surfaces.brief import Brief
from surfaces.custom.files import changed, hash_of
from surfaces.specs import SESSION, InputError, parse, place_and_name


def file_of(spec: str) -> tuple[str, int]:
    """Return the file that a surface as it is typed is in, and when it was changed."""
    place, _ = place_and_name(parse(spec)[0])
    return ("", 0) if place in ("", SESSION) else (place, changed(place))


def recorded(fingerprints: Iterable[str], spec: str) -> str | None:
    """Return the fingerprint of a surface; None if there is none."""
    return next((text for text in fingerprints if _read(text).get("surface") == spec), None)


def code_of(fingerprint: str | None) -> str | None:
    """Return the hash of the file that a fingerprint has."""
    return str(_read(fingerprint)["sha256"]) if fingerprint else None


def as_recorded(spec: str, fingerprint: str | None) -> Surface:
    """Return what `surfaces.get` returns; of a file that is gone or was edited, a stand-in.

    Raises
    ------
    InputError
        As of `surfaces.get`; a fingerprint that cannot be read.
    """
    if not fingerprint or code_of(fingerprint) == hash_of(file_of(spec)[0]):
        return surfaces.get(spec)
    return Absent(fingerprint)


def fingerprint(spec: str, surface: Surface) -> str:
    """Return what identifies a surface in a file, by which an edit is noticed.

    Parameters
    ----------
    spec : str
        The surface as it is typed.
    surface : Surface
        The surface itself, in its domain.
    """
    return json.dumps(
        {
            "surface": spec,
            "sha256": hash_of(file_of(spec)[0]),
            "name": surface.name,
            "title": surface.title,
            "formula": surface.formula,
            "source": surface.source,
            "kinks": surface.kinks,
            "bounded": surface.bounded,
            "unlimited": surface.unlimited,
            "complete": surface.minima_complete,
            "domain": surface.domain.sides,
            "start": surface.start,
            "minima": [asdict(minimum) for minimum in surface.minima],
            "hessian": surface.hessian(surface.minima[0].at).tolist() if surface.minima else None,
        }
    )


def _read(text: str) -> dict[str, Any]:
    """Return what a fingerprint says, be it of an optimizer."""
    try:
        found = dict(json.loads(text))
        assert isinstance(found["sha256"], str)
    except (ValueError, TypeError, KeyError, AssertionError):
        raise InputError(f"this is no fingerprint: {text!r:.60}") from None
    return found


@dataclass(frozen=True, repr=False)
class Absent(Brief, Surface):
    """A surface whose file is gone, or was edited since: it can be drawn of, but not run.

    Raises
    ------
    InputError
        A fingerprint that cannot be read.
    """

    fingerprint: str

    def __post_init__(self) -> None:
        try:
            assert self.domain.dim == len(self.start)
            assert all(len(minimum.at) == self.dim for minimum in self.minima)
        except (ValueError, TypeError, KeyError, AssertionError):
            raise InputError(f"this is no fingerprint: {self.fingerprint!r:.60}") from None

    @cached_property
    def _about(self) -> dict[str, Any]:
        return _read(self.fingerprint)

    @property
    def name(self) -> str:
        """The name that it had."""
        return str(self._about["name"])

    @property
    def title(self) -> str:
        """The title that it had."""
        return str(self._about["title"])

    @property
    def formula(self) -> str:
        """The formula that it had."""
        return str(self._about["formula"])

    @property
    def source(self) -> str:
        """The source that it had."""
        return str(self._about["source"])

    @property
    def kinks(self) -> str:
        """The kinks that it had."""
        return str(self._about["kinks"])

    @property
    def bounded(self) -> bool:
        """Whether it was bounded."""
        return bool(self._about["bounded"])

    @property
    def unlimited(self) -> bool:
        """Whether no point was outside."""
        return bool(self._about["unlimited"])

    @property
    def minima_complete(self) -> bool:
        """Whether its minima were known to be all."""
        return bool(self._about["complete"])

    @cached_property
    def domain(self) -> Box:
        """The domain that it had."""
        return Box(*((low, high) for low, high in self._about["domain"]))

    @cached_property
    def start(self) -> tuple[float, ...]:
        """The start that it had."""
        return tuple(map(float, self._about["start"]))

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima that it had."""
        return tuple(
            Minimum(**{**about, "at": tuple(map(float, about["at"]))})
            for about in self._about["minima"]
        )

    @property
    def _typed(self) -> str:
        return str(self._about["surface"])

    def _value_and_gradient(self, point: Array) -> tuple[Array, Array]:
        raise self._error

    def _hessian(self, point: Array) -> Array:
        """Return what is known: the Hessian at the lowest minimum."""
        lowest = np.reshape(self.minima[0].at, (self.dim, *[1] * (point.ndim - 1)))
        if not np.allclose(point, lowest):
            raise self._error
        known = np.array(self._about["hessian"], dtype=float)
        return np.multiply.outer(known, np.ones(point.shape[1:]))

    @property
    def _error(self) -> InputError:
        file, _ = file_of(self._typed)
        return InputError(
            f"{file} is gone, or was edited since: {self.name} can be drawn of, but not run"
        )
