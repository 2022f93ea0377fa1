"""The file of the book, joined from the pieces of its units: one outline, one structure, one set of fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pydyf

from pipeline.cores import cores
from pipeline.weasy import copying, internals, typesetters
from pipeline.weasy.binding import Bind, Bound, Place, bound, places
from pipeline.weasy.labels import add_labels
from pipeline.weasy.piece import Piece
from pipeline.weasy.writing import written

_SCALE = 0.75  # points in a CSS pixel


class _Book(pydyf.PDF):  # type: ignore[misc]
    """The file while pieces come in: objects of its own are numbered below and above those of the pieces."""

    def __init__(self) -> None:
        self.free = 0
        super().__init__()

    def add_object(self, object_: Any) -> None:
        """Give the object the next free number."""
        object_.number = self.free
        self.free += 1
        self.objects.append(object_)

    @cached_property
    def page_references(self) -> tuple[bytes, ...]:
        """What the outline asks, once all pages are there."""
        return tuple(b"%d 0 R" % number for number in self.pages["Kids"][::3])


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
    bind: Bind = bound,
) -> bytes:
    """The file. `document` tells what belongs to no page; `faces` gives the bytes of a font by its digest."""
    pdf, fonts, tree = _begun(pieces)
    with ThreadPoolExecutor(cores()) as pool:
        parts = list(pool.map(bind, *zip(*_placed(pieces, pdf, fonts, tree), strict=True)))
    pdf.free = max(part.part.end for part in parts)
    for part in parts:
        pdf.pages["Count"] += len(part.pages)
        pdf.pages["Kids"].extend(one for number in part.pages for one in (number, 0, "R"))
    document.pages = [_Page(height, marks) for piece in pieces for height, marks in piece.head["bookmarks"]]
    internals.add_outlines(pdf, document.make_bookmark_tree(_SCALE, transform_pages=True))
    add_labels(pdf, [count for piece in pieces for count in piece.head["counts"]])
    _name(pdf, parts)
    fonts.update(copying.build_fonts_dictionary(pdf, _fonts(pieces, faces), True, True, options))
    if tree:
        _, top, mapping = tree
        top["K"] = pydyf.Array(b"%d 0 R" % one for part in parts for one in part.elements)
        mapping["Kids"] = pydyf.Array(b"%d 0 R" % part.marks for part in parts if part.marks)
    _tell(pdf, document, tagged=bool(tree))
    return written(pdf, options["pdf_identifier"], [part.part for part in parts])


def placed(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Place]]:
    """The first pieces of a file with their places, which do not depend on the pieces after them."""
    return _placed(pieces, *_begun(pieces))


def _begun(pieces: Sequence[Piece]) -> tuple[_Book, Any, tuple[Any, ...]]:
    """The file with nothing in it but what all pieces share: its fonts, and its structure if it has any."""
    pdf, fonts = _Book(), pydyf.Dictionary()
    pdf.add_object(fonts)
    return pdf, fonts, _tree(pdf) if any("tree" in piece.head for piece in pieces) else ()


def _placed(
    pieces: Sequence[Piece], pdf: _Book, fonts: Any, tree: Sequence[Any]
) -> Iterator[tuple[Piece, Place]]:
    own = [pdf.pages.number, pdf.catalog.number, fonts.number, *(one.number for one in tree)]
    return zip(pieces, places(pieces, own, pdf.free), strict=True)


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


def _name(pdf: Any, parts: Iterable[Bound]) -> None:
    """All places that links lead to; of those with one name the first."""
    spots: dict[str, str] = {}
    for part in parts:
        for name, spot in part.names:
            spots.setdefault(name, spot)
    if spots:
        names = pydyf.Array()
        for name in sorted(spots):
            names.extend((pydyf.String(name), spots[name].encode("latin-1")))
        pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": names})})


def _tell(pdf: Any, document: Any, tagged: bool) -> None:
    """The metadata, as WeasyPrint writes them for a document of no pages."""
    document.pages = []
    empty = internals.generate_pdf(document, None, 1, **{**internals.DEFAULT_OPTIONS, "pdf_tags": tagged})
    pdf.info.update(empty.info)
    for name, value in empty.catalog.items():
        if name not in ("Type", "Pages", "StructTreeRoot"):
            pdf.catalog[name] = value


def _fonts(pieces: Iterable[Piece], faces: Callable[[str], bytes]) -> dict[str, Any]:
    """All fonts with the letters that any piece uses of them, in the order of their first use."""
    merged: dict[str, Any] = {}
    for piece in pieces:
        for row in piece.head["fonts"]:
            font = merged.get(row["hash"])
            if font is None:
                font = merged[row["hash"]] = typesetters.font(row, faces(row["face"]))
            for name in ("widths", "to_unicode", "missing"):
                for key, value in row[name]:
                    getattr(font, name).setdefault(key, value)
            font.used_in_forms = font.used_in_forms or row["used_in_forms"]
    return merged
