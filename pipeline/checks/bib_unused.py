"""Entries of the bibliography are not cited.

They are not printed. In a library kept for many books that is as it should be, and only their number is
told.

Do: nothing; to print a work that is not cited, name it in `nocite`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding, Place

CODE = "bib-unused"
LEVEL = INFO

_MOST_NAMED = 10
_LINKS = ("crossref", "xdata", "related")


def check(case: Case) -> Iterator[Finding]:
    """Every entry that is not cited; in a large library, one finding that counts them."""
    if case.entries is None or not case.cited or "*" in case.cited:
        return
    lent = {
        case.entries[key].fields.get(name, "") for key in case.cited & case.entries.keys() for name in _LINKS
    }
    parents = {key for value in lent for key in re.split(r"[\s,]+", value)}
    unused = [key for key in case.entries if key not in case.cited and key not in parents]
    if not unused:
        return
    if len(unused) > _MOST_NAMED:
        place = Place(case.entries[unused[0]].place.file)
        yield Finding(CODE, LEVEL, f"{len(unused)} of {len(case.entries)} entries are not cited", place)
        return
    for key in unused:
        yield Finding(CODE, LEVEL, f"'{key}' is not cited and not printed", case.entries[key].place)
