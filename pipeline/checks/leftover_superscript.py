"""A raised number was typed where a note call may be meant.

It looks like a note but leads to none.

Do: make it a call, `[^12]`, with its note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import WARNING, Finding

CODE = "leftover-superscript"
LEVEL = WARNING
ALONE = True

_RAISED = re.compile(r"[¹²³⁰⁴-⁹]+|\^\d{1,3}\^")
_UNITS = frozenset("m km cm mm ft in mi yd".split())


def check(case: Case) -> Iterator[Finding]:
    """Every raised number after a word or a mark; units of area and volume and fractions left out."""
    for scan, found in matches(case, _RAISED):
        if _like_a_note(scan.text, found):
            message = f"the raised number {found[0]} leads to no note"
            yield Finding(CODE, LEVEL, message, scan.place(found.start()), "a note's call reads [^12]")


def _like_a_note(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 20) : found.start()]
    if text[found.end() : found.end() + 1] == "⁄" or not before:
        return False
    word = re.search(r"[^\W\d_]+$", before)
    return word[0] not in _UNITS if word else before[-1] in ".,;:!?”’)"
