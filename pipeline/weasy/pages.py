"""The pages one after another; where one comes out badly, the page before it is made again, a little shorter.

A gap has its cause in where its page begins. A few lines moved over from the page before often close it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.weasy import internals, page, snapshot
from pipeline.weasy.context import NotesContext

Box = Any

SHORTER = (1, 2, 3, 4)  # lines that the page before is made shorter by, tried in turn


@dataclass(frozen=True, slots=True)
class Made:
    """A page, where its text goes on, what it costs in lines, and the room below its text in pixels."""

    box: Box
    resume_at: Any
    cost: float
    foot: float
    put_back: Callable[[], None]


@dataclass
class Round:
    """One round of making the pages: a second one is needed where they name page numbers."""

    context: NotesContext
    root: Box
    html: Any
    made: dict[int, Made] = field(default_factory=dict)  # by index; pages that were kept are left out

    def make(self, index: int, hold: float = 0.0) -> Made:
        """The page, its text ending at least so much above the foot of the page."""
        context = self.context
        state = context.page_maker[index][-1]
        state.update(content_changed=False, pages_wanted=False, anchors=[], content_lookups=[])
        context.hold = hold
        put_back = snapshot.before(context, index)
        box, resume_at = page.remake_page(index, context, self.root, self.html)
        self.made[index] = Made(box, resume_at, context.cost, context.foot, put_back)
        return self.made[index]

    def improve(self, index: int) -> None:
        """Make this page and the one before again, where both cost less with a shorter one before."""
        first, line = self.made[index - 1], self.context.line
        hold, best = 0.0, first.cost + self.made[index].cost
        tried = hold
        for lines in SHORTER:
            tried = first.foot + (lines - 0.5) * line
            cost = self._make_two(first, index, tried)
            if cost < best:
                hold, best = tried, cost
            if best <= page.GOOD:
                break
        if tried != hold:
            self._make_two(first, index, hold)

    def _make_two(self, first: Made, index: int, hold: float) -> float:
        first.put_back()
        cost = self.make(index - 1, hold).cost
        if self.made[index - 1].resume_at is None or not self._follows(index):
            return float("inf")
        return cost + self.make(index).cost

    def may_improve(self, index: int) -> bool:
        """Whether the page is bad, and lines may move over to it from the page before."""
        return index - 1 in self.made and self.made[index].cost > page.GOOD and self._follows(index)

    def _follows(self, index: int) -> bool:
        resume_at, next_page, *_ = self.context.page_maker[index]
        return resume_at is not None and next_page["break"] == "any"


def make_all_pages(context: Any, root: Box, html: Any, pages: list[Box]) -> Iterator[Box]:
    """Hook: all pages; those of an earlier round that nothing has changed are kept."""
    if not isinstance(context, NotesContext):
        yield from internals.make_all_pages(context, root, html, pages)
        return
    context.rendered_notes = []
    index, going_on, new = 0, True, Round(context, root, html)
    while going_on:
        state = context.page_maker[index][-1]
        if not pages or state["content_changed"] or state["pages_wanted"]:
            new.make(index)
            if new.may_improve(index):
                new.improve(index)
            going_on = new.made[index].resume_at is not None or bool(context.reported_footnotes)
        else:
            going_on = context.page_maker[index + 1][0] is not None
        index += 1
    context.page_maker = context.page_maker[: index + 1]
    context.broken_out_of_flow.clear()
    context.reported_footnotes.clear()
    yield from (new.made[number].box if number in new.made else pages[number] for number in range(index))
