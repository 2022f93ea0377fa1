"""The document's properties: title, authors, subject, keywords, language, dates (ECMA-376, part 2, 11)."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from pipeline.house_style.ooxml import Xml, default_namespace
from pipeline.model import Metadata

CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"
TERMS = "http://purl.org/dc/terms/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
# Without a date in the manuscript the files still carry one, always the same: zip's own first day.
NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


def core_properties(metadata: Metadata, created: datetime | None) -> bytes:
    """`docProps/core.xml`."""
    root = etree.Element(f"{{{CP}}}coreProperties", nsmap={"cp": CP, "dc": DC, "dcterms": TERMS, "xsi": XSI})
    values = (
        (DC, "title", metadata.title),
        (DC, "subject", metadata.subtitle),
        (DC, "creator", "; ".join(metadata.authors)),
        (CP, "keywords", ", ".join(metadata.keywords)),
        (DC, "description", metadata.description),
        (DC, "publisher", metadata.publisher),
        (DC, "identifier", metadata.identifier),
        (DC, "language", metadata.lang),
    )
    for namespace, name, text in values:
        if text:
            etree.SubElement(root, f"{{{namespace}}}{name}").text = text
    moment = (created or NO_DATE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        element = etree.SubElement(root, f"{{{TERMS}}}{name}")
        element.set(f"{{{XSI}}}type", "dcterms:W3CDTF")
        element.text = moment
    return _bytes(root)


def application_properties(metadata: Metadata) -> bytes:
    """`docProps/app.xml`: the publisher, and the program that wrote the file."""
    root = etree.Element(f"{{{EXTENDED}}}Properties", nsmap=default_namespace(EXTENDED))
    etree.SubElement(root, f"{{{EXTENDED}}}Application").text = "Octavo"
    if metadata.publisher:
        etree.SubElement(root, f"{{{EXTENDED}}}Company").text = metadata.publisher
    return _bytes(root)


def _bytes(root: Xml) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
