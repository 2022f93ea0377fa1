"""The text of each page of a PDF, for a look at what changed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pypdfium2


def texts(data: bytes, first: int = 1) -> Iterator[str]:
    """The text of every page from the first on, counted from 1, in order, as it lies on the page."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(first - 1, len(document)):
            yield document[number].get_textpage().get_text_range()
    finally:
        document.close()


def taken(data: bytes, first: int, last: int) -> bytes:
    """The pages from the first to the last, counted from 1, or as many as there are, as a PDF."""
    document, pages = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    try:
        pages.import_pages(document, list(range(first - 1, min(last, len(document)))))
        out = BytesIO()
        pages.save(out)
        return out.getvalue()
    finally:
        pages.close()
        document.close()
