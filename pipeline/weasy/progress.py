"""How far the units of a book are, and what is to be done next; shared by all hands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.weasy.engine import Made
from pipeline.weasy.kept import Kept
from pipeline.weasy.pagination import Inseparable
from pipeline.weasy.passing import Entry, Laid, entries
from pipeline.weasy.units import Unit

if TYPE_CHECKING:
    from pipeline.weasy.shop import Hand

MOST_TURNS = 8  # that page numbers may take to come to rest
MOST_HELD = 4  # units that a hand has laid out and not finished

Task = tuple[int, Entry, bool]  # number of the unit, what comes in, whether it is to be finished


class Progress:
    """The units in order: laid out or not, finished for which entry, and by whom."""

    def __init__(self, cut: Sequence[Unit], kept: Kept) -> None:
        self.units, self.kept = cut, kept
        self.laid: list[Laid | None] = [kept.laid(unit) for unit in cut]
        self.made: list[tuple[Entry, Made] | None] = [None] * len(cut)
        self.fresh: set[int] = set()  # units that were made anew
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
        while True:
            before()
            with self._changed:
                while (task := self._task(hand)) is None and not self._is_over():
                    self._changed.wait()
                if task is None:
                    return
                self._busy.add(task[0])
            try:
                self._do(hand, task)
            except BaseException as error:
                with self._changed:
                    self._error = self._error or error
                    self._changed.notify_all()
                return

    def _do(self, hand: Hand, task: Task) -> None:
        number, entry, finishing = task
        unit = self.units[number]
        old = self.kept.galley(unit)
        if finishing:
            made = hand.finish(number, unit, entry, old)
            self.kept.keep(unit, entry, made)
            made = replace(made, galley=None)
        else:
            laid = hand.lay_out(number, unit, entry, old)
        with self._changed:
            self._busy.discard(number)
            if finishing:
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

    def _task(self, hand: Hand) -> Task | None:
        if self._error:
            return None
        wanted = [one for one in self._wanted() if one[0] not in self._busy]
        for number, entry in wanted:
            if self._holders.get(number, hand) is hand:
                return number, entry, True
        if sum(one is hand for one in self._holders.values()) >= MOST_HELD and (wanted or self._busy):
            return None
        for number, one in enumerate(self.laid):
            if one is None and number not in self._busy:
                return number, self.units[number].guess, False
        return None

    def _is_over(self) -> bool:
        return bool(self._error) or not (self._wanted() or self._busy or not all(self.laid))
