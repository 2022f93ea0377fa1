"""A division is opened and never closed.

Everything to the end of the file is set as part of it.

Do: put a line `:::` where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "div-unclosed"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every ::: opening without a closing."""
    for scan in case.scans:
        for one in scan.fences:
            if one.opens and not one.matched:
                message = f"the division {one.attributes} is never closed"
                yield Finding(CODE, LEVEL, message, one.place, "put a line ::: where it ends")
