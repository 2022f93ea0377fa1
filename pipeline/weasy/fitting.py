"""Words that cannot fit their line are not laid out again to find that out.

WeasyPrint has Pango break a draft of the line. It then tries the next word, and parts of it with a hyphen,
each time with a new layout of all the line. But the draft tells how wide they are: what would end well beyond
the line is known to be broken where the draft was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.weasy import internals, typesetters

_MARGIN = 0.3  # of the font size: by so much less room the next word may take where it is cut or kerned
_LEFTWARD = "\u0590"  # from here on letters may stand from right to left
_Layout = internals.line_break.Layout
_set_text, _get_first_line = _Layout.set_text, _Layout.get_first_line


@dataclass(slots=True)
class _Draft:
    """A layout that Pango has broken: its text, the end of its first line in bytes, its lines, their widths.

    In Pango's units: 1024 in a pixel. `limit` is what no line surely reaches.
    """

    layout: Any
    text: bytes
    end: int
    first: Any
    second: Any
    width: int
    limit: float
    is_asked: bool = False  # for its lines in the name of another text

    def overflows(self, text: bytes) -> bool:
        """Whether the text, a beginning of the draft's that passes its first line, is surely too wide."""
        if not self.end < len(text) <= len(self.text) or not self.text.startswith(text):
            return False
        return bool(self.width + typesetters.x_of(self.second, len(text)) > self.limit)


class _TooWide:
    """The layout of a text that is broken where the draft is; nothing else is asked of it."""

    def __init__(self, draft: _Draft) -> None:
        self._lines = draft.first, draft.end

    def get_first_line(self) -> tuple[Any, int]:
        """As the draft has it."""
        return self._lines


_fresh: Any = None  # the layout that a line is drafted in
_draft: _Draft | None = None


def split_first_line(*args: Any, **kwargs: Any) -> Any:
    """The text's first line, as WeasyPrint splits it off."""
    global _fresh, _draft
    _fresh = _draft = None
    try:
        return internals.split_first_line(*args, **kwargs)
    finally:
        _fresh = _draft = None


def create_layout(text: str, style: Any, context: Any, max_width: float | None, spacing: float) -> Any:
    """Hook: the layout of a draft, or of a part of a word with its hyphen."""
    global _fresh
    if _draft is not None:
        hyphen = style["hyphenate_character"]
        if hyphen and text.endswith(hyphen) and _draft.overflows(text[: -len(hyphen)].encode()):
            return _TooWide(_draft)
        return internals.create_layout(text, style, context, max_width, spacing)
    made = internals.create_layout(text, style, context, max_width, spacing)
    _fresh = made
    return made


def set_text(layout: Any, text: str, justify: bool = False) -> None:
    """Hook: the layout's text; a draft stays as it is where the text is too wide."""
    global _draft
    if _draft is not None and _draft.layout is layout:
        if not justify and _draft.overflows(text.encode()):
            layout.text, _draft.is_asked = text, True
            return
        _draft = None
    _set_text(layout, text, justify)


def get_first_line(layout: Any) -> tuple[Any, int | None]:
    """Hook: the first line, and where the second begins."""
    global _draft
    if _draft is not None and _draft.layout is layout and _draft.is_asked:
        _draft.is_asked = False
        return _draft.first, _draft.end
    first, end = _get_first_line(layout)
    if layout is _fresh and end and layout.max_width is not None and max(layout.text) < _LEFTWARD:
        width, most = typesetters.width_of(first), layout.max_width * internals.TO_UNITS
        if width <= most:
            limit = most + _MARGIN * layout.style["font_size"] * internals.TO_UNITS
            second = internals.pango.pango_layout_get_line_readonly(layout.layout, 1)
            _draft = _Draft(layout, layout.text.encode(), end, first, second, width, limit)
    return first, end


HOOKS: tuple[internals.Hook, ...] = (
    (internals.line_break, "create_layout", create_layout),
    (_Layout, "set_text", set_text),
    (_Layout, "get_first_line", get_first_line),
)
