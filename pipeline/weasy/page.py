"""One page, laid out in several ways where notes make it hard, and the best of them kept.

As TeX does, every way has a cost: the gap above the notes, notes that start after the page of their call,
parts of notes with fewer than three lines. Most pages are laid out once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.weasy import area, calls, ending, internals, snapshot
from pipeline.weasy.attempt import Attempt, Plan
from pipeline.weasy.context import NotesContext
from pipeline.weasy.internals import boxes
from pipeline.weasy.plan import (
    ALONE,
    CROWDED,
    INTERRUPTED,
    LEAST_BODY,
    MISLEADING,
    PROLONGED,
    SCATTERED,
    THIN,
    price,
)
from pipeline.weasy.strip import key

Box = Any
PageState = Any

RESERVES = (0, 1, 3, 8)  # lines of body kept below a call, tried in turn where a note would be late
HOLDS = (3, 6, 12)  # lines that the text ends higher
LATE = 1.0  # of a page, for a note that starts after the page of its call


class NotesPageType(internals.page.PageType):  # type: ignore[misc]
    """The type of a page that holds notes alone: laid out as a blank page, styled as a normal one."""

    __slots__ = ()
    blank = property(lambda self: True)


@dataclass(frozen=True)
class Tried:
    """A page laid out one way: WeasyPrint's result, what it costs in lines, and how to go back to it."""

    result: tuple[Box, Any, dict[str, Any]]
    late: int
    keep: Callable[[], None]
    gap: float
    fines: float  # all but the gap
    held: bool  # see `plan.is_held`

    @property
    def cost(self) -> float:
        """All that it costs."""
        return self.fines + price(self.gap, self.held)


def block_level_layout(context: Any, box: Box, *args: Any, **options: Any) -> Any:
    """Hook: see the body when it is laid out, and lay out the note area our way."""
    if isinstance(context, NotesContext):
        if isinstance(box, boxes.FootnoteAreaBox):
            ending.settle(context)
            if context.current_page_footnotes:
                return (ending.finish_area(context, options["absolute_boxes"]),)
            box.children = []
        elif box.is_for_root_element:
            result = internals.block_level_layout(context, box, *args, **options)
            context.attempt.root = result[0]
            return result
    return internals.block_level_layout(context, box, *args, **options)


def block_in_block(context: Any, box: Box, *args: Any, **options: Any) -> Any:
    """Hook: take down how far the layout of the page has looked ahead."""
    at = box.__dict__.get("octavo_node")
    if at is not None and at > context.touched:
        context.touched = at
    return internals.block_level_layout(context, box, *args, **options)


def make_page(
    context: Any, root: Box, page_type: Any, resume_at: Any, page_number: int, page_state: PageState
) -> Any:
    """Hook: the page of least cost, and what goes on after it."""
    if not isinstance(context, NotesContext):
        return internals.make_page(context, root, page_type, resume_at, page_number, page_state)
    pending = list(context.reported_footnotes)
    context.pending = {id(note) for note in pending}
    only_notes = bool(page_type.blank and pending)
    back = snapshot.of_page(context, page_number, page_state)

    def attempt(plan: Plan) -> Tried:
        back()
        context.restore_styles()
        context.attempt = Attempt(plan)
        if plan.ending.loose is not None:
            context.loosen(plan.ending.loose)
        alone = only_notes or plan.notes_only
        type_ = _notes_page_type(context, page_type, page_number) if alone else page_type
        result = internals.make_page(context, root, type_, resume_at, page_number, page_state)
        keep = snapshot.of_page(context, page_number, page_state)
        return _weigh(context, plan, result, pending, keep, alone)

    best = attempt(Plan(cap=1)) if only_notes else _best(context, attempt, bool(pending))
    best.keep()
    context.restore_styles()
    context.gap, context.fines = best.gap, best.fines
    context.names[page_number] = page_type.name
    return best.result


def _weigh(
    context: NotesContext, plan: Plan, result: Any, pending: list[Box], keep: Callable[[], None], alone: bool
) -> Tried:
    done, line = context.attempt, context.line
    _, resume_at, next_page = result
    used = done.box.margin_height() if done.box is not None else 0
    foot = context.area.position_y - ending.body_bottom(context)
    gap, late = 0.0, 0
    if not alone:
        if next_page["break"] == "any" and resume_at is not None:
            gap = max(0.0, foot - used) / line
        late = sum(all(note is not old for old in pending) for note in context.reported_footnotes)
    page_lines = context.area.page.height / line
    fines = late * LATE * page_lines + plan.ending.cost
    if done.cut is not None:
        fines += _cut(context, done)
    goes_on = not alone and resume_at is not None and next_page["break"] == "any"
    if goes_on:
        fines += CROWDED * ending.missing_lines(context)
    elif plan.notes_only or (not alone and (done.cut or context.reported_footnotes)):
        fines += ALONE  # on this page, or on the one before the text that begins on a new one
    return Tried(result, late, keep, gap, fines, plan.held)


