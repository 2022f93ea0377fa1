"""What begins an item of a list, or draws a rule or a table (https://pandoc.org/MANUAL.html)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.scan.lines import Line

RULE = re.compile(r"([*_-])(?:[ \t]*\1){2,}[ \t]*$")
DASHES = re.compile(r"-+(?:[ \t]+-+)*[ \t]*$")
_BULLET = re.compile(r"[*+-](?=[ \t]|$)")
_NUMBER = re.compile(
    r"(?:\((?:\d{1,9}|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|#|@[\w-]*)\)|(?:\d{1,9}|[a-z]|[ivxlcdm]+|#|@[\w-]*)[.)]"
    r"|(?:[A-Z]|[IVXLCDM]+)\)|(?:[A-Z]|[IVXLCDM]+)\.(?=[ \t]{2}|$))(?=[ \t]|$)"
)
_PAGE = re.compile(r"p\. ?\d")
_ROMAN = re.compile(r"[(]?([A-Za-z]{2,})[.)]")
_GOOD_ROMAN = re.compile(r"(?i)m{0,4}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})")


def marker(line: Line) -> int:
    """Width of the list marker that the line begins with; 0 where there is none."""
    text = line.text
    if bullet := _BULLET.match(text):
        return 0 if RULE.match(text) else bullet.end()
    number = _NUMBER.match(text)
    if not number or _PAGE.match(text):
        return 0
    roman = _ROMAN.match(number[0])
    if roman and not _GOOD_ROMAN.fullmatch(roman[1]):
        return 0
    return number.end()


def table_end(lines: Sequence[Line], at: int) -> int:
    """The line after the closing dashes of a table that begins with dashes; 0 where it is no table."""
    drawn = " " in lines[at].text
    for n in range(at + 1, len(lines)):
        if DASHES.match(lines[n].text):
            if n + 1 >= len(lines) or not lines[n + 1].text:
                return n + 1 if drawn and n > at + 1 else 0
            drawn = drawn or " " in lines[n].text
        elif not lines[n].text and not drawn:
            return 0
    return 0
