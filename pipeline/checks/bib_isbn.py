"""An ISBN is not a valid number.

Its last digit doesn't fit the others: a digit was mistyped, or two were swapped.

Do: compare it with the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "bib-isbn"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every isbn field in which no number is valid (ISO 2108)."""
    for entry in case.works:
        typed = entry.fields.get("isbn", "").strip()
        if typed and not any(
            _valid(part) for part in re.split(r"[;,/]|\s{2,}|(?<=[\dX)])\s+(?=97[89]|\()", typed)
        ):
            place = entry.field_places.get("isbn", entry.place)
            yield Finding(
                CODE,
                LEVEL,
                f"the ISBN of '{entry.key}' is not valid: {typed}",
                place,
                "compare it with the book",
            )


def _valid(typed: str) -> bool:
    digits = re.sub(r"\([^)]*\)|[\s–‐-]|(?i:isbn)[-:1-3 ]*", "", typed).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 - n) * (10 if one == "X" else int(one)) for n, one in enumerate(digits)) % 11 == 0
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum((1, 3)[n % 2] * int(one) for n, one in enumerate(digits)) % 10 == 0
    return False
