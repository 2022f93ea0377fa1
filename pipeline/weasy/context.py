"""WeasyPrint's layout context, but with a note area whose last note may be cut.

The block layout asks it for every line with a call whether the note finds room (`layout_footnote`), takes
notes back with the lines that it drops (`unlayout_footnote`), and defers them (`report_footnote`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

from pipeline.weasy import area as note_area
from pipeline.weasy.area import LEAST_BODY, Fit, Size, Skip
from pipeline.weasy.attempt import Attempt, NoteSet, Plan
from pipeline.weasy.flow import Flow
from pipeline.weasy.internals import Dimension, LayoutContext, strut
from pipeline.weasy.strip import Key, key

Box = Any

MOST_CONTINUED = 0.75  # of the page, for notes that go on from the page before, unless CSS says otherwise


class NotesContext(LayoutContext):  # type: ignore[misc]
    """A layout context that splits notes over pages."""

    # WeasyPrint's own, here with their types.
    reported_footnotes: list[Box]
    broken_out_of_flow: dict[Box, Any]
    in_column: bool
    page_bottom: float
    # Ours, for the whole document.
    html: Any
    notes: list[Box]  # in the order of their calls
    unreachable: list[Box]  # without a call
    odd: list[tuple[str, Box]]  # called from an odd place: code of the finding, note
    order: dict[int, int]  # id of a note -> its rank
    prepared: dict[int, Box]
    sizes: dict[tuple[int, float], Size]
    changing: set[int]  # ids of notes whose words depend on page numbers
    carry: dict[
        int, tuple[list[Box], dict[Box, Skip]]
    ]  # page index -> notes pending, where the cut one goes on
    names: dict[int, str]  # page number -> page name
    originals: dict[Key, Box]  # the boxes that pages hold copies of
    loosened: list[tuple[Box, Any]]  # paragraphs that a plan gave another style, with their own
    gap: float  # above the notes of the page made last, in lines
    fines: float  # all else that the page made last costs, in lines
    plan: Plan | None  # that the next page is made with
    planned: dict[int, tuple[Any, Plan]]  # page index -> where it begins, and the plan it was made with
    line: float  # height of a line of body text, in pixels
    tries: int  # pages laid out once more
    first: int  # index of the first page that is made; one before it stands for all pages before a unit
    last: Skip | None  # where a unit ends, before the end of the boxes
    is_left_to_right: bool
    flow: Flow | None  # the blocks of the unit
    remade: set[int]  # indices of pages made again in a later round
    first_round: Any  # of making its pages (`pages.Round`)
    seams: Any  # its pages beside those of the last time (`galley.Seams`), None where nothing is kept
    # Ours, for the page.
    touched: int  # the last node of the flow that its layout met
    attempt: Attempt
    area: Box
    areas: list[Box]  # of all pages that were tried; each knows its page, which knows it
    decoration: float  # height of the area's margins, borders and padding
    most_continued: float
    skips: dict[Box, Skip]  # where the note goes on that continues on this page
    pending: set[int]  # ids of notes called on earlier pages

    @classmethod
    def of(cls, context: Any) -> NotesContext:
        """The given plain context, made one that splits notes."""
        lists = {name: context.__dict__.pop(name) for name in ("footnotes", "current_page_footnotes")}
        context.__dict__.pop("current_footnote_area")
        context.__class__ = cls
        context.attempt = Attempt()
        context.footnotes = lists["footnotes"]
        context.current_page_footnotes = lists["current_page_footnotes"]
        context.html, context.line, context.tries = None, 16.0, 0
        context.first, context.last, context.is_left_to_right = 0, None, True
        context.notes, context.unreachable, context.odd, context.loosened = [], [], [], []
        context.originals, context.fines, context.gap = {}, 0.0, 0.0
        context.plan, context.planned = None, {}
        context.flow, context.seams, context.touched = None, None, 0
        context.first_round, context.remade = None, set()
        context.carry, context.skips, context.order, context.names = {}, {}, {}, {}
        context.prepared, context.sizes, context.areas = {}, {}, []
        context.pending, context.changing = set(), set()
        assert isinstance(context, NotesContext)
        return context

    # What WeasyPrint's page layout reads and writes.

    @property
    def footnotes(self) -> NoteSet:
        """Notes not yet laid out."""
        return self._footnotes

    @footnotes.setter
    def footnotes(self, notes: Iterable[Box]) -> None:
        self._footnotes = NoteSet(notes)

    @property
    def current_page_footnotes(self) -> list[Box]:
        """Notes of this page; hidden once after a refused report."""
        if self.attempt.hidden:
            self.attempt.hidden = False
            return []
        return self._current

    @current_page_footnotes.setter
    def current_page_footnotes(self, notes: list[Box]) -> None:
        self._current = notes

    @property
    def current_footnote_area(self) -> Box:
        """The unfinished area box of this page."""
        return self.area

    @current_footnote_area.setter
    def current_footnote_area(self, area: Box) -> None:
        self.area = area
        self.areas.append(area)
        for side in ("margin_top", "margin_bottom"):
            if getattr(area, side) == "auto":
                setattr(area, side, 0)
        self.decoration = (
            area.margin_top
            + area.margin_bottom
            + area.padding_top
            + area.padding_bottom
            + area.border_top_width
            + area.border_bottom_width
        )
        most = MOST_CONTINUED * area.page.height if area.max_height == inf else area.max_height
        if self.attempt.plan.cap is not None:
            most = self.attempt.plan.cap * area.page.height
        self.most_continued = min(most + self.decoration, area.page.height)
        area.style = area.style.copy()
        area.style["max_height"] = Dimension(inf, "px")
        area.style["box_decoration_break"] = "clone"
        # A side without a border has no border image: sums of heights leave it a hairline otherwise.
        sides = zip(("top", "right", "bottom", "left"), area.style["border_image_width"], strict=True)
        area.style["border_image_width"] = tuple(
            width if getattr(area, f"border_{side}_width") else 0 for side, width in sides
        )
        if self.skips:
            # The short separator is a border image; without it the plain border shows, full width.
            area.style["border_image_source"] = ("none", None)
        self._set_area_height(-self.decoration)

    def overflows_page(self, bottom_space: float, position_y: float) -> bool:
        """Tell whether the page ends above `position_y`, and remember where the last line was."""
        if not self.attempt.busy:
            self.attempt.position = position_y + bottom_space
            self.attempt.checks += 1
        return bool(super().overflows_page(bottom_space, position_y))

    # Notes come and go.

    def layout_footnote(self, note: Box) -> bool:
        """Take the note into the area; true when not even its first lines find room."""
        attempt = self.attempt
        if attempt.line_of_notes != attempt.position:
            attempt.line_of_notes, attempt.same_line = attempt.position, []
        self.footnotes.remove(note)
        self._current.append(note)
        overflow = True if attempt.cut or self.reported_footnotes else self._arrange(adding=True)
        plan = attempt.plan
        if overflow and not self.reported_footnotes:
            may = plan.interrupt and (attempt.same_line or plan.anywhere)
            if plan.cut is not None or may:
                overflow = not self._interrupt(note)
        attempt.same_line.append(note)
        attempt.checked, attempt.checks = note, 0
        return overflow

    def unlayout_footnote(self, note: Box) -> None:
        """Take the note back with its call."""
        # A pending note is called on an earlier page. The paragraph of its call may go on on this one,
        # and when that is dropped WeasyPrint takes back all notes of the paragraph.
        if note in self.footnotes or id(note) in self.pending:
            return
        self.footnotes.append(note)
        if any(note is other for other in self._current):
            self._drop(note)
            self._arrange()
        elif any(note is other for other in self.reported_footnotes):
            self.reported_footnotes = [other for other in self.reported_footnotes if other is not note]

    def report_footnote(self, note: Box) -> None:
        """Let the note start on the next page."""
        if not self.in_column and (self.attempt.checked is not note or self.attempt.checks > 1):
            # To keep an orphan line, WeasyPrint's _linebox_layout moves whole notes of earlier lines to
            # the next page, and then loses those of the line itself. Tell its loop that the page has no
            # notes: it moves lines instead.
            self.attempt.hidden = True
            return
        self._drop(note)
        self.reported_footnotes.append(note)
        self._arrange()

    def loosen(self, paragraph: Box) -> None:
        """Let a single line of the paragraph, and of no other, end or begin a page."""
        original = self.originals.get(key(paragraph))
        if original is not None:
            self.loosened.append((original, original.style))
            original.style = original.style.copy()  # paragraphs alike share theirs
            original.style["orphans"] = original.style["widows"] = 1

    def restore_styles(self) -> None:
        """Undo `loosen`."""
        for box, style in reversed(self.loosened):
            box.style = style
        self.loosened = []

    def _drop(self, note: Box) -> None:
        self._current = [other for other in self._current if other is not note]
        if self.attempt.cut and self.attempt.cut.note is note:
            self.attempt.cut = None

    # The area.

    def _update_footnote_area(self) -> bool:
        return self._arrange()

    def _arrange(self, adding: bool = False) -> bool:
        """Give the area the height of its notes; true when the note just added finds no room."""
        attempt, notes = self.attempt, self._current
        if attempt.cut and any(note is attempt.cut.note for note in notes):
            return True
        found: Fit | None = Fit(-self.decoration)
        overflow = False
        if notes:
            found = note_area.fit(self, notes, self._room(adding))
            if found is None and attempt.position is None and len(notes) == 1:
                found = note_area.fit(self, notes, self._room(adding), must=True)
            if found is None:
                overflow = True
                found = note_area.fit(self, notes[:-1], inf) if len(notes) > 1 else Fit(-self.decoration)
        assert found
        attempt.cut = found.cut
        self._set_area_height(found.height)
        return overflow

    def _interrupt(self, note: Box) -> bool:
        """Cut an earlier note, so that this one and those between stand whole after it.

        One of the same line, or of any line where the plan says so; never one that waited for this page.
        """
        room = self._room(adding=True)
        if self.in_column or self.attempt.position is None:
            return False
        called = [note for note in self._current[:-1] if id(note) not in self.pending]
        if self.attempt.plan.cut is not None:
            called = [note for note in called if id(note) == self.attempt.plan.cut]
        elif not self.attempt.plan.anywhere:
            called = self.attempt.same_line
        for earlier in reversed(called):
            index = next((i for i, other in enumerate(self._current) if other is earlier), None)
            if index is None:
                return False
            first, after = self._current[: index + 1], self._current[index + 1 :]
            tail = note_area.whole(self, after)
            found = note_area.fit(self, first, room - tail)
            if found and found.cut:
                self.attempt.cut = found.cut
                self._set_area_height(found.height + tail)
                return True
        return False

    def _room(self, adding: bool) -> float:
        position = self.attempt.position
        if self.in_column or not adding:
            return inf
        plan = self.attempt.plan
        if position is None:
            most = self.area.position_y - plan.floor + 0.1 if plan.floor else self.most_continued
            return float(min(most, self.most_continued))
        top = self.area.page.content_box_y() + min(LEAST_BODY * self.line, self.area.page.height / 3)
        return float(self.area.position_y - max(position + plan.reserve, top, plan.floor))

    def _set_area_height(self, height: float) -> None:
        self.area.height = height
        if not self.in_column:
            taken = max(self.area.margin_height(), self.attempt.plan.hold)
            self.page_bottom = self.area.position_y - taken
            if self.attempt.plan.floor:
                self.page_bottom = min(self.page_bottom, self.attempt.plan.floor + self.line / 2)

    @contextmanager
    def only_notes(self, bottom: float) -> Iterator[dict[Box, Any]]:
        """Lay out notes as if nothing else were on the page, down to `bottom`; gives their broken floats."""
        names = "page_bottom in_column forced_break broken_out_of_flow reported_footnotes _footnotes _current"
        saved = {name: getattr(self, name) for name in names.split()}
        self.page_bottom, self.in_column, self.attempt.busy = bottom, False, True
        self._current, self.reported_footnotes, self._footnotes = [], [], NoteSet()
        broken: dict[Box, Any] = {}
        self.broken_out_of_flow = broken
        try:
            yield broken
        finally:
            self.__dict__.update(saved)
            self.attempt.busy = False

    def find_line_height(self, root: Box) -> None:
        """Set `line` to the line height of the body's text, in pixels: the same for every part of a book."""
        body = next((box for box in root.children if box.element_tag == "body"), root)
        self.line = strut(body.style)[0] or self.line

    def ends(self, index: int) -> bool:
        """Whether the unit's last page stands before this one: nothing waits, no blank page is wanted."""
        resume_at, next_page, right_page, *_ = self.page_maker[index]
        if resume_at is None or resume_at != self.last or self.carry.get(index, ((), {}))[0]:
            return False
        side = next_page["break"]
        if side in ("recto", "verso"):
            side = "right" if (side == "recto") == self.is_left_to_right else "left"
        return side not in ("left", "right") or (side == "right") == right_page
