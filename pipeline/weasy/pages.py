"""The pages one after another; where one comes out badly, those around it are planned together.

A gap has its cause in where its page begins. So the pages made last stay open: the best ends for all of them
are looked for in a model of their lines (`plan.py`), and they are made again that way if that is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.weasy import foresight, internals, page, snapshot
from pipeline.weasy.attempt import Plan
from pipeline.weasy.context import NotesContext
from pipeline.weasy.plan import GOOD, End, Task, cheapest, price

Box = Any

WINDOW = 20  # pages that are looked at together
BEFORE = 4  # of them, before the first bad one
OPEN = 6  # that stay open for the next look
LEAST_GAIN = 2.0  # line, for which they are made again
NEW_PLANS = 4  # for pages that come out otherwise than planned


@dataclass(frozen=True, slots=True)
class Made:
    """A page, where its text goes on, what it costs in lines, the plan it was made with."""

    box: Box  # None where the page is taken from the last galley
    resume_at: Any
    gap: float
    fines: float  # all but the gap
    plan: Plan | None
    put_back: Callable[[], None]
    row: int | None = None  # of the new galley
    known: int | None = None  # row of the old one

    @property
    def cost(self) -> float:
        """All that the page costs."""
        return self.fines + price(self.gap, bool(self.plan and self.plan.held))


@dataclass(frozen=True, slots=True)
class Taken:
    """A page at this index that was taken from the last galley."""

    index: int


@dataclass
class Round:
    """One round of making the pages: a second one is needed where they name page numbers."""

    context: NotesContext
    root: Box
    html: Any
    made: dict[int, Made] = field(default_factory=dict)  # by index; pages that were kept are left out
    opening: int = 0  # the first page that may be made again

    def make(self, index: int, plan: Plan | None = None, in_boxes: bool = False) -> Made:
        """The page; made as in the round before, if it begins where it did then.

        Unless its boxes are asked for, it may be taken from the last galley.
        """
        context = self.context
        entry = context.page_maker[index]
        entry[-1].update(content_changed=False, pages_wanted=False, anchors=[], content_lookups=[])
        if plan is None and context.planned.get(index, (None,))[0] == (entry[0], context.carry.get(index)):
            plan = context.planned[index][1]
        context.plan = plan
        put_back = snapshot.before(context, index, WINDOW + 2)
        begins = entry[0], context.carry.get(index)
        seams = context.seams
        known = seams.known(index, plan) if seams else None
        begun = seams.begun(index, plan) if seams else None
        if known is None or in_boxes:
            box, resume_at = page.remake_page(index, context, self.root, self.html)
        else:
            box, resume_at = None, seams.take(index, known)
        context.plan = None
        if plan is not None:
            context.planned[index] = begins, plan
        row = seams.note(index, begun, box, known) if seams else None
        self.made[index] = Made(box, resume_at, context.gap, context.fines, plan, put_back, row, known)
        return self.made[index]

    def fill(self, index: int) -> Box:
        """The boxes of a page that was taken from the last galley; all else stays as it is."""
        context, made = self.context, self.made[index]
        maker, carry, names = list(context.page_maker), dict(context.carry), dict(context.names)
        footnotes, seams = context.footnotes.copy(), context.seams
        made.put_back()
        context.seams = None
        box = self.make(index, made.plan).box
        self.made[index] = replace(made, box=box)
        context.seams = seams
        context.page_maker, context.carry, context.names, context.footnotes = maker, carry, names, footnotes
        context.broken_out_of_flow.clear()
        context.reported_footnotes.clear()
        return box

    def look_back(self, index: int) -> int:
        """Improve the pages that are open, where this one ends them; the last page then made."""
        ends = not self._goes_on(index)
        if not ends and index - self.opening + 1 < WINDOW:
            return index
        bad = next((number for number in range(self.opening, index + 1) if self._bad(number)), None)
        last = index
        if bad is not None:
            last = self._improve(max(self.opening, bad - BEFORE), bad, index, ends)
        self.opening = index + 1 if ends and last >= index else max(self.opening + 1, last - OPEN + 1)
        return last

    def _bad(self, index: int) -> bool:
        return index in self.made and self.made[index].cost > GOOD

    def _goes_on(self, index: int) -> bool:
        """Whether the text goes on after this page without a forced break."""
        resume_at, next_page, *_ = self.context.page_maker[index + 1]
        return resume_at is not None and next_page["break"] == "any"

    def _improve(self, first: int, bad: int, last: int, ends: bool) -> int:
        """Plan the pages around the bad one, and make them so; the last page then made."""
        while first < bad and not all(number in self.made for number in range(first, bad)):
            first += 1
        if any(self.made[index].box is None for index in range(first, last + 1) if index in self.made):
            self.made[first].put_back()
            for index in range(first, last + 1):
                self.make(index, self.made[index].plan, in_boxes=True)
        before = [self.made[index] for index in range(first, last + 1) if index in self.made]
        task = foresight.task(self.context, first, before)
        if not task:
            return last
        found, costs = cheapest(task), foresight.costs(task, before)
        if not found or found[1] > sum(costs) - LEAST_GAIN:
            return last
        before[0].put_back()
        index = self._follow(task, found[0], first, ends)
        new = sum(self.made[number].cost for number in range(first, index))
        if index > first and new < sum(costs[: index - first]):
            return index - 1
        before[0].put_back()
        for number, made in enumerate(before, first):
            self.context.planned.pop(number, None)
            self.make(number, made.plan)
        return last

    def _follow(self, task: Task, ends: list[End], first: int, to_the_end: bool) -> int:
        """Make the pages as planned, with a new plan where they come out otherwise; the index after them."""
        index, start, tries = first, task.begin.start, NEW_PLANS
        while ends:
            end = ends.pop(0)
            last = end.state.start == len(task.strip.pieces)
            if end.state.start == start or (last and not to_the_end):
                break
            top = self.made[first].box.content_box_y()
            self.make(index, Plan(floor=top + end.depth, cut=end.cut, ending=end.ending, held=end.held), True)
            state = foresight.after(self.context, index, self.made[index].box, start)
            index += 1
            if state is None or last:
                break
            if state != end.state:
                tries -= 1
                found = cheapest(foresight.going_on(task, state, index - first)) if tries else None
                ends = found[0] if found else []
            start = state.start
        return index


def make_all_pages(context: Any, root: Box, html: Any, pages: list[Box]) -> Iterator[Box]:
    """Hook: all pages; those of an earlier round that nothing has changed are kept."""
    if not isinstance(context, NotesContext):
        yield from internals.make_all_pages(context, root, html, pages)
        return
    context.rendered_notes = []
    index, going_on, new = context.first, True, Round(context, root, html, opening=context.first)
    if not pages:
        context.first_round = new
    while going_on:
        state = context.page_maker[index][-1]
        if not pages or state["content_changed"] or state["pages_wanted"]:
            new.make(index)
            if not pages:  # later rounds only follow the plan, or page references might never come to rest
                index = new.look_back(index)
            going_on = new.made[index].resume_at is not None or bool(context.reported_footnotes)
        else:
            going_on = context.page_maker[index + 1][0] is not None
        index += 1
        going_on = going_on and not context.ends(index)
    context.page_maker = context.page_maker[: index + 1]
    context.broken_out_of_flow.clear()
    context.reported_footnotes.clear()
    if pages:
        context.remade |= new.made.keys()
    yield from (
        (new.made[number].box or Taken(number)) if number in new.made else pages[number - context.first]
        for number in range(context.first, index)
    )
