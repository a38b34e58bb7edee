"""The words of training: losses, gradients and what a step promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optim_viz.text.en.counting import counted as _counted

# What a gradient promises of a step, by Taylor's theorem.

FIRST_ORDER = "first order: lr·|g|²"
SECOND_ORDER = "second order"
DECREASE_KEPT = "f itself"
DECREASE = "decrease of f"
ERROR_OF_MODELS = "error of the decrease (log)"
PROMISE_BREAKS = "promise breaks"
PROMISE_COLUMNS = ("", "rate", "first order", "second order", "f itself")
HALF_IS_KEPT = "half of it is kept up to"
NO_DECREASE_FROM = "f is not lower from"
SAFE_BELOW = "2/L"
NEVER_BREAKS = "f is lower at every rate that was tried"
BEST_BY_SECOND_ORDER = "second order's best"


def gradient_at(at: str, value: str, slope: str) -> str:
    """Say what is known at the point of expansion."""
    return f"at ({at}): f = {value}, |g|² = {slope}"


def grows_as(power: int) -> str:
    """Say with which power of the rate an error grows."""
    return f"∝ lr{'¹²³'[power - 1]}"


def how_taylor_is_drawn(breaks: bool) -> str:
    """Say what is drawn, and when the promise of the gradient breaks."""
    told = "a step of −lr·g · L: largest curvature at its start"
    return f"grey: f is no longer lower, the promise breaks · {told}" if breaks else told


def taylor_described(surface: str, at: str, breaks: str | None, limit: str | None) -> str:
    """Say what a figure shows of what the gradient promises."""
    told = f"Decrease of {surface} along the negative gradient at ({at}) against the rate."
    kept = (
        f"The first order promises ever more; f is not lower from the rate {breaks} on."
        if breaks
        else "f is lower at every rate that was tried."
    )
    return f"{told} {kept}" + (f" 2/L is {limit}." if limit else "")


# Losses.

LOSSES = "Losses and their gradients"
LOSSES_ARE_LIKELIHOODS = "Losses are negative log-likelihoods"
ENTROPY_BEATS_SQUARES = "Cross-entropy and squares behind a sigmoid"
LOSS_NAMES = {
    "mse": "MSE",
    "mae": "MAE",
    "huber": "Huber, δ 1",
    "bce": "cross-entropy",
    "cross_entropy": "cross-entropy",
    "smoothed": "smoothed 0.1",
    "focal": "focal, γ 2",
    "dice": "dice",
    "mse_of_sigmoid": "MSE of σ(z)",
}
DENSITIES = {
    "normal": "exp(−r²)/√π",
    "laplace": "exp(−|r|)/2",
    "huber_tails": "exp(−Huber r)/3.57",
    "bernoulli": "σ(z)",
    "categorical": "softmax(z, 0, 0)₁",
}
LIKELIHOOD_NAMES = {
    "normal": "normal: MSE",
    "laplace": "Laplace: MAE",
    "huber_tails": "Laplace tails: Huber",
    "bernoulli": "Bernoulli: cross-entropy",
    "categorical": "3 classes: cross-entropy",
}
RESIDUAL = "residual r"
LOGIT = "logit z of the true class"
LOGIT_IN_SHORT = "logit z"
LOSS_OF_ROW = "loss"
SLOPE_OF_LOSS = "gradient of the loss"
DENSITY = "density of the target", "density"
PROBABILITY = "probability of the class", "probability"
SURPRISE = "−ln of it; dots: loss + constant", "−ln of it; dots: loss", "−ln of it"
WRONG_ROWS = "rows wrong, %"
LOSSES_OF_ONE_ROW = "loss of one row"
NO_SUMS_OVER_ROWS = "RMSE and dice are no means over rows: their mini-batches are biased"
HOW_LIKELIHOODS_ARE_DRAWN = (
    "independent rows: −ln of their joint density = sum of their losses + constant"
)
LIKELIHOODS_IN_SHORT = "−ln of a product is the sum of losses"
LOSS_COLUMN = "loss"
LIKELIHOOD_COLUMNS = ("distribution: loss", "density", "−ln density − loss")
DUEL_COLUMNS = (
    "trained on", "|gradient| at the start", "right at the start", "right at the end",
    "cross-entropy at the end", "w, b",
)  # fmt: skip
LOSSES_DESCRIBED = (
    "Losses of a residual and of the logit of the true class, and their gradients. The gradient of"
    " the MSE grows with the residual, that of the MAE and of Huber's loss is bounded. For a logit"
    " that is very wrong the gradient of cross-entropy tends to −1, that of squares behind a"
    " sigmoid to 0."
)
LIKELIHOODS_DESCRIBED = (
    "Densities of targets and their negative logarithms: of the normal distribution the squared"
    " error, of Laplace's the absolute one, of Bernoulli's and of the categorical one"
    " cross-entropy, each but for a constant."
)


def loss_and_slope_at(place: str) -> str:
    """Name a loss and its gradient at a residual or logit."""
    return f"loss, gradient at {place}"


def slopes_at_start(squares: str, entropy: str) -> str:
    """Say how long the gradients of both losses are at the start."""
    return f"|gradient| at the start: {squares} of squares, {entropy} of cross-entropy"


def duel_described(start: str, slopes: Sequence[str], steps: int, ends: Sequence[str]) -> str:
    """Say how one neuron is trained with two losses."""
    return (
        f"One neuron trained from ({start}). The gradient of the squared error of its sigmoid is"
        f" {slopes[0]} long there, that of cross-entropy {slopes[1]}: after {steps} steps the first"
        f" training has {ends[0]} of the rows right, the second {ends[1]}."
    )


# A regression in four ways.

NORMAL_EQUATION = "Normal equation"
WAYS = ("Newton", "Descent", "Row by row")
WAY_COLUMNS = ("", "steps", "rows seen", "gap", "distance")


def rates_of_regression(descent: str, rows: str, condition: str) -> str:
    """Say at which rates both kinds of descent run, and why one is slow."""
    return f"descent: lr {descent} = 1/L, L/μ = {condition} · row by row: lr {rows}"


def regression_described(
    data: str, point: str, gaps: Sequence[str], steps: int, condition: str
) -> str:
    """Say how a regression is solved in four ways."""
    return (
        f"Least squares on {data}, parameters beside data. The normal equation gives ({point}) at"
        f" once and Newton's method in one step, to a gap of {gaps[0]}. After {steps} steps"
        f" gradient descent has a gap of {gaps[1]}, with a condition number of {condition}; steps"
        f" on single rows have {gaps[2]} and go on jumping."
    )


# Searches from many starts.

STARTS_OF_EACH_PLACE = "starts that end there"
PLACE_COLUMNS = ("place", "f", "starts", "share", "at")


def place_with_value(rank: int, value: str) -> str:
    """Name a place by its rank and its value."""
    return f"{rank}:  f = {value}"


def other_places(count: int) -> str:
    """Name the places that are not told one by one."""
    return f"{count} other{'s' if count > 1 else ''}"


def how_searches_are_drawn(method: str, starts: int, lowest: bool | None) -> str:
    """Say what is drawn, and whether the best is the lowest there is."""
    end = {True: "the global minimum", False: "not the global minimum", None: "the lowest found"}
    return f"{starts} random starts, {method} · ★ {end[lowest]} · numbered from low to high"


def starts_enough(count: int, lowest: bool | None) -> str:
    """Say how many starts find the best place again."""
    end = "" if lowest is None else " (the global minimum)" if lowest else " (not the global one)"
    times = _counted(count, "random start")
    return f"by its share, {times} reach the lowest{end} at least once in 95 of 100 cases"


def multistart_described(
    surface: str, method: str, starts: int, places: int, best: tuple[str, str, int],
    lowest: bool | None,
) -> str:  # fmt: skip
    """Say where searches from many starts end."""
    at, value, count = best
    known = {True: "the global minimum", False: "not the global minimum", None: "the lowest found"}
    return (
        f"{starts} searches by {method} on {surface} from random starts end at"
        f" {_counted(places, 'place')}. The best, f = {value} at ({at}), is {known[lowest]};"
        f" {_counted(count, 'start')} led there."
    )


# Layers of networks.

ACTIVATIONS = "Activations and their derivatives"
GRADIENTS_IN_DEPTH = "Gradients on their way back through a deep network"
LINEAR_LAYERS = "Layers without activation are one line"
XOR = "Exclusive or: one layer and two"
ACTIVATION_NAMES = {
    "identity": "no activation",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
}
INIT_NAMES = {"he": "He", "xavier": "Xavier", "plain": "plain, 0.01"}
ACTIVATION = "activation"
SLOPE_OF_ACTIVATION = "derivative"
INPUT_OF_UNIT = "input of the unit", "input"
INPUT = "input x"
HIDDEN_LAYER = "hidden layer"
ONE_LAYER, TWO_LAYERS = "one layer", "two layers"
EVEN_ODDS = "even odds"
ACTIVATION_COLUMN, LARGEST_SLOPE = "activation", "largest derivative"
DEPTH_COLUMNS = ("weights", "activation", "first layer", "last layer", "factor of a layer")
COLLAPSE_COLUMNS = ("hidden layers", "parameters", "w", "b", "largest difference")
XOR_COLUMNS = ("", "parameters", "loss", "right")
SLOPES_OF_ACTIVATIONS = "a gradient is multiplied by the derivative in every layer"
PRODUCT_OF_WEIGHTS = "(x W + b) V + c = x (W V) + (b V + c): one weight, one bias"
WHY_NOT_ONE_LAYER = "one layer: at best even odds, ln 2 = 0.693 · a line tells 3 of 4 rows apart"
ACTIVATIONS_DESCRIBED = (
    "Sigmoid, tanh and ReLU with their derivatives. That of the sigmoid is at most 1/4, that of"
    " tanh at most 1, both fade for large inputs; that of ReLU is 1 for positive inputs, else 0."
)
COLLAPSE_DESCRIBED = (
    "Outputs of networks with 0, 1 and 4 hidden layers over one input. Without activation each is a"
    " straight line, as the weights multiply to one weight and one bias; with ReLU or tanh, at the"
    " same weights, they bend."
)


def value_and_slope_at(place: str) -> str:
    """Name an activation and its derivative at an input."""
    return f"at {place}"


def output_with(activation: str) -> str:
    """Name what networks with an activation return."""
    return f"output: {activation}"


def hidden_layers(count: int) -> str:
    """Name a network by its hidden layers."""
    return _counted(count, "hidden layer") if count else "no hidden layer"


def deep_networks(depth: int, width: int) -> str:
    """Say what networks these are, and what is drawn of them."""
    return f"{depth} hidden layers of {width} units, digits, untrained: RMS of ∂loss/∂output"


def right(share: str) -> str:
    """Say how many rows are classified correctly."""
    return f"{share} right"


def depth_described(depth: int, factors: Mapping[str, str]) -> str:
    """Say by which factor gradients change in each layer."""
    plain, tanh = factors["plain_tanh"], factors["xavier_tanh"]
    sigmoid, relu = factors["he_sigmoid"], factors["he_relu"]
    return (
        f"Gradients of untrained networks of {depth} hidden layers, from the last layer to the"
        f" first, on a log scale. In each layer they change by {plain} with plain weights and tanh,"
        f" {sigmoid} with He's and the sigmoid, {relu} with He's and ReLU, {tanh} with Xavier's and"
        " tanh."
    )


def xor_described(loss: str, one: str, two: str) -> str:
    """Say what one layer and two learn of exclusive or."""
    return (
        f"Odds of both classes over the plane of two inputs. Rows that one layer has right at its"
        f" end: {one}, at a loss of {loss}; rows that two layers have right: {two}."
    )


# A computation as a graph.

COMPUTATION_GRAPH = "Computational graph"
GRAPH_COLUMNS = ("node", "value", "∂ result / ∂ value")
HOW_GRAPH_IS_DRAWN = "above an arrow: the value · below: ∂ result / ∂ value"


def node_name(name: str) -> str:
    """Name a node: an operation, a variable, an activation, a loss."""
    return (LOSS_NAMES | ACTIVATION_NAMES).get(name, name.replace("_", "-"))


def derivative_by(name: str, derivative: str) -> str:
    """Say the derivative of the result by a variable."""
    return f"by {name} {derivative}"


def graph_described(title: str, nodes: int, result: str, derivatives: Sequence[str]) -> str:
    """Say what a graph computes, and the derivatives of its result."""
    return (
        f"Computational graph of {title}: {_counted(nodes, 'node')}, values on the edges forward,"
        f" gradients backward. The result is {result}, its derivatives are"
        f" {', '.join(derivatives)}."
    )


# Regressions on classes.

NEWTON_FROM_AFAR = (
    "Newton's method finds the minimum from the start, where all odds are even. Far out, as at"
    " (-1, -1), curvatures are small and its whole steps overshoot ever more: damped_newton does"
    " not."
)
