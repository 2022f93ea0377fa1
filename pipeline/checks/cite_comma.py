"""Two keys stand in one part of a citation, without a semicolon between them.

The second is taken for the page of the first, and neither is printed as it should be.

Do: write a semicolon before the second: `[@smith2000, 3; and @jones1999, 14]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, leads_on, matches
from pipeline.model import ERROR, Finding

CODE = "cite-comma"
LEVEL = ERROR
ALONE = True

_INNER = r"\[[^\[\]]*\]"
_BRACKET = re.compile(rf"(?<![\]\\^!])\[((?!\^)(?:[^\[\]]|{_INNER})*)\](?![({{\[])")
_KEY = re.compile(r"(?<![\w@\\])@(?=[\w{])\{?([\w:.#$%&+?<>~/-]*\w)")


def check(case: Case) -> Iterator[Finding]:
    """Every part between semicolons with a key of its own in which another one stands."""
    for scan, found in matches(case, _BRACKET):
        if "@" not in found[1] or leads_on(scan, found.end()):
            continue
        begin = found.start(1)
        for part in found[1].split(";"):
            keys = [key for key in _KEY.finditer(part) if not key[1].startswith("note:")]
            own = _KEY.search(re.sub(_INNER, "", part))
            if own and len(keys) > 1:
                place = scan.place(begin + keys[1].start())
                message = (
                    f"@{keys[1][1]} stands in the part of @{keys[0][1]}: it is not printed as a citation"
                )
                yield Finding(
                    CODE, LEVEL, message, place, f"write a semicolon before it: {_mended(part, keys[1])}"
                )
            begin += len(part) + 1


def _mended(part: str, second: re.Match[str]) -> str:
    """The bracket with the semicolon where the comma is, or before the word in front of the second key."""
    before = part[: second.start()]
    head, comma, words = before.rpartition(",")
    if not comma or len(words.split()) > 3 or re.search(r"\d", words):
        head, words = before, ""
    after = f"{words.strip()} {part[second.start() :]}".strip()
    whole = " ".join(f"{head.rstrip()}; {after}".split())
    return f"[{whole}]" if len(whole) < 80 else "[@one, 3; @other, 14]"
