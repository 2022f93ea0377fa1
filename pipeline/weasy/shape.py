"""A note as the plan of several pages sees it: where its lines stand, and where it may be cut. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_LINES = 2  # of a note, before and after a cut
BACK = 2  # lines that a cut is moved up at most, so that the page does not end with a sentence


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note, in pixels from the note's top."""

    top: float
    bottom: float
    may_end: bool = True  # the note may be cut below it
    closed: bool = False  # it ends a sentence


@dataclass(frozen=True, slots=True)
class Part:
    """What stands of a note on one page: down to before this line; pixels left for the next."""

    last: int
    left: float
    closed: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A note laid out without end."""

    height: float
    lines: Sequence[Line]

    @classmethod
    def even(cls, height: float, count: int) -> Shape:
        """A note of so many lines alike, which may be cut anywhere."""
        line = height / max(count, 1)
        return cls(height, [Line(number * line, (number + 1) * line) for number in range(count)])

    def rest(self, first: int) -> float:
        """The height of what follows, from this line on, in pixels."""
        return self.height - self.lines[first].top if first else self.height

    @property
    def most_left(self) -> float:
        """The most of it that may go on on the next page, in pixels."""
        ends = self.lines[LEAST_LINES - 1 : -LEAST_LINES]
        return next((self.height - line.bottom for line in ends if line.may_end), 0.0)

    def part(self, first: int, over: float) -> Part | None:
        """As much of the note from this line on as its page has room for: `over` pixels less than all.

        As `ending.py` cuts it: inside a sentence, if that takes no more than two lines.
        """
        start, whole = self.lines[first].top if first else 0.0, self.rest(first)
        fits = [
            last
            for last in range(first + LEAST_LINES, len(self.lines) - LEAST_LINES + 1)
            if self.lines[last - 1].may_end and self.lines[last - 1].bottom - start <= whole - over + 0.1
        ]
        if not fits:
            return None
        open_ = [last for last in fits[: -2 - BACK : -1] if not self.lines[last - 1].closed]
        last = open_[0] if open_ else fits[-1]
        end = self.lines[last - 1]
        return Part(last, whole - (end.bottom - start), end.closed)
