"""What the unit and the book are told of a page besides its drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.weasy import report
from pipeline.weasy.flow import Flow, NotPlainError

Box = Any
_COUNTERS = ("counter_reset", "counter_set", "counter_increment")


@dataclass(frozen=True, slots=True)
class Facts:
    """The named strings it sets and the places it has, in order; how it counts; by their ids its notes.

    `called`: called on it; `shown`: standing on it, wholly or in part; `outside`: running off it.
    """

    strings: Sequence[tuple[str, str]]
    anchors: Sequence[str]
    counters: Mapping[str, Any]
    called: Sequence[int]
    shown: Sequence[int]
    outside: Sequence[int]

    @classmethod
    def of_page(cls, page: Box) -> Facts:
        """The facts of a page that is laid out, without its margins."""
        anchors = [box.style["anchor"] for box in page.descendants(placeholders=True)]
        counters = {name: page.style[name] for name in _COUNTERS}
        found = list(_strings(page)), list(dict.fromkeys(filter(None, anchors))), counters
        return cls(*found, *report.notes_on(page))

    def plain(self, flow: Flow) -> list[Any]:
        """As JSON. Raises NotPlainError."""
        notes = [[_placed(flow, note) for note in part] for part in (self.called, self.shown, self.outside)]
        return [self.strings, self.anchors, self.counters, notes]

    @classmethod
    def of(cls, row: Any, note: Any) -> Facts:
        """From JSON; `note` gives the id of a note by its place."""
        strings, anchors, counters, notes = row
        return cls(strings, anchors, counters, *([note(place) for place in part] for part in notes))

    @property
    def counts_anew(self) -> bool:
        """Whether it resets or sets its number."""
        return any(name == "page" for kind in _COUNTERS[:2] for name, _ in self.counters[kind])


def _placed(flow: Flow, note: int) -> tuple[int, int]:
    if note not in flow.places:
        raise NotPlainError
    return flow.places[note]


def _strings(page: Box) -> Iterator[tuple[str, str]]:
    for box in page.descendants():
        if box.string_set and box.string_set != "none":
            yield from box.string_set
