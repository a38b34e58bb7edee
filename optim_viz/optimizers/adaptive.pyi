"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer

class _Adagrad(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        eps: Knob = 1e-10,
    ) -> Optimizer:
        """Divide by the root of all squared gradients so far (Duchi, Hazan & Singer 2011).

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        eps : 1e-10
            added to the divisor, so that it is not 0; at least 0
        """

adagrad: _Adagrad

class _Rmsprop(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        alpha: Knob = 0.99,
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """AdaGrad that forgets: a running mean of the squared gradients (Tieleman & Hinton 2012).

        Parameters
        ----------
        lr : 0.01
            step size (learning rate), greater than 0
        alpha : 0.99
            decay of the mean of squared gradients, in [0, 1)
        eps : 1e-08
            added to the divisor, so that it is not 0; at least 0
        """

rmsprop: _Rmsprop

class _Adadelta(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 1.0,
        rho: Knob = 0.9,
        eps: Knob = 1e-06,
    ) -> Optimizer:
        """RMSProp whose rate is the size of its own past moves (Zeiler 2012, algorithm 1).

        Parameters
        ----------
        lr : 1.0
            factor of the move, 1 in the paper; greater than 0
        rho : 0.9
            decay of the means of squares (gradients, moves), in [0, 1)
        eps : 1e-06
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
        eps: Knob = 1e-08,
        weight_decay: Knob = 0.0,
    ) -> Optimizer:
        """Moments of the gradient scale each coordinate (Kingma & Ba 2015, algorithm 1).

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
        weight_decay : 0.0
            penalty: this times the iterate is added to the gradient
        """

adam: _Adam

class _Adamw(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
        weight_decay: Knob = 0.01,
    ) -> Optimizer:
        """Adam that also shrinks the iterate itself (Loshchilov & Hutter 2019, algorithm 2).

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
        weight_decay : 0.01
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
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """Adam whose rates only fall: it divides by the largest v so far (Reddi, Kale & Kumar 2018).

        As in PyTorch: the maximum is of the raw v, and the bias of both moments is corrected after.

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

class _Adamax(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.002,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
    ) -> Optimizer:
        """Adam with the largest gradient for the mean square (Kingma & Ba 2015, algorithm 2).

        Parameters
        ----------
        lr : 0.002
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the largest gradient, in [0, 1)
        eps : 1e-08
            added to the size of each gradient; at least 0
        """

adamax: _Adamax

class _Nadam(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.002,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-08,
        momentum_decay: Knob = 0.004,
    ) -> Optimizer:
        """Adam with Nesterov's look ahead, its momentum warming up (Dozat 2016, algorithm 2).

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
        momentum_decay : 0.004
            speed at which momentum rises from beta1 / 2 to beta1
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
        """Adam that trusts v only once it has seen enough gradients (Liu et al. 2020, algorithm 2).

        As in PyTorch, v is trusted where it counts for more than 5 gradients, where the paper says 4,
        and ``eps`` is added before the bias of v is corrected.

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

class _Adabelief(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 1e-16,
    ) -> Optimizer:
        """Adam that slows where gradients surprise it (Zhuang et al. 2020, algorithm 2).

        Parameters
        ----------
        lr : 0.001
            step size (learning rate), greater than 0
        beta1 : 0.9
            decay of the mean of gradients, in [0, 1)
        beta2 : 0.999
            decay of the mean of (g - m)², in [0, 1)
        eps : 1e-16
            added to s in every step, and to the divisor; at least 0
        """

adabelief: _Adabelief

class _Yogi(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.01,
        beta1: Knob = 0.9,
        beta2: Knob = 0.999,
        eps: Knob = 0.001,
    ) -> Optimizer:
        """Adam whose v changes by steps of g² only, and so slowly (Zaheer et al. 2018, algorithm 2).

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

class _Lion(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 0.0001,
        beta1: Knob = 0.9,
        beta2: Knob = 0.99,
        weight_decay: Knob = 0.0,
    ) -> Optimizer:
        """Move by the sign of a mixture of momentum and gradient (Chen et al. 2023, algorithm 2).

        Parameters
        ----------
        lr : 0.0001
            length of the step in each coordinate, greater than 0
        beta1 : 0.9
            share of the mean gradient in the direction, in [0, 1)
        beta2 : 0.99
            decay of the mean of gradients, in [0, 1)
        weight_decay : 0.0
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
        """Lengthen steps while the slope keeps its sign, shorten them when it turns (Riedmiller 1994).

        The variant without weight backtracking, iRprop- (Igel & Husken 2000), as in PyTorch: where
        the sign has turned the coordinate rests for one step. ``lr`` is the first step.

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
