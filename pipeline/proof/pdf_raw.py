"""A PDF taken apart as it is written: its objects and object streams, by the table of where they are.

Only a file of the plainest layout is (ISO 32000-1, 7.5.7 and 7.5.8): one state, one table, each object where
the table says and nothing between them, no reference that could be taken for anything else. So there are no
two ways to read it. Object streams need not be unpacked to know that they hold the same as before.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pikepdf

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_BEGIN = re.compile(rb"%PDF-1\.\d\s+%[^\n]*\n")
_OBJECT = re.compile(rb"(\d+) 0 obj\s+")
_STREAM = re.compile(rb"\s*endstream\s*endobj\s*\Z")
_LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")
_REFERENCE = re.compile(rb"(\d+) 0 R\b")
# An R after a space that ends no such reference: other spaces, another generation.
_ODD_REFERENCE = re.compile(rb"R(?<=[\s\0]R)(?<!\d 0 R)\b")
# What might hide one, or be taken for one: a string in a string, a reference in a string.
_ODD_STRING = re.compile(rb"\((?:[^\\()]|\\.)*?(?:\(|\d 0 R|/StructP)", re.DOTALL)
_STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)


class OddError(ValueError):
    """The file is laid out in another way."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Objects that stand in one stream, or one that stands alone, and the digest of their bytes."""

    head: bytes
    data: bytes | None
    alone: int = 0
    digest: str = ""

    def texts(self) -> dict[int, bytes]:
        """Each object as it is written, by its number. Raises OddError."""
        if self.data is None:
            return {self.alone: checked(self.head)}
        body = zlib.decompress(self.data) if b"/FlateDecode" in self.head else self.data
        first, count = (_number(rb"/%b (\d+)" % name, self.head) for name in (b"First", b"N"))
        index = [int(one) for one in body[:first].split()]
        starts = [*index[1::2], len(body) - first]
        if len(index) != 2 * count or starts != sorted(starts):
            raise OddError("an object stream's index")
        checked(body[first:])
        return {
            number: body[first + begin : first + end].strip()
            for number, (begin, end) in zip(index[::2], pairwise(starts), strict=True)
        }


@dataclass(slots=True)
class Raw:
    """A file: what its end says, its streams (dictionary and data, packed), its bundles by their numbers."""

    trailer: bytes
    rows: bytes
    width: tuple[int, int, int]
    streams: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    bundles: dict[int, Bundle] = field(default_factory=dict)
    _texts: dict[int, dict[int, bytes]] = field(default_factory=dict)

    def texts(self, bundle: int) -> dict[int, bytes]:
        """What is written in a bundle, unpacked once; see `Bundle.texts`."""
        if bundle not in self._texts:
            self._texts[bundle] = self.bundles[bundle].texts()
        return self._texts[bundle]

    def bundle_of(self, number: int) -> int:
        """The number of the bundle in which an object stands; 0 where there is none."""
        kind, place, _ = self._row(number)
        return place if kind == 2 else number if number in self.bundles else 0

    def check(self, numbers: Mapping[int, Sequence[int]]) -> None:
        """Raise OddError unless the table says of all objects in object streams that they stand there."""
        size, total = sum(self.width), 0
        kind, place, index = self.width
        most = max(map(len, numbers.values()), default=0)
        ends = [at.to_bytes(index, "big") for at in range(most)]
        for bundle, own in numbers.items():
            if self.bundles[bundle].data is not None and own:
                total += len(own)
                begin = (2).to_bytes(kind, "big") + bundle.to_bytes(place, "big")
                rows = (self.rows[one * size : one * size + size] for one in own)
                in_turn = own[-1] - own[0] + 1 == len(own) and own == sorted(own)
                found = self.rows[own[0] * size : (own[-1] + 1) * size] if in_turn else b"".join(rows)
                if found != begin + begin.join(ends[: len(own)]):
                    raise OddError("an object stands elsewhere")
        kinds = self.rows[::size]
        if kinds.count(2) != total or kinds.count(0) + kinds.count(1) + total != len(kinds):
            raise OddError("objects that are not there")

    def _row(self, number: int) -> tuple[int, int, int]:
        kind, place, index = self.width
        at = number * (kind + place + index)
        row = self.rows[at : at + kind + place + index]
        if not row:
            raise OddError("an object that the table does not have")
        return row[0], int.from_bytes(row[1 : 1 + place], "big"), int.from_bytes(row[1 + place :], "big")


