"""Two spaces stand between words.

They are printed as one; only the typescript is untidy.

Do: nothing, or `octavo check --fix`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import INFO, Finding
from pipeline.scan import Scan

CODE = "space-double"
LEVEL = INFO
ALONE = True

_SPACES = re.compile(r"(?<=[^\s:])  +(?=[^\s:])")


def check(case: Case) -> Iterator[Finding]:
    """The first run of spaces within a paragraph of each file, with how many there are."""
    for scan in case.scans:
        found = list(_runs(scan))
        if found:
            more = f", one of {len(found)} such places in this file" if len(found) > 1 else ""
            yield Finding(
                CODE, LEVEL, f"two spaces between words{more}", scan.place(found[0][0]), "one is enough"
            )


def _runs(scan: Scan) -> Iterator[tuple[int, int]]:
    for paragraph in scan.paragraphs:
        if paragraph.kind == "table" or "|" in scan.text[paragraph.at : paragraph.end]:
            continue
        for start, end in paragraph.lines:
            for found in _SPACES.finditer(scan.source.text, start, end):
                if scan.text[found.start() - 1] != " " and scan.text[found.end()] != " ":
                    yield found.span()


def mend_scan(scan: Scan) -> Iterator[tuple[int, int, str]]:
    """Each run of spaces as one space."""
    for start, end in _runs(scan):
        yield start, end, " "
