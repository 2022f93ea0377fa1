"""Tables whose longest words do not fit beside one another: such words may be broken anywhere."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

# Letters of a table's size that the narrowest of the usual measures holds, those that keep two columns apart,
# and those that an indent takes.
MEASURE, GAP, INDENT = 54, 3, 6
TIGHT = "tight-table"
# A line may end after these, and beside any sign of Chinese, Japanese or Korean (UAX 14).
_BREAKS = re.compile(r"[ \t\n\-‐–—/\u00ad\u200b]+|(?<=[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff])")


def mark_tight(body: etree._Element) -> None:
    """Give every table that would run off the measure its class."""
    for table in body.iter("table"):
        if _is_tight(table):
            table.set("class", f"{table.get('class') or ''} {TIGHT}".strip())


def _is_tight(table: Any) -> bool:
    longest: list[int] = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if any(cell.get("colspan", "1") != "1" for cell in cells):
            continue
        longest += [0] * (len(cells) - len(longest))
        for at, cell in enumerate(cells):
            longest[at] = max(longest[at], _longest(cell))
    indents = sum(1 for _ in table.iterancestors("li", "blockquote", "dd", "td"))
    measure = MEASURE - INDENT * indents
    shares = [_share(column) for column in table.iter("col")]
    if shares and all(shares) and len(shares) == len(longest):
        return any(
            length + GAP > share / 100 * measure for length, share in zip(longest, shares, strict=True)
        )
    return sum(longest) + GAP * len(longest) > measure


def _longest(cell: Any) -> int:
    """Letters of the longest word of a cell."""
    return max(map(len, _BREAKS.split("".join(cell.itertext()))), default=0)


def _share(column: Any) -> float:
    """The part of the table's width that a column is given, in percent; 0 where none is."""
    found = re.search(r"width:\s*([\d.]+)%", column.get("style") or "")
    return float(found[1]) if found else 0.0
