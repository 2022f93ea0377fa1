"""An invisible character is in the text.

Pasted from the web or a PDF, it breaks words at odd places, stops a search, or shows as a box.
A word with several soft hyphens is taken for hyphenated by you, and let be.

Do: delete it; `octavo check --fix` does it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, WARNING, Finding

CODE = "invisible-character"
LEVEL = WARNING
ALONE = True

_NAMES = {
    "\u200b": "a zero-width space",
    "\ufeff": "a byte order mark",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\ufffc": "the place of a lost object",
    "\u00ad": "a soft hyphen",
}
_INVISIBLE = re.compile(
    "[\u200b\ufeff\u2028\u2029\ufffc\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]"
)
_HYPHENATED = re.compile(r"\w+(?:\u00ad\w+){2,}")


def check(case: Case) -> Iterator[Finding]:
    """The first of each such character in each file, with how many there are."""
    for scan in case.scans:
        first: dict[str, int] = {}
        count: dict[str, int] = {}
        for found in _found(scan.source.text):
            first.setdefault(found[0], found.start())
            count[found[0]] = count.get(found[0], 0) + 1
        for letter, at in first.items():
            name = f"{_NAMES.get(letter, 'a control character')} (U+{ord(letter):04X})"
            more = f", one of {count[letter]} in this file" if count[letter] > 1 else ""
            level = INFO if letter == "\u00ad" else LEVEL
            yield Finding(CODE, level, f"{name}{more}", scan.place(at), "delete it")


def mend(text: str, source: str) -> Iterator[tuple[int, int, str]]:
    """Each of them taken out; a separator becomes a space."""
    for found in _found(source):
        yield found.start(), found.end(), " " if found[0] in "\u2028\u2029" else ""


def _found(text: str) -> Iterator[re.Match[str]]:
    own = [found.span() for found in _HYPHENATED.finditer(text)] if "\u00ad" in text else []
    for found in _INVISIBLE.finditer(text):
        at = bisect_right(own, (found.start(), len(text))) - 1
        if at < 0 or found.start() >= own[at][1]:
            yield found
