"""Pages of a unit that came out of the same text from the same state are taken as they were last time.

A page hangs on the state that it begins with (where in the flow, on which page, which notes wait, which are
yet to come, how it is planned) and on the blocks that its layout touches, with the one that comes next and
the first ones in that, which may force a break, so that a block is the last of those around it in both or in
none. All is told in nodes of the flow (`flow.py`), so that it can
be found again where blocks were put in or taken out before it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.weasy import likeness
from pipeline.weasy.attempt import Plan
from pipeline.weasy.context import NotesContext
from pipeline.weasy.facts import Facts
from pipeline.weasy.flow import Flow, NotPlainError, node_of, rows, stack
from pipeline.weasy.piece import Piece

Box = Any
Map = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Row:
    """A page that was made. `state`: what it began with; `first`, `last`: the nodes that it touched;
    `after`: what it passed on and what it cost."""

    state: str
    first: int
    last: int
    after: Mapping[str, Any]

    def plain(self) -> list[Any]:
        """As JSON."""
        return [self.state, self.first, self.last, self.after]


@dataclass
class Galley:
    """A unit as it was made: digests of its nodes, all pages that were tried, those that are in the book."""

    digests: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)  # see `sheets.py`
    piece: Piece | None = None
    faces: Mapping[str, bytes] = field(default_factory=dict)

    def plain(self) -> list[Any]:
        """As JSON."""
        return [self.digests, [row.plain() for row in self.rows], self.sheets]

    @classmethod
    def of(cls, told: Any, piece: Piece, faces: Mapping[str, bytes]) -> Galley:
        """From JSON, the unit's piece and the bytes of its fonts."""
        digests, rows_, sheets = told
        return cls(digests, [Row(*row) for row in rows_], sheets, piece, faces)


class Unmapped(Exception):
    """A node that the other flow has not."""


