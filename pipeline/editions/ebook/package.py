"""The package document: what the book is, what it is made of, how it can be read (EPUB 3.3, section 5)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from lxml import etree

from pipeline.model import Metadata

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
# Where nothing tells when: the first moment that a ZIP can hold.
UNKNOWN = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the e-book: its name below `EPUB/`, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes
    properties: str = ""
    in_spine: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What the book offers to readers who can't see it, or not well (EPUB Accessibility 1.1)."""

    images: bool
    alternatives: bool  # every picture has words in its place
    maths: bool
    pages: bool


def package(metadata: Metadata, items: Sequence[Item], access: Access, created: datetime | None) -> bytes:
    """The file `package.opf`."""
    root = etree.Element(
        f"{{{OPF}}}package",
        {"version": "3.0", "unique-identifier": "book-id", "dir": metadata.direction},
        nsmap=cast("dict[str, str]", {None: OPF, "dc": DC}),
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", metadata.lang)
    _describe(etree.SubElement(root, f"{{{OPF}}}metadata"), metadata, access, created)
    manifest = etree.SubElement(root, f"{{{OPF}}}manifest")
    spine = etree.SubElement(root, f"{{{OPF}}}spine")
    if metadata.direction == "rtl":
        spine.set("page-progression-direction", "rtl")
    for number, item in enumerate(items, 1):
        entry = {"id": f"item-{number}", "href": item.name, "media-type": item.media_type}
        if item.properties:
            entry["properties"] = item.properties
        etree.SubElement(manifest, f"{{{OPF}}}item", entry)
        if item.in_spine:
            etree.SubElement(spine, f"{{{OPF}}}itemref", {"idref": f"item-{number}"})
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _describe(parent: etree._Element, metadata: Metadata, access: Access, created: datetime | None) -> None:
    def core(name: str, text: str, identifier: str = "") -> None:
        element = etree.SubElement(parent, f"{{{DC}}}{name}", {"id": identifier} if identifier else {})
        element.text = text

    def meta(name: str, text: str, refines: str = "", scheme: str = "") -> None:
        keys = {"refines": refines, "scheme": scheme}
        element = etree.SubElement(
            parent, f"{{{OPF}}}meta", {"property": name, **{k: v for k, v in keys.items() if v}}
        )
        element.text = text

    core("identifier", identifier(metadata), "book-id")
    core("title", metadata.title or "—", "title")
    meta("title-type", "main", "#title")
    if metadata.subtitle:
        core("title", metadata.subtitle, "subtitle")
        meta("title-type", "subtitle", "#subtitle")
    core("language", metadata.lang)
    for number, author in enumerate(metadata.authors, 1):
        core("creator", author, f"author-{number}")
        meta("role", "aut", f"#author-{number}", "marc:relators")
    if metadata.iso_date:
        core("date", metadata.iso_date)
    for name, text in (("publisher", metadata.publisher), ("rights", metadata.rights)):
        if text:
            core(name, text)
    if metadata.description:
        core("description", metadata.description)
    for keyword in metadata.keywords:
        core("subject", keyword)
    moment = (created or UNKNOWN).astimezone(UTC).replace(microsecond=0, tzinfo=None)
    meta("dcterms:modified", moment.isoformat() + "Z")
    for name, value in _access(access):
        meta(f"schema:{name}", value)


def _access(access: Access) -> list[tuple[str, str]]:
    """Schema.org's words for what the book offers. Only people can certify WCAG."""
    features = ["tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "ARIA"]
    features += ["alternativeText"] if access.images and access.alternatives else []
    features += ["MathML"] if access.maths else []
    features += ["pageNavigation"] if access.pages else []
    readable = not access.images or access.alternatives
    summary = "Reflowable text with tagged headings, linked notes and a table of contents."
    if not readable:
        summary += " Some pictures have no alternative text."
    return [
        ("accessMode", "textual"),
        *([("accessMode", "visual")] if access.images else []),
        ("accessModeSufficient", "textual" if readable else "textual,visual"),
        *(("accessibilityFeature", feature) for feature in features),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", summary),
    ]


def identifier(metadata: Metadata) -> str:
    """The book's identifier as a URI where it is an ISBN, DOI or UUID; else one made of title and authors."""
    given = metadata.identifier.strip()
    digits = re.sub(r"[\s-]", "", re.sub(r"(?i)^(urn:)?isbn(-1[03])?:?", "", given)).upper()
    if _is_isbn(digits):
        return f"urn:isbn:{digits}"
    if re.fullmatch(r"10\.\d{4,9}/\S+", given):
        return f"https://doi.org/{given}"
    if re.fullmatch(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", given):
        return f"urn:uuid:{given.lower()}"
    if given:
        return given
    name = "\n".join((metadata.title, metadata.subtitle, *metadata.authors))
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _is_isbn(digits: str) -> bool:
    """Whether the check digit is right (ISO 2108)."""
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return (
            sum((10 if digit == "X" else int(digit)) * (10 - at) for at, digit in enumerate(digits)) % 11 == 0
        )
    return False
