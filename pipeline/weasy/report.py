"""Where the notes of the finished pages stand, and what the author should know about them."""

from __future__ import annotations

from math import inf
from typing import Any

from pipeline.model import ERROR, INFO, WARNING, Finding, Level, Place
from pipeline.weasy import area, calls
from pipeline.weasy.context import NotesContext
from pipeline.weasy.fetch import Resources
from pipeline.weasy.internals import boxes
from pipeline.weasy.printed import NoteOnPage

Box = Any
Span = dict[int, tuple[int, int]]

_ODD = {
    calls.NESTED: (WARNING, "is called inside another note; it is printed after it"),
    calls.OUT_OF_FLOW: (
        WARNING,
        "is called in a box outside the text; it is printed with the text nearest to it",
    ),
    calls.IN_COLUMNS: (INFO, "is called in text set in columns; it may begin on a later page"),
}


def on_notes(context: NotesContext, document: Any) -> tuple[tuple[NoteOnPage, ...], tuple[Finding, ...]]:
    """The notes in the order of their calls, and findings on those that are not where they should be."""
    called: dict[int, int] = {}
    pages: Span = {}
    outside: dict[int, int] = {}
    for number, page in enumerate(document.pages, 1):
        _read_page(page._page_box, number, called, pages, outside)
    findings = [_finding(code, _ODD[code][0], note, _ODD[code][1]) for code, note in context.odd]
    notes = []
    for rank, note in enumerate([*context.notes, *context.unreachable], 1):
        key = id(note)
        if key not in pages or key not in called:
            findings.append(_finding("note-lost", ERROR, note, "is missing from the PDF"))
            continue
        first, last = pages[key]
        notes.append(NoteOnPage(_serial(note, rank), called[key], first, last))
        if first != called[key]:
            where = f"is called on page {called[key]} and begins on page {first}"
            findings.append(_finding("note-late", WARNING, note, where))
        if key in outside:
            where = f"cannot be split and runs off page {outside[key]}"
            findings.append(_finding("note-unsplit", ERROR, note, where))
    return tuple(notes), tuple(findings)


def refused(fetcher: Resources) -> tuple[Finding, ...]:
    """One finding for every URL that was asked for and is not among the project's files."""
    hint = "put the file into the project and name it relative to the manuscript"
    return tuple(
        Finding("resource-refused", WARNING, f"not fetched: {url}", hint=hint) for url in fetcher.refused
    )


def _read_page(page: Box, number: int, called: dict[int, int], pages: Span, outside: dict[int, int]) -> None:
    top = page.content_box_y()
    bottom = top + page.height
    for box in _all(page):
        if box.footnote:
            called.setdefault(id(box.footnote), number)
        if getattr(box, "element_tag", None) == area.NOTE_TAG and not isinstance(
            box, boxes.TextBox | boxes.LineBox
        ):
            first, _ = pages.get(box.note_id, (number, number))
            pages[box.note_id] = (first, number)
            first_line, last_line = _extent(box)
            if first_line < top - 1 or last_line > bottom + 1:
                outside.setdefault(box.note_id, number)


def _all(box: Box) -> Any:
    yield box
    for child in box.all_children():
        yield from _all(child)


def _extent(note: Box) -> tuple[float, float]:
    """Top and bottom of the note's lines."""
    lines = [part for part in area.flow(note) if isinstance(part, boxes.LineBox | boxes.ReplacedBox)]
    top = min((line.position_y for line in lines), default=inf)
    return float(top), float(max((line.position_y + line.height for line in lines), default=0))


def _serial(note: Box, rank: int) -> int:
    name = note.style["anchor"] or ""
    digits = name.removeprefix("fn-")
    return int(digits) if digits.isdigit() else rank


def _finding(code: str, level: Level, note: Box, what: str) -> Finding:
    label = note.element.get("data-number") or note.style["anchor"] or "without number"
    return Finding(code, level, f"note {label} {what}", _place(note.element.get("data-place") or ""))


def _place(text: str) -> Place | None:
    """The place written in a note's `data-place`: file, line, column with colons between."""
    if not text:
        return None
    parts = text.rsplit(":", 2)
    numbers = [int(part) for part in parts[1:] if part.isdigit()]
    return Place(":".join(parts[: len(parts) - len(numbers)]), *numbers)
