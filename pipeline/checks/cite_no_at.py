"""A key of the bibliography stands in brackets without its @.

It is printed as typed, and the work is not cited.

Do: write `[@smith2000, 12]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, leads_on, matches
from pipeline.model import ERROR, Finding

CODE = "cite-no-at"
LEVEL = ERROR

_BRACKET = re.compile(r"\[((?:[A-Za-z_][\w:.-]*))(?:,[^\[\]\n]*)?\](?![\[({:])")


def check(case: Case) -> Iterator[Finding]:
    """Every bracket that begins with a known key."""
    for scan, found in matches(case, _BRACKET):
        if (
            not leads_on(scan, found.end())
            and case.entries is not None
            and found[1] in case.entries
            and re.search(r"[\d:_-]", found[1])
        ):
            message = f"'{found[1]}' is a work of the bibliography, but lacks its @"
            yield Finding(CODE, LEVEL, message, scan.place(found.start()), f"write [@{found[0][1:]}")
