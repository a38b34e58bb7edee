"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer

class _Sgd(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        weight_decay: Knob = 0.0,
    ) -> Optimizer:
        """Step against the gradient (Cauchy 1847; stochastic: Robbins & Monro 1951).

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        weight_decay : 0.0
            penalty: this times the iterate is added to the gradient
        """

sgd: _Sgd

class _SteepestDescent(Method):
    def __call__(self, *, c2: Knob = 1e-06) -> Optimizer:  # type: ignore[override]
        """Go against the gradient to the lowest point ahead, the textbook's zigzag (Cauchy 1847).

        An exact line search: the slope that is left is ``c2`` of the first one at most, so that each
        step is perpendicular to the one before (Nocedal & Wright 2006, section 3.3). The first trial
        step is as long as the last rate was.

        Parameters
        ----------
        c2 : 1e-06
            largest share of the slope that may be left, in (0, 1)
        """

steepest_descent: _SteepestDescent

class _ArmijoDescent(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        first: Knob = 1.0,
        shrink: Knob = 0.5,
        c1: Knob = 0.0001,
    ) -> Optimizer:
        """Go against the gradient, with a step that is halved until the value falls (Armijo 1966).

        Backtracking (Nocedal & Wright 2006, algorithm 3.1): the fall has to be ``c1`` of what the slope
        promises. Every search begins with the same step.

        Parameters
        ----------
        first : 1.0
            first step that is tried, greater than 0
        shrink : 0.5
            factor of a step that was too long, in (0, 1)
        c1 : 0.0001
            least share of the fall that the slope promises, in (0, 1)
        """

armijo_descent: _ArmijoDescent

class _LayerwiseDescent(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr1: Knob = 0.001,
        lr2: Knob = 0.001,
    ) -> Optimizer:
        """Step with one rate for the first half of the parameters and another for the second.

        As for the two layers of a network (Singh et al. 2015; Sohl-Dickstein 2024). A parameter in the
        middle belongs to the first half.

        Parameters
        ----------
        lr1 : 0.001
            step size of the first half of the coordinates
        lr2 : 0.001
            step size of the second half of the coordinates
        """

layerwise_descent: _LayerwiseDescent

class _Momentum(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        momentum: Knob = 0.9,
        weight_decay: Knob = 0.0,
    ) -> Optimizer:
        """Let a heavy ball gather speed: past gradients are remembered (Polyak 1964).

        The rate multiplies the velocity, as in PyTorch. Where it multiplies the gradient instead
        (``v = momentum * v - lr * g; x += v``), the path is the same for a constant rate.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        momentum : 0.9
            share of the velocity that a step keeps, at least 0
        weight_decay : 0.0
            penalty: this times the iterate is added to the gradient
        """

momentum: _Momentum

class _Nesterov(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        momentum: Knob = 0.9,
        weight_decay: Knob = 0.0,
    ) -> Optimizer:
        """Momentum that looks ahead: it corrects the velocity before it moves (Nesterov 1983).

        In the variables of Sutskever et al. (2013) as PyTorch and Keras write them: the iterate is
        the point looked ahead to, so that the gradient is taken where the iterate is.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        momentum : 0.9
            share of the velocity that a step keeps, at least 0
        weight_decay : 0.0
            penalty: this times the iterate is added to the gradient
        """

nesterov: _Nesterov

class _SignDescent(Method):
    def __call__(self, *, lr: Knob = 0.001) -> Optimizer:  # type: ignore[override]
        """Take the same step in every coordinate, whatever the slope (Bernstein et al. 2018).

        Parameters
        ----------
        lr : 0.001
            length of the step in each coordinate, greater than 0
        """

sign_descent: _SignDescent

class _NormalizedDescent(Method):
    def __call__(self, *, lr: Knob = 0.001) -> Optimizer:  # type: ignore[override]
        """Take a step as long as the rate, whatever the slope (Shor 1985).

        Parameters
        ----------
        lr : 0.001
            length of the step, greater than 0
        """

normalized_descent: _NormalizedDescent

class _ClippedDescent(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        max_norm: Knob = 1.0,
    ) -> Optimizer:
        """Shorten gradients longer than a norm (Pascanu, Mikolov & Bengio 2013, algorithm 1).

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        max_norm : 1.0
            norm to which a longer gradient is cut, greater than 0
        """

clipped_descent: _ClippedDescent

class _Polyak(Method):
    def __call__(self) -> Optimizer:  # type: ignore[override]
        """Step as far as the lowest value, which has to be known, would lie on a cone (Polyak 1987)."""

polyak: _Polyak

class _BarzilaiBorwein(Method):
    def __call__(self, *, lr: Knob = 0.001) -> Optimizer:  # type: ignore[override]
        """Read the rate off the last two gradients (Barzilai & Borwein 1988, equation 5).

        The rate s·s / s·y is taken positive, as the curvature along s may not be; ``lr`` is the first.

        Parameters
        ----------
        lr : 0.001
            step size of the first step, greater than 0
        """

barzilai_borwein: _BarzilaiBorwein
