"""A note call stands before a punctuation mark.

In English the number comes after the mark: `word,[^1]`. Octavo moves it there.

Do: nothing; or move the call after the mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import INFO, Finding

CODE = "call-before-punctuation"
LEVEL = INFO
ALONE = True

_BEFORE = re.compile(r"(?<=\w)(\[\^[^\s\]]+\])([.,;:!?]+)(?!:)")


def check(case: Case) -> Iterator[Finding]:
    """Every call right before a mark."""
    for scan, found in matches(case, _BEFORE):
        message = f"the call {found[1]} stands before “{found[2]}”"
        yield Finding(
            CODE, LEVEL, message, scan.place(found.start(1)), f"it is printed as {found[2]}{found[1]}"
        )
