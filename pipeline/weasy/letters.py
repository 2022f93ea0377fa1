"""Which letters a glyph stands for, where a letter and its marks are set in one cluster of glyphs.

WeasyPrint names a glyph once and for all by the first cluster that it is met in, and gives all letters of
the cluster to one of its glyphs: a vowel mark is then read, searched and copied as the mark with a letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary

from fontTools.ttLib import TTFont

from pipeline.weasy import drawn, internals

_known: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()


def draw_first_line(stream: Any, textbox: Any, *args: Any) -> Any:
    """Hook: the line drawn as ever, each glyph of a cluster known as the letter that its font has it for."""
    text = textbox.pango_layout.text
    if not text.isascii():
        _name_glyphs(stream, textbox.pango_layout.get_first_line()[0], text.encode())
    return drawn.draw_first_line(stream, textbox, *args)


def _name_glyphs(stream: Any, line: Any, text: bytes) -> None:
    run = line.runs[0]
    while run != internals.ffi.NULL:
        item, run = run.data, run.next
        if item.item.analysis.level % 2:  # elsewhere Pango keeps letters and marks apart
            font = stream.add_font(item.item.analysis.font)[0]
            for glyphs, letters in _clusters(item, text):
                for glyph, name in zip(glyphs, _named(font, glyphs, letters), strict=True):
                    font.to_unicode.setdefault(glyph, name)


def _clusters(item: Any, text: bytes) -> Iterator[tuple[list[int], str]]:
    """The glyphs of each cluster of several, in the order of their letters, with these letters."""
    end = item.item.length
    string = item.glyphs
    placed = [(string.log_clusters[i], string.glyphs[i].glyph) for i in range(string.num_glyphs)]
    for start, group in groupby(placed, key=lambda one: one[0]):
        glyphs = [glyph for _, glyph in group][::-1]
        if len(glyphs) > 1 and not any(glyph >= internals.NO_GLYPH for glyph in glyphs):
            begin = item.item.offset
            yield glyphs, text[begin + start : begin + end].decode()
        end = start


def _named(font: Any, glyphs: list[int], letters: str) -> list[str]:
    """For each glyph its letter; what no glyph is known for belongs to the first that is not known."""
    if font not in _known:
        whole = TTFont(BytesIO(font.file_content), fontNumber=font.index, lazy=True)
        _known[font] = {chr(code): whole.getGlyphID(name) for code, name in whole.getBestCmap().items()}
    own = {_known[font].get(letter): letter for letter in letters}
    names = [own.get(glyph, "") for glyph in glyphs]
    rest = "".join(letter for letter in letters if letter not in names)
    first = names.index("") if "" in names else 0
    names[first] += rest
    return names


HOOKS: tuple[internals.Hook, ...] = ((internals.draw_text, "draw_first_line", draw_first_line),)
