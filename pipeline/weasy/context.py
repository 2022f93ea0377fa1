"""WeasyPrint's layout context, but with a note area whose last note may be cut.

The block layout asks it for every line with a call whether the note finds room (`layout_footnote`), takes
notes back with the lines that it drops (`unlayout_footnote`), and defers them (`report_footnote`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any

from pipeline.weasy import area as note_area
from pipeline.weasy.area import Cut, Fit, Size, Skip
from pipeline.weasy.internals import Dimension, LayoutContext, boxes, strut

Box = Any

MOST_CONTINUED = 0.75  # of the page, for notes that go on from the page before, unless CSS says otherwise
LEAST_BODY = 3  # lines of text on a page with a call


class NoteSet(list[Box]):
    """A list of notes with a fast `in`: the block layout asks for every box of every line."""

    def __init__(self, notes: Iterable[Box] = ()) -> None:
        super().__init__(notes)
        self._ids = {id(note) for note in self}

    def __contains__(self, note: object) -> bool:
        return id(note) in self._ids

    def append(self, note: Box) -> None:
        """Add the note, once."""
        if id(note) not in self._ids:
            self._ids.add(id(note))
            super().append(note)

    def remove(self, note: Box) -> None:
        """Drop the note, if it is there."""
        if id(note) in self._ids:
            self._ids.discard(id(note))
            super().remove(note)

    def copy(self) -> NoteSet:
        """The same notes in a new set."""
        return NoteSet(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to try a page; lengths in pixels.

    `reserve`: body kept free below every call. `hold`: body ends so much higher than notes ask for.
    `cap`: the most for notes that go on, as a share of the page. `interrupt`: of notes called in one line,
    an early one may be cut and the later ones follow it whole. `defer`: let notes start a page late.
    `notes_only`: a page of notes alone.
    """

    reserve: float = 0
    hold: float = 0
    cap: float | None = None
    interrupt: bool = False
    defer: bool = False
    notes_only: bool = False


