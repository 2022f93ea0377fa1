"""Two note calls stand side by side.

Their numbers would read as one: 1 and 2 as 12. Octavo prints a comma between them.

Do: nothing; or join the two notes, which reads better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import INFO, Finding

CODE = "calls-adjacent"
LEVEL = INFO

_ADJACENT = re.compile(r"(\[\^[^\s\]]+\])[ \t]*(\[\^[^\s\]]+\])(?!:)")


def check(case: Case) -> Iterator[Finding]:
    """Every call right after another, or right before or after a citation that becomes a note of its own."""
    for scan, found in matches(case, _ADJACENT):
        message = f"the calls {found[1]} and {found[2]} stand side by side"
        yield Finding(CODE, LEVEL, message, scan.place(found.start(2)), "one note with both reads better")
    for scan, found in matches(case, _CITED):
        message = f"the call {found[1]} stands beside a citation, which is a note too"
        yield Finding(CODE, LEVEL, message, scan.place(found.start(1)), "put the citation into the note")


_CITED = re.compile(r"\[[^\[\]\n]*@[^\[\]\n]*\][.,;:]?[ \t]*(\[\^[^\s\]]+\])(?!:)")
