"""What is read of the pages of a PDF: gathered for each stretch of pages, then put one after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.model import Finding, Level, Place
from pipeline.proof.pdf_links import Link, Way
from pipeline.proof.reading import Heading, PrintedImage, Range
from pipeline.proof.stream import Stream


class ClashError(Exception):
    """Two stretches of pages that should know of each other: a note goes on from one to the other."""


@dataclass(slots=True)
class Note:
    """A note as it is met: its number, its letters, the first page and the first line of it."""

    page: int
    words: Stream = field(default_factory=Stream)
    label: str = ""
    top: float | None = None
    left: float = 0.0
    size: float = 0.0
    is_foot: bool = True
    is_tall: bool = False  # a picture stands in its first line

    @property
    def is_fresh(self) -> bool:
        """Whether nothing of it has been read."""
        return not self.label and not self.words.length


@dataclass(slots=True)
class Found:
    """What has been read so far; pages are numbered from 1."""

    words: Stream = field(default_factory=Stream)
    front: dict[str, Stream] = field(default_factory=dict)
    lists: dict[str, list[Stream]] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)  # `page` is the page's number
    numbers: list[str] = field(default_factory=list)  # of the items of lists
    heads: set[str] = field(default_factory=set)  # letters of the heads of tables
    # After which piece of the text or of a note each cell of a table ends that may go on on another page.
    cells: dict[str | None, dict[str, int]] = field(default_factory=dict)
    figures: int = 0
    furniture: list[tuple[str, int | None]] = field(default_factory=list)
    printed: list[PrintedImage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    way: Way = field(default_factory=Way)

    def row(self) -> list[Any]:
        """All of it as data."""
        return [
            _stream(self.words),
            {name: _stream(one) for name, one in self.front.items()},
            {name: list(map(_stream, entries)) for name, entries in self.lists.items()},
            self.pages,
            [[name, one.page, _stream(one.words), *_about(one)] for name, one in self.notes.items()],
            [[one.level, one.text, int(one.page)] for one in self.headings],
            self.numbers,
            self.figures,
            self.furniture,
            [[one.page, one.width, one.height, one.resolution, one.blank] for one in self.printed],
            [[one.code, one.level.value, one.message, _page(one.place)] for one in self.findings],
            [[one.page, one.target, one.left, one.bottom, one.right, one.top] for one in self.way.links],
            [sorted(self.way.outside), self.way.broken, self.way.blanks],
        ]

    def take(self, row: list[Any]) -> None:
        """Put what was read of the next pages after all that is here. Raises ClashError."""
        words, front, lists, pages, notes, headings, numbers, figures, *rest = row
        furniture, printed, findings, links, (outside, broken, blanks) = rest
        before, letters = len(self.pages), self.words.length
        if any(name in self.notes for name, *_ in notes):
            raise ClashError
        _add(self.words, words)
        for name, one in front.items():
            _add(self.front.setdefault(name, Stream()), one)
        for name, entries in lists.items():
            self.lists.setdefault(name, []).extend(_add(Stream(), one) for one in entries)
        self.pages += [letters + one for one in pages]
        for name, page, own, *about in notes:
            self.notes[name] = Note(before + page, _add(Stream(), own), *about)
        self.headings += [Heading(level, text, str(before + page)) for level, text, page in headings]
        self.numbers += numbers
        self.figures += figures
        self.furniture += [(text, before + page) for text, page in furniture]
        self.printed += [PrintedImage(before + page, *about) for page, *about in printed]
        self.findings += [
            Finding(code, Level(level), message, Place(f"page {before + page}"))
            for code, level, message, page in findings
        ]
        self.way.links += [Link(before + page, *about) for page, *about in links]
        self.way.outside.update(outside)
        self.way.broken += [before + page for page in broken]
        self.way.blanks += [before + page for page in blanks]


def _about(one: Note) -> list[Any]:
    return [one.label, one.top, one.left, one.size, one.is_foot, one.is_tall]


def _stream(one: Stream) -> list[Any]:
    return [str(one), one.loose]


def _add(stream: Stream, row: Iterable[Any]) -> Stream:
    """The stream, with what a row holds after it."""
    text, loose = row
    stream.loose += [Range(start, end, tuple(sizes)).moved(stream.length) for start, end, sizes in loose]
    stream.pieces.append(text)
    stream.length += len(text)
    return stream


def _page(place: Place | None) -> int:
    """The page of a finding about the PDF."""
    return int(place.file.removeprefix("page ")) if place else 0
