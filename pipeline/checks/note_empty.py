"""A note has no words.

A number is printed with nothing under it.

Do: write the note, or take out its call.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "note-empty"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every note without words."""
    for scan in case.scans:
        for one in scan.definitions:
            if not scan.source.text[slice(*one.body)].strip():
                yield Finding(
                    CODE,
                    LEVEL,
                    f"the note [^{one.label}] is empty",
                    one.place,
                    "write it, or take out its call",
                )
        for call in scan.calls:
            if call.label is None and not scan.source.text[call.at + 2 : call.end - 1].strip():
                yield Finding(
                    CODE, LEVEL, "this inline note is empty", call.place, "write it, or take it out"
                )
