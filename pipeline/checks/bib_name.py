"""A name is typed in a way that will be misread.

"et al." becomes a person, names joined by ; or & become one.

Do: join names with "and"; end the list with "and others".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, WARNING, Finding, Level

CODE = "bib-name"
LEVEL = WARNING

_ROLES = ("author", "editor", "translator", "bookauthor", "recipient", "interviewer", "holder")


def check(case: Case) -> Iterator[Finding]:
    """Every name with et al., ; or &, in capitals throughout, or of one word."""
    for entry in case.works:
        for role in _ROLES:
            typed = entry.fields.get(role, "")
            for name in _names(typed):
                for level, message, hint in _faults(name):
                    place = entry.field_places.get(role, entry.place)
                    yield Finding(CODE, level, f"{role} of '{entry.key}': {message}", place, hint)


def _names(typed: str) -> list[str]:
    parts = re.split(
        r"\s+and\s+", re.sub(r"\{[^{}]*\}", lambda found: found[0].replace(" ", "\0"), typed.strip())
    )
    return [part.replace("\0", " ") for part in parts if part]


def _faults(name: str) -> Iterator[tuple[Level, str, str | None]]:
    if re.search(r"\bet\.? al\b", name):
        yield WARNING, "“et al.” is read as a person", "write: and others"
    if name.startswith("{"):
        return
    if ";" in name or re.search(r"\s(?:\\)?&\s", name):
        yield WARNING, f"“{name}” is read as one name", "join names with: and"
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) > 5 and all(letter.isupper() for letter in letters):
        yield WARNING, f"“{name}” is printed in capitals", f"write {name.title()}"
    if re.fullmatch(r"[^\W\d_]{2,}", name) and name != "others":
        yield INFO, f"“{name}” is one word", f"if it is whole, write {{{name}}}"
