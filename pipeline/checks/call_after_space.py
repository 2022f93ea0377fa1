"""A space stands before a note call.

The number would hang apart from its word, even at the start of the next line. Octavo takes the space out.

Do: nothing; or take the space out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import INFO, Finding

CODE = "call-after-space"
LEVEL = INFO
ALONE = True

_SPACE = re.compile(r"(?<=[^\s|:\]>])([ \t]+)(\[\^[^\s\]]+\])(?!:)")


def check(case: Case) -> Iterator[Finding]:
    """Every call after a space."""
    for scan, found in matches(case, _SPACE):
        hint = "the space is not printed"
        yield Finding(CODE, LEVEL, f"a space before the call {found[2]}", scan.place(found.start(2)), hint)
