"""Where the notes of the finished pages stand, and what the author should know about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from pipeline.model import ERROR, INFO, WARNING, Finding, Level, Place
from pipeline.weasy import area, calls
from pipeline.weasy.context import NotesContext
from pipeline.weasy.internals import boxes
from pipeline.weasy.printed import NoteOnPage

Box = Any
Span = dict[int, tuple[int, int]]
Ids = list[int]

_ODD = {
    calls.NESTED: (WARNING, "is called inside another note; it is printed after it"),
    calls.OUT_OF_FLOW: (
        WARNING,
        "is called in a box outside the text; it is printed with the text nearest to it",
    ),
    calls.IN_COLUMNS: (INFO, "is called in text set in columns; it may begin on a later page"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """A note as it stands in a unit; pages counted from the unit's first, 0 where it stands on none."""

    name: str  # as its author knows it
    serial: int  # 0 where it has none
    place: str
    called: int
    first: int
    last: int
    outside: int  # the page that it runs off
    odd: tuple[str, ...]  # codes of the places that it is called from

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Met:
        """From JSON."""
        return cls(**{**row, "odd": tuple(row["odd"])})


def on_notes(context: NotesContext, pages: Iterable[Sequence[Sequence[int]]]) -> list[Met]:
    """The notes in the order of their calls; of every page those that `notes_on` found."""
    called: dict[int, int] = {}
    spans: Span = {}
    outside: dict[int, int] = {}
    for number, (calls_, shown, off) in enumerate(pages, 1):
        called = dict.fromkeys(calls_, number) | called
        outside = dict.fromkeys(off, number) | outside
        spans |= {note: (spans.get(note, (number,))[0], number) for note in shown}
    found = []
    for note in (*context.notes, *context.unreachable):
        key = id(note)
        label = note.element.get("data-number") or note.style["anchor"] or "without number"
        odd = tuple(code for code, other in context.odd if other is note)
        place = note.element.get("data-place") or ""
        span = spans.get(key, (0, 0))
        met = Met(label, _serial(note), place, called.get(key, 0), *span, outside.get(key, 0), odd)
        found.append(met)
    return found


def told(units: Iterable[tuple[int, Sequence[Met]]]) -> tuple[tuple[NoteOnPage, ...], tuple[Finding, ...]]:
    """The notes of the book, and findings on those that are not where they should be.

    For every unit the pages before it and its notes.
    """
    notes: list[NoteOnPage] = []
    odd: list[Finding] = []
    findings: list[Finding] = []
    rank = 0
    for before, met in units:
        odd += [_finding(code, _ODD[code][0], note, _ODD[code][1]) for note in met for code in note.odd]
        for note in met:
            rank += 1
            if not note.called or not note.first:
                findings.append(_finding("note-lost", ERROR, note, "is missing from the PDF"))
                continue
            first, call = before + note.first, before + note.called
            notes.append(NoteOnPage(note.serial or rank, call, first, before + note.last))
            if first != call:
                where = f"is called on page {call} and begins on page {first}"
                findings.append(_finding("note-late", WARNING, note, where))
            if note.outside:
                where = f"cannot be split and runs off page {before + note.outside}"
                findings.append(_finding("note-unsplit", ERROR, note, where))
    return tuple(notes), (*odd, *findings)


def refused(urls: Iterable[str]) -> tuple[Finding, ...]:
    """One finding for every URL that was asked for and is not among the project's files."""
    hint = "put the file into the project and name it relative to the manuscript"
    return tuple(Finding("resource-refused", WARNING, f"not fetched: {url}", hint=hint) for url in urls)


def notes_on(page: Box) -> tuple[Ids, Ids, Ids]:
    """The notes called on the page, those that stand on it, and those that run off it, by their ids."""
    called: Ids = []
    shown: Ids = []
    outside: Ids = []
    top = page.content_box_y()
    bottom = top + page.height
    for box in _all(page):
        if box.footnote:
            called.append(id(box.footnote))
        if getattr(box, "element_tag", None) == area.NOTE_TAG and not isinstance(
            box, boxes.TextBox | boxes.LineBox
        ):
            shown.append(box.note_id)
            first_line, last_line = _extent(box)
            if first_line < top - 1 or last_line > bottom + 1:
                outside.append(box.note_id)
    return called, shown, outside


def _all(box: Box) -> Any:
    yield box
    for child in box.all_children():
        yield from _all(child)


def _extent(note: Box) -> tuple[float, float]:
    """Top and bottom of the note's lines."""
    lines = [part for part in area.flow(note) if isinstance(part, boxes.LineBox | boxes.ReplacedBox)]
    top = min((line.position_y for line in lines), default=inf)
    return float(top), float(max((line.position_y + line.height for line in lines), default=0))


def _serial(note: Box) -> int:
    digits = (note.style["anchor"] or "").removeprefix("fn-")
    return int(digits) if digits.isdigit() else 0


def _finding(code: str, level: Level, note: Met, what: str) -> Finding:
    return Finding(code, level, f"note {note.name} {what}", _place(note.place))


def _place(text: str) -> Place | None:
    """The place written in a note's `data-place`: file, line, column with colons between."""
    if not text:
        return None
    parts = text.rsplit(":", 2)
    numbers = [int(part) for part in parts[1:] if part.isdigit()]
    return Place(":".join(parts[: len(parts) - len(numbers)]), *numbers)
