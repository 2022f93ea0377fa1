"""A piece of a Word document's text or of its notes, walked in order (ECMA-376 Part 1, 17.3, 17.11)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.proof.again import Row
from pipeline.proof.ink import Ink, W
from pipeline.proof.numbering import Properties, sections
from pipeline.proof.portion import link
from pipeline.proof.stream import GAP, letters

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_LEAST_PICTURE = 9525  # English Metric Units: a pixel
_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
TITLE = frozenset(("title", "subtitle", "author", "date", "abstract title", "abstracttitle", "abstract",
                    "publisher", "publisher place"))  # fmt: skip
# Parts before the text by the names of their styles.
_FRONT = {
    "half title": "half-title", "series": "series", "copyright": "copyright-page",
    "dedication": "dedication", "dedication next": "dedication", "front epigraph": "epigraph",
    "front epigraph source": "epigraph", "front abstract title": "abstract", "front abstract": "abstract",
    "front abstract next": "abstract", "toc heading": "contents",
}  # fmt: skip
HEADING = re.compile(r"heading ?([1-9])")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
# What Word takes away from the text, or shows in no edition; and the older of two forms of a drawing.
_SILENT = frozenset(
    (f"{W}pPr", f"{W}del", f"{W}moveFrom", f"{W}sectPr", f"{W}tblPr", f"{W}tblGrid", _MATH, f"{_MC}Fallback")
)


# Looked for in every run: names made once.
_TEXT, _LOOK, _OWN_MARK, _ON = f"{W}t", f"{W}rPr", f"{W}customMarkFollows", ("1", "true", "on")
_CALLS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_PARAGRAPH, _RUN, _BOOKMARK = f"{W}p", f"{W}r", f"{W}bookmarkStart"
MARK = re.compile("\x01(\\d+)\x02")  # no letter of any XML
_STYLE, _SECTION = f"{W}pPr/{W}pStyle", f"{W}pPr/{W}sectPr"


@dataclass(slots=True)
class Found:
    """What has been read of one piece of a part; a call that Word numbers is a mark in its words.

    `counted` has the part of each such call, and "" at each end of a section.
    """

    title: list[str] = field(default_factory=list)
    front: dict[str, list[str]] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)  # of the contents
    captions: list[str] = field(default_factory=list)  # entries of the lists of figures and tables
    words: list[str] = field(default_factory=list)
    calls: list[tuple[str | None, str, str, bool]] = field(default_factory=list)  # number, part, id, in title
    counted: list[str] = field(default_factory=list)
    sections: list[Properties] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[str, str, str | None]] = field(default_factory=list)  # id, letters, mark
    pictures: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    is_open: bool = False  # a field goes on after its end
    faults: list[tuple[str, str, str]] = field(default_factory=list)  # code, message, the words in it

    def row(self) -> Row:
        """All of it, as JSON has it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        front = {name: "".join(words) for name, words in self.front.items()}
        return {**found, "title": "".join(self.title), "words": "".join(self.words), "front": front}


