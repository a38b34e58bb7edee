"""``python -m optim_viz`` is the command ``optim-viz``."""

from optim_viz.cli import main

if __name__ == "__main__":
    main()
