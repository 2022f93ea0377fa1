"""The package around the parts: content types and relationships (ECMA-376, part 2)."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from pipeline.house_style.ooxml import (
    NAMESPACES,
    Xml,
    default_namespace,
    el,
    q,
    relationship,
    relationships,
    root,
    serialize,
)

WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "svg": "image/svg+xml", "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp",
    "emf": "image/x-emf", "webp": "image/webp",
}  # fmt: skip
KINDS = {
    "document.xml": "document.main", "styles.xml": "styles", "settings.xml": "settings",
    "footnotes.xml": "footnotes", "endnotes.xml": "endnotes", "fontTable.xml": "fontTable",
    "numbering.xml": "numbering", "comments.xml": "comments",
}  # fmt: skip


def content_types(names: Iterable[str], *, core: bool = False, media: Iterable[str] = ()) -> bytes:
    """`[Content_Types].xml` for parts of `word/`; `media` are the suffixes of pictures and fonts in it."""
    types = etree.Element(q("ct:Types"), nsmap=default_namespace(NAMESPACES["ct"]))
    for suffix in ["rels", "xml", *sorted({suffix.lower() for suffix in media} - {"rels", "xml"})]:
        entry = etree.SubElement(types, q("ct:Default"))
        entry.set("Extension", suffix)
        entry.set("ContentType", DEFAULTS.get(suffix, "application/octet-stream"))
    for name in names:
        kind = KINDS.get(name) or name.partition("-")[0]
        _override(types, f"/word/{name}", f"{WORDPROCESSING}.{kind}+xml")
    if core:
        _override(types, "/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
        app = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
        _override(types, "/docProps/app.xml", app)
    return serialize(types)


def _override(types: Xml, name: str, content_type: str) -> None:
    entry = etree.SubElement(types, q("ct:Override"))
    entry.set("PartName", name)
    entry.set("ContentType", content_type)


def package_relationships(*, core: bool = False) -> bytes:
    """`_rels/.rels`: where the document and its properties are."""
    lines = [relationship("rId1", "officeDocument", "word/document.xml")]
    if core:
        properties = relationship("rId2", "", "docProps/core.xml")
        package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
        properties.set("Type", package)
        lines += [properties, relationship("rId3", "extended-properties", "docProps/app.xml")]
    return serialize(relationships(lines))


def empty_document(section: Xml) -> Xml:
    """`w:document` with nothing in it but its section."""
    return root("w:document", el("w:body", None, section))
