"""``python -m optim_viz`` is the command ``optim-viz``."""

from optim_viz.cli import main

main()
