"""A title is typed in capitals.

It is printed so; no style can tell which letters should stay capitals.

Do: type it as the book's own language does.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "bib-title-caps"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every title of some length in capitals throughout."""
    for entry in case.works:
        for name in ("title", "booktitle", "subtitle", "journaltitle", "journal"):
            words = entry.fields.get(name, "")
            letters = [letter for letter in words if letter.isalpha() and letter.lower() != letter.upper()]
            if len(letters) > 10 and " " in words.strip() and all(letter.isupper() for letter in letters):
                place = entry.field_places.get(name, entry.place)
                yield Finding(
                    CODE,
                    LEVEL,
                    f"the {name} of '{entry.key}' is in capitals",
                    place,
                    "type it in small letters",
                )
