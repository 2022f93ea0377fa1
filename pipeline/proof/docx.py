"""The finished Word document, read back from its XML (ECMA-376 Part 1, 17.3, 17.11).

Nothing is taken for granted that Word or LibreOffice change when they save a file: ids of notes and styles,
how words are cut into runs, which part holds what.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.model import ERROR, Finding, Place
from pipeline.proof.ink import Ink, W, ink
from pipeline.proof.numbering import Counter
from pipeline.proof.portion import link
from pipeline.proof.reading import Heading, Reading, ReadNote, Words
from pipeline.proof.stream import GAP, letters

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_LEAST_PICTURE = 9525  # English Metric Units: a pixel
_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_TITLE = frozenset(("title", "subtitle", "author", "date", "abstract title", "abstracttitle", "abstract",
                    "publisher", "publisher place"))  # fmt: skip
# Parts before the text by the names of their styles.
_FRONT = {
    "half title": "half-title", "series": "series", "copyright": "copyright-page",
    "dedication": "dedication", "dedication next": "dedication", "front epigraph": "epigraph",
    "front epigraph source": "epigraph", "front abstract title": "abstract", "front abstract": "abstract",
    "front abstract next": "abstract", "toc heading": "contents",
}  # fmt: skip
_HEADING = re.compile(r"heading ?([1-9])")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
# What Word takes away from the text, or shows in no edition; and the older of two forms of a drawing.
_SILENT = frozenset(
    (f"{W}pPr", f"{W}del", f"{W}moveFrom", f"{W}sectPr", f"{W}tblPr", f"{W}tblGrid", _MATH, f"{_MC}Fallback")
)


# Looked for in every run: names made once.
_TEXT, _LOOK, _OWN_MARK, _ON = f"{W}t", f"{W}rPr", f"{W}customMarkFollows", ("1", "true", "on")
_CALLS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_PARAGRAPH, _RUN, _BOOKMARK = f"{W}p", f"{W}r", f"{W}bookmarkStart"
_STYLE, _SECTION = f"{W}pPr/{W}pStyle", f"{W}pPr/{W}sectPr"


@dataclass(slots=True)
class _Found:
    """What has been read of one part."""

    part: str
    title: list[str] = field(default_factory=list)
    front: dict[str, list[str]] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)  # of the contents
    captions: list[str] = field(default_factory=list)  # entries of the lists of figures and tables
    words: list[str] = field(default_factory=list)
    calls: list[tuple[str, str, str, bool]] = field(default_factory=list)  # number, part, id, in the title
    headings: list[Heading] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """One part of the document, walked in order."""

    found: _Found
    styles: Mapping[str, str]
    ink: Ink
    targets: Mapping[str, tuple[str, bool]]  # of relationships: target, whether outside
    numbers: Counter | None
    style: str = ""  # of the paragraph
    in_title: bool = False
    fields: list[list[str]] = field(default_factory=list)  # instructions of open fields

    def block(self, block: Any) -> None:
        """Read a paragraph, a table or what is around them."""
        if not isinstance(block.tag, str) or block.tag in _SILENT:
            return
        if block.tag == _PARAGRAPH:
            self.paragraph(block)
            return
        if block.tag == _BOOKMARK:
            self.found.anchors.add(block.get(f"{W}name") or "")
        for child in block:
            self.block(child)

    def paragraph(self, paragraph: Any) -> None:
        """Read a paragraph: a line of the title page, a heading or text."""
        style = paragraph.find(_STYLE)
        outer, self.style = self.style, (style.get(f"{W}val") or "") if style is not None else ""
        name = self.styles.get(self.style, "")
        begun = len(self.found.words)
        self.in_title = self.numbers is not None and (name in _TITLE or name in _FRONT)
        for child in paragraph:
            self.inline(child)
        if self.ink.is_away(paragraph, self.style) and (words := "".join(self.found.words[begun:])):
            self.found.findings.append(_fault("proof-off-page", f"“{words[:40]}” stands off the page"))
        if self.in_title:
            own = self.found.front.setdefault(_FRONT[name], []) if name in _FRONT else self.found.title
            own += self.found.words[begun:]
            del self.found.words[begun:]
        elif name.startswith("toc ") or name == "table of figures":
            if entry := "".join(self.found.words[begun:]):
                (self.found.captions if name == "table of figures" else self.found.entries).append(entry)
            del self.found.words[begun:]
        elif level := _HEADING.fullmatch(name):
            self.found.headings.append(Heading(int(level[1]), "".join(self.found.words[begun:])))
        self.in_title, self.style = False, outer
        if self.numbers is not None and (section := paragraph.find(_SECTION)) is not None:
            self.numbers.end_section(section)

    def inline(self, element: Any) -> None:
        """Read what stands in a paragraph."""
        tag = element.tag
        if tag == _RUN:
            self.run(element)
            return
        if tag == _MATH:
            self.found.words.append(GAP)
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if tag == _PARAGRAPH:  # in a text box
            self.paragraph(element)
            return
        if tag == _BOOKMARK:
            self.found.anchors.add(element.get(f"{W}name") or "")
        elif tag == f"{W}hyperlink":
            self.hyperlink(element)
        elif tag == f"{W}fldSimple":
            self.field(element.get(f"{W}instr") or "")
        for child in element:
            self.inline(child)

    def hyperlink(self, element: Any) -> None:
        target, is_outside = self.targets.get(element.get(f"{_R}id") or "", ("", False))
        if is_outside:
            self.found.outside.add(link(target))
        elif anchor := element.get(f"{W}anchor"):
            self.found.links.append(anchor)

    def field(self, instruction: str) -> None:
        """Note where a field leads: HYPERLINK, REF, NOTEREF (17.16.5)."""
        words = re.findall(r'"[^"]*"|\S+', instruction)
        plain = [word.strip('"') for word in words]
        if not plain:
            return
        kind = plain[0].upper()
        if kind in ("NOTEREF", "REF", "PAGEREF") and len(plain) > 1:
            self.found.links.append(plain[1])
        elif kind == "HYPERLINK" and r"\l" in plain and plain.index(r"\l") + 1 < len(plain):
            self.found.links.append(plain[plain.index(r"\l") + 1])
        elif kind == "HYPERLINK" and len(plain) > 1:
            self.found.outside.add(link(plain[1]))

    def run(self, run: Any) -> None:
        """Read a run of text: its words, note calls, pictures; hidden words are told."""
        text = ""
        parts = [(child.tag, child) for child in run]
        mark = any(tag in _CALLS and child.get(_OWN_MARK) in _ON for tag, child in parts)
        for tag, child in parts:
            if tag == _TEXT and not mark:
                text += child.text or ""
            elif tag in _CALLS:
                self.say(text)
                text = ""
                self.call(child, run)
            elif tag == f"{W}noBreakHyphen":
                text += "-"
            elif tag == f"{W}sym":
                text += chr(int(child.get(f"{W}char") or "20", 16))
            elif tag == f"{W}fldChar":
                self.field_character(child.get(f"{W}fldCharType"))
            elif tag == f"{W}instrText" and self.fields:
                self.fields[-1].append(child.text or "")
            elif len(child) and isinstance(tag, str) and tag not in _SILENT and tag != _LOOK:
                self.drawn(child)
        self.say(text)
        if text.strip() and self.ink.hides(run, self.style):
            message = f"“{text.strip()[:40]}” is there but cannot be seen"
            self.found.findings.append(_fault("proof-hidden", message))

    def say(self, text: str) -> None:
        """Add words."""
        if text:
            self.found.words.append(letters(text))

    def field_character(self, kind: str | None) -> None:
        """Begin a field or end it."""
        if kind == "begin":
            self.fields.append([])
        elif kind == "end" and self.fields:
            self.field("".join(self.fields.pop()))

    def drawn(self, element: Any) -> None:
        """Pictures, and the words of text boxes."""
        for one in element.iter(f"{_A}blip"):
            if not any(above.tag == f"{_MC}Fallback" for above in one.iterancestors()):
                # A drawing stands in an extension of the picture that older programs show in its place.
                drawing = next((svg.get(f"{_R}embed") for svg in one.iter(_SVG)), None)
                name = drawing or one.get(f"{_R}embed") or one.get(f"{_R}link") or ""
                self.found.pictures.append(self.targets.get(name, ("", False))[0])
                self.found.findings += _cut(one)
        for box in element.iter(f"{W}txbxContent"):
            if not any(above.tag == f"{_MC}Fallback" for above in box.iterancestors()):
                for child in box:
                    self.block(child)

    def call(self, reference: Any, run: Any) -> None:
        """A note call: its number by Word's own counting, or the mark that the author set."""
        part = _CALLS[reference.tag]
        name = reference.get(f"{W}id")
        if reference.get(_OWN_MARK) in _ON:
            label = "".join(one.text or "" for one in run.iter(f"{W}t")).strip()
        else:
            label = self.numbers.next(part) if self.numbers is not None else ""
        if not self.in_title:
            self.say(label)
        self.found.calls.append((label, part, name, self.in_title))


