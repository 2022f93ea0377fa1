"""A reminder to yourself was left in the text.

It would be printed.

Do: settle it, or put it into a comment: `<!-- TODO … -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import WARNING, Finding

CODE = "leftover-todo"
LEVEL = WARNING
ALONE = True

_TODO = re.compile(
    r"\b(?:TODO|FIXME|TKTK|TK)\b|\bXXX:|\?{3,}|(?i:\[(?:cite|citation needed|source\??|ref|check)\])"
)


def check(case: Case) -> Iterator[Finding]:
    """Every TODO, FIXME, TK, XXX:, ??? and [citation needed] that would be printed."""
    for scan, found in matches(case, _TODO):
        hint = "a comment is not printed: <!-- … -->"
        yield Finding(CODE, LEVEL, f"“{found[0]}” was left in the text", scan.place(found.start()), hint)
