"""The finished package: pandoc's text, mended, with the house style's parts around it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from pipeline.house_style.ooxml import Xml, el, parse, q, relationship, relationships, serialize
from pipeline.house_style.word_package import content_types, package_relationships
from pipeline.model import NoteSettings

# What the house style says alone; pandoc's own versions of these are not looked at.
OURS = ("word/settings.xml", "word/fontTable.xml", "word/_rels/fontTable.xml.rels")
TEXT = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
FIXED = {"styles": "styles.xml", "settings": "settings.xml", "fontTable": "fontTable.xml",
         "numbering": "numbering.xml", "footnotes": "footnotes.xml", "endnotes": "endnotes.xml"}  # fmt: skip
CARRIED = ("hyperlink", "image", "header", "footer")


def assembled(written: Mapping[str, bytes], reference: Mapping[str, bytes], texts: Mapping[str, Xml],
              properties: Mapping[str, bytes], notes: NoteSettings) -> dict[str, bytes]:  # fmt: skip
    """Every part by name; `texts` are the parts of the text, `properties` those of `docProps/`."""
    parts = {name: reference[name] for name in reference if _is_ours(name)}
    parts.update((name, data) for name, data in written.items() if name.startswith("word/media/"))
    parts.update((f"word/{name}.xml", serialize(part)) for name, part in texts.items())
    parts["word/settings.xml"] = serialize(_settings(parse(reference["word/settings.xml"]), notes))
    parts["word/_rels/document.xml.rels"] = serialize(_document_relationships(written, texts))
    for name in ("footnotes", "endnotes"):
        parts[f"word/_rels/{name}.xml.rels"] = serialize(_note_relationships(written, texts[name]))
    parts.update(properties)
    names = sorted(name.removeprefix("word/") for name in parts if _is_text(name))
    suffixes = {PurePosixPath(name).suffix[1:] for name in parts if "/media/" in name or "/fonts/" in name}
    parts["[Content_Types].xml"] = content_types(names, core=True, media=suffixes)
    parts["_rels/.rels"] = package_relationships(core=True)
    return parts


def with_own_styles(ours: bytes, written: bytes, texts: Iterable[Xml]) -> Xml:
    """The house's styles, and those that the author named in the text and pandoc has made for it."""
    styles = parse(ours)
    known = {str(style.get(q("w:styleId"))) for style in styles.iter(q("w:style"))}
    tags = [q(name) for name in ("w:pStyle", "w:rStyle", "w:tblStyle")]
    used = {str(one.get(q("w:val"))) for text in texts for one in text.iter(*tags)}
    styles.extend(
        [one for one in parse(written).iter(q("w:style")) if one.get(q("w:styleId")) in used - known]
    )
    return styles


def _is_ours(name: str) -> bool:
    return name in OURS or name.startswith(("word/fonts/", "word/header-", "word/footer-"))


def _is_text(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1


def _document_relationships(written: Mapping[str, bytes], texts: Mapping[str, Xml]) -> Xml:
    fixed = [
        relationship(f"rIdPart{kind[0].upper()}{kind[1:]}", kind, target) for kind, target in FIXED.items()
    ]
    return relationships([*fixed, *_carried(written["word/_rels/document.xml.rels"], texts["document"])])


def _note_relationships(written: Mapping[str, bytes], notes: Xml) -> Xml:
    """The links and pictures of the notes; pandoc tells some of the text alone, under the same ids."""
    found: dict[str, Xml] = {}
    for name in ("footnotes", "document"):
        if (links := written.get(f"word/_rels/{name}.xml.rels")) is not None:
            for line in _carried(links, notes):
                found.setdefault(str(line.get("Id")), line)
    return relationships(list(found.values()))


def _carried(links: bytes, text: Xml) -> list[Xml]:
    """Links and pictures that the text asks for; pandoc's other relationships are of its own parts."""
    asked = {
        str(value) for node in text.iter() for key, value in node.items() if str(key).startswith(f"{{{_R}}}")
    }
    return [
        line
        for line in parse(links)
        if str(line.get("Type")).rpartition("/")[2] in CARRIED and line.get("Id") in asked
    ]


_R = q("r:id").partition("}")[0][1:]


def _settings(settings: Xml, notes: NoteSettings) -> Xml:
    """Endnotes count as footnotes do, and stand where the author wants them."""
    place = "sectEnd" if notes.place == "chapter-end" else "docEnd"
    endnotes = settings.find(q("w:endnotePr"))
    assert endnotes is not None
    endnotes[:0] = [el("w:pos", {"val": place}), el("w:numFmt", {"val": "decimal"})]
    return settings
