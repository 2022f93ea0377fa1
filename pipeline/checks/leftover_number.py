"""A number in square brackets was left over from an older numbering.

`[12]` is no note: it is printed as typed. In a note, after a comma, it is taken for a page without a number.

Do: make it a call, `[^12]`, with its note; or write `\\[12]` if it is meant so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, leads_on, matches
from pipeline.model import WARNING, Finding
from pipeline.scan import Scan

CODE = "leftover-number"
LEVEL = WARNING
ALONE = True

_NUMBER = re.compile(
    r"(?<![\w\]!\\])\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\](?![\[(:{\w])|(?<=[a-z.,;:!?”’)])\[\d{1,3}\](?![\[(:{\w])"
)


def check(case: Case) -> Iterator[Finding]:
    """Every [12] that is neither a link nor a note."""
    for scan, found in matches(case, _NUMBER):
        if leads_on(scan, found.end()) or _is_locator(scan, found.start()):
            continue
        hint = "a note's call has a caret: [^12]"
        yield Finding(CODE, LEVEL, f"{found[0]} is printed as typed", scan.place(found.start()), hint)


def _is_locator(scan: Scan, start: int) -> bool:
    """Whether it is cited in a note as the page of an unpaged work: `no. 355, [2–3]`."""
    inside = any(one.body[0] <= start < one.body[1] for one in scan.definitions)
    return inside and scan.text[max(0, start - 9) : start].rstrip().endswith(",")
