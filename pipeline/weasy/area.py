"""The note area of one page: how tall its notes are, and where the last of them is cut.

The area is laid out by WeasyPrint's own block layout with the room that is left; where that layout would
go on on a next page, the note is cut. The point where it goes on is a WeasyPrint skip stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from pipeline.weasy import internals
from pipeline.weasy.internals import boxes, build
from pipeline.weasy.shape import LEAST_LINES, Line, Shape

if TYPE_CHECKING:
    from pipeline.weasy.context import NotesContext

Box = Any
Skip = dict[int, Any]

NOTE_TAG = "x-note"
_SENTENCE_ENDS = tuple(".?!…؟۔。")
_CLOSING = " \u00a0\u202f\u200b\u200f\u200e)]}'\"’”»›“‘"
LEAST_BODY = 3  # lines of text on a page with a call


@dataclass(frozen=True, slots=True)
class Cut:
    """The last note of a page goes on on the next one, at `resume_at`; it was cut in so much room."""

    note: Box
    resume_at: Skip
    room: float
    must: bool
    lines: int


@dataclass(frozen=True, slots=True)
class Fit:
    """The height of the area's content in pixels, and the cut of its last note, if there is one."""

    height: float
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """A note laid out without end; `stacks` when such heights may be added: no margins, no floats."""

    height: float
    lines: int
    stacks: bool
    shape: Shape


def flow(box: Box, floats: bool = True) -> Iterator[Box]:
    """The box and all that it holds, down to its lines; without what is positioned absolutely."""
    yield box
    if not isinstance(box, boxes.LineBox):
        for child in box.children:
            in_flow = isinstance(child, boxes.Box) and not child.is_absolutely_positioned()
            if in_flow and (floats or not child.is_floated()):
                yield from flow(child, floats)


def lines(box: Box) -> int:
    """How many lines of text, pictures counted as lines, stand in the box."""
    return sum(isinstance(part, boxes.LineBox | boxes.ReplacedBox) for part in flow(box, floats=False))


def seems_whole(box: Box) -> bool:
    """Whether the last line of this part of a note ends a sentence, as if the note ended there."""
    last = [part for part in flow(box) if isinstance(part, boxes.LineBox)][-1:]
    text = "".join(
        part.text for line in last for part in line.descendants() if isinstance(part, boxes.TextBox)
    )
    return text.rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS if text else False


def fit(context: NotesContext, notes: list[Box], room: float, must: bool = False) -> Fit | None:
    """The area with these notes in so much room, decoration included, or None: only the last may be cut."""
    sizes = [size_of(context, note) for note in notes]
    above = 0.0
    if all(size.stacks for size in sizes):
        total = sum(size.height for size in sizes)
        if total + context.decoration <= room:
            return Fit(total)
        above = total - sizes[-1].height
        notes = notes[-1:]
    return _cut(context, notes, room, above, sizes[-1].lines, must)


def _cut(
    context: NotesContext, notes: list[Box], room: float, above: float, total: int, must: bool
) -> Fit | None:
    # Twice more with less room, when too few lines would be left for the next page.
    for _ in range(3):
        box, resume_at = lay_out(context, notes, room - above, must)
        if box is None:
            return None
        if resume_at is None:
            return Fit(above + box.height)
        ((index, inner),) = resume_at.items()
        if index != len(notes) - 1 or inner is None:
            return None
        first = lines(box.children[-1])
        if must or LEAST_LINES <= first <= total - LEAST_LINES:
            return Fit(above + box.height, Cut(notes[-1], inner, room, must, first)) if first else None
        if first < LEAST_LINES:
            return None
        room = above + box.height + context.decoration - 1
    return None


def whole(context: NotesContext, notes: list[Box]) -> float:
    """The height of these notes below others, uncut."""
    if not notes:
        return 0.0
    sizes = [size_of(context, note) for note in notes]
    if all(size.stacks for size in sizes):
        return sum(size.height for size in sizes)
    return float(lay_out(context, notes, inf, must=False)[0].height)


def append(context: NotesContext, box: Box, notes: list[Box], placeholders: list[Box]) -> None:
    """Put whole notes below the finished area's last, the cut one."""
    below, _ = lay_out(context, notes, inf, must=False, final=True, placeholders=placeholders)
    for child in below.children:
        child.translate(dy=box.height)
    box.children = [*box.children, *below.children]
    box.height += below.height


