"""An ISBN, ISSN or DOI of the book is not a valid one.

The copyright page would say it, and shops would look for a book that isn't there. The last digit
of an ISBN or ISSN doesn't fit the others when a digit was mistyped; a DOI begins with 10.

Do: compare it with the publisher's letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline import frontmatter
from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "metadata-number"
LEVEL = WARNING


def check(case: Case) -> Iterator[Finding]:
    """Every number of the book whose check digit is wrong (ISO 2108, ISO 3297), every DOI that is none."""
    values = case.header.values
    meta = {key: frontmatter.as_meta(values[key]) for key in ("isbn", "identifier") if values.get(key)}
    for isbn in frontmatter.isbns(meta):
        if not frontmatter.is_isbn(isbn.number):
            key = ("isbn", isbn.label) if "isbn" in values else ("identifier",)
            yield _finding(case, f"the ISBN {isbn.number} is not valid", *key)
    issn = values.get("issn")
    if isinstance(issn, str) and issn and not _is_issn(issn):
        yield _finding(case, f"the ISSN {issn} is not valid", "issn")
    doi = values.get("doi")
    if isinstance(doi, str) and doi and not frontmatter.dois({"doi": frontmatter.as_meta(doi)}):
        yield _finding(case, f"{doi} is no DOI", "doi")


def _finding(case: Case, message: str, *path: str) -> Finding:
    hint = "compare it with the publisher's letter" if "DOI" not in message else "a DOI reads 10.1234/words"
    return Finding(CODE, LEVEL, message, case.header.place(*path), hint)


def _is_issn(typed: Any) -> bool:
    digits = re.sub(r"(?i)issn|[\s\u2010-\u2013-]", "", typed).upper()
    if not re.fullmatch(r"\d{7}[\dX]", digits):
        return False
    values = (10 if digit == "X" else int(digit) for digit in digits)
    return sum(value * (8 - at) for at, value in enumerate(values)) % 11 == 0
