"""A part of a citation has no key.

Each part between semicolons needs one; else pandoc prints the whole bracket as typed.

Do: put the words before or after a key: `[@smith2000, 3; see also @jones1999]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, leads_on, matches
from pipeline.model import ERROR, Finding

CODE = "cite-part"
LEVEL = ERROR
ALONE = True

_BRACKET = re.compile(r"(?<![\]\\^!])\[([^\[\]^][^\[\]]*)\](?![({\[])")


def check(case: Case) -> Iterator[Finding]:
    """Every bracket with keys in which a part between semicolons has none."""
    for scan, found in matches(case, _BRACKET):
        parts = found[1].split(";")
        if (
            len(parts) < 2
            or leads_on(scan, found.end())
            or not re.match(r"[^@]*(?:^|[\s(])-?@[\w{]", parts[0])
        ):
            continue
        if any(not re.search(r"(?:^|[^\w@])-?@[\w{]", part) for part in parts):
            lonely = next(part.strip() for part in parts if "@" not in part or not re.search(r"@[\w{]", part))
            hint = "put these words into the part of a key, without a semicolon"
            message = f"“{lonely}” has no key: the whole bracket is printed as typed"
            yield Finding(CODE, LEVEL, message, scan.place(found.start()), hint)
