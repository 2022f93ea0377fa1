"""A title ends in a full stop.

The style puts its own: two are printed.

Do: take it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding

CODE = "bib-title-point"
LEVEL = INFO


def check(case: Case) -> Iterator[Finding]:
    """Every title that ends in one full stop, abbreviations left out."""
    for entry in case.works:
        title = entry.fields.get("title", "").rstrip(" }")
        if re.search(r"[^\W\d_]{4,}\.$", title) and not title.endswith("..."):
            place = entry.field_places.get("title", entry.place)
            yield Finding(
                CODE, LEVEL, f"the title of '{entry.key}' ends in a full stop", place, "take it out"
            )
