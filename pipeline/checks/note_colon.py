"""A note seems to lack the colon after its label.

`[^1] Words` at the start of a line is a call followed by words: the note is printed as a paragraph of the
text.

Do: write `[^1]: Words`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case, begins_wordless, notes
from pipeline.model import ERROR, Finding

CODE = "note-colon"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every undefined label that begins a line."""
    for scan in case.scans:
        known = notes(scan)
        for call in scan.calls:
            if (
                call.label
                and call.label not in known
                and call.inside is None
                and begins_wordless(scan, call.at)
            ):
                message = f"[^{call.label}] begins a line without a colon: its words are printed in the text"
                yield Finding(
                    CODE, LEVEL, message, call.place, f"if this is the note, write [^{call.label}]: …"
                )
