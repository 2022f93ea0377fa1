"""Everything of WeasyPrint that is private and that Octavo leans on: the names, the pin, the hooks.

WeasyPrint has no public way to reach its page breaking. So the version is pinned, the source of what is
used is hashed, and any other WeasyPrint is refused: laid out plainly, long notes would lose text.
"""

from __future__ import annotations

import hashlib
import inspect
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pipeline.weasy.libraries  # noqa: F401  # isort: skip (before WeasyPrint)
import weasyprint
from weasyprint import DEFAULT_OPTIONS, css, document, draw, layout, pdf
from weasyprint.css.properties import Dimension
from weasyprint.css.targets import TargetLookupItem
from weasyprint.document import Document
from weasyprint.draw import border as draw_border
from weasyprint.draw import text as draw_text
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes, build
from weasyprint.html import get_html_metadata
from weasyprint.layout import (
    LayoutContext,
    absolute,
    background,
    block,
    column,
    inline,
    page,
    percent,
    preferred,
    table,
)
from weasyprint.pdf import fonts as pdf_fonts
from weasyprint.pdf import stream as pdf_stream
from weasyprint.pdf import tags
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, fontconfig, gobject, harfbuzz, pango
from weasyprint.urls import get_link, iri_to_uri

from pipeline.model import ToolFailed

__all__ = [
    "DEFAULT_OPTIONS",
    "FROM_UNITS",
    "NO_GLYPH",
    "TO_UNITS",
    "Dimension",
    "Document",
    "DocumentMetadata",
    "Hook",
    "LayoutContext",
    "Page",
    "TargetLookupItem",
    "add_outlines",
    "add_tags",
    "background",
    "block",
    "block_level_layout",
    "boxes",
    "build",
    "build_box_tree",
    "build_fonts_dictionary",
    "check",
    "create_layout",
    "css",
    "draw",
    "draw_border",
    "draw_text",
    "ffi",
    "fingerprint",
    "font_face",
    "font_key",
    "fontconfig",
    "fonts",
    "generate_pdf",
    "get_color",
    "get_html_metadata",
    "get_link",
    "get_pdf_tag",
    "gobject",
    "harfbuzz",
    "hit_area",
    "hooked",
    "initialize_page_maker",
    "inline",
    "iri_to_uri",
    "is_old_pango",
    "layout",
    "layout_setup",
    "line_break",
    "make_all_pages",
    "make_page",
    "page",
    "pango",
    "pdf",
    "pdf_fonts",
    "pdf_stream",
    "preferred",
    "remake_page",
    "resolve_links",
    "resolve_percentages",
    "set_computed_styles",
    "set_page_type_computed_styles",
    "split_first_line",
    "strut",
    "tags",
]

VERSION = "70.0"
FINGERPRINT = "0fba544b0c48888d"

Hook = tuple[Any, str, Any]

block_level_layout = page.block_level_layout
make_all_pages = page.make_all_pages
make_page = page.make_page
remake_page = page.remake_page
initialize_page_maker = layout.initialize_page_maker
Page = document.Page
generate_pdf = pdf.generate_pdf
add_outlines = pdf.add_outlines
resolve_links = pdf.resolve_links
build_fonts_dictionary = pdf.build_fonts_dictionary
add_tags = tags.add_tags
build_box_tree = tags._build_box_tree
get_pdf_tag = tags._get_pdf_tag
hit_area = boxes.InlineBox.hit_area
layout_setup = line_break.Layout.setup
strut = line_break.strut
font_key = fonts.get_pango_font_key
font_face = fonts.get_pango_font_hb_face
NO_GLYPH: int = pango.PANGO_GLYPH_EMPTY  # so are all from here on: unknown to the font, or empty
UNITS = 5  # integers of a glyph (Pango's GlyphInfo): number, width, offsets to the right and up, flags
is_old_pango = pango.pango_version() < 14802  # which tells wrong sizes of fonts
create_layout = line_break.create_layout
split_first_line = line_break.split_first_line
resolve_percentages = percent.resolve_percentages
set_page_type_computed_styles = page.set_page_type_computed_styles
set_computed_styles = css.StyleFor.set_computed_styles

_LEANED_ON = (
    page.make_page,
    page.remake_page,
    page.make_all_pages,
    page.set_page_type_computed_styles,
    layout.layout_document,
    layout.initialize_page_maker,
    layout.LayoutContext,
    block._linebox_layout,
    block._break_line,
    block._in_flow_layout,
    block.block_container_layout,
    block.remove_placeholders,
    block.find_earlier_page_break,
    column.columns_layout,
    table.table_layout,
    preferred.inline_line_widths,
    column._report_footnotes,
    absolute.absolute_box_layout,
    inline.iter_line_boxes,
    inline.split_inline_box,
    inline.split_text_box,
    inline.text_align,
    inline.justify_line,
    inline.count_expandable_spaces,
    inline.add_word_spacing,
    percent.percentage,
    percent.resolve_one_percentage,
    percent.resolve_percentages,
    percent.adjust_box_sizing,
    css.Style,
    css.ComputedStyle.copy,
    css.ComputedStyle.__missing__,
    css.AnonymousStyle.copy,
    css.StyleFor,
    css.StyleFor.add_page_declarations,
    build.element_to_box,
    build.create_anonymous_boxes,
    build.build_formatting_structure,
    boxes.Box,
    boxes.FootnoteAreaBox,
    boxes.InlineBox,
    document.Document._build_layout_context,
    document.Document._render,
    document.Page,
    background.layout_box_backgrounds,
    percent.resolve_radii_percentages,
    draw.draw_stacking_context,
    draw_border.draw_border,
    draw_border.draw_outline,
    draw_text.draw_first_line,
    pdf.generate_pdf,
    pdf.add_outlines,
    pdf.resolve_links,
    pdf.build_fonts_dictionary,
    pdf_fonts.Font,
    pdf_stream.Stream.add_font,
    tags.add_tags,
    tags._build_box_tree,
    tags._get_pdf_tag,
    line_break.Layout,
    line_break.create_layout,
    line_break.split_first_line,
    line_break.strut,
    line_break.font_features,
    fonts.get_font_description,
    fonts.get_pango_font_key,
    fonts.get_pango_font_hb_face,
)
_lock = threading.RLock()


@cache
def fingerprint() -> str:
    """Hash of the files that hold the private code that is leaned on: 16 hexadecimal digits."""
    files = sorted({Path(inspect.getfile(part)) for part in _LEANED_ON}, key=lambda path: path.parts[-3:])
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def check() -> None:
    """Refuse any WeasyPrint but the one that long notes were proven with."""
    found = weasyprint.__version__
    if found != VERSION:
        raise ToolFailed(
            "WeasyPrint", f"version {found}, needs {VERSION}", f"pip install weasyprint=={VERSION}"
        )
    if fingerprint() != FINGERPRINT:
        raise ToolFailed(
            "WeasyPrint",
            f"version {VERSION}, but its code is not the known one",
            f"pip install --force-reinstall weasyprint=={VERSION}",
        )


@contextmanager
def hooked(hooks: tuple[Hook, ...]) -> Iterator[None]:
    """Put the hooks in while the block runs, one run at a time; outside, WeasyPrint is as it was."""
    with _lock:
        saved = [(owner, name, vars(owner)[name]) for owner, name, _ in hooks]
        try:
            for owner, name, replacement in hooks:
                setattr(owner, name, replacement)
            yield
        finally:
            for owner, name, original in saved:
                setattr(owner, name, original)
