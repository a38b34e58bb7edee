"""What can be asked of runs: one module for each command that runs something."""
