"""A paragraph that begins with a year is read as a list.

"1914. War began" becomes item 1914 of a numbered list.

Do: write `1914\\.`, so that the point ends no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import WARNING, Finding

CODE = "year-list"
LEVEL = WARNING
ALONE = True

_YEAR = re.compile(r"^[ >]{0,6}(\d{3,4})[.)](?=[ \t]+\S)", re.M)


def check(case: Case) -> Iterator[Finding]:
    """Every paragraph that begins with a number of three or four digits and a point."""
    for scan, found in matches(case, _YEAR):
        before = scan.text[: found.start()].rstrip(" \t>")
        if before and not before.endswith("\n\n") and not before.endswith("\n>\n"):
            continue
        hint = f"write {found[1]}\\. if it is no list"
        message = f"“{found[1]}.” at the start of a paragraph becomes a numbered list"
        yield Finding(CODE, LEVEL, message, scan.place(found.start(1)), hint)
