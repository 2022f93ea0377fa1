"""One Markdown source -> what stands where: notes, citations, pictures, links, headings, divisions.

Pandoc's Markdown reader keeps no places. This room reads the same text by the same rules, far enough to know
them; a test holds its lists against pandoc's own tree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from pipeline.model import Source
from pipeline.scan import apart, blocks, inlines
from pipeline.scan.blocks import FILL, Found, Run
from pipeline.scan.values import (
    Call,
    Citation,
    Comment,
    Definition,
    Fence,
    Heading,
    Identifier,
    Item,
    Link,
    Paragraph,
    Picture,
    Raw,
    Scan,
    line_starts,
)

__all__ = [
    "Call",
    "Citation",
    "Comment",
    "Definition",
    "Fence",
    "Heading",
    "Identifier",
    "Item",
    "Link",
    "Paragraph",
    "Picture",
    "Raw",
    "Scan",
    "line_starts",
    "remembering",
    "scan",
]

_HEADER = re.compile(r"\A---[ \t]*\n(?:.*?\n)?(?:---|\.\.\.)[ \t]*(?=\n|\Z)", re.S)
_HEADER_KEY = re.compile(r"\A---[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:[\w\"'-][^\n:]*:|---|\.\.\.)")
_HEADING_ID = re.compile(r"(?:^|[ \t])(\{[^{}]*\})[ \t]*$")
_T = TypeVar("_T", bound=Item)


def scan(source: Source, borrowed: Collection[str] = ()) -> Scan:
    """Everything in the source, with its place; the text of the source is never changed in length.

    `borrowed` are the labels of notes that stand in another file: their calls are calls all the same.
    """
    if _remembered is None:
        return _Scanner(source, borrowed).scan()
    key = source.name, frozenset(borrowed)
    known = _remembered.get(key)
    if known is None or known.source != source:
        known = _remembered[key] = _Scanner(source, borrowed).scan()
    return known


_remembered: dict[tuple[str, frozenset[str]], Scan] | None = None


@contextmanager
def remembering() -> Iterator[None]:
    """While the block runs, a file is not scanned again before its text is another."""
    global _remembered
    before, _remembered = _remembered, {}
    try:
        yield
    finally:
        _remembered = before


@dataclass(slots=True)
class _Gathered:
    calls: list[Call] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    images: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    raws: list[Raw] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)


class _Scanner:
    """Brings blocks and inlines together and gives each its place."""

    def __init__(self, source: Source, borrowed: Collection[str] = ()) -> None:
        self.source = source
        self.borrowed = borrowed
        self.empty = Scan(source, "", line_starts(source.text))
        self.place = self.empty.place
        self.blanks: list[tuple[int, int]] = []
        self.got = _Gathered()
        self.ids: dict[str, int] = {}

    def scan(self) -> Scan:
        text = self.apart(self.source.text)
        found = blocks.read(text)
        self.blanks += found.blanks
        for start, end, kind in found.raws:
            self.got.raws.append(Raw(start, end, self.place(start), kind))
        defined = {label for _, _, label, _, _ in found.definitions}.union(self.borrowed)
        for run in found.runs:
            self.run(text, run, found, defined)
        got = self.got
        return Scan(
            self.source,
            blank(self.source.text, self.blanks),
            self.empty.starts,
            in_order(got.calls),
            self.definitions(found),
            in_order(got.citations),
            in_order(got.images),
            in_order(got.links),
            in_order(got.headings),
            self.fences(found),
            in_order(got.identifiers),
            in_order(got.raws),
            in_order(got.comments),
            in_order(got.paragraphs),
        )

    def apart(self, text: str) -> str:
        """The text with header, comments and verbatim parts filled, so that none of them ends a line."""
        text = text.replace(FILL, " ")
        if _HEADER_KEY.match(text) and (header := _HEADER.match(text)):
            self.blanks.append(header.span())
            text = re.sub(r"[^\n]", " ", header[0]) + text[header.end() :]
        if "<" not in text and "\\begin{" not in text:
            return text
        pieces, at = [], 0
        for part in apart.parts(text):
            pieces += [text[at : part.start], FILL * (part.end - part.start)]
            at = part.end
            self.blanks.append((part.start, part.end))
            place = self.place(part.start)
            if part.kind == "comment":
                words = text[part.start + 4 : part.end - 3]
                self.got.comments.append(Comment(part.start, part.end, place, words))
            else:
                self.got.raws.append(Raw(part.start, part.end, place, part.kind))
        return "".join([*pieces, text[at:]])

    # ---- runs of text

    def run(self, text: str, run: Run, found: Found, defined: set[str]) -> None:
        """What stands in one run, with offsets of the source."""
        words = "\n".join(text[start:end] for start, end in run.lines)
        begins = [0]
        for start, end in run.lines[:-1]:
            begins.append(begins[-1] + end - start + 1)

        def true(offset: int) -> int:
            line = bisect_right(begins, offset) - 1
            return run.lines[line][0] + offset - begins[line]

        if run.kind == "heading":
            words = self.heading(words, run)
        first, last = run.lines[0][0], run.lines[-1][1]
        self.got.paragraphs.append(Paragraph(first, last, self.place(first), run.kind, run.inside, run.lines))
        inner = inlines.read(words, found.references, found.examples, run.inside)
        got, place = self.got, self.place
        for start, end, label, inside in inner.calls:
            a, z = true(start), true(end - 1) + 1
            printed = label is None or (label in defined and run.inside is None)
            got.calls.append(Call(a, z, place(a), label, inside, printed))
        for start, end, key, inside in inner.citations:
            a = true(start)
            got.citations.append(Citation(a, true(end - 1) + 1, place(a), key, inside))
        for start, end, target, alt, inside in inner.images:
            a = true(start)
            got.images.append(Picture(a, true(end - 1) + 1, place(a), target, alt, inside))
        for start, end, target, inside in inner.links:
            a = true(start)
            got.links.append(Link(a, true(end - 1) + 1, place(a), target, inside))
        for start, end, name in inner.ids:
            a = true(start)
            got.identifiers.append(Identifier(a, true(end - 1) + 1, place(a), name))
        for start, end, kind in inner.raws:
            a = true(start)
            got.raws.append(Raw(a, true(end - 1) + 1, place(a), kind))
        self.blanks += [(true(start), true(end - 1) + 1) for start, end in inner.blanks if end > start]

    def heading(self, words: str, run: Run) -> str:
        """The heading's words without its attributes, once it is noted."""
        start, end = run.lines[0]
        attributes = _HEADING_ID.search(words)
        name, typed = "", False
        if attributes and inlines.ATTRIBUTES.fullmatch(attributes[1]):
            at = start + attributes.start(1)
            if identifier := re.search(r"[{\s]#([^\s{}]+)", attributes[1]):
                name, typed = identifier[1], True
                place = at + identifier.start(1) - 1
                self.got.identifiers.append(Identifier(place, place + len(name) + 1, self.place(place), name))
            self.blanks.append((at, end))
            words = words[: attributes.start()]
        text = words.strip()
        if not typed:
            name = self.unique(identifier_of(text))
        self.got.headings.append(Heading(start, end, self.place(start), run.level, text, name, typed))
        return words

    def unique(self, name: str) -> str:
        self.ids[name] = self.ids.get(name, -1) + 1
        return f"{name}-{self.ids[name]}" if self.ids[name] else name

    # ---- blocks

    def definitions(self, found: Found) -> tuple[Definition, ...]:
        return tuple(
            Definition(start, end, self.place(start), label, inside, body)
            for start, end, label, inside, body in sorted(found.definitions)
        )

    def fences(self, found: Found) -> tuple[Fence, ...]:
        for start, _, _, attributes in found.fences:
            if identifier := re.search(r"[{\s]#([^\s{}]+)", attributes):
                at = self.source.text.find("#" + identifier[1], start)
                name = identifier[1]
                self.got.identifiers.append(Identifier(at, at + len(name) + 1, self.place(at), name))
        return tuple(
            Fence(start, end, self.place(start), opens, start not in found.unmatched, attributes)
            for start, end, opens, attributes in sorted(found.fences)
        )


def in_order(items: list[_T]) -> tuple[_T, ...]:
    """The items in the order of the text."""
    return tuple(sorted(items, key=lambda item: item.at))


def blank(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with these ranges as spaces, its lines kept."""
    parts, at = [], 0
    for start, end in sorted(ranges):
        if end <= at:
            continue
        start = max(start, at)
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def identifier_of(heading: str) -> str:
    """The id that pandoc gives to a heading (its manual, "auto_identifiers")."""
    plain = re.sub(r"\[\^[^\]]*\]|!?\[([^\]]*)\]\([^)]*\)", lambda found: found[1] or "", heading)
    kept = "".join(letter for letter in plain.lower() if letter.isalnum() or letter in "_-. \t\n")
    joined = re.sub(r"\s+", "-", kept.strip())
    first = next((at for at, letter in enumerate(joined) if letter.isalpha()), len(joined))
    return joined[first:] or "section"
