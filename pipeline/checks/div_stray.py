"""A line of colons opens and closes nothing.

It is printed as typed.

Do: take it out; or give the opening its name, `::: epigraph`, and an empty line before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import WARNING, Finding

CODE = "div-stray"
LEVEL = WARNING
ALONE = True

_COLONS = re.compile(r"^[ \t]*:{3,}.*$", re.M)


def check(case: Case) -> Iterator[Finding]:
    """Every ::: that pandoc reads as text."""
    for scan in case.scans:
        for one in scan.fences:
            if not one.opens and not one.matched:
                yield Finding(CODE, LEVEL, "::: closes nothing and is printed", one.place, "take it out")
    for scan, found in matches(case, _COLONS):
        hint = "an opening reads ::: name, with an empty line before it"
        at = found.start() + len(found[0]) - len(found[0].lstrip())
        yield Finding(CODE, LEVEL, "this line of colons is printed as typed", scan.place(at), hint)
