"""The file of the book, joined from the pieces of its units: one outline, one structure, one set of fonts.

A long unit's objects begin at a number that is seldom moved, and a node of its own finds its marks: where a
sentence was changed in one unit, the objects of all others are the same bytes as before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pydyf

from pipeline.weasy import copying, internals
from pipeline.weasy.labels import add_labels
from pipeline.weasy.piece import Piece
from pipeline.weasy.writing import TOGETHER, written

_MARK = re.compile(rb"(\d+) \0 ([RPAI])")
_SCALE = 0.75  # points in a CSS pixel


class _Ready(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are known."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self._is_stream = data.endswith(b"endstream")

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return not self._is_stream


@dataclass
class _Whole:
    """The file while pieces come in."""

    pdf: Any = field(default_factory=pydyf.PDF)
    fonts: Any = field(default_factory=pydyf.Dictionary)
    names: dict[str, bytes] = field(default_factory=dict)
    bookmarks: list[Any] = field(default_factory=list)
    elements: list[bytes] = field(default_factory=list)
    marks: list[bytes] = field(default_factory=list)  # nodes of the table of whose marks are whose
    images: dict[bytes, int] = field(default_factory=dict)
    tree: tuple[Any, Any, Any] | None = None


@dataclass
class _Page:
    """What the outline asks of a page."""

    height: float
    bookmarks: Sequence[Any]


def joined(
    pieces: Sequence[Piece],
    faces: Callable[[str], bytes],
    document: Any,
    options: Mapping[str, Any],
) -> bytes:
    """The file. `document` tells what belongs to no page; `faces` gives the bytes of a font by its digest."""
    whole = _Whole()
    whole.pdf.add_object(whole.fonts)
    if any("tree" in piece.head for piece in pieces):
        whole.tree = _tree(whole.pdf)
    pdf = whole.pdf
    for before, piece in pairwise((None, *pieces, None)):
        if any(one and len(one.objects) >= TOGETHER for one in (before, piece)):
            _leave_room(pdf)
        if piece:
            _take(whole, piece)
    _outline(whole, document)
    add_labels(pdf, [count for piece in pieces for count in piece.head["counts"]])
    if whole.names:
        names = pydyf.Array()
        for name in sorted(whole.names):
            names.extend((pydyf.String(name), whole.names[name]))
        pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": names})})
    _fonts(whole, pieces, faces, options)
    if whole.tree:
        _finish_tree(whole)
    _tell(pdf, document, tagged=whole.tree is not None)
    return written(pdf, options["pdf_identifier"])


def _leave_room(pdf: Any) -> None:
    """Let the next object begin a stream of objects; numbers are left free, so that a unit may grow.

    Not after a few objects: a file with three times as many numbers as bytes is thought to be damaged.
    """
    while len(pdf.objects) % TOGETHER:
        free = pydyf.Object()
        free.free = "f"
        pdf.add_object(free)


def _take(whole: _Whole, piece: Piece) -> None:
    """Number the piece's objects after those that are there, and hang them into the whole."""
    pdf, head = whole.pdf, piece.head
    numbers = _numbers(whole, piece)
    own = 0
    keys: dict[tuple[bytes, int], int] = {}  # of pages and annotations in the table of whose marks are whose

    def told(match: re.Match[bytes]) -> bytes:
        number, kind = int(match[1]), match[2]
        if kind == b"R":
            return b"%d 0 R" % numbers[number]
        if kind == b"I":
            return b"%d" % numbers[number]
        return b"%d" % keys.setdefault((kind, number), own)

    for number, data in enumerate(piece.objects):
        if data and numbers[number] == len(pdf.objects):
            own = numbers[number]
            start, apart, stream = (
                data.partition(b"\nstream\n") if data.endswith(b"endstream") else (data, b"", b"")
            )
            pdf.add_object(_Ready(_MARK.sub(told, start) + apart + stream))
    for number in head["pages"]:
        pdf.pages["Count"] += 1
        pdf.pages["Kids"].extend([numbers[number], 0, "R"])
    for name, spot in head["names"]:
        whole.names.setdefault(name, _MARK.sub(told, spot.encode("latin-1")))
    whole.bookmarks += [_Page(height, marks) for height, marks in head["bookmarks"]]
    if "tree" in head:
        whole.elements += [b"%d 0 R" % numbers[one] for one in head["elements"]]
        _mark(whole, piece, numbers, keys)


