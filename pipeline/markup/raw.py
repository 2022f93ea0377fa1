"""Pure: raw HTML as authors type it -> what may stand in a book, and findings for what may not.

Only a whole tag whose name is HTML's own stays a tag. `<πολιτεία>` is text in angle brackets, and is
printed so; an unfinished tag or a comment can't swallow the words that follow it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.html_elements import ACTIVE, KNOWN, SHELL, VOID, WORDS_STAY
from pipeline.model import INFO, WARNING, Finding, Inline, Place

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<![^>]*>|<\?.*?(?:\?>|>|\Z)", re.DOTALL)
_ELEMENTS = re.compile(
    rf"<({'|'.join(sorted(ACTIVE - WORDS_STAY))})\b[^>]*>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"""</?([^\s<>/"'=!?]+)(?:[^<>"']|"[^"]*"|'[^']*')*>""")

Tell = Callable[[Finding], None]


def html_of(text: str, place: Place | None, tell: Tell) -> str:
    """The raw HTML with whole, known tags alone; everything else in it is text or gone with a finding."""
    text = _COMMENT.sub("", text)

    def remove(found: re.Match[str]) -> str:
        tell(_removed(found[1].lower(), place))
        return ""

    return "".join(_pieces(_ELEMENTS.sub(remove, text), place, tell))


def _pieces(text: str, place: Place | None, tell: Tell) -> Iterator[str]:
    end = 0
    for tag in _TAG.finditer(text):
        yield text[end : tag.start()].replace("<", "&lt;")
        end = tag.end()
        name = tag[1].lower()
        if name in KNOWN:
            yield tag[0]
        elif name in ACTIVE:
            if not tag[0].startswith("</"):
                tell(_removed(name, place))
        elif name not in SHELL:
            hint = "to print angle brackets without this message, type \\< for <"
            tell(
                Finding("raw-html-unknown", INFO, f"{tag[0][:60]} is not HTML: printed as typed", place, hint)
            )
            yield html.escape(tag[0], quote=False)
    yield text[end:].replace("<", "&lt;")


def closed(inlines: Sequence[Inline]) -> list[Inline]:
    """The line with every raw tag closed in it; an end without a beginning goes.

    A browser would carry an open `<b>` on through all blocks that follow, and make lists of them no lists.
    """
    opened: list[str] = []

    def end(found: re.Match[str]) -> str:
        name = found[1].lower()
        if not found[0].startswith("</"):
            opened.extend(() if name in VOID else (name,))
            return found[0]
        ends = ""
        while name in opened:
            ends += f"</{(last := opened.pop())}>"
            if last == name:
                break
        return ends

    out = [
        {**one, "c": [one["c"][0], _TAG.sub(end, one["c"][1])]} if one["t"] == "RawInline" else one
        for one in inlines
    ]
    ends = "".join(f"</{name}>" for name in reversed(opened))
    return [*out, {"t": "RawInline", "c": ["html", ends]}] if ends else out


def _removed(name: str, place: Place | None) -> Finding:
    return Finding("raw-html-removed", WARNING, f"<{name}> cannot stand in a book: left out", place)


def other(form: str, text: str, place: Place | None) -> Finding | None:
    """The finding for raw text in a language that is not HTML; none where it holds nothing."""
    shown = " ".join(text.split())
    if not shown:
        return None
    hint = "write it in pandoc's markdown, which all editions can print"
    return Finding("raw-left-out", WARNING, f"raw {form} is not printed: {shown[:60]}", place, hint)
