"""Print a command of the README: the fenced block that follows ``<!-- NAME -->``."""

import re
import sys
from pathlib import Path

readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
block = re.search(rf"<!-- {sys.argv[1]} -->\s*```\w*\n(.*?)```", readme, re.DOTALL)
if block is None:
    sys.exit(f"README.md has no block marked {sys.argv[1]}")
sys.stdout.write(block[1])
