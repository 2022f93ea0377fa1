"""A citation has no key.

`[@]` cites nothing and is printed as typed.

Do: write the key right after the @: `[@smith2000, 12]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import ERROR, Finding

CODE = "cite-empty"
LEVEL = ERROR

_EMPTY = re.compile(r"\[(?:[^\[\]\n@]*\s)?-?@(?=[\],;\s])[^\[\]\n]*\]?")


def check(case: Case) -> Iterator[Finding]:
    """Every @ in brackets that no key follows."""
    for scan, found in matches(case, _EMPTY):
        words = found[0] if len(found[0]) < 40 else found[0][:37] + "…"
        hint = "the key follows the @ without a space: [@smith2000, 12]"
        yield Finding(CODE, LEVEL, f"{words} cites nothing", scan.place(found.start()), hint)
