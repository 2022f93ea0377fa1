"""The finished PDF, read back by PDFium through its own structure tree (ISO 32000-1, 14.7 and 14.8).

The tree says which words are text, note, list number or page furniture; the page's objects say where each stands.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.model import ERROR, Finding, Place
from pipeline.proof.reading import Reading, ReadNote
from pipeline.proof.stream import letters

# Tags whose words the layout sets by itself: numbers of list items, artifacts.
_SET_BY_LAYOUT = frozenset(("Lbl", "Artifact"))
_HEADINGS = frozenset(("H", "H1", "H2", "H3", "H4", "H5", "H6"))
_SLACK = 1.0  # points by which an overhanging glyph may pass the edge of the sheet


@dataclass(frozen=True, slots=True)
class Box:
    """A run of text on a page: its words and its edges in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    words: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[int] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    note_page: dict[str, int] = field(default_factory=dict)
    call_page: dict[str, int] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    images: int = 0
    findings: list[Finding] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """The letters, notes, headings and faults of a PDF."""
    found = _Found()
    document = pdfium.PdfDocument(data)
    try:
        for number in range(len(document)):
            found.pages.append(found.length)
            _read_page(document[number], number + 1, found)
        for name in found.notes:
            found.call_page[name] = _destination(document, name.replace("fn-", "fnref-", 1))
    finally:
        document.close()
    notes = tuple(_note(name, found) for name in found.notes if name.removeprefix("fn-").isdigit())
    return Reading(
        "pdf",
        "",
        "".join(found.words),
        notes,
        tuple(letters(text) for text in found.headings),
        found.images,
        tuple(found.pages),
        tuple(found.findings),
    )


def _note(name: str, found: _Found) -> ReadNote:
    text = letters(" ".join(found.notes[name]))
    label = letters(found.label.get(name, ""))
    text = text.removeprefix(label).lstrip(".)")
    return ReadNote(label, text, found.call_page.get(name), found.note_page.get(name))


def _destination(document: Any, name: str) -> int:
    """The page, from 1, of a named destination; 0 where there is none."""
    dest = raw.FPDF_GetNamedDestByName(document.raw, name.encode())
    return int(raw.FPDFDest_GetDestPageIndex(document.raw, dest)) + 1 if dest else 0


def _read_page(page: Any, number: int, found: _Found) -> None:
    boxes = dict(_boxes(page, number, found))
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        found.findings.append(
            _fault("proof-untagged", f"page {number} has no structure to read it by", number)
        )
        return
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            child = raw.FPDF_StructTree_GetChildAtIndex(tree, index)
            if child:
                _Walk(boxes, number, found).element(child, None)
    finally:
        raw.FPDF_StructTree_Close(tree)


@dataclass(slots=True)
class _Walk:
    """One page's structure, walked in reading order."""

    boxes: dict[int, list[Box]]
    page: int
    found: _Found

    def element(self, element: Any, note: str | None) -> None:
        """Read the element and what is in it; `note` names the note that it stands in."""
        kind = _string(raw.FPDF_StructElement_GetType, element)
        if kind in _SET_BY_LAYOUT and not (note and kind == "Lbl"):
            return
        if kind in ("Note", "FENote"):
            note = _string(raw.FPDF_StructElement_GetID, element)
            self.found.notes.setdefault(note, [])
            self.found.note_page.setdefault(note, self.page)
        if kind == "Figure":
            self.found.images += 1
        begun = len(self.found.words)
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                self.element(child, note)
                continue
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
            for box in self.boxes.get(mark, ()):
                self.words(box.text, note)
        if kind in _HEADINGS and note is None:
            self.found.headings.append("".join(self.found.words[begun:]))

    def words(self, text: str, note: str | None) -> None:
        """Add words to the text, or to the note that they stand in."""
        if note is not None:
            if not self.found.notes[note]:
                self.found.label[note] = text.strip().rstrip(".)")
            self.found.notes[note].append(text)
            return
        folded = letters(text)
        self.found.words.append(folded)
        self.found.length += len(folded)


def _string(read: Any, element: Any) -> str:
    """A string that PDFium hands out as UTF-16."""
    size = read(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le")


def _boxes(page: Any, number: int, found: _Found) -> Iterator[tuple[int, list[Box]]]:
    """The runs of text on a page by their mark in the structure; faults that can be seen are noted."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    marked: dict[int, list[Box]] = {}
    count = raw.FPDFPage_CountObjects(page.raw)
    buffer = (ctypes.c_ushort * 4096)()
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(count):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        size = raw.FPDFTextObj_GetText(item, text_page.raw, buffer, 4096)
        text = ctypes.string_at(buffer, size).decode("utf-16-le", "replace").rstrip("\0") if size else ""
        raw.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        box = Box(text, left, bottom, right, top)
        marked.setdefault(raw.FPDFPageObj_GetMarkedContentID(item), []).append(box)
        if text.strip() and not (
            left >= -_SLACK and right <= width + _SLACK and bottom >= -_SLACK and top <= height + _SLACK
        ):
            found.findings.append(
                _fault("proof-off-page", f"“{text.strip()[:40]}” runs off page {number}", number)
            )
    text_page.close()
    yield from marked.items()


def _fault(code: str, message: str, page: int) -> Finding:
    return Finding(code, ERROR, message, Place(f"page {page}"))