@dataclass
class Attempt:
    """What is known of the page while it is laid out one way; thrown away with it."""

    plan: Plan = field(default_factory=Plan)
    position: float | None = None  # bottom of the last line asked for, with what must follow it
    cut: Cut | None = None
    busy: bool = False  # laying out notes, not the body
    lost: bool = False  # notes had been placed and were taken back
    blocked: bool = False  # a call came after the area was closed by a cut
    hidden: bool = False
    checked: Box = None  # the last note laid out, and overflow checks since
    checks: int = 0
    same_line: list[Box] = field(default_factory=list)  # notes of the line that was last asked for
    line_of_notes: float | None = None  # where that line ends
    root: Box = None
    box: Box = None  # the finished area
    interrupted: bool = False  # a whole note follows the cut one
    prepared: dict[int, Box] = field(default_factory=dict)
    sizes: dict[tuple[int, float], Size] = field(default_factory=dict)


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
    policies: list[tuple[Box, str]]
    line: float  # height of a line of body text, in pixels
    tries: int  # pages laid out once more
    # Ours, for the page.
    attempt: Attempt
    area: Box
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
        context.notes, context.unreachable, context.odd, context.policies = [], [], [], []
        context.carry, context.skips, context.order, context.names = {}, {}, {}, {}
        context.prepared, context.sizes = {}, {}
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
        if attempt.cut or self.reported_footnotes:
            attempt.blocked = overflow = True
        else:
            overflow = self._arrange(adding=True)
        if overflow and attempt.same_line and not self.reported_footnotes:
            attempt.blocked = True
            overflow = not (attempt.plan.interrupt and self._interrupt(note))
        attempt.same_line.append(note)
        attempt.checked, attempt.checks = note, 0
        if overflow and attempt.plan.defer and attempt.position is not None:
            self.policies.append((note, note.style["footnote_policy"]))
            note.style["footnote_policy"] = "auto"
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
            self.attempt.lost = True
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

    def restore_policies(self) -> None:
        """Undo what a plan that defers notes did to their styles."""
        for note, policy in self.policies:
            note.style["footnote_policy"] = policy
        self.policies = []

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
        """Cut an earlier note of the same line, so that this one and those between stand whole after it."""
        room = self._room(adding=True)
        if self.in_column or self.attempt.position is None:
            return False
        for earlier in reversed(self.attempt.same_line):
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
        if position is None:
            return self.most_continued
        top = self.area.page.content_box_y() + min(LEAST_BODY * self.line, self.area.page.height / 3)
        return float(self.area.position_y - max(position + self.attempt.plan.reserve, top))

    def _set_area_height(self, height: float) -> None:
        self.area.height = height
        if not self.in_column:
            taken = max(self.area.margin_height(), self.attempt.plan.hold)
            self.page_bottom = self.area.position_y - taken

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

    # The end of the page.

    def settle(self) -> None:
        """Make the notes of the page those that are called on it, and let late ones in where there is room.

        WeasyPrint sometimes forgets to take back the notes of boxes that it drops (table rows that cannot be
        broken), and to lay out the notes of lines that it keeps.
        """
        root = self.attempt.root
        calls = {id(box.footnote) for box in root.descendants() if box.footnote} if root else set()
        here = calls | self.pending
        for note in [note for note in self._current if id(note) not in here]:
            self._drop(note)
            self.footnotes.append(note)
        for note in [note for note in self.reported_footnotes if id(note) not in here]:
            self.footnotes.append(note)
        late = [note for note in self.reported_footnotes if id(note) in here]
        for note in [note for note in self.footnotes if id(note) in calls]:
            self.footnotes.remove(note)
            late.append(note)
        self.reported_footnotes = sorted(late, key=lambda note: self.order[id(note)])
        room = self.area.position_y - self.body_bottom()
        self._let_out(room)
        self._let_in(room)

    def _let_out(self, room: float) -> None:
        """Defer the last notes where the text ends lower than it was told to: columns do not ask again."""
        if self.attempt.cut:
            return
        late = []
        while self._current and self.area.margin_height() > room + 0.5:
            found = note_area.fit(self, self._current, room)
            if found is None and len(self._current) == 1 and id(self._current[0]) in self.pending:
                found = note_area.fit(self, self._current, room, must=True)
            if found is not None:
                self.attempt.cut = found.cut
                self._set_area_height(found.height)
                break
            late.append(self._current.pop())
            left = note_area.fit(self, self._current, inf) if self._current else Fit(-self.decoration)
            assert left
            self._set_area_height(left.height)
        self.reported_footnotes = sorted(
            [*late, *self.reported_footnotes], key=lambda note: self.order[id(note)]
        )

    def _let_in(self, room: float) -> None:
        while self.reported_footnotes and not self.attempt.cut:
            notes = sorted(
                [*self._current, self.reported_footnotes[0]], key=lambda note: self.order[id(note)]
            )
            found = note_area.fit(self, notes, room)
            if found is None or (found.cut and notes[-1] is not self.reported_footnotes[0]):
                return
            self._current, self.reported_footnotes = notes, self.reported_footnotes[1:]
            self.attempt.cut = found.cut

    def finish_area(self, absolute_boxes: list[Box]) -> Box:
        """The area laid out for good; a cut note takes all that the body has left."""
        notes, after, cut = self._current, [], self.attempt.cut
        rooms, tail = [inf], 0.0
        if cut:
            index = next(i for i, note in enumerate(notes) if note is cut.note)
            notes, after = notes[: index + 1], notes[index + 1 :]
            tail = note_area.whole(self, after)
            # At least the room that gave the cut, to find it again.
            rest = self.area.position_y - self.body_bottom() - tail
            rooms = [max(rest, cut.room), cut.room, cut.room + 0.01, inf]
        placeholders: list[Box] = []
        must = bool(cut and cut.must)
        for room in rooms:
            placeholders = []
            box, resume_at = note_area.lay_out(self, notes, room, must, True, placeholders)
            if box is None:
                continue
            index, inner = next(iter(resume_at.items())) if resume_at else (len(notes) - 1, None)
            if index == len(notes) - 1 and (inner or not resume_at):
                break
        lines = note_area.lines(box.children[-1])
        self.attempt.cut = Cut(notes[-1], inner, room, must, lines) if inner else None
        self.attempt.interrupted = bool(inner and after)
        if after:
            note_area.append(self, box, after, placeholders)
        absolute_boxes.extend(placeholders)
        self.attempt.box = box
        return box

    def body_bottom(self) -> float:
        """Where the text of the page ends."""
        top = self.area.page.content_box_y()
        if self.attempt.root is None:
            return float(top)
        return float(max([top, *_bottoms(self.attempt.root)]))

    def find_line_height(self, root: Box) -> None:
        """Set `line` to the line height that most of the text has, in pixels."""
        weights: dict[float, int] = {}
        for box in root.descendants():
            if isinstance(box, boxes.TextBox):
                height = strut(box.style)[0]
                weights[height] = weights.get(height, 0) + len(box.text)
        if weights:
            self.line = max(weights, key=lambda height: (weights[height], height)) or self.line


def _bottoms(root: Box) -> Iterator[float]:
    for box in note_area.flow(root):
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox | boxes.TableBox):
            yield box.position_y + box.height
        elif box.is_floated():
            yield box.position_y + box.margin_height()


__all__ = ["Attempt", "NoteSet", "NotesContext", "Plan", "Skip"]
