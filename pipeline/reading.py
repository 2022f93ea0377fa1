"""The author's files as pandoc reads them, and where everything stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline import lending, pandoc, scan
from pipeline.cache import Kept
from pipeline.model import ERROR, Finding
from pipeline.pandoc import Reading
from pipeline.project import Project
from pipeline.scan import Scan


@dataclass(frozen=True, slots=True)
class Read:
    """The project as pandoc reads it: metadata, each source's tree and log, and where all stands in it."""

    meta: dict[str, Any]
    readings: tuple[Reading, ...]
    scans: tuple[Scan, ...]


def read(
    book: Project, kept: Kept | None = None, meanwhile: Callable[[], object] | None = None
) -> Read | Finding:
    """The sources read; or the finding that pandoc could not read them in time.

    `meanwhile` is done while pandoc reads, if it has to.
    """
    headers = [f"---\n{yaml.strip()}\n---\n" for yaml in book.yaml]
    scans = [scan.scan(source) for source in book.sources]
    borrowed = lending.lent(scans)
    texts = [lending.with_notes(one.text, notes) for one, notes in zip(book.sources, borrowed, strict=True)]
    try:
        readings = pandoc.read(texts, headers, kept, meanwhile)
    except pandoc.TooSlow:
        hint = "look for a long run of open brackets or quotation marks"
        message = f"the text takes longer than {pandoc.PATIENCE:.0f} s to read"
        return Finding("manuscript-too-slow", ERROR, message, None, hint)
    meta: dict[str, Any] = {}
    for reading in readings[: len(headers)]:
        meta |= reading.meta
    for position, labels in enumerate(borrowed):
        if labels:
            scans[position] = scan.scan(book.sources[position], labels)
    return Read(meta, tuple(readings[len(headers) :]), tuple(scans))
