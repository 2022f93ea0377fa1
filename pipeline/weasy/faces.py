"""Which font of the file a run of glyphs is set in: one for each face, whatever it is called.

WeasyPrint knows a font by its description. Where an italic lacks a script, Pango slants an upright face and
calls it as the true italic of that family is called; the glyphs of one were then printed from the other.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from pipeline.weasy import internals


def add_font(stream: Any, pango_font: Any) -> tuple[Any, float]:
    """Hook: the font of the file for one of Pango's, and its size."""
    key, description, size = _key(pango_font)
    font = stream._fonts.get(key)
    if font is None:
        font = stream._fonts[key] = internals.pdf_fonts.Font(pango_font, description, size)
        _name(font)
    return font, size


def known(stream: Any, pango_font: Any) -> tuple[Any, float]:
    """The same; None for a font that nothing is set in yet."""
    key, _, size = _key(pango_font)
    return stream._fonts.get(key), size


def _key(pango_font: Any) -> tuple[Any, Any, float]:
    described, description, size = internals.font_key(pango_font)
    return (
        (described, int(internals.ffi.cast("uintptr_t", internals.font_face(pango_font)))),
        description,
        size,
    )


def _name(font: Any) -> None:
    """Name the font by its description and by its bytes, the same in every unit of the book."""
    digest = sha256(font.name + sha256(font.file_content).digest() + bytes([font.index & 0xFF])).digest()
    described = font.name.partition(b"+")[2]
    font.hash = "".join(chr(65 + number % 26) for number in digest[:6])
    font.name = b"/" + font.hash.encode() + b"+" + described


HOOKS: tuple[internals.Hook, ...] = ((internals.pdf_stream.Stream, "add_font", add_font),)
