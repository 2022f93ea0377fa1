"""What Octavo asks Pango, HarfBuzz and fontconfig themselves, through WeasyPrint's way to them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyphen

from pipeline.weasy.internals import (
    FROM_UNITS,
    UNITS,
    ffi,
    fontconfig,
    fonts,
    gobject,
    harfbuzz,
    line_break,
    pango,
    pdf_fonts,
)


@cache
def versions() -> str:
    """The versions of the system's libraries that set text: another one may break lines elsewhere."""
    _declare()
    return f"{pango.pango_version()} {ffi.string(harfbuzz.hb_version_string()).decode()}"


@cache
def system_fonts() -> str:
    """What tells the fonts that the system has from others: those lend letters that a document's own lack."""
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    found = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    name, files = ffi.new("FcChar8 **"), set[Path]()
    for at in range(found.nfont):
        if fontconfig.FcPatternGetString(found.fonts[at], b"file", 0, name) == 0:
            files.add(Path(os.fsdecode(ffi.string(name[0]))))
    about = [(str(path), path.stat()) for path in sorted(files) if path.exists()]
    told = [(path, known.st_size, known.st_mtime_ns) for path, known in about]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def font(known: Mapping[str, Any], data: bytes) -> Any:
    """The font that WeasyPrint's own knew this of, made of its bytes again, without Pango."""
    _declare()
    made = pdf_fonts.Font.__new__(pdf_fonts.Font)
    for name, value in known.items():
        setattr(made, name, value)
    made.widths, made.to_unicode, made.missing = {}, {}, {}
    made.name = known["name"].encode("latin-1")
    made.file_content = data
    blob = harfbuzz.hb_blob_create(ffi.from_buffer(data), len(data), 0, ffi.NULL, ffi.NULL)  # 0: copied
    made.hb_face = ffi.gc(harfbuzz.hb_face_create(blob, known["index"]), harfbuzz.hb_face_destroy)
    harfbuzz.hb_blob_destroy(blob)
    return made


def x_of(line: Any, index: int) -> int:
    """How far from the beginning of a line in Pango's layout a byte of the text is, in Pango's units."""
    _declare()
    pango.pango_layout_line_index_to_x(line, index, 0, _number)
    found: int = _number[0]
    return found


def width_of(line: Any) -> int:
    """The width of a line in Pango's layout, in Pango's units."""
    pango.pango_layout_line_get_extents(line, ffi.NULL, _rectangle)
    found: int = _rectangle.width
    return found


_number, _rectangle = ffi.new("int *"), ffi.new("PangoRectangle *")


def set_line(layout: Any, text: str) -> Any:
    """The first line of a new text in the layout."""
    data = text.encode()
    pango.pango_layout_set_text(layout, ffi.new("char[]", data), len(data))
    return pango.pango_layout_get_line_readonly(layout, 0)


def glyphs_of(item: Any) -> list[tuple[int, int, int, int]]:
    """The glyphs of a run: number, width, offsets to the right and up."""
    glyphs = item.glyphs
    numbers = memoryview(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * UNITS * 4)).cast("i").tolist()
    return list(zip(*(numbers[at::UNITS] for at in range(4)), strict=True))


def glyph_width(stream: Any, font: Any, glyph: int) -> int:
    """The width of a glyph in one of Pango's fonts, in its units."""
    pango.pango_font_get_glyph_extents(font, glyph, stream.ink_rect, stream.logical_rect)
    width: int = stream.logical_rect.width
    return width


def places_of(item: Any) -> list[int]:
    """Where in the run's text, in bytes, each of its glyphs begins."""
    places: list[int] = ffi.unpack(item.glyphs.log_clusters, item.glyphs.num_glyphs)
    return places


def height_of(line: Any) -> float:
    """The height of a line in Pango's layout, in pixels."""
    pango.pango_layout_line_get_extents(line, ffi.NULL, _rectangle)
    return float(_rectangle.height * FROM_UNITS)


def baseline_of(layout: Any) -> float:
    """How far below its top the first line of a layout stands, in pixels."""
    return float(pango.pango_layout_get_baseline(layout) * FROM_UNITS)


def breaks(text: str, language: Any) -> list[bool]:
    """Before which letters the text may be broken (UAX 14)."""
    data = text.encode()
    count = len(text) + 1
    found = ffi.new("PangoLogAttr[]", count)
    pango.pango_get_log_attrs(ffi.new("char[]", data), len(data), -1, language, found, count)
    size = ffi.sizeof("PangoLogAttr")
    return [bool(first & 1) for first in bytes(ffi.buffer(found, size * count))[::size]]


