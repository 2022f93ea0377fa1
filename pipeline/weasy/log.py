"""What WeasyPrint logs while it works, as findings for the author."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from pipeline.model import INFO, WARNING, Finding, Level

# Beginning of WeasyPrint's message -> code, level. What is not listed is for programmers, not authors.
_MEANING: tuple[tuple[str, str, Level], ...] = (
    (".notdef glyph rendered", "glyph-missing", WARNING),
    ("Font-face", "font-broken", WARNING),
    ("Failed to load image", "image-unreadable", WARNING),
    ("Failed to render SVG", "image-unreadable", WARNING),
    ("Failed to load stylesheet", "style-unreadable", WARNING),
    ("No anchor", "link-broken", WARNING),
    ("Anchor defined twice", "anchor-twice", WARNING),
    ("Relative URI reference", "resource-refused", WARNING),
    ("Image ", "image-without-words", INFO),
    ("Ignored `", "style-ignored", WARNING),
    ("Parse error", "style-ignored", WARNING),
    ("Unknown empty rule", "style-ignored", WARNING),
    ("Invalid", "style-ignored", WARNING),
    ("Unsupported", "style-ignored", WARNING),
    ("Unknown @page rule", "style-ignored", WARNING),
    ("Empty @page rule", "style-ignored", WARNING),
    ("@import rule", "style-ignored", WARNING),
    ("This row has more columns", "table-ragged", WARNING),
)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message not in self.messages:
            self.messages.append(message)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The list that WeasyPrint's messages go to while the block runs."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    propagate = logger.propagate
    logger.addHandler(listener)
    logger.propagate = False
    try:
        yield listener.messages
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate


def findings(messages: Iterable[str], refused: Collection[str]) -> tuple[Finding, ...]:
    """The messages that matter to an author, but for those on refused URLs, which have findings already."""
    found = []
    for message in messages:
        if any(url in message for url in refused):
            continue
        for beginning, code, level in _MEANING:
            if message.startswith(beginning):
                found.append(Finding(code, level, message))
                break
    return tuple(found)
