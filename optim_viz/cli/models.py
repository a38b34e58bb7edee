"""What `show` tells of models of data that it does not tell of other surfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optim_viz.cli.app import table
from optim_viz.text import words

if TYPE_CHECKING:
    from surfaces.models.model import Model


def model_facts(model: Model) -> dict[str, Any]:
    """Return the data and the layers of a model as plain data."""
    data = model.dataset
    return {
        "data": data.name,
        "rows": data.rows,
        "inputs": data.features,
        "classes": list(data.classes),
        "parameters": model.dim,
        "layers": [
            {"inputs": layer.inputs, "outputs": layer.outputs, "parameters": layer.size}
            for layer in model.stack.layers
        ],
    }


def data_in_words(model: Model) -> str:
    """Return the data in one line: name, rows, inputs, classes."""
    data = model.dataset
    told = words.data_rows(data.name, data.rows, data.features, len(data.classes))
    fits = model.stack.widths[0] == model.features(data.inputs[:1]).shape[1]
    return told if fits else f"{told}; {words.DATA_DO_NOT_FIT}"


def note(model: Model) -> str:
    """Return what is to be said of the minimum where there is none, an empty text else."""
    return words.SEPARABLE if model.separable else ""


def on_newton(model: Model) -> str:
    """Return what is to be said of Newton's method on a model, an empty text where nothing is."""
    is_logistic = model.name == "logistic_regression" and model.minima
    return words.NEWTON_FROM_AFAR if is_logistic else ""


def layers_table(model: Model) -> str:
    """Return a table of the layers: shapes and numbers of parameters, the sum in the last line."""
    layers = model.stack.layers
    rows = [
        (
            words.affine_layer(number),
            f"{layer.inputs} × {layer.outputs}",
            f"{layer.outputs}",
            f"{layer.size:,}".replace(",", " "),
        )
        for number, layer in enumerate(layers, 1)
    ]
    total = (words.ALL_LAYERS, "", "", f"{model.dim:,}".replace(",", " "))
    return table(words.LAYER_COLUMNS, [*rows, *([total] if len(rows) > 1 else [])])
