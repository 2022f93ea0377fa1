"""What WeasyPrint works out again for every line and page, worked out once and kept on the style it is for.

A style's values are settled when the layout begins: where WeasyPrint wants others for a box, it copies the
style, and a copy remembers nothing. Only `orphans`, `widows` and the like change in place; nothing here
depends on them.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from pipeline.weasy import alike, internals, lines, shaping
from pipeline.weasy.lines import Split

Box = Any
Style = Any


def setup(layout: Any, style: Style) -> None:
    """Hook: the layout set up for a style; Pango's context, the font and its features are made once."""
    kept = shaping.tools(style)
    if kept is None:
        internals.layout_setup(layout, style)
        return
    layout.style, layout.first_line_direction = style, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.language = kept.language
    layout.layout = kept.layout()


_HEIGHTS = frozenset((*shaping.NAMES, "line_height"))


def strut(style: Style) -> tuple[float, float]:
    """Hook: the height and the baseline of a line."""
    found: tuple[float, float] = alike.shared(style, "octavo_strut", _HEIGHTS, internals.strut)
    return found


def create_layout(
    text: str, style: Style, context: Any, max_width: float | None, justification_spacing: float
) -> Any:
    """Hook: the layout of a justified line. It is drawn later, and set up again for that."""
    plain = style["text_decoration_line"] == "none" and max_width is None and "\n" not in text
    if not plain or style["word_spacing"] or style["letter_spacing"] != "normal":
        return internals.create_layout(text, style, context, max_width, justification_spacing)
    made = internals.line_break.Layout.__new__(internals.line_break.Layout)
    made.style, made.language, made.layout = style, None, None
    made.text, made.max_width, made.justification_spacing = text, None, justification_spacing
    made.ascent = made.underline_position = made.strikethrough_position = None
    made.first_line_direction = 0
    return made


def split_first_line(
    text: str,
    style: Style,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Split:
    """Hook: the text's first line; notes and pages are laid out more than once, with the same lines."""
    digest = blake2b(text.encode(), digest_size=16).digest()
    key = digest, max_width, justification_spacing, is_line_start, minimum
    known = style.__dict__.setdefault("octavo_lines", {})
    if key not in known:
        known[key] = lines.split_first_line(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    layout, *rest = known[key]
    own = layout.__class__.__new__(layout.__class__)
    own.__dict__.update(vars(layout))
    return (own, *rest)


_LENGTHS = (
    "margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right",
    "padding_top", "padding_bottom", "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_SIZED = frozenset((*_LENGTHS, *_BORDERS, "box_sizing", "border_collapse"))


def resolve_percentages(box: Box, containing_block: Any) -> None:
    """Hook: the used lengths of the box; in a style without percentages they are always the same."""
    kept = alike.shared(box.style, "octavo_lengths", _SIZED, _lengths)
    if kept:
        box.__dict__.update(kept)
    else:
        internals.resolve_percentages(box, containing_block)


def _lengths(style: Style) -> dict[str, Any]:
    """The lengths by name; empty where they depend on the box around."""
    if style["box_sizing"] != "content-box" or style["border_collapse"] == "collapse":
        return {}
    found = {name: style[name] for name in _BORDERS}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name in ("min_width", "min_height") else "auto"
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return {}
    return found


def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """Hook: the styles of a page and its margin boxes; pages with the same declarations share them."""
    computed, cascaded = style_for.get_computed_styles(), style_for.get_cascaded_styles()
    style_for.add_page_declarations(page_type)
    own = {kind: cascaded.pop((page, kind)) for page, kind in list(cascaded) if page == page_type}
    key = tuple(
        (kind, name, id(value), str(weight))
        for kind, declared in own.items()
        for name, (value, weight) in declared.items()
    )
    known = style_for.__dict__.setdefault("octavo_pages", {})
    if key not in known:
        internals.set_page_type_computed_styles(page_type, html, style_for)
        known[key] = {kind: computed[page_type, kind] for kind in (None, *own)}
    computed.update({(page_type, kind): style for kind, style in known[key].items()})


HOOKS: tuple[internals.Hook, ...] = (
    (internals.line_break.Layout, "setup", setup),
    (internals.inline, "split_first_line", split_first_line),
    (internals.inline, "create_layout", create_layout),
    (internals.inline, "strut", strut),
    (internals.inline, "resolve_percentages", resolve_percentages),
    (internals.block, "resolve_percentages", resolve_percentages),
    (internals.page, "resolve_percentages", resolve_percentages),
    (internals.page, "set_page_type_computed_styles", set_page_type_computed_styles),
)
