"""A note is called more than once.

The note is printed once; the later calls carry its number again. Some readers take a repeated number for a
slip.

Do: nothing, if it is meant; else write a second note, "See note 3" or the source once more.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding

CODE = "note-reused"
LEVEL = INFO


def check(case: Case) -> Iterator[Finding]:
    """Every call of a note after its first."""
    for scan in case.scans:
        seen: dict[str, int | None] = {}
        for call in scan.calls:
            if call.label is None or not call.printed:
                continue
            if call.label in seen:
                message = f"the note [^{call.label}] is called again: the same number is printed twice"
                yield Finding(
                    CODE, LEVEL, message, call.place, f"it was first called in line {seen[call.label]}"
                )
            seen.setdefault(call.label, call.place.line)
