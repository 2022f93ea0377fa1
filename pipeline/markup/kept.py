"""A written chapter; the same as bytes and back, so that an unchanged one is not written again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.cache import bundled, unbundled
from pipeline.model import Finding


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note as HTML: `key` names it in links (`fn-12`), `label` is printed, the element holds its blocks."""

    key: str
    label: str
    content: etree._Element


@dataclass(frozen=True, slots=True)
class Written:
    """A chapter as HTML: a `div` around its content, with an empty `span.note-call` at each call."""

    id: str
    title: str
    body: etree._Element
    notes: tuple[WrittenNote, ...]
    source: str = ""


def packed(chapter: Written, findings: Sequence[Finding]) -> bytes:
    """The chapter, and what was found in writing it."""
    head = {
        "chapter": [chapter.id, chapter.title, chapter.source],
        "notes": [[note.key, note.label] for note in chapter.notes],
        "findings": [one.row() for one in findings],
    }
    texts = (chapter.body, *(note.content for note in chapter.notes))
    return bundled(head, [etree.tostring(text, encoding="utf-8", with_tail=False) for text in texts])


def unpacked(data: bytes) -> tuple[Written, tuple[Finding, ...]]:
    """What was packed."""
    head, texts = unbundled(data)
    parser = etree.XMLParser(huge_tree=True)
    body, *notes = (etree.fromstring(text, parser) for text in texts)
    written = tuple(
        WrittenNote(key, label, content) for (key, label), content in zip(head["notes"], notes, strict=True)
    )
    identifier, title, source = head["chapter"]
    return Written(identifier, title, body, written, source), tuple(map(Finding.of, head["findings"]))
