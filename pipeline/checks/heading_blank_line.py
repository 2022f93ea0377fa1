"""A heading stands right under a paragraph.

Without an empty line before it, it is printed as text, with its # marks.

Do: put an empty line before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "heading-blank-line"
LEVEL = WARNING

_HEADING = re.compile(r"#{1,6}[ \t]+\S")


def check(case: Case) -> Iterator[Finding]:
    """Every line of a paragraph, but the first, that looks like a heading."""
    for scan in case.scans:
        for paragraph in scan.paragraphs:
            for start, end in paragraph.lines[1:]:
                if paragraph.kind == "paragraph" and _HEADING.match(scan.text[start:end]):
                    message = "a heading right under a paragraph is printed as text"
                    yield Finding(CODE, LEVEL, message, scan.place(start), "put an empty line before it")
