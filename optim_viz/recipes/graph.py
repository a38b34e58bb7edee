"""The recipe of ``optim-viz graph``: a computation as nodes, values forward, gradients backward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from optim_viz.recipes.base import Recipe
from surfaces import InputError, get
from surfaces.custom.grammar import parse
from surfaces.specs import choose

if TYPE_CHECKING:  # the models of data are loaded where there is one
    from surfaces.models.networks import Network

SHOP = "f(apple, apples, orange, oranges, tax) = (apple*apples + orange*oranges)*tax"
"""The fruit shop of Saito (2016), ch. 5: prices, numbers, and a tax."""

AT_THE_SHOP = (100.0, 2.0, 150.0, 3.0, 1.1)

MOST_LAYERS = 5


@dataclass(frozen=True)
class GraphRecipe(Recipe):
    """A formula at a point, or a network on a row of its data; by default a bill for fruit."""

    formula: str | None = None
    at: tuple[float, ...] | None = None
    """One number for each variable; None: those of the shop, or 1, 2, 3, ..."""
    surface: str | None = None
    """A network."""
    row: int = 0
    """The row of its data."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.surface is not None:
            if self.formula is not None or self.at is not None:
                raise InputError("a graph is that of a network, or of a formula at a point")
            self._check_network()
        else:
            assert len(self.point) == len(parse(self.text_of_formula).variables)

    def _check_network(self) -> None:
        choose((self.surface or "").partition(":")[0], ("network",), "graph: surface")
        rows, layers = self.network.rows, len(self.network.stack.layers)
        if not 0 <= self.row < rows:
            raise InputError(f"row is between 0 and {rows - 1}, not {self.row}")
        if layers > MOST_LAYERS:
            raise InputError(f"a graph has room for {MOST_LAYERS} layers, not {layers}")

    @property
    def network(self) -> Network:
        """The network."""
        return cast("Network", get(self.surface or "network"))

    @property
    def text_of_formula(self) -> str:
        """The formula."""
        return SHOP if self.formula is None else self.formula

    @property
    def point(self) -> tuple[float, ...]:
        """A number for each variable of the formula.

        Raises
        ------
        InputError
            Another number of them, or one that is not finite.
        """
        names = parse(self.text_of_formula).variables
        usual = AT_THE_SHOP if self.formula is None else range(1, len(names) + 1)
        point = tuple(float(one) for one in (usual if self.at is None else self.at))
        if len(point) != len(names) or not all(abs(one) < 1e100 for one in point):
            raise InputError(
                f"at is a finite number for each of {', '.join(names)}: {len(names)}, not"
                f" {len(point)}"
            )
        return point
