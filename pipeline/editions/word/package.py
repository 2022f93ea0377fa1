"""The finished package: pandoc's text, mended, with the house style's parts around it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import PurePosixPath

from lxml import etree

from pipeline.house_style.ooxml import NAMESPACES, Xml, el, parse, q, relationship, relationships, serialize
from pipeline.house_style.word_package import content_types, package_relationships
from pipeline.model import NoteSettings

# What the house style says alone; pandoc's own versions of these are not looked at.
OURS = ("word/settings.xml", "word/fontTable.xml", "word/_rels/fontTable.xml.rels")
TEXT = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
FIXED = {"styles": "styles.xml", "settings": "settings.xml", "fontTable": "fontTable.xml",
         "numbering": "numbering.xml", "footnotes": "footnotes.xml", "endnotes": "endnotes.xml"}  # fmt: skip


def assembled(media: Mapping[str, bytes], links: Mapping[str, Xml], reference: Mapping[str, bytes],
              texts: Mapping[str, Xml], properties: Mapping[str, bytes],
              notes: NoteSettings) -> dict[str, bytes]:  # fmt: skip
    """Every part by name but the document, which has page numbers to come.

    `texts` are the parts of the text, `properties` those of `docProps/`;
    `links` are the links and pictures of the document, running heads among them, and of the notes.
    """
    parts = {name: reference[name] for name in reference if _is_ours(name)}
    parts.update(media)
    parts.update((f"word/{name}.xml", serialize(part)) for name, part in texts.items() if name != "document")
    parts["word/settings.xml"] = serialize(_settings(parse(reference["word/settings.xml"]), notes))
    parts["word/_rels/document.xml.rels"] = serialize(_document_relationships(links, texts["document"]))
    for name in ("footnotes", "endnotes"):
        parts[f"word/_rels/{name}.xml.rels"] = serialize(_note_relationships(links, texts[name]))
    parts.update(properties)
    names = sorted(name.removeprefix("word/") for name in [*parts, "word/document.xml"] if _is_text(name))
    suffixes = {PurePosixPath(name).suffix[1:] for name in parts if "/media/" in name or "/fonts/" in name}
    parts["[Content_Types].xml"] = content_types(names, core=True, media=suffixes)
    parts["_rels/.rels"] = package_relationships(core=True)
    return parts


def with_own_styles(ours: bytes, own: Iterable[Xml]) -> Xml:
    """The house's styles, and those that the author named in the text and pandoc has made for it."""
    styles = parse(ours)
    styles.extend(list(own))
    return styles


def _is_ours(name: str) -> bool:
    return name in OURS or name.startswith(("word/fonts/", "word/header-", "word/footer-"))


def _is_text(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1


def _document_relationships(links: Mapping[str, Xml], document: Xml) -> Xml:
    fixed = [
        relationship(f"rIdPart{kind[0].upper()}{kind[1:]}", kind, target) for kind, target in FIXED.items()
    ]
    return relationships([*fixed, *_carried(links["document"], document)])


def _note_relationships(links: Mapping[str, Xml], notes: Xml) -> Xml:
    """The links and pictures of the notes; pandoc tells some of the text alone, under the same ids."""
    found: dict[str, Xml] = {}
    for name in ("footnotes", "document"):
        for line in _carried(links[name], notes):
            found.setdefault(str(line.get("Id")), line)
    return relationships(list(found.values()))


def _carried(links: Xml, text: Xml) -> list[Xml]:
    """What the text asks for of the links."""
    asked = set(_ASKED(text))  # type: ignore[arg-type]
    return [deepcopy(line) for line in links if line.get("Id") in asked]


_ASKED = etree.XPath("descendant-or-self::*/@r:*", namespaces={"r": NAMESPACES["r"]}, smart_strings=False)


def _settings(settings: Xml, notes: NoteSettings) -> Xml:
    """Endnotes count as footnotes do, and stand where the author wants them."""
    place = "sectEnd" if notes.place == "chapter-end" else "docEnd"
    endnotes = settings.find(q("w:endnotePr"))
    assert endnotes is not None
    endnotes[:0] = [el("w:pos", {"val": place}), el("w:numFmt", {"val": "decimal"})]
    return settings
