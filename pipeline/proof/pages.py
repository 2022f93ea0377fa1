"""The text of each page of a PDF, for a look at what changed."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2


def texts(data: bytes) -> Iterator[str]:
    """The text of every page, in order, as it lies on the page."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.get_textpage().get_text_range()
    finally:
        document.close()
