"""A URL has the wrong form.

It can't be followed from the e-book or the PDF.

Do: write the whole address, with https:// and without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "bib-url"
LEVEL = WARNING

_FORM = re.compile(r"(?:https?|ftp)://[^\s/]+\.[^\s]+|(?:https?|ftp)://localhost\S*")


def check(case: Case) -> Iterator[Finding]:
    """Every url field that is no address."""
    for entry in case.works:
        typed = re.sub(r"^\\url\{(.*)\}$", r"\1", entry.fields.get("url", "").strip())
        if typed and not _FORM.fullmatch(typed):
            place = entry.field_places.get("url", entry.place)
            shown = typed if len(typed) < 60 else typed[:57] + "…"
            hint = "remove the spaces" if " " in typed else "write it whole: https://…"
            yield Finding(CODE, LEVEL, f"the URL of '{entry.key}' has the wrong form: {shown}", place, hint)
