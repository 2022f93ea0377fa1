"""An undated web page has no access date.

Without either date nobody can tell which state of the page was read; most styles ask for it.

Do: add `urldate = {2024-05-31}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, WARNING, Finding

CODE = "bib-access-date"
LEVEL = WARNING

_ACCESSED = re.compile(r"(?i)\b(?:accessed|retrieved|last (?:visited|checked)|consulted)\b")


def check(case: Case) -> Iterator[Finding]:
    """Every page without date and urldate, and every access date typed into the note."""
    for entry in case.works:
        fields = entry.fields
        if any(_ACCESSED.search(fields.get(name, "")) for name in ("note", "howpublished", "annote")):
            place = entry.field_places.get("note", entry.place)
            message = f"the access date of '{entry.key}' is typed into a note"
            yield Finding(CODE, LEVEL, message, place, "write urldate = {2024-05-31}")
        elif fields.get("url", "").strip() and not any(
            fields.get(name, "").strip() for name in ("urldate", "date", "year", "pubstate")
        ):
            place = entry.field_places.get("url", entry.place)
            message = f"'{entry.key}' has neither a date nor an access date"
            yield Finding(CODE, INFO, message, place, "add urldate = {2024-05-31}")