def dictionary_for(lang: str) -> str | None:
    """The language whose hyphenation serves this one."""
    found: str | None = pyphen.language_fallback(lang)
    return found


def hyphenated(
    text: str, lang: str, limits: tuple[int, int, int], dictionaries: dict[Any, Any]
) -> Iterator[str]:
    """The text up to each hyphen in its first word that has as many letters as the limits ask for."""
    total, left, right = limits
    begin = 0
    while bounds := line_break.get_next_word_boundaries(text[begin:], lang):
        start, stop = begin + bounds[0], begin + bounds[1]
        if stop - start >= total:
            key = lang, left, right, total
            if key not in dictionaries:
                dictionaries[key] = pyphen.Pyphen(lang=lang, left=left, right=right)
            yield from (text[:start] + part for part, _ in dictionaries[key].iterate(text[start:stop]))
            return
        begin = stop


def are_in_rules(face: Any, glyphs: set[int]) -> bool:
    """Whether a rule of the face that sets or forms glyphs has one of these (GSUB, GPOS, older tables)."""
    _declare()
    for name in (b"kern", b"kerx", b"morx"):
        blob = harfbuzz.hb_face_reference_table(face, harfbuzz.hb_tag_from_string(name, 4))
        length = harfbuzz.hb_blob_get_length(blob)
        harfbuzz.hb_blob_destroy(blob)
        if length:
            return True
    sets = [ffi.gc(harfbuzz.hb_set_create(), harfbuzz.hb_set_destroy) for _ in range(4)]
    for name in (b"GSUB", b"GPOS"):
        table = harfbuzz.hb_tag_from_string(name, 4)
        for lookup in range(harfbuzz.hb_ot_layout_table_get_lookup_count(face, table)):
            harfbuzz.hb_ot_layout_lookup_collect_glyphs(face, table, lookup, *sets)
    return any(harfbuzz.hb_set_has(one, glyph) for one in sets for glyph in glyphs)


@cache
def _declare() -> None:
    """What WeasyPrint does not need of HarfBuzz and Pango."""
    ffi.cdef(
        "void pango_layout_line_index_to_x(PangoLayoutLine *line, int index, int trailing, int *x);"
        "hb_blob_t * hb_blob_create("
        "    const char *data, unsigned int length, int mode, void *user, void *destroy);"
        "hb_face_t * hb_face_create(hb_blob_t *blob, unsigned int index);"
        "const char * hb_version_string(void);"
        "hb_set_t * hb_set_create(void);"
        "void hb_set_destroy(hb_set_t *set);"
        "hb_bool_t hb_set_has(const hb_set_t *set, hb_codepoint_t codepoint);"
        "unsigned int hb_ot_layout_table_get_lookup_count(hb_face_t *face, hb_tag_t table);"
        "void hb_ot_layout_lookup_collect_glyphs("
        "    hb_face_t *face, hb_tag_t table, unsigned int lookup,"
        "    hb_set_t *before, hb_set_t *input, hb_set_t *after, hb_set_t *output);"
    )


@dataclass(frozen=True, slots=True)
class TextTools:
    """What layouts of text in one style share: Pango's context, the font and its features."""

    language: Any
    context: Any
    font: Any
    features: Any  # null where there are none

    def layout(self) -> Any:
        """A new, empty layout."""
        made = ffi.gc(pango.pango_layout_new(self.context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(made, False)
        pango.pango_layout_set_font_description(made, self.font)
        if self.features != ffi.NULL:
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, self.features)
            pango.pango_layout_set_attributes(made, attributes)
        return made


def text_tools(layout: Any, style: Any) -> TextTools:
    """The tools of a layout that WeasyPrint has set up for the style, for more of its kind."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    if style["font_language_override"] != "normal" or style["lang"]:
        pango.pango_context_set_language(context, layout.language)
    names = "kerning variant_ligatures variant_position variant_caps variant_numeric variant_alternates"
    values = [style[f"font_{name}"] for name in (*names.split(), "variant_east_asian", "feature_settings")]
    features = line_break.font_features(*values)
    text = ",".join(f"{key} {value}" for key, value in features.items()).encode()
    shared = style.font_config.font_features[text] if text else ffi.NULL
    return TextTools(layout.language, context, fonts.get_font_description(style), shared)
