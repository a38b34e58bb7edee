"""The words of the live page."""

from __future__ import annotations

from collections.abc import Sequence

PLAY = {
    "play": "Play (space)",
    "pause": "Pause (space)",
    "back": "One step back (←)",
    "forward": "One step on (→)",
    "step": "Step",
    "steps": "step {step} of {steps}",
    "atStep": "step {step}",
    "start": "start ({point})",
    "speed": "Speed",
    "surface": "Surface",
    "stage": "Landscape. Click or drag to move the start of all runs; the arrow keys move it, too."
    " Plus and minus zoom, 0 shows all.",
    "hint": "Click or drag: all start there",
    "hintRelief": "Drag turns it; a click drops the start",
    "curves": "Convergence; at step {step} the {quantity} is: {values}. Click or drag to scrub.",
    "methods": "Optimizers",
    "switch": "Show or hide {method} (key {digit})",
    "choose": "Knobs and arrows of {method}",
    "downhill": "downhill: −∇f",
    "uphill": "uphill: ∇f",
    "momentum": "push: momentum",
    "sum": "their sum: the step",
    "longer": "arrows ×{times}",
    "noise": "noise",
    "seed": "Seed of the noise",
    "zoom": "View",
    "zoomIn": "Zoom in (+)",
    "zoomOut": "Zoom out (−)",
    "whole": "Show all (0)",
    "relief": "From above or from the side (r): drag turns it, a click drops the start",
    "tools": "Take away",
    "copy": "Copy the command that draws this as a figure",
    "copyShort": "Command",
    "link": "Copy a link to this moment",
    "linkShort": "Link",
    "linkCopied": "Link copied",
    "svg": "Save this moment as SVG",
    "png": "Save this moment as PNG",
    "theme": "Light or dark",
    "limit": "Unstable from {formula} = {rate} on",
    "fixed": "{method} cannot run in a page: its path is the one from the given start.",
    "fixedShort": "from the given start only",
    "fixedMoved": "Pale: from the given start, as it cannot run in a page",
    "fixedAll": "This surface cannot run in a page: all paths are those from the given start.",
    "said": "{method}, step {step}: {quantity} {value}",
}
"""What the script of a live page says; words in braces are filled in there."""

PAGE_COLUMNS = ("surface", "optimizer", "in the page")
RUNS_IN_PAGE = "runs"
IS_PRECOMPUTED = "path from the given start"
OPEN_PAGE = "open it in a browser: click or drag, and all run from there"


PAGE_IS_LEFT_OUT = "Live page of optim-viz: it shows once the cell is run, or the notebook trusted."
PAGE_WITHOUT_SCRIPTS = (
    "This live page of optim-viz runs by scripts, which are not allowed here:"
    " open it in a tab of its own."
)
OPEN_FIXED_PAGE = (
    "open it in a browser: what runs there cannot be recorded, so paths stay as they are"
)


def live_page_of(surfaces: Sequence[str], methods: Sequence[str], *, is_fixed: bool) -> str:
    """Describe a live page."""
    page = f"Live page: {', '.join(methods)} on {', '.join(surfaces)}"
    if is_fixed:
        return f"{page}, step by step from the given start."
    return f"{page}, from wherever one clicks; rates and knobs can be changed."
