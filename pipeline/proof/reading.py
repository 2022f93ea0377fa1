"""What the proof reads back from a finished file, and what it expects to find there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline import tree
from pipeline.model import Block, Finding, Manuscript
from pipeline.proof.stream import GAP, letters


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note as found: the number at its call, its letters, and the pages of its call and its beginning."""

    label: str
    text: str
    call_page: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A finished file, read back: letters of the text with the numbers of its calls, notes in order of calls.

    `title` holds the letters of the title page where it stands apart; in a PDF it is the text's beginning.

    `pages` holds, for each page, how many letters of the text stand before it. `findings` are what the
    reader saw on the way: broken links, letters off the page, missing glyphs.
    """

    kind: str
    title: str
    body: str
    notes: tuple[ReadNote, ...]
    headings: tuple[str, ...] = ()
    images: int = 0
    pages: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    def page(self, at: int) -> int | None:
        """The page, from 1, on which the letter stands."""
        from bisect import bisect_right

        return bisect_right(self.pages, at) or None if self.pages else None


@dataclass(frozen=True, slots=True)
class Expected:
    """What every edition must hold: title, text, notes, headings, pictures."""

    title: str
    abstract: bool
    body: str
    notes: tuple[ReadNote, ...]
    headings: tuple[str, ...]
    images: int


@dataclass(slots=True)
class _Parts:
    """The pieces of a text while it is gathered."""

    words: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    images: int = 0


def expected(manuscript: Manuscript) -> Expected:
    """What the finished text holds, independent of any edition."""
    parts = _Parts()
    at_end = manuscript.settings.notes.place != "foot"
    for chapter in manuscript.chapters:
        blocks = list(chapter.blocks)
        if at_end and _is_bibliography(blocks):
            parts.words.append(GAP)
        _gather(blocks, parts)
        if at_end:
            parts.words.append(GAP)  # the heading of the notes
    notes = []
    images = parts.images
    for note in manuscript.notes:
        own = _Parts()
        _gather(list(note.blocks), own)
        images += own.images
        notes.append(ReadNote(note.label, folded(own.words)))
    has_abstract = "abstract" in manuscript.metadata.meta
    title = _title(manuscript)
    return Expected(title, has_abstract, folded(parts.words), tuple(notes), tuple(parts.headings), images)


def _is_bibliography(blocks: Sequence[Block]) -> bool:
    """Whether the notes of the book's end may stand before these blocks."""
    return any(tree.has_class(one, "csl-bib-body") for one in tree.elements(list(blocks), "Div"))


def folded(words: Sequence[str]) -> str:
    """The letters of the pieces, gaps kept."""
    return GAP.join(letters(piece) for piece in "".join(words).split(GAP))


def _title(manuscript: Manuscript) -> str:
    data = manuscript.metadata
    return letters(" ".join((data.title, data.subtitle, *data.authors, data.date)))


def _gather(node: Any, parts: _Parts) -> None:
    """The words of a node in reading order, with the number of each call and without the notes."""
    if isinstance(node, list):
        for child in node:
            _gather(child, parts)
        return
    if not isinstance(node, dict):
        return
    kind, content = node.get("t"), node.get("c")
    if kind == "Str":
        parts.words.append(content)
    elif kind in ("Space", "SoftBreak", "LineBreak"):
        parts.words.append(" ")
    elif kind in ("Code", "CodeBlock"):
        parts.words.append(content[1])
    elif kind == "Math":
        parts.words.append(GAP)
    elif kind == "Image":
        parts.images += 1
    elif kind == "Span":
        _gather_span(node, parts)
    elif kind == "Header":
        heading = _Parts()
        _gather(content[2], heading)
        parts.words += heading.words
        parts.headings.append(letters(tree.stringify(content[2])))
    elif kind == "Figure":
        _gather(content[2], parts)
        _gather(content[1], parts)
    elif kind not in ("RawInline", "RawBlock", "Note") and content is not None:
        _gather(content, parts)


def _gather_span(node: dict[str, Any], parts: _Parts) -> None:
    if tree.has_class(node, "note-call") or tree.has_class(node, "note-again"):
        parts.words.append(tree.attribute(node, "number") or "")
    else:
        _gather(node["c"][1], parts)


def blocks_letters(blocks: Sequence[Block]) -> str:
    """The letters of some blocks, as they are compared."""
    own = _Parts()
    _gather(list(blocks), own)
    return folded(own.words)
