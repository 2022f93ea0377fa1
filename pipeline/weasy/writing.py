"""The bytes of a finished PDF: its objects in compressed streams of many, found by a table that is a stream.

pydyf writes all objects into one stream, compressed as tightly as it goes, which takes longer than all the
rest. Here they go into streams of a thousand, compressed side by side (ISO 32000-1, 7.5.7 and 7.5.8). Which
objects stand together hangs on their numbers alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import md5
from itertools import accumulate, groupby
from typing import Any

import pydyf

from pipeline.cores import cores

VERSION = b"1.7"
TOGETHER = 1000  # numbers of objects in a stream
_LEVEL = 6  # of compression: the last percent takes four times as long
_FREE = 0, 0, 65535  # an object that is free and stays free (7.5.4), as the head of their list is

Numbered = tuple[int, bytes]


def written(pdf: Any, identifier: bytes | None) -> bytes:
    """The file. `identifier` tells it from others, a digest of its objects from earlier states of it."""
    if pdf.info:
        pdf.add_object(pdf.info)
    everything = [(one, one.data) for one in pdf.objects if one.free != "f"]
    digest = md5(usedforsecurity=False)
    for _, data in everything:
        digest.update(data)
    apart = [(one.number, data) for one, data in everything if not one.compressible]
    small = [(one.number, data) for one, data in everything if one.compressible]
    groups = [list(group) for _, group in groupby(small, lambda one: one[0] // TOGETHER)]
    places: dict[int, tuple[int, int, int]] = {}
    first = len(pdf.objects)
    for number, group in enumerate(groups, first):
        places.update({own: (2, number, index) for index, (own, _) in enumerate(group)})
    with ThreadPoolExecutor(cores()) as pool:
        apart += enumerate(pool.map(_stream_of, groups), first)
    head = b"%PDF-" + VERSION + b"\n%\xf0\x9f\x96\xa4\n"
    parts = [head, *_indirect(apart)]
    starts = accumulate(map(len, parts))
    places.update({number: (1, start, 0) for (number, _), start in zip(apart, starts, strict=False)})
    position = sum(map(len, parts))
    last = first + len(groups)
    places[last] = (1, position, 0)
    about = {"Root": pdf.catalog.reference}
    if pdf.info:
        about["Info"] = pdf.info.reference
    if identifier:
        names = (identifier, digest.hexdigest().encode())
        about["ID"] = pydyf.Array(pydyf.String(name).data for name in names)
    table = _table([places.get(number, _FREE) for number in range(last + 1)], about)
    return b"".join((*parts, *_indirect([(last, table)]), b"startxref\n%d\n%%%%EOF\n" % position))


def _indirect(objects: Sequence[Numbered]) -> Iterator[bytes]:
    return (b"%d 0 obj\n%s\nendobj\n" % one for one in objects)


def _stream_of(group: Sequence[Numbered]) -> bytes:
    """The objects as a stream: first where each stands, then they themselves."""
    places = accumulate((len(data) + 1 for _, data in group), initial=0)
    index = b" ".join(b"%d %d" % (number, place) for (number, _), place in zip(group, places, strict=False))
    body = b"\n".join((index, *(data for _, data in group)))
    return _stream({"Type": "/ObjStm", "N": len(group), "First": len(index) + 1}, body)


def _table(places: Sequence[tuple[int, int, int]], about: dict[str, Any]) -> bytes:
    """Where each object is: free, at a place in the file, or in a stream."""
    width = (max(place for _, place, _ in places).bit_length() + 7) // 8
    rows = b"".join(
        b"%c%s%s" % (kind, place.to_bytes(width, "big"), index.to_bytes(2, "big"))
        for kind, place, index in places
    )
    return _stream({"Type": "/XRef", "Size": len(places), "W": pydyf.Array((1, width, 2)), **about}, rows)


def _stream(about: dict[str, Any], data: bytes) -> bytes:
    packed = zlib.compress(data, _LEVEL)
    head = pydyf.Dictionary({**about, "Filter": "/FlateDecode", "Length": len(packed)})
    return b"\n".join((head.data, b"stream", packed, b"endstream"))
