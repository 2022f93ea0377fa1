"""A whole book printed unit by unit: who lays out which, what passes from one to the next, what is kept.

The pages of a unit depend on those before only by what an `Entry` says. It is guessed first, so that units
are laid out side by side; when all before a unit are laid out, its entry is known, and it is finished, or
laid out again.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, Protocol
from xml.etree import ElementTree

from pipeline.cache import Cache
from pipeline.weasy import dress, log, report, units
from pipeline.weasy.binding import Bound, Place, bound
from pipeline.weasy.engine import Case, Made, join
from pipeline.weasy.galley import Galley
from pipeline.weasy.kept import Kept
from pipeline.weasy.pagination import Inseparable
from pipeline.weasy.passing import Entry, Laid
from pipeline.weasy.piece import Piece
from pipeline.weasy.printed import Changed, Printed
from pipeline.weasy.progress import Progress
from pipeline.weasy.units import Unit


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed, and in which dress."""

    html: Any  # xml.etree
    stylesheets: Sequence[str]
    resources: Mapping[str, bytes]
    identifier: bytes | None = None
    tagged: bool = True

    def case(self) -> Case:
        """All that units are made with."""
        return Case(self.stylesheets, self.resources, self.tagged)


class Hand(Protocol):
    """Whoever lays out and finishes units, each in its own time."""

    def lay_out(self, number: int, unit: Unit, entry: Entry, old: Galley | None) -> Laid:
        """See `Case.lay_out`."""

    def finish(self, number: int, unit: Unit, entry: Entry, old: Galley | None) -> Made:
        """See `Case.finish`."""

    def bind(self, piece: Piece, place: Place) -> Bound:
        """See `binding.bound`."""


WORTH = 60_000  # bytes of text, some ten pages, that are worth a process of their own

Hire = Callable[[Order], AbstractContextManager[Hand]]


def render(
    html: Any,
    stylesheets: Sequence[str],
    resources: Mapping[str, bytes],
    identifier: bytes | None = None,
    tagged: bool = True,
    *,
    by_units: bool = True,
    cache: Cache | None = None,
    hire: Hire | None = None,
    most_hands: int = 1,
    changed: Callable[[Changed], None] | None = None,
    ending: Callable[[int], object] | None = None,
    ready: Case | None = None,
) -> Printed:
    """The document printed; with `hire`, by up to so many hands besides this process.

    `html` may be XML too; `ready` is taken if it is of this dress (see `dress.ready`).
    `changed` gets the pages that are not as they were, before the whole is joined, where these are the lesser
    part. `ending` is called with the number of pages that are made anew, a little before all are.
    """
    plain = ElementTree.fromstring(html) if isinstance(html, bytes) else units.plain(html)
    order = Order(plain, stylesheets, resources, identifier, tagged)
    own = stylesheets, resources, tagged
    fitting = ready if ready and dress.fits(ready, *own) else None
    if cache and not fitting:
        dress.keep(cache, *own)
    shop = Shop(order, Kept.of(cache, *own), hire, most_hands, fitting)
    if by_units and units.may_be_cut(stylesheets):
        try:
            return shop.printed(shop.cut(), changed, ending)
        except Inseparable:
            if fitting:
                fitting.in_hand.clear()  # units by their numbers, which are another's now
            shop = Shop(order, shop.kept, None, 1, fitting)
    return shop.printed(units.one(order.html))


def _size(cut: Sequence[Unit]) -> int:
    return sum(len(unit.html) for unit in cut)


class _Here:
    """This process as a hand."""

    def __init__(self, case: Callable[[], Case]) -> None:
        self._case = case

    def lay_out(self, number: int, unit: Unit, entry: Entry, old: Galley | None) -> Laid:
        return self._case().lay_out(number, unit, entry, old)

    def finish(self, number: int, unit: Unit, entry: Entry, old: Galley | None) -> Made:
        return self._case().finish(number, unit, entry, old)

    def bind(self, piece: Piece, place: Place) -> Bound:
        return bound(piece, place)


