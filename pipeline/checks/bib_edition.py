"""An edition is typed as a word.

Styles count editions by number: 2 is printed as "2nd ed." in English and "2. Aufl." in German. A first
edition is not stated.

Do: write the number alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding

CODE = "bib-edition"
LEVEL = INFO

_WORDS = re.compile(
    r"(?i)\s*(?:first|second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th)|\d+\.?\s*(?:ed|edn|aufl)\b.*)(?:\s+(?:ed(?:ition|n)?\.?))?\s*"
)


def check(case: Case) -> Iterator[Finding]:
    """Every edition that is a word, or the first."""
    for entry in case.works:
        typed = entry.fields.get("edition", "").strip()
        place = entry.field_places.get("edition", entry.place)
        if typed == "1" or typed.lower().startswith(("first", "1st")):
            yield Finding(CODE, LEVEL, f"'{entry.key}' states its first edition", place, "take the field out")
        elif _WORDS.fullmatch(typed):
            yield Finding(
                CODE,
                LEVEL,
                f"the edition of '{entry.key}' is typed as “{typed}”",
                place,
                "write the number alone",
            )
