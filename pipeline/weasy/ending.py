"""The end of a page: its notes made those that are called on it, and the area laid out for good."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING, Any

from pipeline.weasy import area as note_area
from pipeline.weasy.area import LEAST_BODY, Cut, Fit
from pipeline.weasy.internals import boxes
from pipeline.weasy.shape import LEAST_LINES

if TYPE_CHECKING:
    from pipeline.weasy.context import NotesContext

Box = Any


def settle(context: NotesContext) -> None:
    """Make the notes of the page those that are called on it, and let late ones in where there is room.

    WeasyPrint sometimes forgets to take back the notes of boxes that it drops (table rows that cannot be
    broken), and to lay out the notes of lines that it keeps.
    """
    root = context.attempt.root
    calls = {id(box.footnote) for box in root.descendants() if box.footnote} if root else set()
    here = calls | context.pending
    for note in [note for note in context._current if id(note) not in here]:
        context._drop(note)
        context.footnotes.append(note)
    for note in [note for note in context.reported_footnotes if id(note) not in here]:
        context.footnotes.append(note)
    late = [note for note in context.reported_footnotes if id(note) in here]
    for note in [note for note in context.footnotes if id(note) in calls]:
        context.footnotes.remove(note)
        late.append(note)
    context.reported_footnotes = sorted(late, key=lambda note: context.order[id(note)])
    room = context.area.position_y - body_bottom(context)
    _let_out(context, room)
    _let_in(context, room)


def _let_out(context: NotesContext, room: float) -> None:
    """Defer the last notes where the text ends lower than it was told to: columns do not ask again."""
    if context.attempt.cut:
        return
    late = []
    while context._current and context.area.margin_height() > room + 0.5:
        found = note_area.fit(context, context._current, room)
        if found is None and len(context._current) == 1 and id(context._current[0]) in context.pending:
            found = note_area.fit(context, context._current, room, must=True)
        if found is not None:
            context.attempt.cut = found.cut
            context._set_area_height(found.height)
            break
        late.append(context._current.pop())
        left = note_area.fit(context, context._current, inf) if context._current else Fit(-context.decoration)
        assert left
        context._set_area_height(left.height)
    context.reported_footnotes = sorted(
        [*late, *context.reported_footnotes], key=lambda note: context.order[id(note)]
    )


def _let_in(context: NotesContext, room: float) -> None:
    while context.reported_footnotes and not context.attempt.cut:
        notes = sorted(
            [*context._current, context.reported_footnotes[0]], key=lambda note: context.order[id(note)]
        )
        found = note_area.fit(context, notes, room)
        if found is None or (found.cut and notes[-1] is not context.reported_footnotes[0]):
            return
        context._current, context.reported_footnotes = notes, context.reported_footnotes[1:]
        context.attempt.cut = found.cut


def finish_area(context: NotesContext, absolute_boxes: list[Box]) -> Box:
    """The area laid out for good; a cut note takes all that the body has left."""
    notes, after, cut = context._current, [], context.attempt.cut
    rooms, tail = [inf], 0.0
    if cut:
        index = next(i for i, note in enumerate(notes) if note is cut.note)
        notes, after = notes[: index + 1], notes[index + 1 :]
        tail = note_area.whole(context, after)
        # At least the room that gave the cut, to find it again.
        rest = context.area.position_y - body_bottom(context) - tail
        rooms = [max(rest, cut.room), cut.room, cut.room + 0.01, inf]
    placeholders: list[Box] = []
    must = bool(cut and cut.must)
    for room in rooms:
        placeholders = []
        box, resume_at = note_area.lay_out(context, notes, room, must, True, placeholders)
        if box is None:
            continue
        index, inner = next(iter(resume_at.items())) if resume_at else (len(notes) - 1, None)
        if index == len(notes) - 1 and (inner or not resume_at):
            break
    if inner and not must:
        box, inner, placeholders = _inside_a_sentence(context, notes, box, inner, placeholders)
    lines = note_area.lines(box.children[-1])
    context.attempt.cut = Cut(notes[-1], inner, room, must, lines) if inner else None
    context.attempt.misleading = bool(inner and note_area.seems_whole(box.children[-1]))
    context.attempt.interrupted = bool(inner and after)
    if after:
        note_area.append(context, box, after, placeholders)
    absolute_boxes.extend(placeholders)
    context.attempt.box = box
    return box


def _inside_a_sentence(
    context: NotesContext, notes: list[Box], box: Box, inner: Any, placeholders: list[Box]
) -> tuple[Box, Any, list[Box]]:
    """The same area, cut a line or two earlier where it would be cut after a sentence.

    Whoever reads a full stop at the foot of the page thinks that the note is over.
    """
    shorter, least = box, LEAST_LINES
    for _ in range(2):
        if not note_area.seems_whole(shorter.children[-1]):
            return shorter, inner, placeholders
        room = shorter.height + context.decoration - 1
        below: list[Box] = []
        found, resume_at = note_area.lay_out(context, notes, room, False, True, below)
        if found is None or note_area.lines(found.children[-1]) < least:
            break
        index, after = next(iter(resume_at.items())) if resume_at else (0, None)
        if index != len(notes) - 1 or not after:
            break
        shorter, inner_, placeholders_ = found, after, below
        if not note_area.seems_whole(shorter.children[-1]):
            return shorter, inner_, placeholders_
    return box, inner, placeholders


def body_bottom(context: NotesContext) -> float:
    """Where the text of the page ends."""
    top = context.area.page.content_box_y()
    if context.attempt.root is None:
        return float(top)
    return float(max([top, *_bottoms(context.attempt.root)]))


def missing_lines(context: NotesContext) -> int:
    """How many lines of text a page with notes lacks to three; pictures and tables count as enough."""
    root = context.attempt.root
    if root is None:
        return 0
    lines = 0
    for box in note_area.flow(root):
        if isinstance(box, boxes.ReplacedBox | boxes.TableBox):
            return 0
        if isinstance(box, boxes.LineBox):
            lines += 1
            if lines == LEAST_BODY:
                return 0
    return LEAST_BODY - lines if context._current else 0


def _bottoms(root: Box) -> Iterator[float]:
    for box in note_area.flow(root):
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox | boxes.TableBox):
            yield box.position_y + box.height
        elif box.is_floated():
            yield box.position_y + box.margin_height()
