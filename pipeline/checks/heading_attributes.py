"""The braces behind a heading are not closed.

They are printed with the heading.

Do: close them: `# Heading {#id}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "heading-attributes"
LEVEL = WARNING

_OPEN = re.compile(r"\{[^{}]*$")


def check(case: Case) -> Iterator[Finding]:
    """Every heading that ends in braces which are not closed."""
    for scan in case.scans:
        for one in scan.headings:
            if found := _OPEN.search(one.text):
                message = "the braces behind this heading are not closed"
                yield Finding(
                    CODE, LEVEL, message, scan.place(one.at + found.start()), f"write {found[0].strip()}}}"
                )
