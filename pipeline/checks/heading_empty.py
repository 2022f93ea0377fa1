"""A heading has no words.

It leaves an empty line in the table of contents, and e-book readers reject it.

Do: write the heading, or put `***` for a break between scenes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "heading-empty"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every heading without words."""
    for scan in case.scans:
        for one in scan.headings:
            if not one.text.strip():
                yield Finding(
                    CODE, LEVEL, "a heading without words", one.place, "write it, or put *** for a break"
                )
