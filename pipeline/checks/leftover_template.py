"""A tag of another program was left in the text.

`{{ … }}` and `{% … %}` mean something to a web site's program; here they are printed as typed.

Do: take the tag out, or write in Markdown what it stood for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "leftover-template"
LEVEL = WARNING

_TAG = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}")


def check(case: Case) -> Iterator[Finding]:
    """The first template tag of each file, with how many there are."""
    for scan in case.scans:
        found = [
            one for one in _TAG.finditer(scan.text) if scan.source.text[one.start() : one.end()] == one[0]
        ]
        if found:
            tag = found[0][0] if len(found[0][0]) <= 40 else found[0][0][:37] + "…"
            more = f", one of {len(found)} such tags in this file" if len(found) > 1 else ""
            message = f"{tag} is printed as typed{more}"
            yield Finding(CODE, LEVEL, message, scan.place(found[0].start()), "take the tag out")
