"""A number in square brackets was left over from an older numbering.

`[12]` is no note: it is printed as typed.

Do: make it a call, `[^12]`, with its note; or write `\\[12]` if it is meant so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, leads_on, matches
from pipeline.model import WARNING, Finding

CODE = "leftover-number"
LEVEL = WARNING

_NUMBER = re.compile(
    r"(?<![\w\]!\\])\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\](?![\[(:{\w])|(?<=[a-z.,;:!?”’)])\[\d{1,3}\](?![\[(:{\w])"
)


def check(case: Case) -> Iterator[Finding]:
    """Every [12] that is neither a link nor a note."""
    for scan, found in matches(case, _NUMBER):
        if leads_on(scan, found.end()):
            continue
        hint = "a note's call has a caret: [^12]"
        yield Finding(CODE, LEVEL, f"{found[0]} is printed as typed", scan.place(found.start()), hint)
