"""What the figures of the gallery teach."""

from __future__ import annotations

# What the figures of the gallery teach.

GALLERY_PAGE = "<!-- Written by `optim-viz gallery`: change the words there, not here. -->"
"""The first line of the page, which tells it from one that somebody has written."""
GALLERY = "Gallery"
GALLERY_FOREWORD = (
    "`optim-viz gallery` makes all of these figures and this page, byte for byte the same under"
    " the same versions; `--lang`, `--theme` and `--for` change all of them. Each file carries its"
    " recipe: `optim-viz replay FILE --set steps=50` changes one thing, `optim-viz verify figures`"
    " says whether they are still the same."
)
GALLERY_TITLES = {
    "ravine": "A race in a long valley",
    "ravine_film": "The race in the valley, as a film",
    "beale": "A race on Beale's function",
    "beale_film": "The race on Beale's function, as a film",
    "saddle": "A race away from a saddle",
    "saddle_film": "The race away from the saddle, as a film",
    "saito": "The book's figure, and its fair twin",
    "saito_turned": "The book's figure, turned by 45°",
    "beale_relief": "Beale's function, from above and from the side",
    "beale_descent": "From a steep wall to a flat floor",
    "zigzag": "Zigzag below and above the limit",
    "zigzag_momentum": "Momentum moves the limit",
    "momentum_sheet": "Momentum over its rate and its momentum",
    "rate_and_momentum": "The map of rate and momentum, with its limit",
    "stability": "Theory and measurement on a quadratic",
    "regression": "Four ways to the same line",
    "banana": "Gradient descent and Newton in the banana",
    "rosenbrock_sheet": "Eight methods in the banana",
    "rastrigin_sheet": "Eight methods among many minima",
    "sensitivity": "How much the learning rate matters",
    "tuned_and_default": "Tuned rates and default rates",
    "basins": "Where each start leads",
    "trainability": "The edge of trainability",
    "trainability_zoom": "The edge of trainability, ten times closer",
    "catalogue": "Every surface in two dimensions",
}
"""Titles of the figures of the gallery, by their names."""

