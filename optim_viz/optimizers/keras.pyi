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
        """Let the rate multiply the gradient, not the velocity: another path once the rate changes.

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
        lr: Knob = 0.001,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Start the squares at 0.1, not 0, with eps inside the root: smaller first steps.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        eps : 1e-07
            added to the sum of squares, inside the root; at least 0
        """

adagrad: _Adagrad

class _Rmsprop(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        rho: Knob = 0.9,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Forget ten times faster (0.9, not 0.99), with eps inside the root.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        rho : 0.9
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-07
            added to the mean square, inside the root; at least 0
        """

rmsprop: _Rmsprop

class _Adadelta(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        rho: Knob = 0.95,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Follow the same rule with other defaults: a rate of 0.001, not 1, and a tenth of eps.

        Parameters
        ----------
        lr : 0.001
            factor of the move, 1 in the paper; greater than 0
        rho : 0.95
            decay of the means of squares (gradients, moves), in [0, 1)
        eps : 1e-07
            added to both mean squares, inside the roots; at least 0
        """

adadelta: _Adadelta

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

class _Adamw(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-07,
        weight_decay: Knob = 0.004,
    ) -> Optimizer:
        """Correct the bias of v in the rate, and shrink the iterate less than half as fast.

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
        weight_decay : 0.004
            each step subtracts lr times this times the iterate
        """

adamw: _Adamw

class _Amsgrad(Method):
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

amsgrad: _Amsgrad

class _Adamax(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Add eps to the largest gradient where it divides, not where it is remembered.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the largest gradient, in [0, 1)
        eps : 1e-07
            added to the divisor, so that it is not 0; at least 0
        """

adamax: _Adamax

class _Nadam(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Warm the momentum up 250 times faster: 0.96 is raised to t, not to t/250.

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

nadam: _Nadam

class _Lion(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.99,
        weight_decay: Knob = 0.0,
    ) -> Optimizer:
        """Follow the same rule with a rate of 0.001, ten times ours.

        Parameters
        ----------
        lr : 0.001
            length of the step in each coordinate, greater than 0
        beta1 : 0.9
            share of the mean gradient in the direction, in [0, 1)
        beta2 : 0.99
            decay of the mean of gradients, in [0, 1)
        weight_decay : 0.0
            each step subtracts lr times this times the iterate
        """

lion: _Lion
