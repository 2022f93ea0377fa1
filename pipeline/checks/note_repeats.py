"""A note says word for word what another note says.

It may have been pasted twice, while the note that belongs here was forgotten.

Do: look whether it is meant; a short form or "see note 3" reads better.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding

CODE = "note-repeats"
LEVEL = INFO

_FEWEST_WORDS = 8


def check(case: Case) -> Iterator[Finding]:
    """Every note of some length with the words of an earlier one."""
    for scan in case.scans:
        seen: dict[str, int | None] = {}
        for one in scan.definitions:
            words = " ".join(scan.source.text[slice(*one.body)].split())
            if len(words.split()) < _FEWEST_WORDS:
                continue
            if words in seen:
                message = f"the note [^{one.label}] repeats another word for word"
                yield Finding(CODE, LEVEL, message, one.place, f"the other is in line {seen[words]}")
            seen.setdefault(words, one.place.line)