@dataclass(slots=True)
class _Reader:
    """One part of the document, walked in order."""

    found: Found
    styles: Mapping[str, str]
    ink: Ink
    targets: Mapping[str, tuple[str, bool]]  # of relationships: target, whether outside
    in_text: bool  # not in notes
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
            self.found.anchors.append(block.get(f"{W}name") or "")
        for child in block:
            self.block(child)

    def paragraph(self, paragraph: Any) -> None:
        """Read a paragraph: a line of the title page, a heading or text."""
        style = paragraph.find(_STYLE)
        outer, self.style = self.style, (style.get(f"{W}val") or "") if style is not None else ""
        name = self.styles.get(self.style, "")
        begun = len(self.found.words)
        self.in_title = self.in_text and (name in TITLE or name in _FRONT)
        for child in paragraph:
            self.inline(child)
        if self.ink.is_away(paragraph, self.style) and (words := "".join(self.found.words[begun:])):
            self.found.faults.append(("proof-off-page", "“{}” stands off the page", words))
        if self.in_title:
            own = self.found.front.setdefault(_FRONT[name], []) if name in _FRONT else self.found.title
            own += self.found.words[begun:]
            del self.found.words[begun:]
        elif name.startswith("toc ") or name == "table of figures":
            if entry := "".join(self.found.words[begun:]):
                (self.found.captions if name == "table of figures" else self.found.entries).append(entry)
            del self.found.words[begun:]
        elif level := HEADING.fullmatch(name):
            self.found.headings.append((int(level[1]), "".join(self.found.words[begun:])))
        self.in_title, self.style = False, outer
        if self.in_text and paragraph.find(_SECTION) is not None:
            self.found.counted.append("")

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
            self.found.anchors.append(element.get(f"{W}name") or "")
        elif tag == f"{W}hyperlink":
            self.hyperlink(element)
        elif tag == f"{W}fldSimple":
            self.field(element.get(f"{W}instr") or "")
        for child in element:
            self.inline(child)

    def hyperlink(self, element: Any) -> None:
        target, is_outside = self.targets.get(element.get(f"{_R}id") or "", ("", False))
        if is_outside:
            self.found.outside.append(link(target))
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
            self.found.outside.append(link(plain[1]))

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
            self.found.faults.append(("proof-hidden", "“{}” is there but cannot be seen", text.strip()))

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
                self.found.faults += _cut(one)
        for box in element.iter(f"{W}txbxContent"):
            if not any(above.tag == f"{_MC}Fallback" for above in box.iterancestors()):
                for child in box:
                    self.block(child)

    def call(self, reference: Any, run: Any) -> None:
        """A note call: its number by Word's own counting, or the mark that the author set."""
        part = _CALLS[reference.tag]
        name = reference.get(f"{W}id")
        label: str | None = None if self.in_text else ""
        if reference.get(_OWN_MARK) in _ON:
            label = "".join(one.text or "" for one in run.iter(f"{W}t")).strip()
        if label is None:
            self.found.counted.append(part)
        if not self.in_title:
            mark = f"\x01{len(self.found.calls)}\x02" if label is None else letters(label)
            self.found.words.append(mark)
        self.found.calls.append((label, part, name, self.in_title))


def read_piece(
    name: str, piece: bytes, dress: Callable[[], tuple[Mapping[str, str], Ink]], rels: bytes
) -> Row:
    """What stands in a piece of the text, or of the notes."""
    root, found, targets = parsed(piece), Found(), _targets(rels)
    if name == "document":
        body = root.find(f"{W}body")
        reader = _Reader(found, *dress(), targets, in_text=True)
        reader.block(body)
        found.is_open = bool(reader.fields)
        found.sections = sections(body)
    else:
        _read_notes(root, found, *dress(), targets)
    return found.row()


def _read_notes(
    root: Any, found: Found, styles: Mapping[str, str], ink: Ink, targets: Mapping[str, tuple[str, bool]]
) -> None:
    """Each note by its id; separators are not notes."""
    for note in root:
        if note.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        own = Found(pictures=found.pictures, anchors=found.anchors, links=found.links)
        own.outside, own.faults = found.outside, found.faults
        _Reader(own, styles, ink, targets, in_text=False).block(note)
        numbered = any(True for _ in note.iter(f"{W}footnoteRef", f"{W}endnoteRef"))
        found.notes.append((note.get(f"{W}id"), "".join(own.words), "" if numbered else None))


def _targets(rels: bytes) -> dict[str, tuple[str, bool]]:
    """What each relationship of a part leads to, and whether it leads out of the file."""
    targets = {}
    for one in etree.fromstring(rels, _PARSER) if rels else ():
        target, outside = one.get("Target") or "", one.get("TargetMode") == "External"
        path = target if outside else posixpath.normpath(posixpath.join("/word", target)).lstrip("/")
        targets[one.get("Id") or ""] = (path, outside)
    return targets


def parsed(part: bytes) -> Any:
    """The root of a part; None where there is none."""
    return etree.fromstring(part, _PARSER) if part else None


def _cut(blip: Any) -> Iterator[tuple[str, str, str]]:
    """What keeps a picture from being seen whole (20.1.8.55, 20.4.2.7)."""
    for crop in blip.getparent().iter(f"{_A}srcRect"):
        if any(float(value.rstrip("%")) > 0 for value in crop.attrib.values()):
            yield "proof-image-cut", "a picture is cropped", ""
    frame = next((one for one in blip.iterancestors(f"{_WP}inline", f"{_WP}anchor")), None)
    size = frame.find(f"{_WP}extent") if frame is not None else None
    if size is not None and min(int(size.get("cx") or 0), int(size.get("cy") or 0)) < _LEAST_PICTURE:
        yield "proof-image", "a picture is too small to be seen", ""
