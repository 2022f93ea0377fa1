"""The bytes of a finished PDF: its objects in compressed streams of many, found by a table that is a stream.

pydyf writes all objects into one stream, compressed as tightly as it goes, which takes longer than all the
rest. Here they go into streams of a thousand, compressed side by side (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import md5
from itertools import accumulate
from struct import Struct
from typing import Any

import pydyf

from pipeline.cores import cores

VERSION = b"1.7"
TOGETHER = 1000  # objects in a stream
_LEVEL = 6  # of compression: the last percent takes four times as long
_FREE = 0, 0, 65535  # an object that there is not (7.5.8.3)
_ROW, _WIDTHS = Struct(">BIH"), (1, 4, 2)  # of the table: kind, place, index

Numbered = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """Objects as they stand in a file: the bytes, and where each is, by its number, from `first` on.

    `table` has a row for every number; `apart` are the objects that stand in no stream, their places counted
    from the beginning of the part.
    """

    first: int
    data: bytes
    table: bytes
    apart: Sequence[int]

    @property
    def end(self) -> int:
        """The first number after those of the part."""
        return self.first + len(self.table) // _ROW.size

    def rows(self, position: int) -> bytes:
        """The table, where the part stands at this place in the file."""
        rows = bytearray(self.table)
        for number in self.apart:
            at = (number - self.first) * _ROW.size
            kind, place, index = _ROW.unpack_from(rows, at)
            _ROW.pack_into(rows, at, kind, place + position, index)
        return bytes(rows)


def packed(objects: Sequence[tuple[int, bytes, bool]], first: int, free: int = 0) -> Part:
    """The objects as a part whose numbers begin with `first`; those of its streams are `free` or more.

    Of every object its number, its bytes, and whether it may stand in a stream.
    """
    apart = [(number, data) for number, data, small in objects if not small]
    small = [(number, data) for number, data, small in objects if small]
    groups = [small[at : at + TOGETHER] for at in range(0, len(small), TOGETHER)]
    free = max([free, first, *(number + 1 for number, *_ in objects)])
    places: dict[int, tuple[int, int, int]] = {}
    for number, group in enumerate(groups, free):
        places.update({own: (2, number, index) for index, (own, _) in enumerate(group)})
    with ThreadPoolExecutor(cores()) as pool:
        apart += enumerate(pool.map(_stream_of, groups), free)
    parts = list(_indirect(apart))
    starts = accumulate(map(len, parts), initial=0)
    places.update({number: (1, start, 0) for (number, _), start in zip(apart, starts, strict=False)})
    table = bytearray(_ROW.pack(*_FREE) * (max(places) + 1 - first))
    for number, place in places.items():
        _ROW.pack_into(table, (number - first) * _ROW.size, *place)
    return Part(first, b"".join(parts), bytes(table), [number for number, _ in apart])


def written(pdf: Any, identifier: bytes | None, parts: Sequence[Part] = ()) -> bytes:
    """The file: the ready parts, then all else.

    `identifier` tells it from others, a digest of its objects from earlier states of it.
    """
    if pdf.info:
        pdf.add_object(pdf.info)
    others = [(one.number, one.data, one.compressible) for one in pdf.objects if one.free != "f"]
    own = packed(others, 0, max((part.end for part in parts), default=0))
    digest = md5(usedforsecurity=False)
    head = b"%PDF-" + VERSION + b"\n%\xf0\x9f\x96\xa4\n"
    starts = list(accumulate((len(part.data) for part in parts), initial=len(head)))
    table = bytearray(own.rows(starts[-1]))
    for part, start in zip((*parts, own), starts, strict=True):
        digest.update(part.data)
        if part is not own:
            table[part.first * _ROW.size : part.end * _ROW.size] = part.rows(start)
    position = starts[-1] + len(own.data)
    table += _ROW.pack(1, position, 0)
    about = {"Root": pdf.catalog.reference}
    if pdf.info:
        about["Info"] = pdf.info.reference
    if identifier:
        names = (identifier, digest.hexdigest().encode())
        about["ID"] = pydyf.Array(pydyf.String(name).data for name in names)
    about = {"Type": "/XRef", "Size": own.end + 1, "W": pydyf.Array(_WIDTHS), **about}
    last = b"".join(_indirect([(own.end, _stream(about, bytes(table), 1))]))
    end = b"startxref\n%d\n%%%%EOF\n" % position
    return b"".join((head, *(part.data for part in parts), own.data, last, end))


def _indirect(objects: Sequence[Numbered]) -> Iterator[bytes]:
    return (b"%d 0 obj\n%s\nendobj\n" % one for one in objects)


def _stream_of(group: Sequence[Numbered]) -> bytes:
    """The objects as a stream: first where each stands, then they themselves."""
    places = accumulate((len(data) + 1 for _, data in group), initial=0)
    index = b" ".join(b"%d %d" % (number, place) for (number, _), place in zip(group, places, strict=False))
    body = b"\n".join((index, *(data for _, data in group)))
    return _stream({"Type": "/ObjStm", "N": len(group), "First": len(index) + 1}, body)


def _stream(about: dict[str, Any], data: bytes, level: int = _LEVEL) -> bytes:
    packed = zlib.compress(data, level)
    head = pydyf.Dictionary({**about, "Filter": "/FlateDecode", "Length": len(packed)})
    return b"\n".join((head.data, b"stream", packed, b"endstream"))
