"""A heading skips a level.

A `###` below a `#` leaves a gap in the table of contents, and readers who listen to the book lose their
way.

Do: use the next level, `##`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding
from pipeline.scan import Scan

CODE = "heading-skipped"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every heading more than one level below the heading before it."""
    for scan in case.scans:
        before = 0
        for one in scan.headings:
            if before and one.level > before + 1:
                message = f"from level {before} to level {one.level}: a level is skipped"
                yield Finding(
                    CODE,
                    LEVEL,
                    message,
                    scan.place(_line(scan, one.at)),
                    f"write {'#' * (before + 1)} {one.text}",
                )
            before = one.level


def _line(scan: Scan, at: int) -> int:
    return scan.text.rfind("\n", 0, at) + 1
