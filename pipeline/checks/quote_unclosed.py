"""A quotation mark has no partner in its paragraph.

Where a quotation goes on in the next paragraph, that one begins with an opening mark, and nothing is told.

Do: put the missing mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.model import WARNING, Finding
from pipeline.scan import Paragraph, Scan

CODE = "quote-unclosed"
LEVEL = WARNING
ALONE = True

_STRAIGHT = re.compile(r'(?<!\\)"')


def check(case: Case) -> Iterator[Finding]:
    """Every paragraph with more marks of one kind than of its partner, or an odd number of straight ones."""
    for scan in case.scans:
        runs = [one for one in scan.paragraphs if one.kind != "table"]
        for number, paragraph in enumerate(runs):
            after = scan.words(runs[number + 1]).lstrip() if number + 1 < len(runs) else ""
            yield from _judge(scan, paragraph, after)


def _judge(scan: Scan, paragraph: Paragraph, after: str) -> Iterator[Finding]:
    words = scan.words(paragraph)
    if words.lstrip()[:1] in '([“"' and "“" not in words and '"' not in words:
        return
    opening, closing = words.count("“"), words.count("”")
    german = words.count("„")
    if german:
        opening, closing = german, words.count("“")
    goes_on = after.startswith(("“", '"', "„"))
    if opening != closing and not (opening == closing + 1 and goes_on):
        mark = "“" if not german else "„"
        message = f"{opening} opening and {closing} closing quotation marks in this paragraph"
        at = _offset(paragraph, words.find(mark) if opening else words.find("”"))
        yield Finding(CODE, LEVEL, message, scan.place(at), "one of them lacks its partner")
    straight = [found.start() for found in _STRAIGHT.finditer(words)]
    # A mark after a number may be the sign of inches.
    beyond_doubt = [at for at in straight if not re.search(r"(?:^|[\s(])\d+$", words[max(0, at - 6) : at])]
    if len(straight) % 2 and len(beyond_doubt) % 2 and not goes_on:
        message = "an odd number of straight quotation marks in this paragraph"
        yield Finding(
            CODE,
            LEVEL,
            message,
            scan.place(_offset(paragraph, straight[-1])),
            "one of them lacks its partner",
        )


def _offset(paragraph: Paragraph, offset: int) -> int:
    for start, end in paragraph.lines:
        if offset <= end - start:
            return start + offset
        offset -= end - start + 1
    return paragraph.at
