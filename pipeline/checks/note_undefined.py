"""A note is called that is written nowhere.

Pandoc prints such a call as it is typed, brackets and all, and the note is missing from the book.

Do: write the note, `[^label]: Words.`, in the same file, or correct the label.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case, begins_wordless, nearest, notes
from pipeline.model import ERROR, Finding
from pipeline.scan import Scan

CODE = "note-undefined"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every call whose label no note of its file bears."""
    for scan, borrowed in zip(case.scans, case.borrowed, strict=True):
        known = notes(scan)
        for call in scan.calls:
            if call.label is None or call.inside not in (None, "^"):
                continue
            if call.label in known or call.label in borrowed:
                continue
            if scan.text.startswith(":", call.end) and scan.text.endswith("\n", 0, call.at):
                continue  # told as note-blank-line
            if begins_wordless(scan, call.at):
                continue  # told as note-colon
            message = f"there is no note [^{call.label}]: the call is printed as typed"
            yield Finding(CODE, LEVEL, message, call.place, _hint(case, scan, call.label, list(known)))


def _hint(case: Case, scan: Scan, label: str, known: list[str]) -> str:
    if near := nearest(label, known):
        return f"did you mean [^{near}]?"
    spare = [one for one in known if one not in _called(scan)]
    if len(spare) == 1 and len(_called(scan).difference(known, (None,))) == 1:
        return f"the note [^{spare[0]}] of this file is never called: is it this one?"
    other = next(
        (one.source.name for one in case.scans if label in notes(one) and label not in _called(one)), None
    )
    if other:
        return f"{other} has a note with this label; a note stands in the file of its call"
    return f"write the note below its paragraph: [^{label}]: …"


def _called(scan: Scan) -> set[str | None]:
    return {call.label for call in scan.calls}
