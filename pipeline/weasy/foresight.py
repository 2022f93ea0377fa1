"""What the plan of several pages is made from: pages that are laid out, and the notes that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from pipeline.weasy import area
from pipeline.weasy.area import Size, Skip
from pipeline.weasy.attempt import Attempt
from pipeline.weasy.context import NotesContext
from pipeline.weasy.plan import Rest, State, Task, is_held, price
from pipeline.weasy.strip import NotPlainError, Reader

Box = Any


class Made(Protocol):
    """A page that is laid out."""

    @property
    def box(self) -> Box:
        """The page."""

    @property
    def gap(self) -> float:
        """Lines that are free above its notes."""

    @property
    def fines(self) -> float:
        """All else that it costs."""


def task(context: NotesContext, first: int, made: Sequence[Made]) -> Task | None:
    """The task of planning these pages, the first of them at this index; None if the model does not fit."""
    pages, reader = [one.box for one in made], Reader()
    try:
        for page in pages:
            reader.add(page)
    except NotPlainError:
        return None
    begin = state(context, first, 0)
    if begin is None or not reader.pieces:
        return None
    strip = reader.strip()
    states = {}
    for number in range(1, len(pages)):
        found = state(context, first + number, strip.starts[number])
        if found is not None:
            states[number] = found
    by_id = {id(note): note for note in context.notes}
    called = {note for piece in strip.pieces for note in piece.notes}
    waiting = {one.rest.note for one in (begin, *states.values()) if one.rest.lines}
    if not by_id.keys() >= called | waiting:
        return None
    plain = Task(
        strip=strip,
        notes={note: _size(context, by_id[note], {}).shape for note in called | waiting},
        begin=begin,
        heights=[page.height for page in pages],
        lead=strip.pieces[0].top,
        decoration=context.decoration,
        continued=context.most_continued - context.decoration,
        line=context.line,
        known={},
    )
    each = costs(plain, made)
    return replace(plain, known={(number, one): sum(each[number:]) for number, one in states.items()})


def costs(task: Task, made: Sequence[Made]) -> list[float]:
    """What each of the pages costs, in lines, as the plan judges it."""
    ends = [start - 1 for start in task.strip.starts[1:]]
    held = [end >= 0 and is_held(task, end, one.gap) for end, one in zip(ends, made, strict=False)]
    return [one.fines + price(one.gap, is_) for one, is_ in zip(made, [*held, False], strict=True)]


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
