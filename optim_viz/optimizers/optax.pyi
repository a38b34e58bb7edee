"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer

class _Adagrad(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        eps: Knob = 1e-07,
    ) -> Optimizer:
        """Start the squares at 0.1, not 0, with eps inside the root: smaller first steps.

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        eps : 1e-07
            added to the sum of squares, inside the root; at least 0
        """

adagrad: _Adagrad

class _Rmsprop(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        decay: Knob = 0.9,
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """Forget ten times faster (0.9, not 0.99), with eps inside the root.

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        decay : 0.9
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-08
            added to the mean square, inside the root; at least 0
        """

rmsprop: _Rmsprop

class _Amsgrad(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """Take the maximum of the bias-corrected v, which is largest at first: smaller steps.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-08
            added to the divisor, so that it is not 0; at least 0
        """

amsgrad: _Amsgrad

class _Adamw(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
        weight_decay: Knob = 0.0001,
    ) -> Optimizer:
        """Follow the same rule, and shrink the iterate a hundred times more slowly by default.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-08
            added to the divisor, so that it is not 0; at least 0
        weight_decay : 0.0001
            each step subtracts lr times this times the iterate
        """

adamw: _Adamw

class _Lion(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.0001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.99,
        weight_decay: Knob = 0.001,
    ) -> Optimizer:
        """Follow the same rule, and shrink the iterate a little, where ours does not by default.

        Parameters
        ----------
        lr : 0.0001
            length of the step in each coordinate, greater than 0
        beta1 : 0.9
            share of the mean gradient in the direction, in [0, 1)
        beta2 : 0.99
            decay of the mean of gradients, in [0, 1)
        weight_decay : 0.001
            each step subtracts lr times this times the iterate
        """

lion: _Lion

class _Rprop(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        eta1: Knob = 0.5,
        eta2: Knob = 1.2,
        step_size1: Knob = 1e-06,
        step_size2: Knob = 50.0,
    ) -> Optimizer:
        """Move by the step before, so that the first move is none (optax 0.2.8).

        Parameters
        ----------
        lr : 0.01
            length of the first step in each coordinate
        eta1 : 0.5
            factor of a step whose slope has changed sign, below 1
        eta2 : 1.2
            factor of a step whose slope has kept its sign, above 1
        step_size1 : 1e-06
            shortest step in a coordinate, greater than 0
        step_size2 : 50.0
            longest step in a coordinate
        """

rprop: _Rprop

class _Nadam(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.002,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """Look ahead with the full beta1 from the first step: the momentum does not warm up.

        Parameters
        ----------
        lr : 0.002
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-08
            added to the divisor, so that it is not 0; at least 0
        """

nadam: _Nadam

class _Radam(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """Add eps after the bias of v is corrected, not before, and trust v from 5 on, as above 5.

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-08
            added to the divisor, so that it is not 0; at least 0
        """

radam: _Radam

class _Yogi(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 0.001,
    ) -> Optimizer:
        """Correct the bias of both moments, though both start at 1e-6: shorter first steps.

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            v moves to g² by (1 - beta2) g² a step; in [0, 1)
        eps : 0.001
            added to the divisor, so that it is not 0; at least 0
        """

yogi: _Yogi
