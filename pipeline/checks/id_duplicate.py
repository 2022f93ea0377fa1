"""Two places of the book have the same id.

A link to it leads to the first of them only.

Do: give each its own: `{#intro-2}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding, Place

CODE = "id-duplicate"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every typed id that an earlier place of the book has."""
    first: dict[str, Place] = {}
    for scan in case.scans:
        for one in scan.identifiers:
            if one.id in first:
                message = f"the id #{one.id} is given a second time"
                yield Finding(CODE, LEVEL, message, one.place, f"the first is at {first[one.id]}")
            first.setdefault(one.id, one.place)
