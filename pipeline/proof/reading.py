"""What a reader of finished files hands over: letters, notes, headings, pictures, links, faults."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.model import Finding

LEAST_RESOLUTION = 300  # dots per inch, below which print shows the dots


class Range(NamedTuple):
    """Letters that stand on their line as they are seen, not as they are read (right-to-left text).

    `words` are the lengths of its words and signs, one after the other; empty where they are not known.
    """

    start: int
    end: int
    words: tuple[int, ...] = ()

    def moved(self, by: int) -> Range:
        """The range as many letters later."""
        return self._replace(start=max(0, self.start + by), end=self.end + by)


Ranges = tuple[Range, ...]


def _bare(lines: Ranges) -> Ranges:
    return tuple(Range(line.start, line.end) for line in lines)


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note as found: the number at its call, its letters, and the pages of its call and its beginning.

    `mark` is the number that stands before the note itself, None where the file has none of its own.
    """

    label: str
    text: str
    call_page: int | None = None
    page: int | None = None
    mark: str | None = None
    loose: Ranges = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level from 1 and its letters, with the numbers of its calls; `words` are without them.

    `words` are those of a heading that the contents may list, empty for one in a quotation or a list.
    """

    level: int
    text: str
    page: str = ""  # as the page is labelled, where there are pages
    words: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Letters of a part, with the ranges that stand as they are seen."""

    text: str
    loose: Ranges = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A finished file, read back: letters of the text with the numbers of its calls, notes in order of calls.

    `title` holds the letters of the title page where it stands apart; in a PDF it is the text's beginning.
    `pages` holds, for each page, how many letters of the text stand before it. `pictures` are the bytes of
    each picture, in order, where the file keeps them as they are. `furniture` are words that the edition
    sets by itself (running heads, headings over endnotes), `contents` the entries of the table of contents.
    `front` has the letters of each part before the text that stands on a page of its own, `lists` the entries
    of the contents and of the lists of figures and tables, their page numbers last.
    `labels` are those of the pages.
    `findings` are what the reader saw on the way: broken links, letters off the page, missing glyphs.
    """

    kind: str
    title: str
    body: str
    notes: tuple[ReadNote, ...]
    title_notes: tuple[ReadNote, ...] = ()
    headings: tuple[Heading, ...] = ()
    pictures: tuple[bytes, ...] = ()
    links: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    furniture: tuple[tuple[str, int | None], ...] = ()
    contents: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    loose: Ranges = ()
    printed: tuple[PrintedImage, ...] = ()
    numbers: tuple[str, ...] | None = None  # of the items of lists; None where they cannot be read
    findings: tuple[Finding, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    front: Mapping[str, Words] = field(default_factory=dict)
    lists: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def without_words(self) -> Reading:
        """The reading where lines that run from right to left are known by their letters alone."""
        return replace(
            self,
            loose=_bare(self.loose),
            notes=tuple(replace(note, loose=_bare(note.loose)) for note in self.notes),
            title_notes=tuple(replace(note, loose=_bare(note.loose)) for note in self.title_notes),
            front={name: Words(one.text, _bare(one.loose)) for name, one in self.front.items()},
        )

    def page(self, at: int) -> int | None:
        """The page, from 1, on which the letter stands."""
        return bisect_right(self.pages, at) or None if self.pages else None


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """A picture on paper: its page, its pixels, dots per inch, and whether all of it is one colour."""

    page: int
    width: int
    height: int
    resolution: float
    blank: bool
