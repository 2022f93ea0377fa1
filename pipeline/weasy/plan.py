"""The ends of several pages chosen together, those of least cost in all, as TeX chooses the ends of lines.

Pure: lines and heights of notes in, ends of pages out. What it says is a proposal; the pages are then laid
out that way, and kept only where they are really better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from pipeline.weasy.shape import Shape
from pipeline.weasy.strip import Break, Key, Piece, Strip, key

WIDEST = 60  # states of a page that are followed: more than real books have

GOOD = 3.0  # lines of gap that nothing need be done about
TALL = 1.5  # more, for every line of a gap over three
SHORT = 4.0  # lines, for every such gap
THIN = 1.0  # line, for a part of a note with fewer than three lines
INTERRUPTED = 2.0  # lines, for a note that goes on on the next page although one of its line stands below it
SCATTERED = 6.0  # lines, for one that goes on although notes of later lines stand below it
MISLEADING = 6.0  # lines, for one of these two whose last line here ends a sentence
CROWDED = 6.0  # lines, for every line of text missing to three on a page with notes
ALONE = 16.0  # lines, for a page that holds notes alone
PROLONGED = 4.0  # lines, for a note that goes on once more although its rest had found room

LEAST_BODY = 3  # lines of text on a page with a call


class Rest(NamedTuple):
    """What is left of a note for the next page, in lines; no note: nothing."""

    note: int = 0
    lines: int = 0


class State(NamedTuple):
    """How a page begins: with this piece of the strip, and the rest of that note."""

    start: int
    rest: Rest = Rest()


@dataclass(frozen=True, slots=True)
class End:
    """How a page ends: before this piece, the note that is cut, and its rest."""

    state: State
    depth: float  # of the text, in pixels
    cost: float  # in lines
    ending: Break
    cut: int | None = None
    held: bool = False  # by what follows: see `is_held`


@dataclass(frozen=True, slots=True)
class Task:
    """All that the plan is made from; lengths in pixels."""

    strip: Strip
    notes: Mapping[int, Shape]
    begin: State
    heights: list[float]  # of the text area, page by page
    lead: float  # above the first piece of the first page
    decoration: float  # of the note area
    continued: float  # the most for a note that goes on
    line: float
    known: Mapping[tuple[int, State], float]  # page and state -> cost of going on as before
    level: int = 0  # the first page, counted from that of the strip


def cheapest(task: Task) -> tuple[list[End], float] | None:
    """The ends of the pages, down to the strip's end or to a state that is known; and the cost in lines."""
    states: dict[State, tuple[float, State | None, End | None]] = {task.begin: (0.0, None, None)}
    levels = [states]
    best: tuple[float, int, State] | None = None
    last = len(task.strip.pieces)
    for level in range(task.level, len(task.heights) + 2):
        for state, (cost, *_) in states.items():
            goes_on = task.known.get((level, state), inf)
            if state == State(last):
                goes_on = 0.0
            if best is None or cost + goes_on < best[0]:
                best = cost + goes_on, level, state
        following: dict[State, tuple[float, State | None, End | None]] = {}
        for state, (cost, *_) in sorted(states.items(), key=lambda item: item[1][0])[:WIDEST]:
            if best is not None and cost >= best[0]:
                break
            for end in _ends(task, state, level):
                total = cost + end.cost
                if total < following.get(end.state, (inf,))[0]:
                    following[end.state] = total, state, end
        if not following:
            break
        states = following
        levels.append(states)
    return _path(task, levels, best) if best is not None and best[0] < inf else None


def _path(
    task: Task,
    levels: list[dict[State, tuple[float, State | None, End | None]]],
    best: tuple[float, int, State],
) -> tuple[list[End], float]:
    cost, level, state = best
    ends = []
    while level > task.level:
        _, before, end = levels[level - task.level][state]
        assert before is not None
        assert end is not None
        ends.append(end)
        level, state = level - 1, before
    return ends[::-1], cost


