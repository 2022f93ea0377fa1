"""The guide names every code that Octavo can tell, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from pipeline.checks import codes

ROOT = Path(__file__).resolve().parents[2]
# Codes that are put together of other words, or chosen of two, before they are told.
CHOSEN = {"bib-crossref-missing", "bib-comma-extra", "bib-comma-missing"}
TELLERS = ("Finding", "say", "fault", "_fault", "Problem")


def told() -> set[str]:
    """The codes that stand first in a call that makes a finding."""
    found = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in TELLERS and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", str(node.args[0].value)):
                found.add(str(node.args[0].value))
    return found


def test_every_code_is_in_the_guide() -> None:
    page = (ROOT / "docs" / "guide" / "messages.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", page))
    assert len(told()) > 100
    assert told() - set(codes()) - named == set()
    assert named - told() == CHOSEN - told()
    assert named >= CHOSEN
