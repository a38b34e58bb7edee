"""What the files beside the README say of the program is so."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import optim_viz
import surfaces
from optim_viz import bench, plots, recipes
from optim_viz.recipes.compare import CompareRecipe
from optim_viz.runs.results import Run
from optim_viz.version import __version__

ROOT = Path(__file__).parent.parent
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def citation() -> dict[str, str | list[str]]:
    """Return the citation, of which each line is a key with a text, or an item of a list."""
    found: dict[str, str | list[str]] = {}
    key = ""
    for line in (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines():
        assert "\t" not in line
        if item := re.fullmatch(r'  - (?:name: )?"?([^":]+)"?', line):
            items = found[key]
            assert isinstance(items, list)
            items.append(item[1])
            continue
        pair = re.fullmatch(r'([a-z-]+):(?: ("[^"]*"|[^":#]+))?', line)
        assert pair is not None, f"this line is none of YAML that is so simple: {line}"
        key = pair[1]
        assert key not in found
        found[key] = pair[2].strip('"') if pair[2] else []
    return found


def test_the_citation_agrees_with_the_project() -> None:
    cited = citation()
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "abstract", "keywords"} <= set(cited)
    assert cited["version"] == __version__ == optim_viz.__version__
    assert cited["title"] == PROJECT["name"]
    assert cited["license"] == PROJECT["license"]
    assert cited["authors"] == ["optim-viz developers"]
    assert len(cited["keywords"]) >= 5


def test_the_changelog_has_the_version_and_what_comes_after_it() -> None:
    versions = re.findall(r"^## \[(.*?)\]", CHANGELOG, re.MULTILINE)
    assert versions[:2] == ["Unreleased", __version__]
    kinds = re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_new_names_in_the_changelog_exist_and_the_old_ones_do_not() -> None:
    assert "evaluations" in inspect.get_annotations(Run)
    assert not hasattr(Run, "calls")
    assert callable(plots.theme)
    assert not hasattr(plots, "look")
    assert (ROOT / "optim_viz" / "plots" / "bench.py").exists()
    assert not (ROOT / "optim_viz" / "plots" / "benchmarks.py").exists()
    parameters = inspect.signature(bench.benchmark).parameters
    assert "store" in parameters
    assert "shelf" not in parameters
    assert "rosenbrock" in surfaces.catalogue()
    assert not callable(surfaces.families)
    assert recipes.Recipe.read(CompareRecipe().text()) == CompareRecipe()


def test_readme_counts_the_families_and_those_of_which_a_part_is_charted() -> None:
    families = [surfaces.get(name) for name in surfaces.catalogue()]
    told = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    parts = sum(surface.more_outside for surface in families)
    unproven = sum(not surface.minima_complete for surface in families)
    assert f"{len(families)} families with hand-written gradients" in told
    assert (parts, unproven) == (12, 3)
    assert "smaller box in twelve families whose domain has hundreds" in told
    assert "of three with creases" in told