GALLERY_LESSONS = {
    "ravine": (
        "The gradient of a long valley points across it, hardly along it: gradient descent"
        " zigzags, momentum swings through the minimum, AdaGrad and Adam weigh each coordinate by"
        " itself, and Newton's step, which knows both curvatures, is there at once. Every method"
        " has the best of the same 241 rates, so what is left to see is the method."
    ),
    "ravine_film": (
        "All methods move at the same pace, one update after the other, and the gap falls in step"
        " with the paths. What a still hides is when: AdaGrad is at the minimum while momentum"
        " still swings from wall to wall."
    ),
    "beale": (
        "Beale's function has steep corners around a curved, flat floor. From (1, 1) the first"
        " steps go down the wall and the rest along the floor, where one rate for all coordinates"
        " is too small. Newton walks straight into the saddle at (0, 1): it looks for a gradient"
        " of zero, not for a minimum."
    ),
    "beale_film": (
        "The same race in time. The wall takes a few steps, the floor takes the rest; there the"
        " gaps of Momentum and Adam rise and fall in turn, so which of two is ahead depends on"
        " when the race is stopped."
    ),
    "saddle": (
        "All begin a hair, 0.001, off the ridge of x² − y², with the same rate 0.1; exactly on"
        " the ridge no method would ever leave it. Gradient descent runs to the saddle and stays"
        " there for most of the race, because the way out has almost no gradient. Adam and AdaGrad"
        " scale each coordinate, so the hair counts as much as the slope. Newton stops at the"
        " saddle after one step. f has no lowest value: the race ends, it is not won."
    ),
    "saddle_film": (
        "Seen in time, the plateau at f = 0 is the lesson: a small gradient is no sign of a"
        " minimum. Momentum overshoots the saddle along the ridge, turns late, and is then the"
        " fastest of all."
    ),
    "saito": (
        "The best-known 2 x 2 of optimizers, from Saito's Deep Learning from Scratch, chapter 6,"
        " on true contours, and beside it the same race with the best rate of each method. In the"
        " book's race gradient descent runs at 95 % of its limit and AdaGrad far below its best:"
        " with another rate its gap falls from 7·10⁻⁴ to 10⁻¹⁷. Compare methods only when all are"
        " tuned by one rule. This one weighs the worst gap of steps 27 to 30, also at rates 10 %"
        " off, so a lucky step does not count: Momentum's 0.048 at the book's rate was 0.25"
        " three steps before, and gradient descent diverges there at a rate 10 % higher."
    ),
    "saito_turned": (
        "Turn the valley by 45° and keep all rates: SGD and Momentum take the same steps, turned,"
        " and end at the same gap. AdaGrad and Adam scale x and y by themselves, which helps only"
        " where the valley lies along an axis: AdaGrad's gap grows from 0.0007 to 0.14, Adam's"
        " from 0.10 to 0.62. A test whose axes are those of the surface flatters them."
    ),
    "beale_relief": (
        "Contours and relief are the same numbers. The eye reads heights from the side and places"
        " from above; a logarithmic height shows the floor, more than 10⁵ times lower than the"
        " corners, as well as the walls. Crosses are saddles: Newton's method may end there."
    ),
    "beale_descent": (
        "From (3, 4), the start of many a picture on the web, f is 39 000 and the curvature 1800"
        " times that at the minimum. The only rates that survive the wall are too small for the"
        " floor: gradient descent all but stops, far from the minimum. L-BFGS, which measures the"
        " curvature as it goes, arrives after 21 steps. No gradient is clipped here."
    ),
    "zigzag": (
        "Gradient descent multiplies y by 1 − 4·lr in every step: by −0.6 at rate 0.4, and the"
        " zigzag dies out; by −1.4 at rate 0.6, and it grows. The limit 2/L = 0.5 lies between."
        " Divergence is drawn as what it is: the path leaves the frame where the arrow is."
    ),
    "zigzag_momentum": (
        "The rate 0.6 is too large for gradient descent, and momentum makes it fit: the limit"
        " grows from 2/L to (2 + 2·momentum)/L, that is from 0.5 to 0.625 with momentum 0.25 and"
        " to 0.75 with 0.5. Old steps across the valley cancel, those along it add up."
    ),
    "momentum_sheet": (
        "The same start and 150 steps; rates grow to the right, momentum grows downwards. Without"
        " momentum the path crawls along the floor. With 0.8 it comes close at the larger rates,"
        " with 0.95 at every rate, and swings past the minimum. More momentum acts like a larger"
        " rate along the floor, without the zigzag that a larger rate brings at the wall."
    ),
    "rate_and_momentum": (
        "Each point is a run. Left of the line lr = (2 + 2·momentum)/L momentum converges, right"
        " of it it diverges, for every start; where it is fastest is a narrow ridge, and theory"
        " places its summit close to where the runs find it. Too much momentum is slow, not"
        " unstable."
    ),
    "stability": (
        "On a quadratic everything is known beforehand: the error falls by |1 − lr·λ| in each"
        " direction, the best rate is 2/(L + μ), and past 2/L it grows. Measured factors lie on"
        " those of theory. The heavy ball replaces the condition number by its square root."
    ),
    "regression": (
        "Parameters on the left, the lines that they mean in the middle. The normal equation is"
        " solved at once, Newton's method arrives in one step; gradient descent meets the floor of"
        " the valley with its first step and then follows it slowly. Steps on single rows come"
        " close within five rows and never rest: whenever it is the outlier's turn the line"
        " leaps, and the gap grows more than a hundredfold."
    ),
    "banana": (
        "One step across Rosenbrock's valley is easy, the way along its floor is not. Gradient"
        " descent at its best rate has come half of the way along the floor after 100 steps."
        " Newton makes a leap at which f grows three hundredfold, and arrives after five steps:"
        " near the minimum the number of correct digits doubles with each."
    ),
    "rosenbrock_sheet": (
        "Eight methods from (−2, 2), 500 steps, each at its best rate and without clipping. Most"
        " reach the floor at once and spend the rest of their steps on it; some adaptive ones"
        " leave the valley and come back. Sheets of this kind on the web clip gradients to length"
        " 1 without saying so, which is a different method."
    ),
    "rastrigin_sheet": (
        "From (−2, 3.5) none of the eight finds the minimum in the middle, each at its best rate."
        " A local method ends in the pit it falls into; large steps only choose another pit. What"
        " helps is another start, not another optimizer. Newton stops at a saddle after three"
        " steps."
    ),
    "sensitivity": (
        "The final gap against the rate, over 25 starts: too small a rate is slow, the best one"
        " lies close to the cliff, and behind the cliff everything is lost. Wide valleys are worth"
        " more than deep ones: a method that works over two decades of rates needs less tuning."
        " The default rates of libraries, made for networks, lie far on the slow side."
    ),
    "tuned_and_default": (
        "Which share of 25 starts reaches a gap of 10⁻⁶ on eight surfaces, at the default rate"
        " and at the tuned one. Most defaults reach it nowhere; tuning changes more than the"
        " choice among methods does. Where even the tuned rate fails, on Rosenbrock for its narrow"
        " floor and on Rastrigin for its many minima, another kind of method is needed."
    ),
    "basins": (
        "Each point of the picture is a start, its colour the minimum where the run ends, faint"
        " where the way is long. The basins of gradient descent have simple borders; Momentum"
        " overshoots into the neighbour's; Newton's are strewn about, and from two starts of five"
        " it ends at a saddle or at the maximum."
    ),
    "trainability": (
        "The smallest network with two layers, one weight each, and a rate for each layer. Where"
        " training converges ends in a fractal: near the edge a change in the third digit of a"
        " rate decides between success and divergence. So a good rate keeps away from the edge."
    ),
    "trainability_zoom": (
        "A piece of the edge, ten times closer: there is as much detail as before, and islands of"
        " convergence in a sea of divergence. The picture is made anew from 240 000 runs, not"
        " enlarged."
    ),
    "catalogue": (
        "Every two-dimensional surface of `optim-viz list surfaces` with its global minimizers,"
        " on the part of its domain where something happens. Choose what a lecture needs: valleys,"
        " pits, plateaus, kinks."
    ),
}
"""What each figure of the gallery teaches, by its name: one paragraph."""
