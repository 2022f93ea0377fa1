"""Printing: a document as an element tree in, a PDF with footnotes that split over pages out.

The only room that knows WeasyPrint. `docs/internals/long-notes.md` tells how it works.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pipeline.cache import Cache
from pipeline.model import ToolFailed
from pipeline.weasy.printed import NoteOnPage, Printed

__all__ = ["NoteOnPage", "Printed", "render", "tool"]

_HINT = (
    "install Pango (Debian, Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0; macOS: brew install pango; "
    "Fedora: dnf install pango; others: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html)"
)


@contextmanager
def tool() -> Iterator[None]:
    """Around the first import of anything that stands on WeasyPrint: what is missing becomes ToolFailed."""
    try:
        yield
    except ImportError as error:
        raise ToolFailed("WeasyPrint", str(error), "pip install weasyprint==70.0") from error
    except OSError as error:  # cffi cannot open a system library
        raise ToolFailed("WeasyPrint", str(error).splitlines()[0], _HINT) from error


def render(
    html: Any,
    *,
    stylesheets: Sequence[str],
    resources: Mapping[str, bytes],
    identifier: bytes | None = None,
    tagged: bool = True,
    cache: Cache | None = None,
) -> Printed:
    """The document printed: PDF, pages, where every note stands, findings.

    `html` is an element tree (xml.etree or lxml, no namespaces, root `<html lang dir>`); it is
    never parsed as HTML, so blocks may stand in a note and the note in a paragraph. A note stands
    at its call:
    `<span class="footnote" id="fn-12" data-number="12">`, with `float: footnote` in the stylesheets; its
    call is named `fnref-12`. `data-place="file:line:column"` tells findings where it was written.
    `stylesheets` are CSS texts. `resources` has the bytes of every URL they and `html` may ask for.
    The same input gives the same bytes. Units of pages (see `weasy.shop`) are kept in the cache.
    Raises ToolFailed where WeasyPrint or Pango is missing or unknown.
    """
    with tool():
        from pipeline.weasy import engine, shop  # noqa: F401  (the first fails where something is missing)
    return shop.render(html, stylesheets, resources, identifier, tagged, cache=cache)
