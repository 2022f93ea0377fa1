"""A citation's bracket is never closed.

The bracket is printed, and the page number behind the key with it.

Do: close it: `[@smith2000, 42]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case, texts
from pipeline.model import ERROR, Finding
from pipeline.scan import Paragraph

CODE = "cite-unclosed"
LEVEL = ERROR
ALONE = True

_OPENS = re.compile(r"\[[^\[\]@]{0,80}-?@[\w{]")
_PAGE = re.compile(r",\s(?:[a-z]{1,5}\.\s)?[\divxlc]+(?:[–-]\d+)?\b")
# A bracket that is open for longer is left to its author.
_LONGEST = 3000


def check(case: Case) -> Iterator[Finding]:
    """Every bracket with a key that its paragraph does not close."""
    for scan, paragraph, words in texts(case):
        if "@" not in words:
            continue
        for found in _OPENS.finditer(words):
            if not _closed(words, found.start()):
                at = _true(paragraph, found.start())
                key = words[found.end() - 2 :].split()[0].rstrip(",;.")
                page = _PAGE.match(words, found.end() - 2 + len(key))
                yield Finding(
                    CODE,
                    LEVEL,
                    f"the bracket before {key} is not closed",
                    scan.place(at),
                    f"close it: [{key}{page[0] if page else ''}]",
                )


def _closed(words: str, at: int) -> bool:
    depth = 0
    for letter in words[at : at + _LONGEST]:
        depth += (letter == "[") - (letter == "]")
        if not depth:
            return True
    return at + _LONGEST < len(words)


def _true(paragraph: Paragraph, offset: int) -> int:
    """The offset in the source of an offset in the paragraph's words."""
    for start, end in paragraph.lines:
        if offset <= end - start:
            return start + offset
        offset -= end - start + 1
    return paragraph.at