def _mark(whole: _Whole, piece: Piece, numbers: Sequence[int], keys: Mapping[tuple[bytes, int], int]) -> None:
    """A node of the number tree (ISO 32000-1, 7.9.7): the elements of the piece's pages and annotations."""
    pages, annotations = piece.head["marks"], piece.head["annotations"]
    rows = {
        keys[b"P", at]: b"[" + b" ".join(b"%d 0 R" % numbers[one] for one in page) + b"]"
        for at, page in enumerate(pages)
    }
    rows |= {keys[b"A", at]: b"%d 0 R" % numbers[one] for at, one in enumerate(annotations)}
    if not rows:
        return
    nums = pydyf.Array(part for row in sorted(rows.items()) for part in row)
    node = pydyf.Dictionary({"Limits": pydyf.Array([min(rows), max(rows)]), "Nums": nums})
    whole.pdf.add_object(node)
    whole.marks.append(node.reference)


def _numbers(whole: _Whole, piece: Piece) -> list[int]:
    """The number in the whole of each of the piece's objects; a picture that is there keeps its own."""
    pdf, head = whole.pdf, piece.head
    taken = {1: pdf.pages.number, 2: pdf.catalog.number, head["font"]: whole.fonts.number}
    if whole.tree and "tree" in head:
        taken |= {number: one.number for number, one in zip(head["tree"], whole.tree, strict=True)}
    numbers, free = [], len(pdf.objects)
    for number, data in enumerate(piece.objects):
        if number in taken:
            numbers.append(taken[number])
            continue
        shared = b"/Subtype /Image" in data[:400] and b"\0" not in data.partition(b"\nstream\n")[0]
        known = whole.images.setdefault(data, free) if shared else free
        if known != free:
            numbers.append(known)
            continue
        numbers.append(free if data else 0)
        free += bool(data)
    return numbers


def _tree(pdf: Any) -> tuple[Any, Any, Any]:
    """The root of the structure, its one document element, and the table of whose marks are whose."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    top = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document"})
    mapping = pydyf.Dictionary()
    for one in (root, top, mapping):
        pdf.add_object(one)
    root |= {"ParentTree": mapping.reference, "K": pydyf.Array([top.reference])}
    top["P"] = root.reference
    pdf.catalog["StructTreeRoot"] = root.reference
    return root, top, mapping


def _finish_tree(whole: _Whole) -> None:
    assert whole.tree
    _, top, mapping = whole.tree
    top["K"] = pydyf.Array(whole.elements)
    mapping["Kids"] = pydyf.Array(whole.marks)


def _outline(whole: _Whole, document: Any) -> None:
    document.pages = whole.bookmarks
    internals.add_outlines(whole.pdf, document.make_bookmark_tree(_SCALE, transform_pages=True))


def _tell(pdf: Any, document: Any, tagged: bool) -> None:
    """The metadata, as WeasyPrint writes them for a document of no pages."""
    document.pages = []
    empty = internals.generate_pdf(document, None, 1, **{**internals.DEFAULT_OPTIONS, "pdf_tags": tagged})
    pdf.info.update(empty.info)
    for name, value in empty.catalog.items():
        if name not in ("Type", "Pages", "StructTreeRoot"):
            pdf.catalog[name] = value


def _fonts(
    whole: _Whole, pieces: Iterable[Piece], faces: Callable[[str], bytes], options: Mapping[str, Any]
) -> None:
    """All fonts with the letters that any piece uses of them, in the order of their first use."""
    merged: dict[str, Any] = {}
    for piece in pieces:
        for row in piece.head["fonts"]:
            font = merged.get(row["hash"])
            if font is None:
                font = merged[row["hash"]] = internals.font(row, faces(row["face"]))
            for name in ("widths", "to_unicode", "missing"):
                for key, value in row[name]:
                    getattr(font, name).setdefault(key, value)
            font.used_in_forms = font.used_in_forms or row["used_in_forms"]
    whole.fonts.update(copying.build_fonts_dictionary(whole.pdf, merged, True, True, options))
