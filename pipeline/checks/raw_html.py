"""A piece of HTML is in the text.

The Word file can't hold it; a table or a picture written so is missing there.

Do: write it in Markdown: `*italic*`, `![…](…)`, a table with bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import html_elements
from pipeline.checks.case import Case
from pipeline.model import INFO, WARNING, Finding, Place

CODE = "raw-html"
LEVEL = WARNING

_GRAVE = frozenset(
    "table img figure iframe video audio object embed svg script style form input math".split()
)
_HARMLESS = frozenset(
    "br wbr tr td th tbody thead tfoot caption col colgroup div span p section a sup sub "
    "i em b strong u ins s del small big".split()  # Word has all these
)
_NAME = re.compile(r"<([^\W\d_][\w:-]*)")


def check(case: Case) -> Iterator[Finding]:
    """The first opening tag of every kind in each file, with how many there are."""
    for scan in case.scans:
        first: dict[str, Place] = {}
        count: dict[str, int] = {}
        for one in scan.raws:
            found = _NAME.match(scan.source.text[one.at : one.end]) if one.format == "html" else None
            if found and found[1].lower() not in _HARMLESS:
                name = found[1].lower()
                first.setdefault(name, one.place)
                count[name] = count.get(name, 0) + 1
        for name, place in first.items():
            if name not in html_elements.ALL:
                hint = "to print angle brackets without this message, type \\< for <"
                yield Finding(CODE, INFO, f"<{name}> is not HTML: printed as typed", place, hint)
                continue
            times = f" ({count[name]} times in this file)" if count[name] > 1 else ""
            level = LEVEL if name in _GRAVE else INFO
            yield Finding(
                CODE, level, f"<{name}> is lost in the Word file{times}", place, "write it in Markdown"
            )
