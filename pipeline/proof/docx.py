"""The finished Word document, read back from its XML (ECMA-376 Part 1, 17.3, 17.11)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.model import ERROR, Finding, Place
from pipeline.proof.reading import Reading, ReadNote
from pipeline.proof.stream import letters

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_TITLE = frozenset(("Title", "Subtitle", "Author", "Date", "AbstractTitle", "Abstract", "Abstract Title"))
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_PAPER = frozenset(("FFFFFF", "ffffff"))


@dataclass(slots=True)
class _Found:
    title: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)  # number, part, id
    headings: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"footnotes": 0, "endnotes": 0})
    in_title: bool = False


def read(data: bytes) -> Reading:
    """The letters, notes, headings, pictures and broken links of a Word document."""
    found = _Found()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        body = etree.fromstring(package.read("word/document.xml"), _PARSER).find(f"{W}body")
        notes: dict[tuple[str, str], str] = {}
        for part in ("footnotes", "endnotes"):
            if f"word/{part}.xml" in names:
                notes |= _notes(etree.fromstring(package.read(f"word/{part}.xml"), _PARSER), part, found)
        restarts = _restarts(package, body)
        for block in body if body is not None else ():
            _block(block, found, restarts)
        found.findings += _pictures(package, names, found)
    called = {(part, name) for _, part, name in found.calls}
    read_notes = [ReadNote(label, notes.get((part, name), "")) for label, part, name in found.calls]
    read_notes += [ReadNote("", text) for key, text in notes.items() if key not in called]
    for target in found.links:
        if target not in found.anchors:
            found.findings.append(_fault("proof-link", f"a link leads nowhere: {target}"))
    title, text = "".join(found.title), "".join(found.words)
    headings, faults = tuple(found.headings), tuple(found.findings)
    return Reading("docx", title, text, tuple(read_notes), headings, len(found.images), (), faults)


def _restarts(package: zipfile.ZipFile, body: Any) -> bool:
    """Whether notes are numbered afresh in each section."""
    values = [one.get(f"{W}val") for one in body.iter(f"{W}numRestart")] if body is not None else []
    if "word/settings.xml" in package.namelist():
        root = etree.fromstring(package.read("word/settings.xml"), _PARSER)
        values += [one.get(f"{W}val") for one in root.iter(f"{W}numRestart")]
    return "eachSect" in values


def _notes(root: Any, part: str, found: _Found) -> dict[tuple[str, str], str]:
    """The letters of each note by its id; separators are not notes."""
    notes = {}
    for note in root:
        if note.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        own = _Found(links=found.links, anchors=found.anchors, images=found.images, findings=found.findings)
        for block in note:
            _block(block, own, False)
        # The style sets a mark after the number: "1. " or "1) ".
        notes[part, note.get(f"{W}id")] = "".join(own.words).lstrip(".)")
    return notes


def _block(block: Any, found: _Found, restarts: bool) -> None:
    """Read a paragraph, a table or what is around them."""
    if block.tag != f"{W}p":
        for child in block:
            if isinstance(child.tag, str) and child.tag != f"{W}sectPr":
                _block(child, found, restarts) if child.tag in _HOLDERS else _inline(child, found)
        return
    style = block.find(f"{W}pPr/{W}pStyle")
    name = style.get(f"{W}val") if style is not None else ""
    begun = len(found.words)
    found.in_title = name in _TITLE
    for child in block:
        _inline(child, found)
    if found.in_title:
        found.title += found.words[begun:]
        del found.words[begun:]
    elif name.startswith("Heading"):
        found.headings.append("".join(found.words[begun:]))
    found.in_title = False
    if restarts and block.find(f"{W}pPr/{W}sectPr") is not None:
        found.counts = {"footnotes": 0, "endnotes": 0}


_HOLDERS = frozenset(
    f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "sdt", "sdtContent", "customXml", "ins")
)


def _inline(element: Any, found: _Found) -> None:
    """Read what stands in a paragraph."""
    tag = element.tag
    if tag == f"{W}r":
        _run(element, found)
    elif tag == f"{W}bookmarkStart":
        found.anchors.add(element.get(f"{W}name") or "")
    elif tag == _MATH or tag in (f"{W}pPr", f"{W}del"):
        return
    elif isinstance(tag, str):
        if tag == f"{W}hyperlink" and element.get(f"{W}anchor"):
            found.links.append(element.get(f"{W}anchor"))
        for child in element:
            _inline(child, found)


def _run(run: Any, found: _Found) -> None:
    """Read a run of text: its words, note calls, pictures; hidden words are told."""
    properties = run.find(f"{W}rPr")
    text = ""
    for child in run:
        if child.tag == f"{W}t":
            text += child.text or ""
        elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            _call(child, run, found)
        elif child.tag == f"{W}noBreakHyphen":
            text += "-"
        elif child.tag == f"{W}sym":
            text += chr(int(child.get(f"{W}char") or "20", 16))
        found.images += [blip.get(_EMBED) or "" for blip in child.iter(_BLIP)]
    found.words.append(letters(text))
    if properties is not None and text.strip():
        colour = properties.find(f"{W}color")
        white = colour is not None and colour.get(f"{W}val") in _PAPER
        if white or properties.find(f"{W}vanish") is not None:
            found.findings.append(
                _fault("proof-hidden", f"“{text.strip()[:40]}” is there but cannot be seen")
            )


def _call(reference: Any, run: Any, found: _Found) -> None:
    """A note call: its number by Word's own counting, or the mark that the author set."""
    part = "footnotes" if reference.tag == f"{W}footnoteReference" else "endnotes"
    name = reference.get(f"{W}id")
    if reference.get(f"{W}customMarkFollows") in ("1", "true", "on"):
        mark = "".join(one.text or "" for one in run.iter(f"{W}t"))
        if not found.in_title:
            found.calls.append((letters(mark), part, name))
        else:
            found.calls.append(("*", part, name))
        return
    found.counts[part] += 1
    found.words.append(str(found.counts[part]))
    found.calls.append((str(found.counts[part]), part, name))


def _pictures(package: zipfile.ZipFile, names: set[str], found: _Found) -> list[Finding]:
    """A finding for each picture whose bytes are not in the file."""
    targets: dict[str, str] = {}
    for part in ("document", "footnotes", "endnotes"):
        rels = f"word/_rels/{part}.xml.rels"
        if rels in names:
            for one in etree.fromstring(package.read(rels), _PARSER):
                targets.setdefault(
                    one.get("Id"), posixpath.normpath(posixpath.join("word", one.get("Target") or ""))
                )
    missing = [name for name in found.images if targets.get(name, "") not in names]
    return [_fault("proof-image", f"a picture is not in the file ({name})") for name in missing]


def _fault(code: str, message: str) -> Finding:
    return Finding(code, ERROR, message, Place("docx"))
