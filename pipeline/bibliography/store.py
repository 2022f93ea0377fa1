"""What a .bib file holds: entries by key, read from the file's text only when asked for.

A bibliography of 20,000 entries is kept as its text and an index; citing two works reads two entries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.model import Finding, Level, Place

# Change this when the shape of the kept form changes, so that an older one is not read.
CACHE_FORMAT = "octavo-bibliography-2"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as typed: field names in lower case, values without their delimiters, `@string`s put in."""

    key: str
    kind: str
    fields: Mapping[str, str]
    place: Place
    field_places: Mapping[str, Place]


class Slice(NamedTuple):
    """Where an entry stands: the number of its file's text, its characters there, its line and column.

    A tuple, since a kept bibliography makes one for each of its entries, be they 20,000.
    """

    text: int
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Link:
    """One entry's wish to inherit from another (`crossref`, `xdata`), or to be told of it."""

    key: str
    parent: str
    field: str
    place: Place


@dataclass(frozen=True, slots=True)
class Text:
    """One .bib file: its name, its text and its `@string`s."""

    file: str
    text: str
    strings: Mapping[str, str]


Reader = Callable[[str, Text, Slice], Entry]


class Entries(Mapping[str, Entry]):
    """Entry by key, in the order of the files; an entry is read when it is first asked for.

    An entry is also found by its other keys (biblatex's `ids`), which are not counted or listed.
    """

    def __init__(
        self,
        texts: tuple[Text, ...],
        index: Mapping[str, Slice],
        reader: Reader,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.texts = texts
        self.index = index
        self.reader = reader
        self.aliases = aliases or {}
        self._read: dict[str, Entry] = {}

    def __getitem__(self, key: str) -> Entry:
        key = self.aliases.get(key, key)
        if key not in self._read:
            where = self.index[key]
            self._read[key] = self.reader(key, self.texts[where.text], where)
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.index)

    def __len__(self) -> int:
        return len(self.index)

    def __contains__(self, key: object) -> bool:
        return key in self.index or key in self.aliases


@dataclass(frozen=True, slots=True)
class Bibliography:
    """All entries of one or several .bib files and what is wrong with them."""

    entries: Entries
    strings: Mapping[str, str] = field(default_factory=dict)
    own_findings: tuple[Finding, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong, in the order of the files; parents are looked for in all of them."""
        found = (*self.own_findings, *link_findings(self.links, self.entries))
        return tuple(sorted(found, key=lambda each: _order(each, self.entries.texts)))


def _order(finding: Finding, texts: tuple[Text, ...]) -> tuple[int, int, int]:
    place = finding.place or Place("")
    files = [text.file for text in texts]
    number = files.index(place.file) if place.file in files else -1
    return number, place.line or 0, place.column or 0


def link_findings(links: Iterable[Link], keys: Mapping[str, Any]) -> list[Finding]:
    """Parents that do not exist, and entries that inherit from themselves in a circle."""
    links = tuple(links)
    parents: dict[str, list[str]] = {}
    for link in links:
        parents.setdefault(link.key, []).append(link.parent)
    found = []
    for link in links:
        if link.parent not in keys:
            guess = nearest(link.parent, keys)
            hint = f"did you mean '{guess}'?" if guess else None
            message = f"'{link.key}' names '{link.parent}' in its {link.field}, which does not exist"
            found.append(Finding(f"bib-{link.field}-missing", Level.ERROR, message, link.place, hint))
        elif _leads_to(link.parent, link.key, parents):
            message = f"'{link.key}' inherits from itself by its {link.field} '{link.parent}'"
            hint = "take the field out of one of the entries in the circle"
            found.append(Finding("bib-crossref-circular", Level.ERROR, message, link.place, hint))
    return found


def _leads_to(start: str, goal: str, parents: Mapping[str, list[str]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(parents.get(key, ()))
    return False


def free(aliases: Mapping[str, str], index: Mapping[str, Slice]) -> dict[str, str]:
    """Other keys that no entry has as its own."""
    return {alias: key for alias, key in aliases.items() if alias not in index and key in index}


def known_keys(bibliography: Bibliography) -> tuple[str, ...]:
    """Every key that can be cited, in the order of the files, then the entries' other keys."""
    return (*bibliography.entries, *bibliography.entries.aliases)


def nearest(key: str, keys: Iterable[str]) -> str | None:
    """The key the author most likely meant, or nothing where none is near enough."""
    wanted = key.casefold()
    limit = max(1, len(wanted) // 4)
    letters = set(wanted)
    best: tuple[int, int, str] | None = None
    for other in keys:
        folded = other.casefold()
        if len(wanted) > 2 and (folded.startswith(wanted) or (wanted.startswith(folded) and len(folded) > 2)):
            away = min(1, abs(len(folded) - len(wanted)))
        elif abs(len(folded) - len(wanted)) > limit or len(letters ^ set(folded)) > 2 * limit:
            continue
        else:
            away = _distance(wanted, folded)
        rank = (away, abs(len(folded) - len(wanted)), other)
        if away <= limit and (best is None or rank < best):
            best = rank
    return best[2] if best else None


def _distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap between the two (Damerau and Levenshtein)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def as_json(bibliography: Bibliography) -> bytes:
    """The bibliography as bytes that `from_json` reads back without parsing the files again."""
    texts = [text.text.encode() for text in bibliography.entries.texts]
    kept = {
        "format": CACHE_FORMAT,
        "texts": [
            [text.file, len(data), dict(text.strings)]
            for text, data in zip(bibliography.entries.texts, texts, strict=True)
        ],
        "index": {
            key: [where.text, where.start, where.end, where.line, where.column]
            for key, where in bibliography.entries.index.items()
        },
        "aliases": dict(bibliography.entries.aliases),
        "strings": dict(bibliography.strings),
        "findings": [
            [each.code, each.level.value, each.message, _place(each.place), each.hint]
            for each in bibliography.own_findings
        ],
        "links": [[each.key, each.parent, each.field, _place(each.place)] for each in bibliography.links],
    }
    # The files' own text follows the first line as it is: JSON would have to read each letter of it.
    return b"\n".join([json.dumps(kept, separators=(",", ":")).encode(), b"".join(texts)])


def from_json(data: bytes, reader: Reader) -> Bibliography:
    """The bibliography that `as_json` wrote. `ValueError` where the bytes are not such a one."""
    head, _, rest = data.partition(b"\n")
    kept = json.loads(head)
    if not isinstance(kept, dict) or kept.get("format") != CACHE_FORMAT:
        raise ValueError("not a kept bibliography of this version")
    texts = []
    for file, length, strings in kept["texts"]:
        texts.append(Text(file, rest[:length].decode(), strings))
        rest = rest[length:]
    index = {key: Slice(*where) for key, where in kept["index"].items()}
    findings = tuple(
        Finding(code, Level(level), message, _read_place(place), hint)
        for code, level, message, place, hint in kept["findings"]
    )
    links = tuple(Link(key, parent, name, Place(*place)) for key, parent, name, place in kept["links"])
    return Bibliography(
        Entries(tuple(texts), index, reader, kept["aliases"]), kept["strings"], findings, links
    )


def _place(place: Place | None) -> list[str | int | None] | None:
    return [place.file, place.line, place.column] if place else None


def _read_place(place: list[str | int | None] | None) -> Place | None:
    return Place(*place) if place else None  # type: ignore[arg-type]
