"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer

class _Newton(Method):
    def __call__(self) -> Optimizer:  # type: ignore[override]
        """Jump to the stationary point of the local parabola (Newton-Raphson), be it what it may.

        Pure, with no rate and no safeguard: near a saddle or a maximum it goes there, and a singular
        Hessian sends the run to infinity.
        """

newton: _Newton

class _DampedNewton(Method):
    def __call__(self) -> Optimizer:  # type: ignore[override]
        """Go towards Newton's point only as far as the value falls (Boyd & Vandenberghe 2004, 9.5).

        Where Newton's direction does not go down (a saddle or a maximum is near, or the Hessian is
        singular) the step is along the gradient.
        """

damped_newton: _DampedNewton

class _SaddleFreeNewton(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        lr: Knob = 1.0,
        damping: Knob = 0.0,
    ) -> Optimizer:
        """Newton with absolute curvatures, which saddles repel (Dauphin et al. 2014, algorithm 1).

        Parameters
        ----------
        lr : 1.0
            factor of the Newton step, greater than 0
        damping : 0.0
            added to the absolute curvatures, at least 0
        """

saddle_free_newton: _SaddleFreeNewton

class _RegularizedNewton(Method):
    def __call__(self, *, damping: Knob = 1.0) -> Optimizer:  # type: ignore[override]
        """Add a weight to the curvatures: less after a good step, more after a bad (Levenberg 1944).

        A step that raises the value is not taken. The weight starts at ``damping`` and
        changes by factors of 10 as in Marquardt (1963).

        Parameters
        ----------
        damping : 1.0
            first weight that is added to the curvatures
        """

regularized_newton: _RegularizedNewton

class _TrustRegion(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        first: Knob = 1.0,
        largest: Knob = 1000.0,
    ) -> Optimizer:
        """Minimise the local parabola inside a circle, whose radius follows its success.

        Nocedal & Wright (2006), algorithm 4.1 with a least ratio of 0.15; the parabola is minimised
        exactly (theorem 4.1) in the axes of its curvature.

        Parameters
        ----------
        first : 1.0
            first radius of the trust region, greater than 0
        largest : 1000.0
            largest radius of the trust region
        """

trust_region: _TrustRegion
