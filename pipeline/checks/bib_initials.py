"""Initials in a title are not protected.

Other programs set `U.S.` in small letters, u.s., unless braces hold it. Octavo keeps it, but a .bib is
shared.

Do: write `{U.S.}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding

CODE = "bib-initials"
LEVEL = INFO

_INITIALS = re.compile(r"(?<![{\w.])(?:[A-Z]\.){2,}")


def check(case: Case) -> Iterator[Finding]:
    """Every title with initials outside braces."""
    for entry in case.works:
        title = entry.fields.get("title", "")
        outside = re.sub(r"\{[^{}]*\}", "", title)
        if found := _INITIALS.search(outside):
            place = entry.field_places.get("title", entry.place)
            message = f"{found[0]} in the title of '{entry.key}' is not in braces"
            yield Finding(CODE, LEVEL, message, place, f"write {{{found[0]}}}")
