"""A note is called from within a note.

A call inside `[^1]: …` is printed as typed; an inline note inside a note is lost from the Word file and the
e-book.

Do: put the words of the inner note into the outer one.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import ERROR, Finding

CODE = "note-in-note"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every call that stands in a note."""
    for scan in case.scans:
        for call in scan.calls:
            if call.inside is None:
                continue
            what = "an inline note" if call.label is None else f"the call [^{call.label}]"
            end = "is lost" if call.label is None else "is printed as typed"
            hint = "put the words of the inner note into the outer one"
            yield Finding(CODE, LEVEL, f"{what} inside a note {end}", call.place, hint)
