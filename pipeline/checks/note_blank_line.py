"""A note is written right under a paragraph.

Without an empty line between them, pandoc takes the note for more of the paragraph, and prints it as typed.

Do: put an empty line before the first note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import ERROR, Finding

CODE = "note-blank-line"
LEVEL = ERROR

_MARK = re.compile(r"\[\^[^\s\]]+\]:")


def check(case: Case) -> Iterator[Finding]:
    """Every `[^label]:` that begins a line within a paragraph."""
    for scan in case.scans:
        for paragraph in scan.paragraphs:
            for start, end in paragraph.lines[1:]:
                if found := _MARK.match(scan.text[start:end]):
                    message = f"{found[0]} stands in a paragraph: the note is printed as text"
                    yield Finding(CODE, LEVEL, message, scan.place(start), "put an empty line before it")
