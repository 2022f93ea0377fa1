"""A piece as it stands in the book: its objects under their numbers, packed as they are written.

Numbers are given out with room to spare, so that a piece keeps its own when one before it grows a little:
then it is bound as it was, byte for byte, and need not be bound again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from pipeline.weasy.piece import Piece
from pipeline.weasy.writing import TOGETHER, Part, packed

_MARK = re.compile(rb"(\d+) \0 ([RPAI])")
# Where a piece of so many objects begins or ends, numbers are left free. Not after a few objects: a file with
# three times as many numbers as bytes is thought to be damaged.
GRAIN = 256
# Elements of the structure that stand in one group. Whoever looks at a page is led by its marks up to the
# top, and there goes through all that is right below: in a long book every page would cost more.
GROUP = 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands: its first object's number, and those of objects that are the book's.

    `shared`: their numbers in the book by those in the piece.
    """

    number: int
    shared: Mapping[str, int]

    def line(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Bound:
    """A piece at its place, and what the book tells of it: numbers of its pages, its elements, its marks."""

    part: Part
    pages: Sequence[int]
    names: Sequence[tuple[str, str]]
    elements: Sequence[int]
    marks: int | None  # a node of the table of whose marks are whose

    def packed(self) -> bytes:
        """As one string of bytes."""
        told = [self.pages, self.names, self.elements, self.marks, self.part.first, self.part.apart]
        line = json.dumps([*told, len(self.part.table)]).encode()
        return b"".join((line, b"\n", self.part.table, self.part.data))

    @classmethod
    def unpacked(cls, data: bytes) -> Bound:
        """What was packed; ValueError where the data are not of that shape."""
        line, _, rest = data.partition(b"\n")
        pages, names, elements, marks, first, apart, length = json.loads(line)
        return cls(Part(first, rest[length:], rest[:length], apart), pages, names, elements, marks)


Bind = Callable[[Piece, Place], Bound]


def places(pieces: Sequence[Piece], own: Sequence[int], number: int) -> Iterator[Place]:
    """The places of the pieces, from that number on.

    `own` are the numbers of the book's own objects: its pages, catalogue and fonts, and of its structure the
    root, the top element and the table. Pictures that are there already keep their numbers.
    """
    images: dict[str, int] = {}
    for piece, after in pairwise((*pieces, None)):
        assert piece
        head = piece.head
        common = dict(zip(map(str, (1, 2, head["font"], *head.get("tree", ()))), own, strict=False))
        common |= {at: images[one] for at, one in head["images"].items() if one in images}
        yield Place(number, common)
        images |= {
            one: number + int(at) - 1 - sum(int(known) < int(at) for known in common)
            for at, one in head["images"].items()
            if at not in common
        }
        number += _objects(piece) + 2 + _objects(piece) // (TOGETHER // 2)  # with the streams and the node
        number += len(head.get("elements", ())) // GROUP + 1
        if any(one and _objects(one) >= GRAIN for one in (piece, after)):
            number = -(-number // GRAIN) * GRAIN


def _objects(piece: Piece) -> int:
    count: int = piece.head["packed"]["objects"]
    return count


def _numbers(piece: Piece, first: int, shared: Mapping[str, int]) -> list[int]:
    """The number in the book of each of the piece's objects."""
    numbers, free = [], first
    for number in range(_objects(piece)):
        known = shared.get(str(number), 0)
        own = not known and number > 0
        numbers.append(free if own else known)
        free += own
    return numbers


def bound(piece: Piece, place: Place) -> Bound:
    """The piece at its place."""
    head, numbers = piece.head, _numbers(piece, place.number, place.shared)
    own = group = 0
    elements = {one: at // GROUP for at, one in enumerate(head.get("elements", ()))}
    top, groups = head.get("tree", (0, 0))[1], max(numbers, default=0) + 1
    keys: dict[tuple[bytes, int], int] = {}  # of pages and annotations in the table of whose marks are whose

    def told(match: re.Match[bytes]) -> bytes:
        number, kind = int(match[1]), match[2]
        if kind == b"R":
            return b"%d 0 R" % (group if group and number == top else numbers[number])
        if kind == b"I":
            return b"%d" % numbers[number]
        return b"%d" % keys.setdefault((kind, number), own)

    objects = []
    for number, data in enumerate(piece.objects):
        if data and str(number) not in place.shared:
            own, group = numbers[number], groups + elements[number] if number in elements else 0
            stream = data.endswith(b"endstream")
            start, apart, rest = data.partition(b"\nstream\n") if stream else (data, b"", b"")
            objects.append((own, b"".join((_MARK.sub(told, start), apart, rest)), not stream))
    objects += _groups([numbers[one] for one in elements], groups, numbers[top])
    marks = None
    if keys:
        marks = max(number for number, *_ in objects) + 1
        objects.append((marks, _marks(piece, numbers, keys), True))
    names = [
        (name, _MARK.sub(told, spot.encode("latin-1")).decode("latin-1")) for name, spot in head["names"]
    ]
    part = packed(objects, place.number)
    below = list(range(groups, groups + len(set(elements.values()))))
    return Bound(part, [numbers[one] for one in head["pages"]], names, below, marks)


def _groups(elements: Sequence[int], first: int, top: int) -> Iterator[tuple[int, bytes, bool]]:
    """The groups of elements, from that number on; they say nothing of their own (ISO 32000-1, 14.8.4.2)."""
    for at in range(0, len(elements), GROUP):
        kids = b" ".join(b"%d 0 R" % one for one in elements[at : at + GROUP])
        yield first + at // GROUP, b"<</Type /StructElem/S /Div/K [%s]/P %d 0 R>>" % (kids, top), True


def _marks(piece: Piece, numbers: Sequence[int], keys: Mapping[tuple[bytes, int], int]) -> bytes:
    """A node of the number tree (ISO 32000-1, 7.9.7): the elements of the piece's pages and annotations."""
    rows = {
        keys[b"P", at]: b"[" + b" ".join(b"%d 0 R" % numbers[one] for one in page) + b"]"
        for at, page in enumerate(piece.head["marks"])
    }
    rows |= {keys[b"A", at]: b"%d 0 R" % numbers[one] for at, one in enumerate(piece.head["annotations"])}
    nums = b" ".join(b"%d %s" % row for row in sorted(rows.items()))
    return b"<</Limits [%d %d]/Nums [%s]>>" % (min(rows), max(rows), nums)
