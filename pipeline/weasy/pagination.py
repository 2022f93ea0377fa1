"""The pages of one unit: laid out with what comes in from before, then finished with what is in the margins.

WeasyPrint's `layout_document` in two halves, and for a part of a book. What stands before the unit is one
empty box and one page, the first; what stands after it is the beginning of the next unit, which is never laid
out but forces the break that ends this one. So every page is made by the same steps as in one run.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from pipeline.weasy import internals, page
from pipeline.weasy.context import NotesContext
from pipeline.weasy.facts import Facts
from pipeline.weasy.flow import Flow, NotPlainError
from pipeline.weasy.galley import Galley, Seams
from pipeline.weasy.internals import boxes
from pipeline.weasy.pages import Taken
from pipeline.weasy.passing import Entry, Laid, Number

Box = Any

MOST_ROUNDS = 8  # as in WeasyPrint
WHOLE = {0: None}  # where a page group begins that goes on over all of the body


class Inseparable(Exception):
    """The pages depend on each other in a way that units cannot pass on: one run must make the book."""


def clean() -> dict[str, Any]:
    """The state of a page that is to be made."""
    return {"content_changed": False, "pages_wanted": False, "anchors": [], "content_lookups": []}


@dataclass
class Layout:
    """A unit's boxes and, once they are laid out, its pages."""

    context: NotesContext
    root: Box
    html: Any
    is_first: bool
    is_last: bool
    foreign: frozenset[str]  # places in other units that links lead to
    old: Galley | None = None  # what is known of it from the last time; None where nothing is kept

    def __post_init__(self) -> None:
        self.pages: list[Box] = []
        self.facts: list[Facts] = []
        context, (body, *_) = self.context, self.root.children
        self.rounds = context.footnotes.copy()
        if not self.is_first:
            # The layout goes on after an empty box, as it would after the unit before.
            body.children = [boxes.BlockBox.anonymous_from(body, []), *body.children]
            context.first = 1
        context.is_left_to_right = self.root.style["direction"] == "ltr"
        if not self.is_last:
            context.last = {0: {len(body.children) - 1: None}}

    def lay_out(self, entry: Entry) -> Laid:
        """Make the pages for this entry, in as many rounds as their numbers need."""
        self.context.page_maker = self._start(entry)
        self.pages = []
        page.start(self.context, self.root, self.html)
        self.context.flow = Flow(self.root)
        if self.old is not None and not self.context.target_collector.counter_lookup_items:
            with contextlib.suppress(NotPlainError):
                self.context.seams = Seams(self.context, self.context.flow, self.old)
        return self._in_rounds(entry)

    def told(self, entry: Entry) -> Laid:
        """Make the pages again that print page numbers, as WeasyPrint does in a later round."""
        collector, maker, first = self.context.target_collector, self.context.page_maker, self.context.first
        self._renumber(entry)
        for name, number in entry.targets.items():
            collector.target_lookup_items[name].cached_page_counter_values = {"page": [number]}
        for index in range(first, first + len(self.pages)):
            for name in maker[index][-1]["anchors"]:
                if (item := collector.target_lookup_items.get(name)) and name not in self.foreign:
                    item.cached_page_counter_values = copy.deepcopy(maker[index + 1][3][1])
        for (_, part), item in collector.counter_lookup_items.items():
            index = item.page_maker_index
            if part == "content" and index is not None:
                item.cached_page_counter_values = copy.deepcopy(maker[index + 1][3][1])
                item.parse_again(item.cached_page_counter_values)
                maker[index][-1]["content_changed"] = True
        return self._in_rounds(entry)

    def _in_rounds(self, entry: Entry) -> Laid:
        context, total = self.context, len(self.pages)
        for _ in range(MOST_ROUNDS):
            if self.pages:
                context.footnotes = self.rounds.copy()
            before = total
            self.pages = list(internals.layout.make_all_pages(context, self.root, self.html, self.pages))
            total = len(self.pages)
            if context.last is not None and context.page_maker[-1][0] != context.last:
                raise Inseparable("the text did not end at a forced break")
            again = False
            for *_, state, remake in context.page_maker:
                state[1]["pages"] = [total]
                again |= remake["content_changed"] or (remake["pages_wanted"] and before != total)
            if not again:
                break
        return self._laid(entry)

    def _start(self, entry: Entry) -> list[tuple[Any, ...]]:
        if self.is_first:
            internals.initialize_page_maker(self.context, self.root)
            maker: list[tuple[Any, ...]] = self.context.page_maker
            return maker
        next_page = {"break": entry.kind, "page": entry.name}
        groups = [[name, length, copy.deepcopy(WHOLE)] for name, length in entry.groups]
        state = ([0], {"pages": [0], "page": [entry.number]}, [{"pages", "page"}], groups)
        start = {0: {1: None}}
        before = (None, next_page, not entry.right, copy.deepcopy(state), clean())
        return [before, (start, next_page, entry.right, state, clean())]

    def _laid(self, entry: Entry) -> Laid:
        context, last = self.context, self.context.page_maker[-1]
        self.facts = list(map(self._facts, range(len(self.pages))))
        strings = {name: text for facts in self.facts for name, text in facts.strings}
        numbers = list(self._numbers(entry))
        anchors: dict[str, Number] = {}
        for facts, number in zip(self.facts, numbers, strict=True):
            anchors = dict.fromkeys(facts.anchors, number) | anchors
        lookups = context.target_collector.counter_lookup_items.values()
        named = {name for one in lookups for name in one.missing_target_counters}
        # WeasyPrint takes down no name where an attribute names the place.
        asked = sorted(self.foreign if None in named else named & self.foreign)
        groups = tuple((name, length) for name, length, at in last[3][3] if at == WHOLE)
        return Laid(
            entry=replace(entry, strings={}, targets={name: entry.targets.get(name, 0) for name in asked}),
            pages=len(self.pages),
            kind=last[1]["break"],
            name=last[1]["page"],
            groups=groups,
            number=numbers[-1] if numbers else Number(0, True),
            strings=strings,
            anchors=anchors,
            asks=tuple(asked),
            shifts=not any(one.missing_counters or one.missing_target_counters for one in lookups),
        )

    def _numbers(self, entry: Entry) -> Iterator[Number]:
        adds = True
        for facts, maker in zip(self.facts, self.context.page_maker[self.context.first + 1 :], strict=True):
            adds = adds and not facts.counts_anew
            value = maker[3][1].get("page", [0])[-1]
            yield Number(value - entry.number if adds else value, adds)

    def _facts(self, at: int) -> Facts:
        """What is told of the page; one that was taken and of which nothing was told is made after all."""
        page = self.pages[at]
        if isinstance(page, Taken):
            known = self.context.seams.facts(self.context.first_round.made[page.index].known)
            if known is not None:
                return cast(Facts, known)
            page = self.boxes(at)
        return Facts.of_page(page)

    def boxes(self, at: int) -> Box:
        """The page in boxes."""
        if isinstance(self.pages[at], Taken):
            self.pages[at] = self.context.first_round.fill(self.pages[at].index)
        return self.pages[at]

    def begin_to_finish(self, entry: Entry) -> None:
        """Number the pages as the entry says, and take down the strings that their margins show."""
        context, first = self.context, self.context.first
        self._renumber(entry)
        context.string_set.clear()
        for name, text in entry.strings.items():
            context.string_set[name][1].append(text)
        for number, facts in enumerate(self.facts, first + 1):
            for name, text in facts.strings:
                context.string_set[name][number].append(text)

    def margins(self, begin: int, end: int) -> list[Any]:
        """What the margins of these pages hang on, besides the pages."""
        before = self.context.first + begin + 1
        strings = [
            (name, next(pages[at][-1] for at in range(before - 1, 0, -1) if pages.get(at)))
            for name, pages in self.context.string_set.items()
            if any(at < before and pages[at] for at in pages)
        ]
        states = [self.context.page_maker[number][3] for number in range(before, before + end - begin)]
        counters = [{name: one for name, one in state[1].items() if name != "pages"} for state in states]
        return [sorted(strings), counters]

    def finish(self, begin: int, end: int) -> list[Box]:
        """The pages from one to before another with their margin boxes."""
        context, first = self.context, self.context.first
        seen: dict[str, set[Any]] = {}
        pages = [page for page in self.pages if not isinstance(page, Taken)]
        for at in range(begin, end):
            for box in self.pages[at].descendants():
                self._settle(box, seen, context.page_maker[first + at + 1][3][1])
        for at in range(begin, end):
            page, number = self.pages[at], first + at + 1
            context.current_page = number
            root, *areas = page.children
            index = next(place for place, one in enumerate(pages) if one is page)
            root.children = [
                *internals.layout.layout_fixed_boxes(context, pages[:index], page),
                *root.children,
                *internals.layout.layout_fixed_boxes(context, pages[index + 1 :], page),
            ]
            state = context.page_maker[number][3]
            shown = [area for area in areas if area.children]
            page.children = (root, *shown, *internals.page.make_margin_boxes(context, page, state))
            internals.layout.layout_backgrounds(page, context.get_image_from_uri)
        return self.pages[begin:end]

    def _renumber(self, entry: Entry) -> None:
        """Count the pages from the entry's number on."""
        maker = self.context.page_maker
        if self.is_first or maker[1][3][1]["page"] == [entry.number]:
            return
        values, scopes = maker[1][3][1], maker[1][3][2]
        values["page"] = [entry.number]
        for facts, (*_, state, _) in zip(self.facts, maker[2:], strict=True):
            values, scopes = copy.deepcopy(values), copy.deepcopy(scopes)
            internals.build.update_counters(([0], values, scopes, []), {"display": (), **facts.counters})
            state[1].clear()
            state[1].update(values)

    def _settle(self, box: Box, seen: dict[str, set[Any]], counters: Any) -> None:
        """One bookmark for every element, in the words that its page numbers give it."""
        if box.bookmark_label:
            part = box.element_tag.rpartition("::")[2] if "::" in box.element_tag else ""
            known = seen.setdefault(part if part in ("before", "after") else "", set())
            if box.element in known:
                box.bookmark_label = ""
            else:
                known.add(box.element)
        if not box.missing_link:
            return
        for (owner, token), item in self.context.target_collector.counter_lookup_items.items():
            if box.missing_link is not owner or token == "content":
                continue
            if token == "bookmark-label" and not box.bookmark_label:
                continue
            item.parse_again(counters)
            if token == "bookmark-label":
                box.bookmark_label = owner.bookmark_label