class Seams:
    """The pages of a unit as they are made, beside those of its last galley."""

    def __init__(self, context: NotesContext, flow: Flow, old: Galley) -> None:
        self.context, self.flow, self.old = context, flow, old
        self.new = Galley(likeness.digests(flow))
        self._begin, self._end = _common(old.digests, self.new.digests)
        self._known = {row.state: at for at, row in enumerate(old.rows)}

    # From one flow to the other.

    def _then(self, node: int) -> int:
        """The node's number in the old flow."""
        if node < self._begin:
            return node
        if node >= len(self.new.digests) - self._end:
            return node - len(self.new.digests) + len(self.old.digests)
        raise Unmapped

    def _now(self, node: int) -> int:
        """The number of an old node."""
        if node < self._begin:
            return node
        if node >= len(self.old.digests) - self._end:
            return node + len(self.new.digests) - len(self.old.digests)
        raise Unmapped

    def _holds(self, row: Row) -> bool:
        """Whether all that the page touched is as it was."""
        count = len(self.old.digests)
        if row.last + 1 < self._begin or (self._begin == count == len(self.new.digests)):
            return True
        return row.first >= count - self._end

    # A page.

    def facts(self, row: int | None) -> Facts | None:
        """What was told of the page in that row, if it was in the book."""
        for sheet in self.old.sheets:
            if row in sheet["rows"]:
                try:
                    return Facts.of(sheet["facts"][sheet["rows"].index(row)], self._note_now)
                except (Unmapped, LookupError):
                    return None
        return None

    def _note_now(self, place: Sequence[int]) -> int:
        return self.flow.notes[self._now(place[0]), place[1]]

    def known(self, index: int, plan: Plan | None) -> int | None:
        """The number of the old row that tells how the page at this index comes out."""
        try:
            at = self._known.get(json.dumps(self._state(index, plan, self._then), sort_keys=True))
            if at is None or not self._holds(self.old.rows[at]):
                return None
            self._after(self.old.rows[at].after)
        except (NotPlainError, Unmapped, LookupError):
            return None
        return at

    def _state(self, index: int, plan: Plan | None, node: Map) -> list[Any]:
        context = self.context
        resume_at, next_page, right_page, state, _ = context.page_maker[index]
        passed = self._passed(index, resume_at, next_page, state, node)
        return [index, right_page, passed, self._planned(plan, node)]

    def _passed(self, index: int, resume_at: Any, next_page: Any, state: Any, node: Map) -> list[Any]:
        context = self.context
        if context.broken_out_of_flow or any(context.running_elements.values()):
            raise NotPlainError
        quotes, values, scopes, groups = state
        notes, skips = context.carry.get(index, ([], {}))
        return [
            self._skip(resume_at, node),
            next_page["break"],
            next_page["page"],
            [list(quotes), copy.deepcopy(values), [sorted(scope) for scope in scopes]],
            [[name, length, self._skip(at, node)] for name, length, at in groups],
            [[self._note(id(note), node), rows(skips.get(note))] for note in notes],
            self._left(node),
        ]

    def _skip(self, skip: Any, node: Map) -> Any:
        code = self.flow.coded(skip)
        return code and [list(map(node, code[0])), code[1]]

    def _note(self, note: int, node: Map) -> list[int]:
        if note not in self.flow.places:
            raise NotPlainError
        at, number = self.flow.places[note]
        return [node(at), number]

    def _left(self, node: Map) -> list[int] | None:
        """The first of the notes that are yet to come: all from it on."""
        context = self.context
        left = sorted(context.order[id(note)] for note in context.footnotes)
        if left != list(range(len(context.notes) - len(left), len(context.notes))):
            raise NotPlainError
        return self._note(id(context.notes[left[0]]), node) if left else None

    def _planned(self, plan: Plan | None, node: Map) -> list[Any] | None:
        if plan is None:
            return None
        cut = None if plan.cut is None else self._note(plan.cut, node)
        loose = None if plan.ending.loose is None else node(node_of(plan.ending.loose))
        flags = plan.interrupt, plan.anywhere, plan.notes_only, plan.held
        return [plan.reserve, plan.hold, plan.cap, *flags, plan.floor, cut, plan.ending.cost, loose]

    def _after(self, after: Mapping[str, Any]) -> tuple[Any, ...]:
        """What the page passes on: the next state, the notes that wait, and those yet to come."""
        context = self.context
        skip, kind, name, (quotes, values, scopes), groups, carry, left = after["passed"]
        by_id = {id(note): note for note in context.notes}

        def path(code: Any) -> Any:
            return self.flow.skip(code and [list(map(self._now, code[0])), code[1]])

        def note(place: Any) -> Box:
            return by_id[self._note_now(place)]

        state = (
            list(quotes),
            copy.deepcopy(values),
            [set(scope) for scope in scopes],
            [[group, length, path(at)] for group, length, at in groups],
        )
        notes = [note(place) for place, _ in carry]
        skips = {one: stack(rest) for one, (_, rest) in zip(notes, carry, strict=True) if rest is not None}
        rank = context.order[id(note(left))] if left else len(context.notes)
        return path(skip), {"break": kind, "page": name}, state, notes, skips, context.notes[rank:]

    def take(self, index: int, at: int) -> Any:
        """Let the page be made as in the old row; where its text goes on."""
        context, after = self.context, self.old.rows[at].after
        resume_at, next_page, state, notes, skips, left = self._after(after)
        maker = context.page_maker
        remake = {
            "content_changed": resume_at is not None,
            "pages_wanted": False,
            "anchors": [],
            "content_lookups": [],
        }
        item = resume_at, next_page, not maker[index][2], state, remake
        if index + 1 >= len(maker):
            maker.append(item)
        elif maker[index + 1][:4] != item[:4]:
            maker[index + 1] = item
        context.carry[index + 1] = list(notes), dict(skips)
        context.reported_footnotes, context.skips = list(notes), dict(skips)
        context.footnotes = left
        context.names[index + 1] = after["name"]
        context.gap, context.fines = after["gap"], after["fines"]
        return resume_at

    def begun(self, index: int, plan: Plan | None) -> str | None:
        """The state of the page that is made next, to be noted with it."""
        self.context.touched = 0
        try:
            return json.dumps(self._state(index, plan, int), sort_keys=True)
        except NotPlainError:
            return None

    def note(self, index: int, state: str | None, page: Box, known: int | None) -> int | None:
        """Note the page that was made; its number among the new rows."""
        context = self.context
        maker = context.page_maker
        if state is None or (page is not None and not self._may_be_kept(index, page)):
            return None
        resume_at, next_page, _, page_state, _ = maker[index + 1]
        try:
            passed = self._passed(index + 1, resume_at, next_page, page_state, int)
        except NotPlainError:
            return None
        after = {
            "passed": passed,
            "gap": context.gap,
            "fines": context.fines,
            "name": context.names[index + 1],
        }
        begin = json.loads(state)[2][0]
        first = begin[0][-1] if begin else 0
        if page is None:
            assert known is not None
            last = self._now(self.old.rows[known].last)
        else:
            last = self._reach(context.touched)
        self.new.rows.append(Row(state, first, last, after))
        return len(self.new.rows) - 1

    def _reach(self, last: int) -> int:
        """The node before the last one that may force or forbid a break after this one.

        That is asked of the block that comes next, and of all that it begins with (CSS Fragmentation 3, 3.1).
        """
        while last + 2 < len(self.flow.nodes) and not self.flow.nodes[last + 1].is_leaf:
            last += 1
        return last

    def _may_be_kept(self, index: int, page: Box) -> bool:
        remake = self.context.page_maker[index][-1]
        changes = remake["content_changed"] or remake["pages_wanted"] or remake["content_lookups"]
        return not (changes or page.fixed_boxes)


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many of the first and of the last are the same; none is counted twice."""
    most = min(len(old), len(new))
    begin = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - begin) if old[-1 - at] != new[-1 - at]), most - begin)
    return begin, end
