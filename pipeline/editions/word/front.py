"""The title block and the metadata that pandoc writes it from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline import tree
from pipeline.editions.word.dress import note
from pipeline.house_style.word_mending import Mending
from pipeline.model import Block, Inline, Metadata

SHOWN = ("subtitle", "abstract", "abstract-title", "date")


def front(metadata: Metadata, mending: Mending) -> dict[str, Any]:
    """pandoc's metadata for the title block: title with its note, subtitle, authors, date, abstract."""
    meta: dict[str, Any] = {"lang": _string(metadata.lang)}
    meta.update((name, metadata.meta[name]) for name in SHOWN if metadata.meta.get(name))
    title = _inlines(metadata.meta.get("title")) or tree.inlines(metadata.title)
    thanks = thanked(metadata)
    if thanks and not any(True for _ in tree.elements(title, "Note")):
        title = [*title, tree.note(note(thanks, mending))]
    if title:
        meta["title"] = {"t": "MetaInlines", "c": title}
    if metadata.subtitle and "subtitle" not in meta:
        meta["subtitle"] = _string(metadata.subtitle)
    if metadata.date and "date" not in meta:
        meta["date"] = _string(metadata.date)
    if metadata.authors:
        meta["author"] = {"t": "MetaList", "c": [_string(author) for author in metadata.authors]}
    return meta


def thanked(metadata: Metadata) -> list[Block]:
    """The words of `thanks:`, as the blocks of a note."""
    value = metadata.meta.get("thanks")
    if not isinstance(value, dict):
        return []
    if value["t"] == "MetaBlocks":
        return list(value["c"])
    inlines = _inlines(value)
    return [tree.para(inlines)] if inlines else []


def _inlines(value: Any) -> list[Inline]:
    if not isinstance(value, dict):
        return []
    if value["t"] == "MetaInlines":
        return list(value["c"])
    if value["t"] == "MetaString":
        return tree.inlines(value["c"])
    if value["t"] == "MetaBlocks":
        return _first_lines(value["c"])
    return []


def _first_lines(blocks: Sequence[Block]) -> list[Inline]:
    return [inline for block in blocks for inline in tree.inlines_of(block) or []]


def _string(words: str) -> dict[str, Any]:
    return {"t": "MetaInlines", "c": tree.inlines(words)}
