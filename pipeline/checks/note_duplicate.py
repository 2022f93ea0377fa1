"""Two notes have the same label.

Only the last of them is printed, at every call; the words of the others are lost.

Do: give each note a label of its own; a label may be a word: `[^lyon-letter]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import ERROR, Finding

CODE = "note-duplicate"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every note whose label an earlier note of the file has."""
    for scan in case.scans:
        first: dict[str, int | None] = {}
        for one in scan.definitions:
            if one.label in first:
                hint = f"the first is in line {first[one.label]}; give each a label of its own"
                message = f"a second note has the label [^{one.label}]: the words of the first are lost"
                yield Finding(CODE, LEVEL, message, one.place, hint)
            first.setdefault(one.label, one.place.line)
