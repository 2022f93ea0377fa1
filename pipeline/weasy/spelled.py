"""Lines drawn word by word, as their words were set once (`words.py`), without asking Pango again.

Where a line is justified, Pango sets each word and each space apart, and gives the space half of what it
gains before its glyph and half after; at the ends of the line the outer half is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.weasy import drawn, faces, internals, typesetters, words
from pipeline.weasy.words import Glyph, Words

Box = Any

_draw_text = internals.draw_text.draw_text
_SPACE = re.compile(f"([ {words.NO_BREAK}])")
_WHOLE = 1024 - 1  # bits of Pango's units that are parts of a pixel


def draw_text(
    stream: Any, box: Box, offset_x: float, text_overflow: str, block_ellipsis: str = "none"
) -> None:
    """Hook: the line of a text box."""
    spelled = _spelled(stream, box) if text_overflow != "ellipsis" and block_ellipsis == "none" else None
    if spelled is None or box.style["visibility"] != "visible":
        _draw_text(stream, box, offset_x, text_overflow, block_ellipsis)
        return
    font, size, shown = spelled
    stream.set_color(box.style["color"])
    stream.begin_text()
    stream.set_text_matrix(1, 0, 0, -1, box.position_x, box.position_y + box.baseline)
    stream.set_font_size(font.hash, size)
    stream.show_text(shown)
    stream.end_text()


def _spelled(stream: Any, box: Box) -> tuple[Any, float, str] | None:
    """The font of the line, its size, and its glyphs as the file has them; None where that is not known."""
    both, layout = words.of(box.style), box.pango_layout
    if both is None or not box.text.strip():
        return None
    text = layout.text
    known = both[0 if words.has_letters(text) else 1]
    font, size = faces.known(stream, known.font)
    if font is None or font.bitmap or font.png or font.svg or font.colr:
        return None
    if layout.justification_spacing:
        runs = _apart(known, text, int(layout.justification_spacing * internals.TO_UNITS))
    else:
        runs = iter((_together(known, text),))
    shown = ""
    for glyphs in runs:
        if glyphs is None:
            return None
        run = drawn.shown(font, size, glyphs)
        if run is None:
            _name(stream, known, font, size, text)
            run = drawn.shown(font, size, glyphs)
        if run is None:
            return None
        shown = f"{shown}<{run[:-1]}" if run.endswith("<") else f"{shown}<{run}>"
    return font, size, shown


def _name(stream: Any, known: Words, font: Any, size: float, text: str) -> None:
    """Let the font know the glyphs of the line: the letters that each stands for, and its width."""
    for part in filter(None, _SPACE.split(text)):
        word = None if part == " " else known.word(part)
        if word is None and part != " ":
            return
        glyphs, letters = (word.glyphs, word.letters) if word else ((known.space,), (part,))
        for (glyph, _, _), letter in zip(glyphs, letters, strict=True):
            font.to_unicode.setdefault(glyph, letter)
            if glyph not in font.widths:
                width = typesetters.glyph_width(stream, known.font, glyph)
                font.widths[glyph] = round(width * 1000 * internals.FROM_UNITS / size)


def _together(known: Words, text: str) -> Sequence[Glyph] | None:
    """The glyphs of a line that is one run."""
    glyphs: list[Glyph] = []
    for index, part in enumerate(text.split(" ")):
        if index:
            glyphs.append(known.space)
        if part:
            word = known.word(part)
            if word is None:
                return None
            glyphs += word.glyphs
    return glyphs


def _apart(known: Words, text: str, gain: int) -> Iterator[Sequence[Glyph] | None]:
    """The glyphs of each run of a justified line: a word, or a space with what it gains."""
    parts = _SPACE.split(text)
    last = len(parts) - 1
    for index, part in enumerate(parts):
        if not index % 2:
            word = known.word(part) if part else None
            if word:
                yield word.glyphs
            elif part or 0 < index < last:  # unknown, or two spaces side by side
                yield None
            continue
        is_first, is_last = index == 1 and not parts[0], index == last - 1 and not parts[last]
        if gain <= 0 or (part == words.NO_BREAK and (is_first or is_last)):
            yield None
            continue
        space = known.space if part == " " else _no_break(known)
        yield (_stretched(space, gain, is_first, is_last),)


def _no_break(known: Words) -> Glyph:
    word = known.word(words.NO_BREAK)
    assert word  # or the words would not stand for themselves
    return word.glyphs[0]


def _stretched(space: Glyph, gain: int, is_first: bool, is_last: bool) -> Glyph:
    """The space with what it gains; at an end of the line WeasyPrint asks for twice as much."""
    glyph, width, _ = space
    if is_first or is_last:
        gain *= 2
    left = gain // 2
    if not gain & _WHOLE:
        left = (left + 512) & ~_WHOLE
    own = gain - left * is_first - (gain - left) * is_last
    return glyph, width + own, 0 if is_first else left


HOOKS: tuple[internals.Hook, ...] = ((internals.draw, "draw_text", draw_text),)