class Shop:
    """The printing of one order."""

    def __init__(
        self, order: Order, kept: Kept, hire: Hire | None, most_hands: int, ready: Case | None = None
    ) -> None:
        self.order, self.kept, self.hire, self.most_hands = order, kept, hire, most_hands
        self._case = ready

    def case(self) -> Case:
        """The case of this process, filled when it is first needed."""
        if self._case is None:
            self._case = self.order.case()
        return self._case

    def cut(self) -> list[Unit]:
        """The units of the book."""
        skeleton = units.skeleton(self.order.html)
        starts = self.kept.starts(skeleton)
        if starts is None:
            starts = self.case().breaks(skeleton)
            self.kept.keep_starts(skeleton, starts)
        return units.cut(self.order.html, starts)

    def printed(
        self,
        cut: Sequence[Unit],
        changed: Callable[[Changed], None] | None = None,
        ending: Callable[[int], object] | None = None,
    ) -> Printed:
        """The book of these units, as a file."""
        progress = Progress(cut, self.kept, ending)
        with ExitStack() as stack:
            threads: list[threading.Thread] = []

            def hire() -> None:
                waiting = progress.waiting()
                wanted = min(self.most_hands, len(waiting) - 1, _size(waiting) // WORTH)
                while self.hire and len(threads) < wanted:
                    hand = stack.enter_context(self.hire(self.order))
                    threads.append(threading.Thread(target=progress.work, args=(hand,), daemon=True))
                    threads[-1].start()

            progress.work(_Here(self.case), before=hire)
            for thread in threads:
                thread.join()
        made = progress.finished()
        if changed and 0 < len(progress.fresh) < len(made) / 2:
            changed(self._changed(made, sorted(progress.fresh)))
        _check_places(made)
        pdf = join(_head(self.order.html), made, self.order.identifier, self.kept.face(made), self.kept.bound)
        return _told(pdf, made, *self._about_style())

    def _changed(self, made: Sequence[Made], fresh: Sequence[int]) -> Changed:
        """The pages of the fresh units."""
        pages = [sum(one.laid.pages for one in made[:number]) for number in (fresh[0], fresh[-1] + 1)]
        units = [made[number] for number in fresh]
        pdf = join(_head(self.order.html), units, self.order.identifier, self.kept.face(units))
        return Changed(pdf, pages[0] + 1, pages[1])

    def _about_style(self) -> tuple[list[str], list[str]]:
        found = self.kept.about_style()
        if found is None:
            found = list(self.case().told), list(self.case().fetcher.refused)
            self.kept.keep_about_style(found)
        return found


def _head(html: Any) -> Any:
    head = units.shell(html)
    head.extend(copy.deepcopy(part) for part in html if part.tag == "head")
    return head


def _check_places(made: Sequence[Made]) -> None:
    """Refuse to join units that name places which no unit has, or letters without glyphs that clash."""
    places = {name for one in made for name, _ in one.piece.head["names"]}
    if len(made) > 1 and any(not places.issuperset(one.piece.head["foreign"]) for one in made):
        raise Inseparable("a place that is named is on no page")
    glyphs: dict[tuple[str, int], int] = {}
    for one in made:
        for font in one.piece.head["fonts"]:
            for letter, glyph in font["missing"]:
                if glyphs.setdefault((font["hash"], glyph), letter) != letter:
                    raise Inseparable("glyphs that are missing are numbered one after another")


def _told(pdf: bytes, made: Sequence[Made], about_style: list[str], refused_it: list[str]) -> Printed:
    """The file with its notes and findings."""
    before = [0]
    for one in made:
        before.append(before[-1] + one.laid.pages)
    notes, findings = report.told(zip(before, (one.notes for one in made), strict=False))
    messages = dict.fromkeys([*about_style, *(line for one in made for line in one.messages)])
    refused = dict.fromkeys([*refused_it, *(url for one in made for url in one.refused)])
    every = (*findings, *log.findings(messages, refused), *report.refused(refused))
    return Printed(pdf, before[-1], notes, every)
