""" "Ibid." is typed by hand.

Typed, it goes on pointing at the note before it when a note is moved or added between them; and in an
e-book, where a note opens alone, it says nothing.

Do: cite the work again, `[@key, 12]`: Octavo prints the short form, or ibid. where the style wants it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import INFO, Finding

CODE = "note-ibid"
LEVEL = INFO

_IBID = re.compile(r"(?<![\w.])(?:[Ii]bid(?:em)?\b\.?|[Oo]p\. ?cit\.|[Ll]oc\. ?cit\.)")


def check(case: Case) -> Iterator[Finding]:
    """Every ibid., op. cit. and loc. cit. in the notes of a book that has citations."""
    if not case.cited:
        return
    for scan, found in matches(case, _IBID):
        if any(one.body[0] <= found.start() < one.body[1] for one in scan.definitions) or any(
            one.label is None and one.at < found.start() < one.end for one in scan.calls
        ):
            hint = "cite the work again: [@key, 12]; Octavo makes the short form"
            yield Finding(CODE, LEVEL, f"{found[0]} is typed by hand", scan.place(found.start()), hint)
