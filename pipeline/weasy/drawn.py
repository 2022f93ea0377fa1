"""Boxes without any decoration, and lines of plain glyphs: drawn as WeasyPrint draws them, with less ado.

What stands in the file is the same byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.weasy import alike, internals
from pipeline.weasy.internals import boxes, ffi

Box = Any
Style = Any

_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_SQUARE = {f"border_{corner}_radius": (0, 0) for corner in _CORNERS}
_SEEN = frozenset(
    (
        *_SQUARE, "visibility", "border_image_source", "mask_border_source", "background_image",
        "background_color", "color", "box_shadow", "outline_width", "outline_color", "column_width",
        "column_count",
    )
)  # fmt: skip
_layout_box_backgrounds = internals.background.layout_box_backgrounds
_draw_border = internals.draw.draw_border
_draw_outline = internals.draw.draw_outline
_draw_first_line = internals.draw_text.draw_first_line


def _is_bare(style: Style) -> bool:
    """Whether nothing is drawn for a box with this style but its words, and perhaps plain borders."""
    return alike.shared(style, "octavo_is_bare", _SEEN, _shows_nothing)


def _shows_nothing(style: Style) -> bool:
    return bool(
        style["visibility"] == "visible"
        and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
        and all((0, "px") in style[name] for name in _SQUARE)
        and not any(value for _, value in style["background_image"])
        and internals.get_color(style, "background_color").alpha == 0
        and not style["box_shadow"]
        and not (style["outline_width"] and internals.get_color(style, "outline_color").alpha)
        and style["column_width"] == style["column_count"] == "auto"
    )


def layout_box_backgrounds(
    page: Box, box: Box, get_image: Any, layout_children: bool = True, style: Style | None = None
) -> None:
    """Hook: the background of the box and of all in it; a bare box has none."""
    if style is not None or box is page or not layout_children or not _is_bare(box.style):
        _layout_box_backgrounds(page, box, get_image, layout_children, style)
        return
    box.__dict__.update(_SQUARE)
    for child in box.all_children():
        layout_box_backgrounds(page, child, get_image)
    box.background = None


def draw_border(stream: Any, box: Box) -> None:
    """Hook: the borders of the box."""
    wide = box.border_top_width or box.border_right_width or box.border_bottom_width or box.border_left_width
    if wide or not _is_bare(box.style):
        _draw_border(stream, box)


def draw_outline(stream: Any, box: Box) -> None:
    """Hook: the outlines of the box and of all in it."""
    if not _is_bare(box.style):
        _draw_outline(stream, box)
        return
    for child in box.children:
        if isinstance(child, boxes.Box):
            draw_outline(stream, child)


def draw_first_line(stream: Any, box: Box, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:
    """Hook: the line of a text, glyph by glyph; each glyph of one width is worked out once."""
    plain = text_overflow != "ellipsis" and block_ellipsis == "none" and box.style["font_size"] >= 1e-6
    if not plain or not box.text.strip():
        return _draw_first_line(stream, box, text_overflow, block_ellipsis, matrix)
    layout = box.pango_layout.layout
    internals.pango.pango_layout_set_single_paragraph_mode(layout, True)
    runs = list(_runs(stream, internals.pango.pango_layout_get_line_readonly(layout, 0)))
    if not all(runs):
        return _draw_first_line(stream, box, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    words, previous = "", None
    for face, font, size, shown in runs:
        if face != previous:
            if words:
                stream.show_text(words)
            words, previous = "", face
            stream.set_font_size(font.hash, size)
        words += f"<{shown}"
        words = words[:-1] if words[-1] == "<" else f"{words}>"
    stream.show_text(words)
    return []


def _runs(stream: Any, line: Any) -> Iterator[Any]:
    """The runs of the line: Pango's font, ours, its size, the glyphs as the file has them.

    None stands for a run with a glyph that was never drawn, that has no letter, or that stands off the line.
    """
    run, previous = line.runs[0], None
    while run != ffi.NULL:
        item, run = run.data, run.next
        face, glyphs = item.item.analysis.font, item.glyphs
        if face != previous:
            previous = face
            font, size = stream.add_font(face)
        if internals.is_old_pango or font.bitmap or font.png or font.svg or font.colr:
            yield None
            return
        numbers = (
            memoryview(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * internals.UNITS * 4)).cast("i").tolist()
        )
        found = None
        if not any(numbers[3 :: internals.UNITS]):
            found = shown(font, size, zip(*(numbers[at :: internals.UNITS] for at in range(3)), strict=True))
        if found is None:
            yield None
            return
        yield face, font, size, found


def shown(font: Any, size: float, glyphs: Iterable[tuple[int, int, int]]) -> str | None:
    """The glyphs as the file has them, with how far each is off its own width, in thousandths of the size.

    None where the file does not know them yet.
    """
    known = font.__dict__.setdefault("octavo_shown", {}).setdefault(size, {})
    found = []
    for one in glyphs:
        text = known.get(one)
        if text is None:
            glyph, width, right = one
            if glyph >= internals.NO_GLYPH or glyph not in font.widths or glyph not in font.to_unicode:
                return None
            offset = right / size
            off = font.widths[glyph] + offset - width * 1000 * internals.FROM_UNITS / size
            text = f">{-offset}<{glyph:04x}" if offset else f"{glyph:04x}"
            text = known[one] = f"{text}>{int(off)}<" if off else text
        found.append(text)
    return "".join(found)


HOOKS: tuple[internals.Hook, ...] = (
    (internals.background, "layout_box_backgrounds", layout_box_backgrounds),
    (internals.draw, "draw_border", draw_border),
    (internals.draw, "draw_outline", draw_outline),
    (internals.draw_border, "draw_outline", draw_outline),
)
