"""Which form each cited work gets — full, short, ibid. — and why.

Citeproc decides by itself (CSL 1.0.2, "Locators and position"; its `getPosition`), and this tells what it
decides. In one thing it is overruled: the Chicago Manual's "ibid." points to the note just before, and no
reader looks for that in another chapter. Where citeproc would print one in a chapter's first citation, a
**mute** goes before it: the same work cited twice in one breath, after which citeproc never says "Ibid.";
its words are thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import tree
from pipeline.citations.gather import Spot
from pipeline.model import Use

FULL, SHORT, IBID, IN_TEXT, MISSING = "full", "short", "ibid", "in text", "missing"
# What follows the key up to a locator: ", p. 12", "fol. 2r", "§ 4", "xii".
_LOCATOR = re.compile(r"^\s*,?\s*(?:[^\W\d]{1,12}\.?\s+|[§¶]+\s*){0,2}(?=\S*\d|[ivxlcdmIVXLCDM]+\b)\S")


@dataclass(frozen=True, slots=True)
class _Last:
    """The last time that a work was cited, as citeproc remembers it."""

    group: int
    item: int
    note: int
    alone: bool
    located: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The uses in order; the spots that need a mute before them, with the note number that it carries."""

    uses: tuple[Use, ...]
    mutes: dict[int, int]


def has_locator(suffix: str) -> bool:
    """Whether what follows a key names a page or another place in the work."""
    return bool(_LOCATOR.match(suffix))


def plan(
    spots: Sequence[Spot],
    units: Sequence[int],
    known: frozenset[str],
    *,
    notes: bool,
    ibid: bool,
    short: bool,
) -> Plan:
    """Form and reason for each cited work. `units[i]` is the part of the book in which spot `i` stands:
    with a new one the first citation is a first again. `notes`, `ibid` and `short` tell of the style."""
    planner = _Planner(known, notes, ibid, short)
    for at, spot in enumerate(spots):
        before = spots[at - 1] if at else None
        if before is None or units[at] != units[at - 1]:
            planner.last = {}
        planner.cite(at, spot, before is not None and before.chapter != spot.chapter)
    return Plan(tuple(planner.uses), planner.mutes)


class _Planner:
    """Goes through the citations and remembers what citeproc remembers."""

    def __init__(self, known: frozenset[str], notes: bool, ibid: bool, short: bool) -> None:
        self.known, self.notes, self.ibid, self.short = known, notes, ibid, short
        self.uses: list[Use] = []
        self.mutes: dict[int, int] = {}
        self.last: dict[str, _Last] = {}
        self.sources: dict[tuple[bool, int], set[str]] = {}
        self.group = 0

    def cite(self, at: int, spot: Spot, new_chapter: bool) -> None:
        """One citation, with all the works in it."""
        self.group += 1
        apart = spot.chapter < 0
        for item, key in enumerate(spot.keys):
            suffix = tree.stringify(spot.citations[item]["citationSuffix"])
            located = has_locator(suffix)
            seen = self.last.get(key)
            ibid = (
                seen is not None and self.says_ibid(seen, spot, item) and not (seen.located and not located)
            )
            if ibid and new_chapter and item == 0 and seen is not None:
                self.mutes[at] = seen.note
                self.group += 1
                ibid = False
            form, why = self.form(key, seen, ibid, spot)
            locator = suffix.strip(" ,")
            self.uses.append(Use(spot.index, item, spot.chapter, spot.note, key, locator, form, why))
            self.last[key] = _Last(self.group, item, spot.note or 0, len(spot.citations) == 1, located)
            self.sources.setdefault((apart, spot.note or 0), set()).add(key)

    def says_ibid(self, seen: _Last, spot: Spot, item: int) -> bool:
        """Whether citeproc takes the work for the one just cited."""
        if item:
            return seen.group == self.group and seen.item == item - 1
        alone = seen.alone and len(self.sources[spot.chapter < 0, seen.note]) == 1
        return alone and seen.group == self.group - 1 and (spot.note or 0) - seen.note <= 1

    def form(self, key: str, seen: _Last | None, ibid: bool, spot: Spot) -> tuple[str, str]:
        """The form of one work, and the reason."""
        if key not in self.known:
            return MISSING, "not in the bibliography"
        if not self.notes:
            return IN_TEXT, ""
        if seen is None:
            return (
                (SHORT, "the style is short from the start")
                if self.short
                else (FULL, "cited for the first time")
            )
        if ibid and self.ibid:
            here = seen.note == spot.note
            return (
                IBID,
                "cited just before, in the same note" if here else f"the only source of note {seen.note}",
            )
        others = len(self.sources[spot.chapter < 0, seen.note]) > 1
        return SHORT, f"cited in note {seen.note}" + (", among others" if others else "")
