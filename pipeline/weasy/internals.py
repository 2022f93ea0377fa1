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
from typing import Any

import weasyprint
from weasyprint import document, layout, pdf
from weasyprint.css.properties import Dimension
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, absolute, block, column, inline, page
from weasyprint.pdf import tags
from weasyprint.text import fonts, line_break
from weasyprint.urls import get_link, iri_to_uri

from pipeline.model import ToolFailed

__all__ = [
    "Dimension",
    "Document",
    "Hook",
    "LayoutContext",
    "add_tags",
    "block_level_layout",
    "boxes",
    "build",
    "build_box_tree",
    "check",
    "fingerprint",
    "fonts",
    "get_link",
    "get_pdf_tag",
    "hit_area",
    "hooked",
    "inline",
    "iri_to_uri",
    "layout",
    "layout_setup",
    "line_break",
    "make_all_pages",
    "make_page",
    "page",
    "pdf",
    "remake_page",
    "strut",
    "tags",
]

VERSION = "70.0"
FINGERPRINT = "c2547e70eb289306"

Hook = tuple[Any, str, Any]

block_level_layout = page.block_level_layout
make_all_pages = page.make_all_pages
make_page = page.make_page
remake_page = page.remake_page
add_tags = tags.add_tags
build_box_tree = tags._build_box_tree
get_pdf_tag = tags._get_pdf_tag
hit_area = boxes.InlineBox.hit_area
layout_setup = line_break.Layout.setup
strut = line_break.strut

_LEANED_ON = (
    page.make_page,
    page.remake_page,
    page.make_all_pages,
    page.set_page_type_computed_styles,
    layout.layout_document,
    layout.LayoutContext,
    block._linebox_layout,
    block._break_line,
    block._in_flow_layout,
    block.block_container_layout,
    block.remove_placeholders,
    block.find_earlier_page_break,
    column.columns_layout,
    column._report_footnotes,
    absolute.absolute_box_layout,
    inline.iter_line_boxes,
    inline.split_inline_box,
    inline.split_text_box,
    build.element_to_box,
    build.create_anonymous_boxes,
    build.build_formatting_structure,
    boxes.Box,
    boxes.FootnoteAreaBox,
    boxes.InlineBox,
    document.Document._build_layout_context,
    document.Document._render,
    tags.add_tags,
    tags._build_box_tree,
    tags._get_pdf_tag,
    line_break.Layout,
    line_break.split_first_line,
    line_break.strut,
    fonts.get_font_description,
)
_lock = threading.RLock()


@cache
def fingerprint() -> str:
    """Hash of the source of all private code that is leaned on: 16 hexadecimal digits."""
    source = "".join(inspect.getsource(part) for part in _LEANED_ON)
    return hashlib.sha256(source.encode()).hexdigest()[:16]


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
