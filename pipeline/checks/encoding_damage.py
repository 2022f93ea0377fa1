"""Letters were damaged by a wrong encoding.

`Ã©` was é once: the text was saved in one encoding and opened in another.

Do: type the letters anew, or save the original again as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "encoding-damage"
LEVEL = WARNING
ALONE = True

DAMAGE = re.compile(
    r"Ã[\x80-\xbf©¨±³¡­º¼¶¤§ª«®¢£‰ˆ‡–—]|â€[œ\x9d™˜“”\x93\x94¦¢]?|Â[\xa0-\xbf]|\ufffd|ï¬[\x81\x82]"
)


def check(case: Case) -> Iterator[Finding]:
    """Every group of letters that only a wrong encoding makes."""
    for scan in case.scans:
        for found in DAMAGE.finditer(scan.source.text):
            yield Finding(
                CODE, LEVEL, f"damaged letters: {found[0]!r}", scan.place(found.start()), repaired(found[0])
            )


def repaired(letters: str) -> str:
    """A hint with the letter that was meant, where it can be told."""
    try:
        return f"it was probably {letters.encode('cp1252').decode('utf-8')!r}"
    except UnicodeError:
        return "type the letter anew"
