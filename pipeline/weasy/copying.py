"""What is copied out of a PDF: the characters that each glyph stands for (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

from typing import Any

from pipeline.weasy import internals

# Where several glyphs make one letter, the first stands for it. A glyph that stands for nothing is read as
# the letter of its number by browsers; so it stands for a sign without width, which joins what is beside it.
NOTHING = "\u200d"


def build_fonts_dictionary(pdf: Any, fonts: Any, *rest: Any) -> Any:
    """The fonts of the PDF, each glyph of them with its characters."""
    for font in fonts.values():
        for glyph, characters in font.to_unicode.items():
            if not characters:
                font.to_unicode[glyph] = NOTHING
    return internals.build_fonts_dictionary(pdf, fonts, *rest)
