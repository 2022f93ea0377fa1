"""A page range looks wrong.

It runs backwards, or "pp." is typed where the style puts its own.

Do: write 12--15; `octavo check --fix` puts the dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "bib-pages"
LEVEL = WARNING

_PREFIX = re.compile(r"(?i)^\s*p{1,2}\.?\s*(?=\d)")
_RANGE = re.compile(r"(?<![\w.:/-])(\d+)\s*[-–—]+\s*(\d+)(?![\w:/-])")
_HYPHEN = re.compile(r"(?<=\d)\s?(?:-|–|—)\s?(?=\d)")


def check(case: Case) -> Iterator[Finding]:
    """Every range that falls, and every pages field with "pp."."""
    for entry in case.works:
        pages = entry.fields.get("pages", "")
        place = entry.field_places.get("pages", entry.place)
        if found := _PREFIX.match(pages):
            message = f"pages of '{entry.key}': “{found[0].strip()}” is printed by the style itself"
            yield Finding(CODE, LEVEL, message, place, f"write {pages[found.end() :]}")
        for found in _RANGE.finditer(pages):
            first, second = found[1], found[2]
            whole = first[: len(first) - len(second)] + second if len(second) < len(first) else second
            if int(whole) < int(first):
                yield Finding(CODE, LEVEL, f"pages of '{entry.key}': {found[0]} runs backwards", place)


def mend_field(name: str, value: str) -> str:
    """The pages with -- between two numbers."""
    if name != "pages" or "--" in value or not _RANGE.search(value):
        return value
    return _HYPHEN.sub("--", value)
