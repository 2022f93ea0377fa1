"""HTML that is XML as well, as pandoc writes it of plain text: read fifty times as fast as browsers' HTML is.

What is read so is the tree that the parsing of HTML gives (HTML, 13.2.6): every element is closed where it
says, and none stands where its beginning would close another.
"""

from __future__ import annotations

import re

from lxml import etree

# Without those whose beginning or end HTML treats in a way of its own (`pre`, tables, rubies …).
_WORDS = frozenset("a abbr br cite code del em img ins kbd mark q span strong sub sup u".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_AROUND = {
    **dict.fromkeys(("blockquote", "div", "dl", "figure", "figcaption", "hr", "ol", "p", "section", "ul")),
    **dict.fromkeys(_HEADINGS),
    "li": ("ol", "ul"), "dt": ("dl",), "dd": ("dl",),
}  # fmt: skip
# A comment or the like; a reference that XML does not have; attributes in single quotes; an end that HTML
# takes for a beginning, a beginning that it does not take for an end.
_OTHERWISE = re.compile(
    r"<[!?]|&#(?!39;)|\r|='|</(?:br|hr|img)\b|<(?!(?:br|hr|img)\b)[^<>]*/>|<[^<>a-z/]|&(?!amp;|lt;|gt;|quot;|#39;)"
)
_LONG_TAG = re.compile(r"<[^<>]*[\n\t][^<>]*>")


def read(text: str) -> etree._Element | None:
    """An element with what the text holds; None where only a parser of HTML can tell."""
    if _OTHERWISE.search(text) or text.count("<") != text.count(">"):
        return None
    if any(
        "\n" in value or "\t" in value for tag in _LONG_TAG.findall(text) for value in tag.split('"')[1::2]
    ):
        return None  # XML makes them spaces
    try:
        root = etree.fromstring(f"<body>{text}</body>", etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError:
        return None
    return root if all(map(_is_plain, root.iterchildren())) else None


def _is_plain(element: etree._Element) -> bool:
    """Whether the element, and all in it, stand as they do in HTML; blocks hold blocks, words hold words."""
    parents = _AROUND.get(element.tag, _AROUND) if element.tag not in _WORDS else None
    if parents is _AROUND or not all(map(_is_plain_name, element.attrib)):
        return False
    parent = element.getparent()
    if parents and (parent is None or parent.tag not in parents):
        return False
    if element.tag in _WORDS or element.tag in _HEADINGS or element.tag == "p":
        return _holds_words(element)
    return all(map(_is_plain, element.iterchildren()))


def _holds_words(element: etree._Element) -> bool:
    """Whether there are only words in it, and no link in a link."""
    links = 0
    for one in element.iter():
        if one is not element and (one.tag not in _WORDS or not all(map(_is_plain_name, one.attrib))):
            return False
        links += one.tag == "a"
    return links < 2 or not any(next(one.iterdescendants("a"), None) is not None for one in element.iter("a"))


def _is_plain_name(name: str | bytes) -> bool:
    name = str(name)
    return name[:1] != "{" and name == name.lower()
