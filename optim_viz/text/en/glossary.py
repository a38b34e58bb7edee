"""What the words mean, for `optim-viz show`."""

from __future__ import annotations

# What the words mean, for `optim-viz show`.
GLOSSARY = {
    "1.5th order": (
        "The order of a method that estimates curvatures from gradients, as quasi-Newton methods"
        " do; a method of 1st order uses gradients alone, one of 2nd order also Hessians."
    ),
    "basin": (
        "The starts from which an optimizer ends at the same stationary point, when its gradient"
        " is at most 10⁻⁵ long or the budget is spent. Each coordinate of the end differs from the"
        " point's by at most a thousandth of the side of the domain."
    ),
    "best of k": (
        "The probability that at least one of k random starts ends at a global minimum:"
        " 1 − (1 − p)ᵏ, where p is the share of the starts that do."
    ),
    "budget": (
        "The most that a run may take: steps, or in bench with --budget evaluations. A run ends"
        " earlier when it has converged, when a number is no longer finite, or when it stops by"
        " itself."
    ),
    "budget spent": (
        "The run took all its steps and is inside the domain, but its gradient has not vanished."
    ),
    "certified": (
        "The search for stationary points excluded every other point of the box, and minima and"
        " maxima less saddles are as many as the turns of the gradient along its edge, the winding"
        " number."
    ),
    "condition": (
        "The largest curvature of a quadratic divided by its least, L / μ: the square of length"
        " over width of its level lines."
    ),
    "confidence interval": (
        "A range that covers the true value with a probability of 95 %. That of success is"
        " Wilson's and counts each start once, however many seeds it has; that of a median is the"
        " bootstrap over starts."
    ),
    "converged": (
        "The gradient, without noise, is at most 10⁻⁸ long and stays so for the next 50 steps (a"
        " method that carries nothing but the iterate stands still at once), and no curvature is"
        " negative. Steps and evaluations count until the first of these steps."
    ),
    "curvature": (
        "The second derivative along a direction; the extreme ones are the extreme eigenvalues of"
        " the Hessian. Sizes below 10⁻⁸, or 10⁻⁸ of the largest, count as zero."
    ),
    "data profile": (
        "The share of pairs of surface and run whose gap falls to a thousandth of the first one"
        " within x evaluations; where no method uses derivatives, within x (dim + 1) of them"
        " (Moré & Wild 2009)."
    ),
    "degenerate": (
        "A stationary point at which a curvature vanishes, so that the Hessian does not decide"
        " whether it is a minimum, a saddle or a maximum."
    ),
    "digit": (
        "A fall of the gap to a tenth. Steps per digit say how fast a run converges, whatever the"
        " gap is that it began with."
    ),
    "diverged": (
        "The last iterate or its value is not finite, or a coordinate is more than 10⁶ sides of the"
        " domain away from its middle."
    ),
    "ECDF": (
        "Empirical distribution of runtimes: the share of all (surface, target, run) that are"
        " reached within x evaluations, over 51 target gaps from 100 to 10⁻⁸. Beyond the budget, a"
        " run that fails is followed by another from elsewhere, which is computed, not run."
    ),
    "evaluation": (
        "One value, gradient or Hessian of the surface that the optimizer asks for; each kind is"
        " counted apart for each run. What is computed to draw a run or to see that it has"
        " converged does not count."
    ),
    "expected runtime": (
        "The evaluations of all runs until they reach the target, where a run that fails counts"
        " what it spent until it ended, divided by the number of successes (ERT, Hansen et al."
        " 2010). It may exceed the budget, and is infinite if no run succeeds."
    ),
    "gap": (
        "The value at an iterate minus the lowest value of the surface, f − f*. Unknown where the"
        " surface has no lowest value."
    ),
    "global minimum": "A minimum as low as the lowest value of the surface; there may be several.",
    "iterate": "The point that an optimizer has reached after some steps; the first is the start.",
    "learning rate": (
        "The knob lr that scales a step. To tune those that -a leaves open, compare tries the same"
        " 241 rates from 10⁻⁸ to 100 for every optimizer, and keeps the one whose worst gap in the"
        " last tenth of the steps, at this rate and at 10 % less and more, is the least; bench"
        " tries those of --rates."
    ),
    "fell without bound": (
        "A run on a formula without a domain whose value fell to where there are no numbers."
    ),
    "left the domain": (
        "The last iterate is outside the domain of the surface, though not so far that the run"
        " diverged, or where a formula has no value, as the root of a negative number; on the way,"
        " a run may leave the domain and come back."
    ),
    "local minimum": (
        "A minimum with a lower one elsewhere. A run is in one if it ends above the target after a"
        " last tenth of steps within 2 % of the domain's sides of it, or converges where all"
        " curvatures are positive."
    ),
    "lost": "Said of a run that ended outside the domain, or with a value that is not finite.",
    "median band": (
        "The line is the lower median, the band around it lies between two quantiles; all are"
        " values of runs. In bench these are the quartiles of the final gap, 25 to 75 %; in compare"
        " 10 to 90 % over the seeds at each step."
    ),
    "noise": (
        "An error on each coordinate of every gradient that the optimizer sees; values, Hessians,"
        " figures and tables have none."
    ),
    "performance profile": (
        "The share of surfaces on which an optimizer's expected runtime is at most x times that of"
        " the best optimizer there (Dolan & Moré 2002)."
    ),
    "rate tolerance": (
        "How many decades of learning rates work: the number of tried rates at which at least half"
        " of the runs reach the target, times the distance of two rates in decades. Where no rate"
        " has half of the runs, those count that have half as many as the best, marked *."
    ),
    "saddle point": (
        "A stationary point with positive and negative curvatures: a minimum along one direction, a"
        " maximum along another."
    ),
    "seed": (
        "A whole number that decides what is random, the noise of the gradients and starts of the"
        " kind random: the same seed gives the same numbers."
    ),
    "stability limit": (
        "The learning rate above which no run can settle at the lowest minimum, in theory: 2/L for"
        " gradient descent and (2+2β)/L with momentum β, where L is the largest curvature there."
    ),
    "stalled at a maximum": (
        "The gradient, without noise, is at most 10⁻⁸ long, and all curvatures are negative."
    ),
    "stalled at a saddle": (
        "The gradient, without noise, is at most 10⁻⁸ long, and a curvature is negative, but not"
        " all are."
    ),
    "stalled at a flat point": (
        "The gradient, without noise, is at most 10⁻⁸ long, a curvature vanishes, and the value"
        " falls to one side: an inflection, or another degenerate point that is no minimum."
    ),
    "start": "The point where a run begins, before its first step.",
    "stationary point": (
        "A point where the gradient is zero: a minimum, a maximum, a saddle or a degenerate point."
    ),
    "steps": "Updates of the iterate, each of as many evaluations as the method needs.",
    "held at the edge": (
        "In basins with --project, the end of a run where the way down leads out of the domain."
    ),
    "stopped by itself": (
        "The method's own criterion ended the run before its gradient was short, as those of"
        " SciPy's methods do."
    ),
    "stopped early": (
        "In basins, the end of a run before its budget at none of the stationary points that are"
        " known: at a flat place, or by a criterion of the method."
    ),
    "success": (
        "The share of runs that reach the target within the budget. In bench it is measured at the"
        " rate that was tuned, from starts that tuning has not seen."
    ),
    "target": (
        "A gap to be reached, 10⁻⁶ unless another is given. A run reaches it at its first iterate"
        " inside the domain with a gap of at most that."
    ),
}
"""The words on figures and in tables, with the definitions that the program computes by."""

ALIASES = {
    "1st order": "1.5th order",
    "2nd order": "1.5th order",
    "95 % interval": "confidence interval",
    "band": "median band",
    "calls": "evaluation",
    "decades": "rate tolerance",
    "ert": "expected runtime",
    "evaluations": "evaluation",
    "expected steps": "expected runtime",
    "iterates": "iterate",
    "limit of theory": "stability limit",
    "lr": "learning rate",
    "maximum": "stationary point",
    "median": "median band",
    "minimum": "stationary point",
    "rate": "learning rate",
    "seeds": "seed",
    "starts": "start",
    "target gap": "target",
    "updates": "steps",
    "winding number": "certified",
}
"""Other names of these words, in small letters."""
