"""How far the units of a book are, and what is to be done next; shared by all hands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.weasy import joining
from pipeline.weasy.binding import Place
from pipeline.weasy.engine import Made
from pipeline.weasy.kept import Kept
from pipeline.weasy.pagination import Inseparable
from pipeline.weasy.passing import Entry, Laid, entries
from pipeline.weasy.piece import Piece
from pipeline.weasy.units import Unit

if TYPE_CHECKING:
    from pipeline.weasy.shop import Hand

MOST_TURNS = 8  # that page numbers may take to come to rest
MOST_HELD = 4  # units that a hand has laid out and not finished
_ELEMENT = 120  # letters that take as long to lay out as an element
_HEAVY = 1.25  # times as long as another unit


@dataclass(frozen=True, slots=True)
class _Task:
    """A unit to be laid out, or to be finished."""

    number: int
    entry: Entry
    is_last: bool  # whether it is to be finished


_Aside = Callable[["Hand"], object]  # what is done by a hand that would wait otherwise


class Progress:
    """The units in order: laid out or not, finished for which entry, and by whom."""

    def __init__(
        self, cut: Sequence[Unit], kept: Kept, ending: Callable[[int], object] | None = None
    ) -> None:
        """`ending` is called once, when only the last units are not finished, with the number of pages that
        were made anew."""
        self.units, self.kept, self._ending = cut, kept, ending
        self._bound: set[tuple[bytes, int]] = set()  # pieces and their numbers in the file
        self.laid: list[Laid | None] = [kept.laid(unit) for unit in cut]
        self.made: list[tuple[Entry, Made] | None] = [None] * len(cut)
        self.fresh: set[int] = set()  # units that were made anew
        self._hands = 0
        self._busy: set[int] = set()
        self._holders: dict[int, Hand] = {}
        self._turns = [0] * len(cut)
        self._changed = threading.Condition()
        self._error: BaseException | None = None
        self._fetch()

    def waiting(self) -> list[Unit]:
        """The units that somebody could work on now."""
        with self._changed:
            numbers = {number for number, one in enumerate(self.laid) if one is None}
            numbers.update(number for number, _ in self._wanted())
            return [self.units[number] for number in sorted(numbers - self._busy)]

    def work(self, hand: Hand, before: Callable[[], None] = lambda: None) -> None:
        """Do what is to be done, until all is; the first error of any hand ends the work of all.

        `before` is called ahead of each task.
        """
        with self._changed:
            self._hands += 1
        while True:
            before()
            with self._changed:
                while (task := self._next(hand)) is None and not self._is_over():
                    self._changed.wait()
                if task is None:
                    return
                if isinstance(task, _Task):
                    self._busy.add(task.number)
            try:
                self._do(hand, task) if isinstance(task, _Task) else task(hand)
            except BaseException as error:
                with self._changed:
                    self._error = self._error or error
                    self._changed.notify_all()
                return

    def _do(self, hand: Hand, task: _Task) -> None:
        number, entry, unit = task.number, task.entry, self.units[task.number]
        old = self.kept.galley(unit)
        if task.is_last:
            made = hand.finish(number, unit, entry, old)
            self.kept.keep(unit, entry, made)
            made = replace(made, galley=None)
        else:
            laid = hand.lay_out(number, unit, entry, old)
        with self._changed:
            self._busy.discard(number)
            if task.is_last:
                self._holders.pop(number, None)
                self.fresh.add(number)
                self._take(number, entry, made)
            else:
                self._holders[number] = hand
                self.laid[number] = laid
            self._fetch()
            self._changed.notify_all()

    def finished(self) -> list[Made]:
        """All units."""
        if self._error:
            raise self._error
        if ending := self._last_call():
            ending()
        return [one[1] for one in self.made if one]

    def _wanted(self) -> list[tuple[int, Entry]]:
        """The units that can be finished now: what comes into them is known."""
        all_laid = all(self.laid)
        found = []
        for number, entry in enumerate(entries(self.units[0].guess, self.laid)):
            one, made = self.laid[number], self.made[number]
            waits = one is not None and len(entry.targets) < len(one.asks) and not all_laid
            if one is not None and not waits and not (made and made[0] == entry):
                found.append((number, entry))
        return found

    def _fetch(self) -> None:
        """Take what was kept instead of making it."""
        fetched = True
        while fetched:
            fetched = False
            for number, entry in self._wanted():
                if number in self._busy or number in self._holders:
                    continue
                if made := self.kept.made(self.units[number], entry):
                    # What it passes on may be another thing than it passed on last.
                    self._take(number, entry, made)
                    fetched = True
                    break

    def _take(self, number: int, entry: Entry, made: Made) -> None:
        self._turns[number] += 1
        if self._turns[number] > MOST_TURNS:
            raise Inseparable("the page numbers do not come to rest")
        self.laid[number], self.made[number] = made.laid, (entry, made)

    def _next(self, hand: Hand) -> _Task | _Aside | None:
        task = self._task(hand)
        is_alone = self._hands < 2 and self._is_over()  # binding is nothing to be shared out then
        return task or (None if self._error or is_alone else self._meanwhile())

    def _meanwhile(self) -> _Aside | None:
        """What brings the end nearer, for a hand that can do nothing for a unit now."""
        if all(self.laid) and (ending := self._last_call()):
            return lambda _: ending()
        first: list[Made] = []
        for one in self.made:
            if one is None:
                break
            first.append(one[1])
        for piece, place in joining.placed([one.piece for one in first]):
            if (key := (piece.digest, place.number)) not in self._bound:
                self._bound.add(key)
                return partial(self._bind, piece, place)
        return None

    def _bind(self, piece: Piece, place: Place, hand: Hand) -> None:
        self.kept.bound(piece, place, hand.bind)

    def _last_call(self) -> Callable[[], object] | None:
        """What is to be called at the end, if it was not yet."""
        ending, self._ending = self._ending, None
        pages = sum(one.pages for number, one in enumerate(self.laid) if one and self._is_new(number))
        return ending and partial(ending, pages)

    def _is_new(self, number: int) -> bool:
        return number in self.fresh or self.made[number] is None

    def _task(self, hand: Hand) -> _Task | None:
        if self._error:
            return None
        wanted = [one for one in self._wanted() if one[0] not in self._busy]
        for number, entry in wanted:
            if self._holders.get(number, hand) is hand:
                return _Task(number, entry, True)
        if sum(one is hand for one in self._holders.values()) >= MOST_HELD and (wanted or self._busy):
            return None
        left = [number for number, one in enumerate(self.laid) if one is None and number not in self._busy]
        if not left:
            return None
        # Of the last ones the heaviest goes first, or one hand would be about it while the others wait.
        heaviest = max(left, key=self._weight) if len(left) <= 2 * self._hands else left[0]
        is_heavy = self._weight(heaviest) > _HEAVY * self._weight(left[0])
        number = heaviest if is_heavy else left[0]
        return _Task(number, self.units[number].guess, False)

    def _weight(self, number: int) -> int:
        """How long a unit may take to lay out: its letters, and more for each element."""
        html = self.units[number].html
        return len(html) + _ELEMENT * html.count(b"</")

    def _is_over(self) -> bool:
        return bool(self._error) or not (self._wanted() or self._busy or not all(self.laid))