def read(data: bytes) -> Reading:
    """The letters, notes, headings, pictures and broken links of a Word document."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())

        def part(name: str) -> Any:
            path = f"word/{name}.xml"
            return etree.fromstring(package.read(path), _PARSER) if path in names else None

        styles, seen = _styles(part("styles")), ink(part("styles"))
        body = part("document").find(f"{W}body")
        numbers = Counter(body, part("settings"))
        found = _Found("document")
        _Reader(found, styles, seen, _targets(package, names, "document"), numbers).block(body)
        notes: dict[tuple[str, str], ReadNote] = {}
        for kind in ("footnotes", "endnotes"):
            root = part(kind)
            if root is not None:
                targets = _targets(package, names, kind)
                notes |= dict(_notes(root, kind, found, styles, seen, targets))
        pictures = tuple(_pictures(package, names, found))
    return _reading(found, notes, pictures)


def _reading(
    found: _Found, notes: Mapping[tuple[str, str], ReadNote], pictures: tuple[bytes, ...]
) -> Reading:
    called = {(part, name) for _, part, name, _ in found.calls}
    own: list[ReadNote] = []
    of_title: list[ReadNote] = []
    for label, part, name, in_title in found.calls:
        note = _labelled(notes.get((part, name), ReadNote("", "")), label)
        (of_title if in_title else own).append(note)
    faults = [
        _fault("proof-notes", f"the note “{note.text[:40]}” is called nowhere")
        for key, note in notes.items()
        if key not in called and note.text
    ]
    faults += [
        _fault("proof-link", f"a link leads nowhere: {target}")
        for target in found.links
        if target not in found.anchors
    ]
    return Reading(
        "docx",
        "".join(found.title),
        "".join(found.words),
        tuple(own),
        tuple(of_title),
        tuple(found.headings),
        pictures,
        frozenset(found.outside),
        frozenset(found.anchors),
        findings=(*found.findings, *faults),
        front={name: Words("".join(words)) for name, words in found.front.items()},
        lists={
            "contents": tuple(map(Words, found.entries)),
            "captions": tuple(map(Words, found.captions)),
        },
    )


def _labelled(note: ReadNote, label: str) -> ReadNote:
    """The note under the number of its call; a mark of the author's own stands in the note's words."""
    if note.mark is not None:  # Word sets the number
        return ReadNote(label, note.text, mark=label)
    mark = letters(label)
    if not note.text.startswith(mark):
        return ReadNote(label, note.text, mark="")
    return ReadNote(label, note.text[len(mark) :], mark=label)


def _notes(
    root: Any,
    part: str,
    found: _Found,
    styles: Mapping[str, str],
    ink: Ink,
    targets: Mapping[str, tuple[str, bool]],
) -> Iterator[tuple[tuple[str, str], ReadNote]]:
    """Each note by its part and id; separators are not notes."""
    for note in root:
        if note.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        own = _Found(part, pictures=found.pictures, anchors=found.anchors, links=found.links)
        own.outside, own.findings = found.outside, found.findings
        _Reader(own, styles, ink, targets, None).block(note)
        numbered = any(True for _ in note.iter(f"{W}footnoteRef", f"{W}endnoteRef"))
        yield (part, note.get(f"{W}id")), ReadNote("", "".join(own.words), mark="" if numbered else None)


def _styles(root: Any) -> dict[str, str]:
    """The name of each style by its id.

    A style made for the document goes by the name of the title's part or the heading that it is based on.
    """
    names: dict[str, str] = {}
    based: dict[str, str] = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        name = style.find(f"{W}name")
        identifier = style.get(f"{W}styleId") or ""
        names[identifier] = (name.get(f"{W}val") or "").lower() if name is not None else identifier.lower()
        base = style.find(f"{W}basedOn")
        if base is not None and style.get(f"{W}customStyle") in ("1", "true"):
            based[identifier] = base.get(f"{W}val") or ""
    for identifier, base in based.items():
        own = names.get(base, "")
        if own in _TITLE or _HEADING.fullmatch(own):
            names[identifier] = own
    return names


def _targets(package: zipfile.ZipFile, names: set[str], part: str) -> dict[str, tuple[str, bool]]:
    """What each relationship of a part leads to, and whether it leads out of the file."""
    rels = f"word/_rels/{part}.xml.rels"
    targets = {}
    for one in etree.fromstring(package.read(rels), _PARSER) if rels in names else ():
        target, outside = one.get("Target") or "", one.get("TargetMode") == "External"
        path = target if outside else posixpath.normpath(posixpath.join("/word", target)).lstrip("/")
        targets[one.get("Id") or ""] = (path, outside)
    return targets


def _pictures(package: zipfile.ZipFile, names: set[str], found: _Found) -> Iterator[bytes]:
    """The bytes of each picture; a finding for each that is not in the file."""
    for path in found.pictures:
        if path in names and package.getinfo(path).file_size:
            yield package.read(path)
        else:
            found.findings.append(
                _fault("proof-image", f"a picture is not in the file ({path or 'unnamed'})")
            )


def _cut(blip: Any) -> Iterator[Finding]:
    """What keeps a picture from being seen whole (20.1.8.55, 20.4.2.7)."""
    for crop in blip.getparent().iter(f"{_A}srcRect"):
        if any(float(value.rstrip("%")) > 0 for value in crop.attrib.values()):
            yield _fault("proof-image-cut", "a picture is cropped")
    frame = next((one for one in blip.iterancestors(f"{_WP}inline", f"{_WP}anchor")), None)
    size = frame.find(f"{_WP}extent") if frame is not None else None
    if size is not None and min(int(size.get("cx") or 0), int(size.get("cy") or 0)) < _LEAST_PICTURE:
        yield _fault("proof-image", "a picture is too small to be seen")


def _fault(code: str, message: str) -> Finding:
    return Finding(code, ERROR, message, Place("docx"))
