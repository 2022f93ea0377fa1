"""A word that begins with @ is read as a citation.

So is a name on the web, `@handle`: the edition would show it as a missing work.

Do: write `\\@handle`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case, is_handle
from pipeline.model import ERROR, Finding

CODE = "cite-handle"
LEVEL = ERROR


def check(case: Case) -> Iterator[Finding]:
    """Every @word in running text that is like no key of the bibliography."""
    for scan in case.scans:
        for one in scan.citations:
            if one.key != "*" and not one.key.startswith("note:") and is_handle(case, scan, one):
                hint = f"if it is no citation, write \\@{one.key}"
                yield Finding(
                    CODE,
                    LEVEL,
                    f"@{one.key} is read as a citation, and there is no such work",
                    one.place,
                    hint,
                )
