"""The names and links of a PDF (ISO 32000-1, 12.3.2 and 12.5.6.5), and its glyphs that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import pikepdf

from pipeline.proof.portion import link

# A string of codes of four digits, one of which is 0 (ISO 32000-1, 7.3.4.3 and 9.7.5.2).
_BLANK = re.compile(rb"<(?:[0-9A-Fa-f]{4})*?0000(?:[0-9A-Fa-f]{4})*>")

_DEEPEST = 50  # nodes of a tree


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the PDF: page from 1, and points from the lower left."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page to a named place: where it is, and how much room there is to click on."""

    page: int
    target: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages one after another: the index of the first, their objects' numbers, the bundles that hold them."""

    first: int
    pages: tuple[int, ...]
    bundles: tuple[int, ...]

    def indexes(self) -> range:
        """The indexes of its pages."""
        return range(self.first, self.first + len(self.pages))


@dataclass(slots=True)
class Way:
    """The links of some pages: to names, out of the file, nowhere; the pages with a glyph that is none."""

    links: list[Link] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)
    broken: list[int] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)

    def page(self, number: int, annotations: Iterable[Any], content: bytes) -> None:
        """Note the links of a page, and what its content shows."""
        for annotation in annotations:
            if annotation.get("/Subtype") == "/Link":
                self._link(annotation, number)
        # Glyph 0 is the sign for a character that the font does not have.
        if b"0000" in content and _BLANK.search(content):
            self.blanks.append(number)

    def _link(self, annotation: Any, page: int) -> None:
        """Note where a link leads: to a name, to a page, out of the file, or nowhere."""
        action, target = annotation.get("/A"), annotation.get("/Dest")
        if action is not None and action.get("/S") == "/URI":
            self.outside.add(link(str(action.get("/URI", ""))))
            return
        if action is not None and action.get("/S") == "/GoTo":
            target = action.get("/D")
        if isinstance(target, pikepdf.String | pikepdf.Name):
            edges = [float(one) for one in annotation.get("/Rect", (0, 0, 0, 0))]
            left, right = sorted((edges[0], edges[2]))
            bottom, top = sorted((edges[1], edges[3]))
            self.links.append(Link(page, str(target).lstrip("/"), left, bottom, right, top))
        elif not isinstance(target, pikepdf.Array):
            self.broken.append(page)


class Book(Protocol):
    """A PDF, opened."""

    catalog: Any

    def stretches(self) -> list[Stretch]:
        """The runs of pages that can be read one by one."""

    def follow(self, value: Any) -> Any:
        """What a value refers to, or the value."""

    def page(self, value: Any) -> int | None:
        """Which page, from 1, a value refers to."""

    def on_page(self, at: int) -> tuple[list[Any], bytes]:
        """The annotations of the page at an index, and its content."""


class Opened:
    """A PDF opened by pikepdf."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.catalog: Any = pdf.Root
        self._pages = [page.obj for page in pdf.pages]
        self._numbers = {page.objgen: number for number, page in enumerate(self._pages, start=1)}

    def stretches(self) -> list[Stretch]:
        """All pages as one run."""
        return [Stretch(0, tuple(range(len(self._pages))), ())]

    def follow(self, value: Any) -> Any:
        """The value."""
        return value

    def page(self, value: Any) -> int | None:
        """Which page, from 1, a value refers to."""
        return self._numbers.get(value.objgen)

    def on_page(self, at: int) -> tuple[list[Any], bytes]:
        """The annotations of a page, and its content."""
        page: Any = self._pages[at]
        content = page.get("/Contents")
        parts = content if isinstance(content, pikepdf.Array) else [] if content is None else [content]
        return list(page.get("/Annots", ())), b"\n".join(part.read_bytes() for part in parts)


def spots(book: Book) -> dict[str, Spot]:
    """The named places of a PDF."""
    names = book.follow(book.catalog.get("/Names"))
    tree = book.follow(names.get("/Dests")) if names is not None else None
    return dict(_spots(book, tree, 0)) if tree is not None else {}


def titles(book: Book) -> list[str]:
    """The titles of the bookmarks, in order."""
    return list(_titles(book, book.follow(book.catalog.get("/Outlines"))))


def _spots(book: Book, node: Any, depth: int) -> Iterator[tuple[str, Spot]]:
    """The places in a node of a name tree (ISO 32000-1, 7.9.6)."""
    if depth > _DEEPEST:
        raise ValueError("a name tree without an end")
    for kid in node.get("/Kids", ()):
        yield from _spots(book, book.follow(kid), depth + 1)
    every = list(book.follow(node.get("/Names", ())))
    for name, value in zip(every[::2], every[1::2], strict=False):
        place = book.follow(value)
        place = book.follow(place.get("/D")) if isinstance(place, pikepdf.Dictionary) else place
        page = book.page(place[0]) if isinstance(place, pikepdf.Array) else None
        if page:
            at = [float(one) if _is_number(one) else 0.0 for one in list(place)[2:4]]
            x, y = [*at, 0.0, 0.0][:2]
            yield str(name), Spot(page, x, y)


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _titles(book: Book, outline: Any) -> Iterator[str]:
    item = book.follow(outline.get("/First")) if outline is not None else None
    while item is not None:
        yield str(item.get("/Title", ""))
        yield from _titles(book, item)
        item = book.follow(item.get("/Next"))
