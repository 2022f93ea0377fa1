"""The text of each page of a PDF, for a look at what changed."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2


def texts(data: bytes, first: int = 1) -> Iterator[str]:
    """The text of every page from the first on, counted from 1, in order, as it lies on the page."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(first - 1, len(document)):
            yield document[number].get_textpage().get_text_range()
    finally:
        document.close()
