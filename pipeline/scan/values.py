"""What stands where in one source: the values that a scan gives.

`at` and `end` are offsets into the source's text (a half-open range); `place` is the line and column of `at`.
`inside` names the note that an item stands in: the label of a definition, "^" for an inline note, else None.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Place, Source


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a place in the text."""

    at: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Call(Item):
    """A note call: `[^label]`, or `^[an inline note]` whose label is None and whose range is the whole note.

    `printed` is true where pandoc makes a note of it: its note is defined, and it stands in no defined note.
    """

    label: str | None
    inside: str | None
    printed: bool


@dataclass(frozen=True, slots=True)
class Definition(Item):
    """`[^label]:` and where the words of its note stand."""

    label: str
    inside: str | None
    body: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Citation(Item):
    """`@key`, without its brackets."""

    key: str
    inside: str | None


@dataclass(frozen=True, slots=True)
class Picture(Item):
    """`![alt](target)`; the target as pandoc gives it, spaces as %20."""

    target: str
    alt: str
    inside: str | None


@dataclass(frozen=True, slots=True)
class Link(Item):
    """`[words](target)`; `#id` within the book."""

    target: str
    inside: str | None


@dataclass(frozen=True, slots=True)
class Heading(Item):
    """A heading: its level, its words as typed, its id; `typed` when the author gave the id."""

    level: int
    text: str
    id: str
    typed: bool


@dataclass(frozen=True, slots=True)
class Fence(Item):
    """The opening of a `::: {.name}` division, or its closing; `matched` when both are there."""

    opens: bool
    matched: bool
    attributes: str


@dataclass(frozen=True, slots=True)
class Identifier(Item):
    """An id that the author typed in attributes: `{#id}`."""

    id: str


@dataclass(frozen=True, slots=True)
class Raw(Item):
    """HTML, LaTeX or a raw block that pandoc passes on without reading; `format` as "html", "tex"."""

    format: str


@dataclass(frozen=True, slots=True)
class Comment(Item):
    """`<!-- … -->`, the words without the marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph(Item):
    """A run of text that is read as one: a paragraph, a heading's words, a table's rows.

    `lines` are the ranges of its lines without indentation and quotation marks.
    """

    kind: str
    inside: str | None
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """One source, scanned. `text` has code, raw parts, comments, maths, link targets and attributes blanked:

    the same length and the same lines as the source's text, spaces where nothing is printed as typed.
    """

    source: Source
    text: str
    starts: tuple[int, ...]
    calls: tuple[Call, ...] = ()
    definitions: tuple[Definition, ...] = ()
    citations: tuple[Citation, ...] = ()
    images: tuple[Picture, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()
    fences: tuple[Fence, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    raws: tuple[Raw, ...] = ()
    comments: tuple[Comment, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()

    def place(self, offset: int) -> Place:
        """Line and column (from 1) of an offset."""
        line = bisect_right(self.starts, offset)
        return Place(self.source.name, line, offset - self.starts[line - 1] + 1)

    def words(self, paragraph: Paragraph) -> str:
        """The paragraph's printed words, its lines joined."""
        return "\n".join(self.text[start:end] for start, end in paragraph.lines)

    def printed_calls(self) -> Iterator[Call]:
        """The calls that pandoc makes notes of, in the order of its tree, inline notes in notes left out."""
        return (call for call in self.calls if call.printed and call.inside is None)


def line_starts(text: str) -> tuple[int, ...]:
    """The offset of every line's first character."""
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return tuple(starts)
