"""Where the named places of a finished PDF stand, by the labels of their pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as raw


def pages_of_names(data: bytes) -> dict[str, str]:
    """For each named destination the label of its page (ISO 32000-1, 12.3.2.3 and 12.4.2)."""
    with _opened(data) as pdf:
        labels = [_label(pdf, page) for page in range(raw.FPDF_GetPageCount(pdf))]
        return {name: labels[page] or str(page + 1) for name, page in _named(pdf) if 0 <= page < len(labels)}


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    pdf = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not pdf:
        raise ValueError("the PDF cannot be opened")
    try:
        yield pdf
    finally:
        raw.FPDF_CloseDocument(pdf)


def _named(pdf: Any) -> Iterator[tuple[str, int]]:
    """Each name and the page that it leads to, from 0; less where it leads to none."""
    for number in range(raw.FPDF_CountNamedDests(pdf)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(pdf, number, None, size)
        room = ctypes.create_string_buffer(max(0, size.value))
        place = raw.FPDF_GetNamedDest(pdf, number, room, size)
        if place:
            yield _decoded(room), raw.FPDFDest_GetDestPageIndex(pdf, place)


def _label(pdf: Any, page: int) -> str:
    room = ctypes.create_string_buffer(raw.FPDF_GetPageLabel(pdf, page, None, 0))
    raw.FPDF_GetPageLabel(pdf, page, room, len(room))
    return _decoded(room)


def _decoded(room: Any) -> str:
    return str(room.raw.decode("utf-16-le", "replace")).removesuffix("\0")
