"""Record how many steps SciPy's BFGS takes on quadratics, for a test that needs no SciPy.

Run from the root of the repository, in an environment that has it::

    pip install scipy numpy
    PYTHONPATH=. python tests/references/generate_bfgs.py

Writes ``bfgs.json`` beside this file: for each kind of quadratic, start and target, the steps.
"""

import json
import warnings
from pathlib import Path

import scipy.optimize
from quadratics import KINDS, quadratic, steps_to_targets


def steps(matrix, start):
    """Return the step at which each target is reached first."""
    values = [start @ matrix @ start / 2]
    scipy.optimize.minimize(
        lambda x: x @ matrix @ x / 2,
        start,
        jac=lambda x: matrix @ x,
        method="BFGS",
        options={"gtol": 1e-300, "maxiter": 1000},
        callback=lambda x: values.append(x @ matrix @ x / 2),
    )
    return steps_to_targets(values).tolist()


def main():
    warnings.simplefilter("ignore")  # it ends where no digit is left
    table = []
    for kind in KINDS:
        matrix, starts = quadratic(*kind)
        table.append([steps(matrix, start) for start in starts.T])
    file = Path(__file__).with_name("bfgs.json")
    file.write_text(json.dumps({"scipy": scipy.__version__, "steps": table}) + "\n")
    print(f"{len(table)} kinds, {file.stat().st_size / 1e3:.1f} kB, SciPy {scipy.__version__}")


if __name__ == "__main__":
    main()
