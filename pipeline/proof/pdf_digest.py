"""A digest of each stretch of pages of a finished PDF: of all that can be seen there, and of its structure.

It is taken from the finished bytes alone. Pages with the same digest are read alike, wherever in the book
they stand, so pages that were read once need not be read again. A stretch is as many pages as no element and
no link ties to others; all that ties them stands in object streams of its own.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any

import pikepdf

from pipeline.cache import Kept
from pipeline.proof.pdf_links import Stretch
from pipeline.proof.pdf_raw import OddError, Raw, bare, checked, number, parsed, references
from pipeline.proof.pdf_shape import shapes

# What does not change how a page is seen, or is told of each page apart.
_NOT_OF_PAGES = ("/Parent", "/Kids", "/Count", "/Type")
_NOT_OF_STRUCTURE = ("/K", "/ParentTree", "/ParentTreeNextKey", "/IDTree")
_NOT_OF_FILE = (
    "/Pages",
    "/StructTreeRoot",
    "/Names",
    "/Dests",
    "/Outlines",
    "/PageLabels",
    "/Metadata",
    "/OpenAction",
)
_MOST_TOPS = 10
_ROW = re.compile(rb"(\d+) ?(?:\[([^\[\]]*)\]|(\d+ 0 R)) ?")
_DEEPEST = 50  # nodes above a page
_KIDS = re.compile(rb"/K ?\[ ?((?:\d+ 0 R ?)*)\]")
# What a file of another shape may raise.
BROKEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError, pikepdf.PdfError, zlib.error)


class UnknownError(Exception):
    """Something that no digest is sure to hold."""


class File:
    """One file; what is shared by its pages is gone through once. Raises OddError."""

    def __init__(self, raw: Raw, about: Any, kept: Kept | None = None) -> None:
        self._raw = raw
        self._known: dict[int, bytes] = {}  # digests of objects with all that they refer to
        self._open: set[int] = set()
        try:
            self.catalog = parsed(self.text(number(parsed(raw.trailer)["/Root"])))
            self._root = self.catalog.get("/StructTreeRoot")
            self._tops = self._topmost()
            self._shapes = shapes(raw, self._tops, kept)
            self._homes = {one: bundle for bundle, own in self._shapes.items() for one in own.numbers}
            self._places = self._homes.keys() - self._tops.keys()
            self._places.difference_update(*(own.plain for own in self._shapes.values()))
            self.pages = list(self._leaves(self.catalog["/Pages"], b"", 0))
            self._numbers = {one: at for at, one in enumerate(self.pages, start=1)}
            self._nodes, self._table = self._marks()
            self._about = [repr(about).encode(), *self._all_pages()]
        except BROKEN as error:
            raise OddError(str(error)) from error

    def text(self, one: int) -> bytes:
        """An object as it is written."""
        return self._raw.texts(self._raw.bundle_of(one))[one]

    def follow(self, value: Any) -> Any:
        """What a value refers to, or the value."""
        is_reference = isinstance(value, pikepdf.Name) and str(value).startswith("/@")
        return parsed(self.text(number(value))) if is_reference else value

    def page(self, value: Any) -> int | None:
        """Which page, from 1, a destination leads to."""
        return self._numbers.get(number(value))

    def on_page(self, at: int) -> tuple[list[Any], bytes]:
        """The annotations of the page at an index, and its content."""
        page = parsed(self.text(self.pages[at]))
        content, notes = page.get("/Contents"), self.follow(page.get("/Annots")) or ()
        parts = content if isinstance(content, pikepdf.Array) else [] if content is None else [content]
        texts = [self.text(number(one)) for one in notes]
        if any(map(references, texts)):
            raise OddError("a link that refers to what it does")
        return list(map(parsed, texts)), b"\n".join(self._unpacked(number(one)) for one in parts)

    def _unpacked(self, one: int) -> bytes:
        head, data = self._raw.streams[one]
        filters = re.findall(rb"/Filter ?(/\w+|\[[^\]]*\])|/(DecodeParms)", head)
        if filters not in ([], [(b"/FlateDecode", b"")]):
            raise OddError("a content packed in another way")
        return zlib.decompress(data) if filters else data

    def stretches(self) -> list[Stretch]:
        """The stretches of pages, in order."""
        group: dict[int, list[int]] = {}
        for bundles in self._groups():
            group |= dict.fromkeys(bundles, bundles)
        found, first = list[Stretch](), 0
        for bundles, own in groupby(self.pages, lambda page: group[self._homes[page]]):
            pages = tuple(own)
            found.append(Stretch(first, pages, tuple(bundles)))
            first += len(pages)
        if len({one.bundles for one in found}) < len(found):
            raise OddError("the pages of two stretches stand among each other")
        return found

    def _topmost(self) -> dict[int, list[int]]:
        """The elements above all pages, and those in each."""
        if self._root is None:
            return {}
        self._root = number(self._root)
        kids = parsed(self.text(self._root))["/K"]
        tops = [number(one) for one in (kids if isinstance(kids, pikepdf.Array) else [kids])]
        found = {top: _KIDS.search(self.text(top)) for top in tops}
        if len(tops) > _MOST_TOPS or not all(found.values()):
            raise OddError("another structure")
        return {top: references(match[1]) for top, match in found.items() if match}

    def _leaves(self, node: Any, above: bytes, depth: int) -> Iterator[int]:
        """The numbers of the pages; what they have from the nodes above is noted (ISO 32000-1, 7.7.3.4)."""
        one = number(node)
        if one in self._places:
            yield one
            return
        item = self.follow(node)
        if depth > _DEEPEST or item["/Type"] != "/Pages":
            raise OddError("another tree of pages")
        self._known[one] = own = above + self._shallow(item, _NOT_OF_PAGES)
        for kid in item["/Kids"]:
            yield from self._leaves(kid, own, depth + 1)

    def _marks(self) -> tuple[dict[int, tuple[int, int]], bytes]:
        """The nodes of the table of whose marks are whose, with their limits; or the table (14.7.4.4)."""
        tree = parsed(self.text(self._root)).get("/ParentTree") if self._root else None
        if tree is None:
            return {}, b""
        item = self.follow(tree)
        if "/Nums" in item:
            return {}, self.text(number(tree))
        nodes = {}
        for node in map(number, item["/Kids"]):
            nodes[node] = self._shapes[self._homes[node]].nodes[node]
        if any(one[1] >= other[0] for one, other in pairwise(nodes.values())):
            raise OddError("another table of marks")
        return nodes, b""

    def _all_pages(self) -> Iterator[bytes]:
        """What holds of all pages: what the file and the structure say of themselves."""
        yield self._shallow(self.catalog, _NOT_OF_FILE)
        if self._root:
            yield self._shallow(parsed(self.text(self._root)), _NOT_OF_STRUCTURE)
        for top in self._tops:
            yield self._shallow(parsed(self.text(top)), ("/K", "/P"))

    def _groups(self) -> list[list[int]]:
        """The bundles, those together between which elements, links and pages refer to each other."""
        order = sorted(self._shapes, key=lambda one: min(self._shapes[one].numbers, default=0))
        at = {bundle: index for index, bundle in enumerate(order)}
        last = list(range(len(order)))  # up to which bundle each is tied
        for bundle, index in at.items():
            for other in self._places.intersection(self._shapes[bundle].out):
                low, high = sorted((index, at[self._homes[other]]))
                last[low] = max(last[low], high)
        groups, end = list[list[int]](), -1
        for index, bundle in enumerate(order):
            if index > end:
                groups.append([])
            groups[-1].append(bundle)
            end = max(end, last[index])
        return groups

    def key(self, stretch: Stretch) -> bytes | None:
        """The digest of a stretch by the bytes of its bundles and of all that they refer to.

        None where none is sure to hold all that is seen.
        """
        own = [self._shapes[one] for one in stretch.bundles]
        keys = [key for one in own for key in one.keys or ()]
        for node, (least, most) in self._nodes.items():
            needed = keys and most >= min(keys) and least <= max(keys)
            if needed and self._homes[node] not in stretch.bundles:
                return None
        out = {one for each in own for one in each.out} - self._places
        try:
            reached = [(one, self.whole(one)) for one in sorted(out)]
        except UnknownError:
            return None
        names = [self._raw.bundles[one].digest for one in stretch.bundles]
        told = self.about(stretch.first), stretch.pages, names, self.kids(stretch), reached, self._table
        return sha256(repr(told).encode()).digest()

    def rows(self, stretch: Stretch) -> dict[int, bytes]:
        """The rows of the table of whose marks are whose that a stretch may need, by their keys."""
        own = [node for node in self._nodes if self._homes[node] in stretch.bundles]
        rows: dict[int, bytes] = {}
        for text in [self.text(node) for node in own] or [self._table]:
            written = text.partition(b"/Nums")[2].rpartition(b"]")[0].strip().removeprefix(b"[").strip()
            if _ROW.sub(b"", written):
                raise OddError("another table of marks")
            rows |= {int(key): many or one for key, many, one in _ROW.findall(written)}
        return rows

    def places(self, stretch: Stretch) -> dict[int, bytes]:
        """The pages, elements and links of a stretch, as they are written."""
        every = (one for bundle in stretch.bundles for one in self._raw.texts(bundle).items())
        return {one: text for one, text in every if one in self._places}

    def kids(self, stretch: Stretch) -> list[list[int]]:
        """The elements of a stretch right below each that is above all pages, in order."""
        own = set(stretch.bundles)
        return [[one for one in kids if self._homes.get(one) in own] for kids in self._tops.values()]

    def about(self, at: int) -> list[bytes]:
        """What holds of all pages on the side of the page at the index."""
        return [*self._about, b"%d" % (at % 2)]

    def whole(self, one: int) -> bytes:
        """The digest of an object with all that it refers to. Raises UnknownError."""
        if one in self._tops or one == self._root:
            return b"elsewhere"
        if one not in self._known:
            if one in self._open:
                raise UnknownError("a ring")
            self._open.add(one)
            text, others, data = self._apart(one)
            parts = (text, *map(self.whole, others), data)
            self._open.discard(one)
            self._known[one] = sha256(b"".join(b"%d " % len(part) + part for part in parts)).digest()
        return self._known[one]

    def _apart(self, one: int) -> tuple[bytes, list[int], bytes]:
        """An object without its references, these, and its data."""
        if one in self._raw.streams:
            head, data = self._raw.streams[one]
            checked(head)
            return bare(head), references(head), data
        bundle = self._raw.bundle_of(one)
        if bundle == 0:
            return b"", [], b""
        if one not in self._shapes[bundle].plain:
            raise UnknownError("a page, an element or a link")
        digest, others = self._shapes[bundle].plain[one]
        return digest.encode(), others, b""

    def _shallow(self, item: Any, left_out: Sequence[str]) -> bytes:
        """A dictionary without some of its entries, and all that the others refer to."""
        if item is None:
            return b""
        entries = [(key, item[key]) for key in sorted(item.keys()) if key not in left_out]
        told = [
            (key, value.unparse() if isinstance(value, pikepdf.Object) else value) for key, value in entries
        ]
        text = repr(told).encode()
        return text + b"".join(self.whole(int(one)) for one in re.findall(rb"/@(\d+)", text))
