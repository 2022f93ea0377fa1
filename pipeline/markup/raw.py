"""Pure: raw HTML as authors type it -> what may stand in a book, and findings for what may not.

Only a whole tag whose name is HTML's own stays a tag. `<πολιτεία>` is text in angle brackets, and is
printed so; an unfinished tag or a comment can't swallow the words that follow it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from pipeline.model import INFO, WARNING, Finding, Place

# Elements that a book can hold (HTML Living Standard, section 4).
PHRASING = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub "
    "sup time u var wbr".split()
)
BLOCK = frozenset(
    "article aside blockquote caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li "
    "ol p pre section table tbody td tfoot th thead tr ul".split()
)
# Old ways of saying things, and what belongs to web pages only, in a book's terms.
HEIRS = {
    "acronym": "abbr", "address": "div", "big": "span", "center": "div", "data": "span", "details": "div",
    "dir": "ul", "font": "span", "footer": "div", "header": "div", "hgroup": "div", "listing": "pre",
    "main": "div", "menu": "ul", "nav": "div", "nobr": "span", "search": "div", "strike": "s", "summary": "p",
    "tt": "code",
}  # fmt: skip
KNOWN = PHRASING | BLOCK | frozenset(HEIRS)
# A book has one page around its text already.
_SHELL = frozenset(("html", "head", "body"))
# Taken out with what they hold.
ACTIVE = frozenset(
    "applet area audio base button canvas datalist embed fieldset form frame frameset iframe input label "
    "legend link map marquee meta meter noembed noframes noscript object optgroup option output param "
    "picture plaintext portal progress script select slot source style svg template textarea title track "
    "video xmp".split()
)
# Their words belong to the text, so only the tags go.
_WORDS_STAY = frozenset("fieldset form label legend marquee noembed noframes noscript plaintext xmp".split())

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<![^>]*>|<\?.*?(?:\?>|>|\Z)", re.DOTALL)
_ELEMENTS = re.compile(
    rf"<({'|'.join(sorted(ACTIVE - _WORDS_STAY))})\b[^>]*>.*?</\1\s*>",
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
        elif name not in _SHELL:
            hint = "to print angle brackets without this message, type \\< for <"
            tell(
                Finding("raw-html-unknown", INFO, f"{tag[0][:60]} is not HTML: printed as typed", place, hint)
            )
            yield html.escape(tag[0], quote=False)
    yield text[end:].replace("<", "&lt;")


def _removed(name: str, place: Place | None) -> Finding:
    return Finding("raw-html-removed", WARNING, f"<{name}> cannot stand in a book: left out", place)


def other(form: str, text: str, place: Place | None) -> Finding | None:
    """The finding for raw text in a language that is not HTML; none where it holds nothing."""
    shown = " ".join(text.split())
    if not shown:
        return None
    hint = "write it in pandoc's markdown, which all editions can print"
    return Finding("raw-left-out", WARNING, f"raw {form} is not printed: {shown[:60]}", place, hint)
