"""Some accented letters are typed in two parts.

é can be one sign or an e with a loose accent. They look alike, but a search for one doesn't find the other,
and some fonts show the accent beside its letter.

Do: `octavo check --fix` makes them one sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding

CODE = "unicode-form"
LEVEL = INFO
ALONE = True

_MARKED = re.compile(r"\w[\u0300-\u036f]+")


def check(case: Case) -> Iterator[Finding]:
    """The first such letter of each file, with how many there are."""
    for scan in case.scans:
        found = [one for one in _MARKED.finditer(scan.source.text) if _composes(one[0])]
        if found:
            more = f", one of {len(found)} in this file" if len(found) > 1 else ""
            message = f"“{found[0][0]}” is typed in two parts{more}"
            hint = "octavo check --fix makes each one sign"
            yield Finding(CODE, LEVEL, message, scan.place(found[0].start()), hint)


def mend(text: str, source: str) -> Iterator[tuple[int, int, str]]:
    """Each letter in its composed form (Unicode's NFC)."""
    for found in _MARKED.finditer(source):
        if _composes(found[0]):
            yield found.start(), found.end(), unicodedata.normalize("NFC", found[0])


def _composes(letters: str) -> bool:
    return unicodedata.normalize("NFC", letters) != letters
