"""Each page of a PDF as PDFium sees it: what stands on it, and its part of the structure tree.

A page that was seen before is not looked at again: what was seen is kept by the page's digest, which is
taken from the finished bytes. Nothing is kept of what was found *about* a page in the book.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.cache import Kept
from pipeline.model import Level
from pipeline.proof.pdf_aside import Aside, aside
from pipeline.proof.pdf_digest import File
from pipeline.proof.pdf_links import Stretch
from pipeline.proof.pdf_tied import digests
from pipeline.proof.sight import Edges, Eye, Picture, Run, Sheet

_KIND = "pages-seen"
_MOST_LOOKED = 100  # pages, before the file is opened afresh
_INLINE = frozenset(("Span", "NonStruct", "Link", "Reference", "Lbl"))
_NAMED = frozenset(("Note", "FENote", "Sect", "TD", "TH"))  # whose names are asked for


class Node(NamedTuple):
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
    """A page: what stands on it, the elements that stand on it."""

    sheet: Sheet
    structure: tuple[Node, ...]


class Sight:
    """A PDF, opened to be looked at; `areas` are the text's on odd and even pages."""

    def __init__(self, data: bytes, areas: tuple[Edges, Edges] | None) -> None:
        self._data, self._areas = data, areas
        self._document, self._looked = pdfium.PdfDocument(data), 0
        self._eye, self._names = Eye(), _Names()
        self._keys: dict[int, str] = {}
        self._rows: dict[int, bytes] = {}
        self._other: Aside | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()

    def labels(self) -> list[str]:
        """The labels of all pages."""
        count = len(self._document)
        return [self._document.get_page_label(index) or str(index + 1) for index in range(count)]

    def pages(self, stretch: Stretch) -> Iterator[Seen]:
        """The pages of a stretch, numbered from 1."""
        for number, index in enumerate(stretch.indexes(), start=1):
            row = self._rows.get(index) or (self._other.row(index) if self._other else None)
            if row:
                sheet, structure = _again(json.loads(row), number, self._area(index))
            else:
                sheet, structure = self.look(index, number)
                row = json.dumps(_row(sheet, structure)).encode() if index in self._keys else b""
            if index in self._keys:
                self._rows[index] = row
            yield Seen(sheet, structure)

    def look(self, index: int, number: int) -> tuple[Sheet, tuple[Node, ...]]:
        """The page at the index, seen by PDFium; it is to have that number."""
        if self._looked == _MOST_LOOKED:  # PDFium keeps all that it has seen of a file
            self._document.close()
            self._document, self._looked = pdfium.PdfDocument(self._data), 0
        self._looked += 1
        return _look(self._document, index, number, self._area(index), self._eye, self._names)

    def _area(self, index: int) -> Edges | None:
        return self._areas[index % 2] if self._areas else None

    @contextmanager
    def helped(self, kept: Kept) -> Iterator[None]:
        """While the block runs, another process looks at the pages too, if none was seen before."""
        every = range(len(self._document)) if kept.get(_KIND, b"0") is None else ()
        with aside(self._data, self._areas, every) as self._other:
            yield

    def has_seen(self, stretch: Stretch) -> bool:
        """Whether no page of the stretch need be looked at here."""
        other = self._other.row if self._other else lambda _: None
        return all(index in self._rows or other(index) for index in stretch.indexes())

    @contextmanager
    def remembering(self, file: File, stretches: Mapping[int, Stretch], kept: Kept) -> Iterator[None]:
        """While the block runs, pages of the stretches that were seen before are not looked at again.

        Those that were not, if there are many, are looked at by another process too.
        """
        before = {at: _before(kept, at) for at in stretches}
        for at, one in stretches.items():
            keys = zip(one.indexes(), digests(file, one), strict=True)
            self._keys |= {index: key.hex() for index, key in keys if key}
            own = ((index, before[at].get(self._keys.get(index, ""))) for index in one.indexes())
            self._rows |= {index: row for index, row in own if row}
        every = (index for one in stretches.values() for index in one.indexes())
        new = [index for index in every if index not in self._rows]
        with nullcontext(self._other) if self._other else aside(self._data, self._areas, new) as self._other:
            yield
        for at, one in stretches.items():
            now = {self._keys[index]: self._rows[index] for index in one.indexes() if index in self._keys}
            if now.keys() != before[at].keys():
                kept.put(_KIND, b"%d" % at, b"\n".join(key.encode() + b" " + row for key, row in now.items()))


def rows(
    data: bytes, areas: tuple[Edges, Edges] | None, indexes: Sequence[int]
) -> Iterator[tuple[int, bytes]]:
    """Pages of the PDF, the last one first: its index and its row."""
    sight = Sight(data, areas)
    for index in reversed(indexes):
        yield index, json.dumps(_row(*sight.look(index, index + 1))).encode()


def _before(kept: Kept, at: int) -> dict[str, bytes]:
    """The pages of a stretch in the last build, by their digests."""
    data = kept.get(_KIND, b"%d" % at)
    lines = (line.partition(b" ") for line in data.split(b"\n")) if data else ()
    return {key.decode(): row for key, _, row in lines}


def _look(
    document: Any, index: int, number: int, area: Edges | None, eye: Eye, names: _Names
) -> tuple[Sheet, tuple[Node, ...]]:
    """A page, seen by PDFium."""
    page = document[index]
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        sheet = eye.sheet(page, number, area)
        count = raw.FPDF_StructTree_CountChildren(tree) if tree else 0
        tops = (raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(count))
        return sheet, tuple(names.node(top) for top in tops if top)
    finally:
        if tree:
            raw.FPDF_StructTree_Close(tree)
        page.close()


def _row(sheet: Sheet, structure: Sequence[Node]) -> list[Any]:
    """The page as data, without what depends on where in the book it stands."""
    faults = [[one.code, one.message, one.level.value] for one in sheet.findings]
    return [sheet.edges, sheet.runs, sheet.pictures, faults, structure]


def _again(row: list[Any], number: int, area: Edges | None) -> tuple[Sheet, tuple[Node, ...]]:
    edges, runs, pictures, faults, structure = row
    sheet = Sheet(
        number,
        Edges(*edges),
        area,
        [Run(text, Edges(*sides), *rest) for text, sides, *rest in runs],
        [Picture(width, height, Edges(*sides), *rest) for width, height, sides, *rest in pictures],
        [],
    )
    for code, message, level in faults:
        sheet.fault(code, message, Level(level))
    return sheet, tuple(map(_node, structure))


def _node(row: list[Any]) -> Node:
    kind, name, kids = row
    return Node(kind, name, tuple([_node(kid) if type(kid) is list else kid for kid in kids]))


class _Names:
    """Reads elements of the structure, their strings into one buffer."""

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(512)
        self._known: dict[bytes, str] = {}

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
        units = ctypes.string_at(self._buffer, size - 2) if 2 < size <= 512 else b""
        if units not in self._known:
            self._known[units] = units.decode("utf-16-le")
        return self._known[units]