def references(text: bytes) -> list[int]:
    """The numbers of the objects that a text refers to, in order."""
    return [int(one) for one in _REFERENCE.findall(text)] if b" R" in text else []


def apart(text: bytes) -> tuple[list[bytes], list[int]]:
    """The text parted where it refers to other objects, and their numbers."""
    parts = _REFERENCE.split(text)
    return parts[::2], list(map(int, parts[1::2]))


def bare(text: bytes, mark: bytes = b"@") -> bytes:
    """The text, a mark in the place of each reference."""
    return _REFERENCE.sub(mark, text) if b" R" in text else text


def parsed(text: bytes) -> Any:
    """An object without its file; in the place of a reference stands a name, `/@12`."""
    return pikepdf.Object.parse(bare(text, rb"/@\1"))


def number(value: Any) -> int:
    """The number of the object that a value of `parsed` refers to. OddError where it does not."""
    if isinstance(value, pikepdf.Name) and str(value).startswith("/@"):
        return int(str(value)[2:])
    raise OddError("no reference")


def checked(text: bytes) -> bytes:
    """The text; OddError where it's not clear what in it is a reference (7.3.10)."""
    odd = _ODD_REFERENCE.search(text) or _ODD_STRING.search(text) or b"/@" in text
    if odd or (b"%" in text and b"%" in _STRING.sub(b"", text)):
        raise OddError("a reference that is none")
    return text


def taken_apart(data: bytes) -> Raw:
    """The file. Raises OddError."""
    end, begin = _END.search(data[-64:]), _BEGIN.match(data)
    if not end or not begin:
        raise OddError("no beginning or no end")
    position = int(end[1])
    number, head, packed = _object(data[position : len(data) - len(end[0])])
    if packed is None or re.search(rb"/(?:Prev|Encrypt|XRefStm|Index|DecodeParms)\b", head):
        raise OddError("a file of several states")
    width = re.search(rb"/W ?\[ ?(1) (\d+) (\d+) ?\]", head)
    if not width:
        raise OddError("another table")
    rows = zlib.decompress(packed) if b"/FlateDecode" in head else packed
    raw = Raw(head, rows, (1, int(width[2]), int(width[3])))
    if len(rows) != _number(rb"/Size (\d+)", head) * sum(raw.width):
        raise OddError("a table of another size")
    places = dict(sorted((place, one) for one, place in _apart(raw)))
    if places.pop(position, None) != number or next(iter(places), 0) != begin.end():
        raise OddError("something before the first object")
    for start, after in pairwise([*places, position]):
        own, head, packed = _object(data[start:after])
        if own != places[start]:
            raise OddError("another object")
        if packed is not None and b"/Type /ObjStm" not in head:
            raw.streams[own] = head, packed
        else:
            digest = sha256(b"%d " % len(head) + head + (packed or b"")).hexdigest()
            raw.bundles[own] = Bundle(head, packed, own, digest)
    return raw


def _apart(raw: Raw) -> list[tuple[int, int]]:
    """Number and place of each object that stands in no object stream."""
    kinds, found, at = raw.rows[:: sum(raw.width)], [], -1
    while (at := kinds.find(1, at + 1)) >= 0:
        found.append((at, raw._row(at)[1]))
    return found


def _object(text: bytes) -> tuple[int, bytes, bytes | None]:
    """An object's number, what is written there, and the data of a stream."""
    begin = _OBJECT.match(text)
    if not begin:
        raise OddError("no object")
    head, is_stream, rest = text[begin.end() :].partition(b"stream\n")
    if not is_stream:
        head, _, rest = head.rpartition(b"endobj")
        if rest.strip() or b"endobj" in head:
            raise OddError("something after an object")
        return int(begin[1]), head.strip(), None
    length = _number(_LENGTH.pattern, head)
    if not head.rstrip().endswith(b">>") or not _STREAM.match(rest, length):
        raise OddError("a stream of another length")
    return int(begin[1]), head.strip(), rest[:length]


def _number(pattern: bytes, text: bytes) -> int:
    found = re.findall(pattern, text)
    if len(found) != 1:
        raise OddError("no number, or two")
    return int(found[0])