def size_of(context: NotesContext, note: Box) -> Size:
    """The note, or what is left of it, laid out without end; kept by note and width."""
    skip = context.skips.get(note)
    changing = id(note) in context.changing
    key = (id(note), context.area.width)
    if skip is None and not changing and key in context.sizes:
        return context.sizes[key]
    if key in context.attempt.sizes:
        return context.attempt.sizes[key]
    box, _ = lay_out(context, [note], inf, must=False)
    size = Size(box.height, lines(box), _stacks(box.children[0]), _shape(box))
    known = context.sizes if skip is None and not changing else context.attempt.sizes
    known[key] = size
    return size


def _shape(box: Box) -> Shape:
    """The lines of the note that the area holds alone."""
    found = list(_lines_in(box, may_break=True))
    top, below, shown = box.content_box_y(), inf, []
    for line, may_end in reversed(found):
        bottom = line.position_y + line.height
        may_end = may_end and bottom <= below
        shown.append(Line(line.position_y - top, bottom - top, may_end, seems_whole(line)))
        below = min(below, line.position_y + 0.5)
    return Shape(box.height, shown[::-1])


def _lines_in(box: Box, may_break: bool) -> Iterator[tuple[Box, bool]]:
    """The lines of the box, pictures counted as lines, each with whether a page may end below it."""
    inside = may_break and box.style["break_inside"] not in ("avoid", "avoid-page")
    children = [child for child in box.children if isinstance(child, boxes.Box) and child.is_in_normal_flow()]
    lines_ = [child for child in children if isinstance(child, boxes.LineBox)]
    for number, line in enumerate(lines_, 1):
        below = len(lines_) - number
        whole = number >= box.style["orphans"] and below >= box.style["widows"]
        yield line, inside and whole if below else may_break
    for child in children:
        if isinstance(child, boxes.ReplacedBox):
            yield child, inside
        elif not isinstance(child, boxes.LineBox):
            yield from _lines_in(child, inside)


def _stacks(box: Box) -> bool:
    return not any(
        part.is_floated() or (not isinstance(part, boxes.LineBox) and (part.margin_top or part.margin_bottom))
        for part in flow(box)
    )


def lay_out(
    context: NotesContext,
    notes: list[Box],
    room: float,
    must: bool,
    final: bool = False,
    placeholders: list[Box] | None = None,
) -> tuple[Box, Skip | None]:
    """The laid-out area with these notes, and where its layout goes on; the box is None if nothing fits."""
    area = context.area.copy()
    area.height = "auto"
    area.children = [prepared(context, note, final) for note in notes]
    skip = {0: context.skips[notes[0]]} if notes and notes[0] in context.skips else None
    with context.only_notes(area.position_y + room) as broken:
        context.create_block_formatting_context(area)
        box = None
        try:
            box, resume_at, *_ = internals.block_level_layout(
                context, area, -inf if room == inf else 0, skip, area.page, must, placeholders, placeholders
            )
        finally:
            context.finish_block_formatting_context(box)
    if final:
        context.broken_out_of_flow.update(broken)
    if box is not None and resume_at is not None:
        _trim(box)
    return box, resume_at


def prepared(context: NotesContext, note: Box, final: bool) -> Box:
    """A copy of the note ready for layout. The final one is nobody else's: pictures are not copied later."""
    known = context.attempt.prepared if id(note) in context.changing else context.prepared
    if not final and id(note) in known:
        return known[id(note)]
    box = note.deepcopy()
    if not isinstance(box, boxes.BlockLevelBox):  # footnote-display: inline
        box = boxes.BlockBox.anonymous_from(box, [box])
        box.note_name = getattr(note, "note_name", None)
    box = build.create_anonymous_boxes(box)
    if final:
        box.element_tag = NOTE_TAG
        box.note = None
        box.note_id = id(note)
    else:
        known[id(note)] = box
    return box


def _trim(box: Box) -> None:
    """Undo the stretching of a broken box to the bottom of the page (CSS Fragmentation 3, 5.1)."""
    if not isinstance(box, boxes.BlockBox):
        return
    children = [child for child in box.children if child.is_in_normal_flow()]
    if not children:
        return
    _trim(children[-1])
    last = children[-1]
    if isinstance(last, boxes.LineBox):
        bottom = last.position_y + last.height
    else:
        bottom = last.border_box_y() + last.border_height()
    box.height = max(0, bottom - box.content_box_y())
