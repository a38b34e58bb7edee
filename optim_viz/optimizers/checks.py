"""What the knobs of every method have to be: whole numbers, decays in [0, 1), rates above 0."""

from __future__ import annotations

import numpy as np

from optim_viz.schedules import Schedule
from surfaces import InputError
from surfaces.specs import quoted


def check_knob(owner: str, name: str, value: object, default: object) -> None:
    """Check the value of a knob; ``owner`` says whose it is in the message.

    Raises
    ------
    InputError
        It is of another kind than the default, or out of range.
    """
    if isinstance(default, float):
        if isinstance(value, Schedule) and value.is_open and default <= 0:
            raise InputError(f"{owner}: {value} needs its rate, lr")
        if not callable(value):
            _check_numbers(owner, name, value)
    elif isinstance(value, float) and np.isnan(value):
        raise InputError(f"{owner} is a number, not {value}")
    elif type(default) is int and not (type(value) is int and value >= 1):
        raise InputError(f"{owner} is a whole number, at least 1, not {value!r}")


_DECAYS = frozenset(("beta1", "beta2", "alpha", "rho", "decay", "decay_rate"))
"""Knobs that are the decay of a running mean, in [0, 1)."""


_POSITIVE = frozenset(("lr", "lr1", "lr2", "max_norm", "first", "largest"))
"""Knobs that are greater than 0."""


_SHARES = frozenset(("c1", "c2", "shrink"))
"""Knobs between 0 and 1, neither of them."""


def _check_numbers(owner: str, name: str, value: object) -> None:
    try:
        if value is None or isinstance(value, bool):
            raise TypeError
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{owner} is a number or a schedule, not {quoted(value)}") from None
    if not np.isfinite(numbers).all():
        raise InputError(f"{owner} is a finite number, not {value}")
    if name in _POSITIVE and not (numbers > 0).all():
        raise InputError(f"{owner} is greater than 0, not {value}")
    if name in _DECAYS and not ((numbers >= 0) & (numbers < 1)).all():
        raise InputError(f"{owner} is at least 0 and less than 1, not {value}")
    if name in _SHARES and not ((numbers > 0) & (numbers < 1)).all():
        raise InputError(f"{owner} is greater than 0 and less than 1, not {value}")
    if name in ("momentum", "eps") and not (numbers >= 0).all():
        raise InputError(f"{owner} is at least 0, not {value}")
