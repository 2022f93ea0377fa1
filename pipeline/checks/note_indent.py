"""A note's second paragraph may be indented too little.

A paragraph belongs to the note above it only when it is indented by four spaces; with one to three it is
printed in the text.

Do: indent it by four spaces, or not at all if it is not part of the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "note-indent"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every paragraph below a note that is indented by one to three spaces."""
    for scan in case.scans:
        for one in scan.definitions:
            after = re.compile(r"[ \t]*\n(?:[ \t]*\n)+( {1,3})(?=\S)").match(scan.source.text, one.body[1])
            if after and not re.match(r"\[\^[^\s\]]+\]:", scan.source.text[after.end() :][:80]):
                message = f"this paragraph is not part of the note [^{one.label}] above it"
                hint = "indent it by four spaces if it belongs to the note"
                yield Finding(CODE, LEVEL, message, scan.place(after.end(1)), hint)
