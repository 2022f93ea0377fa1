"""What every finished file must hold, gathered from the manuscript alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pipeline import tree
from pipeline.cache import Kept
from pipeline.markup import term
from pipeline.model import Image, Manuscript
from pipeline.proof.portion import Portion, letters_of, portions
from pipeline.proof.reading import Heading, ReadNote
from pipeline.proof.stream import each_word, letters


@dataclass(frozen=True, slots=True)
class Expected:
    """Title page, text, notes, headings (with the words of the table of contents), pictures, links, works.

    `title` is the title with subtitle, authors and date; `abstract` its heading and words. `printed` is the
    text with the headings that stand over endnotes in print.
    """

    title: str
    abstract: str
    body: str
    printed: str
    notes: tuple[ReadNote, ...]
    title_notes: tuple[str, ...]
    headings: tuple[Heading, ...]
    printed_headings: tuple[Heading, ...]
    contents: tuple[str, ...]
    pictures: tuple[Image, ...]
    in_notes: bool  # whether some of the pictures stand in notes, which an edition places as it likes
    links: frozenset[str]
    references: tuple[str, ...]
    numbers: tuple[str, ...]
    furniture: frozenset[str]
    captions: tuple[tuple[str, str], ...] = ()  # "figures" or "tables", letters
    citing: tuple[bool, ...] = ()  # of each note, whether it cites
    doubts: tuple[tuple[str, str], ...] = ()  # see `Portion`


def expected(manuscript: Manuscript, kept: Kept | None = None) -> Expected:
    """What the finished text holds, independent of any edition; what it is of a chapter is kept."""
    own = portions(manuscript, kept)
    data, notes = manuscript.metadata, [one for each in own for one in each.notes]
    abstract = letters_of(_values(data.meta.get("abstract")))
    if abstract:
        heading = tree.stringify(data.meta.get("abstract-title") or []) or term("abstract", data.lang)
        abstract = letters(heading) + abstract
    in_notes = list(chain(*(one.note_pictures for one in own)))
    pictures = [*chain(*(one.pictures for one in own)), *in_notes]
    numbers = chain(*(one.numbers for one in own), *(one.note_numbers for one in own))
    lines = (data.title, data.subtitle, *data.authors, data.date)
    printed, headings = _printed(manuscript, own)
    return Expected(
        title=letters(" ".join(lines)),
        abstract=abstract,
        body="".join(one.text for one in own),
        printed=printed,
        notes=tuple(
            ReadNote(note.label, text) for note, (text, _) in zip(manuscript.notes, notes, strict=True)
        ),
        title_notes=tuple(_title_notes(manuscript)),
        headings=tuple(one for each in own for one in each.headings if one.text),
        printed_headings=tuple(one for one in headings if one.text),
        contents=tuple(entry for one in own for entry in one.contents if entry),
        pictures=tuple(manuscript.images[name] for name in pictures if name in manuscript.images),
        in_notes=bool(in_notes),
        links=frozenset(chain(*(one.links for one in own))),
        references=tuple(chain(*(one.references for one in own))),
        numbers=tuple(numbers),
        furniture=_furniture(manuscript, own),
        captions=tuple(chain(*(one.captions for one in own))),
        citing=tuple(cites for _, cites in notes),
        doubts=tuple(chain(*(one.doubts for one in own))),
    )


def _printed(manuscript: Manuscript, own: Sequence[Portion]) -> tuple[str, list[Heading]]:
    """The text with the headings over endnotes, after each chapter or before the bibliography."""
    place, word = manuscript.settings.notes.place, term("notes", manuscript.metadata.lang)
    called = {note.chapter for note in manuscript.notes}
    words, headings = list[str](), list[Heading]()
    last = len(own) - 1  # of the chapters: the notes of the book stand after it, only lists of works follow
    while last > max(called, default=0) and own[last].is_list:
        last -= 1

    def head(level: int, title: str) -> None:
        words.append(letters(title))
        headings.append(Heading(level, words[-1], words=words[-1] if level == 1 else ""))

    for number, one in enumerate(own):
        words.append(one.text)
        headings += one.headings
        if place == "chapter-end" and number in called:
            head(2, word)
        if place == "book-end" and called and number == last:
            head(1, word)
            for other, chapter in enumerate(manuscript.chapters):
                if other in called and len(own) > 1:
                    head(2, chapter.title)
    return "".join(words), headings


def _values(value: Any) -> list[Any]:
    return [value] if value else []


def _title_notes(manuscript: Manuscript) -> Iterator[str]:
    """The letters of the notes to the title page, in order."""
    meta = manuscript.metadata.meta
    for key in ("title", "subtitle", "author", "date", "abstract"):
        yield from (letters_of(note["c"]) for note in tree.elements(meta.get(key) or [], "Note"))
        if key == "title" and (thanks := letters_of(_values(meta.get("thanks")))):
            yield thanks


def _furniture(manuscript: Manuscript, own: Sequence[Portion]) -> frozenset[str]:
    """The words that running heads and headings over endnotes may be made of."""
    data = manuscript.metadata
    lines = [data.title, data.subtitle, *data.authors, data.date, data.publisher, term("notes", data.lang)]
    lines += [term(name, data.lang) for name in ("contents", "figures", "tables")]
    return frozenset(chain(*map(each_word, lines), *(one.furniture for one in own)))
