"""Which form each cited work gets — full, short, ibid. — and why.

Citeproc decides by itself (CSL 1.0.2, "Locators and position"), but note by note it knows only its own
citations. It takes "See [@a]; [@b]." for two citations side by side, and would print "Ibid." in the next
note for either of them. The Chicago Manual (14.34 in the 17th edition) allows it only after a note that
cites one source. Where citeproc would go wrong a **mute** goes before the citation: the same work cited
twice in one breath, after which citeproc never says "Ibid."; its words are thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import tree
from pipeline.citations.gather import Spot

FULL, SHORT, IBID, IN_TEXT, MISSING = "full", "short", "ibid", "in text", "missing"
# What follows the key up to a locator: ", p. 12", "fol. 2r", "§ 4", "xii".
_LOCATOR = re.compile(r"^\s*,?\s*(?:[^\W\d]{1,12}\.?\s+|[§¶]+\s*){0,2}(?=\S*\d|[ivxlcdmIVXLCDM]+\b)\S")


@dataclass(frozen=True, slots=True)
class Use:
    """One cited work at one place, as the list of notes tells it.

    `spot` counts the citations of the text from 0, `item` the works within it; `note` is the note's serial
    number (None in running text); `locator` is as typed; `why` is a few words for the author.
    """

    spot: int
    item: int
    chapter: int
    note: int | None
    key: str
    locator: str
    form: str
    why: str


@dataclass(frozen=True, slots=True)
class _Last:
    """The last time that a work was cited, as citeproc remembers it."""

    group: int
    note: int
    alone: bool
    located: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The uses in order; the spots that need a mute before them, with the note number that it carries."""

    uses: tuple[Use, ...]
    mutes: dict[int, int]


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
    if not notes:
        return Plan(tuple(use for spot in spots for use in _in_text(spot, known)), {})
    uses: list[Use] = []
    mutes: dict[int, int] = {}
    last: dict[str, _Last] = {}
    sources = _sources(spots)
    group = 0
    for at, spot in enumerate(spots):
        if at == 0 or units[at] != units[at - 1]:
            last = {}
        before = spots[at - 1] if at and units[at] == units[at - 1] else None
        group += 1
        for item, key in enumerate(spot.keys):
            locator = tree.stringify(spot.citations[item]["citationSuffix"]).strip(" ,")
            located = bool(_LOCATOR.match(tree.stringify(spot.citations[item]["citationSuffix"])))
            seen = last.get(key)
            said = seen is not None and _says_ibid(seen, spot, group, item)
            true = _is_ibid(before, spot, item, sources)
            if said and not true and item == 0 and seen is not None and ibid:
                mutes[at] = seen.note
                group += 1
            again = said and true and not (seen is not None and seen.located and not located)
            form, why = _form(key, seen, again and ibid, said and not true, short, known)
            uses.append(Use(spot.index, item, spot.chapter, spot.note, key, locator, form, why))
            last[key] = _Last(group, spot.note or 0, len(spot.citations) == 1, located)
    return Plan(tuple(uses), mutes)


def _in_text(spot: Spot, known: frozenset[str]) -> list[Use]:
    uses = []
    for item, key in enumerate(spot.keys):
        locator = tree.stringify(spot.citations[item]["citationSuffix"]).strip(" ,")
        form = IN_TEXT if key in known else MISSING
        why = "" if key in known else "not in the bibliography"
        uses.append(Use(spot.index, item, spot.chapter, spot.note, key, locator, form, why))
    return uses


def _sources(spots: Sequence[Spot]) -> dict[tuple[bool, int | None], set[str]]:
    """The works that each note cites; notes of the metadata apart."""
    sources: dict[tuple[bool, int | None], set[str]] = {}
    for spot in spots:
        sources.setdefault((spot.chapter < 0, spot.note), set()).update(spot.keys)
    return sources


def _says_ibid(seen: _Last, spot: Spot, group: int, item: int) -> bool:
    """Whether citeproc takes the work for the one just cited (its `getPosition`)."""
    if item:
        return seen.group == group
    note = spot.note or 0
    return seen.alone and (note == seen.note + 1 or (note == seen.note and group == seen.group + 1))


def _is_ibid(
    before: Spot | None, spot: Spot, item: int, sources: dict[tuple[bool, int | None], set[str]]
) -> bool:
    """Whether the work is in truth the one cited just before, with nothing between."""
    key = spot.keys[item]
    if item:
        return spot.keys[item - 1] == key
    if before is None or before.keys[-1] != key:
        return False
    return before.note == spot.note or len(sources[before.chapter < 0, before.note]) == 1


def _form(
    key: str, seen: _Last | None, ibid: bool, among_others: bool, short: bool, known: frozenset[str]
) -> tuple[str, str]:
    if key not in known:
        return MISSING, "not in the bibliography"
    if seen is None:
        return (SHORT, "the style is short from the start") if short else (FULL, "cited for the first time")
    if ibid:
        return IBID, f"the only source of note {seen.note}"
    if among_others:
        return SHORT, f"cited in note {seen.note} among others"
    return SHORT, f"cited before, in note {seen.note}"
