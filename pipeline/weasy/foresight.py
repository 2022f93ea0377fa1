"""What the plan of several pages is made from: pages that are laid out, and the notes that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.weasy import area
from pipeline.weasy.area import Size, Skip
from pipeline.weasy.attempt import Attempt
from pipeline.weasy.context import NotesContext
from pipeline.weasy.plan import Rest, State, Task
from pipeline.weasy.strip import NotPlainError, Reader

Box = Any


def task(context: NotesContext, first: int, pages: Sequence[Box], costs: Sequence[float]) -> Task | None:
    """The task of planning these pages, the first of them at this index; None if the model does not fit."""
    reader = Reader()
    try:
        for page in pages:
            reader.add(page)
    except NotPlainError:
        return None
    begin = state(context, first, 0)
    if begin is None or not reader.pieces:
        return None
    known = {}
    for number in range(1, len(pages)):
        found = state(context, first + number, reader.starts[number])
        if found is not None:
            known[number, found] = float(sum(costs[number:]))
    strip = reader.strip()
    by_id = {id(note): note for note in context.notes}
    called = {note for piece in strip.pieces for note in piece.notes}
    waiting = {key.rest.note for key in (begin, *(state for _, state in known)) if key.rest.lines}
    sizes = {note: _size(context, by_id[note], {}) for note in called | waiting if note in by_id}
    if len(sizes) < len(called | waiting):
        return None
    return Task(
        strip=strip,
        notes={note: (size.height, size.lines) for note, size in sizes.items()},
        begin=begin,
        heights=[page.height for page in pages],
        lead=strip.pieces[0].top,
        decoration=context.decoration,
        continued=context.most_continued - context.decoration,
        line=context.line,
        known=known,
    )


def state(context: NotesContext, index: int, start: int) -> State | None:
    """How the page at this index begins, with that piece; None if whole notes wait for it."""
    notes, skips = context.carry.get(index, ([], {}))
    if not notes:
        return State(start)
    if len(notes) > 1 or notes[0] not in skips:
        return None
    return State(start, Rest(id(notes[0]), _size(context, notes[0], skips).lines))


def after(context: NotesContext, index: int, page: Box, start: int) -> State | None:
    """How the page after this one begins, if this one begins with that piece."""
    reader = Reader()
    try:
        reader.add(page)
    except NotPlainError:
        return None
    return state(context, index + 1, start + len(reader.pieces))


def going_on(task: Task, begin: State, level: int) -> Task:
    """The task again, from a later page."""
    return replace(task, begin=begin, level=level)


def _size(context: NotesContext, note: Box, skips: dict[Box, Skip]) -> Size:
    kept = context.skips, context.attempt
    context.skips, context.attempt = skips, Attempt()
    try:
        return area.size_of(context, note)
    finally:
        context.skips, context.attempt = kept
