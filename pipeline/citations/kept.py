"""Citations that were made before, as bytes and back; citeproc's answer need not be gone through again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any

from pipeline import csl
from pipeline.cache import Kept, kept_or_made
from pipeline.citations import Cited, Gathered
from pipeline.citations.points import Rules
from pipeline.model import Finding, Settings, Use


def kept_or_cited(
    chapters: Sequence[Gathered],
    metadata: Mapping[str, Any],
    style: csl.Style,
    items: Sequence[Mapping[str, Any]],
    settings: Settings,
    make: Callable[[], Cited],
    kept: Kept | None,
) -> Cited:
    """What `cite` makes of these, unless it is kept; where the author made room for the bibliography in the
    text, it is made anew."""
    if any(one.shares for one in chapters):
        return make()
    spots = [[spot.row() for spot in one.spots] for one in chapters]
    notes = [one.notes for one in chapters]
    look = [style.name, style.xml, style.note, style.closing, style.locale, items, asdict(settings)]
    told = [one.row() for one in style.findings]
    key = json.dumps([spots, notes, metadata, look, told]).encode()
    return kept_or_made(kept, "cited", [key], lambda _: [make()], _packed, _unpacked)[0]


def _packed(cited: Cited) -> bytes:
    rows = [
        cited.meta, cited.words, cited.digests, asdict(cited.rules), cited.notes, cited.references,
        cited.bibliography, [astuple(use) for use in cited.uses], cited.missing, cited.unlisted,
        [one.row() for one in cited.findings],
    ]  # fmt: skip
    return json.dumps(rows).encode()


def _unpacked(data: bytes) -> Cited:
    meta, words, digests, rules, notes, references, bibliography, uses, missing, unlisted, found = json.loads(
        data
    )
    return Cited(
        meta,
        tuple(words),
        tuple(digests),
        Rules(**rules),
        notes,
        references=tuple(references),
        bibliography=bibliography,
        uses=tuple(Use(*use) for use in uses),
        missing=tuple(missing),
        unlisted=tuple(unlisted),
        findings=tuple(map(Finding.of, found)),
    )
