"""The names of HTML's own elements, and what becomes of each in a book (HTML Living Standard, section 4)."""

from __future__ import annotations

# Elements that a book can hold.
PHRASING = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub "
    "sup time u var wbr".split()
)
BLOCK = frozenset(
    "article aside blockquote caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li "
    "ol p pre section table tbody td tfoot th thead tr ul".split()
)
VOID = frozenset(("br", "col", "hr", "img", "wbr"))  # of these, those that hold nothing
# Old ways of saying things, and what belongs to web pages only, in a book's terms.
HEIRS = {
    "acronym": "abbr", "address": "div", "big": "span", "center": "div", "data": "span", "details": "div",
    "dir": "ul", "font": "span", "footer": "div", "header": "div", "hgroup": "div", "listing": "pre",
    "main": "div", "menu": "ul", "nav": "div", "nobr": "span", "search": "div", "strike": "s", "summary": "p",
    "tt": "code",
}  # fmt: skip
# A book has one page around its text already.
SHELL = frozenset(("html", "head", "body"))
# Taken out with what they hold.
ACTIVE = frozenset(
    "applet area audio base button canvas datalist embed fieldset form frame frameset iframe input label "
    "legend link map marquee meta meter noembed noframes noscript object optgroup option output param "
    "picture plaintext portal progress script select slot source style svg template textarea title track "
    "video xmp".split()
)
# Their words belong to the text, so only the tags go.
WORDS_STAY = frozenset("fieldset form label legend marquee noembed noframes noscript plaintext xmp".split())

KNOWN = PHRASING | BLOCK | frozenset(HEIRS)  # whose tags stay in a book
ALL = KNOWN | SHELL | ACTIVE
