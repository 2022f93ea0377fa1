"""The parts of a text that pandoc reads before lines matter: comments, verbatim HTML, LaTeX environments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})|(?P<ticks>`+)|\\begin\{(?P<name>[^{}\n]+)\}|\\."
    r"|(?P<comment><!--)|^ {0,3}<(?P<tag>pre|script|style|textarea)\b[^>]*>",
    re.M | re.I,
)
_PARAGRAPH_END = re.compile(r"\n[ \t]*(?=\n)")


class Part(NamedTuple):
    """A range of the text and what it is: "comment", "html" or "tex"."""

    start: int
    end: int
    kind: str


class _Search:
    """Looks for closing marks; what was once sought in vain is not sought again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.vain: set[str] = set()

    def after(self, pattern: str, start: int, end: int | None = None) -> int:
        """The end of the pattern's first match; 0 where there is none."""
        if pattern in self.vain:
            return 0
        compiled = re.compile(pattern, re.M | re.I)
        found = compiled.search(self.text, start, len(self.text) if end is None else end)
        if not found and end is None:
            self.vain.add(pattern)
        return found.end() if found else 0

    def end(self, token: re.Match[str]) -> tuple[int, str]:
        """Where the part ends that begins with the token (0: it is none), and its kind ("" for code)."""
        if mark := token["fence"]:
            return self.after(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", token.end()), ""
        if token["ticks"]:
            stop = _PARAGRAPH_END.search(self.text, token.end())
            pattern = rf"(?<!`)`{{{len(token['ticks'])}}}(?!`)"
            return self.after(pattern, token.end(), stop.start() if stop else len(self.text)), ""
        if token["comment"]:
            return self.after("-->", token.start() + 4), "comment"
        if token["tag"]:
            return self.after(rf"</{token['tag'].lower()}\s*>", token.end()), "html"
        if token["name"]:
            return self.after(re.escape(f"\\end{{{token['name']}}}"), token.end()), "tex"
        return 0, ""


def parts(text: str) -> Iterator[Part]:
    """The parts that stand outside code, in order."""
    search, at = _Search(text), 0
    while token := _TOKEN.search(text, at):
        end, kind = search.end(token)
        if end and kind:
            yield Part(token.start(), end, kind)
        at = max(end, token.end())