def _cut(context: NotesContext, done: Attempt) -> float:
    """What the cut costs, in lines."""
    assert done.cut is not None
    cost, note = THIN * (done.cut.lines < LEAST_BODY), done.cut.note
    if done.interrupted:
        same_line = any(note is other for other in done.same_line)
        cost += (INTERRUPTED if same_line else SCATTERED) + MISLEADING * done.misleading
    if id(note) in context.pending and note in context.skips:
        rest = area.size_of(context, note).height + context.decoration
        cost += PROLONGED * (rest <= context.most_continued)
    return cost


def _best(context: NotesContext, attempt: Callable[[Plan], Tried], pending: bool) -> Tried:
    """The page as planned, or as it comes; where a note would start late, the first way without."""
    best = attempt(context.plan or Plan())
    for plan in _remedies(context, pending) if best.late else ():
        context.tries += 1
        tried = attempt(plan)
        if tried.cost < best.cost:
            best = tried
        if not best.late:
            break
    return best


def _remedies(context: NotesContext, pending: bool) -> Iterator[Plan]:
    page_height, line = context.area.page.height, context.line
    if context.plan:
        yield Plan()
    if pending:
        yield Plan(cap=1 - LEAST_BODY * line / page_height)
        yield Plan(cap=1, notes_only=True)
    for lines in RESERVES:
        yield Plan(reserve=lines * line, interrupt=True)
    for lines in RESERVES[:2]:
        yield Plan(reserve=lines * line, interrupt=True, anywhere=True)
    for lines in HOLDS:
        yield Plan(hold=lines * line + context.decoration)


def _notes_page_type(context: NotesContext, page_type: Any, page_number: int) -> Any:
    name = context.names.get(page_number - 1, page_type.name) if page_type.blank else page_type.name
    plain = internals.page.PageType(*page_type)._replace(blank=False, name=name)
    internals.page.set_page_type_computed_styles(plain, context.html, context.style_for)
    return NotesPageType(*plain)


def remake_page(index: int, context: Any, root: Box, html: Any) -> Any:
    """Hook: a page with the notes that wait for it, and the notes that wait after it kept for the next."""
    if not isinstance(context, NotesContext):
        return internals.remake_page(index, context, root, html)
    if context.html is None:
        start(context, root, html)
    # What waited at the end of the page before, which may not have been made again.
    notes, skips = context.carry.get(index, ((), {}))
    context.reported_footnotes, context.skips = list(notes), dict(skips)
    result = _with_room_for_notes(index, context, root, html, bool(notes))

    after = _waiting(context)
    before = context.carry.get(index + 1)
    context.carry[index + 1] = after
    following = context.page_maker[index + 1][-1]
    if before is not None and before != after and result[1] is not None:
        following["content_changed"] = True
    if result[1] is None and after[0]:
        # A page of notes comes after the last one: make both in every round.
        context.page_maker[index][-1]["pages_wanted"] = True
        following["content_changed"] = True
    return result


def _with_room_for_notes(index: int, context: NotesContext, root: Box, html: Any, waiting: bool) -> Any:
    """Make the page; before a forced break, notes that wait get a page, by asking for a blank one."""
    maker = context.page_maker
    resume_at, next_page, right_page, *rest = maker[index]
    if not (waiting and resume_at is not None and next_page["break"] != "any"):
        return internals.remake_page(index, context, root, html)
    asked = {**next_page, "break": "left" if right_page else "right"}
    maker[index] = (resume_at, asked, right_page, *rest)
    if index + 1 < len(maker) and maker[index + 1][1] == next_page:
        maker[index + 1] = (maker[index + 1][0], asked, *maker[index + 1][2:])
    result = internals.remake_page(index, context, root, html)
    maker[index] = (maker[index][0], next_page, *maker[index][2:])
    maker[index + 1] = (maker[index + 1][0], next_page, *maker[index + 1][2:])
    return result


def _waiting(context: NotesContext) -> tuple[list[Box], dict[Box, Any]]:
    notes = sorted(context.reported_footnotes, key=lambda note: context.order[id(note)])
    cut, skips = context.attempt.cut, {}
    if cut:
        notes.insert(0, cut.note)
        skips[cut.note] = cut.resume_at
    context.reported_footnotes, context.skips = notes, skips
    return list(notes), dict(skips)


def start(context: NotesContext, root: Box, html: Any) -> None:
    """Once, before the first page: see which notes there are, and where they are called."""
    context.html = html
    calls.clean_titles(root)
    notes, context.odd = calls.prepare(root)
    context.order = {id(note): rank for rank, note in enumerate(notes)}
    context.changing = {
        id(note) for note in notes if any(box.missing_link is not None for box in note.descendants())
    }
    context.originals = {key(box): box for box in root.descendants() if isinstance(box, boxes.BlockBox)}
    for note in notes:
        if note.style["footnote_policy"] == "block":
            # WeasyPrint stops with an assertion where the paragraph is the first of its page.
            note.style["footnote_policy"] = "line"
    known = {id(note) for note in notes}
    context.unreachable = [note for note in context.footnotes if id(note) not in known]
    context.notes, context.footnotes = notes, notes
    context.find_line_height(root)
