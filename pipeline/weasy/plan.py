"""The ends of several pages chosen together, those of least cost in all, as TeX chooses the ends of lines.

Pure: lines and heights of notes in, ends of pages out. What it says is a proposal; the pages are then laid
out that way, and kept only where they are really better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf
from typing import NamedTuple

from pipeline.weasy.strip import Break, Strip

WIDEST = 60  # states of a page that are followed: more than real books have

GOOD = 3.0  # lines of gap that nothing need be done about
TALL = 1.5  # more, for every line of a gap over three
SHORT = 4.0  # lines, for every such gap
THIN = 1.0  # line, for a part of a note with fewer than three lines
INTERRUPTED = 2.0  # lines, for a note that goes on on the next page although one of its line stands below it
SCATTERED = 6.0  # lines, for one that goes on although notes of later lines stand below it
MISLEADING = 6.0  # lines, for one of these two whose last line here ends a sentence
CROWDED = 6.0  # lines, for every line of text missing to three on a page with notes
ALONE = 4.0  # lines, for a page that holds notes alone

LEAST_LINES = 2  # of a note, before and after a cut
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


@dataclass(frozen=True, slots=True)
class Task:
    """All that the plan is made from; lengths in pixels."""

    strip: Strip
    notes: Mapping[int, tuple[float, int]]  # height and lines of every note
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
    waiting = begin.rest.lines * _line(task, begin.rest.note) if begin.rest.lines else 0.0
    top = pieces[begin.start].top - (0.0 if level else task.lead) if begin.start < len(pieces) else 0.0
    called: list[tuple[int, int]] = []  # note, piece
    if begin.start == len(pieces):
        yield End(State(begin.start), 0.0, ALONE, Break())
    for at in range(begin.start, len(pieces)):
        depth = pieces[at].bottom - top
        called += [(note, at) for note in pieces[at].notes]
        if depth > height + 0.1 or (waiting > task.continued and called):
            return
        total = waiting + sum(task.notes[note][0] for note, _ in called)
        room = height - depth - (task.decoration if total else 0.0)
        ending = breaks[at]
        if ending is None:
            continue
        final = at + 1 == len(pieces)
        crowded = 0.0
        if total and not final and at + 1 - begin.start < LEAST_BODY and pieces[at].is_line:
            crowded = CROWDED * (LEAST_BODY - (at + 1 - begin.start))
        cost = ending.cost + crowded
        if total <= room + 0.1:
            gap = 0.0 if final else (room - total) / task.line
            yield End(State(at + 1), depth, cost + price(gap), ending)
            continue
        for note, rest, shown, fine in _cuts(task, begin.rest, called, total - room):
            gap = (room - total + rest * _line(task, note)) / task.line
            fine += THIN * (shown < LEAST_BODY)
            yield End(State(at + 1, Rest(note, rest)), depth, cost + fine + price(max(gap, 0)), ending, note)


def _cuts(
    task: Task, waiting: Rest, called: list[tuple[int, int]], over: float
) -> Iterator[tuple[int, int, int, float]]:
    """The notes that may be cut: lines for the next page, lines that stay, and what it costs."""
    if not called:
        if waiting.lines:
            rest = max(LEAST_LINES, ceil(over / _line(task, waiting.note) - 0.01))
            if waiting.lines - rest >= LEAST_LINES:
                yield waiting.note, rest, waiting.lines - rest, 0.0
        return
    for rank, (note, piece) in enumerate(reversed(called)):
        lines = task.notes[note][1]
        rest = max(LEAST_LINES, ceil(over / _line(task, note) - 0.01))
        if lines - rest >= LEAST_LINES:
            fine = 0.0 if not rank else INTERRUPTED if piece == called[-1][1] else SCATTERED
            yield note, rest, lines - rest, fine


def price(gap: float) -> float:
    """What a gap of so many lines above the notes costs."""
    return gap + (TALL * (gap - GOOD) + SHORT if gap > GOOD else 0)


def _line(task: Task, note: int) -> float:
    height, lines = task.notes[note]
    return height / max(lines, 1)
