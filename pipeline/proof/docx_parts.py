"""A part of a Word document cut into pieces, each a part of its own: chapters of the text, runs of notes.

A piece stands between the part's first tags and its last ones. If every piece is XML so, the part is, and
it holds what they hold, one after another (XML 1.0, production 43): nothing that opens in one can end in
another.
"""

from __future__ import annotations

import re
from itertools import pairwise

_OPEN = re.compile(rb"(?:<\?xml[^<>]*\?>\s*)?<w:(?:(document)\s[^<>]*>\s*<w:body>|(footnotes)\s[^<>]*>)")
_CLOSE = {
    b"document": re.compile(rb"</w:body>\s*</w:document>\s*"),
    b"footnotes": re.compile(rb"</w:footnotes>\s*"),
}
_BEGINS = {
    b"document": re.compile(rb'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Heading1"'),
    b"footnotes": re.compile(rb"<w:footnote\s"),
}
_NOTES = 100  # in a piece


def pieces(data: bytes) -> list[bytes]:
    """The pieces; the part as it is, where it may be written in a way that cannot be cut."""
    opened = _OPEN.match(data)
    if not opened:
        return [data]
    kind = opened[1] or opened[2]
    closed = data.rfind(b"</w:body>" if kind == b"document" else b"</w:footnotes>")
    if closed < opened.end() or not _CLOSE[kind].fullmatch(data, closed):
        return [data]
    starts = [one.start() for one in _BEGINS[kind].finditer(data, opened.end(), closed)]
    if kind == b"footnotes":
        starts = starts[_NOTES::_NOTES]
    bounds = [opened.end(), *starts, closed]
    head, tail = data[: opened.end()], data[closed:]
    return [b"".join((head, data[begin:end], tail)) for begin, end in pairwise(bounds)]
