"""Small tools for Office Open XML: named elements, and a package of parts with the same bytes each time.

Source: ECMA-376 (5th edition), part 1, 17 (WordprocessingML); part 2 (packages).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from lxml import etree

Xml = etree._Element
Parts = Mapping[str, bytes]

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
}
ROOT_PREFIXES = {prefix: NAMESPACES[prefix] for prefix in ("w", "r", "w14", "mc")}

# A zip entry must have a date; this is the earliest that the format knows.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@cache
def q(name: str) -> str:
    """`w:p` as lxml's `{namespace}p`."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def el(name: str, attributes: Mapping[str, object] | None = None, *children: Xml, text: str = "") -> Xml:
    """An element; attributes without a prefix are in the element's own `w:` namespace, as OOXML has them."""
    element = etree.Element(q(name), nsmap=ROOT_PREFIXES if name.startswith("w:") else None)
    for key, value in (attributes or {}).items():
        element.set(q(key if ":" in key else f"w:{key}"), str(value))
    element.extend(children)
    if text:
        element.text = text
        if text != text.strip():
            element.set(q("xml:space"), "preserve")
    return element


def root(name: str, *children: Xml) -> Xml:
    """A part's root, which may hold Word 2010's elements (`w14:`) that older readers pass over."""
    element = el(name, None, *children)
    element.set(q("mc:Ignorable"), "w14")
    return element


def default_namespace(uri: str) -> dict[Any, str]:
    """A namespace without a prefix, as lxml takes it: under None, which its stubs do not know."""
    return {None: uri}


def relationship(identifier: str, kind: str, target: str) -> Xml:
    """One line of a `.rels` part; `kind` is the last word of its type (`header`, `font`)."""
    element = etree.Element(q("rel:Relationship"))
    element.set("Id", identifier)
    element.set("Type", f"{NAMESPACES['r']}/{kind}")
    element.set("Target", target)
    return element


def relationships(lines: Iterable[Xml]) -> Xml:
    """A `.rels` part."""
    element = etree.Element(q("rel:Relationships"), nsmap=default_namespace(NAMESPACES["rel"]))
    element.extend(list(lines))
    return element


# Characters that XML may not hold (XML 1.0, 2.2), in UTF-8; pandoc leaves them in attributes.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def parse(data: bytes) -> Xml:
    """A part's root element."""
    return etree.fromstring(
        _NO_XML.sub(b"", data), etree.XMLParser(resolve_entities=False, remove_blank_text=False)
    )


def serialize(element: Xml) -> bytes:
    """A part's bytes, unused namespaces left out."""
    keep = [prefix for prefix in ("w", "w14", "r") if prefix in element.nsmap]
    etree.cleanup_namespaces(element, keep_ns_prefixes=keep)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist() if not item.is_dir()}


def packed(parts: Parts) -> bytes:
    """The package; content types first, the rest by name, so that the same parts give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(
            parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name)
        ):
            item = zipfile.ZipInfo(name, ZIP_EPOCH)
            item.compress_type = zipfile.ZIP_DEFLATED
            item.external_attr = 0o644 << 16
            archive.writestr(item, parts[name], compresslevel=4)  # see `ebook.container`
    return out.getvalue()
