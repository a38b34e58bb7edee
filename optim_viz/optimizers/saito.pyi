"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer

class _Momentum(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        momentum: Knob = 0.9,
    ) -> Optimizer:
        """Let the rate multiply the gradient, not the velocity: another path once the rate changes.

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        momentum : 0.9
            share of the velocity that a step keeps, at least 0
        """

momentum: _Momentum

class _Nesterov(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        momentum: Knob = 0.9,
    ) -> Optimizer:
        """Let the rate multiply the gradient, not the velocity (as in editions since 2021).

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        momentum : 0.9
            share of the velocity that a step keeps, at least 0
        """

nesterov: _Nesterov

class _Adagrad(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Follow the same rule with eps = 1e-7, a thousand times ours.

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        eps : 1e-07
            added to the divisor, so that it is not 0; at least 0
        """

adagrad: _Adagrad

class _Rmsprop(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        decay_rate: Knob = 0.99,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Follow the same rule with eps = 1e-7, ten times ours.

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        decay_rate : 0.99
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-07
            added to the divisor, so that it is not 0; at least 0
        """

rmsprop: _Rmsprop

class _Adam(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Correct the bias of v in the rate, so that eps weighs more in the first steps.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-07
            added to the divisor, so that it is not 0; at least 0
        """

adam: _Adam
