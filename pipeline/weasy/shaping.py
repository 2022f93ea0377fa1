"""What Pango sets text with: one set of tools for all styles whose text is set alike."""

from __future__ import annotations

from typing import Any

from pipeline.weasy import alike, internals, typesetters

Style = Any

# What a layout of text is set up from, besides its font map.
NAMES = (
    "direction", "font_language_override", "lang", "font_family", "font_style", "font_stretch", "font_weight",
    "font_size", "font_variant_caps", "font_variation_settings", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings",
)  # fmt: skip
_ASKED = frozenset((*NAMES, "text_decoration_line"))


def tools(style: Style) -> typesetters.TextTools | None:
    """The tools of the style; None where each layout needs its own set-up."""
    return alike.shared(style, "octavo_setup", _ASKED, _tools)


def _tools(style: Style) -> typesetters.TextTools | None:
    if style["text_decoration_line"] != "none":
        return None
    known = vars(style.font_config).setdefault("octavo_setups", {})
    try:
        key = tuple([style[name] for name in NAMES])
        kept = known.get(key)
    except TypeError:  # a value that cannot be a key
        return None
    if kept is None:
        layout = internals.line_break.Layout.__new__(internals.line_break.Layout)
        internals.layout_setup(layout, style)
        kept = known[key] = typesetters.text_tools(layout, style)
    found: typesetters.TextTools = kept
    return found
