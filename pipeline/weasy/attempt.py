"""What is known of a page while it is laid out one way: the plan, the notes met, the cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.weasy.area import Cut, Size
from pipeline.weasy.strip import Break

Box = Any


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
    an early one may be cut and the later ones follow it whole; `anywhere`: of notes called in several lines
    too. `notes_only`: a page of notes alone.

    Where several pages are planned together (`plan.py`): `floor` is where the text ends, `cut` the id of the
    note that is cut, `ending` the end of the page, with what it costs; `held` if what follows finds no room.
    """

    reserve: float = 0
    hold: float = 0
    cap: float | None = None
    interrupt: bool = False
    anywhere: bool = False
    notes_only: bool = False
    floor: float = 0
    cut: int | None = None
    ending: Break = Break()  # noqa: RUF009
    held: bool = False


@dataclass
class Attempt:
    """What is known of the page while it is laid out one way; thrown away with it."""

    plan: Plan = field(default_factory=Plan)
    position: float | None = None  # bottom of the last line asked for, with what must follow it
    cut: Cut | None = None
    busy: bool = False  # laying out notes, not the body
    hidden: bool = False
    checked: Box = None  # the last note laid out, and overflow checks since
    checks: int = 0
    same_line: list[Box] = field(default_factory=list)  # notes of the line that was last asked for
    line_of_notes: float | None = None  # where that line ends
    root: Box = None
    box: Box = None  # the finished area
    interrupted: bool = False  # a whole note follows the cut one
    misleading: bool = False  # the cut one seems to be over
    prepared: dict[int, Box] = field(default_factory=dict)
    sizes: dict[tuple[int, float], Size] = field(default_factory=dict)
