"""What passes between two units of pages: runs of the book that begin at a forced page break.

Everything here is plain data, and goes into JSON and back without a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

Group = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What comes into a unit from the pages before it.

    `right`: whether its first page is a right one. `kind`, `name`: the break it begins with and the name of
    its page (CSS Paged Media 3, 3.4 and CSS Fragmentation 3, 3.1). `groups`: name and length of the page
    groups that go on. `number`: the page counter before it. `strings`: named strings (CSS GCPM 3, 1.1).
    `targets`: page numbers of the places in other units that it names.
    """

    right: bool
    kind: str = "any"
    name: str | None = None
    groups: tuple[Group, ...] = ()
    number: int = 0
    strings: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)

    def lays_out_as(self, other: Entry) -> bool:
        """Whether the unit's text comes out the same; only what stands around it may differ."""
        return replace(self, number=0, strings={}) == replace(other, number=0, strings={})

    def row(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "strings": dict(self.strings), "targets": dict(self.targets)}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Entry:
        """From JSON."""
        return cls(**{**row, "groups": tuple((name, length) for name, length in row["groups"])})


@dataclass(frozen=True, slots=True)
class Number:
    """A page number: to be added to the number that comes in, unless a counter was reset before it."""

    value: int
    adds: bool

    def after(self, number: int) -> int:
        """The number in full."""
        return self.value + number if self.adds else self.value


@dataclass(frozen=True, slots=True)
class Laid:
    """What a unit passes on, once it is laid out with the entry.

    `kind`, `name`, `groups`: as in an entry, for the unit after it. `number`: of its last page. `strings`:
    last values of the named strings that it sets. `anchors`: the page numbers of its places. `asks`: the
    places in other units whose numbers it prints. `shifts`: whether it may get other page numbers without
    a change of its text.
    """

    entry: Entry
    pages: int
    kind: str
    name: str | None
    groups: tuple[Group, ...]
    number: Number
    strings: Mapping[str, str]
    anchors: Mapping[str, Number]
    asks: tuple[str, ...]
    shifts: bool

    def holds_for(self, entry: Entry) -> bool:
        """Whether the pages need not be laid out again for this entry."""
        return self.entry.lays_out_as(entry) and (self.shifts or self.entry.number == entry.number)

    def next(self, entry: Entry) -> Entry:
        """What comes into the unit after it, without the targets, where the entry came into this one."""
        return Entry(
            right=entry.right ^ bool(self.pages % 2),
            kind=self.kind,
            name=self.name,
            groups=self.groups,
            number=self.number.after(entry.number),
            strings={**entry.strings, **self.strings},
        )

    def row(self) -> dict[str, Any]:
        """As JSON."""
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "entry": self.entry.row(),
            "number": asdict(self.number),
            "strings": dict(self.strings),
            "anchors": {name: asdict(number) for name, number in self.anchors.items()},
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Laid:
        """From JSON."""
        read = {
            "entry": Entry.of(row["entry"]),
            "groups": tuple((name, length) for name, length in row["groups"]),
            "number": Number(**row["number"]),
            "anchors": {name: Number(**number) for name, number in row["anchors"].items()},
            "asks": tuple(row["asks"]),
        }
        return cls(**{**row, **read})


def entries(start: Entry, laid: Iterable[Laid | None]) -> list[Entry]:
    """What comes into each unit, as far as all before it are laid out; targets as far as they are known."""
    units = list(laid)
    known = [start]
    for one in units[:-1]:
        if one is None:
            break
        known.append(one.next(known[-1]))
    places: dict[str, int] = {}
    for entry, one in zip(known, units, strict=False):
        if one is not None:
            for name, number in one.anchors.items():
                places.setdefault(name, number.after(entry.number))
    return [
        replace(entry, targets={name: places[name] for name in one.asks if name in places}) if one else entry
        for entry, one in zip(known, units, strict=False)
    ]
