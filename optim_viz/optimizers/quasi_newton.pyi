"""What editors and type checkers show: made by ``python -m optim_viz.optimizers.stubs``."""

from optim_viz.optimizers.base import Knob, Method, Optimizer

class _Bfgs(Method):
    def __call__(self, *, c1: Knob = 0.0001, c2: Knob = 0.9) -> Optimizer:  # type: ignore[override]
        """Build the inverse Hessian from the steps taken (Nocedal & Wright 2006, algorithm 6.1).

        It begins with the unit matrix and a trial step of length 1.01, as SciPy's does, whose steps it
        takes on quadratics. Scaled by what the first step has shown (equation 6.20) it would know the
        steepest curvature only, and take several times as many steps on a long ellipse. Later trial
        steps are 1, or as long as the slope promises the last fall (equation 3.60 and below). Where the
        curvature along the step is not positive, the inverse stays as it is; where no step was found,
        it is the unit matrix again.

        Parameters
        ----------
        c1 : 0.0001
            least share of the fall that the slope promises, in (0, 1)
        c2 : 0.9
            largest share of the slope that may be left, in (c1, 1)
        """

bfgs: _Bfgs

class _Lbfgs(Method):
    def __call__(  # type: ignore[override]
        self,
        *,
        memory: int = 10,
        c1: Knob = 0.0001,
        c2: Knob = 0.9,
    ) -> Optimizer:
        """BFGS from its last few steps, without a matrix (Nocedal & Wright 2006, algorithm 7.4).

        Where no step was found, all are forgotten, and the first trial step is of length 1 again.

        Parameters
        ----------
        memory : 10
            number of past steps that are kept, at least 1
        c1 : 0.0001
            least share of the fall that the slope promises, in (0, 1)
        c2 : 0.9
            largest share of the slope that may be left, in (c1, 1)
        """

lbfgs: _Lbfgs

class _ConjugateGradient(Method):
    def __call__(self, *, c1: Knob = 0.0001, c2: Knob = 0.1) -> Optimizer:  # type: ignore[override]
        """Bend each direction by the last one (Polak & Ribiere 1969; PR+, Nocedal & Wright 2006, 5.45).

        A direction that does not go down is dropped for the gradient's. The first trial step is the
        last one, stretched so that the slope promises the same fall (equation 3.60).

        Parameters
        ----------
        c1 : 0.0001
            least share of the fall that the slope promises, in (0, 1)
        c2 : 0.1
            largest share of the slope that may be left, in (c1, 1)
        """

conjugate_gradient: _ConjugateGradient
