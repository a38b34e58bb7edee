"""Studies of runs: one module for each command that runs something."""
