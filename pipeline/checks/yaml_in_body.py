"""A block of metadata stands in the middle of the text.

Only the header at the top of the first file, or metadata.yaml, is read; here the lines are printed.

Do: move the lines into the header, or put empty lines around each `---`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding

CODE = "yaml-in-body"
LEVEL = WARNING
ALONE = True

_BLOCK = re.compile(
    r"(?:(?<=\n\n)|\A)---[ \t]*\n((?:[ \t]*[\w-]+:(?:[ \t][^\n]*)?\n)+)(?:---|\.\.\.)[ \t]*$", re.M
)


def check(case: Case) -> Iterator[Finding]:
    """Every `---`, lines with keys, `---` below the top."""
    for scan in case.scans:
        for found in _BLOCK.finditer(scan.text):
            if found.start():
                message = "this looks like metadata, and is printed as text"
                yield Finding(
                    CODE, LEVEL, message, scan.place(found.start()), "move it to the top of the first file"
                )
