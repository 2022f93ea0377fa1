"""WeasyPrint's hot spots eased from outside, without a change in what it makes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from pipeline.weasy import internals

_pages: WeakKeyDictionary[Any, tuple[int, tuple[bytes, ...]]] = WeakKeyDictionary()


def _kept_page_references(pdf: Any) -> tuple[bytes, ...]:
    count = len(pdf.pages["Kids"])
    known = _pages.get(pdf)
    if known is None or known[0] != count:
        known = _pages[pdf] = count, tuple(pdf.objects[number].reference for number in pdf.pages["Kids"][::3])
    return known[1]


# pydyf lists the references of all pages again for every tagged box.
page_references = property(_kept_page_references)


@contextmanager
def eased() -> Iterator[None]:
    """Keep Python's collector from walking the box tree over and over: an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# What a layout of text is set up from, besides its font map.
_SHAPING = (
    "direction", "font_language_override", "lang", "font_family", "font_style", "font_stretch", "font_weight",
    "font_size", "font_variant_caps", "font_variation_settings", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings",
)  # fmt: skip


def setup(layout: Any, style: Any) -> None:
    """Hook: the layout set up for a style; the style's Pango context, font and features are made once."""
    known = vars(style.font_config).setdefault("octavo_setups", {})
    try:
        key = tuple([style[name] for name in _SHAPING])
        kept = known.get(key)
    except TypeError:  # a value that cannot be a key
        internals.layout_setup(layout, style)
        return
    if style["text_decoration_line"] != "none" or kept is None:
        internals.layout_setup(layout, style)
        if style["text_decoration_line"] == "none":
            known[key] = internals.text_tools(layout, style)
        return
    layout.style, layout.first_line_direction = style, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.language = kept.language
    layout.layout = kept.layout()
