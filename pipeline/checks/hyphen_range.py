"""A hyphen stands where a dash belongs.

Between years and pages print has an en dash: 1914–1918.

Do: type `--` or –; `octavo check --fix` does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, matches
from pipeline.model import WARNING, Finding

CODE = "hyphen-range"
LEVEL = WARNING
ALONE = True

_RANGE = re.compile(
    r"(?<![\w–.,/:#@-])((?:1\d|20)\d\d)-((?:1\d|20)?\d\d)(?![\w–/@]|-\w|\.\d)"
    r"|(?<=\bpp\. )(\d+)-(\d+)(?![\w–/-])|(?<=\bpages )(\d+)-(\d+)(?![\w–/-])"
)


def check(case: Case) -> Iterator[Finding]:
    """Every range of years or pages with a hyphen."""
    for scan, found in matches(case, _RANGE):
        if _rises(found):
            dash = found[0].replace("-", "–")
            yield Finding(
                CODE, LEVEL, f"a hyphen in {found[0]}", scan.place(found.start()), f"write {dash} (or --)"
            )


def mend(text: str, source: str) -> Iterator[tuple[int, int, str]]:
    """The hyphen of each range as an en dash; `text` is the source with what is not text blanked."""
    for found in _RANGE.finditer(text):
        if _rises(found) and source[found.start() : found.end()] == found[0]:
            at = found.start() + found[0].index("-")
            yield at, at + 1, "–"


def _rises(found: re.Match[str]) -> bool:
    first, second = (part for part in found.groups() if part is not None)
    whole = first[: len(first) - len(second)] + second if len(second) < len(first) else second
    return int(whole) > int(first)
