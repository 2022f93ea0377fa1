"""A digest of each page of a finished PDF: of all that can be seen on it and of its part of the structure.

It is taken from the finished bytes alone. Pages with the same digest are read alike, whatever their number
is and wherever in the file they stand; so a page that was read once need not be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pikepdf

# A reference (ISO 32000-1, 7.3.10); strings are matched first, so that none in their words is taken for one.
_REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>|\b(\d+) (\d+) R\b", re.DOTALL)
# What does not change how a page is seen. Its links are read anew every time.
_NOT_OF_PAGE = ("/Parent", "/StructParents", "/Annots")
_NOT_OF_PAGES = ("/Parent", "/Kids", "/Count")
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

_Number = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Parted:
    """An element as it is written, what it refers to, and the element around it."""

    text: bytes
    others: list[_Number]
    above: _Number | None


class _Unknown(Exception):
    """Something that no digest is sure to hold."""


def digests(pdf: pikepdf.Pdf, areas: Sequence[Any] | None) -> list[bytes | None]:
    """The digest of every page, None where it has none; `areas` of the text count as parts of their pages.

    A file that is not sound as a file has none at all: two readers may see two things in it.
    """
    try:
        file = _File(pdf)
        found = [file.page(page.obj, _area(areas, at)) for at, page in enumerate(pdf.pages)]
    except (_Unknown, pikepdf.PdfError, RecursionError, TypeError, ValueError, AttributeError, KeyError):
        return [None] * len(pdf.pages)
    return [None] * len(found) if pdf.get_warnings() else found


def _area(areas: Sequence[Any] | None, at: int) -> bytes:
    return repr(areas[at % len(areas)] if areas else None).encode()


class _File:
    """One file; what is shared by its pages is gone through once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pages = {page.obj.objgen for page in pdf.pages}
        self._known: dict[_Number, bytes] = {}  # digests of objects with all that they refer to
        self._open: set[_Number] = set()
        self._texts: dict[_Number, bytes] = {}
        self._parts: dict[_Number, _Parted] = {}
        self._names: dict[_Number, bytes] = {}
        self._root: Any = pdf.Root.get("/StructTreeRoot")
        self._rows = self._table()
        roles = self._root.get("/RoleMap") if self._root is not None else None
        self._file = self._shallow(pdf.Root, _NOT_OF_FILE) + self._shallow(roles, ())

    def page(self, page: Any, area: bytes) -> bytes | None:
        """The digest of a page."""
        digest = sha256()
        try:
            for part in (self._file, area, *self._inherited(page), self._shallow(page, _NOT_OF_PAGE)):
                digest.update(b"%d " % len(part) + part)
            for part in self._structure(page):
                digest.update(b"%d " % len(part) + part)
        except _Unknown:
            return None
        return digest.digest()

    def _table(self) -> dict[int, Any]:
        """Whose marks are whose (ISO 32000-1, 14.7.4.4)."""
        tree = self._root.get("/ParentTree") if self._root is not None else None
        found: Any = pikepdf.NumberTree(tree).items() if tree is not None else ()
        return dict(found)

    def _inherited(self, page: Any) -> Iterator[bytes]:
        """What a page has from the nodes above it (7.7.3.4)."""
        node = page.get("/Parent")
        for _ in range(50):
            if node is None:
                return
            yield self._shallow(node, _NOT_OF_PAGES)
            node = node.get("/Parent")
        raise _Unknown

    def _structure(self, page: Any) -> Iterator[bytes]:
        """The elements that stand on the page and those around them, each named by its place in this list."""
        row = self._rows.get(int(page.get("/StructParents", -1)))
        if row is None:
            return
        names = {page.objgen: b"page"}
        for element in row:
            yield b"-" if element is None else self._chain(_number(element), names)
        for number in list(names)[1:]:
            one = self._parted(number)
            yield b" ".join((one.text, *[names.get(other) or self._name(other) for other in one.others]))

    def _chain(self, first: _Number, names: dict[_Number, bytes]) -> bytes:
        """The element's name, once it and all around it have one."""
        number: _Number | None = first
        while number is not None and number not in names:
            names[number] = b"%d" % len(names)
            number = self._parted(number).above
        return names[first]

    def _parted(self, number: _Number) -> _Parted:
        """The element, gone through once."""
        if number not in self._parts:
            item: Any = self._pdf.get_object(number)
            others: list[_Number] = []

            def taken(match: re.Match[bytes]) -> bytes:
                if match[1] is None:
                    return match[0]
                others.append((int(match[1]), int(match[2])))
                return b"@"

            self._texts[number] = text = item.unparse(resolved=True)
            above = item.get("/P")
            is_top = above is None or above.objgen == self._root.objgen
            self._parts[number] = _Parted(
                _REFERENCE.sub(taken, text), others, None if is_top else _number(above)
            )
        return self._parts[number]

    def _name(self, number: _Number) -> bytes:
        """What an object that is not on the page in hand is called, or that is no element."""
        if number not in self._names:
            is_root = self._root is not None and number == self._root.objgen
            elsewhere = is_root or number in self._pages or self._is_element(number)
            self._names[number] = b"elsewhere" if elsewhere else self._whole(number)
        return self._names[number]

    def _is_element(self, number: _Number) -> bool:
        """Whether it is an element or a link: of neither is anything seen that is not on the page in hand."""
        return re.search(rb"/Type /(StructElem|Annot|OBJR)\b", self._text(number)) is not None

    def _text(self, number: _Number) -> bytes:
        """The object as it is written, its references not followed."""
        if number not in self._texts:
            self._texts[number] = _written(self._pdf.get_object(number))
        return self._texts[number]

    def _shallow(self, item: Any, left_out: Sequence[str]) -> bytes:
        """A dictionary without some of its entries, and all that the others refer to."""
        if item is None:
            return b""
        parts = []
        for key in sorted(item.keys()):
            if key not in left_out:
                parts.append(key.encode() + b" " + self._value(item[key]))
        return b"\n".join(parts)

    def _value(self, value: Any) -> bytes:
        if not isinstance(value, pikepdf.Object):
            return repr(value).encode()
        return self._whole(value.objgen) if value.is_indirect else self._followed(_written(value))

    def _followed(self, text: bytes) -> bytes:
        return _REFERENCE.sub(
            lambda match: match[0] if match[1] is None else self._whole((int(match[1]), int(match[2]))), text
        )

    def _whole(self, number: _Number) -> bytes:
        """The digest of an object with all that it refers to."""
        if number in self._pages:  # this one or another?
            raise _Unknown
        if number not in self._known:
            if number in self._open:  # a ring
                raise _Unknown
            self._open.add(number)
            text = self._followed(self._text(number))
            item = self._pdf.get_object(number)
            data = item.read_raw_bytes() if isinstance(item, pikepdf.Stream) else b""
            self._open.discard(number)
            self._known[number] = b"@" + sha256(b"%d " % len(text) + text + data).hexdigest().encode()
        return self._known[number]


def _number(item: Any) -> _Number:
    if not isinstance(item, pikepdf.Object) or not item.is_indirect:
        raise _Unknown
    number: _Number = item.objgen
    return number


def _written(item: Any) -> bytes:
    if not isinstance(item, pikepdf.Object):
        return repr(item).encode()
    whole = item.stream_dict if isinstance(item, pikepdf.Stream) else item
    return bytes(whole.unparse(resolved=True))
