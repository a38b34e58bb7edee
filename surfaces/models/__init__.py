"""Models of data: losses, layers, and the surfaces that a loss is over the parameters of a model.

Data are as everyone has them, a row for each example: inputs ``(n, p)``, targets ``(n, k)``. What a
model answers has the batch of parameter vectors in front, ``(*batch, n, k)``, as `numpy.matmul`
takes it. The surfaces themselves keep to the rule of all surfaces: points ``(d, *batch)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from surfaces.specs import InputError

if TYPE_CHECKING:
    from surfaces.base import Surface
    from surfaces.models.model import Model


def is_model(surface: Surface) -> TypeGuard[Model]:
    """Return whether a surface is the loss of a model; no model is loaded to find out."""
    return surface.has_data


def check_has_data(surface: Surface) -> None:
    """Raise unless a surface has rows of data.

    Raises
    ------
    InputError
        It has none.
    """
    if not surface.has_data:
        raise InputError(f"{surface} has no data: batches are of models, such as linear_regression")
