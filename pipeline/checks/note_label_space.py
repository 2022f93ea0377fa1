"""A note's label has a space in it.

Pandoc then sees no note: the call is printed as typed.

Do: join the words: `[^lyon-letter]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import ERROR, Finding

CODE = "note-label-space"
LEVEL = ERROR

_SPACED = re.compile(r"\[\^(?:[^\]\n\[^]*[ \t][^\]\n\[^]*)\]")


def check(case: Case) -> Iterator[Finding]:
    """Every `[^label]` with a space inside."""
    for scan, found in matches(case, _SPACED):
        hint = "join its words: [^" + "-".join(found[0][2:-1].split()) + "]"
        yield Finding(
            CODE, LEVEL, f"{found[0]} is no note: a label has no spaces", scan.place(found.start()), hint
        )
