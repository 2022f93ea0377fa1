"""Pure: HTML that pandoc wrote, with whatever the author put in between -> a tree that is valid anywhere.

The text is parsed as browsers parse it, then copied: elements stand only where they may, attributes are
those that a book can use, ids are there once. Nothing that is text is dropped. Names have no namespace.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Any

import tinyhtml5
from lxml import etree

from pipeline.html_elements import BLOCK, HEIRS, PHRASING
from pipeline.markup import plain

# XML 1.0, 2.2: the characters that a document may hold.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EVERYWHERE = frozenset("class dir id lang role title translate".split())
_OWN: Mapping[str, frozenset[str]] = {
    name: frozenset(keys.split())
    for name, keys in {
        "a": "href", "blockquote": "cite", "col": "span", "colgroup": "span", "del": "datetime",
        "img": "alt height src width", "ins": "datetime", "li": "value", "ol": "reversed start type",
        "td": "colspan rowspan", "th": "abbr colspan rowspan scope", "time": "datetime",
    }.items()
}  # fmt: skip
# What holds words and nothing larger (HTML, 3.2.5.2.5).
_HOLDS_WORDS = frozenset(
    "abbr b bdi bdo cite code dfn em h1 h2 h3 h4 h5 h6 i kbd mark p pre q rp rt ruby s samp small span "
    "strong sub sup time u var".split()
)
_PARENTS = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",),
    "rt": ("ruby",), "rp": ("ruby",), "caption": ("table",), "colgroup": ("table",),
    "col": ("colgroup", "table"), "thead": ("table",), "tbody": ("table",), "tfoot": ("table",),
    "tr": ("table", "thead", "tbody", "tfoot"), "td": ("tr",), "th": ("tr",),
}  # fmt: skip
_NEEDS = {"time": "datetime", "bdo": "dir"}
_CHILDREN = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}
_WRAPS = {"ul": "li", "ol": "li", "dl": "dd"}
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_DECLARATION = re.compile(
    r"""\s*([a-z-]+)\s*:\s*((?:[\w\s%.,#+*/()-]|"[\w\s]*"|'[\w\s]*')+)\s*""", re.IGNORECASE
)
_SHAPES = {
    **dict.fromkeys(("height", "rowspan", "width"), re.compile(r"\d{1,5}")),
    **dict.fromkeys(("colspan", "span"), re.compile(r"[1-9]\d{0,2}")),
    **dict.fromkeys(("start", "value"), re.compile(r"-?\d{1,9}")),
    "id": re.compile(r"\S+"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"),  # BCP 47, in the main
    "translate": re.compile(r"yes|no"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "type": re.compile(r"[1aAiI]"),
    "cite": re.compile(r"https?://[^\s<>\"{}|\\^`]+"),
    "datetime": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "aria-hidden": re.compile(r"true|false"),
    "role": re.compile(r"list|listitem|none|presentation|doc-[a-z]+"),
}


def clean(text: str) -> str:
    """The text without what no document may hold; Unicode's separators, which end no line, as spaces."""
    return _ILLEGAL.sub("", text).translate({0x2028: " ", 0x2029: " "})


def parse(text: str) -> etree._Element:
    """A `div` that holds the fragment's content."""
    text = clean(text)
    body: Any = plain.read(text)
    if body is None:
        body = _as_browsers_do(text)
    out = etree.Element("div")
    out.text = _legal(body.text)
    _children(body, out, "div", words_only=False)
    return out


def _as_browsers_do(text: str) -> ET.Element:
    root: ET.Element = tinyhtml5.parse(f"<!DOCTYPE html><body>{text}", namespace_html_elements=False)
    return next(child for child in root if child.tag == "body")


def _children(source: ET.Element, out: etree._Element, parent: str, words_only: bool) -> None:
    """Copy what `source` holds into `out`; comments go, the text around them stays."""
    wrapped: etree._Element | None = None
    for child in source:
        if not isinstance(child.tag, str):
            _append_text(out if wrapped is None else wrapped, child.tail)
            continue
        name = _name(child.tag, parent, words_only)
        if name == "dl" and not _is_glossary(child):
            name = "div"
        if parent in _CHILDREN and name not in _CHILDREN[parent]:
            # A list holds items and nothing else.
            wrapped = etree.SubElement(out, _WRAPS[parent]) if wrapped is None else wrapped
            _copy(child, name, wrapped, words_only)
        else:
            wrapped = None
            _copy(child, name, out, words_only)


def _is_glossary(source: ET.Element) -> bool:
    """Whether a `dl` begins with a term and ends with what is said of it (HTML, 4.4.9)."""
    names = [child.tag for child in source if isinstance(child.tag, str)]
    return not (source.text or "").strip() and bool(names) and names[0] == "dt" and names[-1] == "dd"


def _house(items: etree._Element) -> None:
    """Put the words that stand loose in a list into items of their own."""
    loose = [(items, items.text)] + [(child, child.tail) for child in items]
    for after, text in loose:
        if not (text or "").strip():
            continue
        item = etree.Element(_WRAPS[items.tag])
        item.text = text
        if after is items:
            items.text = None
            items.insert(0, item)
        else:
            after.tail = None
            after.addnext(item)


def _copy(source: ET.Element, name: str, out: etree._Element, words_only: bool) -> None:
    """Copy one element under its new name to the end of `out`."""
    if source.tag.startswith(_MATHML):
        out.append(_maths(source))
        _append_text(out, source.tail)
        return
    if source.tag == "input":  # pandoc's box of a task list
        _append_text(out, "☒ " if "checked" in source.attrib else "☐ ")
        _append_text(out, source.tail)
        return
    if name == "":
        _append_text(out, source.text)
        _children(source, out, out.tag, words_only)
        _append_text(out, source.tail)
        return
    attributes = _attributes(source, name)
    if name in _NEEDS and _NEEDS[name] not in attributes:
        name = "span"
    new = etree.SubElement(out, name, attributes)
    new.text = _legal(source.text)
    _children(source, new, name, words_only or name in _HOLDS_WORDS)
    if name in _WRAPS:
        _house(new)
    new.tail = _legal(source.tail)


def _name(tag: str, parent: str, words_only: bool) -> str:
    """The element's name where it stands; "" for one that only its content outlives."""
    if tag.startswith(_MATHML):
        return tag
    name = HEIRS.get(tag, tag)
    if name not in PHRASING and name not in BLOCK:
        return ""
    if name in BLOCK and words_only and not (name in _PARENTS and parent in _PARENTS[name]):
        return "span"
    if name in _PARENTS and parent not in _PARENTS[name]:
        return "div" if not words_only else "span"
    return name


def _maths(source: ET.Element) -> etree._Element:
    """A MathML element as it is, its TeX as the alternative text (MathML 3, 2.2.1)."""
    new = etree.Element(source.tag.removeprefix(_MATHML))
    for key, value in source.attrib.items():
        if not key.startswith(("on", "{", "xmlns")) and key not in ("href", "src"):
            new.set(key, clean(value))
    new.text = _legal(source.text)
    for child in source:
        if isinstance(child.tag, str) and child.tag.startswith(_MATHML):
            new.append(_maths(child))
            new[-1].tail = _legal(child.tail)
    if new.tag == "math":
        tex = new.findtext(".//annotation[@encoding='application/x-tex']")
        if tex:
            new.set("alttext", " ".join(tex.split()))
    return new


def _attributes(source: ET.Element, name: str) -> dict[str, str]:
    """The attributes that the element may bear in a book."""
    kept: dict[str, str] = {}
    for key, value in source.attrib.items():
        value = clean(value)
        if key == "style":
            value = _style(value)
        elif key in _SHAPES and not _SHAPES[key].fullmatch(value):
            continue
        known = (
            key in _EVERYWHERE or key in _OWN.get(name, ()) or key in ("style", "aria-label", "aria-hidden")
        )
        if (known or re.fullmatch(r"data-[a-z][a-z0-9-]*", key)) and (value or key in ("alt", "reversed")):
            kept[key] = value
    _mend(source, name, kept)
    return kept


def _mend(source: ET.Element, name: str, kept: dict[str, str]) -> None:
    """Old ways of saying things in today's, so that what the author meant is kept."""
    styles: list[str] = [kept["style"]] if "style" in kept else []
    align = source.get("align", "").lower()
    if source.tag == "center":
        align = "center"
    if align in ("left", "right", "center", "justify") and name not in ("img", "table"):
        styles.append(f"text-align: {align}")
    if name == "span" and HEIRS.get(source.tag, source.tag) in BLOCK:
        styles.append("display: block")
    if styles:
        kept["style"] = "; ".join(styles)
    if name == "a" and "id" not in kept and _SHAPES["id"].fullmatch(source.get("name", "")):
        kept["id"] = source.get("name", "")
    if name == "figcaption":
        # Pandoc hides a caption that is also the alt text; a note called in it must be read out.
        kept.pop("aria-hidden", None)


def _style(text: str) -> str:
    """The declarations that are whole and name no file."""
    whole = (_DECLARATION.fullmatch(one) for one in text.split(";"))
    return "; ".join(
        f"{one[1].lower()}: {one[2].strip()}"
        for one in whole
        if one and "url(" not in one[2].lower() and _even(one[2])
    )


def _even(value: str) -> bool:
    return value.count("(") == value.count(")")


def _append_text(out: etree._Element, text: str | None) -> None:
    if not text:
        return
    if len(out):
        out[-1].tail = (out[-1].tail or "") + clean(text)
    else:
        out.text = (out.text or "") + clean(text)


def _legal(text: str | None) -> str | None:
    return clean(text) if text else None


def in_order(root: etree._Element, visit: Callable[[etree._Element], None]) -> None:
    """Call `visit` with every element below the root, the tree being free to change."""
    for element in list(root.iter()):
        if element is not root:
            visit(element)
