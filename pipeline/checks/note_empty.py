"""A note has no words.

A number is printed with nothing under it.

Do: write the note, or take out its call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "note-empty"
LEVEL = WARNING
# Comments, and code of other languages than HTML, of which nothing is printed.
_NOTHING = re.compile(r"(?:\s|<!--.*?-->|(`+)[^`]*\1\{=(?!html)[^}]*\})*", re.DOTALL)


def check(case: Case) -> Iterator[Finding]:
    """Every note without words."""
    for scan in case.scans:
        for one in scan.definitions:
            if _NOTHING.fullmatch(scan.source.text[slice(*one.body)]):
                yield Finding(
                    CODE,
                    LEVEL,
                    f"the note [^{one.label}] is empty",
                    one.place,
                    "write it, or take out its call",
                )
        for call in scan.calls:
            if call.label is None and _NOTHING.fullmatch(scan.source.text[call.at + 2 : call.end - 1]):
                yield Finding(
                    CODE, LEVEL, "this inline note is empty", call.place, "write it, or take it out"
                )
