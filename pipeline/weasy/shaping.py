"""What Pango sets text with: one set of tools for all styles whose text is set alike."""

from __future__ import annotations

from typing import Any

from pipeline.weasy import internals

Style = Any

# What a layout of text is set up from, besides its font map.
_SHAPING = (
    "direction", "font_language_override", "lang", "font_family", "font_style", "font_stretch", "font_weight",
    "font_size", "font_variant_caps", "font_variation_settings", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings",
)  # fmt: skip


def tools(style: Style) -> internals.TextTools | None:
    """The tools of the style; None where each layout needs its own set-up."""
    kept: internals.TextTools | None = vars(style).get("octavo_setup")
    if kept is None and style["text_decoration_line"] == "none":
        kept = _tools(style)
        if kept is not None:
            style.octavo_setup = kept
    return kept


def _tools(style: Style) -> internals.TextTools | None:
    known = vars(style.font_config).setdefault("octavo_setups", {})
    try:
        key = tuple([style[name] for name in _SHAPING])
        kept = known.get(key)
    except TypeError:  # a value that cannot be a key
        return None
    if kept is None:
        layout = internals.line_break.Layout.__new__(internals.line_break.Layout)
        internals.layout_setup(layout, style)
        kept = known[key] = internals.text_tools(layout, style)
    found: internals.TextTools = kept
    return found
