"""A heading lacks the space after its # marks.

It is printed as text, with its # marks.

Do: write `# Heading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "heading-space"
LEVEL = WARNING
ALONE = True

_HEADING = re.compile(r"#{1,6}(?=[^\W\d_])(?![\w-]+$)|#{2,6}(?=\w)")


def check(case: Case) -> Iterator[Finding]:
    """Every paragraph of one line that begins with # and a word."""
    for scan in case.scans:
        for paragraph in scan.paragraphs:
            words = scan.words(paragraph)
            if (
                paragraph.kind == "paragraph"
                and len(paragraph.lines) == 1
                and (found := _HEADING.match(words))
            ):
                hint = f"write {found[0]} {words[found.end() :][:40]}"
                yield Finding(
                    CODE, LEVEL, "a heading without a space after # is printed as text", paragraph.place, hint
                )
