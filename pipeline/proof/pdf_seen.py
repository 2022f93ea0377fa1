"""Each page of a PDF as PDFium sees it: what stands on it, and its part of the structure tree.

A page that was seen before is not looked at again: what was seen is kept by the page's digest, which is
taken from the finished bytes. Nothing is kept of what was found *about* a page in the book.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.cache import Kept
from pipeline.model import Level
from pipeline.proof.pdf_aside import Aside
from pipeline.proof.sight import Edges, Eye, Picture, Run, Sheet

_KIND = "pages-seen"
_INLINE = frozenset(("Span", "NonStruct", "Link", "Reference", "Lbl"))
_NAMED = frozenset(("Note", "FENote", "Sect", "TD", "TH"))  # whose names are asked for


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the structure: its type, its ID, its kids: elements, or marks of what is on the page."""

    kind: str
    name: str
    kids: tuple[Node | int, ...]

    @property
    def is_inline(self) -> bool:
        """Whether it stands in a line, as far as its type tells."""
        return self.kind in _INLINE

    def lines(self) -> Iterator[int]:
        """The marks of its own lines, without those of the blocks in it."""
        for kid in self.kids:
            if not isinstance(kid, Node):
                yield kid
            elif kid.is_inline:
                yield from kid.lines()

    def marks(self) -> Iterator[int]:
        """All marks in it, in order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.marks()
            else:
                yield kid


@dataclass(frozen=True, slots=True)
class Seen:
    """A page: its label, what stands on it, the elements that stand on it."""

    label: str
    sheet: Sheet
    structure: tuple[Node, ...]


def seen(
    data: bytes,
    areas: tuple[Edges, Edges] | None,
    keys: Sequence[bytes | None] = (),
    kept: Kept | None = None,
    other: Aside | None = None,
) -> Iterator[Seen]:
    """Every page of the PDF; `areas` are the text's on odd and even pages, `keys` the pages' digests.

    `other` looks at the same file, so that what it saw need not be looked at here.
    """
    before = _before(kept)
    now: dict[str, bytes] = {}
    document = pdfium.PdfDocument(data)
    try:
        eye, names = Eye(), _Names()
        for index in range(len(document)):
            label = document.get_page_label(index) or str(index + 1)
            area = areas[index % 2] if areas else None
            digest = keys[index] if index < len(keys) else None
            key = digest.hex() if digest else ""
            if row := before.get(key) or (other and other.row(index)):
                now[key] = row
                sheet, structure = _again(json.loads(row), index + 1, area)
            else:
                sheet, structure = _look(document, index, area, eye, names)
                if key:
                    now[key] = json.dumps(_row(sheet, structure)).encode()
            yield Seen(label, sheet, structure)
    finally:
        document.close()
    now.pop("", None)
    if kept and now.keys() != before.keys():
        kept.put(_KIND, b"", b"\n".join(key.encode() + b" " + row for key, row in now.items()))


def rows(data: bytes, areas: tuple[Edges, Edges] | None) -> Iterator[tuple[int, bytes]]:
    """Every page of the PDF, the last one first: its index and its row."""
    document = pdfium.PdfDocument(data)
    eye, names = Eye(), _Names()
    for index in reversed(range(len(document))):
        sheet, structure = _look(document, index, areas[index % 2] if areas else None, eye, names)
        yield index, json.dumps(_row(sheet, structure)).encode()


def is_new(kept: Kept | None) -> bool:
    """Whether no page of the file is kept from before."""
    return not _before(kept)


def _before(kept: Kept | None) -> dict[str, bytes]:
    """The pages of the last build, by their digests."""
    data = kept.get(_KIND, b"") if kept else None
    lines = (line.partition(b" ") for line in data.split(b"\n")) if data else ()
    return {key.decode(): row for key, _, row in lines}


def _look(
    document: Any, index: int, area: Edges | None, eye: Eye, names: _Names
) -> tuple[Sheet, tuple[Node, ...]]:
    """A page, seen by PDFium."""
    page = document[index]
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        sheet = eye.sheet(page, index + 1, area)
        count = raw.FPDF_StructTree_CountChildren(tree) if tree else 0
        tops = (raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(count))
        return sheet, tuple(names.node(top) for top in tops if top)
    finally:
        if tree:
            raw.FPDF_StructTree_Close(tree)
        page.close()


def _row(sheet: Sheet, structure: Sequence[Node]) -> list[Any]:
    """The page as data, without what depends on where in the book it stands."""
    runs = [[run.text, *_sides(run.edges), run.baseline, run.size, run.mark, run.cut] for run in sheet.runs]
    pictures = [
        [one.width, one.height, _sides(one.edges), one.resolution, one.blank, one.mark]
        for one in sheet.pictures
    ]
    faults = [[one.code, one.message, one.level.value] for one in sheet.findings]
    return [_sides(sheet.edges), runs, pictures, faults, [_node_row(one) for one in structure]]


def _again(row: list[Any], number: int, area: Edges | None) -> tuple[Sheet, tuple[Node, ...]]:
    edges, runs, pictures, faults, structure = row
    sheet = Sheet(
        number,
        Edges(*edges),
        area,
        [Run(text, Edges(*rest[:4]), *rest[4:]) for text, *rest in runs],
        [Picture(width, height, Edges(*sides), *rest) for width, height, sides, *rest in pictures],
        [],
    )
    for code, message, level in faults:
        sheet.fault(code, message, Level(level))
    return sheet, tuple(map(_node, structure))


def _sides(edges: Edges) -> list[float]:
    return [edges.left, edges.bottom, edges.right, edges.top]


def _node_row(node: Node) -> list[Any]:
    return [node.kind, node.name, [_node_row(kid) if isinstance(kid, Node) else kid for kid in node.kids]]


def _node(row: list[Any]) -> Node:
    kind, name, kids = row
    return Node(kind, name, tuple([_node(kid) if type(kid) is list else kid for kid in kids]))


class _Names:
    """Reads elements of the structure, their strings into one buffer."""

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(512)

    def node(self, element: Any) -> Node:
        """The element with all that is in it on its page."""
        kind = self._string(raw.FPDF_StructElement_GetType, element)
        name = self._string(raw.FPDF_StructElement_GetID, element) if kind in _NAMED else ""
        return Node(kind, name, tuple(self._kids(element)))

    def _kids(self, element: Any) -> Iterator[Node | int]:
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                yield self.node(child)
            elif (mark := raw.FPDF_StructElement_GetChildMarkedContentID(element, index)) >= 0:
                yield mark

    def _string(self, read_into: Any, element: Any) -> str:
        size = read_into(element, self._buffer, 512)
        return self._buffer.raw[: size - 2].decode("utf-16-le") if 2 < size <= 512 else ""