def _ends(task: Task, begin: State, level: int) -> Iterator[End]:
    """All ways in which a page that begins so may end."""
    pieces, breaks = task.strip.pieces, task.strip.breaks
    height = task.heights[min(level, len(task.heights) - 1)]
    waiting = _waiting(task, begin.rest)
    top = pieces[begin.start].top - (0.0 if level else task.lead) if begin.start < len(pieces) else 0.0
    called: list[tuple[int, int]] = []  # note, piece
    if begin.start == len(pieces):
        yield End(State(begin.start), 0.0, ALONE, Break())
    for at in range(begin.start, len(pieces)):
        depth = pieces[at].bottom - top
        called += [(note, at) for note in pieces[at].notes]
        if depth > height + 0.1 or (waiting > task.continued and called):
            return
        total = waiting + sum(task.notes[note].height for note, _ in called)
        room = height - depth - (task.decoration if total else 0.0)
        ending = breaks[at]
        if ending is None:
            continue
        final = at + 1 == len(pieces)
        cost = ending.cost
        if total and not final and at + 1 - begin.start < LEAST_BODY and pieces[at].is_line:
            cost += CROWDED * (LEAST_BODY - (at + 1 - begin.start))
        if total <= room + 0.1:
            gap = 0.0 if final else (room - total) / task.line
            held = is_held(task, at, gap)
            yield End(State(at + 1), depth, cost + price(gap, held), ending, held=held)
            continue
        for note, rest, left, fine in _cuts(task, begin.rest, called, total - room):
            gap = max(room - total + left, 0) / task.line
            yield End(State(at + 1, Rest(note, rest)), depth, cost + fine + price(gap), ending, note)


def _waiting(task: Task, rest: Rest) -> float:
    shape = task.notes.get(rest.note)
    return shape.rest(len(shape.lines) - rest.lines) if shape and rest.lines else 0.0


def _cuts(
    task: Task, waiting: Rest, called: list[tuple[int, int]], over: float
) -> Iterator[tuple[int, int, float, float]]:
    """The notes that may be cut: lines and pixels for the next page, and what it costs."""
    if not called and waiting.lines:
        shape = task.notes[waiting.note]
        first = len(shape.lines) - waiting.lines
        if part := shape.part(first, over):
            fine = PROLONGED * (_waiting(task, waiting) <= task.continued)
            fine += THIN * (part.last - first < LEAST_BODY)
            yield waiting.note, len(shape.lines) - part.last, part.left, fine
    for rank, (note, piece) in enumerate(reversed(called)):
        shape = task.notes[note]
        if part := shape.part(0, over):
            fine = THIN * (part.last < LEAST_BODY)
            if rank:
                fine += INTERRUPTED if piece == called[-1][1] else SCATTERED
                fine += MISLEADING * part.closed
            yield note, len(shape.lines) - part.last, part.left, fine


def is_held(task: Task, at: int, gap: float) -> bool:
    """Whether nothing that follows piece `at` could stand in a gap of so many lines below it.

    A heading with the first lines below it, a picture, a row: whoever turns the page sees why it has ended.
    """
    pieces, breaks = task.strip.pieces, task.strip.breaks
    called: list[int] = []
    for until in range(at + 1, len(pieces)):
        called += pieces[until].notes
        if pieces[until].bottom - pieces[at].bottom + _least(task, called) > gap * task.line:
            break
        ending = breaks[until]
        if ending is not None and not ending.cost:
            return False
    else:
        return False
    after = pieces[at + 1 : until + 1]
    one = all(piece.is_line and _block(piece) == _block(after[0]) for piece in after)
    return not one or len(after) > LEAST_BODY


def _block(piece: Piece) -> list[Key]:
    return [key(box) for box in piece.holders[-1:]]


def _least(task: Task, called: list[int]) -> float:
    """The least height that these notes take: one of them cut as early as may be."""
    shapes = [task.notes[note] for note in called]
    return sum(shape.height for shape in shapes) - max((shape.most_left for shape in shapes), default=0.0)


def price(gap: float, held: bool = False) -> float:
    """What a gap of so many lines above the notes costs; if `held`, see `is_held`."""
    return gap + (TALL * (gap - GOOD) + SHORT if gap > GOOD and not held else 0)
